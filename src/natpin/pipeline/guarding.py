"""What a reader yields, taken in: its stack's own parts, up to where it breaks."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import TypeVar

from natpin.formats.interface import Read
from natpin.model.rollout import Rollout
from natpin.model.value import Skipped

T = TypeVar("T")


def declared(parts: Iterable[Read]) -> Iterator[Read]:
    """A stack's own parts: what its commands deploy of other roots are stacks of those."""
    return (part for part in parts if not isinstance(part, Rollout))


def guarded(found: Iterable[T], reader: str, path: str) -> Iterator[T | Skipped]:
    """What a reader yields, up to where it breaks. Readers must not raise, whatever a file holds; should one do so
    all the same, the report on everything else still comes, and says that it is incomplete."""
    try:
        yield from found
    except Exception as error:
        if os.environ.get("NATPIN_TRACEBACK"):
            raise
        why = f"the {reader} reader broke on it ({type(error).__name__}); this is a bug of natpin's, please report it"
        yield Skipped(path, why, claims_aks=True)
