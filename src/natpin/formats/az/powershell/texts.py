"""Operators on text: ``-f``, ``-join``, ``-split``, ``-replace`` (about_Split, about_Join, about_Operators)."""

from __future__ import annotations

import re

from natpin.formats.az.powershell.basics import as_number, not_followed, regex
from natpin.formats.az.powershell.values import (
    Items,
    Text,
    Thing,
    elements_of,
    hole_of,
    items_of,
    known,
    label_of,
    literal,
    number_text,
    pieces_of,
)
from natpin.languages.shell.words import Chunk, Hole, Piece, joined
from natpin.model.location import Location
from natpin.model.numbers import digits
from natpin.model.value import Unknown

_PLACE = re.compile(r"\{\{|\}\}|\{(\d{1,4})(?:,-?\d{1,3})?(?::([^{}]{0,40}))?\}")


def _format(left: Thing, right: Thing, at: Location) -> Thing:
    template = literal(left)
    if template is None or len(template) > 20_000:
        return not_followed(f"({label_of(left)} -f …)", at, "-f")
    arguments = right.elements if isinstance(right, Items) else (right,)
    pieces: list[Piece] = []
    place = left.at
    position = 0
    for found in _PLACE.finditer(template):
        if found.start() > position:
            pieces.append(Chunk(template[position : found.start()], place))
        position = found.end()
        if found.group() in ("{{", "}}"):
            pieces.append(Chunk(found.group()[0], place))
            continue
        number = int(found.group(1))
        if number >= len(arguments):
            return not_followed(f"$(-f@{at.line}:{at.column})", at, "-f")
        pieces.extend(_shaped(arguments[number], found.group(2) or "", at))
    if position < len(template):
        pieces.append(Chunk(template[position:], place))
    return Text(joined(tuple(pieces)), at)


def _shaped(thing: Thing, shape: str, at: Location) -> tuple[Piece, ...]:
    if not shape:
        return pieces_of(thing)
    number = as_number(thing)
    found = re.fullmatch(r"([dDxX])(\d{0,2})|(0+)", shape)
    if found and isinstance(number, int):
        width = len(found.group(3)) if found.group(3) else int(found.group(2) or 0)
        kind = (found.group(1) or "d").lower()
        text = format(number, "x") if kind == "x" else number_text(number)
        return (Chunk(text.rjust(width, "0"), at),)
    return (Hole(f"$(-f@{at.line}:{at.column})", Unknown(f"the format `{shape}` is not followed", at)),)


def joined_by(left: Thing, right: Thing, at: Location) -> Thing:
    """``$list -join ','``"""
    items = left if isinstance(left, Items) else Items((left,), at)
    pieces: list[Piece] = []
    for number, each in enumerate(items.elements):
        if number:
            pieces.extend(pieces_of(right))
        pieces.extend(pieces_of(each))
    if items.open is not None:
        pieces.append(Hole(f"$(-join@{at.line}:{at.column})", items.open))
    return Text(joined(tuple(pieces)), at)


def split(left: Thing, right: Thing, at: Location, *, cased: bool = False) -> Thing:
    """``$text -split ','``; the separator is a regular expression."""
    options = elements_of(right).elements
    separator = literal(options[0]) if options else None
    limit = as_number(options[1]) if len(options) > 1 else 0
    if (
        separator is None
        or limit is None
        or (len(options) > 2 and (literal(options[2]) or "").lower() != "simplematch")
    ):
        return Items((), at, Unknown("what `-split` gives is not known", at))
    found: list[Thing] = []
    for each in elements_of(left).elements if isinstance(left, Items) else (left,):
        pattern = re.escape(separator) if len(options) > 2 else separator
        parts = pieces_split(each, pattern, at, cased=cased, limit=int(limit))
        if parts is None:
            return Items((), at, Unknown("what `-split` gives is not known", at))
        found.extend(parts)
    return items_of(found, at)


def pieces_split(
    thing: Thing, pattern: str, at: Location, *, cased: bool = False, limit: int = 0
) -> list[Thing] | None:
    """A text cut at a pattern; None where that cannot be said."""
    whole = literal(thing)
    text = "".join(piece.text for piece in pieces_of(thing) if isinstance(piece, Chunk))
    compiled = regex(pattern, text, cased=cased)
    if compiled is None or limit < 0:
        return None
    if whole is not None:
        return [known(part or "", thing.at) for part in compiled.split(whole, max(limit - 1, 0))]
    if hole_of(thing) is not None or limit:
        return None
    groups: list[list[Piece]] = [[]]
    for piece in pieces_of(thing):
        if not isinstance(piece, Chunk):
            groups[-1].append(piece)
            continue
        for number, part in enumerate(compiled.split(piece.text)):
            if number:
                groups.append([])
            if part:
                groups[-1].append(Chunk(part, piece.at))
    return [Text(tuple(group), thing.at) for group in groups]


def _replace(left: Thing, right: Thing, at: Location, *, cased: bool) -> Thing:
    options = elements_of(right).elements
    pattern = literal(options[0]) if options else None
    replacement = options[1] if len(options) > 1 else known("", at)
    if isinstance(left, Items):
        changed = [_replace(each, right, at, cased=cased) for each in left.elements]
        return Items(tuple(changed), at, left.open)
    if pattern is None:
        return not_followed(f"({label_of(left)} -replace …)", at, "-replace")
    return substituted(left, pattern, replacement, at, cased=cased)


def substituted(left: Thing, pattern: str, replacement: Thing, at: Location, *, cased: bool) -> Thing:
    """A text in which what a pattern finds is replaced."""
    pieces = pieces_of(left)
    text = "".join(piece.text for piece in pieces if isinstance(piece, Chunk))
    compiled = regex(pattern, text, cased=cased)
    plain = all(isinstance(piece, Chunk) for piece in pieces)
    if compiled is None or (
        not plain and (pattern[:1] == "^" or pattern[-1:] == "$" or hole_of(left) is not None)
    ):
        if hole_of(left) is None and plain:
            return not_followed(f"$(-replace@{at.line}:{at.column})", at, "-replace")
        return not_followed(f"({label_of(left)} -replace {pattern})", at, "-replace")
    with_ = literal(replacement)
    changed: list[Piece] = []
    for piece in pieces:
        if not isinstance(piece, Chunk):
            changed.append(piece)
            continue
        if with_ is None or "$" in with_:
            position = 0
            for found in compiled.finditer(piece.text):
                changed.append(Chunk(piece.text[position : found.start()], piece.at))
                if with_ is None:
                    changed.extend(pieces_of(replacement))
                else:
                    changed.append(Chunk(_expanded(with_, found), piece.at))
                position = found.end()
            changed.append(Chunk(piece.text[position:], piece.at))
        else:
            changed.append(Chunk(compiled.sub(lambda _: with_, piece.text), piece.at, piece.assumed))
    return Text(
        joined(tuple(piece for piece in changed if not isinstance(piece, Chunk) or piece.text)), left.at
    )


def _expanded(text: str, found: re.Match[str]) -> str:
    """``$1`` and ``${name}`` in a replacement."""

    def one(mark: re.Match[str]) -> str:
        name = mark.group(1) or mark.group(2)
        try:
            return found.group(name if (number := digits(name)) is None else number) or ""
        except (IndexError, error):
            return mark.group()

    error = re.error
    return re.sub(r"\$(?:(\d{1,2})|\{(\w{1,40})\})", one, text)
