"""Both ways of what is not decided, and where they meet."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from natpin.formats.az.bash.base import PRINTED
from natpin.formats.az.bash.known import learnt
from natpin.formats.az.bash.questions import Questions
from natpin.formats.az.branches import Branch
from natpin.formats.az.worlds import ENDS, STAYS, TEARDOWN, Flow, Outcome, Tried
from natpin.languages.shell.conditions import When
from natpin.languages.shell.scope import STATUS, TAKEN_IN
from natpin.languages.shell.variable import Variable
from natpin.languages.shell.words import (
    Chunk,
    Hole,
    Status,
)
from natpin.model.location import NOWHERE, Location
from natpin.model.record import replace
from natpin.model.value import Unknown


class Forks(Questions):
    """The ways that a script may go from here."""

    def _fork(
        self,
        status: Status,
        yes: Callable[[], Outcome],
        no: Callable[[], Outcome] | None,
        when: When,
        cause: Unknown,
        *,
        asks: bool = True,
        past: Location | None = None,
    ) -> Outcome:
        """Go both ways of what is not decided; ``no`` is None where nothing happens otherwise. ``past``: the statement that
        ends well and does nothing where ``no`` is gone.

        What is only supposed (a variable nobody sets is empty, what is asked for is not there yet) goes the way that
        is supposed, and the other one only where that changes something in Azure.
        """
        defaulted, self._conditions.defaulted = self._conditions.defaulted, False
        status = self._settled(status, when, cause)
        if status is Status.YES:
            self._learn(when[0])
            return yes()
        if status is Status.NO:
            self._learn(when[1])
            return no() if no is not None else Outcome(Status.NO)
        one = self._tried(yes, when[0], status is Status.LIKELY)
        default = self._as_default(one, when)
        if default is not None:
            return self._worlds.meet([default], cause)
        if past is not None and not self.scope.variables.watched:
            other = self._gone_past(when[1], past)
        else:
            other = self._tried(no or (lambda: Outcome(Status.NO)), when[1], status is Status.UNLIKELY)
        supposed, unsupposed = (other, one) if status is Status.UNLIKELY else (one, other)
        ways = [supposed, unsupposed]
        if status is not Status.MAYBE:
            acts = unsupposed.acts and not self._tears_down(unsupposed, cause)
            # A guard: where the script does its work, it has gone on.
            goes_on = supposed.ends and (defaulted or supposed.outcome.flow is Flow.EXIT)
            if not acts and not goes_on:
                answers = [] if supposed.acts else self._answers(supposed.way.variables)
                outcome = self._worlds.meet([supposed], cause, supposed=True)
                self._suppose(unsupposed.way.variables, cause.at)
                for name in answers:
                    why = Unknown(f"${name} is what Azure has, where it has any", cause.at)
                    hole = Hole(f"${name}@{cause.at.line}:{cause.at.column}", why)
                    self.scope.variables.set(name, Variable((hole,)))
                return outcome
        else:
            ways = self._deployments(ways, cause)
        if asks and (one.acts or other.acts or one.way.variables or other.way.variables):
            self._ask(when, cause)
        return self._worlds.meet(ways, cause, supposed=status is not Status.MAYBE)

    def _answers(self, supposed: Mapping[str, Variable | None]) -> list[str]:
        """Variables that hold an answer of Azure's and for which a way that makes nothing there has a text where the answer
        is empty: a setting that is kept elsewhere, and its default."""
        found: list[str] = []
        for name, now in supposed.items():
            before = None if name.startswith("\0") or now is None else self.scope.variables.get(name)
            match before:
                case Variable(pieces=(Hole(lookup=True),)):
                    if now is not None and now.pieces and all(isinstance(each, Chunk) for each in now.pieces):
                        found.append(name)
        return found

    def _suppose(self, unsupposed: Mapping[str, Variable | None], at: Location) -> None:
        """What a way that is not gone would have set or printed is only supposed to be what it is now: a test of it
        later decides nothing for certain, and in the world where it is not empty nobody knows its text. Where it would have
        taken in a file that is not seen, that may be there and have set anything."""
        file = unsupposed.get(TAKEN_IN)
        if file is not None and file.pieces and isinstance(file.pieces[0], Hole):
            self._may_set_any(file.pieces[0].label, file.pieces[0].why.at or at)
            return
        for name, other in unsupposed.items():
            printed = name.startswith(PRINTED)
            if name.startswith("\0") and not printed:
                continue
            now = self.scope.variables.get(name)
            if now is None and not printed:
                continue  # nobody sets it: that is supposed already
            now = now or Variable()
            if now.elements is not None or now.function is not None:
                continue
            if not any(not isinstance(each, Chunk) or each.text.strip() for each in now.pieces):
                if other is not None and other.pieces:
                    why = Unknown("it is set only where something is there already", at)
                    hole = Hole(f"${name.strip(chr(0))}@{at.line}:{at.column}", why, lookup=True)
                    self.scope.variables.set(name, Variable((hole,)))
                continue
            pieces = tuple(
                replace(each, assumed=True) if isinstance(each, Chunk) else each for each in now.pieces
            )
            self.scope.variables.set(name, replace(now, pieces=pieces))

    def _as_default(self, way: Tried, when: When) -> Tried | None:
        """``[ -z "$X" ] && X=text``: another way to write ``${X:=text}``."""
        label = next(iter(when[0]), "") if len(when[0]) == 1 else ""
        name = label.removeprefix("-z $")
        if name == label or way.outcome.flow is not None or way.ended or way.way.resources:
            return None
        variable = way.way.variables.get(name)
        if variable is None or variable.elements is not None:
            return None
        if any(key != name and not key.startswith("\0") for key in way.way.variables):
            return None
        if not all(isinstance(piece, Chunk) for piece in variable.pieces):
            return None
        before = self.scope.get(name, NOWHERE)
        if before is not None and any(isinstance(one, Hole) and not one.unset for one in before.pieces):
            return None  # something here sets it, to what is not known
        pieces = tuple(
            replace(piece, assumed=True, of=f"${name}")
            for piece in variable.pieces
            if isinstance(piece, Chunk)
        )
        return replace(way, way=Branch({name: Variable(pieces)}, {}), outcome=Outcome(Status.MAYBE))

    def _deployments(self, ways: list[Tried], cause: Unknown) -> list[Tried]:
        """The ways without those that only take down what the script makes."""
        kept = [way for way in ways if not self._tears_down(way, cause)]
        return kept or ways

    def _tears_down(self, way: Tried, cause: Unknown) -> bool:
        return way.clears and bool(TEARDOWN.search(" ".join((cause.reason, *self._doing))))

    def _gone_past(self, facts: Mapping[str, bool], at: Location) -> Tried:
        """The way on which a statement does nothing and ends well: what going it would leave, without a fork."""
        self.session.work.ways += 1
        changes: dict[str, Variable | None] = dict(learnt(facts))
        changes[STATUS] = Variable((Chunk("0", at),))
        return Tried(Branch(changes, {}), ENDS[Status.YES])

    def _tried(self, run: Callable[[], Outcome], facts: Mapping[str, bool], supposing: bool) -> Tried:
        def knowing() -> Outcome:
            self._learn(facts)
            return run()

        self.session.work.ways += 1
        trial = self._worlds.trial
        if not supposing:
            return trial(knowing if facts else run)
        self.session.state.supposed_missing += 1
        self._supposing += 1
        try:
            return trial(knowing)
        finally:
            self.session.state.supposed_missing -= 1
            self._supposing -= 1

    def _perhaps(self, run: Callable[[], Outcome], cause: Unknown) -> Outcome:
        """Something that may or may not run."""
        ways = self._deployments([self._worlds.trial(run), STAYS], cause)
        outcome = self._worlds.meet(ways, cause)
        return Outcome(Status.MAYBE, outcome.flow)
