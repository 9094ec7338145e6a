"""YAML's events made into a tree, without recursion: libyaml's own composer overflows the C stack on deep nesting.

One stack machine. What a node is, which keys are taken and what is refused is a policy's: ``documents`` for what a
repository holds, ``checked`` for what people write for natpin. Aliases are shared, never copied, and no tag constructs
anything. Unquoted words are YAML 1.2's core ones: ``yes``, ``no``, ``on`` and ``off`` stay text.
"""

from __future__ import annotations

from typing import Any, Generic, NoReturn, TypeVar

from natpin.regex import late_regex

N = TypeVar("N")

_INTEGER = late_regex(r"[-+]?(?:0|[1-9][0-9]{0,18})\Z")
_PADDED = late_regex(r"[-+]?[0-9]{1,18}\Z")
_FLOAT = late_regex(r"[-+]?(?:[0-9]{1,18}\.[0-9]{0,18}|\.[0-9]{1,18})(?:[eE][-+]?[0-9]{1,3})?\Z")
_BEGIN_NUMBERS = frozenset("+-.0123456789")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


def plain(text: str, padded: bool = False) -> bool | int | float | str | None:
    """What an unquoted scalar stands for. ``010`` is ten when it may be ``padded`` (YAML 1.2), else text: eight to 1.1."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _BEGIN_NUMBERS:
        return text
    if _INTEGER.match(text) or (padded and _PADDED.match(text)):
        return int(text)
    if _FLOAT.match(text):
        return float(text)
    return text


def loader(text: str) -> Any:
    """The source of a text's events (``check_event``, ``get_event``): libyaml where it is there, else pure Python."""
    import yaml

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)


class Open(Generic[N]):
    """A sequence or mapping whose end is not reached yet."""

    __slots__ = ("anchor", "elements", "is_mapping", "key", "members", "size", "start")

    def __init__(self, event: Any, is_mapping: bool) -> None:
        self.is_mapping = is_mapping
        self.start: Any = event.start_mark
        self.anchor: str | None = event.anchor
        self.elements: list[N] = []
        self.members: dict[str, N] = {}
        self.key: Any = None
        """What the policy made of the key whose value comes next."""
        self.size = 1
        """The nodes in it, those that aliases stand for counted each time; only where ``most`` is set."""


class Machine(Generic[N]):
    """Takes events and holds ``root``, the tree of the document so far. A policy is a subclass."""

    deepest: int
    """How deep collections may nest."""
    most: int | None = None
    """How many nodes a document may hold, aliases counted with all they stand for; None where it does not matter."""

    def __init__(self) -> None:
        self.root: N | None = None
        self._open: list[Open[N]] = []
        self._anchors: dict[str, N] = {}
        self._sizes: dict[str, int] = {}
        self._count = 0

    def take(self, event: Any) -> None:
        """The next event of the stream."""
        match type(event).__name__:
            case "ScalarEvent":
                inside = self._open[-1] if self._open else None
                if (
                    inside is not None and inside.is_mapping and not event.anchor
                ):  # as nearly all of a file are
                    if inside.key is None:
                        inside.key = self.key(inside, event, None)
                        if self.most is not None:
                            self._weigh(event.start_mark, 1)
                        return
                    if self.most is None:
                        key, inside.key = inside.key, None
                        self.member(inside, key, self.scalar(event))
                        return
                self._put(self.scalar(event), event, event.start_mark, event.anchor, 1)
            case "SequenceStartEvent" | "MappingStartEvent" as kind:
                if len(self._open) >= self.deepest:
                    self.too_deep(event.start_mark)
                self.begins(event)
                self._open.append(Open(event, kind == "MappingStartEvent"))
            case "SequenceEndEvent" | "MappingEndEvent":
                done = self._open.pop()
                self._put(self.collection(done, event), event, done.start, done.anchor, done.size)
            case "AliasEvent":
                node = self._anchors.get(event.anchor)
                if node is None:
                    node = self.no_anchor(event)
                self._put(node, event, event.start_mark, None, self._sizes.get(event.anchor, 1))

    def _put(self, node: N, event: Any, start: Any, anchor: str | None, size: int) -> None:
        """A finished node goes into what is open: as an element, as a key, or as the value of the last key."""
        if self.most is not None:
            self._weigh(start, size)
            if anchor:
                self._sizes[anchor] = size
        if anchor:
            self._anchors[anchor] = node
        if not self._open:
            self.root = node
            return
        inside = self._open[-1]
        if not inside.is_mapping:
            inside.elements.append(node)
        elif inside.key is None:
            inside.key = self.key(inside, event, node)
        else:
            key, inside.key = inside.key, None
            self.member(inside, key, node)

    def _weigh(self, start: Any, size: int) -> None:
        """Aliases count with all they stand for, so none can explode."""
        self._count += size
        if self.most is not None and self._count > self.most:
            self.too_many(start)
        if self._open:
            self._open[-1].size += size

    def scalar(self, event: Any) -> N:
        """The node of a scalar."""
        raise NotImplementedError

    def begins(self, event: Any) -> None:
        """A collection starts; its aliases may come before its end."""

    def collection(self, done: Open[N], event: Any) -> N:
        """The node of a collection, at the event that ends it."""
        raise NotImplementedError

    def key(self, inside: Open[N], event: Any, node: N | None) -> Any:
        """What ``member`` is to get for a key, never None: ``node``, or a scalar without anchor (None)."""
        raise NotImplementedError

    def member(self, inside: Open[N], key: Any, node: N) -> None:
        """A value is put under its key."""
        raise NotImplementedError

    def no_anchor(self, event: Any) -> N:
        """The node of an alias without an anchor before it."""
        raise NotImplementedError

    def too_deep(self, start: Any) -> NoReturn:
        """Raise: more than ``deepest`` collections are open."""
        raise NotImplementedError

    def too_many(self, start: Any) -> NoReturn:
        """Raise: there are more than ``most`` nodes."""
        raise NotImplementedError


def problem(error: Any) -> str:
    """What the parser says is wrong."""
    return str(getattr(error, "problem", None) or error)


def place(error: Any) -> tuple[int, int] | None:
    """Line and column, from 1, where the parser says something is wrong."""
    mark = getattr(error, "problem_mark", None)
    return (mark.line + 1, mark.column + 1) if mark is not None else None
