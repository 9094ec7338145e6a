"""The suite passes on a slow machine as on a fast one: no test asks how long something took."""

from __future__ import annotations

import ast
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from work import TooMuchWork, at_most

TESTS = Path(__file__).parent
CLOCKS = {"perf_counter", "monotonic", "process_time", "thread_time", "time_ns", "perf_counter_ns", "monotonic_ns"}  # fmt: skip
MEASURING = {
    "image/image_engine.py",  # gives up waiting for an engine that does not start
    "image/image_runner.py",  # what a container takes is printed, and compared with nothing
    "image/test_figures.py",  # the same; what is asserted is CPU time and size
    "image/conftest.py",
    "image/test_image.py",
    "soundness/__main__.py",  # runs for the seconds it is told to
    "soundness/campaign.py",
    "soundness/shrink.py",
    "fuzz/campaign.py",  # runs for the seconds it is told to
    "mutation/asked.py",  # a mistake without end is noticed
    "mutation/sampled.py",  # after several times what the tests take without a mistake
}


Nodes = list[ast.AST]


@pytest.fixture(scope="module")
def nodes() -> dict[Path, Nodes]:
    """Of each file, what the tests here ask for: each is parsed and gone through once."""
    kinds = (ast.Attribute, ast.Assert, ast.keyword)
    return {
        file: [node for node in ast.walk(ast.parse(file.read_text())) if type(node) in kinds]
        for file in sorted(TESTS.rglob("*.py"))
    }


def clocks(nodes: Nodes) -> set[str]:
    return {node.attr for node in nodes if isinstance(node, ast.Attribute) and node.attr in CLOCKS}


def asserts_on_a_clock(nodes: Nodes) -> bool:
    asserted = [node for node in nodes if isinstance(node, ast.Assert)]
    return any(
        isinstance(node, ast.Attribute) and (node.attr in CLOCKS or ast.unparse(node) == "time.time")
        for one in asserted
        for node in ast.walk(one)
    )


def test_no_test_looks_at_a_clock(nodes: dict[Path, Nodes]) -> None:
    for file, inside in nodes.items():
        name = file.relative_to(TESTS).as_posix()
        assert not asserts_on_a_clock(inside), name
        assert name in MEASURING or not clocks(inside), name


def test_hypothesis_asks_for_no_speed(nodes: dict[Path, Nodes]) -> None:
    for file, inside in nodes.items():
        if not file.name.startswith("test_"):
            continue
        keywords = [node.arg for node in inside if isinstance(node, ast.keyword)]
        assert "deadline" not in keywords, file.name
    assert settings().deadline is None
    assert HealthCheck.too_slow in settings().suppress_health_check


def test_work_is_counted_and_ends_there() -> None:
    with at_most(calls=100):
        sum(abs(number) for number in range(10))
    with pytest.raises(TooMuchWork), at_most(calls=100):
        sum(abs(number) for number in count())
