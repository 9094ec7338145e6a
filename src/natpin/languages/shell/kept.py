"""Scripts parsed once, for all who read them again: with another answer to a question that they leave open."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from natpin.languages.lines import LaidOut
from natpin.languages.shell.tree import Source
from natpin.model.location import Location

MOST_KEPT = 16_384
"""Characters of a text whose tree is kept for the next who reads it."""


def parsed(
    path: str,
    text: str,
    row: int = 0,
    indent: int = 0,
    given: Mapping[str, Location] | None = None,
    laid: LaidOut | None = None,
) -> Source:
    """A script, parsed; the rest is as of ``Source``. Nobody changes one. Raises NoEnd."""
    if given is not None or len(text) > MOST_KEPT:
        return Source(path, text, row, indent=indent, given=given, laid=laid)
    return _kept(path, text, row, indent, laid)


@lru_cache(maxsize=32)
def _kept(path: str, text: str, row: int, indent: int, laid: LaidOut | None) -> Source:
    return Source(path, text, row, indent=indent, laid=laid)
