"""``if``, ``case``, ``&&``, ``||`` and ``!``."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from natpin.formats.az.bash.machine import Machine
from natpin.formats.az.worlds import STAYS, Flow, Outcome, Tried
from natpin.languages.shell.conditions import NOTHING_LEARNT, When
from natpin.languages.shell.tree import Source
from natpin.languages.shell.words import Hole, Status, Word, is_supposed, word_saying
from natpin.model.record import replace
from natpin.model.value import Unknown

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_ARMS = 200
"""Arms of one ``case`` of which none is known to be taken."""

MAX_ASKING_ON = 5
"""Arms of one ``case`` after which it goes on asking: each doubles the ways."""

MAX_CLAUSES = 40
"""``elif``s of one ``if``."""


class Choices(Machine):
    """Forks that the script writes down."""

    def _negated(self, node: Node, source: Source) -> Outcome:
        if node.id in self._denied:  # the whole pipe is what it denies
            return self._statement(node.children[-1], source)
        return self._contrary(lambda: self._statement(node.children[-1], source))

    def _contrary(self, run: Callable[[], Outcome]) -> Outcome:
        """What ``!`` stands before."""
        outcome = self._asking(run)
        self._conditions.when = (self._conditions.when[1], self._conditions.when[0])
        return replace(outcome, status=~outcome.status) if outcome.flow is None else outcome

    def _asked(self, node: Node, source: Source) -> Outcome:
        """A statement whose exit status is what counts."""
        return self._asking(partial(self._statement, node, source))

    def _asking(self, run: Callable[[], Outcome]) -> Outcome:
        self._probing += 1
        conditions = self._conditions
        conditions.hole = None
        conditions.defaulted = False
        conditions.when = NOTHING_LEARNT
        try:
            return run()
        finally:
            self._probing -= 1

    def _or_ends(self, node: Node, source: Source) -> Outcome:
        """A test on a line of its own, under ``set -e``: where it does not hold, the script ends."""
        self._conditions.hole = None
        self._conditions.when = NOTHING_LEARNT
        outcome = self._statement(node, source)
        if outcome.flow is not None or outcome.status.certain:
            return outcome
        return self._fork(
            outcome.status,
            lambda: Outcome(Status.YES),
            lambda: Outcome(Status.NO, Flow.EXIT),
            self._conditions.when,
            self._cause(node, source),
        )

    def _list(self, node: Node, source: Source) -> Outcome:
        if len(node.children) < 3:
            return self._sequence(node.children, source)
        left, right = node.children[0], node.children[-1]
        operator = next((child.type for child in node.children if child.type in ("&&", "||")), "&&")
        self._would_print = ()
        first = self._asked(left, source)
        found, self._would_print = self._would_print, ()
        if first.flow is not None:
            return first
        when = self._conditions.when
        ands = operator == "&&"
        wanted = first.status if ands else ~first.status
        when = when if ands else (when[1], when[0])
        learnt: list[When] = []

        at = source.at(left)

        def run() -> Outcome:
            self._conditions.when = NOTHING_LEARNT
            self._narrowed(holds=ands, at=at)
            if ands:
                self._print(found)
            outcome = self._statement(right, source)
            learnt.append(self._conditions.when)
            return outcome

        cause = self._cause(left, source)
        if wanted.certain:
            if wanted is Status.YES:
                return run()
            self._conditions.when = when if ands else (when[1], when[0])
            self._excused = ands
            return first

        def past() -> Outcome:
            self._narrowed(holds=not ands, at=at)
            if not ands:
                self._print(found)
            return Outcome(Status.NO if ands else Status.YES)

        outcome = self._fork(wanted, run, past, when, cause)
        self._conditions.when = self._both_told(when, learnt, ands=ands)
        self._excused = True
        return outcome

    @staticmethod
    def _both_told(when: When, learnt: list[When], *, ands: bool) -> When:
        """Both sides hold where ``a && b`` does; neither where ``a || b`` does not."""
        second = learnt[0] if learnt else NOTHING_LEARNT
        if ands:
            return ({**when[0], **second[0]}, {})
        return ({}, {**when[0], **second[1]})

    def _if(self, node: Node, source: Source) -> Outcome:
        clauses, otherwise = _clauses(node)
        if len(clauses) > MAX_CLAUSES:
            self._doubt(f"an if of more than {MAX_CLAUSES} clauses is not followed", source.at(node))
            return Outcome(Status.MAYBE)
        return self._clause(clauses, 0, otherwise, node, source)

    def _clause(
        self,
        clauses: list[tuple[list[Node], list[Node]]],
        number: int,
        otherwise: list[Node],
        node: Node,
        source: Source,
    ) -> Outcome:
        if number == len(clauses):
            if not otherwise:
                return self._tell(Status.YES, source.at(node))
            return self._sequence(otherwise, source)
        condition, body = clauses[number]
        asked = self._asked_all(condition, source)
        if asked.flow is not None:
            return asked
        when = self._conditions.when
        cause = self._cause(condition[0], source) if condition else Unknown("a condition", source.at(node))
        at = source.at(condition[-1]) if condition else source.at(node)

        def yes() -> Outcome:
            self._narrowed(holds=True, at=at)
            return self._sequence(body, source)

        def no() -> Outcome:
            self._narrowed(holds=False, at=at)
            return self._clause(clauses, number + 1, otherwise, node, source)

        past = None if otherwise or number + 1 < len(clauses) else source.at(node)
        return self._fork(asked.status, yes, no, when, cause, past=past)

    def _asked_all(self, nodes: list[Node], source: Source) -> Outcome:
        """A condition's statements; the last one's status counts."""
        outcome = Outcome()
        self._conditions.when = NOTHING_LEARNT
        for node in nodes:
            outcome = self._asked(node, source)
            if outcome.flow is not None:
                break
        return outcome

    # -- case --------------------------------------------------------------------------------------------------

    def _case(self, node: Node, source: Source) -> Outcome:
        subject = node.child_by_field_name("value")
        word = self._expander.word(subject, source) if subject is not None else Word((), source.at(node))
        literal = word.literal
        items = [child for child in node.children if child.type == "case_item"]
        arms = [
            ([self._expander.pattern(p, source) for p in i.children_by_field_name("value")], i) for i in items
        ]
        self._tell(Status.YES, source.at(node))
        supposed = is_supposed(word.pieces)
        if literal is not None and not supposed:
            known = [self._taken(literal, patterns) for patterns, _ in arms]
            if None not in known[: known.index(True) if True in known else None]:
                return self._case_from(0, known, items, source)
        unknown = word.unknown
        shown = source.text(subject)[:60] if subject is not None else ""
        cause = Unknown(
            f"which case {shown} takes is not known", source.at(node), unknown.settle_by if unknown else None
        )
        if sum(_ending(item) == ";;&" for item in items) > MAX_ASKING_ON:
            self._doubt("a case that goes on after many arms (;;&) is not followed", source.at(node))
            return Outcome(Status.MAYBE)
        if literal is not None and supposed:
            return self._supposed_case(literal, arms, cause, source)
        return self._open_case(word, arms, cause, source)

    def _taken(self, text: str, patterns: list[Word]) -> bool | None:
        """Whether an arm takes a text; None when that is not to be decided."""
        fits = [
            None if each.literal is None else self._conditions.fits(text, each.literal) for each in patterns
        ]
        return True if True in fits else None if None in fits else False

    def _case_from(self, number: int, known: list[bool | None], items: list[Node], source: Source) -> Outcome:
        """The first arm from here on that is taken; after ``;&`` the next one runs too, ``;;&`` goes on asking."""
        while number < len(items) and known[number] is False:
            number += 1
        while number < len(items):
            if known[number] is None:
                self._doubt("which other arm of a case is taken is not known", source.at(items[number]))
                return Outcome(Status.MAYBE)
            outcome = self._sequence(_own_body(items[number]), source)
            ending = _ending(items[number])
            if outcome.flow is not None or ending not in (";&", ";;&"):
                return outcome
            number += 1
            if ending == ";;&":
                return self._case_from(number, known, items, source)
            if number < len(items):
                known = [*known[:number], True, *known[number + 1 :]]
        return Outcome()

    def _supposed_case(
        self,
        literal: str,
        arms: list[tuple[list[Word], Node]],
        cause: Unknown,
        source: Source,
        start: int = 0,
    ) -> Outcome:
        """A case of what has a default: that arm, and each other that changes something in Azure."""
        ways: list[Tried] = []
        taken: Tried | None = None
        for patterns, item in arms[start:]:
            fits = self._taken(literal, patterns) is True
            again = partial(self._supposed_case, literal, arms, cause, source)
            tried = self._tried(partial(self._arm_runs, item, arms, again, source), {}, False)
            if fits and taken is None:
                taken = tried
            elif tried.acts and not self._tears_down(tried, self._arm(cause, patterns)):
                ways.append(tried)
        taken = taken or STAYS
        return self._worlds.meet([taken, *ways], cause, supposed=True)

    def _open_case(
        self,
        word: Word,
        arms: list[tuple[list[Word], Node]],
        cause: Unknown,
        source: Source,
        start: int = 0,
    ) -> Outcome:
        ways: list[Tried] = []
        not_before: dict[str, bool] = {}
        if len(arms) > MAX_ARMS:
            self._doubt(f"a case of more than {MAX_ARMS} arms is not followed", cause.at)
            return Outcome(Status.MAYBE)
        choices = word.pieces[0].choices if len(word.pieces) == 1 and isinstance(word.pieces[0], Hole) else ()
        every = [text.literal for patterns, _ in arms for text in patterns if text.literal is not None]
        whole = bool(choices) and all(
            any(self._conditions.fits(choice, text) for text in every) for choice in choices
        )
        for patterns, item in arms[start:]:
            texts = [pattern.literal for pattern in patterns]
            if choices and not any(
                text is None or self._conditions.fits(choice, text) is not False
                for choice in choices
                for text in texts
            ):
                continue
            facts: dict[str, bool] = {}
            status = Status.MAYBE
            if len(texts) == 1 and texts[0] is not None:
                status = self._conditions.binary(word, "==", word_saying(texts[0], word.at), pattern=True)
                facts = dict(self._conditions.when[0])
                if word.literal is not None and self._taken(word.literal, patterns) is None:
                    status = Status.MAYBE  # whether capitals count is not known
            if texts == ["*"]:
                status, facts = Status.YES, {}
            if status is Status.NO:
                continue
            again = partial(self._open_case, word, arms, cause, source)
            run = partial(self._arm_runs, item, arms, again, source)
            if status is Status.YES and not ways:
                self._learn(not_before)
                return run()
            tried = self._tried(run, {**not_before, **facts}, False)
            if not self._tears_down(tried, self._arm(cause, patterns)):
                ways.append(tried)
            if facts:
                self._ask((facts, dict.fromkeys(facts, False)), cause)
                not_before.update(dict.fromkeys(facts, False))
            if status is Status.YES:
                whole = True
                break
        if not whole or not ways:
            ways.append(self._tried(lambda: Outcome(), not_before, False))
        return self._worlds.meet(ways, cause)

    def _arm_runs(
        self,
        item: Node,
        arms: list[tuple[list[Word], Node]],
        again: Callable[[int], Outcome],
        source: Source,
    ) -> Outcome:
        """What runs when an arm is taken: with ``;&`` the next one too, with ``;;&`` each further one that fits."""
        number = next(place for place, (_, each) in enumerate(arms) if each.id == item.id)
        while True:
            outcome = self._sequence(_own_body(arms[number][1]), source)
            ending = _ending(arms[number][1])
            number += 1
            if outcome.flow is not None or ending not in (";&", ";;&") or number == len(arms):
                return outcome
            if ending == ";;&":
                return again(number)

    @staticmethod
    def _arm(cause: Unknown, patterns: list[Word]) -> Unknown:
        return replace(cause, reason=f"{cause.reason}: {' '.join(each.label for each in patterns)}")


def _clauses(node: Node) -> tuple[list[tuple[list[Node], list[Node]]], list[Node]]:
    """The conditions and bodies of an ``if``, and what stands after ``else``."""
    clauses: list[tuple[list[Node], list[Node]]] = []
    otherwise: list[Node] = []
    condition: list[Node] = []
    body: list[Node] = []
    inside = False
    for child in node.children:
        kind = child.type
        if kind == "then":
            inside = True
        elif kind == "elif_clause":
            inner, _ = _clauses(child)
            clauses.extend(inner)
        elif kind == "else_clause":
            otherwise = [each for each in child.children if _runs(each)]
        elif kind != "comment" and (child.is_named or kind == "&"):
            (body if inside else condition).append(child)
    return [(condition, body), *clauses], otherwise


def _ending(item: Node) -> str:
    """How an arm ends: ``;;``, ``;&``, ``;;&``; nothing for the last."""
    return next((child.type for child in reversed(item.children) if child.type in (";;", ";&", ";;&")), "")


def _own_body(item: Node) -> list[Node]:
    values = {each.id for each in item.children_by_field_name("value")}
    return [child for child in item.children if _runs(child) and child.id not in values]


def _runs(child: Node) -> bool:
    """A statement, or the sign after one that sends it into the background."""
    return child.is_named or child.type == "&"
