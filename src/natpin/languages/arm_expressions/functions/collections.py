"""Functions of lists and objects. One unknown element never spoils its known neighbours."""

from __future__ import annotations

from collections.abc import Mapping

from natpin.languages.arm_expressions.functions.logic import equal
from natpin.languages.arm_expressions.invocation import Invocation, symbolic
from natpin.languages.arm_expressions.runtime import Runtime
from natpin.languages.arm_expressions.scope import Effort
from natpin.languages.arm_expressions.texts import certainly_not_empty, is_open, others
from natpin.model.value import Node, Unknown, Value, member

MAX_RANGE = 10_000


def create_array(invocation: Invocation) -> Node:
    """A list of the arguments."""
    return Value(invocation.arguments, invocation.at)


def create_object(invocation: Invocation) -> Node:
    """``createObject(name, value, …)``."""
    members: dict[str, Node] = {}
    if len(invocation.arguments) % 2:
        return symbolic(invocation)
    for number in range(0, len(invocation.arguments), 2):
        name = invocation.text(number)
        if name is None:
            return symbolic(invocation)
        members[name] = invocation.arguments[number + 1]
    return Value(members, invocation.at)


def array(invocation: Invocation) -> Node:
    """A list stays; anything else becomes a list of one."""
    if len(invocation.arguments) != 1 or isinstance(invocation.arguments[0], Unknown):
        return symbolic(invocation)
    return (
        invocation.arguments[0]
        if invocation.elements(0) is not None
        else Value(invocation.arguments, invocation.at)
    )


def length(invocation: Invocation) -> Node:
    """Of a list, a text or an object."""
    match invocation.arguments:
        case (Value(data=tuple() as elements),) if is_open(elements):
            return symbolic(invocation)
        case (Value(data=(tuple() | str() | Mapping()) as data),):
            return Value(len(data), invocation.at)
        case _:
            return symbolic(invocation)


def empty(invocation: Invocation) -> Node:
    """Of a list, a text, an object or null. A text with a known piece is not empty, whatever the rest."""
    match invocation.arguments:
        case (Value(data=None),):
            return Value(True, invocation.at)
        case (Value(data=tuple() as elements),) if elements and all(is_open((one,)) for one in elements):
            return symbolic(invocation)
        case (Value(data=(tuple() | str() | Mapping()) as data),):
            return Value(not data, invocation.at)
        case (node,) if certainly_not_empty(node):
            return Value(False, invocation.at)
        case _:
            return symbolic(invocation)


def contains(invocation: Invocation) -> Node:
    """A list an element, an object a name (case does not count), a text a text."""
    if len(invocation.arguments) != 2:
        return symbolic(invocation)
    container, wanted = invocation.arguments
    match container:
        case Value(data=tuple() as elements):
            undecided = False
            for element in elements:
                found = equal(element, wanted, invocation.deployment.effort)
                if found:
                    return Value(True, invocation.at)
                undecided = undecided or found is None
            return symbolic(invocation) if undecided else Value(False, invocation.at)
        case Value(data=Mapping() as members) if isinstance(wanted, Value):
            found_member = member(members, str(wanted.data)) is not None
            if not found_member and isinstance(members, Runtime):
                return symbolic(invocation, f"only Azure knows whether it has a {wanted.data}")
            return Value(found_member, invocation.at)
        case Value(data=str() as text) if isinstance(wanted, Value):
            return Value(str(wanted.data) in text, invocation.at)
        case _:
            return symbolic(invocation)


def first(invocation: Invocation) -> Node:
    """The first element or character."""
    return _at_end(invocation, 0)


def last(invocation: Invocation) -> Node:
    """The last element or character."""
    return _at_end(invocation, -1)


def _at_end(invocation: Invocation, position: int) -> Node:
    match invocation.arguments:
        case (Value(data=tuple() as elements),) if elements and is_open((elements[position],)):
            return symbolic(invocation)
        case (Value(data=tuple() as elements),):
            return elements[position] if elements else Value(None, invocation.at)
        case (Value(data=str() as text),):
            return Value(text[position] if text else "", invocation.at)
        case _:
            return symbolic(invocation)


def take(invocation: Invocation) -> Node:
    """The first so many elements or characters."""
    return _cut(invocation, taking=True)


def skip(invocation: Invocation) -> Node:
    """All but the first so many."""
    return _cut(invocation, taking=False)


def _cut(invocation: Invocation, taking: bool) -> Node:
    count = invocation.number(1)
    if count is None:
        return symbolic(invocation)
    count = max(0, count)
    match invocation.arguments[0]:
        case Value(data=tuple() as elements) if is_open(elements):
            return symbolic(invocation)
        case Value(data=(tuple() | str()) as data):
            return Value(data[:count] if taking else data[count:], invocation.at)
        case _:
            return symbolic(invocation)


def integers(invocation: Invocation) -> Node:
    """``range(start, count)``."""
    start, count = invocation.number(0), invocation.number(1)
    if start is None or count is None:
        return symbolic(invocation)
    if not 0 <= count <= MAX_RANGE:
        return symbolic(invocation, f"range() gives at most {MAX_RANGE} numbers")
    invocation.deployment.effort.spend(count)
    return Value(tuple(Value(start + number, invocation.at) for number in range(count)), invocation.at)


def union(invocation: Invocation) -> Node:
    """Of lists, each element once; of objects, the later ones' members win and nested objects are united."""
    effort = invocation.deployment.effort
    objects = [
        node.data
        for node in invocation.arguments
        if isinstance(node, Value) and isinstance(node.data, Mapping)
    ]
    if len(objects) == len(invocation.arguments) > 0:
        return Value(_united(objects, effort), invocation.at)
    elements: list[Node] = []
    for number in range(len(invocation.arguments)):
        found = invocation.elements(number)
        if found is None and not isinstance(invocation.arguments[number], Value) and elements:
            found = (others(invocation.arguments[number], invocation.at),)
        if found is None:
            return symbolic(invocation)
        elements.extend(element for element in found if not _is_among(element, elements, effort))
    return Value(tuple(elements), invocation.at)


def _united(objects: list[Mapping[str, Node]], effort: Effort) -> dict[str, Node]:
    members: dict[str, Node] = {}
    spelling: dict[str, str] = {}
    for found in objects:
        for name, child in found.items():
            effort.spend()
            name = spelling.setdefault(name.lower(), name)
            before = members.get(name)
            match before, child:
                case Value(data=Mapping() as ours), Value(data=Mapping() as theirs):
                    members[name] = Value(_united([ours, theirs], effort), child.at)
                case _:
                    members[name] = child
    return members


def _is_among(wanted: Node, elements: list[Node], effort: Effort) -> bool:
    if is_open((wanted,)):
        return False
    return any(equal(element, wanted, effort) for element in elements)


def intersection(invocation: Invocation) -> Node:
    """Of lists the common elements, of objects the members with equal values."""
    effort = invocation.deployment.effort
    match invocation.arguments:
        case (Value(data=tuple() as left), Value(data=tuple() as right)) if not is_open((*left, *right)):
            verdicts = [[equal(a, b, effort) for b in right] for a in left]
            if any(None in row and True not in row for row in verdicts):
                return symbolic(invocation)
            return Value(
                tuple(a for a, row in zip(left, verdicts, strict=True) if True in row), invocation.at
            )
        case (Value(data=Mapping() as ours), Value(data=Mapping() as theirs)):
            common = {name: (child, theirs[name]) for name, child in ours.items() if name in theirs}
            decided = {name: equal(a, b, effort) for name, (a, b) in common.items()}
            if None in decided.values():
                return symbolic(invocation)
            return Value({name: common[name][0] for name in common if decided[name]}, invocation.at)
        case _:
            return symbolic(invocation)


def index_of(invocation: Invocation) -> Node:
    """``indexOf``: -1 when there is none. Case does not count in texts."""
    return _position(invocation, from_end=False)


def last_index_of(invocation: Invocation) -> Node:
    """``lastIndexOf``."""
    return _position(invocation, from_end=True)


def _position(invocation: Invocation, from_end: bool) -> Node:
    match invocation.arguments:
        case (Value(data=str() as text), Value(data=str() as wanted)):
            find = text.lower().rfind if from_end else text.lower().find
            return Value(find(wanted.lower()), invocation.at)
        case (Value(data=tuple() as elements), wanted):
            verdicts = [equal(element, wanted, invocation.deployment.effort) for element in elements]
            numbers = range(len(verdicts))
            for number in reversed(numbers) if from_end else numbers:
                if verdicts[number] is None:
                    return symbolic(invocation)
                if verdicts[number]:
                    return Value(number, invocation.at)
            return Value(-1, invocation.at)
        case _:
            return symbolic(invocation)


def flatten(invocation: Invocation) -> Node:
    """A list of lists becomes one list."""
    elements: list[Node] = []
    for element in invocation.elements(0) or ():
        if not (isinstance(element, Value) and isinstance(element.data, tuple)):
            return symbolic(invocation)
        invocation.deployment.effort.spend(len(element.data))
        elements.extend(element.data)
    return symbolic(invocation) if invocation.elements(0) is None else Value(tuple(elements), invocation.at)


def object_keys(invocation: Invocation) -> Node:
    """``objectKeys``."""
    match invocation.arguments:
        case (Value(data=Mapping() as members),):
            return Value(tuple(Value(name, invocation.at) for name in members), invocation.at)
        case _:
            return symbolic(invocation)


def pairs(invocation: Invocation) -> Node:
    """``items``: ``{key, value}`` objects, sorted by key."""
    match invocation.arguments:
        case (Value(data=Mapping() as members),):
            return Value(
                tuple(
                    Value({"key": Value(name, members[name].at), "value": members[name]}, members[name].at)
                    for name in sorted(members)
                ),
                invocation.at,
            )
        case _:
            return symbolic(invocation)


def shallow_merge(invocation: Invocation) -> Node:
    """``shallowMerge(list of objects)``."""
    members: dict[str, Node] = {}
    for element in invocation.elements(0) or ():
        if not (isinstance(element, Value) and isinstance(element.data, Mapping)):
            return symbolic(invocation)
        invocation.deployment.effort.spend(len(element.data))
        members.update(element.data)
    return symbolic(invocation) if invocation.elements(0) is None else Value(members, invocation.at)


def try_get(invocation: Invocation) -> Node:
    """``tryGet(value, key or number, …)``: null where the way ends."""
    node = invocation.arguments[0] if invocation.arguments else Value(None, invocation.at)
    for step in invocation.arguments[1:]:
        if not isinstance(node, Value) or not isinstance(step, Value):
            return symbolic(invocation)
        found: Node | None = None
        match node.data, step.data:
            case Mapping() as members, str() as name:
                found = member(members, name)
                if found is None and isinstance(members, Runtime):
                    found = members.beyond(name, invocation.at)
            case tuple() as elements, int() as number if is_open(elements[: number + 1]):
                return symbolic(invocation)
            case tuple() as elements, int() as number if is_open(elements) and number >= len(elements):
                return symbolic(invocation)
            case tuple() as elements, int() as number if 0 <= number < len(elements):
                found = elements[number]
        if found is None:
            return Value(None, invocation.at)
        node = found
    return node
