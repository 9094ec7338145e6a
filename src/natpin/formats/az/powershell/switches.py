"""``switch``: every case that holds, or may."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from natpin.formats.az.powershell.basics import regex, wildcard
from natpin.formats.az.powershell.loops import MAX_ROUNDS, Loops
from natpin.formats.az.powershell.operators import equals
from natpin.formats.az.powershell.values import (
    Code,
    Items,
    Nothing,
    Thing,
    Truth,
    literal,
    of_elements,
    truth,
    unknown,
)
from natpin.formats.az.worlds import STAYS, TEARDOWN, Flow, Outcome
from natpin.languages.powershell.tree import (
    BlockLiteral,
    Case,
    Statement,
    Switch,
)
from natpin.languages.shell.words import Status
from natpin.model.value import Unknown

MAX_CASES = 40
"""Cases of one ``switch`` that are told apart; those after them are each taken for possible."""


class Switches(Loops):
    """``switch``: every case that holds, or may."""

    def _in_world(self, found: Truth, holds: bool, body: Sequence[Statement]) -> Outcome:
        self.learn(found, holds)
        return self.run(body)

    def _switch(self, switch: Switch) -> Outcome:
        cause = Unknown("which case of `switch` holds is not known", switch.at)
        if switch.subject is None:
            items = Items((), switch.at, Unknown("what stands in the file is not known", switch.at))
        else:
            subject = self.value(switch.subject)
            items = subject if isinstance(subject, Items) else Items((subject,), switch.at)
        return self.worlds.bounded(lambda: self._switched(switch, items, cause), (Flow.BREAK,), cause)

    def _switched(self, switch: Switch, items: Items, cause: Unknown) -> Outcome:
        subjects = list(items.elements[:MAX_ROUNDS])
        if items.open is not None:
            subjects.append(unknown(f"$_@{switch.at.line}:{switch.at.column}", items.open, switch.at))
        before = self.memory.get("_", switch.at)
        for each in subjects:
            self.memory.set("_", each)
            outcome = self.worlds.bounded(
                lambda each=each: self._cases(switch, each, 0, matched=False, cause=cause),  # type: ignore[misc]
                (Flow.CONTINUE,),
                cause,
            )
            if outcome.flow is not None:
                return outcome
        self.memory.set("_", before if before is not None else Nothing(switch.at))
        return Outcome()

    def _cases(
        self, switch: Switch, subject: Thing, number: int, *, matched: bool | None, cause: Unknown
    ) -> Outcome:
        """The cases from one on. ``matched``: whether one before it held; None where that is open."""
        while number < len(switch.cases):
            case = switch.cases[number]
            number += 1
            if case.test is None:
                continue
            found = self.learned(self._holds(switch, case, subject))
            if found.status.holds is None:
                found = self.ask(found, switch.at)
            if found.status.holds is False:
                continue
            if found.status.holds:
                matched = True
                outcome = self.run(case.body)
            elif found.label.startswith("$") and " = " in found.label and number <= MAX_CASES:
                return self._either_case(switch, subject, number, found, matched=matched, cause=cause)
            else:
                matched = matched or None
                tried = self.worlds.trial(partial(self._in_world, found, True, case.body))
                outcome = self.worlds.meet([tried, STAYS], cause)
            if outcome.flow is not None:
                return outcome
        default = next((case.body for case in switch.cases if case.test is None), ())
        if matched is None and default:
            return self.worlds.meet([self.worlds.trial(partial(self.run, default)), STAYS], cause)
        return Outcome() if matched else self.run(default)

    def _either_case(
        self,
        switch: Switch,
        subject: Thing,
        number: int,
        found: Truth,
        *,
        matched: bool | None,
        cause: Unknown,
    ) -> Outcome:
        """A case that excludes the others: in the world in which it holds, they do not."""

        def yes() -> Outcome:
            outcome = self._in_world(found, True, switch.cases[number - 1].body)
            if outcome.flow is not None:
                return outcome
            return self._cases(switch, subject, number, matched=True, cause=cause)

        def no() -> Outcome:
            self.learn(found, False)
            return self._cases(switch, subject, number, matched=matched, cause=cause)

        way = self.worlds.trial(yes)
        if way.clears and TEARDOWN.search(found.label):
            return self.worlds.meet([self.worlds.trial(no)], cause)
        return self.worlds.meet([way, self.worlds.trial(no)], cause)

    def _holds(self, switch: Switch, case: Case, subject: Thing) -> Truth:
        assert case.test is not None
        at = switch.at
        if isinstance(case.test, BlockLiteral):
            block = case.test.block
            items = self.gathered(
                lambda: self.call_block(block, (), None, at, own_scope=False, current=subject), at
            )
            return self.true(of_elements(items))
        subject = self._bound(subject)
        test = self.evaluate(case.test)
        if isinstance(test, Code):
            return Truth(Status.MAYBE, at)
        cased = "casesensitive" in switch.flags
        text, pattern = literal(subject), literal(test)
        if text is not None and pattern is not None and len(text) < 2_000:
            if "wildcard" in switch.flags and pattern.count("*") < 7:
                return truth(wildcard(pattern, text, cased=cased), at)
            if "regex" in switch.flags:
                compiled = regex(pattern, text, cased=cased)
                return (
                    Truth(Status.MAYBE, at)
                    if compiled is None
                    else truth(compiled.search(text) is not None, at)
                )
        if "wildcard" in switch.flags and (pattern is None or any(mark in pattern for mark in "*?[")):
            return Truth(Status.MAYBE, at)
        if "regex" in switch.flags:
            return Truth(Status.MAYBE, at)
        return equals(subject, test, at, cased)
