"""Paths into objects of Kubernetes, as Crossplane's patches write them: ``spec.forProvider.tags[team]``.

Source: crossplane-runtime, package ``fieldpath``: a dot or brackets before each name, a whole number in brackets is a place in
a list, ``[*]`` is every place; names are matched letter by letter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias

from natpin.model.numbers import digits
from natpin.model.value import Node, Unknown, Value
from natpin.regex import late_regex

Step: TypeAlias = "str | int"
EVERY = "*"
_STEP = late_regex(r"\.?([^.\[\]]+)|\[(?:'([^']*)'|\"([^\"]*)\"|([^\]]*))\]")
_MOST_STEPS = 60
_LONGEST_LIST = 1000
"""The highest place in a list that a patch may write to."""


@lru_cache(maxsize=4096)
def steps_of(path: str) -> tuple[Step, ...] | None:
    """The steps of a path; None for one that is none."""
    found: list[Step] = []
    end = 0
    for match in _STEP.finditer(path):
        if match.start() != end or len(found) >= _MOST_STEPS:
            return None
        end = match.end()
        name, single, double, bare = match.groups()
        place = digits(bare) if bare is not None else None
        found.append(
            place
            if place is not None
            else next(one for one in (name, single, double, bare) if one is not None)
        )
    return tuple(found) if found and end == len(path) else None


def at_path(node: Node | None, steps: Sequence[Step]) -> Node | None:
    """What stands at a path: None where nothing does; what stands in the way and is no value."""
    for step in steps:
        match node:
            case Value(data=Mapping() as members) if isinstance(step, str):
                node = members.get(step)
            case Value(data=tuple() as elements) if isinstance(step, int):
                node = elements[step] if step < len(elements) else None
            case Value() | None:
                return None
            case _:
                return node
    return node


def with_value(node: Node | None, steps: Sequence[Step], value: Node) -> Node | None:
    """An object with a value put at a path, what is missing on the way made; None where the path leads nowhere."""
    if not steps:
        return value
    step, further = steps[0], steps[1:]
    if isinstance(step, str):
        members = node.data if isinstance(node, Value) and isinstance(node.data, Mapping) else None
        if members is None and not _is_nothing(node):
            return None
        child = with_value((members or {}).get(step), further, value)
        if child is None:
            return None
        return Value({**(members or {}), step: child}, _place(node, value), *_origin(node))
    elements = node.data if isinstance(node, Value) and isinstance(node.data, tuple) else None
    if (elements is None and not _is_nothing(node)) or step > _LONGEST_LIST:
        return None
    filled = [*(elements or ()), *(Value(None, value.at) for _ in range(len(elements or ()), step + 1))]
    child = with_value(filled[step], further, value)
    if child is None:
        return None
    filled[step] = child
    return Value(tuple(filled), _place(node, value), *_origin(node))


def expanded(node: Node | None, steps: Sequence[Step]) -> Iterator[tuple[Step, ...]] | None:
    """The paths that ``[*]`` stands for in an object; None where that is not known."""
    if EVERY not in steps:
        return iter((tuple(steps),))
    cut = steps.index(EVERY)
    held = at_path(node, steps[:cut])
    match held:
        case Value(data=tuple() as elements):
            places: list[Step] = list(range(len(elements)))
        case Value(data=Mapping() as members):
            places = list(members)
        case Value() | None:
            return iter(())
        case _:
            return None
    found: list[tuple[Step, ...]] = []
    for place in places:
        inner = expanded(at_path(held, (place,)), steps[cut + 1 :])
        if inner is None:
            return None
        found += [(*steps[:cut], place, *one) for one in inner]
    return iter(found)


def merged(old: Node | None, new: Node, keeps: bool, appends: bool) -> Node:
    """Two values of an object as a patch with a merging policy makes one of them. ``keeps``: what is there wins."""
    match old, new:
        case Value(data=Mapping() as mine), Value(data=Mapping() as its):
            both = {
                **mine,
                **{name: merged(mine.get(name), child, keeps, appends) for name, child in its.items()},
            }
            return Value(both, new.at)
        case Value(data=tuple() as mine), Value(data=tuple() as its) if appends:
            return Value((*mine, *(one for one in its if one not in mine)), new.at)
        case (Unknown(), _) | (_, Unknown()):
            return Unknown("what a patch merges is not known", new.at)
    return old if keeps and old is not None and not _is_nothing(old) else new


def _is_nothing(node: Node | None) -> bool:
    return node is None or (isinstance(node, Value) and node.data is None)


def _place(node: Node | None, value: Node):  # type: ignore[no-untyped-def]
    return node.at if isinstance(node, Value) and node.data is not None else value.at


def _origin(node: Node | None):  # type: ignore[no-untyped-def]
    return (node.origin,) if isinstance(node, Value) else ()
