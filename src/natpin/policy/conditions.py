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

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from natpin.model.record import record, replace
from natpin.model.value import COMPUTED, IF_THERE, Node, Reference, Unknown, Value, is_absent, member
from natpin.policy.operands import NOT_YET, may_be_missing
from natpin.policy.operators import OPERATORS, ask

Truth: TypeAlias = "bool | None"
"""None is unknown."""


@record
class Operand:
    """A field that decided an answer."""

    path: str
    """From the subject, lists with their index: ``pools[1].subnet.hasNat``."""
    node: Node | None
    """What stood there; for an unknown answer an Unknown that says why."""
    elements: tuple[Node, ...] = ()
    """The list elements, outermost first, inside which it was asked."""


Outcome: TypeAlias = "tuple[Truth, tuple[Operand, ...]]"


@record
class PathStart:
    """Where paths start: the element of the innermost quantifier, and the subject."""

    here: Node | None
    subject: Node


Condition: TypeAlias = "Callable[[PathStart], Outcome]"

MAX_DECIDING = 24
"""Fields kept as having decided an answer: enough to explain it."""

UNBOUNDED = 10**9
"""Stands for "any number" where a list is open."""

QUANTIFIERS = ("each", "some", "none", "count")
COUNTED = ("equals", "notEquals", "gt", "gte", "lt", "lte", "between")


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
    operand = _operand(operator, condition[operator], parameters)

    def answer(scope: PathStart) -> Outcome:
        node = find(scope)
        said = ask(operator, node, operand(scope))
        if isinstance(said, Unknown):
            return None, (Operand(path, said),)
        return said, (Operand(path, node),)

    return answer


def _operand(operator: str, written: Any, parameters: Mapping[str, Any]) -> Callable[[PathStart], Any]:
    if operator == "sameAs":
        return finder(written)
    if isinstance(written, Mapping) and "param" in written:
        value = parameters[written["param"]]
        return lambda scope: value
    if isinstance(written, Mapping) and "field" in written:
        return finder(written["field"])
    if isinstance(written, list) and any(isinstance(part, Mapping) for part in written):
        literal = [parameters[part["param"]] if isinstance(part, Mapping) else part for part in written]
        return lambda scope: literal
    return lambda scope: written


def finder(path: str) -> Callable[[PathStart], Node | None]:
    """Follows a path from the element at hand, or, after ``subject.``, from the subject."""
    from_subject = path.startswith("subject.")
    names = tuple(name for name in path.removeprefix("subject.").split(".") if name)

    def find(scope: PathStart) -> Node | None:
        node = scope.subject if from_subject else scope.here
        for name in names:
            if not isinstance(node, Value):
                return node  # absent, or the Unknown or Reference that stands in the way
            if not isinstance(node.data, Mapping):
                return None
            node = node.data.get(name) or member(node.data, name)
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
        fold = _counted(path, operator, _operand(operator, condition[operator], parameters))
    else:
        fold = {"each": _each, "some": _some, "none": _none}[quantifier]

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
            return Unknown(f"{path} is no list", node.at if node else Unknown("").at)


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


def _counted(
    path: str, operator: str, operand: Callable[[PathStart], Any]
) -> Callable[[tuple[_Asked, ...], PathStart], Outcome]:
    def fold(asked: tuple[_Asked, ...], scope: PathStart) -> Outcome:
        both = [(one, one.chosen[0], one.fulfilled[0]) for one in asked]
        sure = [one for one, chosen, fulfilled in both if chosen is True and fulfilled is True]
        maybe = [one for one, *truths in both if None in truths and False not in truths]
        bound = operand(scope)
        counts = {*range(len(sure), len(sure) + len(maybe) + 1)}
        if any(isinstance(one.element, Unknown) and one.element.others for one in maybe):
            counts |= {count for count in _around(bound) if count >= len(sure)}
        answers = {_settled(ask(operator, Value(count, origin=COMPUTED), bound)) for count in counts}
        if len(answers) == 1 and None not in answers:
            counted = Operand(path, Value(len(sure), _place(sure), COMPUTED), tuple(o.element for o in sure))
            return answers.pop(), (counted,)
        unknown = [
            operand
            for one in maybe
            for operand in one.deciding(*[o for o in (one.chosen, one.fulfilled) if o[0] is None])
        ]
        return None, tuple(unknown[:MAX_DECIDING]) or (Operand(path, Unknown(f"{path} cannot be counted")),)

    return fold


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
