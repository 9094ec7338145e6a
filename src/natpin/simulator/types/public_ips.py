"""Microsoft.Network/publicIPAddresses."""

from __future__ import annotations

from collections.abc import Iterator

from natpin.simulator import addresses, errors
from natpin.simulator.exchange import Json
from natpin.simulator.store import Stored
from natpin.simulator.types.rules import (
    TypeRules,
    Write,
    envelope,
    reference,
    refuse_changed_sku,
    refuse_changed_zones,
    refuse_over_quota,
    sku_name,
    written,
)
from natpin.simulator.world import Link, SimulatedAzure

TYPE = "Microsoft.Network/publicIPAddresses"
PREFIX_TYPE = "Microsoft.Network/publicIPPrefixes"
NAT_TYPE = "Microsoft.Network/natGateways"


def links(properties: Json) -> Iterator[Link]:
    prefix = reference(properties.get("publicIPPrefix"))
    if prefix is not None:
        yield Link(prefix, "Microsoft.Network/publicIPPrefixes/join/action")


def admit(world: SimulatedAzure, write: Write) -> None:
    sku = dict(write.top.get("sku") or {"name": "Basic"})
    sku.setdefault("tier", "Regional")
    write.top["sku"] = sku
    refuse_changed_sku(write, "Basic")
    refuse_changed_zones(write)
    refuse_over_quota(world, write)
    properties = write.properties
    for service_owned in ("ipAddress", "ipConfiguration", "natGateway"):
        properties.pop(service_owned, None)
    properties.setdefault("publicIPAddressVersion", "IPv4")
    properties.setdefault("publicIPAllocationMethod", "Dynamic")
    properties.setdefault("idleTimeoutInMinutes", 4)
    properties.setdefault("ipTags", [])
    if sku["name"] != "Basic" and properties["publicIPAllocationMethod"] != "Static":
        raise errors.network(
            400,
            "StandardSkuPublicIPAddressesMustBeStatic",
            f"Standard sku publicIp {write.id} must have AllocationMethod set to Static.",
        )
    prefix_id = reference(properties.get("publicIPPrefix"))
    if prefix_id is not None and write.current is None:
        prefix = world.resources.get(prefix_id)
        if prefix is None or prefix.type != PREFIX_TYPE or prefix.state != "Succeeded":
            raise errors.network_not_found(prefix_id)  # recorded, also while the prefix is being made
        if sku_name(prefix.top, "Standard") != sku["name"]:
            # Same SKU on prefix and address: learn.microsoft.com/azure/virtual-network/ip-services/public-ip-address-prefix.
            raise errors.network(
                400,
                "PublicIPAddressAndPublicIPPrefixSkuMismatch",
                f"Public IP address {write.id} and public IP prefix {prefix.id} must have the same SKU.",
            )
        try:
            addresses.inside(str(prefix.facts["ipPrefix"]), addresses_of_prefix(world, prefix.id))
        except LookupError:
            raise errors.network(
                400,
                "PublicIpPrefixOutOfIpAddresses",
                f"Public IP prefix {prefix.id} has no free address left for {write.id}.",
            ) from None


def settle(world: SimulatedAzure, entry: Stored) -> None:
    if "ipAddress" in entry.facts or entry.properties.get("publicIPAllocationMethod") != "Static":
        return
    prefix = world.resources.get(reference(entry.properties.get("publicIPPrefix")))
    version = str(entry.properties.get("publicIPAddressVersion", "IPv4"))
    if prefix is not None and "ipPrefix" in prefix.facts:
        entry.facts["ipAddress"] = addresses.inside(
            str(prefix.facts["ipPrefix"]), addresses_of_prefix(world, prefix.id)
        )
    else:
        entry.facts["ipAddress"] = addresses.next_address(_taken(world), version)


def release(world: SimulatedAzure, entry: Stored) -> None:
    user = next(iter(world.referrers(entry.id)), None)
    if user is not None:
        raise errors.network(
            400,
            "PublicIPAddressCannotBeDeleted",
            f"Public IP address {entry.id} can not be deleted since it is still allocated to resource {user.id}. In order "
            "to delete the public IP, disassociate/detach the Public IP address from the resource.  To learn how to do "
            "this, see aka.ms/deletepublicip.",
        )


def show(world: SimulatedAzure, entry: Stored, api_version: str) -> Json:
    properties: Json = {}
    gateway = next((user for user in world.referrers(entry.id) if user.type == NAT_TYPE), None)
    if gateway is not None:
        properties["natGateway"] = {"id": gateway.id}
    if "ipConfiguration" in entry.facts:
        properties["ipConfiguration"] = dict(entry.facts["ipConfiguration"])
    if "ipAddress" in entry.facts:
        properties["ipAddress"] = entry.facts["ipAddress"]
    properties.update(written(entry))
    if api_version >= "2022-01-01":
        properties.setdefault("ddosSettings", {"protectionMode": "VirtualNetworkInherited"})
    names = properties.get("dnsSettings")
    if isinstance(names, dict) and names.get("domainNameLabel"):
        names.setdefault("fqdn", f"{names['domainNameLabel']}.{entry.location}.cloudapp.azure.com")
    body = envelope(world, entry, properties)
    if api_version < "2020-08-01":
        body["sku"].pop("tier", None)
    return body


def addresses_of_prefix(world: SimulatedAzure, prefix_id: str) -> list[str]:
    """The addresses already taken out of a prefix."""
    return [str(user.facts["ipAddress"]) for user in world.referrers(prefix_id) if "ipAddress" in user.facts]


def _taken(world: SimulatedAzure) -> list[str]:
    return [str(e.facts["ipAddress"]) for e in world.resources.of_type(TYPE) if "ipAddress" in e.facts]


RULES = TypeRules(
    type=TYPE,
    admit=admit,
    show=show,
    put_operation="PutPublicIpAddressOperation",
    delete_operation="DeletePublicIpAddressOperation",
    settle=settle,
    release=release,
    links=links,
)
