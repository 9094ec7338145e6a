"""``for``, ``while``, ``until``, ``select``: round by round as far as the rounds are known, else one that may be."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from natpin.formats.az.bash.base import MAX_ROUNDS, OUTLIVES
from natpin.formats.az.bash.machine import Machine
from natpin.formats.az.worlds import Flow, Outcome, Outer
from natpin.languages.shell.scope import STATUS
from natpin.languages.shell.tree import Source
from natpin.languages.shell.variable import Variable
from natpin.languages.shell.words import Chunk, Hole, Status, Word
from natpin.model.location import Location
from natpin.model.value import Unknown

if TYPE_CHECKING:
    from tree_sitter import Node

_HEAD = re.compile(r"for\s*\(\(([^;]{0,200});([^;]{0,200});(.{0,200}?)\)\)(?=\s|;|\{|\Z)", re.DOTALL)

_MIDWAY = MAX_ROUNDS // 2
"""The round after which it is looked for what the rounds go on changing."""
_Midway = tuple[int, dict[str, Variable]]
"""What there is by then: how much was made and changed in Azure, and the variables."""


class Loops(Machine):
    """Rounds."""

    def _looped(self, run: Callable[[], Outcome], at: Location) -> Outcome:
        """A whole loop: where its ``break``s come out."""
        self._nest += 1
        self.scope.variables.watched += 1  # whether a round has changed anything (``_fingerprint``)
        flows = (Flow.BREAK, Outer(Flow.BREAK, self._nest))
        try:
            return self._worlds.bounded(run, flows, Unknown("the round in which the loop ends", at))
        finally:
            self._nest -= 1
            self.scope.variables.watched -= 1

    def _round(self, body: Node, source: Source) -> Outcome:
        """One round: where its ``continue``s come out."""
        cause = Unknown("what this round of the loop skips is not known", source.at(body))
        flows = (Flow.CONTINUE, Outer(Flow.CONTINUE, self._nest))
        return self._worlds.bounded(lambda: self._statement(body, source), flows, cause)

    def _for(self, node: Node, source: Source) -> Outcome:
        variable, body = node.child_by_field_name("variable"), node.child_by_field_name("body")
        if variable is None or body is None:
            return Outcome()
        name = source.text(variable)
        values = node.children_by_field_name("value")
        words = [word for value in values for word in self._expander.words(value, source)]
        if not values and not any(each.type == "in" for each in (*node.children, *_broken(node))):
            known = self.scope.positional
            hole = self.scope.outside("@", source.at(node))
            words = list(known) if known is not None else [Word((hole,), source.at(node))]
        at = source.at(node)
        selects = bool(node.children) and node.children[0].type == "select"

        def whole() -> Outcome:
            self._tell(Status.YES, at)
            midway = None
            for number, word in enumerate(words[:MAX_ROUNDS]):
                midway = self._midway() if number == _MIDWAY else midway
                self.scope.assign(name, Variable(word.pieces))
                several = len(word.pieces) == 1 and isinstance(word.pieces[0], Hole)
                if several or selects:
                    cause = Unknown(f"what `for {name}` loops over is not known", at)
                    outcome = self._perhaps(lambda: self._round(body, source), cause)
                else:
                    outcome = self._round(body, source)
                if outcome.flow is not None:
                    return outcome
            if len(words) > MAX_ROUNDS:
                return self._beyond(lambda: self._round(body, source), midway, at)
            return Outcome(self._told())

        return self._looped(whole, at)

    def _midway(self) -> _Midway:
        return self._fingerprint()[1], dict(self.scope.variables.items())

    def _beyond(self, run: Callable[[], Outcome], midway: _Midway | None, at: Location) -> Outcome:
        """The rounds after the last that is followed: one that may be, in which nobody knows what the rounds so far went on
        changing. Where they go on making or changing something in Azure, what all of them do is a doubt."""
        variables = self.scope.variables
        built, kept = midway or (0, {})
        changed = [key for key, now in variables.items() if key != STATUS and kept.get(key) != now]
        if built == self._fingerprint()[1] and all(map(_is_value, changed)):
            unknown = Unknown("what the further rounds of this loop set is not known", at)
            for key in changed:
                variables.set(key, Variable((Hole(f"${key}@{at.line}", unknown),)))
            outcome = self._perhaps(run, Unknown("how often the loop runs is not known", at))
            if built == self._fingerprint()[1]:
                return outcome
        self._doubt(f"a loop has more than {MAX_ROUNDS} rounds", at)
        return Outcome()

    def _c_style_for(self, node: Node, source: Source) -> Outcome:
        """``for ((i=0; i<3; i++))``"""
        body = node.child_by_field_name("body")
        if body is None:
            return Outcome()
        at = source.at(node)
        head = _HEAD.match(source.text(node))
        if head is None:
            self._doubt("a loop whose head is not known", at)
            return Outcome(Status.MAYBE)
        start, condition, step = head.groups()

        def counted(text: str) -> Status:
            return self._counted(text, node, source) if text.strip() else Status.YES

        def whole() -> Outcome:
            counted(start)
            self._tell(Status.YES, at)
            midway = None
            for number in range(MAX_ROUNDS):
                midway = self._midway() if number == _MIDWAY else midway
                status = counted(condition)
                if status in (Status.NO, Status.UNLIKELY):
                    return self._unlikely(status, body, source, at)
                if status is Status.MAYBE:
                    cause = Unknown("how often the loop runs is not known", at)
                    unknown = Unknown("the number of this round is not known", at)
                    for name in _names(node, source):
                        self.scope.assign(name, Variable((Hole(f"${name}@{at.line}", unknown),)))
                    return self._perhaps(lambda: self._round(body, source), cause)
                outcome = self._round(body, source)
                if outcome.flow is not None:
                    return outcome
                counted(step)
            return self._beyond(lambda: self._round(body, source), midway, at)

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
            last: Chunk | Hole | None = Chunk("0", at)
            midway = None
            for number in range(MAX_ROUNDS):
                midway = self._midway() if number == _MIDWAY else midway
                before, waiting = self._fingerprint(), self._worlds.waiting
                asked = self._asked_all(conditions, source)
                if asked.flow is not None:
                    return asked
                status = ~asked.status if until else asked.status
                self.scope.status = last  # a loop ends as its last round did
                if status in (Status.NO, Status.UNLIKELY):
                    return self._unlikely(status, body, source, at)
                if status is Status.MAYBE:
                    cause = self._cause(conditions[0], source) if conditions else Unknown("a loop", at)
                    return self._perhaps(lambda: self._round(body, source), cause)
                outcome = self._round(body, source)
                if outcome.flow is not None:
                    return outcome
                last = self.scope.status
                if status is Status.LIKELY or before == self._fingerprint():
                    return Outcome()  # it waits for something outside
                if endless and self._worlds.waiting > waiting:  # it may end after any round
                    if before[1] != self._fingerprint()[1]:
                        self._doubt("how often a loop runs that makes or changes something", at)
                    return Outcome()
            return self._beyond(lambda: self._round(body, source), midway, at)

        return self._looped(whole, at)

    def _unlikely(self, status: Status, body: Node, source: Source, at: Location) -> Outcome:
        """A round that is not supposed to be, and counts only where it changes something in Azure."""
        if status is Status.NO:
            return Outcome(self._told())
        cause = Unknown("whether the loop runs is not known", at)
        return self._fork(status, lambda: self._round(body, source), None, ({}, {}), cause, asks=False)

    def _fingerprint(self) -> tuple[int, int]:
        """What changes when a round has done something that the next one can see."""
        return self.scope.variables.version, self.session.state.built + self.session.state.removed


def _is_value(key: str) -> bool:
    """True for a variable, and for what is printed or written into a file; a function and the folder are none."""
    return not key.startswith("\0") or key.startswith(OUTLIVES)


def _broken(node: Node) -> list[Node]:
    """What stands in the parts of a statement that are no bash to the parser: ``for x in; do`` is one to bash."""
    return [inner for each in node.children if each.is_error for inner in each.children]


def _names(node: Node, source: Source) -> list[str]:
    """Variables that the head of a counting loop may set."""
    found: list[str] = []
    pending = [
        each for part in ("initializer", "condition", "update") for each in node.children_by_field_name(part)
    ]
    while pending:
        here = pending.pop()
        if here.type in ("variable_name", "word") and source.text(here).isidentifier():
            found.append(source.text(here))
        pending.extend(here.children)
    return found
