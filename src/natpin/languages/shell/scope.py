"""A script's variables, functions and positional parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from natpin.languages.shell.layers import Layers
from natpin.languages.shell.words import Chunk, Hole, Pieces, Word
from natpin.model.location import Location
from natpin.model.record import field, mutable, record, replace
from natpin.model.value import Unknown

if TYPE_CHECKING:
    from tree_sitter import Node

    from natpin.languages.shell.tree import Source


@record
class Variable:
    """A variable: one value, or an array."""

    pieces: Pieces = ()
    elements: tuple[Word, ...] | None = None
    keys: tuple[str, ...] | None = None
    """Of an associative array, one per element."""


@record
class Function:
    """A function's body and the file it stands in."""

    body: Node
    source: Source
    name: str


@mutable
class Scope:
    """What the script knows by name."""

    given: Mapping[str, str]
    """``--var NAME=value``."""
    variables: Layers[Variable] = field(default_factory=Layers)
    functions: dict[str, Function] = field(default_factory=dict)
    positional: tuple[Word, ...] | None = None
    """None at the top: the script's own arguments are not known."""
    status: Chunk | None = None
    """``$?``"""
    on_status: Callable[[], None] | None = None
    """Called when the script reads ``$?``: it asks how its last command ended."""
    folder: str = ""
    """The working folder, relative to the workspace."""
    _outside: dict[str, Hole] = field(default_factory=dict)
    _named: dict[str, int] = field(default_factory=dict)

    def assign(self, name: str, variable: Variable) -> None:
        """Set a variable."""
        self.variables.set(name, variable)

    def kept(self, name: str, pieces: Pieces) -> Pieces:
        """What is assigned to a variable: an unknown output goes by the variable's name from then on."""
        match pieces:
            case (Hole(label=label) as hole,) if label.startswith("$("):
                times = self._named.get(name, int(name in self._outside)) + 1
                self._named[name] = times
                return (replace(hole, label=f"${name}" if times == 1 else f"${name}#{times}"),)
        return pieces

    def get(self, name: str, at: Location) -> Variable | None:
        """A variable that the script has set or that was given; None for one that it has not."""
        found = self.variables.get(name)
        if found is not None:
            return found
        if name in self.given:
            return Variable((Chunk(self.given[name], at),))
        return None

    def outside(self, name: str, at: Location) -> Hole:
        """What stands for a variable that is set outside the script: the same hole wherever it is used."""
        hole = self._outside.get(name)
        if hole is None:
            shown = f"${name}"
            what = "is an argument of the script" if name.isdigit() else "is set outside this script"
            hole = Hole(shown, Unknown(f"{shown} {what}", at, f"--var {name}=value"), unset=True)
            self._outside[name] = hole
        return hole

    def argument(self, number: int, at: Location) -> Pieces | None:
        """A positional parameter: None for one that was not passed."""
        if self.positional is None:
            found = self.get(str(number), at)
            return found.pieces if found else None
        if number <= len(self.positional):
            return self.positional[number - 1].pieces
        return None
