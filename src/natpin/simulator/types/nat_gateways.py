"""Microsoft.Network/natGateways.

Limits: learn.microsoft.com/azure/nat-gateway/nat-gateway-resource and nat-sku. The limits are documented; the
codes and texts of their refusals were never recorded and are unverified, except where said.
"""

from __future__ import annotations

from collections.abc import Iterator

from natpin.simulator import errors
from natpin.simulator.exchange import Json
from natpin.simulator.ids import same
from natpin.simulator.store import Stored
from natpin.simulator.types.public_ips import NAT_TYPE, PREFIX_TYPE
from natpin.simulator.types.public_ips import TYPE as IP_TYPE
from natpin.simulator.types.rules import (
    TypeRules,
    Write,
    envelope,
    only_ids,
    referenced,
    references,
    refuse_changed_sku,
    refuse_changed_zones,
    refuse_over_quota,
    sku_name,
    written,
)
from natpin.simulator.world import Link, SimulatedAzure

TYPE = NAT_TYPE
IP_LISTS = (("publicIpAddresses", "IPv4"), ("publicIpAddressesV6", "IPv6"))
PREFIX_LISTS = (("publicIpPrefixes", "IPv4"), ("publicIpPrefixesV6", "IPv6"))
IDLE_MINUTES = range(4, 121)
MOST_ADDRESSES = 16


def links(properties: Json) -> Iterator[Link]:
    for name, _version in IP_LISTS:
        for target in references(properties.get(name)):
            yield Link(target, "Microsoft.Network/publicIPAddresses/join/action")
    for name, _version in PREFIX_LISTS:
        for target in references(properties.get(name)):
            yield Link(target, "Microsoft.Network/publicIPPrefixes/join/action")


def admit(world: SimulatedAzure, write: Write) -> None:
    sku = dict(write.top.get("sku") or {"name": "Standard"})
    sku.setdefault("tier", "Regional")
    write.top["sku"] = sku
    if sku["name"] not in ("Standard", "StandardV2"):
        raise errors.network(
            400, "NatGatewaySkuNotSupported", f"SKU {sku['name']} of NAT gateway {write.id} is not supported."
        )
    zones = write.top.get("zones") or []
    if sku["name"] == "Standard" and len(zones) > 1:
        # A Standard gateway is in one zone or in none (nat-sku, nat-availability-zones).
        raise errors.network(
            400,
            "ResourceCannotHaveMultipleZones",
            f"NAT gateway {write.id} of SKU Standard is in zones {', '.join(zones)}; it can be in one zone at most.",
        )
    refuse_changed_sku(write, "Standard")
    refuse_changed_zones(write)
    refuse_over_quota(world, write)
    properties = write.properties
    properties.pop("subnets", None)
    properties.setdefault("idleTimeoutInMinutes", 4)
    for name, _version in (*IP_LISTS, *PREFIX_LISTS):
        if name in properties:
            properties[name] = only_ids(properties[name])
            if not properties[name]:
                del properties[name]
    minutes = properties["idleTimeoutInMinutes"]
    if not isinstance(minutes, int) or minutes not in IDLE_MINUTES:
        raise errors.network(
            400,
            "NatGatewayIdleTimeoutOutOfRange",
            f"The idle timeout {minutes} of NAT gateway {write.id} is not between 4 and 120 minutes.",
        )
    _admit_addresses(world, write)


def _admit_addresses(world: SimulatedAzure, write: Write) -> None:
    for version in ("IPv4", "IPv6"):
        count = 0
        for name, family in IP_LISTS:
            if family == version:
                for target in references(write.properties.get(name)):
                    address = referenced(world, write.id, target, IP_TYPE, write.location)
                    _admit_family(write, address, name, version)
                    _admit_address(world, write, address)
                    count += 1
        for name, family in PREFIX_LISTS:
            if family == version:
                for target in references(write.properties.get(name)):
                    prefix = referenced(world, write.id, target, PREFIX_TYPE, write.location)
                    _admit_family(write, prefix, name, version)
                    _admit_match(write, prefix)
                    _refuse_taken(world, write, prefix)
                    bits = 32 if version == "IPv4" else 128
                    count += 2 ** (bits - int(prefix.properties["prefixLength"]))
        if count > MOST_ADDRESSES:
            raise errors.network(
                400,
                "NatGatewayPublicIpAddressCountExceeded",
                f"NAT gateway {write.id} would have {count} {version} addresses; it can have at most {MOST_ADDRESSES}.",
            )


def _admit_family(write: Write, target: Stored, listed: str, version: str) -> None:
    """Each family has a list of its own, and Standard has none for IPv6 (nat-sku)."""
    own = str(target.properties.get("publicIPAddressVersion", "IPv4"))
    if own != version:
        raise errors.network(
            400,
            "NatGatewayPublicIpAddressVersionMismatch",
            f"NAT gateway {write.id} references {target.id} of version {own} in {listed}, which takes {version}.",
        )
    if version == "IPv6" and sku_name(write.top, "Standard") != "StandardV2":
        raise errors.network(
            400,
            "NatGatewaySkuDoesNotSupportIPv6",
            f"NAT gateway {write.id} has SKU {sku_name(write.top, 'Standard')}, which does not support IPv6.",
        )


def _admit_address(world: SimulatedAzure, write: Write, address: Stored) -> None:
    if sku_name(address.top, "Basic") == "Basic":
        raise errors.network(
            400,
            "NatGatewayCannotUseBasicSkuPublicIpAddress",
            f"NAT gateway {write.id} cannot reference public IP address {address.id} of the Basic SKU.",
        )
    _admit_match(write, address)
    if "ipConfiguration" in address.facts:
        raise _in_use(write.id, address.id, str(address.facts["ipConfiguration"].get("id")))
    _refuse_taken(world, write, address)


def _admit_match(write: Write, target: Stored) -> None:
    own, other = sku_name(write.top, "Standard"), sku_name(target.top, "Basic")
    if own != other:
        raise errors.network(
            400,
            "NatGatewayPublicIpSkuMismatch",
            f"NAT gateway {write.id} has SKU {own}; {target.id} has SKU {other}.",
        )
    zones, target_zones = set(write.top.get("zones") or []), set(target.top.get("zones") or [])
    if own == "Standard" and zones and target_zones and not zones & target_zones:
        raise errors.network(
            400,
            "NatGatewayZoneMismatch",
            f"NAT gateway {write.id} is in zone {', '.join(sorted(zones))}; {target.id} is in zone "
            f"{', '.join(sorted(target_zones))}.",
        )


def _refuse_taken(world: SimulatedAzure, write: Write, target: Stored) -> None:
    for user in world.referrers(target.id):
        if user.type == TYPE and not same(user.id, write.id):
            raise _in_use(write.id, target.id, user.id)


def _in_use(source: str, target: str, user: str) -> errors.Refused:
    return errors.network(
        400,
        "PublicIPAddressInUse",
        f"Resource {source} is referencing public IP address {target} that is already allocated to resource {user}.",
    )


def release(world: SimulatedAzure, entry: Stored) -> None:
    users = [user.id for user in world.referrers(entry.id)]
    if users:
        raise errors.network(
            400,
            "InUseNatGatewayCannotBeDeleted",
            f"NAT gateway {entry.id} cannot be deleted because it is in use by the following subnets: "
            f"{', '.join(users)}. Remove the association first.",
        )


def show(world: SimulatedAzure, entry: Stored, api_version: str) -> Json:
    properties = written(entry)
    if api_version >= "2023-09-01":
        properties.setdefault("type", "Public")
    subnets = [{"id": user.id} for user in world.referrers(entry.id)]
    if subnets:
        properties["subnets"] = subnets
    return envelope(world, entry, properties)


RULES = TypeRules(
    type=TYPE,
    admit=admit,
    show=show,
    put_operation="PutNatGatewayOperation",
    delete_operation="DeleteNatGatewayOperation",
    release=release,
    links=links,
)
