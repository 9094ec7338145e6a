"""Microsoft.Network/virtualNetworks/subnets: written alone or inline in their VNet."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_network

from natpin.simulator import errors
from natpin.simulator.exchange import Json
from natpin.simulator.ids import name_of, parent_id, same
from natpin.simulator.store import Stored
from natpin.simulator.types.rules import (
    TypeRules,
    Write,
    envelope,
    reference,
    referenced,
    references,
    sku_name,
    written,
)
from natpin.simulator.world import Link, SimulatedAzure

TYPE = "Microsoft.Network/virtualNetworks/subnets"
VNET_TYPE = "Microsoft.Network/virtualNetworks"
CLUSTER_TYPE = "Microsoft.ContainerService/managedClusters"
POOL_TYPE = f"{CLUSTER_TYPE}/agentPools"

REFERENCES = (
    ("natGateway", "Microsoft.Network/natGateways"),
    ("networkSecurityGroup", "Microsoft.Network/networkSecurityGroups"),
    ("routeTable", "Microsoft.Network/routeTables"),
)
SERVICE_OWNED = (
    "ipConfigurations",
    "privateEndpoints",
    "resourceNavigationLinks",
    "serviceAssociationLinks",
    "purpose",
)
# learn.microsoft.com/azure/nat-gateway/nat-gateway-v2-migrate lists delegations a StandardV2 gateway does not serve.
NO_STANDARD_V2 = frozenset(
    name.lower()
    for name in (
        "Microsoft.Sql/managedInstances",
        "Microsoft.ContainerInstance/containerGroups",
        "Microsoft.DBforPostgreSQL/flexibleServers",
        "Microsoft.DBforMySQL/flexibleServers",
        "Microsoft.Web/serverFarms",
        "Microsoft.App/environments",
        "Microsoft.DataFactory/factories",
        "Microsoft.PowerPlatform/enterprisePolicies",
        "Microsoft.StreamAnalytics/streamingJobs",
        "Microsoft.Network/dnsResolvers",
    )
)


def links(properties: Json) -> Iterator[Link]:
    for name, target_type in REFERENCES:
        target = reference(properties.get(name))
        if target is not None:
            yield Link(target, f"{target_type}/join/action")
    for target in references(properties.get("serviceEndpointPolicies")):
        yield Link(target, "Microsoft.Network/serviceEndpointPolicies/join/action")


def admit(world: SimulatedAzure, write: Write) -> None:
    vnet = world.resources.get(parent_id(write.id))
    assert vnet is not None, "the parent was looked up before"
    siblings = [e for e in world.resources.children(vnet.id, TYPE) if not same(e.id, write.id)]
    complete(write.id, write.properties, write.api_version, private=bool(vnet.facts.get("privateByDefault")))
    check_prefixes(name_of(write.id), write.properties, vnet.name, vnet.properties, siblings)
    check_references(world, write.id, write.properties, vnet.location)
    current = write.current
    if current and prefixes(write.properties) != prefixes(current.properties) and users(world, write.id):
        raise errors.network(
            400,
            "InUsePrefixCannotBeDeleted",
            f"IP prefix {prefixes(current.properties)[0]} on Subnet {current.name} has active allocations and cannot be deleted.",
        )


def complete(resource_id: str, properties: Json, api_version: str, *, private: bool) -> None:
    """Fill in what the service fills in; leave what it does not know as it is."""
    for name in SERVICE_OWNED:
        properties.pop(name, None)
    for name, _target_type in REFERENCES:
        target = reference(properties.get(name))
        if target is not None:
            properties[name] = {"id": target}
        else:
            properties.pop(name, None)
    endpoints = properties.get("serviceEndpoints")
    if endpoints:
        properties["serviceEndpoints"] = [
            {
                **{k: v for k, v in item.items() if k != "provisioningState"},
                "locations": item.get("locations") or ["*"],
            }
            for item in endpoints
        ]
    else:
        properties.pop("serviceEndpoints", None)
    properties["delegations"] = [
        _delegation(resource_id, item) for item in properties.get("delegations") or []
    ]
    policies = "Enabled" if api_version < "2020-06-01" else "Disabled"
    properties.setdefault("privateEndpointNetworkPolicies", policies)
    properties.setdefault("privateLinkServiceNetworkPolicies", "Enabled")
    if private:
        properties.setdefault("defaultOutboundAccess", False)


def _delegation(subnet_id: str, item: Json) -> Json:
    inner = {k: v for k, v in (item.get("properties") or {}).items() if k != "provisioningState"}
    service = str(inner.get("serviceName", ""))
    inner.setdefault("actions", ["Microsoft.Network/virtualNetworks/subnets/action"] if service else [])
    rest = {k: v for k, v in item.items() if k not in ("etag", "id", "type", "properties")}
    return {**rest, "id": f"{subnet_id}/delegations/{item.get('name')}", "properties": inner}


def check_prefixes(name: str, properties: Json, vnet_name: str, vnet: Json, siblings: list[Stored]) -> None:
    """Every prefix lies in the VNet's space and beside the other subnets'. Codes: network provider, unverified texts."""
    try:
        own = [ip_network(text) for text in prefixes(properties)]
        space = [ip_network(text) for text in (vnet.get("addressSpace") or {}).get("addressPrefixes") or []]
    except ValueError as problem:
        raise errors.network(
            400, "InvalidAddressPrefixFormat", f"Address prefix of {name} is invalid: {problem}."
        ) from None
    if not own:
        raise errors.network(400, "InvalidAddressPrefixFormat", f"Subnet '{name}' has no address prefix.")
    for network in own:
        if not any(_within(network, block) for block in space):
            raise errors.network(
                400,
                "NetcfgInvalidSubnet",
                f"Subnet '{name}' is not valid in virtual network '{vnet_name}'.",
            )
        for sibling in siblings:
            for text in prefixes(sibling.properties):
                other = ip_network(text)
                if other.version == network.version and network.overlaps(other):
                    raise errors.network(
                        400,
                        "NetcfgSubnetRangesOverlap",
                        f"Subnet '{name}' is not valid because its IP address range overlaps with that of an existing "
                        f"subnet in virtual network '{vnet_name}'.",
                    )


def check_references(world: SimulatedAzure, resource_id: str, properties: Json, location: str) -> None:
    for name, target_type in REFERENCES:
        target = reference(properties.get(name))
        if target is not None:
            found = referenced(world, resource_id, target, target_type, location)
            if name == "natGateway":
                _check_gateway(world, resource_id, properties, found)


def _check_gateway(world: SimulatedAzure, subnet_id: str, properties: Json, gateway: Stored) -> None:
    """learn.microsoft.com/azure/nat-gateway/nat-gateway-resource: no GatewaySubnet, one VNet a gateway."""
    if name_of(subnet_id).lower() == "gatewaysubnet":
        raise errors.network(
            400,
            "NatGatewayNotSupportedForGatewaySubnet",
            f"Subnet {subnet_id} is a gateway subnet and cannot have NAT gateway {gateway.id}.",
        )
    vnet = parent_id(subnet_id)
    for user in world.referrers(gateway.id):
        if user.type == TYPE and not same(parent_id(user.id), vnet):
            raise errors.network(
                400,
                "NatGatewayInUseByAnotherVirtualNetwork",
                f"NAT gateway {gateway.id} is associated to subnet {user.id} and cannot serve a subnet of {vnet}.",
            )
    if sku_name(gateway.top, "Standard") == "StandardV2":
        services = {
            str((d.get("properties") or {}).get("serviceName", "")).lower() for d in properties["delegations"]
        }
        if services & NO_STANDARD_V2:
            raise errors.network(
                400,
                "StandardV2NatGatewayNotSupportedForDelegatedSubnet",
                f"Subnet {subnet_id} is delegated to {', '.join(sorted(services))} and cannot have StandardV2 NAT gateway "
                f"{gateway.id}.",
            )
    for user in world.referrers(subnet_id):
        basic = user.facts.get("basicSku")
        if basic:
            # The code is Azure's; reported by users, text unverified.
            raise errors.network(
                400,
                "NatGatewayCannotBeUsedBySubnetContainingBasicSkuResources",
                f"NAT gateway {gateway.id} cannot be deployed on subnet containing Basic SKU Public IP addresses or Basic "
                f"SKU Load Balancer. {user.id} is of the Basic SKU.",
            )


def prefixes(properties: Json) -> list[str]:
    many = properties.get("addressPrefixes")
    if many:
        return [str(item) for item in many]
    one = properties.get("addressPrefix")
    return [str(one)] if one else []


def users(world: SimulatedAzure, subnet_id: str) -> list[str]:
    """The ids of what lives in a subnet: its network interfaces, as Azure's refusals name them."""
    found: list[str] = []
    for user in world.referrers(subnet_id):
        if user.type == POOL_TYPE:
            cluster = world.resources.get(parent_id(user.id))
            group = cluster.properties.get("nodeResourceGroup", "") if cluster else ""
            subscription = "/".join(user.id.split("/")[:3])  # nodes are where their cluster is
            found.append(
                f"{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachineScaleSets/"
                f"aks-{user.name}-vmss/virtualMachines/0/networkInterfaces/aks-{user.name}-vmss/ipConfigurations/ipconfig1"
            )
        elif user.type != CLUSTER_TYPE:
            names = [c.get("name") for c in user.properties.get("ipConfigurations") or []] or ["ipconfig1"]
            found += [f"{user.id}/ipConfigurations/{name}" for name in names]
    return found


def release(world: SimulatedAzure, entry: Stored) -> None:
    inside = users(world, entry.id)
    if inside:
        raise errors.network(
            400,
            "InUseSubnetCannotBeDeleted",
            f"Subnet {entry.name} is in use by {inside[0]} and cannot be deleted. In order to delete the subnet, delete all "
            "the resources within the subnet. See aka.ms/deletesubnet.",
        )


def _shouted(resource_id: str) -> str:
    """An interface's id as a subnet shows it: every name in capitals (recorded)."""
    parts = resource_id.split("/")
    return "/".join(part.upper() if n in (4, 8, 10, 12, 14, 16) else part for n, part in enumerate(parts))


def show(world: SimulatedAzure, entry: Stored, _api_version: str) -> Json:
    properties = written(entry)
    etag = world.etag(entry)
    for endpoint in properties.get("serviceEndpoints", []):
        endpoint["provisioningState"] = entry.state
    for delegation in properties["delegations"]:
        delegation["etag"] = etag
        delegation["type"] = f"{TYPE}/delegations"
        delegation["properties"]["provisioningState"] = "Succeeded"
    inside = users(world, entry.id)
    if inside:
        properties["ipConfigurations"] = [{"id": _shouted(item)} for item in inside]
    body = envelope(world, entry, properties, guid=False)
    body.pop("location", None)
    return body


def _within(network: IPv4Network | IPv6Network, block: IPv4Network | IPv6Network) -> bool:
    match network, block:
        case IPv4Network(), IPv4Network():
            return network.subnet_of(block)
        case IPv6Network(), IPv6Network():
            return network.subnet_of(block)
    return False


RULES = TypeRules(
    type=TYPE,
    admit=admit,
    show=show,
    put_operation="PutSubnetOperation",
    delete_operation="DeleteSubnetOperation",
    release=release,
    links=links,
    has_location=False,
)
