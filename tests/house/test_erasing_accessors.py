"""Above the readers nobody asks a node in words that take an unknown for nothing.

``items``, ``members``, ``text`` … of ``natpin.model.value`` answer "none" for what nobody knows, and so does ``plain``. In
facts, egress and graph that is a false pass; ``natpin.model.asking`` has words that keep the unknown. Two of those are
still narrow: ``called`` gives a name to be shown or looked up by, ``object_of`` what is known to be written.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "natpin"
ROOMS = ("facts", "egress", "graph")
VALUE = "natpin.model.value"
ERASING = frozenset({"items", "members", "text", "scalar", "word", "plain", "member"})

ALLOWED: dict[str, str] = {}
"""``facts/module.py text``: why it is no loss there. Empty, and better kept so."""


def erased(source: str) -> Iterator[str]:
    """The erasing accessors that a module takes, whichever way it imports them."""
    modules: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.ImportFrom(module=module, names=names):
                if module == VALUE:
                    yield from (each.name for each in names if each.name in ERASING or each.name == "*")
                if module == "natpin.model":
                    modules |= {each.asname or each.name for each in names if each.name == "value"}
            case ast.Import(names=names):
                modules |= {each.asname or each.name for each in names if each.name == VALUE}
            case ast.Attribute(attr=attr, value=value) if attr in ERASING and ast.unparse(value) in modules:
                yield attr


def test_no_accessor_takes_an_unknown_for_nothing() -> None:
    found = {
        f"{path.relative_to(SOURCE).as_posix()} {name}"
        for room in ROOMS
        for path in sorted((SOURCE / room).rglob("*.py"))
        for name in erased(path.read_text())
    }
    assert found - set(ALLOWED) == set()
    assert set(ALLOWED) - found == set(), "these are gone; take them off the table"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("from natpin.model.value import Node, text", ["text"]),
        ("from natpin.model.value import items as elements", ["items"]),
        ("from natpin.model.value import *", ["*"]),
        ("def f():\n    from natpin.model.value import scalar", ["scalar"]),
        ("import natpin.model.value\nnatpin.model.value.word(x)", ["word"]),
        ("import natpin.model.value as value\nvalue.members(x)", ["members"]),
        ("from natpin.model import value\nvalue.text(x)", ["text"]),
        ("from natpin.model import value as v\nv.plain(x)", ["plain"]),
        ("from natpin.model.value import Node, Value\nx.items()", []),
        ("from natpin.model.asking import text_of", []),
    ],
)
def test_a_break_is_noticed(source: str, expected: list[str]) -> None:
    assert list(erased(source)) == expected
