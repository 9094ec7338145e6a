"""Two scenes: everything is made where nothing was; and egress is put right beside much that must not be touched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from natpin.provision.wanted import Wanted

from .bench import Bench, entry

CLUSTER = {"name": "aks", "create": {"node-count": 2, "identity": "system"}}


@dataclass(frozen=True)
class Scene:
    name: str
    seed: Callable[[Bench], None]
    entry: Callable[[Bench], dict[str, Any]]
    allow: tuple[str, ...]

    def wanted(self, ground: Bench) -> Wanted:
        return ground.wanted(entry(ground.subscription, **self.entry(ground)))


def _nothing(_ground: Bench) -> None: ...


def _full(ground: Bench) -> dict[str, Any]:
    return {"cluster": CLUSTER}


def lived_in(ground: Bench) -> None:
    """A VNet in use: a cluster on the load balancer, a NAT gateway with an IP, subnets full of what is not ours."""
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
                    {"name": "aks", "properties": _crowded(ground, "10.0.0.0/22")},
                    {"name": "pods", "properties": {**_crowded(ground, "10.0.8.0/22"), "delegations": []}},
                    {"name": "other", "properties": _crowded(ground, "10.0.16.0/24")},
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


def _crowded(ground: Bench, prefix: str) -> dict[str, Any]:
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
        "anotherNewNumber": 7,
    }


def _update(ground: Bench) -> dict[str, Any]:
    return {"cluster": {"name": "aks"}}


PROVISION = Scene("provision", _nothing, _full, ("cluster-create",))
UPDATE = Scene("update", lived_in, _update, ("outbound-type-change",))
SCENES = {scene.name: scene for scene in (PROVISION, UPDATE)}
