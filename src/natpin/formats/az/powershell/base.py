"""What every part of the PowerShell interpreter shares."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable, Sequence

from natpin.formats.az.cli.session import Session
from natpin.formats.az.powershell.memory import Memory, Ways
from natpin.formats.az.powershell.operators import EXIT, opposite
from natpin.formats.az.powershell.reach import reach_of_text
from natpin.formats.az.powershell.values import (
    Items,
    Text,
    Thing,
    Truth,
    hole_of,
    is_true,
    unknown,
    word_of,
)
from natpin.formats.az.worlds import Outcome, Worlds
from natpin.formats.interface import Inputs
from natpin.languages.powershell.tree import Block, Command, Expression, Function, Statement
from natpin.languages.shell.words import Capture, Status
from natpin.model.doubt import Doubt, Question, Reach
from natpin.model.location import Location
from natpin.model.value import Skipped, Unknown

MAX_DEPTH = 24
MAX_QUESTIONS = 40
_NAMES = re.compile(r"\$\(|[${\[][^\s\[\](){}.,]*")

Loader = Callable[[str, str], "tuple[str, Block] | None"]
"""Reads a script by the folder it is named from and how it is named: its path and its block."""


class Left(Exception):
    """An expression was left by ``exit``, ``throw``, ``break``: the statement around it ends so."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


_CMDLET = re.compile(r"`([a-z]+-\w+)`")


class Base:
    """One run of a script."""

    def __init__(
        self, session: Session, inputs: Inputs, root: str, load: Loader, read: Callable[[str], bytes | None]
    ) -> None:
        self.session = session
        self.inputs = inputs
        self.root = root
        self.load = load
        self.read = read
        opened = {name: one.why for name, one in inputs.unseen.get(root, {}).items()}
        self.memory = Memory(inputs.variables, opened)
        self.ways = Ways(self.memory, session.state)
        self.worlds = Worlds(self.ways, session.state)
        self.skipped: list[Skipped] = []
        self.doubts: dict[tuple[str, Location], Doubt] = {}
        self.as_written: dict[str, str] = {}
        """Names of commands as the script writes them, by what they are in lower case."""
        self._texts: set[tuple[str, Location]] = set()
        """Texts that are not followed, and whose commands were looked for."""
        self.questions: dict[str, Question] = {}
        self.called: set[str] = set()
        self.reaches: dict[str, Reach | None] = {}
        """What a function may change."""
        self.running: list[str] = []
        """The functions that are running, innermost last."""
        self.depth = 0
        self.catching = 0
        """``try`` blocks with a ``catch`` that are running."""
        self.looping = 0
        """Loops and functions that are running: a place in one is passed more than once."""
        self.trapping = False
        """A ``trap`` stands in the script: what fails may go on behind it."""
        self.loops: list[str] = []
        """The labels of the loops around the statement that runs, in lower case, outermost first."""
        self.foreign: str | None = None
        """A module or script that was loaded and is not there: functions that are not defined may be its."""

    # -- parts that know one another ---------------------------------------------------------------------------

    @abstractmethod
    def run(self, statements: Sequence[Statement]) -> Outcome:
        """Run statements."""

    @abstractmethod
    def value(self, statement: Statement) -> Thing:
        """What a statement puts out."""

    @abstractmethod
    def evaluate(self, expression: Expression) -> Thing:
        """What an expression is."""

    @abstractmethod
    def command(self, command: Command, stdin: Items | None) -> None:
        """Run a command; what it puts out is emitted."""

    @abstractmethod
    def call_block(
        self,
        block: Block,
        arguments: Sequence[object],
        stdin: Items | None,
        at: Location,
        *,
        own_scope: bool = True,
        current: Thing | None = None,
    ) -> None:
        """Run a script block; what it puts out is emitted."""

    @abstractmethod
    def call_function(
        self, function: Function, arguments: Sequence[object], stdin: Items | None, at: Location
    ) -> None:
        """Call a function; what it puts out is emitted."""

    # -- shared ------------------------------------------------------------------------------------------------

    def gathered(self, run: Callable[[], None], at: Location) -> Items:
        """What something puts out."""
        self.memory.open_sink()
        try:
            run()
        finally:
            items = self.memory.close_sink(at)
        return items

    def doubt(self, reason: str, at: Location, reach: Reach | None, settle_by: str | None = None) -> None:
        """Remember what is not followed; nothing where it reaches nothing."""
        if reach is not None:
            reason = _CMDLET.sub(lambda found: f"`{self.as_written.get(found[1], found[1])}`", reason)
            self.doubts.setdefault((reason, at), Doubt(reason, at, settle_by, reach))

    def doubt_text(self, reason: str, text: str, at: Location) -> None:
        """Remember text that is not followed, if commands that bear on egress stand in it."""
        if (reason, at) not in self._texts:  # a loop comes to it again and again
            self._texts.add((reason, at))
            self.doubt(reason, at, reach_of_text(text))

    def open_answer(self, of: str, at: Location, *, lookup: bool = False) -> Text:
        """What a command answers that only runs outside."""
        why = Unknown(f"what `{of}` gives is not known", at)
        return unknown(f"$({of}@{at.line}:{at.column})", why, at, lookup=lookup)

    def true(self, thing: Thing) -> Truth:
        """Whether a thing counts as true, with what this world knows of it."""
        if isinstance(thing, Text) and any(isinstance(piece, Capture) for piece in thing.pieces):
            self.session.excuse(word_of(thing))
        truth = thing if isinstance(thing, Truth) else None
        if truth is not None and truth.label.startswith(EXIT):
            return Truth(~truth.status, thing.at)  # a number: zero counts as false
        if truth is None:
            hole = hole_of(thing)
            truth = Truth(is_true(thing), thing.at, hole.label if hole is not None else "")
        return self.learned(truth)

    def learned(self, truth: Truth) -> Truth:
        """A truth as this world knows it."""
        if truth.status.holds is not None or not truth.label:
            return truth
        fact = self.memory.fact(truth.label)
        if fact is None:
            contrary = self.memory.fact(opposite(truth.label))
            fact = None if contrary is None else ~contrary
        return truth if fact is None else Truth(fact, truth.at, truth.label)

    def learn(self, truth: Truth, holds: bool) -> None:
        """In this world a condition holds, or does not."""
        label = truth.label
        if not label or label.startswith("\0"):
            return None
        if label.startswith("!"):
            return self.learn(Truth(~truth.status, truth.at, label[1:]), not holds)
        inner = label[1:-1]
        for word, decides in ((" && ", True), (" || ", False)):
            if label.startswith("(") and word in inner and "(" not in inner and holds is decides:
                for part in inner.split(word):
                    self.learn(Truth(Status.MAYBE, truth.at, part), holds)
        self.memory.learn(label, Status.YES if holds else Status.NO)
        name, equals, text = label.partition(" = ")
        if holds and equals and name.startswith("$") and "$" not in text and "{" not in text:
            self.memory.bind(name, text)
        return None

    def ask(self, truth: Truth, at: Location) -> Truth:
        """A condition that whoever runs the script decides: as the supposition answers it, or as a question."""
        label = truth.label.removeprefix("!")
        names = _NAMES.findall(label)
        if not names or not all(name.lower() in self.memory.decided_outside for name in names):
            return truth  # what the script finds in Azure: nobody who runs it decides that
        if all(f"{self.root}:{name}" in self.questions for name in names):
            return truth  # each of them is asked for itself
        # whether a text is given is another question than which one: its parameter has that one's key
        asked = f"{label} is given" if label == names[0] else label
        key = f"{self.root}:{asked}"
        contrary = truth.label.startswith("!")
        answer = self.inputs.assumed.get(key)
        if answer is not None:
            holds = (answer == "true") is not contrary
            return Truth(Status.YES if holds else Status.NO, truth.at, truth.label)
        if len(self.questions) < MAX_QUESTIONS:
            self.questions.setdefault(key, Question(key, asked, ("true", "false"), at))
        return truth
