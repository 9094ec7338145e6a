"""Fleet files as one. In whatever order and groups they are merged, and however often, the result is the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import groupby
from typing import Final

from natpin.errors import InputError
from natpin.fleet.member import Kind, Member

NOT_GIVEN: Final = "no report of it was given"


def merged(several: Iterable[Iterable[Member]]) -> Iterator[Member]:
    """The members of all, in order; of each key the one that was looked at last.

    Each of ``several`` is in order, as files are. One member of each is held at a time. Raises InputError for two bare
    reports that have one name only because their files are called alike, and for two that differ and are of no known
    time: one would hide the other.
    """
    for _, same in groupby(merge(*several, key=_key), key=_key):
        alike = list(same)
        files = sorted({one.named_after for one in alike} - {""})
        if len(files) > 1:
            raise InputError(
                f"{files[0]} and {files[1]} are both called {alike[0].source!r}: say whose they are, as in NAME={files[0]}"
            )
        if len(alike) == 1:  # to order reports takes the whole of each
            yield alike[0]
            continue
        last = max(alike, key=_age)
        reports = [
            one for one in alike if one.report is not None
        ]  # why there is none says nothing against one
        if not last.taken and any(one.body() != last.body() for one in reports):
            raise InputError(
                f"two reports of {last.source} ({last.kind}) differ, and neither tells when it was made: leave out the older"
            )
        yield last


def expected(found: Iterable[Member], sources: Iterable[str]) -> Iterator[Member]:
    """The members in order, and for each source of which there is none of any kind, one that is missing: a job that failed
    wrote no file, and nobody would know what it would have held."""
    awaited = iter(sorted(set(sources)))
    next_ = next(awaited, None)
    for member in found:
        while next_ is not None and next_ < member.source:
            yield Member(next_, Kind.FILES, "", missing=NOT_GIVEN)
            next_ = next(awaited, None)
        if next_ == member.source:
            next_ = next(awaited, None)
        yield member
    while next_ is not None:
        yield Member(next_, Kind.FILES, "", missing=NOT_GIVEN)
        next_ = next(awaited, None)


def _key(member: Member) -> tuple[str, str]:
    return member.key


def _age(member: Member) -> tuple[str, bool, str]:
    return member.age
