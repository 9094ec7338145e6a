"""How the graph speaks of what it cannot follow."""

from __future__ import annotations

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
    Resource,
)
from natpin.model.value import Node, Unknown


def listed(resources: list[Resource]) -> str:
    shown = [resource.address for resource in resources[:3]]
    more = len(resources) - len(shown)
    return " or ".join(shown) + (f" or {more} more" if more else "")


def place_of(node: Node | None) -> Location:
    return node.at if node is not None else Location("<none>")


def settle_by(node: Node | None) -> str | None:
    return node.settle_by if isinstance(node, Unknown) else None


def settled_by(resources: list[Resource]) -> str | None:
    return next(
        (name.settle_by for r in resources if isinstance(name := r.name, Unknown) and name.settle_by), None
    )


_KINDS = {
    SUBNET.lower(): "subnet",
    ROUTE_TABLE.lower(): "route table",
    VIRTUAL_NETWORK.lower(): "virtual network",
    NAT_GATEWAY.lower(): "NAT gateway",
    PUBLIC_IP.lower(): "public IP",
    PUBLIC_IP_PREFIX.lower(): "public IP prefix",
    CLUSTER.lower(): "cluster",
    AGENT_POOL.lower(): "node pool",
}


def kind_of(type_: str) -> str:
    """``subnet`` for the type's last segment, in words."""
    return _KINDS.get(type_.lower()) or type_.rsplit("/", 1)[-1]
