"""Routes to the internet. Those to private destinations bear on no egress IP, and AKS writes some by itself."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from natpin.drift.context import Context
from natpin.drift.difference import Difference
from natpin.drift.pairs import live_id
from natpin.drift.properties import cidr, flag, node_of
from natpin.drift.words import Both
from natpin.egress import routes_of
from natpin.graph import Graph
from natpin.model.change import Drift, DriftKind, Uncompared
from natpin.model.resource import Resource
from natpin.model.value import Unknown, dig, is_absent, word

Hop = tuple[str, str]
"""Next hop type and address."""


def route_differences(
    context: Context, declared: Resource, live: Resource, behind: tuple[Both, ...], evidence: tuple[str, ...]
) -> Iterator[Difference | Uncompared]:
    """Of two route tables that stand for one another."""
    if declared.external:
        return
    of = f"route table {live.label}"
    yield from _propagation(declared, live, behind, of, evidence)
    wanted, found = _routes(context.declared.graph, declared), _routes(context.live.graph, live)
    if isinstance(wanted, Unknown):
        yield Uncompared(declared.address, "routes", wanted)
        return
    if isinstance(found, Unknown):
        yield Uncompared(declared.address, "routes", found, live_side=True)
        return
    for prefix in sorted({**wanted, **found}):
        before, now = wanted.get(prefix), found.get(prefix)
        if before == now:
            continue
        if before is None:
            words = f"the route for {prefix} to {shown(now)} is live and not declared: traffic there goes past the egress IPs"
            if now is not None and now[0] == "internet":
                words = f"the route for {prefix} straight to the internet is live and not declared"
        elif now is None:
            words = f"the route for {prefix} to {shown(before)} is gone"
        else:
            words = f"traffic to {prefix} goes to {shown(now)}, not to {shown(before)}"
        yield Difference(
            Drift(
                DriftKind.CHANGED,
                declared.address,
                live_id(live),
                declared.type,
                f"routes[{prefix}]",
                shown(before) if before else None,
                shown(now) if now else None,
                declared.at,
                label=f"route for {prefix} in the {of}",
                evidence=evidence,
            ),
            behind,
            words,
        )


def _propagation(
    declared: Resource, live: Resource, behind: tuple[Both, ...], of: str, evidence: tuple[str, ...]
) -> Iterator[Difference | Uncompared]:
    written, there = (node_of(side, "disableBgpRoutePropagation") for side in (declared, live))
    wanted = False if written is None else flag(written)
    found = False if there is None else flag(there)
    if isinstance(wanted, Unknown):
        yield Uncompared(declared.address, "disableBgpRoutePropagation", wanted)
    elif not isinstance(found, Unknown) and wanted != found:
        now = "are kept out" if found else "reach the subnet"
        yield Difference(
            Drift(
                DriftKind.CHANGED,
                declared.address,
                live_id(live),
                declared.type,
                "disableBgpRoutePropagation",
                wanted,
                found,
                written.at if written is not None else declared.at,
                label=f"propagation of gateway routes in the {of}",
                evidence=evidence,
            ),
            behind,
            f"routes that a gateway learns {now}: a default route among them would take traffic past the egress IPs",
        )


def _routes(graph: Graph, table: Resource) -> dict[str, Hop] | Unknown:
    found: dict[str, Hop] = {}
    declared = routes_of(graph, table)
    if declared.cause is not None:
        return declared.cause
    for route in declared.sure:
        if isinstance(route, Unknown):
            return route
        prefix, hop, address = (
            dig(route, name) for name in ("addressPrefix", "nextHopType", "nextHopIpAddress")
        )
        unknown = next((node for node in (prefix, hop) if isinstance(node, Unknown)), None)
        if unknown is not None:
            return unknown
        destination = "" if prefix is None else cidr(prefix)
        if isinstance(destination, Unknown):
            return destination
        if not destination or _is_private(str(destination)):
            continue
        if isinstance(address, Unknown):
            return address
        # the older spellings VNetLocal, VirtualNetworkGateway: ARM compares without regard to case
        found[str(destination)] = (word(hop), "" if is_absent(address) else word(address))
    return found


def _is_private(destination: str) -> bool:
    try:
        network = ipaddress.ip_network(destination)
    except ValueError:
        return False  # a service tag
    shared = isinstance(network, ipaddress.IPv4Network) and network.subnet_of(_SHARED)
    return network.prefixlen > 0 and (network.is_private or shared)


_SHARED = ipaddress.IPv4Network("100.64.0.0/10")

_HOPS = {
    "virtualappliance": "the appliance",
    "virtualnetworkgateway": "the virtual network gateway",
    "internet": "the internet",
    "none": "nowhere",
    "vnetlocal": "the virtual network",
}


def shown(hop: Hop | None) -> str:
    """A next hop in words."""
    if hop is None:
        return "nothing"
    return " ".join(part for part in (_HOPS.get(hop[0], hop[0]), hop[1]) if part)


def routes_shown(context: Context, table: Resource) -> str:
    """`` (0.0.0.0/0 to the appliance 10.0.0.4)`` for a live table; empty when it routes nothing outside."""
    found = _routes(context.live.graph, table)
    if isinstance(found, Unknown) or not found:
        return ""
    return " (" + ", ".join(f"{prefix} to {shown(hop)}" for prefix, hop in sorted(found.items())[:4]) + ")"


def routes_nowhere(context: Context, table: Resource | None) -> bool:
    """True for a live table that is known to hold no route out of private networks: it bears on no egress IP."""
    return table is not None and _routes(context.live.graph, table) == {}
