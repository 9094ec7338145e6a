"""A mapping that tells what it was asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

Key = TypeVar("Key")
Held = TypeVar("Held")


class Noted(Mapping[Key, Held]):
    """Another mapping, with each question to it noted before it is answered."""

    def __init__(self, of: Mapping[Key, Held], note: Callable[[Key | None], None]) -> None:
        """``note`` is given each key that is asked for, be it there or not; None where all are counted or gone through."""
        self._of, self._note = of, note

    def __getitem__(self, key: Key) -> Held:
        self._note(key)
        return self._of[key]

    def __iter__(self) -> Iterator[Key]:
        self._note(None)
        return iter(self._of)

    def __len__(self) -> int:
        self._note(None)
        return len(self._of)
