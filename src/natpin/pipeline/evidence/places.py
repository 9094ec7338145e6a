"""What a verdict rests on, as places in words, in the order in which traffic passes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from natpin.graph import Graph
from natpin.model.arm_id import parse
from natpin.model.azure_defaults import DEFAULTS
from natpin.model.evidence import Place
from natpin.model.location import Location
from natpin.model.part import Part
from natpin.model.resource import (
    AGENT_POOL,
    CLUSTER,
    LOCK,
    NAT_GATEWAY,
    NODE_CLASS,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    RESOURCE_GROUP,
    ROUTE,
    ROUTE_TABLE,
    SUBNET,
    VIRTUAL_NETWORK,
    WORKLOAD,
    Link,
    Resource,
    same_type,
)
from natpin.model.subject import Subject
from natpin.model.value import Kind, Node, Reference, Unknown, Value, dig, members, text
from natpin.pipeline.evidence.hiding import LINKED, MORE, Spot
from natpin.pipeline.evidence.search import Needed
from natpin.pipeline.evidence.writing import Writing, is_file
from natpin.policy.wording import default_of_whom, shown

_WORDS = {
    CLUSTER: "cluster",
    WORKLOAD: "workload",
    NODE_CLASS: "node class",
    AGENT_POOL: "node pool",
    SUBNET: "subnet",
    ROUTE_TABLE: "route table",
    ROUTE: "route",
    NAT_GATEWAY: "NAT gateway",
    PUBLIC_IP: "public IP",
    PUBLIC_IP_PREFIX: "public IP prefix",
    LOCK: "lock",
    VIRTUAL_NETWORK: "virtual network",
    RESOURCE_GROUP: "resource group",
}
"""What a resource is called, in the order from the cluster to the exit and to what stands around."""
_RANKS = {type_.lower(): rank for rank, type_ in enumerate(_WORDS)}
_ATTACHED = {
    "natGateway": "NAT gateway",
    "routeTable": "route table",
    "publicIpAddresses[]": "public IP",
    "publicIpPrefixes[]": "public IP prefix",
}
_FIELDS = {
    "parent": "belongs to",
    "resource_group": "is in the resource group",
    "subscription": "is in subscription",
}


def word(type_: str) -> str:
    """``NAT gateway``; the last segment of a type that has no word."""
    known = next((noun for name, noun in _WORDS.items() if same_type(name, type_)), None)
    return known or type_.rsplit("/", 1)[-1]


class Places:
    """Tells the places of one stack."""

    def __init__(self, parts: Sequence[Part], graph: Graph, writing: Callable[[str], Writing]) -> None:
        self._parts = parts
        self._graph = graph
        self._writing = writing

    def of(self, needed: Needed, subject: Subject) -> tuple[Place, ...]:
        """Every place, once: the subject's first, then along the way out."""
        by_part: dict[int, list[Spot]] = {number: [] for number in needed.declared}
        for spot in needed.spots:
            by_part.setdefault(spot.part, []).append(spot)
        numbers = {getattr(part, "address", ""): number for number, part in enumerate(self._parts)}
        for spot in needed.spots:  # a reference is one only where what it names is declared
            if isinstance(spot.node, Reference) and spot.node.target in numbers:
                by_part.setdefault(numbers[spot.node.target], [])
        found: list[tuple[tuple[object, ...], Place]] = []
        whole = {getattr(self._parts[number], "address", "") for number in by_part}
        if subject.address not in whole:
            about = self.named(subject.resource, subject.label, subject.kind)
            place = Place("declared", about, subject.address, f"{about} is declared", _file(subject.at))
            found.append(((0, 0), place))
        for number, spots in by_part.items():
            part = self._parts[number]
            rank = self._rank(part)
            for order, place in enumerate(self._part(part, spots)):
                found.append(((1, rank, number, order), place))
        for type_ in needed.none_other:
            text_ = f"no {word(type_)} is declared but those that are named"
            found.append(((2,), Place("none", "the stack", "", text_)))
        found.sort(key=lambda each: _key(each[0]))
        return tuple(dict.fromkeys(place for _, place in found))

    def named(self, resource: Resource | None, label: str, kind: str = "") -> str:
        """``subnet nodes``."""
        noun = word(resource.type) if resource is not None and kind != "nodePool" else _kind(kind)
        return label if label.startswith(("IP ", "prefix ")) else f"{noun} {label}"

    def _rank(self, part: Part) -> float:
        if isinstance(part, Resource):
            return _RANKS.get(part.type.lower(), 99)
        if isinstance(part, Link):
            return _RANKS.get(part.source_type.lower(), 99) + 0.5
        return 99

    def _part(self, part: Part, spots: Sequence[Spot]) -> Iterator[Place]:
        if isinstance(part, Link):
            yield from self._link(part, spots)
        elif isinstance(part, Resource):
            about = self.named(part, part.label)
            elsewhere = f", in {part.home}" if part.home else ""
            how = "is looked up" if part.external else "is declared"
            yield Place("declared", about, part.address, f"{about} {how}{elsewhere}", _file(part.at))
            inner = {spot.path[:end] for spot in spots for end in range(1, len(spot.path))}
            for spot in spots:
                if spot.path not in inner and spot.path[0] != "conditional":
                    yield from self._spot(part, spot)

    def _link(self, link: Link, spots: Sequence[Spot]) -> Iterator[Place]:
        kept = {str(spot.path[0]) for spot in spots}
        noun = _ATTACHED.get(link.property, link.property)
        source, target = self._meant(link.source), self._meant(link.target)
        what = target if "target" in kept and target else f"a {noun}"
        about = f"{link.address}"
        said = f"{about} attaches {what} to {source or 'a ' + word(link.source_type)}"
        yield Place("declared", about, link.address, said, _file(link.at))
        writing = self._writing(link.address)
        for name, node, told in (("source", link.source, source), ("target", link.target, target)):
            if name in kept:
                property_ = word(link.source_type) if name == "source" else link.property.removesuffix("[]")
                at, called, through = writing.use(link.address, link.at, property_ + "Id", node)
                if at != link.at:
                    value = told or shown(node)
                    said = f"{called or property_} → {value}"
                    yield Place(
                        "written", about, link.address, said, _file(at), property_, value, None, through
                    )

    def _spot(self, part: Resource, spot: Spot) -> Iterator[Place]:
        about, path = self.named(part, part.label), spot.path
        home = _Home(part, about, part.at, part.type)
        if path[0] == LINKED:
            noun = _ATTACHED.get(str(path[1]), str(path[1]))
            name = str(path[1]).removesuffix("[]")
            there = part.properties.get(name) is not None or self._graph.links_to(part, str(path[1]))
            more = "no other" if there else "no"
            said = f"{more} {noun} is attached to {about}"
            yield Place("absent", about, part.address, said, _file(part.at), name)
            return
        if path[0] == "traits":
            yield self._value(home, str(path[1]), str(path[1]), spot.node)
            return
        if path[0] in ("name", *_FIELDS):
            node = spot.node
            if node is not None and not (isinstance(node, Unknown) and not node.parts):
                yield self._field(home, str(path[0]), node)
            return
        names = path[1:]
        if len(names) > 1 and str(names[0]).lower() == "agentpoolprofiles" and isinstance(names[1], int):
            home = self._pool(part, names[1]) or home
            names = names[2:]
        dotted = _dotted(path[1:])
        if not names:
            yield Place(
                "declared", home.about, part.address, f"{home.about} is declared", _file(home.at), dotted
            )
        elif names[-1] == MORE:
            said = f"{_dotted(names[:-1])} has no further elements"
            yield Place("absent", home.about, part.address, said, _file(home.at), dotted)
        elif spot.node is None:
            yield self._absent(home, dotted, _dotted(names))
        else:
            yield self._value(home, dotted, _dotted(names), spot.node)

    def _pool(self, cluster: Resource, index: int) -> _Home | None:
        profile = dig(Value(cluster.properties), f"agentPoolProfiles.{index}")
        if not isinstance(profile, Value):
            return None
        name = text(members(profile).get("name")) or f"pool{index + 1}"
        return _Home(cluster, f"node pool {name}", profile.at, AGENT_POOL)

    def _absent(self, home: _Home, dotted: str, name: str) -> Place:
        if name in ("natGateway", "routeTable"):
            said = f"no {_ATTACHED[name]} is attached to {home.about}"
            return Place("absent", home.about, home.resource.address, said, _file(home.at), dotted)
        if name.startswith(("publicIpAddresses", "publicIpPrefixes")):
            noun = _ATTACHED[name.removesuffix("V6") + "[]"]
            there = self._graph.links_to(home.resource, name + "[]")
            said = f"no {'other ' if there else ''}{'IPv6 ' if name.endswith('V6') else ''}{noun} is attached to {home.about}"
            return Place("absent", home.about, home.resource.address, said, _file(home.at), dotted)
        default = DEFAULTS.get((home.type, name))
        if default is None:
            said = f"{name} is not written"
            return Place("absent", home.about, home.resource.address, said, _file(home.at), dotted)
        data = (
            ", ".join(default.data) or "none"
            if isinstance(default.data, tuple)
            else shown(Value(default.data))
        )
        whose = f"Azure's default: {default.source}" + (f", {default.as_of}" if default.as_of else "")
        said = f"{name} is not written, so it is {data} ({whose})"
        return Place("default", home.about, home.resource.address, said, _file(home.at), dotted, data, whose)

    def _field(self, home: _Home, name: str, node: Node) -> Place:
        about, address = home.about, home.resource.address
        value = self._meant(node) or shown(node)
        at, called, through = self._writing(address).use(address, home.at, name, node)
        said = f"{about} {_FIELDS[name]} {value}" if name in _FIELDS else _set(called or name, "=", value)
        return Place("written", about, address, said, _file(at), name, value, None, through)

    def _value(self, home: _Home, dotted: str, name: str, node: Node | None) -> Place:
        assert node is not None
        about, address = home.about, home.resource.address
        inner = members(node).get("id", node) if isinstance(node, Value) else node
        meant = self._meant(inner)
        value = meant or _short(node)
        origin = node.origin if isinstance(node, Value) else None
        if origin is not None and origin.kind is Kind.DEFAULT:
            whose = default_of_whom(origin.whose)
            said = f"{name} is not written, so it is {value} ({whose})"
            return Place("default", about, address, said, _file(home.at), dotted, value, whose)
        at, called, through = self._writing(address).use(address, home.at, name.rsplit(".", 1)[-1], inner)
        said = _set(called or name, "→" if meant else "=", value)
        through_whom = origin.whose or None if origin is not None else None
        return Place("written", about, address, said, _file(at), dotted, value, through_whom, through)

    def _meant(self, node: Node | None) -> str | None:
        """The resource that an id or reference leads to, in words; None for what is neither."""
        if isinstance(node, Value) and isinstance(node.data, dict):
            node = members(node).get("id")
        if isinstance(node, Reference):
            found = self._graph.get(node.target)
            if found is None:
                return node.target
            found = self._graph.canonical(found)
            return self.named(found, found.label)
        identifier = parse(node)
        if identifier is None:
            return None
        followed = self._graph.follow(node, identifier.type)
        if isinstance(followed, Resource):
            return self.named(followed, followed.label)
        name = text(identifier.names[-1]) if identifier.names else None
        return f"{word(identifier.type)} {name or 'of a name that is not known'}"


class _Home:
    """What a spot belongs to: a resource, or a node pool inside a cluster."""

    def __init__(self, resource: Resource, about: str, at: Location, type_: str) -> None:
        self.resource, self.about, self.at, self.type = resource, about, at, type_


def _set(name: str, sign: str, value: str) -> str:
    """``outbound_type = loadBalancer``, ``--outbound-type loadBalancer``."""
    return f"{name} {value}" if name.startswith("-") and sign == "=" else f"{name} {sign} {value}"


def _key(order: tuple[object, ...]) -> tuple[float, ...]:
    return tuple(float(each) for each in order if isinstance(each, int | float))


def _file(at: Location) -> Location | None:
    return at if is_file(at) else None


def _dotted(path: Iterable[str | int]) -> str:
    found = ""
    for name in path:
        found += f"[{name}]" if isinstance(name, int) else f".{name}" if found else name
    return found


def _short(node: Node) -> str:
    if isinstance(node, Value) and isinstance(node.data, dict):
        return "an object" if node.data else "an empty object"
    return shown(node)


_KINDS = {"nodePool": "node pool", "remark": "the note on", "publicIp": "public IP", "cluster": "cluster"}


def _kind(kind: str) -> str:
    spelt = "".join(f" {c.lower()}" if c.isupper() else c for c in kind)
    return _KINDS.get(kind, "NAT gateway" if kind == "natGateway" else spelt)
