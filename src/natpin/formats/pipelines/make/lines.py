"""The lines of a Makefile, and what each is by its text alone: found once, however often the Makefile is taken in.

Source: GNU make manual, "What Makefiles Contain", "Splitting Long Lines".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum, auto
from functools import lru_cache
from re import Match

from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.value import Skipped
from natpin.regex import late_regex
from natpin.workspace import Workspace, as_utf8

MAX_LINES = 20_000
ASSIGNED = late_regex(
    r"((?:(?:export|override|private)[ \t]+)*)([A-Za-z_][\w.-]*)[ \t]*(\?=|:=|::=|\+=|!=|=)[ \t]*(.*)\Z"
)
_OF_TARGET = late_regex(
    r"([^:=#\t][^:=#]*?)[ \t]*:[ \t]*((?:(?:export|override|private)[ \t]+)*)([A-Za-z_][\w.-]*)[ \t]*(\?=|:=|::=|\+=|=)[ \t]*(.*)\Z"
)
_EXPORTS = late_regex(r"(un)?export(?:[ \t]+([^=]*))?\Z")
_RULE = late_regex(r"([^:=#\t][^:=#]*?)[ \t]*::?(?!=)[ \t]*([^;#]*)(?:;(.*))?")
_DEFINE = late_regex(r"(?:override[ \t]+|export[ \t]+)*define[ \t]+([\w.-]+)")
INCLUDE = late_regex(r"-?s?include[ \t]+(.*)\Z")
_CONDITION = late_regex(r"(ifeq|ifneq|ifdef|ifndef|else|endif)\b[ \t]*(.*)\Z")


@record
class Line:
    """A line of a recipe, continued lines joined by their line ends."""

    path: str
    row: int
    """How many lines of the file lie before it."""
    text: str
    conditions: tuple[str, ...] = ()
    """Undecided ones, all of which must hold; ``not `` stands before what must not."""

    @property
    def at(self) -> Location:
        """Where it stands."""
        return Location(self.path, self.row + 1)


class Kind(Enum):
    """What a line of a Makefile is, by its text alone."""

    CONDITION = auto()
    DEFINE = auto()
    RECIPE = auto()
    BLANK = auto()
    INCLUDE = auto()
    ASSIGNED = auto()
    EXPORTS = auto()
    OF_TARGET = auto()
    RULE = auto()
    OTHER = auto()


@lru_cache(maxsize=16_384)
def told(text: str) -> tuple[Kind, Match[str] | None]:
    """What a line is, and its parts: looked at once, as a Makefile is taken in again for each case and each run of make."""
    said = text.strip()
    in_recipe = text.startswith("\t")
    kinds: tuple[tuple[Kind, Match[str] | None], ...] = (
        (Kind.CONDITION, None if in_recipe else _CONDITION.match(said)),
        (Kind.DEFINE, _DEFINE.match(text)),
    )
    for kind, match in kinds:
        if match is not None:
            return kind, match
    if in_recipe:
        return Kind.RECIPE, None
    if not said or said.startswith("#"):
        return Kind.BLANK, None
    for kind, pattern, written in (
        (Kind.INCLUDE, INCLUDE, said),
        (Kind.ASSIGNED, ASSIGNED, said),
        (Kind.EXPORTS, _EXPORTS, uncommented(said)),
        (Kind.OF_TARGET, _OF_TARGET, text),
        (Kind.RULE, _RULE, text),
    ):
        match = pattern.match(written)
        if match is not None:
            return kind, match
    return Kind.OTHER, None


def uncommented(value: str) -> str:
    before, found, _ = value.partition(" #")
    return before.rstrip() if found else value


def lines_in(path: str, workspace: Workspace) -> Sequence[Line]:
    """Lines, those that end with a backslash joined to the next."""
    data = workspace.read(path)
    return () if isinstance(data, Skipped) else _lines_of(path, data)


@lru_cache(maxsize=64)
def _lines_of(path: str, data: bytes) -> tuple[Line, ...]:
    return tuple(_joined(path, data))


def _joined(path: str, data: bytes) -> Iterator[Line]:
    going: list[str] = []
    start = 0
    for row, text in enumerate(as_utf8(data).decode("utf-8", "replace").splitlines()[:MAX_LINES]):
        if not going:
            start = row
        going.append(text)
        if not text.endswith("\\"):
            yield Line(path, start, "\n".join(going))
            going = []
    if going:
        yield Line(path, start, "\n".join(going))
