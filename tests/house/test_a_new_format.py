"""The walk through a new format in docs/architecture.md, walked: one module, one line and one floor, in a copy of natpin."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .conftest import House

TOY = Path(__file__).parent / "toy_format"
WRITTEN = (TOY / "payments.toyaks").read_text("utf-8")
REGISTRY = "src/natpin/formats/registry.py"
LINE = 'Late("toyaks", "toy", (".toyaks",))'


def walked(house: House) -> dict[str, str]:
    """The files that a new format takes."""
    registry, project = house.text(REGISTRY), house.text("pyproject.toml")
    return {
        "src/natpin/formats/toyaks.py": (TOY / "toyaks.py").read_text("utf-8"),
        REGISTRY: _once(registry, "workloads_only=True),\n)", f"workloads_only=True),\n    {LINE},\n)"),
        "pyproject.toml": _once(project, '| snapshot | terraform"', '| snapshot | terraform | toyaks"'),
    }


def _once(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1
    return text.replace(old, new)


def linted(house: House, folder: Path, written: str, *flags: str) -> dict[str, Any]:
    """The one stack that natpin reports, of a folder with one toy file."""
    (folder / "payments.toyaks").write_text(written, "utf-8")
    with house.changed(walked(house)):
        ran = house.python("-m", "natpin", "lint", str(folder), "--format", "json", *flags)
    report = json.loads(ran.stdout)
    assert report["skipped"] == [], ran.stderr
    (stack,) = report["stacks"]
    assert stack["reader"] == "toy"
    return stack  # type: ignore[no-any-return]


def idle(stack: dict[str, Any]) -> list[tuple[str, int]]:
    """What the rule on seconds for minutes says, and in which line."""
    told = [each for each in stack["findings"] if each["rule"] == "nat-idle-seconds"]
    return [(each["verdict"], each["at"]["line"]) for each in told]


def test_the_house_stands_with_it(house: House) -> None:
    with house.changed(walked(house)):
        status, told = house.imports()
    assert status == 0, told


@pytest.mark.parametrize(
    ("written", "flags", "expected"),
    [
        pytest.param(WRITTEN, (), [("fail", 5)], id="a value, at its place"),
        pytest.param(WRITTEN.replace("600", "10"), (), [], id="it passes"),
        pytest.param(WRITTEN.replace("600", "<idle>"), (), [("unknown", 5)], id="an unknown"),
        pytest.param(WRITTEN.replace("600", "<idle>"), ("--var", "minutes=600"), [("fail", 5)], id="given"),
        pytest.param(WRITTEN.replace("600", "10") + "colour=blue\n", (), [("unknown", 6)], id="a doubt"),
    ],
)
def test_it_is_read_and_judged(
    house: House, tmp_path: Path, written: str, flags: tuple[str, ...], expected: list[tuple[str, int]]
) -> None:
    stack = linted(house, tmp_path, written, *flags)
    (path,) = [path for path in stack["clusters"][0]["egress"] if path["role"] == "node"]
    assert idle(stack) == expected
    assert (path["exit"], path.get("subnet")) == (
        ("unknown", None) if "colour" in written else ("nat-gateway", "nodes")
    )
