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
    if len(pieces) == 1:
        only = pieces[0]
        if isinstance(only, Hole):
            return [Word((_first_of(only),), at, True)]
        if isinstance(only, Chunk) and _WHOLE.match(only.text) is not None:
            return [Word(pieces, at)]  # nearly always
    return split([(piece, True) for piece in pieces], at)


_WHOLE = re.compile(r"\S+\Z")
_ESCAPED = re.compile(r"\\(?:x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|([0-7]{1,3})|(.))", re.DOTALL)
_SIGNS = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "a": "\a",
    "b": "\b",
    "e": "\x1b",
    "E": "\x1b",
    "f": "\f",
    "v": "\v",
}


def escaped(text: str, *, zero: bool = False) -> str:
    """What ``$'…'`` and ``echo -e`` make of backslashes. ``zero``: an octal number begins with 0, as for ``echo``."""

    def one(found: re.Match[str]) -> str:
        wide, wider, octal, sign = found.groups()
        if octal is not None:
            return found[0] if zero and not octal.startswith("0") else chr(int(octal, 8) % 256)
        if wide or wider:
            return chr(int(wide or wider, 16))
        return _SIGNS.get(sign) or (sign if sign in "\\'\"?" else found[0])

    return _ESCAPED.sub(one, text) if "\\" in text else text


def in_double_quotes(text: str) -> str:
    """A text as it is written between double quotes, so that it says itself (Bash manual, "Double Quotes")."""
    return _MEANS_MORE.sub(r"\\\g<0>", text)


_MEANS_MORE = re.compile(r"[\\\"$`]")


def split(marked: list[tuple[Piece, bool]], at: Location, separators: str = " \t\n") -> list[Word]:
    """Pieces split at the separators (``IFS``) of those that are marked."""
    if separators != " \t\n" and set(separators) != set(" \t\n"):
        return _split_at(marked, at, separators)
    words: list[Word] = []
    current: list[Piece] = []
    started = may_split = False
    for piece, splits in marked:
        if not isinstance(piece, Chunk) or not splits:
            may_split = may_split or (splits and not current and isinstance(piece, Hole))
            current.append(_first_of(piece) if splits else piece)
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


def _first_of(piece: Piece) -> Piece:
    """``$NAME`` of an array is its first element alone."""
    return replace(piece, ways=(), listed=False) if isinstance(piece, Hole) and piece.listed else piece


def _split_at(marked: list[tuple[Piece, bool]], at: Location, separators: str) -> list[Word]:
    """Split at other signs than blanks: each of them ends a word, also an empty one (Bash manual, "Word Splitting")."""
    words: list[Word] = []
    current: list[Piece] = []
    started = may_split = False
    for piece, splits in marked:
        if not isinstance(piece, Chunk) or not splits:
            may_split = may_split or (splits and isinstance(piece, Hole))
            current.append(replace(piece, ways=()) if isinstance(piece, Hole) else piece)
            started = True
            continue
        for sign in piece.text:
            if sign not in separators:
                current.append(replace(piece, text=sign))
                started = True
            elif sign not in " \t\n" or started:
                words.append(Word(joined(_one_piece(current)), at, may_split))
                current, started, may_split = [], False, False
        if len(words) > MAX_WORDS:
            break
    if started:
        words.append(Word(joined(_one_piece(current)), at, may_split))
    return words


def _one_piece(pieces: list[Piece]) -> Pieces:
    """Pieces with signs that were split from one text together again."""
    merged: list[Piece] = []
    for piece in pieces:
        last = merged[-1] if merged else None
        if (
            isinstance(piece, Chunk)
            and isinstance(last, Chunk)
            and (last.at, last.of) == (piece.at, piece.of)
        ):
            merged[-1] = replace(last, text=last.text + piece.text)
        else:
            merged.append(piece)
    return tuple(merged)


def spaced(words: tuple[Word, ...], at: Location, mark: str = " ") -> Pieces:
    """Words as one value, with a space or another mark between two."""
    pieces: list[Piece] = []
    for number, word in enumerate(words[:MAX_WORDS]):
        if number and mark:
            pieces.append(Chunk(mark, at))
        pieces.extend(word.pieces)
    return joined(tuple(pieces))


def unescaped(text: str) -> str:
    """What is written outside of quotes, without its backslashes."""
    return _ESCAPE.sub(r"\1", CONTINUED.sub("", text)) if "\\" in text else text
