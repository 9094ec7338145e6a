"""Microsoft.Network/networkSecurityGroups, with their rules inline."""

from __future__ import annotations

from natpin.simulator import errors
from natpin.simulator.exchange import Json
from natpin.simulator.store import Stored
from natpin.simulator.types.rules import TypeRules, Write, envelope, named, written
from natpin.simulator.world import SimulatedAzure

TYPE = "Microsoft.Network/networkSecurityGroups"

# learn.microsoft.com/azure/virtual-network/network-security-groups-overview, default security rules.
_DEFAULTS = (
    (
        "AllowVnetInBound",
        "Allow inbound traffic from all VMs in VNET",
        "Inbound",
        "Allow",
        65000,
        "VirtualNetwork",
        "VirtualNetwork",
    ),
    (
        "AllowAzureLoadBalancerInBound",
        "Allow inbound traffic from azure load balancer",
        "Inbound",
        "Allow",
        65001,
        "AzureLoadBalancer",
        "*",
    ),
    ("DenyAllInBound", "Deny all inbound traffic", "Inbound", "Deny", 65500, "*", "*"),
    (
        "AllowVnetOutBound",
        "Allow outbound traffic from all VMs to all VMs in VNET",
        "Outbound",
        "Allow",
        65000,
        "VirtualNetwork",
        "VirtualNetwork",
    ),
    (
        "AllowInternetOutBound",
        "Allow outbound traffic from all VMs to Internet",
        "Outbound",
        "Allow",
        65001,
        "*",
        "Internet",
    ),
    ("DenyAllOutBound", "Deny all outbound traffic", "Outbound", "Deny", 65500, "*", "*"),
)


def admit(_world: SimulatedAzure, write: Write) -> None:
    for service_owned in ("defaultSecurityRules", "subnets", "networkInterfaces"):
        write.properties.pop(service_owned, None)
    named(write.properties.setdefault("securityRules", []))


def release(world: SimulatedAzure, entry: Stored) -> None:
    user = next(iter(world.referrers(entry.id)), None)
    if user is not None:
        raise errors.network(
            400,
            "InUseNetworkSecurityGroupCannotBeDeleted",
            f"Network security group {entry.id} cannot be deleted because it is in use by the following resources: "
            f"{user.id}. In order to delete the Network security group, remove the association with the resource(s). To "
            "learn how to do this, see aka.ms/deletensg.",
        )


def show(world: SimulatedAzure, entry: Stored, _api_version: str) -> Json:
    properties = written(entry)
    etag = world.etag(entry)
    for rule in properties["securityRules"]:
        rule["id"] = f"{entry.id}/securityRules/{rule.get('name')}"
        rule["etag"] = etag
        rule["type"] = f"{TYPE}/securityRules"
        rule.setdefault("properties", {})["provisioningState"] = entry.state
    properties["defaultSecurityRules"] = [_default(entry, etag, *row) for row in _DEFAULTS]
    subnets = [{"id": user.id} for user in world.referrers(entry.id)]
    if subnets:
        properties["subnets"] = subnets
    return envelope(world, entry, properties)


def _default(
    entry: Stored,
    etag: str,
    name: str,
    text: str,
    direction: str,
    access: str,
    priority: int,
    source: str,
    target: str,
) -> Json:
    return {
        "name": name,
        "id": f"{entry.id}/defaultSecurityRules/{name}",
        "etag": etag,
        "type": f"{TYPE}/defaultSecurityRules",
        "properties": {
            "provisioningState": entry.state,
            "description": text,
            "protocol": "*",
            "sourcePortRange": "*",
            "destinationPortRange": "*",
            "sourceAddressPrefix": source,
            "destinationAddressPrefix": target,
            "access": access,
            "priority": priority,
            "direction": direction,
            "sourcePortRanges": [],
            "destinationPortRanges": [],
            "sourceAddressPrefixes": [],
            "destinationAddressPrefixes": [],
        },
    }


RULES = TypeRules(
    type=TYPE,
    admit=admit,
    show=show,
    put_operation="PutNetworkSecurityGroupOperation",
    delete_operation="DeleteNetworkSecurityGroupOperation",
    release=release,
)
