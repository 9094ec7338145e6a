"""A file of one format that is hostile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Hostile:
    """A file that begins as one that must be read, and goes on with one fragment over and over."""

    path: str
    beginning: str
    fragments: tuple[str, ...]
    """What it may go on with; ``%d`` counts up."""
    closing: str = ""
    """What makes a file of whole members one that can be parsed."""
    beside: Mapping[str, str] = field(default_factory=dict)
    """Other files, by path: a manifest is not read without a cluster."""

    def text(self, fragment: str, size: int) -> str:
        """The file, with numbers filled in, of about that many characters."""
        return self.beginning + repeated(fragment, size) + self.closing


def repeated(fragment: str, size: int) -> str:
    """The fragment, with numbers filled in, until the size is reached."""
    places = fragment.count("%d")
    if not places:
        return fragment * (size // len(fragment))
    times = size // (len(fragment) + 2 * places)
    return "".join(fragment % ((number,) * places) for number in range(times))
