"""Where something was written."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from natpin.model.record import field_names, record


class _Later:
    """A place that is looked for when it is first asked for: until then its fields are empty."""

    __slots__ = (
        "_find",
        "_key",
    )  # two, and no pair of both: thousands of places are made for one that is asked for
    _find: Callable[[Any], Location]
    _key: object

    def _look(self, name: str) -> object:
        """A field that is empty (Python asks for an attribute here when it finds none)."""
        if name not in _FILL:
            raise AttributeError(name)
        found = self._find(self._key)
        for each, fill in _FILL.items():
            fill(self, getattr(found, each))
        return getattr(self, name)

    if not TYPE_CHECKING:  # to a type checker, any attribute would do
        __getattr__ = _look


_set_find = _Later._find.__set__  # type: ignore[attr-defined, misc]
_set_key = _Later._key.__set__  # type: ignore[attr-defined, misc]


@record
class Location(_Later):
    """A span of a file. Lines and columns count from 1, columns in characters (not bytes)."""

    path: str
    """POSIX path relative to the workspace, or ``<live>`` style names for what is in no file."""
    line: int = 1
    column: int = 1
    end_line: int | None = None
    end_column: int | None = None

    @staticmethod
    def later(find: Callable[[Any], Location], key: object) -> Location:
        """The location that ``find(key)`` gives, looked for when a field of it, its hash or its text is asked for.

        Most values are never spoken of, and finding where one stands costs more than reading it.
        """
        made = Location.__new__(Location)
        _set_find(made, find)
        _set_key(made, key)
        return made

    def __lt__(self, other: Location) -> bool:
        return (self.path, self.line, self.column) < (other.path, other.line, other.column)

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


_FILL: Final = {name: getattr(Location, name).__set__ for name in field_names(Location)}

NOWHERE = Location("<none>")
"""For values that natpin itself made up, such as a documented service default."""
