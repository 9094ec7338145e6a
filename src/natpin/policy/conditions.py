"""Conditions: plain data compiled to closures that answer true, false or unknown, and say which fields decided.

A condition is one of::

    {all: [...]}  {any: [...]}  {not: ...}
    {field: path, <operator>: operand}
    {each|some|none: list, where: condition, satisfy: condition}
    {count: list, where: condition, <numeric operator>: operand}
    {undecided: reason}

An operand is literal, ``{param: name}``, or ``{field: path}``. Inside a quantifier, paths start at the element;
``.`` is the element itself, and ``subject.x`` the subject's own field. Kleene's logic throughout: an unknown that
cannot change the answer does not spoil it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from natpin.model.later import Later, otherwise_cased
from natpin.model.value import Node, Unknown, Value
from natpin.policy.operators import OPERATORS, ask, asked
from natpin.policy.outcomes import MAX_DECIDING, Condition, Operand, Outcome, PathStart
from natpin.policy.quantifiers import COUNTED, FOLDS, QUANTIFIERS, counted, over_list


def compile_condition(condition: Mapping[str, Any], parameters: Mapping[str, Any]) -> Condition:
    """The closure for a condition that ``check`` has found right, with parameters bound."""
    if "all" in condition:
        return _joined([compile_condition(part, parameters) for part in condition["all"]], decisive=False)
    if "any" in condition:
        return _joined([compile_condition(part, parameters) for part in condition["any"]], decisive=True)
    if "not" in condition:
        return _turned(compile_condition(condition["not"], parameters))
    if "field" in condition:
        return _leaf(condition, parameters)
    if "undecided" in condition:
        return _undecided(condition["undecided"])
    return _quantified(condition, parameters)


def _joined(parts: list[Condition], decisive: bool) -> Condition:
    """``all`` (False decides) or ``any`` (True decides)."""

    def answer(scope: PathStart) -> Outcome:
        unknown: tuple[Operand, ...] = ()
        undecided = False
        settled: tuple[Operand, ...] = ()
        for part in parts:
            truth, deciding = part(scope)
            if truth is decisive:
                return decisive, deciding
            if truth is None:
                undecided = True
                unknown += deciding
            else:
                settled += deciding
        if undecided:
            return None, unknown[:MAX_DECIDING]
        return not decisive, settled[:MAX_DECIDING]

    return answer


def _turned(part: Condition) -> Condition:
    def answer(scope: PathStart) -> Outcome:
        truth, deciding = part(scope)
        return (None if truth is None else not truth), deciding

    return answer


def _undecided(reason: str) -> Condition:
    """Never answered: for what no one can know from the files."""
    outcome: Outcome = (None, (Operand("", Unknown(reason)),))
    return lambda scope: outcome


def _leaf(condition: Mapping[str, Any], parameters: Mapping[str, Any]) -> Condition:
    path = condition["field"]
    operator = next(key for key in condition if key in OPERATORS)
    find = finder(path)
    field = field_of(operator, condition[operator])
    if field is None:
        test = asked(operator, plain_operand(condition[operator], parameters))
    else:
        other = finder(field)

    def answer(scope: PathStart) -> Outcome:
        node = find(scope)
        said = test(node) if field is None else ask(operator, node, other(scope))
        if said is True or said is False:
            return said, (Operand(path, node),)
        return None, (Operand(path, said),)

    return answer


def field_of(operator: str, written: Any) -> str | None:
    """The path of the field that is the operand; None where the operand is plain."""
    if operator == "sameAs":
        return str(written)
    return str(written["field"]) if isinstance(written, Mapping) and "field" in written else None


def plain_operand(written: Any, parameters: Mapping[str, Any]) -> Any:
    """An operand that is no field: what is written, or what the parameters say."""
    if isinstance(written, Mapping) and "param" in written:
        return parameters[written["param"]]
    if isinstance(written, list) and any(isinstance(part, Mapping) for part in written):
        return [parameters[part["param"]] if isinstance(part, Mapping) else part for part in written]
    return written


def operand_of(operator: str, written: Any, parameters: Mapping[str, Any]) -> Callable[[PathStart], Any]:
    """What finds an operand, plain or a field."""
    field = field_of(operator, written)
    if field is not None:
        return finder(field)
    plain = plain_operand(written, parameters)
    return lambda scope: plain


@lru_cache(maxsize=4096)  # a rule's message follows the same few paths for each of thousands of subjects
def finder(path: str) -> Callable[[PathStart], Node | None]:
    """Follows a path from the element at hand, or, after ``subject.``, from the subject."""
    from_subject = path.startswith("subject.")
    names = tuple(name for name in path.removeprefix("subject.").split(".") if name)

    def find(scope: PathStart) -> Node | None:
        node = scope.subject if from_subject else scope.here
        for name in names:
            if not isinstance(node, Value):
                return node  # absent, or the Unknown or Reference that stands in the way
            data = node.data
            if type(data) is not dict and type(data) is not Later and not isinstance(data, Mapping):
                return None
            node = data.get(name) or otherwise_cased(data, name)
        return node

    return find


def _quantified(condition: Mapping[str, Any], parameters: Mapping[str, Any]) -> Condition:
    quantifier = next(key for key in QUANTIFIERS if key in condition)
    path = condition[quantifier]
    find = finder(path)
    where = compile_condition(condition["where"], parameters) if "where" in condition else None
    satisfy = compile_condition(condition["satisfy"], parameters) if "satisfy" in condition else None
    if quantifier == "count":
        operator = next(key for key in condition if key in COUNTED)
        fold = counted(path, operator, operand_of(operator, condition[operator], parameters))
    else:
        fold = FOLDS[quantifier]
    return over_list(path, find, where, satisfy, fold)
