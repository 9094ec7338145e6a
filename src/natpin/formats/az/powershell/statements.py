"""Statements: every way a script may go (about_If, about_Switch, about_Foreach, about_Try_Catch_Finally …)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from natpin.formats.az.powershell.base import Left
from natpin.formats.az.powershell.joining import either_thing
from natpin.formats.az.powershell.operators import binary
from natpin.formats.az.powershell.reach import EVERYTHING
from natpin.formats.az.powershell.switches import Switches
from natpin.formats.az.powershell.values import (
    Items,
    Nothing,
    Text,
    Thing,
    Truth,
    hole_of,
    literal,
    of_elements,
    unknown,
)
from natpin.formats.az.work import TooMuch
from natpin.formats.az.worlds import ENDS, STAYS, TEARDOWN, Flow, Outcome, Outer, Tried
from natpin.languages.powershell.tree import (
    Assign,
    Chain,
    Command,
    Expression,
    ForEach,
    Function,
    If,
    Leave,
    Loop,
    Opaque,
    Pipeline,
    Statement,
    Switch,
    Try,
    Unary,
)
from natpin.languages.shell.words import Chunk, Hole, Status
from natpin.model.doubt import Reach
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.value import Unknown

GOES_ON = ENDS[Status.YES]
_FLOWS = {
    "return": Flow.RETURN,
    "exit": Flow.EXIT,
    "break": Flow.BREAK,
    "continue": Flow.CONTINUE,
}


class Statements(Switches):
    """Runs statements."""

    def run(self, statements: Sequence[Statement]) -> Outcome:
        """Run statements until one leaves."""
        for each in statements:
            if not self.session.work.step():
                raise TooMuch(each.at)
            try:
                outcome = self._statement(each)
            except Left as left:
                outcome = left.outcome
            if outcome.flow is not None:
                return outcome
        return GOES_ON

    def value(self, statement: Statement) -> Thing:
        """What a statement puts out."""
        if isinstance(statement, Pipeline) and len(statement.stages) == 1:
            stage = statement.stages[0]
            if not isinstance(stage, Command):
                return self.evaluate(stage)
        return of_elements(self.gathered(lambda: self._ran_alone(statement), statement.at))

    def _ran_alone(self, statement: Statement) -> None:
        outcome = self.run((statement,))
        if outcome.flow is not None:
            raise Left(outcome)

    def _statement(self, statement: Statement) -> Outcome:
        match statement:
            case Pipeline():
                self.pipeline(statement)
                return GOES_ON
            case Assign():
                self._assigned(statement)
                return GOES_ON
            case If():
                return self._if(statement, 0)
            case Loop():
                return self._loop(statement)
            case ForEach():
                return self._foreach(statement)
            case Switch():
                return self._switch(statement)
            case Try():
                return self._try(statement)
            case Function():
                self.memory.define(statement)
            case Leave():
                return self._leave(statement)
            case Chain():
                return self._chain(statement)
            case Opaque(text=text, reason=reason, at=at):
                self.trapping = self.trapping or text.lstrip().lower().startswith("trap")
                self.doubt_text(f"{reason}: it is not followed", text, at)
        return GOES_ON

    # -- pipelines ---------------------------------------------------------------------------------------------

    def pipeline(self, pipeline: Pipeline) -> None:
        """Run the stages; the last one's output is emitted."""
        if len(pipeline.stages) == 1:
            self._stage(pipeline.stages[0], None)
            return
        stdin: Items | None = None
        last = len(pipeline.stages) - 1
        for number, stage in enumerate(pipeline.stages):
            if number == last:
                self._stage(stage, stdin)
                return
            before = stdin
            stdin = self.gathered(lambda stage=stage, before=before: self._stage(stage, before), stage.at)  # type: ignore[misc]

    def _stage(self, stage: Command | Expression, stdin: Items | None) -> None:
        if isinstance(stage, Command):
            self.command(stage, stdin)
            return
        thing = self.evaluate(stage)
        quiet = isinstance(stage, Unary) and stage.operator in ("++", "--")
        if not quiet:
            self.memory.emit(thing)

    def _chain(self, chain: Chain) -> Outcome:
        outcome = self._statement(chain.left)
        if outcome.flow is not None:
            return outcome
        status = self.memory.status if chain.operator == "&&" else ~self.memory.status
        if status.holds is False:
            return Outcome()
        if status.holds:
            return self.run((chain.right,))
        cause = Unknown("how a command ends is not known", chain.at)
        return self.worlds.meet([self.worlds.trial(lambda: self.run((chain.right,))), STAYS], cause)

    def _assigned(self, statement: Assign) -> None:
        at = statement.at
        if not statement.operator:
            self.assign(statement.target, self.value(statement.value), at)
            return
        before = self.evaluate(statement.target)
        value = self.value(statement.value)
        if statement.operator == "??":
            missing = binary("-eq", before, Nothing(at), at)
            if isinstance(missing, Truth) and missing.status.holds is False:
                return
            open_ = isinstance(missing, Truth) and missing.status.holds is None
            if open_ or ((hole := hole_of(before)) is not None and hole.unset):
                value = either_thing([before, value], "$(…)", Unknown("whether it is set is not known", at))
            self.assign(statement.target, value, at)
            return
        hole = hole_of(before)
        if statement.operator == "+" and isinstance(before, Text) and hole is not None and hole.unset:
            before = Nothing(at)
        self.assign(statement.target, self.reckoned(statement.operator, before, value, at), at)

    # -- conditions --------------------------------------------------------------------------------------------

    def decide(self, statement: Statement, at: Location) -> tuple[Truth, Unknown]:
        """Whether a condition holds, and why that is open."""
        if isinstance(statement, Opaque):
            thing: Thing = Truth(Status.MAYBE, at)
            self._statement(statement)
        else:
            thing = self.value(statement)
        hole = (
            next((piece for piece in thing.pieces if isinstance(piece, Hole)), None)
            if isinstance(thing, Text)
            else None
        )
        found = self.true(thing)
        if found.status.holds is None:
            found = self.ask(found, statement.at)
        settle = hole.why.settle_by if hole is not None else None
        return found, Unknown("whether a condition holds is not known", statement.at, settle)

    def fork(self, found: Truth, yes: Sequence[Statement], no: object, cause: Unknown) -> Outcome:
        """Go the ways a condition leaves open. ``no``: a function that goes the other."""
        assert callable(no)

        def going_on() -> Outcome:
            self.learn(found, False)
            outcome = no()
            assert isinstance(outcome, Outcome)
            return outcome

        status = found.status
        if status is Status.YES:
            return self.run(yes)
        if status is Status.NO:
            outcome = no()
            assert isinstance(outcome, Outcome)
            return outcome
        first = self.worlds.trial(lambda: self._when_missing(found, True, yes))
        if status is Status.MAYBE and self._tears_down(first, found):
            return self.worlds.meet(
                [self.worlds.trial(going_on)], cause
            )  # no deployment, and not judged as one
        second = self.worlds.trial(going_on)
        if status is not Status.MAYBE:
            likely, unlikely = (first, second) if status is Status.LIKELY else (second, first)
            if not likely.ends and (not unlikely.acts or self._tears_down(unlikely, found)):
                answers = [] if likely.acts else self._answers(likely.way.variables)
                outcome = self.worlds.meet([likely], cause, supposed=True)
                self.memory.suppose(unlikely.way.variables)
                for name in answers:
                    shown = name.rpartition(":")[2]
                    why = Unknown(f"${shown} is what Azure has, where it has any", cause.at)
                    self.memory.entries.set(name, unknown(f"${shown}", why, found.at))
                return outcome
        return self.worlds.meet([first, second], cause)

    def _answers(self, supposed: Mapping[str, object]) -> list[str]:
        """Variables that hold an answer of Azure's and for which a way that makes nothing there has a text where the
        answer is empty: a setting that is kept elsewhere, and its default."""
        found: list[str] = []
        for name, now in supposed.items():
            match self.memory.entries.get(name), now:
                case Text(pieces=(Hole(lookup=True),)), Text(pieces=pieces) if all(
                    isinstance(each, Chunk) for each in pieces
                ):
                    found.append(name)
        return found

    @staticmethod
    def _tears_down(way: Tried, found: Truth) -> bool:
        return way.clears and bool(TEARDOWN.search(found.label))

    def _when_missing(self, found: Truth, holds: bool, body: Sequence[Statement]) -> Outcome:
        missing = found.status is Status.LIKELY
        self.session.state.supposed_missing += missing
        try:
            return self._in_world(found, holds, body)
        finally:
            self.session.state.supposed_missing -= missing

    def _if(self, statement: If, number: int) -> Outcome:
        if number == len(statement.clauses):
            return self.run(statement.otherwise or ())
        condition, body = statement.clauses[number]
        found, cause = self.decide(condition, statement.at)
        return self.fork(found, body, lambda: self._if(statement, number + 1), cause)

    # -- loops -------------------------------------------------------------------------------------------------

    # -- switch ------------------------------------------------------------------------------------------------

    # -- leaving -----------------------------------------------------------------------------------------------

    def _leave(self, leave: Leave) -> Outcome:
        if leave.label:
            label = leave.label.lower()
            loop = next((n for n in range(len(self.loops), 0, -1) if self.loops[n - 1] == label), None)
            if loop is not None:
                return Outcome(Status.YES, Outer(_FLOWS[leave.kind], loop))
            self.doubt(f"`{leave.kind}` to a label is not followed", leave.at, Reach(EVERYTHING, adds=True))
        status = Status.YES
        if leave.value is not None:
            thing = self.value(leave.value)
            if leave.kind == "return":
                self.memory.emit(thing)
            elif leave.kind == "exit":
                if isinstance(thing, Truth) and thing.label.startswith("\0exit"):
                    status = thing.status
                else:
                    code = literal(thing)
                    status = Status.MAYBE if code is None else Status.YES if code in ("0", "") else Status.NO
        if leave.kind == "throw":
            if self.trapping and not self.catching:
                self.doubt("what a `trap` does after an error", leave.at, Reach(EVERYTHING, adds=True))
                return Outcome(Status.MAYBE)
            return Outcome(Status.NO, Flow.THROW if self.catching else Flow.EXIT)
        return Outcome(status, _FLOWS[leave.kind])

    def _try(self, statement: Try) -> Outcome:
        cause = Unknown("whether something fails is not known", statement.at)
        self.catching += bool(statement.catches)
        try:
            tried = self.worlds.trial(lambda: self.run(statement.body))
        finally:
            self.catching -= bool(statement.catches)
        ways = self._caught(statement, tried) if statement.catches else [tried]
        if statement.last:
            ways = [each for way in ways for each in self._then(way, statement.last)]
        return self.worlds.meet(ways, cause)

    def _caught(self, statement: Try, tried: Tried) -> list[Tried]:
        """The ways on which nothing was thrown, and those on which something was and a ``catch`` ran."""
        thrown = [each.way for each in tried.ended if each.flow is Flow.THROW]
        stays = replace(tried, ended=tuple(each for each in tried.ended if each.flow is not Flow.THROW))
        ways: list[Tried] = []
        if tried.outcome.flow is Flow.THROW:
            thrown.append(tried.way)
            if stays.ended:
                ways.append(
                    replace(
                        stays,
                        outcome=Outcome(stays.ended[0].status, stays.ended[0].flow),
                        way=stays.ended[0].way,
                        ended=stays.ended[1:],
                    )
                )
        else:
            ways.append(stays)
        for way in thrown:
            for body in statement.catches:
                ways.append(self.worlds.trial(lambda way=way, body=body: self._from(way, body)))  # type: ignore[misc]
        if thrown:
            return ways
        for body in statement.catches:
            failed = self.worlds.trial(lambda body=body: self.run(body))  # type: ignore[misc]
            if not failed.acts or failed.ends:
                continue
            if not tried.acts and tried.outcome.flow is None and self._only_looks(statement.body):
                return [failed]
            ways.append(failed)
        return ways

    @staticmethod
    def _only_looks(body: Sequence[Statement]) -> bool:
        """What is tried is to look something up: where that fails, it is not there yet."""
        text = str(body).lower()
        return "get-az" in text or " show" in text or "'show'" in text

    def _from(self, way: object, body: Sequence[Statement]) -> Outcome:
        self.ways.keep(way)  # type: ignore[arg-type]
        return self.run(body)

    def _then(self, tried: Tried, body: Sequence[Statement]) -> list[Tried]:
        """Run ``finally`` on every way."""

        def on(way: object, before: Outcome) -> Tried:
            def go() -> Outcome:
                outcome = self._from(way, body)
                return before if outcome.flow is None else outcome

            return self.worlds.trial(go)

        found = [on(tried.way, tried.outcome)]
        found.extend(on(each.way, Outcome(each.status, each.flow)) for each in tried.ended)
        return found
