"""``for``, ``while``, ``until``, ``select``: round by round as far as the rounds are known, else one that may be."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from natpin.formats.az.bash.machine import MAX_ROUNDS, Machine
from natpin.formats.az.worlds import Flow, Outcome
from natpin.languages.shell.counting import rounds
from natpin.languages.shell.tree import Source
from natpin.languages.shell.variable import Variable
from natpin.languages.shell.words import Chunk, Hole, Status, Word
from natpin.model.location import Location
from natpin.model.value import Unknown

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_UNKNOWN_ROUNDS = MAX_ROUNDS
"""Rounds of a ``while`` whose condition holds each time."""


class Loops(Machine):
    """Rounds."""

    def _looped(self, run: Callable[[], Outcome], at: Location) -> Outcome:
        """A whole loop: where its ``break``s come out."""
        return self._worlds.bounded(run, (Flow.BREAK,), Unknown("the round in which the loop ends", at))

    def _round(self, body: Node, source: Source) -> Outcome:
        """One round: where its ``continue``s come out."""
        cause = Unknown("what this round of the loop skips is not known", source.at(body))
        return self._worlds.bounded(lambda: self._statement(body, source), (Flow.CONTINUE,), cause)

    def _for(self, node: Node, source: Source) -> Outcome:
        variable, body = node.child_by_field_name("variable"), node.child_by_field_name("body")
        if variable is None or body is None:
            return Outcome()
        name = source.text(variable)
        values = node.children_by_field_name("value")
        words = [word for value in values for word in self._expander.words(value, source)]
        if not values:
            known = self.scope.positional
            hole = self.scope.outside("@", source.at(node))
            words = list(known) if known is not None else [Word((hole,), source.at(node))]
        at = source.at(node)
        selects = bool(node.children) and node.children[0].type == "select"

        def whole() -> Outcome:
            for word in words[:MAX_ROUNDS]:
                self.scope.assign(name, Variable(word.pieces))
                several = len(word.pieces) == 1 and isinstance(word.pieces[0], Hole)
                if several or selects:
                    cause = Unknown(f"what `for {name}` loops over is not known", at)
                    outcome = self._perhaps(lambda: self._round(body, source), cause)
                else:
                    outcome = self._round(body, source)
                if outcome.flow is not None:
                    return outcome
            return Outcome()

        if len(words) > MAX_ROUNDS:
            self._bound(at, f"a loop has more than {MAX_ROUNDS} rounds")
        return self._looped(whole, at)

    def _bound(self, at: Location, reason: str) -> None:
        self._doubt(reason, at)

    def _c_style_for(self, node: Node, source: Source) -> Outcome:
        """``for ((i=0; i<3; i++))``"""
        body = node.child_by_field_name("body")
        if body is None:
            return Outcome()
        at = source.at(node)
        numbers = rounds(source.text(node), lambda name: self._plain(name, at))
        if numbers is None:
            cause = Unknown("how often the loop runs is not known", at)
            unknown = Unknown("the number of this round is not known", at)
            for part in ("initializer", "condition", "update"):
                for each in node.children_by_field_name(part):
                    for name in _names(each, source):
                        self.scope.assign(name, Variable((Hole(f"${name}@{at.line}", unknown),)))
            return self._looped(lambda: self._perhaps(lambda: self._round(body, source), cause), at)

        def whole() -> Outcome:
            for name, number in numbers[:MAX_ROUNDS]:
                self.scope.assign(name, Variable((Chunk(str(number), at),)))
                outcome = self._round(body, source)
                if outcome.flow is not None:
                    return outcome
            return Outcome()

        if len(numbers) > MAX_ROUNDS:
            self._bound(at, f"a loop has more than {MAX_ROUNDS} rounds")
        return self._looped(whole, at)

    def _while(self, node: Node, source: Source) -> Outcome:
        """``while`` and ``until``: for as long as the condition is known; then a round that may be."""
        body = node.child_by_field_name("body")
        if body is None:
            return Outcome()
        conditions = [each for each in node.children_by_field_name("condition") if each.is_named]
        until = bool(node.children) and node.children[0].type == "until"
        at = source.at(node)
        endless = [source.text(each) for each in conditions] in (
            ["true"],
            [":"],
            ["((1))"],
            ["[ 1 ]"],
            ["[[ 1 ]]"],
        )

        def whole() -> Outcome:
            for _ in range(MAX_UNKNOWN_ROUNDS):
                before, waiting = self._fingerprint(), self._worlds.waiting
                asked = self._asked_all(conditions, source)
                if asked.flow is not None:
                    return asked
                status = ~asked.status if until else asked.status
                if status in (Status.NO, Status.UNLIKELY):
                    return self._unlikely(status, body, source, at)
                if status is Status.MAYBE:
                    cause = self._cause(conditions[0], source) if conditions else Unknown("a loop", at)
                    return self._perhaps(lambda: self._round(body, source), cause)
                outcome = self._round(body, source)
                if outcome.flow is not None:
                    return outcome
                if status is Status.LIKELY or before == self._fingerprint():
                    return Outcome()  # it waits for something outside
                if endless and self._worlds.waiting > waiting:  # it may end after any round
                    if before[1] != self._fingerprint()[1]:
                        self._bound(at, "how often a loop runs that makes or changes something")
                    return Outcome()
            self._bound(at, f"a loop has more than {MAX_UNKNOWN_ROUNDS} rounds")
            return Outcome()

        return self._looped(whole, at)

    def _unlikely(self, status: Status, body: Node, source: Source, at: Location) -> Outcome:
        """A round that is not supposed to be, and counts only where it changes something in Azure."""
        if status is Status.NO:
            return Outcome()
        cause = Unknown("whether the loop runs is not known", at)
        return self._fork(status, lambda: self._round(body, source), None, ({}, {}), cause, asks=False)

    def _fingerprint(self) -> tuple[int, int]:
        """What changes when a round has done something that the next one can see."""
        return self.scope.variables.version, self.session.state.built + self.session.state.removed


def _names(node: Node, source: Source) -> list[str]:
    """Variables that an arithmetic expression may set."""
    found: list[str] = []
    pending = [node]
    while pending:
        here = pending.pop()
        if here.type in ("variable_name", "word") and source.text(here).isidentifier():
            found.append(source.text(here))
        pending.extend(here.children)
    return found
