"""Conditions compiled to closures that answer true, false or unknown, and nothing else.

A hundred rules are asked of each of thousands of subjects, and which fields decided is told of the few answers alone that have
to be told: ``conditions`` gives those, and the same truth.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from natpin.model.finding import Verdict
from natpin.model.record import record
from natpin.model.value import Node, Value, is_absent
from natpin.policy.conditions import field_of, finder, operand_of, plain_operand
from natpin.policy.definition import Policy
from natpin.policy.operands import may_be_missing
from natpin.policy.operators import OPERATORS, ask, asked
from natpin.policy.outcomes import PathStart, Truth
from natpin.policy.quantifiers import COUNTED, QUANTIFIERS, count_is

Ask: TypeAlias = "Callable[[PathStart], Truth]"
_PASS, _FAIL, _UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
_NOT_APPLICABLE = Verdict.NOT_APPLICABLE
"""By names of their own: a hundred rules are asked of each cluster, and a member is looked up in four classes."""


@record
class Truths:
    """A policy's conditions, compiled."""

    when: Ask | None
    require: Ask

    def verdict(self, scope: PathStart) -> Verdict:
        """``when`` implies ``require``, by Kleene: what is required and there needs no ``when``."""
        applies = self.when(scope) if self.when is not None else True
        if applies is False:
            return _NOT_APPLICABLE
        fulfilled = self.require(scope)
        if fulfilled is True:
            return _PASS
        return _FAIL if fulfilled is False and applies is True else _UNKNOWN


@lru_cache(maxsize=1024)
def truths_of(policy: Policy) -> Truths:
    """What tells a policy's verdict without saying why."""
    return Truths(
        compile_truth(policy.when, policy.bound) if policy.when is not None else None,
        compile_truth(policy.require, policy.bound),
    )


def compile_truth(condition: Mapping[str, Any], parameters: Mapping[str, Any]) -> Ask:
    """The closure for a condition that ``check`` has found right, with parameters bound."""
    if "all" in condition:
        return _joined([compile_truth(part, parameters) for part in condition["all"]], decisive=False)
    if "any" in condition:
        return _joined([compile_truth(part, parameters) for part in condition["any"]], decisive=True)
    if "not" in condition:
        return _turned(compile_truth(condition["not"], parameters))
    if "field" in condition:
        return _leaf(condition, parameters)
    if "undecided" in condition:
        return lambda scope: None
    return _quantified(condition, parameters)


def _joined(parts: list[Ask], decisive: bool) -> Ask:
    """``all`` (False decides) or ``any`` (True decides)."""

    def answer(scope: PathStart) -> Truth:
        truth: Truth = not decisive
        for part in parts:
            one = part(scope)
            if one is decisive:
                return decisive
            if one is None:
                truth = None
        return truth

    return answer


def _turned(part: Ask) -> Ask:
    def answer(scope: PathStart) -> Truth:
        truth = part(scope)
        return None if truth is None else not truth

    return answer


def _leaf(condition: Mapping[str, Any], parameters: Mapping[str, Any]) -> Ask:
    find = finder(condition["field"])
    operator = next(key for key in condition if key in OPERATORS)
    field = field_of(operator, condition[operator])
    if field is None:
        test = asked(operator, plain_operand(condition[operator], parameters))

        def answer(scope: PathStart) -> Truth:
            said = test(find(scope))
            return said if said is True or said is False else None

        return answer
    other = finder(field)

    def compared(scope: PathStart) -> Truth:
        said = ask(operator, find(scope), other(scope))
        return said if said is True or said is False else None

    return compared


def _quantified(condition: Mapping[str, Any], parameters: Mapping[str, Any]) -> Ask:
    quantifier = next(key for key in QUANTIFIERS if key in condition)
    find = finder(condition[quantifier])
    where = compile_truth(condition["where"], parameters) if "where" in condition else None
    satisfy = compile_truth(condition["satisfy"], parameters) if "satisfy" in condition else None
    if quantifier == "count":
        operator = next(key for key in condition if key in COUNTED)
        fold = _count(operator, operand_of(operator, condition[operator], parameters))
    else:
        fold = _FOLDS[quantifier]

    def answer(scope: PathStart) -> Truth:
        node = find(scope)
        if is_absent(node):
            return fold([], scope)
        if not isinstance(node, Value) or not isinstance(node.data, tuple):
            return None
        return fold([_of_element(element, scope.subject, where, satisfy) for element in node.data], scope)

    return answer


_Answered: TypeAlias = "tuple[Node, Truth, Truth]"
"""An element, whether ``where`` chooses it, and whether it satisfies."""


def _of_element(element: Node, subject: Node, where: Ask | None, satisfy: Ask | None) -> _Answered:
    scope = PathStart(element, subject)
    chosen = where(scope) if where else True
    if chosen is True and may_be_missing(element) is not None:
        chosen = None
    return element, chosen, satisfy(scope) if satisfy and chosen is not False else True


def _each(answered: list[_Answered], scope: PathStart) -> Truth:
    truth: Truth = True
    for _, chosen, fulfilled in answered:
        if chosen is True and fulfilled is False:
            return False
        if chosen is not False and fulfilled is not True:
            truth = None
    return truth


def _some(answered: list[_Answered], scope: PathStart) -> Truth:
    truth: Truth = False
    for _, chosen, fulfilled in answered:
        if chosen is True and fulfilled is True:
            return True
        if chosen is not False and fulfilled is not False:
            truth = None
    return truth


def _none(answered: list[_Answered], scope: PathStart) -> Truth:
    truth = _some(answered, scope)
    return None if truth is None else not truth


def _count(
    operator: str, operand: Callable[[PathStart], Any]
) -> Callable[[list[_Answered], PathStart], Truth]:
    def fold(answered: list[_Answered], scope: PathStart) -> Truth:
        sure = sum(chosen is True and fulfilled is True for _, chosen, fulfilled in answered)
        maybe = [element for element, *truths in answered if None in truths and False not in truths]
        return count_is(operator, operand(scope), sure, maybe)

    return fold


_FOLDS: Mapping[str, Callable[[list[_Answered], PathStart], Truth]] = {
    "each": _each,
    "some": _some,
    "none": _none,
}
