"""How far a script is followed: one meter for all that runs in it, whichever shell runs it."""

from __future__ import annotations

from collections.abc import Iterable

from natpin.model.doubt import Question
from natpin.model.location import Location

MAX_STEPS = 30_000
"""Work that one script is worth: a second's. A statement is one step, loops unrolled. The longest pipeline found in
public (511 kB once its templates are put in) takes 25,100."""

MAX_COMMANDS = 1_200
"""az commands that one script may run: what each makes is judged and told, at about a millisecond. That pipeline runs
774."""

LEFT = f"it runs more than {MAX_STEPS} statements or {MAX_COMMANDS} az commands: it is followed to here"
"""Why it was left."""

ROUND_STEPS = 2
"""What a round of a loop takes beyond its statements: the ways that leave it come together."""

PIECES_A_STEP = 8
"""Pieces of a text that is put together, as dear as one statement."""

KEYS_A_STEP = 256
"""Names among which variables of a program are sought, as dear as one statement."""

WRITTEN_A_STEP = 32
"""Pieces of a file that a line is written behind, as dear as one statement: four thousand such lines are followed."""

WAY_STEPS = 4
"""A way that is tried where a script may go several, beyond its statements: it is taken back, and the ways meet. Measured:
one costs as much as four to six statements."""

ALL_STEPS = 36_000
"""Steps of a script over all answers to its questions: it is run again for each of them."""


class TooMuch(Exception):
    """The script takes more work than it is followed for."""

    def __init__(self, at: Location | None = None) -> None:
        super().__init__()
        self.at = at
        """Where it was left; None where that is not known."""


class Work:
    """What was done so far."""

    def __init__(self) -> None:
        self.done = 0
        self.commands = 0
        self.ways = 0
        """Tried so far. They count where it is asked whether to run all of it again, which their number multiplies."""

    def step(self, count: int = 1) -> bool:
        """Count steps; False when they are too many."""
        self.done += count
        return self.done <= MAX_STEPS

    def command(self) -> bool:
        """Count an az command; False when they are too many."""
        self.commands += 1
        return self.commands <= MAX_COMMANDS

    @property
    def is_over(self) -> bool:
        """True when no more is followed."""
        return self.done > MAX_STEPS or self.commands > MAX_COMMANDS

    def worth_asking(self, questions: Iterable[Question]) -> list[Question]:
        """The questions that are put: two runs for each, and as many again for their combinations. What is not asked
        stays unknown."""
        cost = self.done + WAY_STEPS * self.ways
        return list(questions)[: ALL_STEPS // max(1, cost) // 4]
