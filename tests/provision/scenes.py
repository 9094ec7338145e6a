"""Two scenes: everything is made where nothing was; and egress is put right beside much that must not be touched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from natpin.provision.desired import Desired

from .bench import Bench, entry

CLUSTER = {"name": "aks", "create": {"node-count": 2, "identity": "system"}}


@dataclass(frozen=True)
class Scene:
    name: str
    seed: Callable[[Bench], None]
    entry: Callable[[Bench], dict[str, Any]]
    allow: tuple[str, ...]

    def wanted(self, ground: Bench) -> Desired:
        return ground.wanted(entry(ground.subscription, **self.entry(ground)))


def _nothing(_ground: Bench) -> None: ...


def _full(ground: Bench) -> dict[str, Any]:
    return {"cluster": CLUSTER}


def lived_in(ground: Bench, seed: int = 7) -> None:
    """A VNet in use: a cluster on the load balancer, a NAT gateway with an IP, subnets full of what is not ours."""
    dice = Random(seed)
    id_ = ground.id
    network = "Microsoft.Network"
    ground.azure.seed(
        {"id": id_(f"{network}/networkSecurityGroups/nsg"), "location": "westeurope", "properties": {}},
        {
            "id": id_(f"{network}/routeTables/routes"),
            "location": "westeurope",
            "properties": {
                "routes": [
                    {
                        "name": "office",
                        "properties": {
                            "addressPrefix": "192.168.0.0/16",
                            "nextHopType": "VirtualAppliance",
                            "nextHopIpAddress": "10.0.200.4",
                        },
                    }
                ]
            },
        },
        {
            "id": id_(f"{network}/publicIPAddresses/old"),
            "location": "westeurope",
            "sku": {"name": "Standard"},
            "properties": {"publicIPAllocationMethod": "Static", "ipAddress": "198.51.100.7"},
        },
        {
            "id": id_(f"{network}/natGateways/nat"),
            "location": "westeurope",
            "sku": {"name": "Standard"},
            "tags": {"made-by": "hand"},
            "properties": {
                "idleTimeoutInMinutes": 4,
                "publicIpAddresses": [{"id": id_(f"{network}/publicIPAddresses/old")}],
                "futureSetting": {"deep": [1, {"keep": "me"}]},
            },
        },
        {
            "id": id_(f"{network}/virtualNetworks/vnet"),
            "location": "westeurope",
            "properties": {
                "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
                "dhcpOptions": {"dnsServers": ["10.0.0.4"]},
                "subnets": [
                    {"name": "aks", "properties": _crowded(ground, "10.0.0.0/22", dice)},
                    {
                        "name": "pods",
                        "properties": {**_crowded(ground, "10.0.8.0/22", dice), "delegations": []},
                    },
                    {"name": "other", "properties": _crowded(ground, "10.0.16.0/24", dice)},
                ],
            },
        },
    )
    ground.azure.seed(
        {
            "id": id_("Microsoft.ContainerService/managedClusters/aks"),
            "location": "westeurope",
            "identity": {"type": "SystemAssigned"},
            "properties": {
                "dnsPrefix": "aks",
                "agentPoolProfiles": [
                    {
                        "name": "system",
                        "mode": "System",
                        "count": 2,
                        "vmSize": "Standard_D4s_v5",
                        "vnetSubnetID": id_(f"{network}/virtualNetworks/vnet/subnets/pods"),
                    }
                ],
                "networkProfile": {"networkPlugin": "azure", "outboundType": "loadBalancer"},
            },
        },
    )
    ground.azure.settle()


def _crowded(ground: Bench, prefix: str, dice: Random) -> dict[str, Any]:
    return {
        "addressPrefix": prefix,
        "networkSecurityGroup": {"id": ground.id("Microsoft.Network/networkSecurityGroups/nsg")},
        "routeTable": {"id": ground.id("Microsoft.Network/routeTables/routes")},
        "serviceEndpoints": [{"service": "Microsoft.Storage", "locations": ["westeurope", "northeurope"]}],
        "delegations": [
            {"name": "files", "properties": {"serviceName": "Microsoft.Netapp/volumes"}},
        ],
        "privateEndpointNetworkPolicies": "Enabled",
        "defaultOutboundAccess": True,
        "somethingNew": {"nested": {"list": [1, 2, {"x": None, "y": "z"}]}, "flag": False},
        **{f"random{n}": _anything(dice, 3) for n in range(dice.randint(1, 5))},
    }


def _anything(dice: Random, depth: int) -> Any:
    """Any JSON: what a property of tomorrow's API may hold."""
    match dice.randint(0, 6 if depth else 4):
        case 0:
            return dice.choice([True, False])
        case 1:
            return dice.randint(-(2**40), 2**40)
        case 2:
            return dice.random()
        case 3 | 4:
            return "".join(dice.choices("aZ09 -_/é\u20ac\"'{}", k=dice.randint(1, 20)))
        case 5:
            return [_anything(dice, depth - 1) for _ in range(dice.randint(1, 3))]
        case _:
            return {f"k{n}": _anything(dice, depth - 1) for n in range(dice.randint(1, 3))}


def _update(ground: Bench) -> dict[str, Any]:
    return {"cluster": {"name": "aks"}}


def _guarded(ground: Bench) -> None:
    """The cluster's API server lets in one range only, and the addresses exist already."""
    lived_in(ground)
    id_ = ground.id("Microsoft.ContainerService/managedClusters/aks")
    body = ground.azure.get(id_) or {}
    body["properties"]["apiServerAccessProfile"] = {"authorizedIPRanges": ["192.0.2.0/24"]}
    ground.azure.seed(
        {
            "id": ground.id("Microsoft.Network/publicIPPrefixes/egress"),
            "location": "westeurope",
            "sku": {"name": "Standard"},
            "properties": {"prefixLength": 30, "ipPrefix": "203.0.113.8/30"},
        },
        {"id": id_, **{key: body[key] for key in ("location", "identity", "properties")}},
    )
    ground.azure.settle()


def _shared(ground: Bench) -> None:
    """A second cluster shares the subnet, and a third of another team's is in the other one."""
    lived_in(ground)
    for name, group, subnet in (("second", "rg-payments", "pods"), ("theirs", "rg-others", "aks")):
        vnet = ground.id("Microsoft.Network/virtualNetworks/vnet")
        pool = {"name": "main", "mode": "System", "count": 1, "vnetSubnetID": f"{vnet}/subnets/{subnet}"}
        ground.azure.seed(
            {
                "id": ground.id(f"Microsoft.ContainerService/managedClusters/{name}", group),
                "location": "westeurope",
                "identity": {"type": "SystemAssigned"},
                "properties": {
                    "dnsPrefix": name,
                    "agentPoolProfiles": [pool],
                    "networkProfile": {"networkPlugin": "azure", "outboundType": "loadBalancer"},
                },
            }
        )
    ground.azure.settle()


def _both(ground: Bench) -> dict[str, Any]:
    return {"cluster": [{"name": "aks"}, {"name": "second"}]}


def _locked(_ground: Bench) -> dict[str, Any]:
    return {"cluster": {"name": "aks"}, "lock": "CanNotDelete"}


PROVISION = Scene("provision", _nothing, _full, ("cluster-create",))
UPDATE = Scene("update", lived_in, _update, ("outbound-type-change",))


def _rotating(ground: Bench) -> None:
    """A gateway with an old IP and the new prefix, and a subnet that is still on another gateway."""
    lived_in(ground)
    network = "Microsoft.Network"
    prefix = {"id": ground.id(f"{network}/publicIPPrefixes/egress")}
    old = {"id": ground.id(f"{network}/publicIPAddresses/old")}
    other = {"id": ground.id(f"{network}/publicIPAddresses/other")}
    ground.azure.seed(
        {**prefix, "location": "westeurope", "sku": {"name": "Standard"}, "properties": {"prefixLength": 30}},
        {
            "id": ground.id(f"{network}/natGateways/nat"),
            "location": "westeurope",
            "sku": {"name": "Standard"},
            "properties": {
                "idleTimeoutInMinutes": 10,
                "publicIpAddresses": [old],
                "publicIpPrefixes": [prefix],
            },
        },
        {
            **other,
            "location": "westeurope",
            "sku": {"name": "Standard"},
            "properties": {"publicIPAllocationMethod": "Static", "ipAddress": "198.51.100.9"},
        },
        {
            "id": ground.id(f"{network}/natGateways/before"),
            "location": "westeurope",
            "sku": {"name": "Standard"},
            "properties": {"idleTimeoutInMinutes": 4, "publicIpAddresses": [other]},
        },
    )
    vnet = ground.id(f"{network}/virtualNetworks/vnet")
    body = ground.azure.get(vnet) or {}
    for subnet in body["properties"]["subnets"]:
        gateway = "nat" if subnet["name"] == "pods" else "before"
        subnet["properties"]["natGateway"] = {"id": ground.id(f"{network}/natGateways/{gateway}")}
    ground.azure.seed({"id": vnet, "location": "westeurope", "properties": body["properties"]})
    ground.azure.settle()


def _retiring(ground: Bench) -> dict[str, Any]:
    old = ground.id("Microsoft.Network/publicIPAddresses/old")
    ips = {"prefix": {"name": "egress", "length": 30}, "retire": [{"id": old, "after": "2026-01-31"}]}
    return {"cluster": {"name": "aks"}, "public_ips": ips}


ROTATE = Scene(
    "rotate", _rotating, _retiring, ("outbound-type-change", "egress-change", "gateway-change", "ip-retire")
)


def _moved(ground: Bench) -> None:
    """Every subnet is on the gateway with the new prefix; the cluster is still of the type of the load balancer."""
    _rotating(ground)
    vnet = ground.id("Microsoft.Network/virtualNetworks/vnet")
    body = ground.azure.get(vnet) or {}
    for subnet in body["properties"]["subnets"]:
        subnet["properties"]["natGateway"] = {"id": ground.id("Microsoft.Network/natGateways/nat")}
    ground.azure.seed({"id": vnet, "location": "westeurope", "properties": body["properties"]})
    ground.azure.settle()


def _returning(_ground: Bench) -> dict[str, Any]:
    off = [{"name": name, "nat-gateway": "none"} for name in ("aks", "pods")]
    return {"subnets": off, "cluster": {"name": "aks", "outbound-type": "loadBalancer"}}


RETURN = Scene("return", _moved, _returning, ("outbound-type-change", "egress-change", "gateway-detach"))
GUARDED = Scene("guarded", _guarded, _update, ("outbound-type-change",))
GUARD_IPS = Scene("locks", lived_in, _locked, ("outbound-type-change",))
SHARED = Scene("shared", _shared, _both, ("outbound-type-change", "egress-change"))


def _both_families(ground: Bench) -> None:
    """A StandardV2 gateway with IPv4 addresses, in use by a dual-stack network."""
    prefix = {"id": ground.id("Microsoft.Network/publicIPPrefixes/egress")}
    sku, region = {"name": "StandardV2"}, "westeurope"
    gateway = {"id": ground.id("Microsoft.Network/natGateways/nat")}
    subnets = [
        {
            "name": name,
            "properties": {"addressPrefixes": ranges, "natGateway": gateway, "defaultOutboundAccess": False},
        }
        for name, ranges in (("aks", ["10.0.0.0/22", "fd00:db8:0:1::/64"]), ("pods", ["10.0.8.0/22"]))
    ]
    spaces = {"addressPrefixes": ["10.0.0.0/16", "fd00:db8::/48"]}
    ground.azure.seed(
        {**prefix, "location": region, "sku": sku, "properties": {"prefixLength": 30}},
        {
            **gateway,
            "location": region,
            "sku": sku,
            "properties": {"idleTimeoutInMinutes": 10, "publicIpPrefixes": [prefix]},
        },
        {
            "id": ground.id("Microsoft.Network/virtualNetworks/vnet"),
            "location": region,
            "properties": {"addressSpace": spaces, "subnets": subnets},
        },
    )
    ground.azure.settle()


def _with_ipv6(_ground: Bench) -> dict[str, Any]:
    return {
        "virtual_network": {"name": "vnet"},
        "subnets": [{"name": "aks"}, {"name": "pods"}],
        "nat_gateway": {"name": "nat", "sku": "StandardV2"},
        "public_ips": {
            "prefix": {"name": "egress", "length": 30},
            "prefix-v6": {"name": "egress-v6", "length": 126},
        },
        "lock": "CanNotDelete",
    }


FAMILIES = Scene("families", _both_families, _with_ipv6, ())
SCENES = {
    scene.name: scene for scene in (PROVISION, UPDATE, GUARDED, SHARED, ROTATE, RETURN, GUARD_IPS, FAMILIES)
}
