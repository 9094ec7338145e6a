"""Lists in a condition: what their elements answer one by one, folded into one answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from natpin.model.record import record, replace
from natpin.model.value import COMPUTED, IF_THERE, Node, Reference, Unknown, Value, is_absent
from natpin.policy.operands import NOT_YET, may_be_missing
from natpin.policy.operators import ask
from natpin.policy.outcomes import MAX_DECIDING, Condition, Operand, Outcome, PathStart, Truth

UNBOUNDED = 10**9
"""Stands for "any number" where a list is open."""


QUANTIFIERS = ("each", "some", "none", "count")
COUNTED = ("equals", "notEquals", "gt", "gte", "lt", "lte", "between")


@record
class _Asked:
    """One element of a quantified list: is it chosen by ``where``, does it ``satisfy``?"""

    path: str
    element: Node
    chosen: Outcome
    fulfilled: Outcome

    def deciding(self, *outcomes: Outcome) -> tuple[Operand, ...]:
        """The fields that decided, seen from outside the list; the element itself when no field was asked."""
        found = [operand for outcome in outcomes for operand in outcome[1]]
        if not found:
            return (Operand(self.path, self.element, (self.element,)),)
        return tuple(
            operand
            if operand.path.startswith("subject.")
            else replace(
                operand,
                path=f"{self.path}.{operand.path}" if operand.path not in (".", IF_THERE) else self.path,
                elements=(self.element, *operand.elements),
            )
            for operand in found
        )


Fold: TypeAlias = "Callable[[tuple[_Asked, ...], PathStart], Outcome]"


def over_list(
    path: str,
    find: Callable[[PathStart], Node | None],
    where: Condition | None,
    satisfy: Condition | None,
    fold: Fold,
) -> Condition:
    """Asks each element of the list that ``find`` finds, and folds what they answer."""

    def asked(element: Node, index: int, subject: Node) -> _Asked:
        scope = PathStart(element, subject)
        chosen: Outcome = where(scope) if where else (True, ())
        if chosen[0] is True and (why := may_be_missing(element)) is not None:
            chosen = None, (Operand(IF_THERE, why),)
        fulfilled: Outcome = satisfy(scope) if satisfy and chosen[0] is not False else (True, ())
        return _Asked(f"{path}[{index}]", element, chosen, fulfilled)

    def answer(scope: PathStart) -> Outcome:
        node = find(scope)
        if is_absent(node):
            return fold((), scope)
        if not isinstance(node, Value) or not isinstance(node.data, tuple):
            return None, (Operand(path, _no_list(path, node)),)
        return fold(tuple(asked(el, index, scope.subject) for index, el in enumerate(node.data)), scope)

    return answer


def _no_list(path: str, node: Node | None) -> Unknown:
    match node:
        case Unknown():
            return node
        case Reference():
            return Unknown(f"{node.target} ({node.attribute}) is known only once it exists", node.at, NOT_YET)
        case _:
            return Unknown(f"{path} is not a list", node.at if node else Unknown("").at)


def _each(asked: tuple[_Asked, ...], scope: PathStart) -> Outcome:
    """Every chosen element satisfies: not (chosen and not satisfied)."""
    broken: list[Operand] = []
    unknown: list[Operand] = []
    good: list[Operand] = []
    for one in asked:
        chosen, fulfilled = one.chosen[0], one.fulfilled[0]
        if chosen is False:
            continue
        if fulfilled is True:
            good += one.deciding(one.fulfilled)
        elif chosen is True and fulfilled is False:
            broken += one.deciding(one.fulfilled)
        else:
            unknown += one.deciding(*[o for o in (one.chosen, one.fulfilled) if o[0] is None])
    if broken:
        return False, tuple(broken[:MAX_DECIDING])
    if unknown:
        return None, tuple(unknown[:MAX_DECIDING])
    return True, tuple(good[:MAX_DECIDING])


def _some(asked: tuple[_Asked, ...], scope: PathStart) -> Outcome:
    """At least one element is chosen and satisfies."""
    hit: list[Operand] = []
    unknown: list[Operand] = []
    missed: list[Operand] = []
    for one in asked:
        both = (one.chosen[0], one.fulfilled[0])
        if both == (True, True):
            hit += one.deciding(one.chosen, one.fulfilled)
        elif False in both:
            missed += one.deciding(*[o for o in (one.chosen, one.fulfilled) if o[0] is False])
        else:
            unknown += one.deciding(*[o for o in (one.chosen, one.fulfilled) if o[0] is None])
    if hit:
        return True, tuple(hit[:MAX_DECIDING])
    if unknown:
        return None, tuple(unknown[:MAX_DECIDING])
    return False, tuple(missed[:MAX_DECIDING])


def _none(asked: tuple[_Asked, ...], scope: PathStart) -> Outcome:
    truth, deciding = _some(asked, scope)
    return (None if truth is None else not truth), deciding


FOLDS: Mapping[str, Fold] = {"each": _each, "some": _some, "none": _none}


def counted(path: str, operator: str, operand: Callable[[PathStart], Any]) -> Fold:
    """Whether the number of chosen elements that satisfy is what an operator asks for."""

    def fold(asked: tuple[_Asked, ...], scope: PathStart) -> Outcome:
        both = [(one, one.chosen[0], one.fulfilled[0]) for one in asked]
        sure = [one for one, chosen, fulfilled in both if chosen is True and fulfilled is True]
        maybe = [one for one, *truths in both if None in truths and False not in truths]
        answer = count_is(operator, operand(scope), len(sure), [one.element for one in maybe])
        if answer is not None:
            counted = Operand(path, Value(len(sure), _place(sure), COMPUTED), tuple(o.element for o in sure))
            return answer, (counted,)
        unknown = [
            operand
            for one in maybe
            for operand in one.deciding(*[o for o in (one.chosen, one.fulfilled) if o[0] is None])
        ]
        return None, tuple(unknown[:MAX_DECIDING]) or (Operand(path, Unknown(f"{path} cannot be counted")),)

    return fold


def count_is(operator: str, bound: Any, sure: int, maybe: Sequence[Node]) -> Truth:
    """What an operator says of a number of elements of which some are sure and others may count; None where that differs."""
    counts = {*range(sure, sure + len(maybe) + 1)}
    if any(isinstance(element, Unknown) and element.others for element in maybe):
        counts |= {count for count in _around(bound) if count >= sure}
    answers = {_settled(ask(operator, Value(count, origin=COMPUTED), bound)) for count in counts}
    return answers.pop() if len(answers) == 1 else None


def _around(bound: Any) -> Iterable[int]:
    """Counts that tell how an operator answers for every count there may be: it changes at its bounds only."""
    yield UNBOUNDED
    for limit in bound if isinstance(bound, list | tuple) else (bound,):
        limit = limit.data if isinstance(limit, Value) else limit
        if isinstance(limit, int) and not isinstance(limit, bool):
            yield from (limit - 1, limit, limit + 1)


def _settled(answer: bool | Unknown) -> Truth:
    return None if isinstance(answer, Unknown) else answer


def _place(sure: list[_Asked]) -> Any:
    return sure[0].element.at if sure else Unknown("").at
