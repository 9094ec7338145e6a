"""What spares nearly every file a search for many words stands in all that those stand in."""

from __future__ import annotations

# the parser behind ``re``: a name of its own since Python 3.11
from re import _parser as regex  # type: ignore[attr-defined]
from typing import Any

import pytest

from natpin.formats.terraform import mentions
from natpin.pipeline import giving_tools
from natpin.pipeline.unread import words_before
from natpin.pipeline.unread_formats import FORMATS, Format


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (mentions._PARTS_OF_WORDS, (*mentions._CLAIMS, *mentions._WORDS_OF_AKS, b"azure/")),
        (mentions._PARTS_OF_CHANGES, mentions._CHANGES),
        (giving_tools._PARTS_OF_WORDS, giving_tools._WORDS),
    ],
)
def test_each_word_holds_a_part(parts: tuple[bytes, ...], words: tuple[bytes, ...]) -> None:
    assert [word for word in words if not any(part in word for part in parts)] == []


@pytest.mark.parametrize(
    "parted", [one for one in FORMATS if one.part], ids=lambda one: one.what.replace(" ", "-")
)
def test_what_a_format_is_looked_for_by_stands_in_all_it_fits(parted: Format) -> None:
    for pattern in (parted.makes, parted.network):
        if pattern and not (parted.only_with and _always(parted.only_with, parted.part)):
            assert _always(pattern, parted.part), pattern


def test_formats_without_such_a_part_are_looked_for_by_their_words() -> None:
    some = Format("a", "b", (".x",), (b"one", b"two"), b"one|two")
    other = Format("a", "b", (".x",), (b"three",), b"azure three", part=b"az")
    assert words_before((some, other, other)) == (b"one", b"two", b"az")


@pytest.mark.parametrize(
    ("pattern", "always"),
    [
        (b"az aks", True),
        (b"(?:az|Azure)", True),
        (b"az|b", False),
        (b"(?:az)?b", False),
        (b"(?:az)+b", True),
        (b"a[z]+", False),
        (b"(?<!az)b", False),
    ],
)
def test_what_stands_in_all_that_a_pattern_fits(pattern: bytes, always: bool) -> None:
    assert _always(pattern, b"az") is always


def _always(pattern: bytes, part: bytes) -> bool:
    """True when the part stands, in any case, in whatever the pattern fits, by a look at its letters that follow one
    another."""
    return _in_sequence(regex.parse(pattern), part.decode())


def _in_sequence(sequence: Any, part: str) -> bool:
    said = ""
    for kind, what in sequence:
        if kind is regex.LITERAL:
            said += chr(what).lower()
            if said.endswith(part):
                return True
            continue
        said = ""
        inner = _always_there(kind, what)
        if inner and all(_in_sequence(one, part) for one in inner):
            return True
    return False


def _always_there(kind: Any, what: Any) -> list[Any]:
    """The sequences inside of a piece of a pattern of which one is always fitted."""
    if kind is regex.SUBPATTERN:
        return [what[-1]]
    if kind is regex.BRANCH:
        return list(what[1])
    return [what[2]] if kind in (regex.MAX_REPEAT, regex.MIN_REPEAT) and what[0] else []
