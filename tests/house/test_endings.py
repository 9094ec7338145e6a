"""How scripts end is listed once: six lists had six answers, and a script in zsh was a script to four of them."""

from __future__ import annotations

import ast
from pathlib import Path

from natpin.model.endings import SCRIPTS

SOURCES = Path(__file__).parent.parent.parent / "src" / "natpin"
OWN = frozenset({"model/endings.py", "pipeline/script_endings.py"})
"""The list itself, and that of every kind of file there is."""


def test_no_other_tuple_lists_several_of_them() -> None:
    others = [
        f"{path.relative_to(SOURCES)}:{node.lineno}"
        for path in SOURCES.rglob("*.py")
        if path.relative_to(SOURCES).as_posix() not in OWN
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Tuple)
        and sum(isinstance(one, ast.Constant) and one.value in SCRIPTS for one in node.elts) > 1
    ]
    assert not others
