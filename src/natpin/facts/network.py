"""Facts about NAT gateways, subnets and routes, as objects whose fields the vocabulary lists."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Final

from natpin.egress import default_route, has_nat, internet_route, ip_counts, nat_gateway_of, routes_of
from natpin.facts.fields import (
    fact_object,
    facts_later,
    group_name,
    known,
    location_of,
    optional,
    subscription_of,
    written_or_default,
)
from natpin.facts.lists import listed, truth
from natpin.graph import Graph, once
from natpin.model.asking import elements_of, scalar_of
from natpin.model.later import Ways
from natpin.model.resource import (
    NAT_GATEWAY,
    ROUTE,
    ROUTE_TABLE,
    SUBNET,
    Resource,
)
from natpin.model.value import (
    Node,
    Unknown,
    Value,
    dig,
    is_absent,
)


@once
def nat_facts(graph: Graph, nat: Resource) -> Value:
    """A NAT gateway."""
    return facts_later(_OF_GATEWAY, _Gateway(graph, nat), nat.at)


class _Gateway:
    """A NAT gateway, and what several of its facts rest on."""

    def __init__(self, graph: Graph, nat: Resource) -> None:
        self.graph, self.nat, self.at = graph, nat, nat.at
        self.managed = nat.traits.get("managed")

    @cached_property
    def counts(self) -> tuple[Node | None, Node | None]:
        """How many IPs it has, IPv4 and IPv6."""
        if self.managed is not None:
            return self.nat.traits.get("managedIpCount") or known(1, self.at), None
        return ip_counts(self.graph, self.nat)

    def sku(self) -> Value:
        """What AKS or the team chose."""
        chosen = (
            written_or_default(self.nat, "sku.name", NAT_GATEWAY)
            if self.managed is None
            else optional(self.nat, "sku.name")
        )
        return fact_object({"name": chosen}, self.at)


_OF_GATEWAY: Final[Ways] = {
    "name": lambda of: known(of.nat.label, of.at),
    "managed": lambda of: of.managed or known(False, of.at),
    "sku": lambda of: of.sku(),
    "zones": lambda of: written_or_default(of.nat, "zones", NAT_GATEWAY),
    "idleTimeoutInMinutes": lambda of: written_or_default(of.nat, "idleTimeoutInMinutes", NAT_GATEWAY),
    "ipCount": lambda of: of.counts[0],
    "ipv6Count": lambda of: of.counts[1],
    "location": lambda of: location_of(of.graph, of.nat),
    "subscription": lambda of: subscription_of(of.nat),
    "resourceGroup": lambda of: group_name(of.graph, of.nat),
}


def routes_facts(graph: Graph, subnet: Resource) -> tuple[Node | None, Node | None, Node]:
    """The routes, bgpRoutePropagation and hasRouteTable of a subnet."""
    attached = graph.attached(subnet, "routeTable")
    has_table = truth(attached.there(), subnet.at)
    if not attached.sure:
        routes: Node = Value((), subnet.at) if attached.cause is None else attached.cause
        return routes, attached.cause, has_table
    table = graph.follow(attached.sure[0], ROUTE_TABLE)
    if isinstance(table, Unknown):
        return table, table, has_table
    disabled = optional(table, "disableBgpRoutePropagation")
    propagation: Node | None = disabled
    if disabled is not None and isinstance(flag := scalar_of(disabled), bool):
        propagation = known(not flag, disabled.at)
    if table.external and not graph.children(table, ROUTE):
        # the one reason, told once, and not once for every route there may be
        return (
            Unknown(f"the routes of {table.label} are declared elsewhere", table.at, "--azure"),
            propagation,
            has_table,
        )
    return listed(routes_of(graph, table), lambda node: node, table.at), propagation, has_table


@once
def subnet_facts(graph: Graph, subnet: Resource) -> Value:
    """A subnet with its gateway and routes."""
    return facts_later(_OF_SUBNET, _Subnet(graph, subnet), subnet.at)


class _Subnet:
    """A subnet, and what several of its facts rest on."""

    def __init__(self, graph: Graph, subnet: Resource) -> None:
        self.graph, self.subnet, self.at = graph, subnet, subnet.at

    @cached_property
    def network(self) -> Resource | Unknown | None:
        """What it lies in."""
        return self.graph.parent(self.subnet)

    @cached_property
    def routing(self) -> tuple[Node | None, Node | None, Node]:
        """Its routes, and of its table whether it takes routes of gateways, and whether it is there."""
        return routes_facts(self.graph, self.subnet)

    def gateway(self) -> Node | None:
        """The NAT gateway."""
        nat = nat_gateway_of(self.graph, self.subnet)
        return nat if isinstance(nat, Unknown) else nat_facts(self.graph, nat) if nat else None

    def default_route(self) -> Node | None:
        """The next hop of 0.0.0.0/0."""
        route = default_route(self.graph, self.subnet)
        return None if is_absent(route) else route

    def prefix(self) -> Node | None:
        """Its range, or the first of several."""
        prefixes = elements_of(self.subnet.get("addressPrefixes"))
        return optional(self.subnet, "addressPrefix") or next(iter(prefixes.sure), prefixes.cause)

    def in_network(self, told: Callable[[Resource], Node | None]) -> Node | None:
        """What is told of the network, or why nobody knows."""
        network = self.network
        return told(network) if isinstance(network, Resource) else network


_OF_SUBNET: Final[Ways] = {
    "name": lambda of: known(of.subnet.label, of.at),
    "address": lambda of: known(of.subnet.address, of.at),
    "hasNat": lambda of: truth(has_nat(of.graph, of.subnet), of.at),
    "natGateway": lambda of: of.gateway(),
    "defaultRoute": lambda of: of.default_route(),
    "internetRoute": lambda of: internet_route(of.graph, of.subnet),
    "routes": lambda of: of.routing[0],
    "bgpRoutePropagation": lambda of: of.routing[1],
    "hasRouteTable": lambda of: of.routing[2],
    "addressPrefix": lambda of: of.prefix(),
    "defaultOutboundAccess": lambda of: optional(of.subnet, "defaultOutboundAccess"),
    "delegations": lambda of: delegations(of.subnet),
    "serviceEndpoints": lambda of: written_or_default(of.subnet, "serviceEndpoints", SUBNET),
    "virtualNetwork": lambda of: of.in_network(lambda network: known(network.label, network.at)),
    "inline": lambda of: known("inline" in of.subnet.traits, of.at),
    "declared": lambda of: known(not of.subnet.external, of.at),
    "location": lambda of: of.in_network(lambda network: location_of(of.graph, network)),
}


def delegations(subnet: Resource) -> Node:
    """What a subnet is delegated to. ARM writes the service's name below ``properties``."""
    written = written_or_default(subnet, "delegations", SUBNET)
    if not isinstance(written, Value) or not isinstance(written.data, tuple):
        return written
    named = [
        item
        if (service := dig(item, "properties.serviceName")) is None
        else Value({"serviceName": service}, item.at)
        for item in written.data
    ]
    return Value(tuple(named), written.at, written.origin)


def virtual_network_of(graph: Graph, subnet: Resource) -> Resource | Unknown | None:
    """The virtual network a subnet lies in."""
    return graph.parent(subnet)
