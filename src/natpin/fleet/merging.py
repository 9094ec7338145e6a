"""Fleet files as one. In whatever order and groups they are merged, and however often, the result is the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import groupby

from natpin.errors import InputError
from natpin.fleet.member import Member


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
        if not last.taken and any(one.body() != last.body() for one in alike):
            raise InputError(
                f"two reports of {last.source} ({last.kind}) differ, and neither tells when it was made: leave out the older"
            )
        yield last


def _key(member: Member) -> tuple[str, str]:
    return member.key


def _age(member: Member) -> tuple[str, bool, str]:
    return member.age
