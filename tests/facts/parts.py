"""Infrastructure that several tables begin with."""

from __future__ import annotations

from typing import Any

from declare import (
    cluster,
    gateway,
    network,
    pool,
    prefix,
    ref,
    resource,
    subnet,
)

from natpin.model.resource import CLUSTER, Resource

X = "? var.x has no default"
NAT = {"natGateway": {"id": ref("nat")}}
ON_PREFIX = gateway(publicIpPrefixes=[{"id": ref("prefix")}])
OWN = [{"name": "system", "vnetSubnetID": ref("nodes")}]
PODS = [{"name": "system", "vnetSubnetID": ref("nodes"), "podSubnetID": ref("pods")}]
TWO = [{"name": "a", "vnetSubnetID": ref("nodes")}, {"name": "b", "vnetSubnetID": ref("other")}]


def system(**properties: Any) -> list[Resource]:
    """A cluster in a network that Azure manages, of one pool."""
    return [cluster(pools=[{"name": "system", **properties}])]


def pinned(outbound: Any = "userAssignedNATGateway", pools: Any = OWN, **more: Any) -> list[Any]:
    """A cluster in a subnet of its own with a NAT gateway on a prefix of 16 addresses."""
    return [cluster(outbound, pools, **more), network(), subnet(**NAT), ON_PREFIX, prefix()]


def apart(**properties: Any) -> list[Resource]:
    """A pool that is a resource of its own."""
    return [cluster(pools=[]), pool("user", **properties)]


def profile(**properties: Any) -> list[Resource]:
    """A cluster with a network profile."""
    return [cluster(networkProfile=properties)]


def api_server(**properties: Any) -> Any:
    """A pinned cluster whose NAT gateway has the addresses 20.1.2.0/28."""
    return [
        *pinned(apiServerAccessProfile=properties)[:-1],
        prefix(ipPrefix="20.1.2.0/28"),
    ]


def auto(**more: Any) -> Resource:
    return cluster(sku={"name": "Automatic"}, **more)


BARE = [resource(CLUSTER, "aks")]
FAILING_ROUTE = [
    *pinned()[:2],
    subnet(**NAT, routeTable={"id": ref("routes")}),
    ON_PREFIX,
    prefix(),
]
