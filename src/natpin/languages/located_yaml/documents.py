"""YAML as values with places, from libyaml's events where it is there, from the pure parser's otherwise.

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
    """Every document of a stream. A document that cannot be read ends it: what follows has no known start.

    Built from libyaml's events: its composer overflows the C stack on deep nesting, and no construct is recursed into.
    """
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    builder = _Builder(path)
    try:
        events = loader(text)
        while events.check_event():
            event = events.get_event()
            builder.take(event)
            if isinstance(event, yaml.DocumentEndEvent):
                yield builder.document()
    except yaml.YAMLError as error:
        yield Skipped(path, f"no YAML: {_why(error)}", _where(error, path))
    except (_TooDeep, ValueError) as error:
        yield Skipped(path, f"YAML that cannot be read: {error}")


class _TooDeep(Exception):
    """Nested beyond ``MAX_DEPTH``."""


class _Open:
    """A sequence or mapping that has not ended yet."""

    __slots__ = ("anchor", "key", "mark", "members", "nodes")

    def __init__(self, event: Any, mapping: bool) -> None:
        self.mark = event.start_mark
        self.anchor: str | None = event.anchor
        self.nodes: list[Node] = []
        self.members: dict[str, Node] | None = {} if mapping else None
        self.key: tuple[str, bool] | None = None
        """The key whose value comes next, and whether it was written plainly."""


class _Builder:
    """Makes nodes of events. Aliases are shared, so an alias bomb costs what its text costs."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._stack: list[_Open] = []
        self._anchors: dict[str, Node] = {}
        self._root: Node | None = None

    def document(self) -> Node:
        """The document that has just ended."""
        found, self._root, self._anchors = self._root, None, {}
        return found if found is not None else Value(None, Location(self._path))

    def take(self, event: Any) -> None:
        """The next event of the stream."""
        match type(event).__name__:
            case "ScalarEvent":
                self._scalar(event)
            case "SequenceStartEvent" | "MappingStartEvent" as kind:
                if len(self._stack) >= MAX_DEPTH:
                    raise _TooDeep(
                        f"nested more than {MAX_DEPTH} levels deep, line {event.start_mark.line + 1}"
                    )
                self._stack.append(_Open(event, kind == "MappingStartEvent"))
                if event.anchor:
                    self._anchors[event.anchor] = Unknown(
                        "an alias that contains itself", self._at(event.start_mark)
                    )
            case "SequenceEndEvent" | "MappingEndEvent":
                self._close(event)
            case "AliasEvent":
                missing = Unknown(f"there is no anchor &{event.anchor}", self._at(event.start_mark))
                self._put(self._anchors.get(event.anchor, missing), None)

    def _at(self, start: Any, end: Any = None) -> Location:
        if end is None:
            return Location(self._path, start.line + 1, start.column + 1)
        return Location(self._path, start.line + 1, start.column + 1, end.line + 1, end.column + 1)

    def _scalar(self, event: Any) -> None:
        inside = self._stack[-1] if self._stack else None
        if inside is not None and inside.members is not None and inside.key is None and not event.anchor:
            inside.key = (event.value, not event.style)
            return
        node = Value(_plain(event), self._at(event.start_mark, event.end_mark))
        if event.anchor:
            self._anchors[event.anchor] = node
        self._put(node, event)

    def _close(self, event: Any) -> None:
        done = self._stack.pop()
        at = self._at(done.mark, event.end_mark)
        node: Node = Value(tuple(done.nodes) if done.members is None else done.members, at)
        if done.anchor:
            self._anchors[done.anchor] = node
        self._put(node, None)

    def _put(self, node: Node, scalar: Any) -> None:
        """A finished node goes into what is open: as an element, as a key, or as the value of the last key."""
        if not self._stack:
            self._root = node
            return
        inside = self._stack[-1]
        if inside.members is None:
            inside.nodes.append(node)
        elif inside.key is None:
            inside.key = (scalar.value, not scalar.style) if scalar is not None else ("", False)
        else:
            name, plainly = inside.key
            inside.key = None
            if name == "<<" and plainly:
                _merge(inside.members, node)
            elif name:
                inside.members[name] = node


def _merge(members: dict[str, Node], node: Node) -> None:
    """YAML's merge key: what is written wins over what is merged, earlier mappings over later ones."""
    for part in node.data if isinstance(node, Value) and isinstance(node.data, tuple) else (node,):
        if isinstance(part, Value) and isinstance(part.data, dict):
            for name, child in part.data.items():
                members.setdefault(name, child)


def _why(error: Any) -> str:
    return str(getattr(error, "problem", None) or error).splitlines()[0]


def _where(error: Any, path: str) -> Location | None:
    mark = getattr(error, "problem_mark", None)
    return Location(path, mark.line + 1, mark.column + 1) if mark is not None else None


def _plain(event: Any) -> bool | int | float | str | None:
    literal: str = event.value
    if event.style:  # quoted or block: text, whatever it looks like
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
