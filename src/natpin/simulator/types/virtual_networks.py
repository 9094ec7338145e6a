"""Microsoft.Network/virtualNetworks, with inline subnets as Azure treats them.

A PUT without `subnets` keeps the subnets that are there (recorded); one with a list replaces them, and an empty
list deletes them all.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator

from natpin.simulator import errors
from natpin.simulator.exchange import Json
from natpin.simulator.ids import same
from natpin.simulator.store import Stored
from natpin.simulator.types import subnets
from natpin.simulator.types.rules import TypeRules, Write, envelope, named, written
from natpin.simulator.world import Link, SimulatedAzure

TYPE = subnets.VNET_TYPE

# techcommunity.microsoft.com azure-networking-blog 4513778: new VNets of API 2025-07-01 have private subnets.
PRIVATE_BY_DEFAULT_SINCE = "2025-07-01"


def links(properties: Json) -> Iterator[Link]:
    for item in properties.get("subnets") or []:
        yield from subnets.links(item.get("properties") or {})


def admit(world: SimulatedAzure, write: Write) -> None:
    properties = write.properties
    space = (properties.get("addressSpace") or {}).get("addressPrefixes")
    pools = (properties.get("addressSpace") or {}).get("ipamPoolPrefixAllocations")
    if not space and not pools:
        raise errors.network(
            400, "VnetAddressSpaceCannotBeEmpty", f"Virtual network {write.id} has no address space."
        )
    properties.setdefault("virtualNetworkPeerings", [])
    if isinstance(properties.get("dhcpOptions"), dict):
        properties["dhcpOptions"].setdefault("dnsServers", [])
    properties.setdefault("enableDdosProtection", False)
    properties.pop("defaultPublicNatGateway", None)
    existing = world.resources.children(write.id, subnets.TYPE) if write.current else []
    if properties.get("subnets") is None:
        properties.pop("subnets", None)
        for kept in existing:
            subnets.check_prefixes(kept.name, kept.properties, write.id.rsplit("/", 1)[-1], properties, [])
        return
    private = write.current is None and write.api_version >= PRIVATE_BY_DEFAULT_SINCE
    private = private or bool(write.current and write.current.facts.get("privateByDefault"))
    placed: list[Stored] = []
    for item in named(properties["subnets"]):
        subnet_id = f"{write.id}/subnets/{item.get('name')}"
        inner = item.setdefault("properties", {})
        inner.pop("provisioningState", None)
        subnets.complete(subnet_id, inner, write.api_version, private=private)
        subnets.check_prefixes(str(item.get("name")), inner, write.id.rsplit("/", 1)[-1], properties, placed)
        subnets.check_references(world, subnet_id, inner, write.location)
        placed.append(Stored(id=subnet_id, type=subnets.TYPE, location="", properties=inner))
    for gone in existing:
        if not any(same(gone.id, kept.id) for kept in placed):
            subnets.release(world, gone)


def spread(world: SimulatedAzure, write: Write, entry: Stored) -> None:
    """Write the inline subnets as resources of their own; they are shown from there."""
    if write.current is None:
        entry.facts["privateByDefault"] = write.api_version >= PRIVATE_BY_DEFAULT_SINCE
    inline = entry.properties.pop("subnets", None)
    existing = world.resources.children(entry.id, subnets.TYPE)
    if inline is None:
        return
    wanted = {f"{entry.id}/subnets/{item['name']}".lower(): item for item in inline}
    for old in existing:
        if old.id.lower() not in wanted:
            world.resources.remove(old.id)
    for item in inline:
        subnet_id = f"{entry.id}/subnets/{item['name']}"
        known = world.resources.get(subnet_id)
        world.resources.put(
            Stored(
                id=known.id if known else subnet_id,
                type=subnets.TYPE,
                location="",
                properties=copy.deepcopy(item["properties"]),
                facts=known.facts if known else {},
                state=entry.state,
                created_api=known.created_api if known else write.api_version,
                last_operation="PutVirtualNetworkOperation",
            )
        )


def settle(world: SimulatedAzure, entry: Stored) -> None:
    for child in world.resources.children(entry.id, subnets.TYPE):
        child.state = "Succeeded"


def release(world: SimulatedAzure, entry: Stored) -> None:
    for child in world.resources.children(entry.id, subnets.TYPE):
        subnets.release(world, child)


def show(world: SimulatedAzure, entry: Stored, api_version: str) -> Json:
    properties = written(entry)
    if api_version >= "2020-11-01":
        properties.pop("enableVmProtection", None)
    if api_version >= "2024-03-01":
        properties.setdefault("privateEndpointVNetPolicies", "Disabled")
    children = world.resources.children(entry.id, subnets.TYPE)
    properties["subnets"] = [subnets.show(world, child, api_version) for child in children]
    return envelope(world, entry, properties)


RULES = TypeRules(
    type=TYPE,
    admit=admit,
    show=show,
    put_operation="PutVirtualNetworkOperation",
    delete_operation="DeleteVirtualNetworkOperation",
    spread=spread,
    settle=settle,
    release=release,
    links=links,
)
