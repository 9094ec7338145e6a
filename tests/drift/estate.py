"""The live estate that declared/main.tf declares, on the simulator; and how a test changes it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from natpin.simulator import Simulator

Body = dict[str, Any]
REGION = "westeurope"
STANDARD = {"name": "Standard", "tier": "Regional"}
SUBSCRIPTION = "0b1f6471-1bf0-4dda-aec3-cb9272f09590"


def network_id(group: str, kind: str, name: str) -> str:
    return f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{group}/providers/Microsoft.Network/{kind}/{name}"


def cluster_id(name: str) -> str:
    return (
        f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{name}/providers/Microsoft.ContainerService/"
        f"managedClusters/{name}"
    )


GATEWAY = network_id("payments", "natGateways", "egress")
OTHER_GATEWAY = network_id("payments", "natGateways", "other")
PREFIX = network_id("payments", "publicIPPrefixes", "egress")
SPARE_PREFIX = network_id("payments", "publicIPPrefixes", "spare")
IP = network_id("payments", "publicIPAddresses", "egress-1")
SPARE_IP = network_id("payments", "publicIPAddresses", "spare")
NET = network_id("payments", "virtualNetworks", "net")
TABLE = network_id("hub", "routeTables", "out")
SPARE_TABLE = network_id("payments", "routeTables", "spare")
HUB_NET = network_id("hub", "virtualNetworks", "hub")
WEB_IP = network_id("web", "publicIPAddresses", "web")
WEB_SPARE = network_id("web", "publicIPAddresses", "spare")
PAYMENTS, HUB, WEB, SHOP = map(cluster_id, ("payments", "hub", "web", "shop"))


def ip(identifier: str, address: str) -> Body:
    return {
        "id": identifier,
        "location": REGION,
        "sku": STANDARD,
        "properties": {
            "publicIPAllocationMethod": "Static",
            "publicIPAddressVersion": "IPv4",
            "idleTimeoutInMinutes": 4,
            "ipAddress": address,
        },
    }


def prefix(identifier: str, cidr: str) -> Body:
    return {
        "id": identifier,
        "location": REGION,
        "sku": STANDARD,
        "properties": {
            "prefixLength": int(cidr.rsplit("/", 1)[1]),
            "publicIPAddressVersion": "IPv4",
            "ipPrefix": cidr,
        },
    }


def gateway(identifier: str, prefixes: list[str], addresses: list[str], idle: int = 10) -> Body:
    return {
        "id": identifier,
        "location": REGION,
        "sku": STANDARD,
        "properties": {
            "idleTimeoutInMinutes": idle,
            "publicIpPrefixes": [{"id": one} for one in prefixes],
            "publicIpAddresses": [{"id": one} for one in addresses],
        },
    }


def cluster(name: str, network: Body, pools: list[Body], **more: Any) -> Body:
    return {
        "id": cluster_id(name),
        "location": REGION,
        "identity": {"type": "SystemAssigned"},
        "sku": {"name": "Base", "tier": "Free"},
        "properties": {
            "dnsPrefix": name,
            "agentPoolProfiles": [
                {"mode": "System" if n == 0 else "User", "count": 3, "vmSize": "Standard_D4s_v5", **pool}
                for n, pool in enumerate(pools)
            ],
            "networkProfile": {"networkPlugin": "azure", "loadBalancerSku": "standard", **network},
            **more,
        },
    }


def bodies() -> list[Body]:
    """Everything, as first deployed. The spare ones are there, declared by nothing and used by nothing."""
    nat = {"natGateway": {"id": GATEWAY}, "defaultOutboundAccess": False}
    return [
        prefix(PREFIX, "20.1.2.0/29"),
        prefix(SPARE_PREFIX, "20.9.9.0/31"),
        ip(IP, "20.1.3.4"),
        ip(SPARE_IP, "20.9.8.7"),
        ip(WEB_IP, "20.5.6.7"),
        ip(WEB_SPARE, "20.5.6.8"),
        gateway(GATEWAY, [PREFIX], [IP]),
        {
            "id": SPARE_TABLE,
            "location": REGION,
            "properties": {"routes": [route("all", "0.0.0.0/0", "VirtualAppliance", "10.0.0.4")]},
        },
        {
            "id": NET,
            "location": REGION,
            "properties": {
                "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
                "subnets": [
                    {"name": "system", "properties": {"addressPrefix": "10.0.0.0/24", **nat}},
                    {"name": "user", "properties": {"addressPrefix": "10.0.1.0/24", **nat}},
                    {"name": "pods", "properties": {"addressPrefix": "10.0.2.0/24", **nat}},
                    {
                        "name": "fresh",
                        "properties": {"addressPrefix": "10.0.3.0/24", "defaultOutboundAccess": True},
                    },
                    {"name": "pinned", "properties": {"addressPrefix": "10.0.4.0/24", **nat}},
                ],
            },
        },
        cluster(
            "payments",
            {"outboundType": "userAssignedNATGateway"},
            [
                {"name": "system", "vnetSubnetID": f"{NET}/subnets/system"},
                {
                    "name": "user",
                    "vnetSubnetID": f"{NET}/subnets/user",
                    "podSubnetID": f"{NET}/subnets/pods",
                },
            ],
            apiServerAccessProfile={"authorizedIPRanges": ["20.1.2.0/29", "20.1.3.4/32", "203.0.113.0/24"]},
        ),
        {
            "id": TABLE,
            "location": REGION,
            "properties": {
                "disableBgpRoutePropagation": False,
                "routes": [
                    route("default", "0.0.0.0/0", "VirtualAppliance", "10.9.0.4"),
                    route("monitor", "AzureMonitor", "Internet"),
                ],
            },
        },
        {
            "id": HUB_NET,
            "location": REGION,
            "properties": {
                "addressSpace": {"addressPrefixes": ["10.9.0.0/16"]},
                "subnets": [
                    {
                        "name": "nodes",
                        "properties": {"addressPrefix": "10.9.1.0/24", "routeTable": {"id": TABLE}},
                    }
                ],
            },
        },
        cluster(
            "hub",
            {"outboundType": "userDefinedRouting"},
            [{"name": "system", "vnetSubnetID": f"{HUB_NET}/subnets/nodes"}],
        ),
        cluster(
            "web",
            {"outboundType": "loadBalancer", "loadBalancerProfile": web_profile()},
            [{"name": "system"}],
        ),
        cluster(
            "shop",
            {
                "outboundType": "managedNATGateway",
                "natGatewayProfile": {
                    "managedOutboundIPProfile": {"count": 2},
                    "idleTimeoutInMinutes": 4,
                },
            },
            [{"name": "system"}],
        ),
    ]


def web_profile(*ips: str) -> Body:
    return {
        "outboundIPs": {"publicIPs": [{"id": one} for one in ips or (WEB_IP,)]},
        "idleTimeoutInMinutes": 30,
        "allocatedOutboundPorts": 8000,
    }


def route(name: str, destination: str, hop: str, address: str | None = None) -> Body:
    properties: Body = {"addressPrefix": destination, "nextHopType": hop}
    if address:
        properties["nextHopIpAddress"] = address
    return {"name": name, "properties": properties}


def build(azure: Simulator) -> None:
    azure.seed(*bodies())
    azure.lock(PREFIX, "CanNotDelete", "egress")


class Change:
    """What somebody does to the estate behind everybody's back."""

    def __init__(self, azure: Simulator) -> None:
        self.azure = azure

    def entry(self, identifier: str) -> Any:
        found = self.azure.world.resources.get(identifier)
        assert found is not None, identifier
        return found

    def set(self, identifier: str, **properties: Any) -> None:
        """Properties written; None takes one away."""
        entry = self.entry(identifier)
        made = copy.deepcopy(entry.properties)
        for path, value in properties.items():
            *way, last = path.split("__")
            here = made
            for name in way:
                here = here.setdefault(name, {})
            if value is None:
                here.pop(last, None)
            else:
                here[last] = value
        entry.properties = made
        self.azure.world.resources.put(entry)

    def pool(self, cluster: str, name: str, **properties: Any) -> None:
        """One property of one pool."""
        found = self.entry(f"{cluster}/agentPools/{name}")
        found.properties = {
            **{key: value for key, value in found.properties.items() if properties.get(key, "") is not None},
            **{key: value for key, value in properties.items() if value is not None},
        }
        self.azure.world.resources.put(found)

    def top(self, identifier: str, **members: Any) -> None:
        """What stands beside the properties: sku, zones, tags."""
        entry = self.entry(identifier)
        entry.top = {**entry.top, **members}
        self.azure.world.resources.put(entry)

    def fact(self, identifier: str, **members: Any) -> None:
        """What the service adds: addresses."""
        entry = self.entry(identifier)
        entry.facts = {**entry.facts, **members}
        self.azure.world.resources.put(entry)

    def seed(self, *bodies: Body) -> None:
        self.azure.seed(*bodies)

    def redeploy(self, name: str, network: Body) -> None:
        """A cluster of one pool made again, and whatever AKS makes for it."""
        self.gone_all(cluster_id(name))
        self.seed(cluster(name, network, [{"name": "system"}]))

    def gone(self, identifier: str) -> None:
        self.azure.world.resources.remove(identifier)

    def gone_all(self, scope: str) -> None:
        """A resource and everything below it, or everything below a collection."""
        for entry in self.azure.world.resources:
            if f"{entry.id.lower()}/".startswith(f"{scope.lower()}/"):
                self.gone(entry.id)

    def unlock(self) -> None:
        for entry in list(self.azure.world.policy):
            if entry.type.endswith("/locks"):
                self.azure.world.policy.remove(entry.id)


Do = Callable[[Change], None]
