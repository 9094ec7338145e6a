"""Searching takes time in proportion to the text: no pattern that is searched for begins with a run that may fail.

``\\w+:`` searched in a megabyte of letters tries each letter, and runs to the end from each: hours. ``(?<!\\w)\\w+:`` or
``\\b\\w+:`` begins once a run. (Python's ``re`` documentation has no word on it; Davis et al., "The Impact of Regular
Expression Denial of Service in Practice", 2018, call it a super-linear regex.)
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser
from typing import Any

import pytest

SOURCES = Path(__file__).parent.parent.parent / "src" / "natpin"
MAKERS = frozenset({"compile", "late_regex"})
SEARCHING = frozenset({"search", "findall", "finditer", "sub", "subn", "split"})
REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
MANY = 1_000
"""Repeats up to fewer cost no more than a factor."""

_MAY_SEARCH = re.compile(
    r"\b(?:late_regex|compile|re\.\w+)\(|\.(?:search|findall|finditer|subn?)\(|[A-Z]\.split\("
)
Items = Sequence[tuple[Any, Any]]


def runs_first(pattern: str | bytes, flags: int = 0) -> bool:
    """True for a pattern that begins with an unbounded repeat, unguarded, after which something may be missing."""
    parsed = _parser.parse(pattern, flags)
    return _runs(list(parsed), bool(parsed.state.flags & re.MULTILINE), last=True)


def _runs(items: Items, by_line: bool, last: bool) -> bool:
    for number, (kind, value) in enumerate(items):
        ends = last and number == len(items) - 1
        if kind is op.AT:
            if value is op.AT_BEGINNING and by_line:
                return _runs_over_lines(items[number + 1 :])
            return False
        if kind in (op.ASSERT, op.ASSERT_NOT):
            if value[0] < 0:
                return False  # looked back: a run begins once
            continue
        if kind in REPEATS:
            least, most, inner = value
            if most is op.MAXREPEAT or most > MANY:
                return not ends
            if _runs(list(inner), by_line, last=ends):
                return True
            if least:
                return False
            continue
        if kind is op.SUBPATTERN:
            return _runs([*value[3], *items[number + 1 :]], by_line, last)
        if kind is op.ATOMIC_GROUP:
            return _runs([*value, *items[number + 1 :]], by_line, last)
        if kind is op.BRANCH:
            return any(_runs([*one, *items[number + 1 :]], by_line, last) for one in value[1])
        return False
    return False


def _runs_over_lines(items: Items) -> bool:
    """Of a pattern that begins at a line: whether its first repeat goes on in the next lines, and something follows."""
    for number, (kind, value) in enumerate(items):
        if kind is op.SUBPATTERN:
            return _runs_over_lines([*value[3], *items[number + 1 :]])
        if kind not in REPEATS:
            return False
        least, most, inner = value
        if most is op.MAXREPEAT:
            one = list(inner)
            over = len(one) == 1 and _takes_line_ends(*one[0])
            return over and number < len(items) - 1
        if least:
            return False
    return False


def _takes_line_ends(kind: Any, value: Any) -> bool:
    if kind is op.NOT_LITERAL:
        return bool(value != ord("\n"))
    if kind is not op.IN:
        return False
    if value[0] == (op.NEGATE, None):
        ends = (
            (op.LITERAL, ord("\n")),
            (op.CATEGORY, op.CATEGORY_SPACE),
            (op.CATEGORY, op.CATEGORY_NOT_WORD),
        )
        return not any(one in value for one in ends)
    return (op.CATEGORY, op.CATEGORY_SPACE) in value or (op.LITERAL, ord("\n")) in value


@pytest.mark.parametrize(
    ("pattern", "slow"),
    [
        (r"\w+:", True),
        (r"[\"']?(\w+)[\"']?:", True),
        (r"(?:a|\s*)b", True),
        (r"(?m)^\s*resource", True),
        (r"(?m)^[^=]*=", True),
        (r"(?m)^[^#=]*=", True),
        (r"(?m)^[^=\n]*=", False),
        (r"(?m)^[ \t]*resource", False),
        (r"^\s*resource", False),
        (r"\b\w+:", False),
        (r"(?<![\w-])[\w-]+:", False),
        (r"\w+", False),
        (r"\w{1,200}:", False),
        (r"az\s+aks", False),
    ],
)
def test_what_counts_as_beginning_with_a_run(pattern: str, slow: bool) -> None:
    assert runs_first(pattern) is slow


def runs_twice(pattern: str | bytes, flags: int = 0) -> bool:
    """True for a pattern with two runs over the same, and between them only what may be missing: a run that no match follows
    is divided between the two in every way. A possessive run (``*+``) gives nothing back."""
    return _divides(list(_parser.parse(pattern, flags)))


def _divides(items: Items) -> bool:
    for number, (kind, value) in enumerate(items):
        if kind in REPEATS:
            if _divides(list(value[2])) or (
                kind is not op.POSSESSIVE_REPEAT
                and value[1] is op.MAXREPEAT
                and _goes_on(str(list(value[2])), items[number + 1 :])
            ):
                return True
        elif (kind is op.SUBPATTERN and _divides(list(value[3]))) or (
            kind is op.BRANCH and any(_divides(list(one)) for one in value[1])
        ):
            return True
    return False


def _goes_on(run: str, items: Items) -> bool:
    """Whether another such run comes before anything that must be there."""
    for kind, value in items:
        if kind not in REPEATS or value[0]:
            return False
        if value[1] is op.MAXREPEAT and str(list(value[2])) == run:
            return True
    return False


@pytest.mark.parametrize(
    ("pattern", "slow"),
    [
        (r"-e[ \t]*=?[ \t]*(\S+)", True),
        (r"a(?:[ \t]*,?[ \t]*b)?c", True),
        (r"-e[ \t]*+=?[ \t]*(\S+)", False),
        (r"-e[ \t]*+(?:=[ \t]*+)?(\S+)", False),
        (r"a[ \t]*=[ \t]*b", False),
        (r"a[ \t]*=?\w*b", False),
    ],
)
def test_what_counts_as_running_twice(pattern: str, slow: bool) -> None:
    assert runs_twice(pattern) is slow


def test_nothing_that_is_searched_for_runs_twice() -> None:
    wrong = [
        f"{place}: {pattern!r}" for place, pattern, flags in every_search() if runs_twice(pattern, flags)
    ]
    assert not wrong, "\n".join(wrong)


def test_nothing_that_is_searched_for_begins_with_a_run() -> None:
    wrong = [
        f"{place}: {pattern!r}" for place, pattern, flags in every_search() if runs_first(pattern, flags)
    ]
    assert not wrong, "\n".join(wrong)


@cache
def every_search() -> tuple[tuple[str, str | bytes, int], ...]:
    return tuple(searched())


def searched() -> Iterator[tuple[str, str | bytes, int]]:
    """Every pattern that is written out and searched for somewhere: its place, itself, its flags."""
    files = {file: _nodes(file) for file in sorted(SOURCES.rglob("*.py"))}
    own = {file: set(_searched_names(nodes)) for file, nodes in files.items()}
    public = {name for names in own.values() for name in names if name[0] != "_"}
    for file, nodes in files.items():
        names = public | own[file]
        for node in nodes:
            if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Call):
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                call, wanted = node.value, isinstance(target, ast.Name) and target.id in names
                wanted = wanted and (_method(call) or _name(call.func)) in MAKERS
            elif isinstance(node, ast.Call) and _method(node) in SEARCHING:
                call, wanted = node, _name(node.func.value) == "re"  # type: ignore[attr-defined]
            else:
                continue
            written = _literal(call.args[0]) if wanted and call.args else None
            if written is not None:
                yield f"{file.relative_to(SOURCES)}:{node.lineno}", written, _flags(call)


def _nodes(file: Path) -> list[ast.AST]:
    """What bears on a search, of a file that is gone through once. One that searches for nothing is not parsed: all of
    them take half a minute."""
    text = file.read_text(encoding="utf-8")
    if _MAY_SEARCH.search(text) is None:
        return []
    kinds = (ast.Attribute, ast.Name, ast.Assign, ast.AnnAssign, ast.Call)
    return [node for node in ast.walk(ast.parse(text)) if type(node) in kinds]


def _searched_names(nodes: Sequence[ast.AST]) -> Iterator[str]:
    owners = set()
    for node in nodes:
        if isinstance(node, ast.Attribute):
            owner = node.value
            owners.add(id(owner))
            name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", None)
            if node.attr in SEARCHING and name is not None:
                yield name
    for node in nodes:  # handed on: whoever gets it may search for it
        # a public name may be another's elsewhere
        if isinstance(node, ast.Name) and id(node) not in owners and node.id[:1] == "_" and _is_read(node):
            yield node.id


def _is_read(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Load)


def _method(call: ast.Call) -> str | None:
    return call.func.attr if isinstance(call.func, ast.Attribute) else None


def _name(node: ast.AST) -> str | None:
    return node.id if isinstance(node, ast.Name) else None


def _literal(node: ast.AST) -> str | bytes | None:
    try:
        found = ast.literal_eval(node)
    except ValueError:
        return None
    return found if isinstance(found, str | bytes) else None


def _flags(call: ast.Call) -> int:
    given = [*call.args[1:], *(word.value for word in call.keywords)]
    names = (part.attr for one in given for part in ast.walk(one) if isinstance(part, ast.Attribute))
    return sum({int(getattr(re, name)) for name in names if name.isupper()})
