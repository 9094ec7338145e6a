"""Small words for building graphs in tests."""

from __future__ import annotations

from typing import Any

from natpin.graph import Graph
from natpin.model.location import Location
from natpin.model.resource import (
    AGENT_POOL,
    CLUSTER,
    NAT_GATEWAY,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    ROUTE_TABLE,
    SUBNET,
    VIRTUAL_NETWORK,
    Link,
    Resource,
)
from natpin.model.value import Node, Reference, Unknown, Value, members, of

AT = Location("main.tf", 7, 1)
UNKNOWN = Unknown("var.x has no default", AT, "--var-file")


def ref(address: str) -> Reference:
    return Reference(address, "id", AT)


def resource(
    type_: str, address: str, parent: Node | None = None, looked_up: bool = False, **properties: Any
) -> Resource:
    body = members(of(properties, AT))
    return Resource(address, type_, Value(address, AT), body, AT, parent=parent, looked_up=looked_up)


def network(address: str = "vnet", **properties: Any) -> Resource:
    return resource(VIRTUAL_NETWORK, address, **properties)


def subnet(address: str = "nodes", parent: str = "vnet", **properties: Any) -> Resource:
    return resource(SUBNET, address, ref(parent), **properties)


def gateway(address: str = "nat", **properties: Any) -> Resource:
    return resource(NAT_GATEWAY, address, **properties)


def prefix(address: str = "prefix", length: int = 28, **properties: Any) -> Resource:
    return resource(PUBLIC_IP_PREFIX, address, prefixLength=length, **properties)


def public_ip(address: str = "ip", **properties: Any) -> Resource:
    return resource(PUBLIC_IP, address, **properties)


def route_table(hop: Any, address: str = "routes", cidr: str = "0.0.0.0/0") -> Resource:
    return resource(ROUTE_TABLE, address, routes=[{"name": "r", "addressPrefix": cidr, "nextHopType": hop}])


def cluster(
    outbound: Any = None, pools: list[dict[str, Any]] | None = None, address: str = "aks", **properties: Any
) -> Resource:
    profile = {"networkPlugin": "azure"} | ({"outboundType": outbound} if outbound is not None else {})
    return resource(
        CLUSTER,
        address,
        networkProfile=profile,
        agentPoolProfiles=[{"name": "system"}] if pools is None else pools,
        **properties,
    )


def pool(address: str, parent: str = "aks", **properties: Any) -> Resource:
    return resource(AGENT_POOL, address, ref(parent), **properties)


def attach(
    source: Node, property_: str, target: Node, type_: str = SUBNET, conditional: Unknown | None = None
) -> Link:
    return Link(f"link:{property_}", type_, source, property_, target, AT, conditional)


def graph(*parts: Resource | Link) -> Graph:
    return Graph.of(parts)


def subnet_id(name: str, vnet: str = "vnet", group: str | None = None) -> Node:
    """An id of which subscription, and group unless given, are unknown."""
    tail = f"/providers/Microsoft.Network/virtualNetworks/{vnet}/subnets/{name}"
    return Unknown(
        "the subscription is unknown", AT, None, ("/subscriptions/", None, "/resourceGroups/", group, tail)
    )
