"""YAML as values with places. libyaml's ``compose`` where it is there, the pure one otherwise.

Aliases are shared, never copied, so an alias bomb costs what its text costs. Tags are not obeyed: what a tag asks
for is never constructed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from natpin.model.location import Location
from natpin.model.value import Node, Skipped, Unknown, Value

MAX_DEPTH = 100
"""No manifest nests deeper; one that does is refused rather than recursed into."""

_INT = re.compile(r"[-+]?(0|[1-9][0-9]{0,18})$")
_FLOAT = re.compile(r"[-+]?(\d{1,18}\.\d{0,18}|\.\d{1,18})([eE][-+]?\d{1,3})?$")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
}
"""YAML 1.2's core words. YAML 1.1's yes, no, on and off stay text: Kubernetes reads manifests that way too
where a string is wanted, and natpin never needs them as truth values."""


def documents(text: str, path: str) -> Iterator[Node | Skipped]:
    """Every document of a stream. A document that cannot be read ends it: what follows has no known start."""
    import yaml

    loader_class: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        loader = loader_class(text)
    except yaml.YAMLError as error:
        yield Skipped(path, f"no YAML: {_why(error)}", _where(error, path))
        return
    try:
        while loader.check_node():
            node = loader.get_node()
            yield _node(node, path, {}, 0)
    except yaml.YAMLError as error:
        yield Skipped(path, f"no YAML: {_why(error)}", _where(error, path))
    except (RecursionError, ValueError) as error:
        yield Skipped(path, f"YAML that cannot be read: {error or 'nested too deeply'}")
    finally:
        loader.dispose()


def _why(error: Any) -> str:
    return str(getattr(error, "problem", None) or error).splitlines()[0]


def _where(error: Any, path: str) -> Location | None:
    mark = getattr(error, "problem_mark", None)
    return Location(path, mark.line + 1, mark.column + 1) if mark is not None else None


def _node(node: Any, path: str, seen: dict[int, Node], depth: int) -> Node:
    if id(node) in seen:
        return seen[id(node)]
    start, end = node.start_mark, node.end_mark
    at = Location(path, start.line + 1, start.column + 1, end.line + 1, end.column + 1)
    if depth > MAX_DEPTH:
        return Unknown(f"nested more than {MAX_DEPTH} levels deep", at)
    seen[id(node)] = Unknown("an alias that contains itself", at)
    made: Node
    if node.id == "scalar":
        made = Value(_scalar(node), at)
    elif node.id == "sequence":
        made = Value(tuple(_node(child, path, seen, depth + 1) for child in node.value), at)
    else:
        members: dict[str, Node] = {}
        for key, value in node.value:
            if key.id != "scalar":
                continue
            if key.value == "<<" and key.style is None:
                merged = _node(value, path, seen, depth + 1)
                for part in (
                    merged.data if isinstance(merged, Value) and isinstance(merged.data, tuple) else (merged,)
                ):
                    if isinstance(part, Value) and isinstance(part.data, dict):
                        members = {**part.data, **members}
                continue
            members[key.value] = _node(value, path, seen, depth + 1)
        made = Value(members, at)
    seen[id(node)] = made
    return made


def _scalar(node: Any) -> bool | int | float | str | None:
    literal: str = node.value
    if node.style is not None or node.tag == "tag:yaml.org,2002:str" and node.style is not None:
        return literal
    if literal in _WORDS:
        return _WORDS[literal]
    if _INT.match(literal):
        return int(literal)
    if _FLOAT.match(literal):
        return float(literal)
    return literal


def decode(data: bytes, path: str) -> str | Skipped:
    """Text of a source file: UTF-8, with or without a byte order mark, or UTF-16 with one."""
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Skipped(path, f"is not UTF-8 text (byte {error.start})")
