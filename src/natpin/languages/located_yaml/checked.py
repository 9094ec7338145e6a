"""YAML that people write for natpin (policies, natpin.yaml), with the place of every key and value.

Read from libyaml's events, never through a constructor, and without recursion: a hostile file costs an error with
its line, not a crash (libyaml's own composer overflows the C stack on deep nesting). Scalars follow the YAML 1.2
core schema: ``off`` and ``no`` are words, ``2027-01-31`` is text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NoReturn, TypeAlias

from natpin.errors import NatpinError
from natpin.model.location import Location
from natpin.model.record import field, record

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 64
MAX_NODES = 100_000

Data: TypeAlias = "bool | int | float | str | tuple[Written, ...] | Mapping[str, Written] | None"

_INTEGER = re.compile(r"[-+]?[0-9]{1,18}\Z")
_FLOAT = re.compile(r"[-+]?(?:[0-9]{1,18}\.[0-9]{0,18}|\.[0-9]{1,18})(?:[eE][-+]?[0-9]{1,3})?\Z")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


@record
class Written:
    """A YAML node: what it says and where. Its methods say what was expected, and raise ``blame`` when it is not."""

    data: Data
    at: Location
    blame: type[NatpinError]
    keys: Mapping[str, Location] = field(default_factory=dict)
    """For a mapping: where each key stands."""

    def wrong(self, message: str) -> NoReturn:
        """Raise the error that this node is wrong."""
        raise self.blame(message, self.at)

    def mapping(
        self, what: str, allowed: Collection[str] | None = None, required: Iterable[str] = ()
    ) -> Mapping[str, Written]:
        """The members of a mapping, of which no other than ``allowed`` may be there and ``required`` must."""
        if not isinstance(self.data, Mapping):
            self.wrong(f"{what} must be a mapping, not {self.kind}")
        if allowed is not None:
            for key in self.data:
                if key not in allowed:
                    raise self.blame(
                        f"{what} has no {key!r}{suggestion(key, allowed)}", self.keys.get(key, self.at)
                    )
        for key in required:
            if key not in self.data:
                self.wrong(f"{what} needs {key!r}")
        return self.data

    def list(self, what: str) -> tuple[Written, ...]:
        """The elements of a list."""
        if not isinstance(self.data, tuple):
            self.wrong(f"{what} must be a list, not {self.kind}")
        return self.data

    def text(self, what: str) -> str:
        """A string that says something."""
        if not isinstance(self.data, str) or not self.data.strip():
            self.wrong(f"{what} must be text, not {self.kind}")
        return self.data

    def texts(self, what: str) -> tuple[str, ...]:
        """A list of strings; one string stands for a list of one."""
        if isinstance(self.data, str):
            return (self.text(what),)
        return tuple(entry.text(f"each of {what}") for entry in self.list(what))

    def flag(self, what: str) -> bool:
        """True or false."""
        if not isinstance(self.data, bool):
            self.wrong(f"{what} must be true or false, not {self.kind}")
        return self.data

    def whole(self, what: str) -> int:
        """An integer."""
        if not isinstance(self.data, int) or isinstance(self.data, bool):
            self.wrong(f"{what} must be a whole number, not {self.kind}")
        return self.data

    def number(self, what: str) -> int | float:
        """A number."""
        if not isinstance(self.data, int | float) or isinstance(self.data, bool):
            self.wrong(f"{what} must be a number, not {self.kind}")
        return self.data

    def one_of(self, what: str, choices: Collection[str]) -> str:
        """One of some words."""
        if not isinstance(self.data, str) or self.data not in choices:
            hint = suggestion(self.data, choices) if isinstance(self.data, str) else ""
            self.wrong(f"{what} must be one of {', '.join(choices)}, not {self.kind}{hint}")
        return self.data

    @property
    def kind(self) -> str:
        """What it is, for messages."""
        match self.data:
            case None:
                return "nothing"
            case bool():
                return "true" if self.data else "false"
            case str():
                return repr(self.data if len(self.data) <= 60 else self.data[:57] + "…")
            case int() | float():
                return str(self.data)
            case tuple():
                return "a list"
            case _:
                return "a mapping"

    def plain(self) -> Any:
        """The same as plain Python data (depth is bounded by ``MAX_DEPTH``)."""
        match self.data:
            case tuple():
                return [entry.plain() for entry in self.data]
            case Mapping():
                return {key: entry.plain() for key, entry in self.data.items()}
            case _:
                return self.data


def suggestion(word: str, choices: Iterable[str]) -> str:
    """``; did you mean 'x'?``, or nothing when nothing is near."""
    import difflib

    names = list(choices)
    close = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    if not close:
        lowered = {name.lower(): name for name in names}
        near = difflib.get_close_matches(word.lower(), lowered, n=1, cutoff=0.6)
        close = [lowered[near[0]]] if near else []
    return f"; did you mean {close[0]!r}?" if close else ""


def read(source: bytes, path: str, blame: type[NatpinError]) -> Written:
    """The one document of a YAML file. Raises ``blame`` with the place for whatever is wrong with it."""
    import yaml

    if len(source) > MAX_BYTES:
        raise blame(f"larger than {MAX_BYTES // 2**20} MiB", Location(path))
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source[: error.start].count(b"\n") + 1
        raise blame("is no UTF-8 text", Location(path, line)) from None
    loader: type[yaml.SafeLoader] | type[yaml.CSafeLoader]
    loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
    try:
        return _Tree(path, blame).build(yaml.parse(text, Loader=loader))
    except yaml.YAMLError as error:
        raise _broken(error, path, blame) from None


def _broken(error: Exception, path: str, blame: type[NatpinError]) -> NatpinError:
    mark = getattr(error, "problem_mark", None)
    at = Location(path, mark.line + 1, mark.column + 1) if mark else Location(path)
    return blame(f"is no valid YAML: {getattr(error, 'problem', None) or error}", at)


class _Tree:
    """Builds the tree from events with a stack of its own."""

    def __init__(self, path: str, blame: type[NatpinError]) -> None:
        self.path = path
        self.blame = blame
        self.open: list[_Open] = []
        self.anchors: dict[str, Written] = {}
        self.sizes: dict[int, int] = {}
        self.count = 0
        self.root: Written | None = None

    def build(self, events: Iterable[Any]) -> Written:
        documents = 0
        for event in events:
            at = Location(self.path, event.start_mark.line + 1, event.start_mark.column + 1)
            match type(event).__name__:
                case "DocumentStartEvent":
                    documents += 1
                    if documents > 1:
                        raise self.blame("holds more than one YAML document", at)
                case "ScalarEvent":
                    self._place(Written(self._scalar(event, at), at, self.blame), event.anchor, at, 1)
                case "SequenceStartEvent" | "MappingStartEvent":
                    if len(self.open) >= MAX_DEPTH:
                        raise self.blame(f"is nested more than {MAX_DEPTH} deep", at)
                    self._refuse_tag(event.tag, at)
                    is_mapping = type(event).__name__ == "MappingStartEvent"
                    self.open.append(_Open(is_mapping, at, event.anchor))
                case "SequenceEndEvent" | "MappingEndEvent":
                    done = self.open.pop()
                    data: Data = done.members if done.is_mapping else tuple(done.elements)
                    node = Written(data, done.at, self.blame, done.keys)
                    self._place(node, done.anchor, done.at, done.size)
                case "AliasEvent":
                    if event.anchor not in self.anchors:
                        raise self.blame(f"*{event.anchor} stands for nothing", at)
                    node = self.anchors[event.anchor]
                    self._place(node, None, at, self.sizes[id(node)])
        return self.root or Written(None, Location(self.path), self.blame)

    def _scalar(self, event: Any, at: Location) -> Data:
        self._refuse_tag(event.tag, at)
        text: str = event.value
        if not event.implicit[0]:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _INTEGER.match(text):
            return int(text)
        if _FLOAT.match(text):
            return float(text)
        return text

    def _refuse_tag(self, tag: str | None, at: Location) -> None:
        if tag not in (None, "!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"):
            raise self.blame(f"the YAML tag {tag} has no meaning here", at)

    def _place(self, node: Written, anchor: str | None, at: Location, size: int) -> None:
        """Put a finished node where it belongs. Aliases count with all they stand for, so none can explode."""
        self.count += size
        if self.count > MAX_NODES:
            raise self.blame(f"holds more than {MAX_NODES} values", at)
        if anchor:
            self.anchors[anchor] = node
            self.sizes[id(node)] = size
        if not self.open:
            self.root = node
            return
        into = self.open[-1]
        into.size += size
        if not into.is_mapping:
            into.elements.append(node)
        elif into.key is None:
            if not isinstance(node.data, str | int | float | bool) and node.data is not None:
                raise self.blame("a key must be plain text", at)
            into.key = node.data if isinstance(node.data, str) else str(node.plain()).lower()
            if into.key in into.members:
                raise self.blame(f"{into.key!r} is there twice", at)
            into.keys[into.key] = at
        else:
            into.members[into.key] = node
            into.key = None


class _Open:
    """A list or mapping whose end is not reached yet."""

    def __init__(self, is_mapping: bool, at: Location, anchor: str | None) -> None:
        self.is_mapping = is_mapping
        self.at = at
        self.anchor = anchor
        self.elements: list[Written] = []
        self.members: dict[str, Written] = {}
        self.keys: dict[str, Location] = {}
        self.key: str | None = None
        self.size = 1
