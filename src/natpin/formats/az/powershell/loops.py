"""Loops: unrolled where they are known, and gone twice where they are not."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from natpin.formats.az.powershell.members import Members
from natpin.formats.az.powershell.values import (
    Items,
    Text,
    Truth,
    elements_of,
    truth,
)
from natpin.formats.az.work import ROUND_STEPS, TooMuch
from natpin.formats.az.worlds import STAYS, Flow, Outcome, Outer
from natpin.languages.powershell.tree import (
    ForEach,
    Loop,
    Opaque,
    Statement,
)
from natpin.languages.shell.words import Hole, Status
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.value import Unknown

MAX_ROUNDS = 256


class Loops(Members):
    """Loops: unrolled where they are known, and gone twice where they are not."""

    def _loop(self, loop: Loop) -> Outcome:
        if loop.before is not None:
            outcome = self.run((loop.before,))
            if outcome.flow is not None:
                return outcome
        cause = Unknown(f"how often `{loop.kind}` runs is not known", loop.at)
        return self._labelled(loop.label, lambda: self._rounds(loop, cause), cause)

    def _labelled(self, label: str, run: Callable[[], Outcome], cause: Unknown) -> Outcome:
        """A whole loop: where what leaves it comes out, also from a loop inside (about_Break, "Using a labeled break")."""
        self.looping += 1
        self.loops.append(label.lower())
        try:
            return self.worlds.bounded(run, (Flow.BREAK, Outer(Flow.BREAK, len(self.loops))), cause)
        finally:
            self.loops.pop()
            self.looping -= 1

    def _once(self, body: Sequence[Statement], cause: Unknown) -> Outcome:
        """One round: where what goes on with the next comes out."""
        if not self.session.work.step(ROUND_STEPS):
            raise TooMuch(cause.at)
        flows = (Flow.CONTINUE, Outer(Flow.CONTINUE, len(self.loops)))
        return self.worlds.bounded(lambda: self.run(body), flows, cause)

    def _rounds(self, loop: Loop, cause: Unknown) -> Outcome:
        late = loop.kind in ("do", "until")
        broken = 0
        for number in range(MAX_ROUNDS):
            if not (late and number == 0):
                found = self._goes_on(loop)
                if found.status.holds is False:
                    return Outcome()
                if found.status.holds is None:
                    return self._open_rounds(loop, cause)
                if found.status is Status.LIKELY and number > 2:
                    return Outcome()
            waiting = self.worlds.waiting
            outcome = self._round(loop, cause)
            if outcome.flow is not None:
                return outcome
            broken += self.worlds.waiting > waiting
            if broken >= 2:
                return Outcome()
        self._unrolled(loop.body, loop.at)
        return Outcome()

    def _unrolled(self, body: Sequence[Statement], at: Location) -> None:
        from natpin.formats.az.powershell.reach import reach_of_tree

        reach = reach_of_tree(body, self.memory.function)
        self.doubt(f"a loop runs more than {MAX_ROUNDS} times", at, reach)

    def _goes_on(self, loop: Loop) -> Truth:
        if loop.condition is None:
            return truth(True, loop.at)
        if isinstance(loop.condition, Opaque):
            self.run((loop.condition,))
            return Truth(Status.MAYBE, loop.at)
        found = self.true(self.value(loop.condition))
        return Truth(~found.status, found.at) if loop.kind == "until" else found

    def _round(self, loop: Loop, cause: Unknown) -> Outcome:
        outcome = self._once(loop.body, cause)
        if outcome.flow is None and loop.step is not None:
            return self.run((loop.step,))
        return outcome

    def _open_rounds(self, loop: Loop, cause: Unknown) -> Outcome:
        """A loop that may go on: twice, so that what one round leaves the next is seen to differ."""
        for _ in range(2):
            tried = self.worlds.trial(lambda: self._round(loop, cause))
            outcome = self.worlds.meet([tried, STAYS], cause)
            if outcome.flow is not None:
                return outcome
        return Outcome()

    def _foreach(self, loop: ForEach) -> Outcome:
        items = elements_of(self.value(loop.source))
        cause = Unknown("what `foreach` loops over is not known", loop.at)
        return self._labelled(loop.label, lambda: self._each(loop, items, cause), cause)

    def _each(self, loop: ForEach, items: Items, cause: Unknown) -> Outcome:
        if len(items.elements) > MAX_ROUNDS:
            self._unrolled(loop.body, loop.at)
        for each in items.elements[:MAX_ROUNDS]:
            self.memory.set(loop.variable.name, each)
            outcome = self._once(loop.body, cause)
            if outcome.flow is not None:
                return outcome
        if items.open is None:
            return Outcome()
        name = loop.variable.name
        hole = Hole(f"${name}@{loop.at.line}:{loop.at.column}", replace(items.open, at=loop.at))

        def one() -> Outcome:
            self.memory.set(name, Text((hole,), loop.at))
            return self._once(loop.body, cause)

        return self.worlds.meet([self.worlds.trial(one), STAYS], cause)
