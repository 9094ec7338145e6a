"""Scripts that another script names, and that it runs on no way that is followed: nobody would tell of their clusters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from natpin.formats.interface import Read
    from natpin.model.stack import Stack
    from natpin.model.value import Skipped


def left_out(
    claimed: Iterable[str], read: Iterable[tuple[Stack, Iterable[Read]]], skipped: Iterable[Skipped]
) -> list[str]:
    """The scripts of which no stack has a part, and that are not told as ``skipped``. ``read``: the stacks of all readers,
    with their parts.

    Which script runs which is told by their names, before one is read. A name in a function that nobody calls, or behind a
    condition that never holds, runs nothing: people may run that script by itself.
    """
    told = {one.path for one in skipped}
    for stack, parts in read:
        told.add(stack.root)
        told.update(at.path for part in parts if (at := getattr(part, "at", None)) is not None)
    return sorted(set(claimed) - told)
