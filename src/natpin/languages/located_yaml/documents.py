"""YAML as values with places: what a repository holds. It never raises; what cannot be read is a ``Skipped``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from natpin.languages.located_yaml.events import Machine, Open, loader, place, plain, problem
from natpin.model.location import Location
from natpin.model.value import Node, Skipped, Unknown, Value
from natpin.regex import late_regex

MAX_DEPTH = 100
"""No manifest nests deeper; one that does is refused rather than recursed into."""
MOST_VALUES = 1_000_000
"""Of one document whose aliases are written out."""


def documents(text: str, path: str) -> Iterator[Node | Skipped]:
    """Every document of a stream. A document that cannot be read ends it: what follows has no known start."""
    import yaml

    nodes = _Nodes(path)
    aliased = "*" in text
    try:
        next_event = loader(text).get_event
        while (event := next_event()) is not None:
            nodes.take(event)
            if type(event) is yaml.DocumentEndEvent:
                whole = nodes.document()
                if aliased and _weight(whole) > MOST_VALUES:
                    raise ValueError(f"its aliases stand for more than {MOST_VALUES} values")
                yield whole
    except yaml.YAMLError as error:
        where = place(error)
        at = Location(path, *where) if where else None
        yield Skipped(path, f"no YAML: {problem(error).splitlines()[0]}", at)
    except (_TooDeep, ValueError) as error:
        yield Skipped(path, f"YAML that cannot be read: {error}")


def _weight(whole: Node) -> int:
    """How many values a document holds, those that an alias stands for counted each time."""
    weights: dict[int, int] = {}
    pending = [whole]
    while pending:
        one = pending[-1]
        data = one.data if isinstance(one, Value) else None
        inner = tuple(data.values()) if isinstance(data, Mapping) else data if isinstance(data, tuple) else ()
        missing = [each for each in inner if id(each) not in weights]
        if missing:
            pending += missing
            continue
        weights[id(one)] = 1 + sum(weights[id(each)] for each in inner)
        pending.pop()
    return weights[id(whole)]


class _TooDeep(Exception):
    """Nested beyond ``MAX_DEPTH``."""


_TWO_NUMBERS = late_regex(r"0+[1-7][0-7]{1,15}\Z")
"""Digits of base 8 in YAML 1.1 (PyYAML, Psych, Go's yaml for integers) and of base 10 in YAML 1.2 ("Core Schema")."""


class _Nodes(Machine[Node]):
    """Values, at the places from which to which they are written. Tags are not obeyed.

    A key is its text and whether it was written plainly: only a plain ``<<`` merges. What is no scalar names nothing,
    so its value is dropped.
    """

    deepest = MAX_DEPTH

    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path

    def document(self) -> Node:
        """The document that has just ended."""
        root, self.root, self._anchors = self.root, None, {}
        return root if root is not None else Value(None, Location(self._path))

    def _at(self, start: Any, end: Any = None) -> Location:
        if end is None:
            return Location(self._path, start.line + 1, start.column + 1)
        return Location(self._path, start.line + 1, start.column + 1, end.line + 1, end.column + 1)

    def scalar(self, event: Any) -> Node:
        # quoted or block: text, whatever it looks like
        data = event.value if event.style else plain(event.value)
        start, end = event.start_mark, event.end_mark
        at = Location(self._path, start.line + 1, start.column + 1, end.line + 1, end.column + 1)
        if type(data) is str and data[:1] == "0" and not event.style and _TWO_NUMBERS.match(data):
            return Unknown(
                f"{data} is {int(data, 8)} to some readers of YAML and {int(data)} to others",
                at,
                "write it without the zero, or in quotes",
            )
        return Value(data, at)

    def begins(self, event: Any) -> None:
        if event.anchor:
            inside_itself = Unknown("an alias that contains itself", self._at(event.start_mark))
            self._anchors[event.anchor] = inside_itself

    def collection(self, done: Open[Node], event: Any) -> Node:
        at = self._at(done.start, event.end_mark)
        return Value(done.members if done.is_mapping else tuple(done.elements), at)

    def key(self, inside: Open[Node], event: Any, node: Node | None) -> tuple[str, bool]:
        is_scalar = type(event).__name__ == "ScalarEvent"
        return (event.value, not event.style) if is_scalar else ("", False)

    def member(self, inside: Open[Node], key: tuple[str, bool], node: Node) -> None:
        name, plainly = key
        if name == "<<" and plainly:
            _merge(inside.members, node)
        elif name:
            inside.members[name] = node

    def no_anchor(self, event: Any) -> Node:
        return Unknown(f"there is no anchor &{event.anchor}", self._at(event.start_mark))

    def too_deep(self, start: Any) -> NoReturn:
        raise _TooDeep(f"nested more than {MAX_DEPTH} levels deep, line {start.line + 1}")


def _merge(members: dict[str, Node], node: Node) -> None:
    """YAML's merge key: what is written wins over what is merged, earlier mappings over later ones."""
    for part in node.data if isinstance(node, Value) and isinstance(node.data, tuple) else (node,):
        if isinstance(part, Value) and isinstance(part.data, dict):
            for name, child in part.data.items():
                members.setdefault(name, child)


def decode(data: bytes, path: str) -> str | Skipped:
    """Text of a source file: UTF-8, with or without a byte order mark, or UTF-16 with one."""
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Skipped(path, f"is not UTF-8 text (byte {error.start})")
