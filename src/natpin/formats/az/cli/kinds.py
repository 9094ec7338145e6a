"""The kinds of resource that az commands make, and how commands name them."""

from __future__ import annotations

from collections.abc import Mapping

from natpin.model import resource as arm
from natpin.model.record import record


@record
class Kind:
    """A kind of resource in the words of az."""

    word: str
    """In addresses: ``az:natGateway:rg/name``."""
    type: str
    """ARM's type."""
    name_flags: tuple[str, ...] = ("--name",)
    parent: str | None = None
    """The word of the parent's kind."""
    parent_flag: str = ""


GROUP = Kind("group", arm.RESOURCE_GROUP)
PUBLIC_IP = Kind("publicIp", arm.PUBLIC_IP)
PREFIX = Kind("prefix", arm.PUBLIC_IP_PREFIX)
NAT_GATEWAY = Kind("natGateway", arm.NAT_GATEWAY)
VNET = Kind("vnet", arm.VIRTUAL_NETWORK)
SUBNET = Kind("subnet", arm.SUBNET, parent="vnet", parent_flag="--vnet-name")
ROUTE_TABLE = Kind("routeTable", arm.ROUTE_TABLE)
ROUTE = Kind("route", arm.ROUTE, parent="routeTable", parent_flag="--route-table-name")
CLUSTER = Kind("cluster", arm.CLUSTER)
POOL = Kind("pool", arm.AGENT_POOL, ("--name", "--nodepool-name"), "cluster", "--cluster-name")
LOCK = Kind("lock", arm.LOCK)
FIREWALL = Kind("firewall", arm.FIREWALL)
PEERING = Kind("peering", arm.PEERING, parent="vnet", parent_flag="--vnet-name")
NETWORK_GATEWAY = Kind("vnetGateway", arm.NETWORK_GATEWAY)
HUB = Kind("vhub", "Microsoft.Network/virtualHubs")
HUB_CONNECTION = Kind("hubConnection", arm.HUB_CONNECTION, parent="vhub", parent_flag="--vhub-name")

KINDS: Mapping[str, Kind] = {
    kind.word: kind
    for kind in (
        GROUP,
        PUBLIC_IP,
        PREFIX,
        NAT_GATEWAY,
        VNET,
        SUBNET,
        ROUTE_TABLE,
        ROUTE,
        CLUSTER,
        POOL,
        LOCK,
        FIREWALL,
        PEERING,
        NETWORK_GATEWAY,
        HUB,
        HUB_CONNECTION,
    )
}

BY_TYPE: Mapping[str, Kind] = {kind.type.lower(): kind for kind in KINDS.values()}

WITH_CHILDREN: Mapping[str, tuple[str, ...]] = {
    "vnet": (VNET.type, SUBNET.type),
    "routeTable": (ROUTE_TABLE.type, ROUTE.type),
    "cluster": (CLUSTER.type, POOL.type),
    "group": (),
}
"""Types that are declared inside another: a template that writes a network may write its subnets."""

BY_COMMAND: Mapping[str, Kind] = {
    "group": GROUP,
    "network public-ip": PUBLIC_IP,
    "network public-ip prefix": PREFIX,
    "network nat gateway": NAT_GATEWAY,
    "network vnet": VNET,
    "network vnet subnet": SUBNET,
    "network route-table": ROUTE_TABLE,
    "network route-table route": ROUTE,
    "network firewall": FIREWALL,
    "network vnet peering": PEERING,
    "network vnet-gateway": NETWORK_GATEWAY,
    "network vhub connection": HUB_CONNECTION,
    "aks": CLUSTER,
    "aks nodepool": POOL,
    "lock": LOCK,
    "group lock": LOCK,
    "resource lock": LOCK,
}
"""A command without its verb."""

PROVISIONED = frozenset({"vnet", "subnet", "natGateway", "publicIp", "prefix", "routeTable"})
"""Kinds that a script must create before it uses them."""
