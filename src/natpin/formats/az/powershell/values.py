"""What a variable of PowerShell holds, as far as it is known.

Text keeps its pieces (``Pieces``): what is known, what is not, what only exists in Azure. An unknown of any type is
text of one hole. Hashtables and objects are shared by reference in PowerShell; they live in a heap of their own, so
that what one way of the script changes in them is undone and joined like its variables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from natpin.languages.powershell.tree import Block
from natpin.languages.shell.words import (
    Capture,
    Chunk,
    Hole,
    Pieces,
    Status,
    Word,
    joined,
    label_of_all,
    literal_of,
    supposed,
)
from natpin.model.location import Location
from natpin.model.record import field, record, replace
from natpin.model.value import Unknown

MAX_ELEMENTS = 2_000
OBJECT = "object"
"""The kind of a body with members that is no hashtable."""


@record
class Text:
    """Text, or something unknown."""

    pieces: Pieces
    at: Location


@record
class Number:
    """A number."""

    value: int | float
    at: Location


@record
class Truth:
    """``$true``, ``$false``, or how a command ended."""

    status: Status
    at: Location
    label: str = ""
    """What identifies an open one."""


@record
class Nothing:
    """``$null``"""

    at: Location


@record
class Items:
    """An array. ``open``: why it may hold further elements."""

    elements: tuple[Thing, ...]
    at: Location
    open: Unknown | None = None
    arguments: bool = False
    """What it may hold further are words that the script is run with."""
    more: tuple[Hole, ...] = field(default=(), compare=False)
    """All that it may hold further, with the words on each way; empty where that is not known."""


@record
class Object:
    """A hashtable or an object, by its key in the heap."""

    key: str
    at: Location
    there: Status = field(default=Status.YES, compare=False)
    """Whether it is one, or nothing: what ``Get-Az…`` is asked for is supposed to be missing, as in bash."""


@record
class Code:
    """A script block."""

    block: Block
    at: Location


@record
class Type:
    """``[string]``"""

    name: str
    at: Location


Thing: TypeAlias = "Text | Number | Truth | Nothing | Items | Object | Code | Type"


@record
class Entry:
    """A member of an object, under its name as written."""

    name: str
    value: Thing


@record
class Body:
    """What a hashtable or an object holds; names in lower case."""

    kind: str = "map"
    """``map``, ``object``, or the type of an Azure object: ``vnet``, ``subnet``."""
    entries: Mapping[str, Entry] = field(default_factory=dict)
    open: Unknown | None = None
    """Why it may have further members."""


def entries_of(things: Mapping[str, Thing]) -> dict[str, Entry]:
    """Members under their names as written."""
    return {name.lower(): Entry(name, thing) for name, thing in things.items()}


def known(text: str, at: Location, *, assumed: bool = False) -> Text:
    """Known text."""
    return Text((Chunk(text, at, assumed),), at)


def unknown(label: str, why: Unknown, at: Location, *, lookup: bool = False, unset: bool = False) -> Text:
    """Something of which nothing is known but what stands for it."""
    return Text((Hole(label, why, unset=unset, lookup=lookup),), at)


def truth(holds: bool, at: Location) -> Truth:
    """A certain truth."""
    return Truth(supposed(holds, certain=True), at)


def hole_of(thing: Thing) -> Hole | None:
    """The hole that a thing is, where it is nothing else."""
    if isinstance(thing, Text) and len(thing.pieces) == 1:
        piece = thing.pieces[0]
        return piece if isinstance(piece, Hole) else None
    return None


def capture_of(thing: Thing) -> Capture | None:
    """The captured answer that a thing is, where it is nothing else."""
    match thing:
        case Text(pieces=(Capture() as capture,)):
            return capture
    return None


def literal(thing: Thing) -> str | None:
    """The text of something known, as PowerShell writes it; None where it is not all known."""
    if isinstance(thing, Text):
        return literal_of(thing.pieces)
    match thing:
        case Number(value=value):
            return number_text(value)
        case Truth(status=status):
            return None if status.holds is None else str(status.holds)
        case Nothing():
            return ""
        case Items(elements=elements, open=None):
            texts = [literal(each) for each in elements]
            return None if None in texts else " ".join(text or "" for text in texts)
        case Type(name=name):
            return name
    return None


def number_text(value: int | float) -> str:
    """A number as PowerShell writes it."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


def pieces_of(thing: Thing) -> Pieces:
    """A thing as text."""
    if isinstance(thing, Text):
        return thing.pieces
    match thing:
        case Nothing():
            return ()
        case Items(elements=elements, open=why, at=at):
            found: list[Chunk | Hole | Capture] = []
            for number, each in enumerate(elements[:MAX_ELEMENTS]):
                if number:
                    found.append(Chunk(" ", at))
                found.extend(pieces_of(each))
            if why is not None:
                found.append(Hole(f"$(…@{at.line}:{at.column})", why))
            return joined(tuple(found))
        case Truth(status=status, at=at, label=label) if status.holds is None:
            return (
                Hole(label or f"$(?@{at.line}:{at.column})", Unknown("whether it holds is not known", at)),
            )
        case Object(at=at) | Code(at=at):
            return (
                Hole(f"$(@{at.line}:{at.column})", Unknown("an object stands where text is expected", at)),
            )
    return (Chunk(literal(thing) or "", thing.at),)


def word_of(thing: Thing) -> Word:
    """A thing as one word of a command."""
    return Word(pieces_of(thing), thing.at)


def label_of(thing: Thing) -> str:
    """What identifies a thing: equal labels are equal things."""
    match thing:
        case Truth(status=status, label=label) if status.holds is None:
            return label
        case Object(key=key):
            return key
        case Code(at=at):
            return f"{{block@{at}}}"
    return label_of_all(pieces_of(thing))


def elements_of(thing: Thing) -> Items:
    """What a pipeline or a loop gets of a thing: an array's elements, nothing of ``$null``, else itself."""
    match thing:
        case Items():
            return thing
        case Nothing(at=at):
            return Items((), at)
    hole = hole_of(thing)
    if hole is not None:
        return Items((), thing.at, hole.why)
    return Items((thing,), thing.at)


def of_elements(items: Items) -> Thing:
    """What a command's output is: nothing, the one thing, or an array."""
    if items.open is None:
        if not items.elements:
            return Nothing(items.at)
        if len(items.elements) == 1:
            return items.elements[0]
    elif not items.elements:
        return unknown(f"$(…@{items.at.line}:{items.at.column})", items.open, items.at)
    return items


def items_of(things: Iterable[Thing], at: Location) -> Items:
    """An array."""
    found = tuple(things)
    if len(found) > MAX_ELEMENTS:
        return Items(found[:MAX_ELEMENTS], at, Unknown("the list is too long to follow", at))
    return Items(found, at)


def both(one: Items, other: Items, at: Location) -> Items:
    """One array behind another."""
    whole = (*one.elements, *other.elements)
    why = one.open or other.open
    if len(whole) > MAX_ELEMENTS:
        return Items(whole[:MAX_ELEMENTS], at, why or Unknown("the list is too long to follow", at))
    known = all(each.open is None or each.more for each in (one, other))
    return Items(whole, at, why, more=(*one.more, *other.more) if known else ())


def is_true(thing: Thing) -> Status:
    """Whether a thing counts as true (about_Booleans)."""
    match thing:
        case Truth(status=status):
            return status
        case Number(value=value):
            return supposed(value != 0, certain=True)
        case Nothing():
            return Status.NO
        case Items(elements=elements, open=why):
            if not elements:
                return Status.NO if why is None else Status.MAYBE
            if len(elements) == 1 and why is None:
                return is_true(elements[0])
            return Status.YES if len(elements) > 1 else Status.MAYBE
        case Object(there=there):
            return there
        case Code() | Type():
            return Status.YES
        case Text(pieces=pieces):
            return _text_is_true(pieces)
    return Status.MAYBE


def _text_is_true(pieces: Pieces) -> Status:
    match pieces:
        case (Capture(created=created, reference=reference),):
            if not created:
                return Status.UNLIKELY
            return Status.YES if reference.attribute in ("", "id", "name") else Status.MAYBE
        case (Hole(lookup=True),):
            return Status.UNLIKELY
    chunks = [piece for piece in pieces if isinstance(piece, Chunk)]
    if any(piece.text for piece in chunks):
        return Status.LIKELY if all(piece.assumed for piece in chunks if piece.text) else Status.YES
    if len(chunks) == len(pieces):
        return Status.UNLIKELY if any(piece.assumed for piece in chunks) else Status.NO
    return Status.MAYBE


def only_supposed(thing: Thing) -> Thing:
    """What another way, or whoever runs the script, may have made something else: a default of its own parameters."""
    match thing:
        case Text(pieces=pieces):
            return replace(
                thing,
                pieces=tuple(
                    replace(each, assumed=True) if isinstance(each, Chunk) else each for each in pieces
                ),
            )
        case Truth(status=Status.YES):
            return replace(thing, status=Status.LIKELY)
        case Truth(status=Status.NO):
            return replace(thing, status=Status.UNLIKELY)
    return thing
