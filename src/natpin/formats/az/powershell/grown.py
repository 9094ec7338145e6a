"""Members of hashtables to which others are added one after the other: ``$all += @{ name = 1 }``, ``$all.name = 1``.

A hashtable that was added to is another one to PowerShell, and what it was before is still there for whoever holds it.
With a copy for each of them, a script that adds four thousand members takes gigabytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from natpin.formats.az.powershell.values import Entry

MAX_COPIED = 64
"""Members up to which a copy costs no more than to share them."""


def with_members(before: Mapping[str, Entry], more: Mapping[str, Entry]) -> Mapping[str, Entry]:
    """Members, and others over them or behind them."""
    if len(before) <= MAX_COPIED:
        return {**before, **more}
    grown = before if isinstance(before, Grown) else Grown(_numbered(before), len(before))
    return grown.with_members(more)


class Grown(Mapping[str, Entry]):
    """The first so many members of a row that all which grew from one hashtable share: none of them goes, and those that came
    later are not seen."""

    __slots__ = ("_count", "_row")

    def __init__(self, row: dict[str, tuple[int, Entry]], count: int) -> None:
        """``row``: each member with its place in the row."""
        self._row = row
        self._count = count

    def with_members(self, more: Mapping[str, Entry]) -> Mapping[str, Entry]:
        """These, and others over them or behind them. Behind them alone they cost no copy."""
        row = self._row
        if len(row) > self._count or not row.keys().isdisjoint(more):
            row = _numbered({**self, **more})
        else:
            for name, entry in more.items():
                row[name] = len(row), entry
        return Grown(row, len(row))

    def __getitem__(self, name: str) -> Entry:
        place, entry = self._row[name]
        if place >= self._count:
            raise KeyError(name)
        return entry

    def __iter__(self) -> Iterator[str]:
        return iter(tuple(islice(self._row, self._count)))

    def __len__(self) -> int:
        return self._count


def _numbered(members: Mapping[str, Entry]) -> dict[str, tuple[int, Entry]]:
    return {name: (place, entry) for place, (name, entry) in enumerate(members.items())}
