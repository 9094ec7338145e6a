"""Where a subnet's routes send traffic to the internet: the longest prefix that fits wins, whatever the order.

Source: Azure, "Virtual network traffic routing", "How Azure selects a route": the longest prefix match; of equal
prefixes a user-defined route, then a BGP route, then a system route. AKS, "Customize cluster egress with a user-defined
routing table". Azure NAT Gateway, "What is Azure NAT Gateway?": a route to a virtual appliance or a virtual network
gateway for internet traffic takes precedence over a NAT gateway.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Sequence

from natpin.egress.subnets import route_server
from natpin.graph import Graph, once
from natpin.model.asking import called, doubt_of, elements_of, is_, text_of
from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.resource import (
    HUB_CONNECTION,
    NETWORK_GATEWAY,
    PEERING,
    ROUTE,
    ROUTE_TABLE,
    Resource,
)
from natpin.model.several import Several, Truth, either
from natpin.model.value import NULL, Node, Unknown, Value, dig, is_absent

DEFAULT_LENGTH = 7
"""Prefixes no longer than this are what teams write for "everything": /0, its halves, its quarters. Longer ones are
for particular destinations (the rule partial-bypass asks about those)."""

ELSEWHERE = ("virtualappliance", "virtualnetworkgateway", "none")
"""Next hop types, lower case, that take traffic past a NAT gateway."""


@record
class _Route:
    """A route for much of the internet."""

    network: ipaddress.IPv4Network | ipaddress.IPv6Network
    hop: Node


@once
def default_route(graph: Graph, subnet: Resource) -> Node:
    """The next hop type that routes give to internet traffic at large; a null Value when the system's route stands.

    Where parts of the internet go different ways, the one that leads past the NAT gateway is told.
    """
    tables = graph.attached(subnet, "routeTable")
    least = [_of_table(graph, subnet, node) for node in tables.sure]
    if not least:
        least = [_propagated(graph, subnet, None)]
    hop = least[0]
    for node, why in tables.maybe:
        other = _of_table(graph, subnet, node)
        if not _alike(hop, other):
            return why
    if tables.rest is not None and not _leads_elsewhere(hop):
        return tables.rest
    return hop


@once
def internet_route(graph: Graph, subnet: Resource) -> Node:
    """Whether a user-defined route sends internet traffic at large to Internet, where the system's route does as well.

    ``default_route`` takes that for no change of the way out; a route whose prefix nobody knows may be such a one.
    """
    hop = default_route(graph, subnet)
    stated = is_(hop, "Internet")
    if stated is not False or _leads_elsewhere(hop):
        return stated if isinstance(stated, Unknown) else Value(stated, _place(hop, subnet))
    for node in graph.attached(subnet, "routeTable").every:
        table = graph.follow(node, ROUTE_TABLE)
        for route in routes_of(graph, table).every if isinstance(table, Resource) else ():
            unclear = doubt_of(dig(route, "addressPrefix"))
            if unclear is not None and is_(dig(route, "nextHopType"), "Internet") is not False:
                return unclear
    return Value(False, subnet.at)


def _place(hop: Node, subnet: Resource) -> Location:
    return subnet.at if is_absent(hop) else hop.at


def _alike(left: Node, right: Node) -> bool:
    one, other = text_of(left), text_of(right)
    if isinstance(one, Unknown) or isinstance(other, Unknown):
        return False
    return (one or "").lower() == (other or "").lower()


def _leads_elsewhere(hop: Node) -> bool:
    return either(*(is_(hop, way) for way in ELSEWHERE)) is True


def _of_table(graph: Graph, subnet: Resource, attached: Node) -> Node:
    table = graph.follow(attached, ROUTE_TABLE)
    if isinstance(table, Unknown):
        return table
    routes = routes_of(graph, table)
    six = _has_ipv6(subnet)
    sure = [found for node in routes.sure for found in _broad(node, six)]
    maybe = [(found, why) for node, why in routes.maybe for found in _broad(node, six)]
    certain = [each for each in sure if isinstance(each, _Route)]
    hop = _outcome(certain)
    if _leads_elsewhere(hop):
        doubted = _doubted(certain, hop, maybe) or _may_cover(routes, certain)
        return doubted if doubted is not None else hop
    for unclear in sure:
        if isinstance(unclear, Unknown):
            return unclear
    if isinstance(hop, Unknown):
        return hop
    doubted = _doubted(certain, hop, maybe)
    if doubted is not None:
        return doubted
    if routes.rest is not None:
        return routes.rest
    if is_absent(hop) or not _covered(certain):
        beaten = _propagated(graph, subnet, table)
        if not is_absent(beaten):
            return beaten
    return hop


def _propagated(graph: Graph, subnet: Resource, table: Resource | None) -> Node:
    network = graph.parent(subnet)
    served = isinstance(network, Resource) and route_server(graph, network) is not None
    if not served and not any(map(graph.of_type, (NETWORK_GATEWAY, HUB_CONNECTION, PEERING))):
        return NULL
    from natpin.egress.propagated import propagated_default  # loaded only where something may learn routes

    found = propagated_default(graph, subnet, table)
    return NULL if found is None else found


def _has_ipv6(subnet: Resource) -> Truth:
    """Whether a subnet has IPv6 addresses: ::/0 means nothing to one that has none."""
    if subnet.external and subnet.doubt is None:
        prefixes = elements_of(subnet.properties.get("addressPrefixes"))
    else:
        prefixes = elements_of(subnet.get("addressPrefixes"))
    alone = subnet.properties.get("addressPrefix")
    return either(prefixes.any(_is_ipv6), _is_ipv6(alone))


def _is_ipv6(prefix: Node | None) -> Truth:
    literal = text_of(prefix)
    return literal if isinstance(literal, Unknown) else ":" in (literal or "")


def _broad(route: Node, six: Truth) -> Iterator[_Route | Unknown]:
    """A route as far as it may matter for the internet at large. Of an unknown route both prefix and hop are unknown."""
    prefix, hop = dig(route, "addressPrefix"), dig(route, "nextHopType")
    passes = isinstance(hop, Value) and not _leads_elsewhere(hop)
    unclear = doubt_of(prefix)
    if unclear is not None:
        if not passes:
            yield unclear
        return
    try:
        network = ipaddress.ip_network(called(prefix) or "", strict=False)
    except ValueError:
        return  # a service tag
    if network.prefixlen > DEFAULT_LENGTH or (network.version == 6 and six is False):
        return
    if network.version == 6 and isinstance(six, Unknown):
        if not passes:
            yield six
        return
    yield _Route(network, hop if hop is not None else NULL)


def _outcome(routes: Sequence[_Route]) -> Node:
    """The hop that takes traffic elsewhere, if a part of the internet goes there; else the hop of what is left."""
    carried = [route for route in routes if not _shadowed(route, routes)]
    for route in carried:
        if _leads_elsewhere(route.hop):
            return route.hop
    for route in carried:
        if isinstance(route.hop, Unknown):
            return route.hop
    whole = [route for route in carried if not is_absent(route.hop)]
    return whole[0].hop if whole else NULL


def _shadowed(route: _Route, routes: Sequence[_Route]) -> bool:
    """True when longer prefixes take all of a route's traffic: it carries none."""
    inside = [
        other.network
        for other in routes
        if other.network.version == route.network.version
        and other.network.prefixlen > route.network.prefixlen
        and _within(other, route)
    ]
    return route.network in _together(inside)


def _may_cover(routes: Several[Node], certain: Sequence[_Route]) -> Unknown | None:
    """Why routes of unknown prefix may take all the traffic of those that lead past the NAT gateway: there are as many as
    it takes longer prefixes to fill what the known ones leave."""
    free = [
        unclear
        for node in routes.every
        if (unclear := doubt_of(node) or doubt_of(dig(node, "addressPrefix"))) is not None
        and not _leads_elsewhere(dig(node, "nextHopType") or NULL)
    ]
    if not free:
        return None
    gaps = sum(
        _gaps(route, certain)
        for route in certain
        if not _shadowed(route, certain) and _leads_elsewhere(route.hop)
    )
    return free[0] if gaps <= len(free) else None


def _gaps(route: _Route, routes: Sequence[_Route]) -> int:
    """How many longer prefixes are needed to cover what others leave of a route's."""
    left: list[ipaddress.IPv4Network | ipaddress.IPv6Network] = list(route.network.subnets())
    for other in routes:
        inside = other.network
        if inside.version == route.network.version and inside.prefixlen > route.network.prefixlen:
            left = [rest for one in left for rest in _outside(one, inside)]
    return len(left)


def _outside(
    one: ipaddress.IPv4Network | ipaddress.IPv6Network, gone: ipaddress.IPv4Network | ipaddress.IPv6Network
) -> Iterator[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """What is left of a network without another one of its version."""
    if not one.overlaps(gone):
        yield one
    elif gone.prefixlen > one.prefixlen:
        yield from one.address_exclude(gone)  # type: ignore[arg-type]


def _covered(routes: Sequence[_Route]) -> bool:
    """True when user-defined routes decide for the whole IPv4 internet, so that no propagated route does."""
    return ipaddress.ip_network("0.0.0.0/0") in _together(
        [r.network for r in routes if r.network.version == 4]
    )


def _within(inner: _Route, outer: _Route) -> bool:
    first, last = int(inner.network.network_address), int(inner.network.broadcast_address)
    return int(outer.network.network_address) <= first and last <= int(outer.network.broadcast_address)


def _together(networks: Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> set[object]:
    return {
        *ipaddress.collapse_addresses(n for n in networks if isinstance(n, ipaddress.IPv4Network)),
        *ipaddress.collapse_addresses(n for n in networks if isinstance(n, ipaddress.IPv6Network)),
    }


def _doubted(
    certain: Sequence[_Route], hop: Node, maybe: Sequence[tuple[_Route | Unknown, Unknown]]
) -> Unknown | None:
    """Why the hop is not certain: routes that may be there lead elsewhere than without them, one alone or all."""
    known = [(route, why) for route, why in maybe if isinstance(route, _Route)]
    for route, why in known:
        if not _alike(_outcome([*certain, route]), hop):
            return why
    if known and not _alike(_outcome([*certain, *(route for route, _ in known)]), hop):
        return known[0][1]
    return next((why for route, why in maybe if isinstance(route, Unknown)), None)


def routes_of(graph: Graph, table: Resource) -> Several[Node]:
    """The routes of a route table, inline ones and ones declared by themselves, as objects."""
    inline: Several[Node] = Several() if table.external else graph.listed(table, "routes")
    children = graph.offspring(table, ROUTE).map(_object)
    found = inline.with_(children)
    if table.external:
        unread = Unknown(f"the routes of {table.label} are declared elsewhere", table.at, "--azure")
        return found.opened(unread)
    return found.opened(table.doubt)


def _object(route: Resource) -> Node:
    if route.doubt is not None:
        return route.doubt
    # of one that is only changed here, what is not written is as it was
    kept = {name: node for name in _DECIDING if route.external and (node := route.get(name)) is not None}
    return Value({**kept, **route.properties, "name": route.name}, route.at)


_DECIDING = ("addressPrefix", "nextHopType")
