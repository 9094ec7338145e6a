"""Whose traffic a subnet or a NAT gateway carries, and whose it may carry; by which gateways it leaves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from natpin.egress import outbound_type
from natpin.facts.fields import same_name
from natpin.facts.lists import first_unknown
from natpin.graph import Graph
from natpin.graph.graph import implied
from natpin.model.asking import called
from natpin.model.path import EgressPath, Exit, Role
from natpin.model.resource import NAT_GATEWAY, SUBNET, Resource
from natpin.model.several import Several
from natpin.model.value import Node, Unknown, symbol

MOST_LOST = 50
"""Paths of unknown subnet that are held against every subnet and gateway: one more makes nothing more unknown."""

Users = Several[EgressPath]
NOBODY: Users = Several()


def subnet_users(graph: Graph, paths: Sequence[EgressPath]) -> Mapping[str, Users]:
    """By a subnet's address, the paths that begin in it. One whose subnet cannot be followed may begin in any that it
    can mean."""
    found = _Found()
    twins: dict[str, Sequence[tuple[Resource, Unknown]]] = {}
    declared = graph.declared(SUBNET)
    nameless = [subnet for subnet in declared if called(subnet.name) is None]
    for path in paths:
        if isinstance(path.subnet, Resource):
            found.add(path.subnet, path, _why_not(path, path.subnet))
            if path.subnet.external and path.subnet.address not in twins:
                likely = declared if called(path.subnet.name) is None else nameless
                twins[path.subnet.address] = _twins(graph, path.subnet, likely)
            for subnet, why in twins.get(path.subnet.address, ()):
                found.add(subnet, path, why)
    lost = _lost(paths)
    for subnet in declared if lost else ():
        for path, why in lost:
            if graph.may_mean(_written(path), subnet):
                found.add(subnet, path, why)
    return found.users()


def _twins(graph: Graph, sought: Resource, likely: Iterable[Resource]) -> Sequence[tuple[Resource, Unknown]]:
    """Declared subnets that one which is only looked up may be, one of them under a name that nobody knows."""
    return [(one, why) for one in likely if (why := graph.may_be(sought, one)) is not None]


def gateway_users(
    graph: Graph, paths: Sequence[EgressPath], gateways: Iterable[Resource]
) -> Mapping[str, Users]:
    """By a gateway's address, the paths that leave by it, or would but for a route."""
    by_address = {gateway.address: gateway for gateway in gateways}
    found = _Found()
    # what AKS manages carries what it is told to, and other subnets' traffic never comes to it
    own = [gateway for gateway in by_address.values() if "managed" not in gateway.properties]
    for path in paths:
        if isinstance(path.nat_gateway, Resource):
            found.add(path.nat_gateway, path, _why_not(path, path.nat_gateway))
            for gateway in own if path.nat_gateway.external else ():
                same = same_name(path.nat_gateway.name, gateway.name)
                if isinstance(same, Unknown) and gateway.address != path.nat_gateway.address:
                    found.add(gateway, path, same)  # declared under a name that nobody knows
        elif isinstance(path.nat_gateway, Unknown) and isinstance(path.subnet, Resource):
            attached = graph.attached(path.subnet, "natGateway")
            for gateway in own:
                may = attached.where(lambda node, gateway=gateway: _means(graph, node, gateway))  # type: ignore[misc]
                if may.cause is not None:
                    found.add(gateway, path, may.cause)
    for path, why in _lost(path for path in paths if path.exit is not Exit.MANAGED_NAT_GATEWAY):
        for gateway in own:
            found.add(gateway, path, why)
    return found.users()


def gateways_of(graph: Graph, paths: Sequence[EgressPath]) -> Several[Resource]:
    """The gateways on the subnets of paths."""
    sure: dict[str, Resource] = {}
    maybe: dict[str, tuple[Resource, Unknown]] = {}
    rest: Unknown | None = None
    for path in sorted(paths, key=lambda path: _is_nameless(path.nat_gateway)):
        gateway, why = path.nat_gateway, path.pool.conditional
        if isinstance(gateway, Resource):
            nameless = _is_nameless(gateway)
            if why is None and not (nameless and (sure or maybe)):
                sure[gateway.address] = gateway
            else:  # it is unknown which gateway this is: it may be one of the others
                maybe.setdefault(gateway.address, (gateway, why or _nameless(gateway)))
        elif isinstance(gateway, Unknown) and isinstance(path.subnet, Resource):
            perhaps, more = _perhaps_on(graph, path.subnet, gateway)
            for each, cause in perhaps:
                maybe.setdefault(each.address, (each, cause))
            rest = rest or more
        elif isinstance(gateway, Unknown) or isinstance(path.subnet, Unknown):
            rest = rest or first_unknown((gateway, path.subnet))
        elif path.exit is Exit.UNKNOWN and isinstance(managed := outbound_type(path.cluster), Unknown):
            rest = rest or managed  # it may be a gateway that AKS brings
    return Several(tuple(sure.values()), tuple(e for a, e in maybe.items() if a not in sure), rest)


def _perhaps_on(
    graph: Graph, subnet: Resource, why: Unknown
) -> tuple[list[tuple[Resource, Unknown]], Unknown | None]:
    """The gateways that may be attached to a subnet, and why it may be yet another."""
    attached = graph.attached(subnet, "natGateway")
    found = [(graph.follow(node, NAT_GATEWAY), cause) for node, cause in attached.maybe]
    known = [(gateway, cause) for gateway, cause in found if isinstance(gateway, Resource)]
    closed = attached.rest is None and not attached.sure and len(known) == len(found) > 0
    return known, None if closed else why


def _is_nameless(gateway: Resource | Unknown | None) -> bool:
    return isinstance(gateway, Resource) and gateway.external and isinstance(gateway.name, Unknown)


def _nameless(gateway: Resource) -> Unknown:
    reason = gateway.name.reason if isinstance(gateway.name, Unknown) else "its name is unknown"
    return Unknown(reason, gateway.at)


def clusters_of(paths: Iterable[EgressPath]) -> tuple[str, ...]:
    """The addresses of the clusters whose paths these are."""
    return tuple(dict.fromkeys(path.cluster.address for path in paths))


def perhaps_of(users: Users) -> tuple[str, ...]:
    """The addresses of the clusters whose traffic may come, and of which none certainly does."""
    sure = clusters_of(users.sure)
    return tuple(address for address in clusters_of(path for path, _ in users.maybe) if address not in sure)


class _Found:
    """Users by the address of what they use."""

    def __init__(self) -> None:
        self._sure: dict[str, list[EgressPath]] = {}
        self._maybe: dict[str, list[tuple[EgressPath, Unknown]]] = {}

    def add(self, of: Resource, path: EgressPath, why: Unknown | None) -> None:
        if why is None:
            self._sure.setdefault(of.address, []).append(path)
        else:
            self._maybe.setdefault(of.address, []).append((path, why))

    def users(self) -> Mapping[str, Users]:
        return {
            address: Several(tuple(self._sure.get(address, ())), tuple(self._maybe.get(address, ())))
            for address in (*self._sure, *(each for each in self._maybe if each not in self._sure))
        }


def _why_not(path: EgressPath, whole: Resource) -> Unknown | None:
    """Why a path may not be there though ``whole`` is; None where its pool exists whenever that does."""
    return None if implied(path.pool.conditional, whole) else path.pool.conditional


def _means(graph: Graph, node: Node, gateway: Resource) -> bool | Unknown:
    found = graph.follow(node, NAT_GATEWAY)
    if isinstance(found, Resource):
        return found.address == gateway.address
    return found if graph.may_mean(node, gateway) else False


def _lost(paths: Iterable[EgressPath]) -> list[tuple[EgressPath, Unknown]]:
    """Paths whose subnet cannot be followed: of each cluster one for each way to write it."""
    found: dict[tuple[str, str, str | None], tuple[EgressPath, Unknown]] = {}
    for path in paths:
        if isinstance(path.subnet, Unknown):
            key = path.cluster.address, path.pool.address, symbol(_written(path))
            found.setdefault(key, (path, path.subnet))
            if len(found) >= MOST_LOST:
                break
    return list(found.values())


def _written(path: EgressPath) -> Node | None:
    return path.pool.resource.get("vnetSubnetID" if path.role is Role.NODE else "podSubnetID")
