"""How scripts end is listed once: six lists had six answers, and a script in zsh was a script to four of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from natpin.model.endings import SCRIPTS

SOURCES = Path(__file__).parent.parent.parent / "src" / "natpin"
OWN = frozenset({"model/endings.py", "pipeline/script_endings.py"})
"""The list itself, and that of every kind of file there is."""


def trees() -> Iterator[tuple[str, ast.AST]]:
    """The files that write several endings out, parsed: to parse all takes half a minute."""
    for path in SOURCES.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if sum(f'"{ending}"' in text for ending in SCRIPTS) > 1:
            yield path.relative_to(SOURCES).as_posix(), ast.parse(text)


def test_no_other_tuple_lists_several_of_them() -> None:
    others = [
        f"{path}:{node.lineno}"
        for path, tree in trees()
        if path not in OWN
        for node in ast.walk(tree)
        if isinstance(node, ast.Tuple)
        and sum(isinstance(one, ast.Constant) and one.value in SCRIPTS for one in node.elts) > 1
    ]
    assert not others
