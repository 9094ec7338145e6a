"""Texts of expansions: split into words at spaces, joined by them, freed of backslashes."""

from __future__ import annotations

import re

from natpin.languages.shell.braces import MAX_WORDS
from natpin.languages.shell.words import Chunk, Hole, Piece, Pieces, Word, joined
from natpin.model.location import Location
from natpin.model.record import replace

_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
CONTINUED = re.compile(r"\\\n")
"""A line that goes on in the next."""


def split_text(pieces: Pieces, at: Location) -> list[Word]:
    """Pieces split at every space, as an unquoted expansion is."""
    return split([(piece, True) for piece in pieces], at)


def split(marked: list[tuple[Piece, bool]], at: Location) -> list[Word]:
    """Pieces split at the spaces of those that are marked."""
    words: list[Word] = []
    current: list[Piece] = []
    started = may_split = False
    for piece, splits in marked:
        if not isinstance(piece, Chunk) or not splits:
            may_split = may_split or (splits and not current and isinstance(piece, Hole))
            current.append(piece)
            started = started or not (isinstance(piece, Chunk) and piece.text == "")
            continue
        parts = re.split(r"([ \t\n]+)", piece.text)
        for part in parts:
            if not part:
                continue
            if part.isspace():
                if started:
                    words.append(Word(tuple(current), at, may_split))
                current, started, may_split = [], False, False
            else:
                current.append(replace(piece, text=part))
                started = True
        if len(words) > MAX_WORDS:
            break
    if started:
        words.append(Word(tuple(current), at, may_split))
    return words


def spaced(words: tuple[Word, ...], at: Location) -> Pieces:
    """Words as one value, with a space between two."""
    pieces: list[Piece] = []
    for number, word in enumerate(words[:MAX_WORDS]):
        if number:
            pieces.append(Chunk(" ", at))
        pieces.extend(word.pieces)
    return joined(tuple(pieces))


def unescaped(text: str) -> str:
    """What is written outside of quotes, without its backslashes."""
    return _ESCAPE.sub(r"\1", CONTINUED.sub("", text)) if "\\" in text else text
