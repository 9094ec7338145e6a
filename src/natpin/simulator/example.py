"""Estates to look at: one with something of everything for demonstrations, and fleets of any size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from natpin.simulator.simulator import Simulator

REGION = "westeurope"


def example(azure: Simulator) -> None:
    """Five clusters: one as it should be, one with a pool beside its NAT gateway, one on a managed NAT gateway, and two on the
    load balancer, one of them in a network of its own: ``natpin adopt`` leads that one to a NAT gateway."""
    azure.seed(*pinned(azure.subscription, "payments", 0))
    azure.lock(f"/subscriptions/{azure.subscription}/resourceGroups/payments", "CanNotDelete", "egress")
    azure.seed(*pinned(azure.subscription, "shop", 1, forgotten="batch"))
    azure.seed(cluster(azure.subscription, "portal", "managedNATGateway", {"system": None}))
    azure.seed(cluster(azure.subscription, "legacy", "loadBalancer", {"system": None}))
    azure.seed(*on_the_load_balancer(azure.subscription, "checkout", 200))
    azure.seed(watcher(azure.subscription))


def watcher(subscription: str) -> dict[str, Any]:
    """The region's Network Watcher, as Azure makes it with the first virtual network. Source: Azure Network Watcher, "Enable or
    disable Azure Network Watcher": the names."""
    return {
        "id": f"/subscriptions/{subscription}/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network/networkWatchers/"
        f"NetworkWatcher_{REGION}",
        "location": REGION,
        "properties": {},
    }


def fleet(azure: Simulator, count: int) -> None:
    """``count`` clusters, each with a network, a NAT gateway and a /29 of its own: six of seven as they should be, every
    seventh with a pool beside its gateway."""
    for number in range(count):
        forgotten = "batch" if number % 7 == 6 else None
        azure.seed(*pinned(azure.subscription, f"fleet-{number:04}", number, forgotten=forgotten))


def pinned(
    subscription: str, name: str, number: int, forgotten: str | None = None
) -> Iterator[dict[str, Any]]:
    """A cluster behind a NAT gateway with a /29; ``forgotten`` names a second pool, whose subnet somebody
    has detached from the gateway."""

    def id_of(kind: str) -> str:
        return (
            f"/subscriptions/{subscription}/resourceGroups/{name}/providers/Microsoft.Network/{kind}/{name}"
        )

    base = 20 * 256**3 + 64 * 256**2 + number * 8
    dotted = ".".join(str(base >> shift & 255) for shift in (24, 16, 8, 0))
    sku = {"name": "Standard"}
    yield {
        "id": id_of("publicIPPrefixes"),
        "location": REGION,
        "sku": sku,
        "properties": {"prefixLength": 29, "publicIPAddressVersion": "IPv4", "ipPrefix": f"{dotted}/29"},
    }
    yield {
        "id": id_of("natGateways"),
        "location": REGION,
        "sku": sku,
        "properties": {
            "idleTimeoutInMinutes": 4,
            "publicIpPrefixes": [{"id": id_of("publicIPPrefixes")}],
        },
    }
    wide = f"10.{number % 250}"
    nodes: dict[str, Any] = {
        "addressPrefix": f"{wide}.0.0/20",
        "natGateway": {"id": id_of("natGateways")},
        "defaultOutboundAccess": False,
    }
    subnets = [{"name": "nodes", "properties": nodes}]
    pools: dict[str, str | None] = {"system": f"{id_of('virtualNetworks')}/subnets/nodes"}
    if forgotten:
        aside = {"addressPrefix": f"{wide}.16.0/20", "defaultOutboundAccess": True}
        subnets.append({"name": forgotten, "properties": {**aside, "natGateway": nodes["natGateway"]}})
        pools[forgotten] = f"{id_of('virtualNetworks')}/subnets/{forgotten}"
    yield {
        "id": id_of("virtualNetworks"),
        "location": REGION,
        "properties": {"addressSpace": {"addressPrefixes": [f"{wide}.0.0/16"]}, "subnets": subnets},
    }
    yield cluster(subscription, name, "userAssignedNATGateway", pools)
    if (
        forgotten
    ):  # AKS refuses a pool in a subnet without a gateway; it does not see one that is detached later
        yield {"id": f"{id_of('virtualNetworks')}/subnets/{forgotten}", "properties": aside}


def on_the_load_balancer(subscription: str, name: str, number: int) -> Iterator[dict[str, Any]]:
    """A cluster on AKS's load balancer, with a subnet of its own for each of its two pools."""
    network = f"/subscriptions/{subscription}/resourceGroups/{name}/providers/Microsoft.Network/virtualNetworks/{name}"
    subnets = [
        {
            "name": pool,
            "properties": {"addressPrefix": f"10.{number}.{part}.0/20", "defaultOutboundAccess": False},
        }
        for pool, part in (("system", 0), ("workers", 16))
    ]
    space = {"addressPrefixes": [f"10.{number}.0.0/16"]}
    yield {"id": network, "location": REGION, "properties": {"addressSpace": space, "subnets": subnets}}
    pools: dict[str, str | None] = {pool: f"{network}/subnets/{pool}" for pool in ("system", "workers")}
    yield cluster(subscription, name, "loadBalancer", pools)


def cluster(subscription: str, name: str, outbound: str, pools: dict[str, str | None]) -> dict[str, Any]:
    """A cluster's ARM body; ``pools`` gives each pool's subnet, None for AKS's own network."""
    profiles = [
        {
            "name": pool,
            "mode": "System" if position == 0 else "User",
            "count": 3,
            "vmSize": "Standard_D4s_v5",
            **({"vnetSubnetID": subnet} if subnet else {}),
        }
        for position, (pool, subnet) in enumerate(pools.items())
    ]
    network = {
        "networkPlugin": "azure",
        "networkPluginMode": "overlay",
        "outboundType": outbound,
        "podCidr": "192.168.0.0/16",
        "loadBalancerSku": "standard",
    }
    return {
        "id": f"/subscriptions/{subscription}/resourceGroups/{name}/providers/"
        f"Microsoft.ContainerService/managedClusters/{name}",
        "location": REGION,
        "identity": {"type": "SystemAssigned"},
        "properties": {"dnsPrefix": name, "agentPoolProfiles": profiles, "networkProfile": network},
    }
