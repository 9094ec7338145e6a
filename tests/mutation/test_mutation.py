"""The harness itself: which mistakes it makes, and that the folders it names are there."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from asked import FAILED, HUNG, LATE, PASSED, Asked
from equivalent import EQUIVALENT
from mistakes import mutants
from mutated import PACKAGES, ROOT
from sampled import drawn

MADE: list[tuple[str, list[str]]] = [
    # a line, and every line with a mistake that is made of it
    ("a == b", ["a != b"]),
    ("a < b", ["a <= b"]),
    ("a is not b", ["a is b"]),
    ("a not in b", ["a in b"]),
    ("a < b < c", []),
    ("x = a and not b", ["x = (a) or (not b)", "x = a and (b)"]),
    ("x = a + 1", ["x = (a - 1)", "x = a + 2"]),
    ("x = True", ["x = False"]),
    ("x = 'word'", ["x = 'word!'"]),
    ("x = 'what is said to people'", []),
    ("x = f'{a}word'", []),
    ("x = a if b else c", ["x = a if not (b) else c"]),
    ("x = [a for a in b if c]", ["x = [a for a in b if not (c)]", "x = [a for a in b if True]"]),
    ("x = (a, b)", ["x = (b,)", "x = (a,)"]),
    ("x = (a, b, c)", ["x = ( b, c)", "x = (a,  c)", "x = (a, b, )"]),
    ("x = {'a': b}", ["x = {}", "x = {'a!': b}"]),
    ("f(a, at=b)", ["pass", "f(a, )"]),
    ("x.y = z", ["pass"]),
    ("x += y", ["pass"]),
    ("import a", []),
    ("assert a == b", []),
    ("T = TypeVar('T')", []),
    ("x: str = a", []),
    ("Names = tuple[str, int]", []),
    ("Part = A | B", []),
    ("__all__ = ['a', 'b']", []),
    ("def f():\n    return a", ["def f():\n    return None"]),
    ("def f():\n    return None", []),
    ("if a:\n    b()", ["if not (a):\n    b()", "if False:\n    b()", "if a:\n    pass"]),
    ("for a in b:\n    continue", ["for a in b:\n    pass"]),
    ("match a:\n    case 1 if b:\n        c", ["match a:\n    case 2 if b:\n        c", "match a:\n    case 1 if not (b):\n        c"]),
    ("'''A docstring'''", []),
    ("@known\ndef f():\n    '''Doc'''", []),
]  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), MADE)
def test_mistakes(source: str, expected: list[str]) -> None:
    made = [each.applied(source.encode()).decode() for each in mutants(source.encode())]
    assert sorted(made) == sorted(expected)


def test_a_line_says_whether_it_runs_with_each_test() -> None:
    source = b"a = 1\ndef f():\n    return 1\n@cache\ndef g():\n    return 1\n"
    assert {each.line: each.inside for each in mutants(source)} == {1: False, 3: True, 6: False}


@pytest.mark.parametrize("name", PACKAGES)
def test_the_folders_are_there(name: str) -> None:
    assert PACKAGES[name].files()
    for test in PACKAGES[name].tests:
        assert (ROOT / "tests" / test).exists(), test


def test_the_same_seed_draws_the_same_mistakes() -> None:
    assert drawn(["cross-stack"], "", 5, 1) == drawn(["cross-stack"], "", 5, 1)
    assert drawn(["cross-stack"], "", 5, 1) != drawn(["cross-stack"], "", 5, 2)
    assert len(drawn(["cross-stack"], "", 0, 1)) > 100


ENDS: list[tuple[Callable[[], object], str]] = [
    (lambda: 0, PASSED),
    (lambda: 1, FAILED),
    (lambda: 1 / 0, FAILED),
    # its processor's time is used up
    (lambda: os.kill(os.getpid(), signal.SIGXCPU), HUNG),
    # the clock ran out, while it did nothing: the mistake is not taken for one that was noticed
    (signal.pause, LATE),
]


@pytest.mark.parametrize(("do", "expected"), ENDS)
def test_how_asking_ends(do: Callable[[], int], expected: str, tmp_path: Path) -> None:
    assert Asked(do, tmp_path / "log", limit=0.1 if expected == LATE else 60).wait() == expected


def test_what_is_called_equivalent_is_still_written() -> None:
    written = {}
    for module in (ROOT / "src" / "natpin").rglob("*.py"):
        written.setdefault(module.name, []).append(" ".join(module.read_text().split()))
    stale = [
        (file, before)
        for file, before, _, _ in EQUIVALENT
        if not any(" ".join(before.split()) in text for text in written.get(file, []))
    ]
    assert stale == [], "these lines are gone; take them off the table"
