"""Text with unknown pieces taken apart: into lines, and by separators."""

from __future__ import annotations

from natpin.languages.shell.words import Chunk, Piece, Pieces, Word
from natpin.model.location import Location
from natpin.model.record import replace


def taken(pieces: Pieces, delimiter: str = "\n") -> tuple[Pieces, Pieces]:
    """The first line, without its end, and the rest."""
    line: list[Piece] = []
    for number, piece in enumerate(pieces):
        if not isinstance(piece, Chunk) or not delimiter or delimiter not in piece.text:
            line.append(piece)
            continue
        before, _, after = piece.text.partition(delimiter)
        if before or not line:
            line.append(replace(piece, text=before))
        rest = pieces[number + 1 :]
        return tuple(line), ((replace(piece, text=after), *rest) if after else rest)
    return tuple(line), ()


def lines(pieces: Pieces, delimiter: str = "\n") -> list[Pieces]:
    """Every line."""
    found: list[Pieces] = []
    rest = pieces
    while rest:
        line, rest = taken(rest, delimiter)
        found.append(line)
    return found


def parted(pieces: Pieces, separators: str, most: int, at: Location) -> list[Word]:
    """A line taken apart at separators, as ``read`` does; ``most``: how many words, 0 for any, the last one whole."""
    blank = all(mark in " \t\n" for mark in separators)
    words: list[list[Piece]] = [[]]
    full = most == 1
    if full and blank and pieces and isinstance(pieces[0], Chunk):
        pieces = (replace(pieces[0], text=pieces[0].text.lstrip(separators)), *pieces[1:])
    for piece in pieces:
        if not isinstance(piece, Chunk) or full or not separators:
            words[-1].append(piece)
            continue
        text = piece.text
        start = 0
        for number, mark in enumerate(text):
            if mark not in separators:
                continue
            part = text[start:number]
            start = number + 1
            if part:
                words[-1].append(replace(piece, text=part))
            if blank and not words[-1]:
                continue
            words.append([])
            if most and len(words) == most:
                full = True
                if blank:
                    while start < len(text) and text[start] in separators:
                        start += 1
                break
        if start < len(text):
            words[-1].append(replace(piece, text=text[start:]))
    if not words[-1] and (blank or len(words) > 1):
        words.pop()
    found = [Word(tuple(word), at) for word in words]
    if found and blank:
        found[-1] = _stripped(found[-1], separators)
    return found


def _stripped(word: Word, separators: str) -> Word:
    last = word.pieces[-1] if word.pieces else None
    if isinstance(last, Chunk):
        text = last.text.rstrip(separators) if separators else last.text
        return replace(word, pieces=(*word.pieces[:-1], replace(last, text=text)))
    return word
