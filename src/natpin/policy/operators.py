"""What a leaf condition may ask of one field.

Every operator answers True, False, or an ``Unknown`` that says why it cannot tell. An absent field is null: it
equals null, is in no list, is below and above nothing. Text compares without regard to case, as ARM's enumerations
and names do; a number written as text is that number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from natpin.model.asking import is_
from natpin.model.value import Kind, Node, Reference, Unknown, Value, symbol
from natpin.policy.operands import (
    Undecided,
    as_number,
    covers,
    is_api_version,
    may_be_missing,
    network_of,
    number_of,
    plain_of,
    same,
    version_of,
    words_of,
    wrong_kind,
)

Answer: TypeAlias = "bool | Unknown"
Test: TypeAlias = "Callable[[Node | None, Any], Answer]"


def _compared(compare: Callable[[Any, Any], bool]) -> Test:
    def test(node: Node | None, bound: Any) -> Answer:
        limit = as_number(bound)
        if type(node) is Unknown:
            return node if limit is None else _at_its_ends(node, lambda end: compare(end, limit))
        number = number_of(node)
        return number is not None and limit is not None and compare(number, limit)

    return test


def _at_its_ends(node: Unknown, holds: Callable[[float], bool]) -> Answer:
    """The answer for a number of which only bounds are known, if it is the same at both."""
    least = float("-inf") if node.least is None else node.least
    most = float("inf") if node.most is None else node.most
    answers = {holds(least), holds(most)}
    return node if len(answers) > 1 else answers.pop()


def _equals(node: Node | None, wanted: Any) -> Answer:
    if type(node) is Unknown:
        if node.least is not None or node.most is not None:
            number = as_number(wanted)
            if number is not None and not _may_be(node, number):
                return False
        return node
    if type(node) is Value and type(node.data) is str and type(wanted) is str:  # nearly always
        return node.data.lower() == wanted.lower()
    data = plain_of(node)
    return is_(node, wanted) if type(wanted) is bool and type(data) is str else same(data, wanted)


def _in(node: Node | None, choices: Any) -> Answer:
    if type(node) is Unknown:  # as by far most of what raises Undecided
        return node
    data = plain_of(node)
    return any(same(data, choice) for choice in choices or ())


def _between(node: Node | None, bounds: Any) -> Answer:
    low, high = (as_number(bound) for bound in bounds)
    if isinstance(node, Unknown) and low is not None and high is not None:
        if (node.most is not None and node.most < low) or (node.least is not None and node.least > high):
            return False
        inside = node.least is not None and node.most is not None and low <= node.least and node.most <= high
        return True if inside else node
    number = number_of(node)
    return number is not None and low is not None and high is not None and low <= number <= high


def _may_be(node: Unknown, number: float) -> bool:
    """Whether an unknown number can be this one."""
    return (node.least is None or node.least <= number) and (node.most is None or number <= node.most)


def _multiple_of(node: Node | None, divisor: Any) -> Answer:
    number = number_of(node)
    return number is not None and number % divisor == 0


def _matches(node: Node | None, pattern: Any) -> Answer:
    from natpin.policy.pattern import compile_pattern

    data = plain_of(node)
    if data is None:
        return False
    if not isinstance(data, str):
        raise wrong_kind(node, "text")
    found = compile_pattern(pattern).search(data)
    return (
        Unknown("the text is too long to match", node.at if node else Unknown("").at)
        if found is None
        else found
    )


def _exists(node: Node | None, wanted: Any) -> Answer:
    if isinstance(node, Unknown):
        return node
    there = isinstance(node, Reference) or (node is not None and node.data is not None)
    return there is wanted


def _absent(node: Node | None, wanted: Any) -> Answer:
    return _exists(node, not wanted)


def _written(node: Node | None, wanted: Any) -> Answer:
    if isinstance(node, Unknown):
        return node
    if isinstance(node, Value):
        return (node.data is not None and node.origin.kind is Kind.EXPLICIT) is wanted
    return (node is not None) is wanted


def _known(node: Node | None, wanted: Any) -> Answer:
    """The one question about knowing: always answered."""
    return (not isinstance(node, Unknown | Reference)) is wanted


def _empty(node: Node | None, wanted: Any) -> Answer:
    match node:
        case Unknown():
            return node
        case Reference():
            nothing = False
        case None:
            nothing = True
        case Value(data=tuple() as elements) if elements:
            there = [may_be_missing(element) for element in elements]
            why = next((cause for cause in there if cause is not None), None)
            if why is not None and None not in there:
                return why
            nothing = False
        case Value(data=data):
            nothing = data is None or (isinstance(data, str | tuple | Mapping) and len(data) == 0)
    return nothing is wanted


def _contains(node: Node | None, wanted: Any) -> Answer:
    if isinstance(node, Value) and isinstance(node.data, tuple):
        unknown: Unknown | None = None
        for element in node.data:  # one unknown element does not hide a known one
            try:
                if same(plain_of(element), wanted):
                    return True
            except Undecided as undecided:
                unknown = unknown or undecided.unknown
        return unknown or False
    data = plain_of(node)
    if isinstance(data, str):
        return str(wanted).lower() in data.lower()
    if data is None:
        return False
    raise wrong_kind(node, "list or text")


def _cidr_within(node: Node | None, ranges: Any) -> Answer:
    """Every address of the field (one CIDR or a list) lies within one of the ranges. Nothing lies within nothing."""
    inner = words_of(node, "address range")
    if inner is None:
        return False
    outer = [network_of(entry, node) for entry in ([ranges] if isinstance(ranges, str) else ranges or ())]
    return all(any(covers(big, network_of(entry, node)) for big in outer) for entry in inner)


def _cidr_contains(node: Node | None, addresses: Any) -> Answer:
    """The field's ranges cover every one of the addresses."""
    outer = words_of(node, "address range")
    if outer is None:
        return False
    networks = [network_of(entry, node) for entry in outer]
    wanted = [addresses] if isinstance(addresses, str) else addresses or ()
    return all(any(covers(big, network_of(entry, node)) for big in networks) for entry in wanted)


def _older_than(node: Node | None, wanted: Any) -> Answer:
    """An ARM API version (``2025-10-01``, ``2026-05-02-preview``) of an earlier day; a preview precedes its day's release."""
    data = plain_of(node)
    if data is None:
        return False
    if not isinstance(data, str) or not is_api_version(data):
        raise wrong_kind(node, "API version")
    return version_of(data) < version_of(str(wanted))


OPERATORS: Mapping[str, tuple[str, Test]] = {
    # name: what operand it takes, and the test
    "equals": ("scalar", _equals),
    "notEquals": ("scalar", _equals),
    "in": ("scalars", _in),
    "notIn": ("scalars", _in),
    "gt": ("number", _compared(lambda a, b: a > b)),
    "gte": ("number", _compared(lambda a, b: a >= b)),
    "lt": ("number", _compared(lambda a, b: a < b)),
    "lte": ("number", _compared(lambda a, b: a <= b)),
    "between": ("pair", _between),
    "multipleOf": ("positive", _multiple_of),
    "matches": ("pattern", _matches),
    "exists": ("flag", _exists),
    "absent": ("flag", _absent),
    "written": ("flag", _written),
    "empty": ("flag", _empty),
    "known": ("flag", _known),
    "contains": ("scalar", _contains),
    "cidrWithin": ("ranges", _cidr_within),
    "cidrContains": ("ranges", _cidr_contains),
    "olderThan": ("version", _older_than),
    "sameAs": ("path", _equals),
}
"""``notEquals`` and ``notIn`` are asked as their positive, and turned."""

NEGATED = frozenset({"notEquals", "notIn"})


def _one_symbol(node: object, operand: object) -> bool:
    """True for two unknowns that are the same whatever their value turns out to be: one variable, used twice."""
    if isinstance(node, Unknown) and isinstance(operand, Unknown):
        name = symbol(node)
        return name is not None and not node.others and name == symbol(operand)
    if isinstance(node, Value) and isinstance(operand, Value):
        left, right = node.data, operand.data
        if isinstance(left, tuple) and isinstance(right, tuple) and left and len(left) == len(right):
            return all(_one_symbol(a, b) or _equal_texts(a, b) for a, b in zip(left, right, strict=True))
    return False


def _equal_texts(left: Node, right: Node) -> bool:
    name = symbol(left)
    return name is not None and name == symbol(right)


_ORDERED = frozenset({"gt", "gte", "lt", "lte"})


def _against_bounds(operator: str, node: Node | None, operand: Unknown) -> Answer:
    """A comparison with a number of which only bounds are known: decided when it is the same at both."""
    if operand.least is None and operand.most is None:
        return operand
    if operand.least is None or operand.most is None:
        # open at one side: below a number that can only be greater, it is below; not below the greatest, it never is
        answer = ask(operator, node, operand.least if operand.most is None else operand.most)
        holds_beyond = (operator in ("lt", "lte")) is (operand.most is None)
        return answer if answer is holds_beyond else operand
    low, high = ask(operator, node, operand.least), ask(operator, node, operand.most)
    return low if low == high else operand


def _same_target(left: Reference, right: Reference) -> bool:
    return (left.target, left.attribute) == (right.target, right.attribute)


def asked(operator: str, operand: object) -> Callable[[Node | None], Answer]:
    """``ask`` with plain data for its operand: a rule asks the same of every subject."""
    test, negated = OPERATORS[operator][1], operator in NEGATED

    def answer(node: Node | None) -> Answer:
        try:
            said = test(node, operand)
        except Undecided as undecided:
            return undecided.unknown
        return not said if negated and not isinstance(said, Unknown) else said

    return answer


def ask(operator: str, node: Node | None, operand: object) -> Answer:
    """The operator's answer for a field; ``operand`` is plain data, or a node when it is another field."""
    test = OPERATORS[operator][1]
    try:
        if isinstance(operand, Reference) and isinstance(node, Reference) and _same_target(operand, node):
            return operator not in NEGATED
        if operator in ("equals", "notEquals", "sameAs") and _one_symbol(node, operand):
            return operator not in NEGATED
        if isinstance(operand, Unknown) and operator in _ORDERED:
            return _against_bounds(operator, node, operand)
        if isinstance(operand, Value | Unknown | Reference):
            operand = plain_of(operand)
        answer = test(node, operand)
    except Undecided as undecided:
        return undecided.unknown
    if operator in NEGATED and not isinstance(answer, Unknown):
        return not answer
    return answer
