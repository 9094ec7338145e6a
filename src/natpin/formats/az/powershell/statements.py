"""Statements: every way a script may go (about_If, about_Switch, about_Foreach, about_Try_Catch_Finally …)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from natpin.formats.az.powershell.base import MAX_STEPS, Left
from natpin.formats.az.powershell.members import Members
from natpin.formats.az.powershell.memory import TooMuch, either_thing
from natpin.formats.az.powershell.operators import binary, equals, regex, wildcard
from natpin.formats.az.powershell.reach import EVERYTHING
from natpin.formats.az.powershell.values import (
    Code,
    Items,
    Nothing,
    Text,
    Thing,
    Truth,
    elements_of,
    hole_of,
    literal,
    of_elements,
    truth,
    unknown,
)
from natpin.formats.az.worlds import STAYS, Flow, Outcome, Tried
from natpin.languages.powershell.tree import (
    Assign,
    BlockLiteral,
    Case,
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
from natpin.languages.shell.words import Hole, Status
from natpin.model.doubt import Reach
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.value import Unknown

MAX_ROUNDS = 256
MAX_CASES = 40
"""Cases of one ``switch`` that are told apart; those after them are each taken for possible."""
_FLOWS = {
    "return": Flow.RETURN,
    "exit": Flow.EXIT,
    "break": Flow.BREAK,
    "continue": Flow.CONTINUE,
}


class Statements(Members):
    """Runs statements."""

    def run(self, statements: Sequence[Statement]) -> Outcome:
        """Run statements until one leaves."""
        for each in statements:
            self.steps += 1
            if self.steps > MAX_STEPS:
                raise TooMuch
            try:
                outcome = self._statement(each)
            except Left as left:
                outcome = left.outcome
            if outcome.flow is not None:
                return outcome
        return Outcome()

    def value(self, statement: Statement) -> Thing:
        """What a statement puts out."""
        match statement:
            case Pipeline(stages=(stage,)) if isinstance(stage, Expression):
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
            case Assign():
                self._assigned(statement)
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
                self.doubt_text(f"{reason}: it is not followed", text, at)
        return Outcome()

    # -- pipelines ---------------------------------------------------------------------------------------------

    def pipeline(self, pipeline: Pipeline) -> None:
        """Run the stages; the last one's output is emitted."""
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
        self.assign(statement.target, binary(statement.operator, before, value, at), at)

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

    def _in_world(self, found: Truth, holds: bool, body: Sequence[Statement]) -> Outcome:
        self.learn(found, holds)
        return self.run(body)

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
        if status is Status.LIKELY and not first.ends:
            return self.worlds.meet([first], cause, supposed=True)
        second = self.worlds.trial(going_on)
        if status is Status.UNLIKELY and not second.ends:
            return self.worlds.meet([second], cause, supposed=True)
        return self.worlds.meet([first, second], cause)

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

    def _loop(self, loop: Loop) -> Outcome:
        if loop.before is not None:
            outcome = self.run((loop.before,))
            if outcome.flow is not None:
                return outcome
        cause = Unknown(f"how often `{loop.kind}` runs is not known", loop.at)
        self.looping += 1
        try:
            return self.worlds.bounded(lambda: self._rounds(loop, cause), (Flow.BREAK,), cause)
        finally:
            self.looping -= 1

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
            self._statement(loop.condition)
            return Truth(Status.MAYBE, loop.at)
        found = self.true(self.value(loop.condition))
        return Truth(~found.status, found.at) if loop.kind == "until" else found

    def _round(self, loop: Loop, cause: Unknown) -> Outcome:
        outcome = self.worlds.bounded(lambda: self.run(loop.body), (Flow.CONTINUE,), cause)
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
        self.looping += 1
        try:
            return self.worlds.bounded(lambda: self._each(loop, items, cause), (Flow.BREAK,), cause)
        finally:
            self.looping -= 1

    def _each(self, loop: ForEach, items: Items, cause: Unknown) -> Outcome:
        if len(items.elements) > MAX_ROUNDS:
            self._unrolled(loop.body, loop.at)
        for each in items.elements[:MAX_ROUNDS]:
            self.memory.set(loop.variable.name, each)
            outcome = self.worlds.bounded(lambda: self.run(loop.body), (Flow.CONTINUE,), cause)
            if outcome.flow is not None:
                return outcome
        if items.open is None:
            return Outcome()
        name = loop.variable.name
        hole = Hole(f"${name}@{loop.at.line}:{loop.at.column}", replace(items.open, at=loop.at))

        def one() -> Outcome:
            self.memory.set(name, Text((hole,), loop.at))
            return self.worlds.bounded(lambda: self.run(loop.body), (Flow.CONTINUE,), cause)

        return self.worlds.meet([self.worlds.trial(one), STAYS], cause)

    # -- switch ------------------------------------------------------------------------------------------------

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

        return self.worlds.meet([self.worlds.trial(yes), self.worlds.trial(no)], cause)

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

    # -- leaving -----------------------------------------------------------------------------------------------

    def _leave(self, leave: Leave) -> Outcome:
        if leave.label:
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
