"""Microsoft.Network/publicIPPrefixes."""

from __future__ import annotations

from natpin.simulator import addresses, errors
from natpin.simulator.exchange import Json
from natpin.simulator.store import Stored
from natpin.simulator.types.public_ips import NAT_TYPE, PREFIX_TYPE
from natpin.simulator.types.public_ips import TYPE as IP_TYPE
from natpin.simulator.types.rules import (
    TypeRules,
    Write,
    envelope,
    refuse_changed_sku,
    refuse_changed_zones,
    refuse_over_quota,
    written,
)
from natpin.simulator.world import SimulatedAzure

# learn.microsoft.com/azure/virtual-network/ip-services/public-ip-address-prefix: /28 to /31, IPv6 /124 to /127.
LENGTHS = {"IPv4": range(28, 32), "IPv6": range(124, 128)}


def admit(world: SimulatedAzure, write: Write) -> None:
    sku = dict(write.top.get("sku") or {"name": "Standard"})
    sku.setdefault("tier", "Regional")
    write.top["sku"] = sku
    refuse_changed_sku(write, "Standard")
    refuse_changed_zones(write)
    refuse_over_quota(world, write)
    properties = write.properties
    for service_owned in ("ipPrefix", "publicIPAddresses", "natGateway"):
        properties.pop(service_owned, None)
    properties.setdefault("publicIPAddressVersion", "IPv4")
    properties.setdefault("ipTags", [])
    if write.current is not None:
        properties.setdefault("prefixLength", write.current.properties.get("prefixLength"))
    length, allowed = (
        properties.get("prefixLength"),
        LENGTHS.get(str(properties["publicIPAddressVersion"]), range(0)),
    )
    if sku["name"] == "Basic":
        raise errors.network(
            400, "PublicIPPrefixSkuNotSupported", f"Public IP prefix {write.id} cannot have the Basic SKU."
        )
    if not isinstance(length, int) or length not in allowed:
        # The limits are documented; code and text are unverified.
        raise errors.network(
            400,
            "PublicIpPrefixLengthNotSupported",
            f"The prefix length {length} of public IP prefix {write.id} is not supported. Supported lengths are "
            f"{', '.join(map(str, allowed))}.",
        )
    if write.current is not None and write.current.properties.get("prefixLength") != length:
        raise errors.network(
            400, "PublicIpPrefixLengthCannotBeChanged", f"The prefix length of {write.id} cannot be changed."
        )


def settle(world: SimulatedAzure, entry: Stored) -> None:
    if "ipPrefix" in entry.facts:
        return
    taken = [str(e.facts["ipPrefix"]) for e in world.resources.of_type(PREFIX_TYPE) if "ipPrefix" in e.facts]
    version, length = str(entry.properties["publicIPAddressVersion"]), int(entry.properties["prefixLength"])
    same_family = [net for net in taken if (":" in net) == (version == "IPv6")]
    entry.facts["ipPrefix"] = addresses.next_prefix(same_family, version, length)


def release(world: SimulatedAzure, entry: Stored) -> None:
    user = next(iter(world.referrers(entry.id)), None)
    if user is not None:
        # The refusal is documented; the code follows the recorded InUse… form and is unverified.
        raise errors.network(
            400,
            "InUsePublicIpPrefixCannotBeDeleted",
            f"Public IP prefix {entry.id} cannot be deleted because it is in use by {user.id}.",
        )


def show(world: SimulatedAzure, entry: Stored, _api_version: str) -> Json:
    properties = written(entry)
    if "ipPrefix" in entry.facts:
        properties["ipPrefix"] = entry.facts["ipPrefix"]
    users = world.referrers(entry.id)
    allocated = [{"id": user.id} for user in users if user.type == IP_TYPE]
    gateway = next((user for user in users if user.type == NAT_TYPE), None)
    if allocated:
        properties["publicIPAddresses"] = allocated
    if gateway is not None:
        properties["natGateway"] = {"id": gateway.id}
    return envelope(world, entry, properties)


RULES = TypeRules(
    type=PREFIX_TYPE,
    admit=admit,
    show=show,
    put_operation="PutPublicIpPrefixOperation",
    delete_operation="DeletePublicIpPrefixOperation",
    settle=settle,
    release=release,
)
