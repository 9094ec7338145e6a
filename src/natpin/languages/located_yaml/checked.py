"""YAML that people write for natpin (policies, natpin.yaml), with the place of every key and value.

A hostile file costs an error with its line, not a crash. ``off`` and ``no`` are words, ``2027-01-31`` is text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NoReturn, TypeAlias

from natpin.errors import NatpinError
from natpin.languages.located_yaml.events import Machine, Open, loader, place, plain, problem
from natpin.model.location import Location
from natpin.model.record import field, record

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 64
MAX_NODES = 100_000

Data: TypeAlias = "bool | int | float | str | tuple[Written, ...] | Mapping[str, Written] | None"


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
        raise blame("is not UTF-8 text", Location(path, line)) from None
    try:
        tree = _Tree(path, blame)
        events = loader(text)
        while events.check_event():
            tree.take(events.get_event())
        return tree.root or Written(None, Location(path), blame)
    except yaml.YAMLError as error:
        where = place(error)
        at = Location(path, *where) if where else Location(path)
        raise blame(f"is not valid YAML: {problem(error)}", at) from None


class _Tree(Machine[Written]):
    """One document; what it cannot mean is refused with its place. A key is its text."""

    deepest = MAX_DEPTH
    most = MAX_NODES

    def __init__(self, path: str, blame: type[NatpinError]) -> None:
        super().__init__()
        self._path = path
        self._blame = blame
        self._documents = 0
        self._keys: list[dict[str, Location]] = []
        """Where the keys of each open collection stand."""

    def _at(self, start: Any) -> Location:
        return Location(self._path, start.line + 1, start.column + 1)

    def take(self, event: Any) -> None:
        if type(event).__name__ == "DocumentStartEvent":
            self._documents += 1
            if self._documents > 1:
                raise self._blame("holds more than one YAML document", self._at(event.start_mark))
        super().take(event)

    def scalar(self, event: Any) -> Written:
        return Written(self._data(event), self._at(event.start_mark), self._blame)

    def _data(self, event: Any) -> bool | int | float | str | None:
        self._refuse_tag(event)
        return plain(event.value, padded=True) if event.implicit[0] else str(event.value)

    def begins(self, event: Any) -> None:
        self._refuse_tag(event)
        self._keys.append({})

    def collection(self, done: Open[Written], event: Any) -> Written:
        data: Data = done.members if done.is_mapping else tuple(done.elements)
        return Written(data, self._at(done.start), self._blame, self._keys.pop())

    def key(self, inside: Open[Written], event: Any, node: Written | None) -> str:
        data = self._data(event) if node is None else node.data
        is_alias = type(event).__name__ == "AliasEvent"
        at = self._at(event.start_mark) if node is None or is_alias else node.at
        if isinstance(data, tuple | Mapping):
            raise self._blame("a key must be plain text", at)
        name = data if isinstance(data, str) else str(data).lower()
        if name in inside.members:
            raise self._blame(f"{name!r} is listed twice", at)
        self._keys[-1][name] = at
        return name

    def member(self, inside: Open[Written], key: str, node: Written) -> None:
        inside.members[key] = node

    def no_anchor(self, event: Any) -> NoReturn:
        raise self._blame(f"*{event.anchor} stands for nothing", self._at(event.start_mark))

    def too_deep(self, start: Any) -> NoReturn:
        raise self._blame(f"is nested more than {MAX_DEPTH} deep", self._at(start))

    def too_many(self, start: Any) -> NoReturn:
        raise self._blame(f"holds more than {MAX_NODES} values", self._at(start))

    def _refuse_tag(self, event: Any) -> None:
        if event.tag not in (
            None,
            "!",
            "tag:yaml.org,2002:str",
            "tag:yaml.org,2002:map",
            "tag:yaml.org,2002:seq",
        ):
            raise self._blame(f"the YAML tag {event.tag} has no meaning here", self._at(event.start_mark))
