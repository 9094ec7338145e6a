"""What a front end (bash, PowerShell, a Markdown fence) tells the az semantics, and what it is told back.

A shell word is seldom plain text: ``/subscriptions/$SUB/resourceGroups/rg`` has a hole, ``$(az … --query id)`` stands
for an attribute of a resource. A ``Word`` keeps those pieces apart, so that nothing known is thrown away.
"""

from __future__ import annotations

import re
from enum import Enum

from natpin.model.location import Location
from natpin.model.record import field, record, replace
from natpin.model.value import Node, Reference, Unknown, Value

MAX_PIECES = 400
MAX_TEXT = 65_536
"""No word of a script is longer; one that doubles itself in a loop becomes a hole."""
MAX_LABEL = 4_096
"""Characters of a label; what is longer goes on with a digest, so that a label made of labels does not grow for ever."""

PLACEHOLDER = re.compile(r"<[A-Za-z][^<>\n]{0,80}>")
"""``<subscription-id>``: what documentation writes where the reader is to fill something in."""


@record
class Chunk:
    """Known text."""

    text: str
    at: Location
    """Where it was written: for a variable, where it was assigned."""
    assumed: bool = False
    """Not written but supposed: an exit status, a default, an unset variable's emptiness."""
    of: str = ""
    """For a default: what it is the default of, ``$STAGE``."""


@record
class Hole:
    """Text that cannot be known."""

    label: str
    """What identifies it: ``$RG``. The same label is the same text, whatever it turns out to be."""
    why: Unknown
    unset: bool = False
    """Never assigned by the script: a test for emptiness supposes that it is empty."""
    lookup: bool = False
    """The answer of an ``az`` query, which is empty when nothing was found."""
    choices: tuple[str, ...] = ()
    """Every text that it can be; empty where that is not known."""
    argument: bool = False
    """Words that whoever runs the script may add to its name, and need not: ``"$@"``, ``$1``."""
    ways: tuple[tuple[Word, ...], ...] = field(default=(), compare=False)
    """Every sequence of words that the shell can make of it; empty where that is not known."""
    listed: bool = field(default=False, compare=False)
    """The words are elements of an array, as ``"${NAME[@]}"`` gives them."""


@record
class Capture:
    """An attribute of a resource, as ``$(az … show --query id)`` gives it."""

    reference: Reference
    """``attribute`` is empty for the whole resource as JSON."""
    created: bool
    """True when the script had created the resource before it asked."""


Piece = Chunk | Hole | Capture
Pieces = tuple[Piece, ...]


@record
class Word:
    """One word of a command, after expansion."""

    pieces: Pieces
    at: Location
    """Where it stands in the command."""
    splits: bool = field(default=False, compare=False)
    """It begins with a variable that is not known and not quoted: the shell may make several words of it."""

    @property
    def literal(self) -> str | None:
        """Its text, when all of it is known."""
        return literal_of(self.pieces)

    @property
    def label(self) -> str:
        """Its text with holes shown by their labels: equal labels are equal texts."""
        return label_of_all(self.pieces)

    @property
    def place(self) -> Location:
        """Where its text was written: the assignment, for a word that is one variable."""
        written = [piece.at for piece in self.pieces if isinstance(piece, Chunk) and piece.text]
        return written[0] if len(written) == 1 == len(self.pieces) else self.at

    @property
    def unknown(self) -> Unknown | None:
        """The first hole's cause."""
        return next((piece.why for piece in self.pieces if isinstance(piece, Hole)), None)

    def node(self) -> Node:
        """The word as a value of the model: text, a reference, or an unknown that keeps its known pieces."""
        literal = self.literal
        if literal is not None:
            return Value(literal, self.place)
        if len(self.pieces) == 1:
            match self.pieces[0]:
                case Capture(reference=reference) if reference.attribute:
                    return replace(reference, at=self.at)
                case Capture(reference=reference):
                    return Unknown(f"the JSON of {reference.target} stands where text is expected", self.at)
                case Hole(why=why):
                    return why
        first = self.unknown or Unknown("it holds what only exists after creation", self.at)
        return Unknown(first.reason, self.at, first.settle_by, tuple(map(_part, self.pieces)))


def word_saying(text: str, at: Location) -> Word:
    """A word that is known text."""
    return Word((Chunk(text, at),), at)


def _part(piece: Piece) -> str | Reference | Unknown:
    match piece:
        case Chunk(text=text):
            return text
        case Hole(why=why):
            return why
        case Capture(reference=reference):
            return reference


def literal_of(pieces: Pieces) -> str | None:
    """The text of pieces, when all of it is known."""
    if len(pieces) == 1:  # nearly always
        piece = pieces[0]
        return piece.text if isinstance(piece, Chunk) else None
    texts: list[str] = []
    for piece in pieces:
        if not isinstance(piece, Chunk):
            return None
        texts.append(piece.text)
    return "".join(texts)


def label_of_all(pieces: Pieces) -> str:
    """The text of pieces with holes shown by their labels."""
    text = label_of(pieces[0]) if len(pieces) == 1 else "".join(map(label_of, pieces))
    if len(text) <= MAX_LABEL:
        return text
    from hashlib import sha256

    return f"{text[:MAX_LABEL]}…{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}"


def label_of(piece: Piece) -> str:
    """How a piece is told apart from others."""
    if isinstance(piece, Chunk):
        return piece.text
    if isinstance(piece, Hole):
        return piece.label
    return f"{{{piece.reference.target}.{piece.reference.attribute}}}"


def joined(pieces: Pieces) -> Pieces:
    """Bounded pieces, text written in one go made one: text that grows without end becomes a hole."""
    if len(pieces) == 1:
        only = pieces[0]
        if not isinstance(only, Chunk) or len(only.text) <= MAX_TEXT:
            return pieces
    merged: list[Piece] = []
    going: list[Chunk] = []
    size = 0
    for piece in pieces:
        if not isinstance(piece, Chunk):
            merged += [*_one(going), piece]
            going = []
            continue
        if going and not (_alike(going[-1], piece) and _touch(going[-1].at, piece.at)):
            merged += _one(going)
            going = []
        going.append(piece)
        size += len(piece.text)
        if size > MAX_TEXT:
            break
    merged += _one(going)
    if len(merged) > 1:  # '' beside something says nothing: what is captured stays what it is
        merged = [piece for piece in merged if not isinstance(piece, Chunk) or piece.text] or merged[:1]
    if len(merged) > MAX_PIECES or size > MAX_TEXT:
        at = next((piece.at for piece in pieces if isinstance(piece, Chunk)), Location("<none>"))
        return (Hole("…", Unknown("the text is too long to follow", at)),)
    return tuple(merged)


def _one(going: list[Chunk]) -> list[Chunk]:
    """Chunks that touch, as one."""
    if len(going) < 2:
        return going
    first, last = going[0], going[-1]
    at = replace(first.at, end_line=last.at.end_line, end_column=last.at.end_column)
    return [Chunk("".join(chunk.text for chunk in going), at, first.assumed, first.of)]


def _alike(left: Chunk, right: Chunk) -> bool:
    return left.assumed == right.assumed and left.of == right.of


def _touch(left: Location, right: Location) -> bool:
    """True for two places of one line where the second begins as the first ends."""
    return (left.path, left.end_line, left.end_column) == (right.path, right.line, right.column)


def placeholder(text: str) -> str | None:
    """The first ``<placeholder>`` in a text."""
    found = PLACEHOLDER.search(text)
    return found.group() if found else None


class Status(Enum):
    """How a command or condition ends, as far as can be said without running it."""

    YES = "yes"
    NO = "no"
    LIKELY = "likely"
    """Supposed to succeed: a variable nobody sets is empty."""
    UNLIKELY = "unlikely"
    """Supposed to fail: the script asks for a resource before it creates it when missing."""
    MAYBE = "maybe"

    __hash__ = object.__hash__  # each is itself alone: ``Enum`` hashes the name, which costs a call

    def __invert__(self) -> Status:
        return _OPPOSITE[self]

    @property
    def holds(self) -> bool | None:
        """True and False for what is certain or supposed; None for what is open."""
        return None if self is Status.MAYBE else self in (Status.YES, Status.LIKELY)

    @property
    def certain(self) -> bool:
        """True for what was decided by what is written alone."""
        return self in (Status.YES, Status.NO)


_OPPOSITE = {
    Status.YES: Status.NO,
    Status.NO: Status.YES,
    Status.LIKELY: Status.UNLIKELY,
    Status.UNLIKELY: Status.LIKELY,
    Status.MAYBE: Status.MAYBE,
}


def supposed(holds: bool, *, certain: bool) -> Status:
    """A status from a truth and whether it is certain."""
    if certain:
        return Status.YES if holds else Status.NO
    return Status.LIKELY if holds else Status.UNLIKELY


@record
class Command:
    """A simple command with its words expanded; the first is its name."""

    words: tuple[Word, ...]
    at: Location
    stdin: Pieces = ()
    probing: bool = False
    """It stands where only its exit status counts: ``if ! az … show``."""


@record
class Output:
    """What a command gives back to the script."""

    pieces: Pieces = ()
    status: Status = Status.YES
    bare: bool = False
    """No line end follows what it prints."""
    found: Pieces = ()
    """What it prints where it succeeds, though it is supposed to fail."""


def is_supposed(*several: Pieces) -> bool:
    """Whether any of these texts is only supposed: a default, which something else may stand for."""
    for pieces in several:
        for piece in pieces:
            if isinstance(piece, Chunk) and piece.assumed:
                return True
    return False
