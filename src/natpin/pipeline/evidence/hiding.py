"""The parts of a stack as a tree of things that can be taken away one by one.

A *spot* is anything that a verdict can rest on: a property, an element of a list, that a list has no further elements,
that a property is absent, that nothing else is attached. To hide a spot is to make it unknown. What is absent counts only
where it was asked for, so the stack is judged once with dictionaries that remember what they were asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from natpin.model.part import Part
from natpin.model.record import record, replace
from natpin.model.resource import (
    AGENT_POOL,
    CLUSTER,
    NAT_GATEWAY,
    SUBNET,
    Link,
    Resource,
    same_type,
)
from natpin.model.value import Node, Reference, Unknown, Value

Path: TypeAlias = "tuple[str | int, ...]"

MORE = "*"
"""Last step of a path: further elements of the list."""
LINKED = "linked"
"""First step of a path: what other declarations attach as the property that follows."""
ATTACHED = {SUBNET: ("natGateway", "routeTable"), NAT_GATEWAY: ("publicIpAddresses[]", "publicIpPrefixes[]")}
"""Properties that declarations of their own may set."""
NEVER = frozenset({"id", "?"})
FIELDS = ("name", "parent", "resource_group", "subscription")
TRAITS = (
    "provider",
    "apiVersion",
    "dependsOn",
    "preventDestroy",
    "retained",
    "ignoreChanges",
    "plannedAction",
)


@record
class Spot:
    """Something that can be hidden."""

    part: int
    """Which part of the stack it belongs to."""
    path: Path
    node: Node | None = None
    """What stands there; None for what is absent."""


class Asked(dict[str, Any]):
    """The members of an object, and the names that were asked for and are not there."""

    def __init__(self, members: Mapping[str, Any], missing: set[str]) -> None:
        super().__init__(members)
        self._missing = missing

    def get(self, name: str, default: Any = None) -> Any:
        """As a dictionary's."""
        if name not in self:
            self._missing.add(name)
        return super().get(name, default)


Missing: TypeAlias = "dict[tuple[int, Path], set[str]]"


def listening(parts: Sequence[Part], missing: Missing) -> list[Part]:
    """The same parts; ``missing`` gets the names of properties that are asked for and absent."""
    heard: list[Part] = []
    for number, part in enumerate(parts):
        if isinstance(part, Resource):
            properties = _listening(Value(part.properties), (number, ("properties",)), missing)
            part = replace(part, properties=properties.data)
        heard.append(part)
    return heard


def _listening(node: Node, place: tuple[int, Path], missing: Missing) -> Any:
    if not isinstance(node, Value):
        return node
    number, path = place
    if isinstance(node.data, Mapping):
        members = {
            name: _listening(child, (number, (*path, name)), missing) for name, child in node.data.items()
        }
        return replace(node, data=Asked(members, missing.setdefault(place, set())))
    if isinstance(node.data, tuple):
        elements = tuple(
            _listening(child, (number, (*path, index)), missing) for index, child in enumerate(node.data)
        )
        return replace(node, data=elements)
    return node


class Spots:
    """Every spot of a stack: a tree, in the order of the files."""

    def __init__(self, parts: Sequence[Part], missing: Missing) -> None:
        self.parts = parts
        self._missing = missing
        self._pool_names = {
            name
            for (number, path), names in missing.items()
            if _is_pool(parts[number], path)
            for name in names
        }

    def of(self, number: int) -> list[Spot]:
        """The outermost spots of one part."""
        part = self.parts[number]
        if isinstance(part, Link):
            return [Spot(number, (name,), getattr(part, name)) for name in ("source", "target")] + (
                [Spot(number, ("conditional",))] if part.conditional is None else []
            )
        if not isinstance(part, Resource):
            return []
        found = [Spot(number, (name,), node) for name in FIELDS if (node := getattr(part, name)) is not None]
        found += [Spot(number, ("traits", name), part.traits[name]) for name in TRAITS if name in part.traits]
        if part.conditional is None:
            found.append(Spot(number, ("conditional",)))
        found += self._members(number, ("properties",), part.properties, not part.external)
        linked = next((names for type_, names in ATTACHED.items() if same_type(type_, part.type)), ())
        found += [Spot(number, (LINKED, name)) for name in linked]
        return [spot for spot in found if _can_be_hidden(spot.node)]

    def inside(self, spot: Spot) -> list[Spot]:
        """The spots below one; none for what is whole."""
        if not isinstance(spot.node, Value) or spot.path[0] != "properties":
            return []
        data = spot.node.data
        if isinstance(data, Mapping):
            return self._members(spot.part, spot.path, data, True)
        if isinstance(data, tuple) and any(
            isinstance(child, Value) and isinstance(child.data, Mapping) for child in data
        ):
            elements = [Spot(spot.part, (*spot.path, index), child) for index, child in enumerate(data)]
            return [s for s in elements if _can_be_hidden(s.node)] + [Spot(spot.part, (*spot.path, MORE))]
        return []

    def _members(self, number: int, path: Path, members: Mapping[str, Node], absent: bool) -> list[Spot]:
        is_pool = _is_pool(self.parts[number], path)
        found = [
            Spot(number, (*path, name), node)
            for name, node in members.items()
            if not (name == "name" and is_pool)  # a pool is told apart by its name
        ]
        if absent:
            lower = {name.lower() for name in members}
            names = self._missing.get((number, path), set()) | (self._pool_names if is_pool else set())
            found += [Spot(number, (*path, name)) for name in sorted(names) if name.lower() not in lower]
        return [spot for spot in found if spot.path[-1] not in NEVER and _can_be_hidden(spot.node)]


def _is_pool(part: Part, path: Path) -> bool:
    """True for the properties of a node pool, which a cluster may declare too."""
    if not isinstance(part, Resource):
        return False
    if same_type(part.type, AGENT_POOL):
        return path == ("properties",)
    return same_type(part.type, CLUSTER) and len(path) == 3 and str(path[1]).lower() == "agentpoolprofiles"


def _can_be_hidden(node: Node | None) -> bool:
    """False for what is unknown already, and says nothing."""
    return not isinstance(node, Unknown) or bool(node.parts) or node.sure is not None


def hidden(parts: Sequence[Part], spots: Iterable[Spot], gone: Collection[int] = ()) -> list[Part]:
    """The parts with some spots unknown, and without those that are gone."""
    by_part: dict[int, list[Path]] = {}
    for spot in spots:
        if spot.part not in gone:
            by_part.setdefault(spot.part, []).append(spot.path)
    found: list[Part] = []
    extra: list[Part] = []
    for number, part in enumerate(parts):
        if number in gone:
            continue
        if number in by_part:
            part, more = _hidden(part, number, by_part[number])
            extra += more
        found.append(part)
    return [*found, *extra]


def unknown(number: int, path: Path) -> Unknown:
    """What stands in a hidden spot: like no other unknown."""
    return Unknown(f"hidden {number} {path}")


def _hidden(part: Part, number: int, paths: Sequence[Path]) -> tuple[Part, list[Part]]:
    links: list[Part] = []
    changes: dict[str, Any] = {}
    below: list[Path] = []
    assert isinstance(part, Link | Resource)
    traits: dict[str, Node] = dict(part.traits) if isinstance(part, Resource) else {}
    for path in paths:
        why = unknown(number, path)
        if path[0] == "properties":
            below.append(path[1:])
        elif path[0] == "traits":
            traits[str(path[1])] = why
        elif path[0] != LINKED:
            changes[str(path[0])] = why
        if isinstance(part, Resource) and (name := _attached(part, path)):
            source = Reference(part.address)
            links.append(Link(f"!{number}.{name}", part.type, source, name, why, part.at, why))
    if isinstance(part, Resource):
        changes["traits"] = traits
        if below:
            whole = _without(Value(part.properties), below, number, ("properties",))
            changes["properties"] = whole.data
    return replace(part, **changes), links


def _attached(resource: Resource, path: Path) -> str | None:
    """The property that something else may attach, where a spot says that nothing does."""
    if path[0] == LINKED:
        return str(path[1])
    return None


def _without(node: Value, paths: Sequence[Path], number: int, above: Path) -> Value:
    """A value with what the paths below it lead to unknown."""
    below: dict[str | int, list[Path]] = {}
    for path in paths:
        below.setdefault(path[0], []).append(path[1:])
    if isinstance(node.data, Mapping):
        members = dict(node.data)
        for name, rest in below.items():
            members[str(name)] = _one(members.get(str(name)), rest, number, (*above, name))
        return replace(node, data=members)
    assert isinstance(node.data, tuple)
    elements: list[Node] = list(node.data)
    for index, rest in below.items():
        if index == MORE:
            elements.append(replace(unknown(number, (*above, MORE)), others=True))
        else:
            assert isinstance(index, int)
            elements[index] = _one(elements[index], rest, number, (*above, index))
    return replace(node, data=tuple(elements))


def _one(node: Node | None, rest: Sequence[Path], number: int, path: Path) -> Node:
    if () in rest or not isinstance(node, Value):
        return unknown(number, path)
    return _without(node, rest, number, path)


def walked(spots: Spots, top: Iterable[Spot]) -> Iterator[Spot]:
    """Every spot, outer ones first."""
    for spot in top:
        yield spot
        yield from walked(spots, spots.inside(spot))
