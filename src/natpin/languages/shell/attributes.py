"""What ``declare``, ``typeset``, ``local`` and ``readonly`` say of a variable beside its value, and options of ``shopt``.

They lie among the variables, so that they fork and join with them. Source: Bash manual, "Bash Builtin Commands"
(``declare``) and "The Shopt Builtin".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from natpin.languages.shell.words import Chunk, Hole, Piece, Pieces, literal_of
from natpin.model.location import NOWHERE, Location
from natpin.model.record import replace
from natpin.model.value import Unknown

if TYPE_CHECKING:
    from natpin.languages.shell.layers import Layers
    from natpin.languages.shell.variable import Variable

ATTRIBUTES = "\0attributes:"
"""Before a variable's name: the letters that ``declare`` gave it."""
REFERS = "\0refers:"
"""Before the name of a ``declare -n``: the variable that it is another name of."""
EXPORTED = "\0exported:"
"""Before the name of a variable that programs of the script's get."""
OPTION = "\0option:"
"""Before the name of an option of ``shopt``: ``1`` or ``0``."""
_MOST_NAMES = 8
"""Names that stand for one another in a row."""


def text_under(key: str, variables: Layers[Variable]) -> str | None:
    """The known text of an entry; None where there is none, or where it depends on the way taken."""
    found = variables.get(key)
    return None if found is None else literal_of(found.pieces)


def option(name: str, variables: Layers[Variable]) -> bool | None:
    """Whether ``shopt -s NAME`` holds; None where that depends on the way taken."""
    found = variables.get(OPTION + name)
    if found is None:
        return False
    said = literal_of(found.pieces)
    return said == "1" if said in ("1", "0") else None


def meant(name: str, variables: Layers[Variable]) -> str:
    """The variable that a name stands for."""
    for _ in range(_MOST_NAMES):
        found = variables.get(REFERS + name)
        if found is None:  # nearly always
            break
        other = literal_of(found.pieces)
        if not other or other == name:
            break
        name = other
    return name


def with_attributes(name: str, variable: Variable, variables: Layers[Variable]) -> Variable | None:
    """What an assignment leaves in a variable; None where it changes nothing, as the variable is read-only."""
    if variables.get(ATTRIBUTES + name) is None:
        return variable
    letters = text_under(ATTRIBUTES + name, variables)
    if letters is None:
        why = Unknown(f"how ${name} was declared depends on the branch that runs")
        return replace(variable, pieces=(Hole(f"${name}?", why),), elements=None, keys=None)
    if "r" in letters:
        return None
    if not set(letters) & set("lui"):
        return variable
    elements = variable.elements
    if elements is not None:
        elements = tuple(replace(word, pieces=_folded(word.pieces, letters)) for word in elements)
    return replace(variable, pieces=_folded(variable.pieces, letters), elements=elements)


_CASES: Mapping[str, tuple[str, str]] = {"l": ("lower", ",,"), "u": ("upper", "^^")}


def _folded(pieces: Pieces, letters: str) -> Pieces:
    if "i" in letters and not _is_number(pieces):
        return tuple(_worked_out(piece) for piece in pieces[:1])
    for letter, (case, sign) in _CASES.items():
        if letter in letters:
            return tuple(_in_case(piece, case, sign) for piece in pieces)
    return pieces


def _is_number(pieces: Pieces) -> bool:
    literal = literal_of(pieces)
    return literal is not None and (literal == "0" or (literal.isdecimal() and not literal.startswith("0")))


def _worked_out(piece: Piece) -> Piece:
    at: Location = piece.at if isinstance(piece, Chunk) else NOWHERE
    return Hole(f"$(declare -i@{at})", Unknown("a number that the shell works out is not known", at))


def _in_case(piece: Piece, case: str, sign: str) -> Piece:
    if isinstance(piece, Chunk):
        return replace(piece, text=piece.text.lower() if case == "lower" else piece.text.upper())
    if isinstance(piece, Hole):
        choices = tuple(each.lower() if case == "lower" else each.upper() for each in piece.choices)
        return replace(piece, label=f"{piece.label}{sign}", choices=choices, ways=())
    return piece
