"""PowerShell inside of a script of bash: a step of a pipeline, ``pwsh -File deploy.ps1``.

The step's machine works on the state of the script around it. It gets the environment and the working folder, and what it
writes into files the script around it finds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from natpin.formats.az.cli.rollouts import VARIABLE
from natpin.formats.az.cli.session import Session
from natpin.formats.az.encoding import decoded
from natpin.formats.az.powershell.builtins import ON_ERROR
from natpin.formats.az.powershell.machine import Machine
from natpin.formats.az.powershell.memory import INPUTS_UNSEEN
from natpin.formats.az.powershell.values import Items, Text, known, pieces_of, unknown
from natpin.formats.interface import Inputs
from natpin.languages.lines import LaidOut
from natpin.languages.powershell.syntax import parsed
from natpin.languages.powershell.tree import Block
from natpin.languages.recursion import deep_stack
from natpin.languages.shell.words import Chunk, Hole, Piece, Pieces, Status
from natpin.model.doubt import Question
from natpin.model.location import Location
from natpin.model.record import field, mutable, record
from natpin.model.value import Skipped, Unknown


@record
class Program:
    """A text of PowerShell in a file."""

    text: str
    path: str
    row: int = 0
    """How many lines of the file lie before it."""
    indent: int = 0
    """How many columns of the file lie before each of its lines."""
    on_error: str | None = ""
    """``$ErrorActionPreference`` as whoever runs the step sets it: empty where nobody does, None where that is not known."""
    laid: LaidOut | None = None
    """Where its words stand, for a text that its file has in other words."""


@record
class Around:
    """What a step finds."""

    session: Session
    inputs: Inputs
    variables: Mapping[str, Pieces]
    """That front ends put into its text."""
    environment: Mapping[str, Pieces]
    places: Callable[[str, str], tuple[str, ...]]
    """The places that a path may mean, by the folder of the file that names it."""
    read: Callable[[str], bytes | None]
    working: tuple[str, ...]
    """The folders that it may run in."""


@mutable
class Ran:
    """What a step leaves, beside the state."""

    status: Status
    files: dict[str, Pieces] = field(default_factory=dict)
    """What it has written, a text of lines by path."""
    questions: list[Question] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def run(program: Program, around: Around) -> Ran:
    """Run a step."""

    def load(folder: str, written: str) -> tuple[str, Block] | None:
        for path in around.places(folder, written.replace("\\", "/")):
            data = around.read(path)
            if data is not None:
                return path, parsed(path, decoded(data))[0]
        return None

    session = around.session
    machine = Machine(session, around.inputs, program.path, load, around.read)
    for name, pieces in around.variables.items():
        machine.memory.set(name, Text(pieces, Location(program.path, program.row + 1)))
        if any(isinstance(piece, Hole) and piece.choices for piece in pieces):
            machine.memory.decided_outside |= {"$", "{", "${"}
    for name, pieces in around.environment.items():
        at = Location(program.path, program.row + 1)
        if name == VARIABLE:
            machine.memory.entries.set(INPUTS_UNSEEN, Text(pieces, at))
        else:
            machine.memory.set(f"env:{name}", Text(pieces, at))
    if program.on_error != "":
        at = Location(program.path, program.row + 1)
        open_ = Unknown("whether an error ends this step is set outside of it", at)
        said = unknown(ON_ERROR, open_, at) if program.on_error is None else known(program.on_error, at)
        machine.memory.set(ON_ERROR, said)
    before = session.look, session.placed
    session.look = machine.look
    session.placed = partial(machine.placed, around.working)
    try:
        with deep_stack():
            block, too_deep = parsed(program.path, program.text, program.row, program.indent, program.laid)
            status = machine.script(block)
            if too_deep:
                machine.skipped.append(
                    Skipped(program.path, "brackets are nested too deeply", claims_aks=True)
                )
    finally:
        session.look, session.placed = before
    for doubt in machine.doubts.values():
        session.doubt(doubt)
    ran = Ran(status, {}, list(machine.questions.values()), machine.skipped)
    for key, items in machine.memory.entries.items():
        if key.startswith("\0file:") and isinstance(items, Items):
            ran.files[key.removeprefix("\0file:")] = _lines(items)
    return ran


def _lines(items: Items) -> Pieces:
    """What a step wrote, a line each."""
    found: list[Piece] = []
    for each in items.elements:
        found += pieces_of(each)
        found.append(Chunk("\n", items.at))
    if items.open is not None:
        found.append(Hole("what a step wrote", items.open))
        found.append(Chunk("\n", items.at))
    return tuple(found)
