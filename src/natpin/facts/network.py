"""Facts about NAT gateways, subnets and routes, as objects whose fields the vocabulary lists."""

from __future__ import annotations

from natpin.egress import default_route, has_nat, internet_route, ip_counts, nat_gateway_of, routes_of
from natpin.facts.fields import (
    fact_object,
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
    managed = nat.traits.get("managed")
    count: Node | None
    if managed is not None:
        count, six = nat.traits.get("managedIpCount") or known(1, nat.at), None
    else:
        count, six = ip_counts(graph, nat)
    return fact_object(
        {
            "name": known(nat.label, nat.at),
            "managed": managed or known(False, nat.at),
            "sku": fact_object(
                {
                    "name": written_or_default(nat, "sku.name", NAT_GATEWAY)
                    if managed is None
                    else optional(nat, "sku.name")
                },
                nat.at,
            ),
            "zones": written_or_default(nat, "zones", NAT_GATEWAY),
            "idleTimeoutInMinutes": written_or_default(nat, "idleTimeoutInMinutes", NAT_GATEWAY),
            "ipCount": count,
            "ipv6Count": six,
            "location": location_of(graph, nat),
            "subscription": subscription_of(nat),
            "resourceGroup": group_name(graph, nat),
        },
        nat.at,
    )


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
    nat = nat_gateway_of(graph, subnet)
    has_nat_ = truth(has_nat(graph, subnet), subnet.at)
    gateway: Node | None = nat if isinstance(nat, Unknown) else nat_facts(graph, nat) if nat else None
    routes, propagation, has_table = routes_facts(graph, subnet)
    route = default_route(graph, subnet)
    network = graph.parent(subnet)
    prefix = optional(subnet, "addressPrefix")
    prefixes = elements_of(subnet.get("addressPrefixes"))
    return fact_object(
        {
            "name": known(subnet.label, subnet.at),
            "address": known(subnet.address, subnet.at),
            "hasNat": has_nat_,
            "natGateway": gateway,
            "defaultRoute": None if is_absent(route) else route,
            "internetRoute": internet_route(graph, subnet),
            "routes": routes,
            "bgpRoutePropagation": propagation,
            "hasRouteTable": has_table,
            "addressPrefix": prefix or next(iter(prefixes.sure), prefixes.cause),
            "defaultOutboundAccess": optional(subnet, "defaultOutboundAccess"),
            "delegations": delegations(subnet),
            "serviceEndpoints": written_or_default(subnet, "serviceEndpoints", SUBNET),
            "virtualNetwork": known(network.label, network.at) if isinstance(network, Resource) else network,
            "inline": known("inline" in subnet.traits, subnet.at),
            "declared": known(not subnet.external, subnet.at),
            "location": location_of(graph, network) if isinstance(network, Resource) else network,
        },
        subnet.at,
    )


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
