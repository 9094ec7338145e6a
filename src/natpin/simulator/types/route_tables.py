"""Microsoft.Network/routeTables and their routes."""

from __future__ import annotations

import copy

from natpin.simulator import errors
from natpin.simulator.exchange import Json
from natpin.simulator.store import Stored
from natpin.simulator.types.rules import TypeRules, Write, envelope, named, written
from natpin.simulator.world import SimulatedAzure

TYPE = "Microsoft.Network/routeTables"
ROUTE_TYPE = f"{TYPE}/routes"
NEXT_HOPS = frozenset({"VirtualNetworkGateway", "VnetLocal", "Internet", "VirtualAppliance", "None"})


def admit(_world: SimulatedAzure, write: Write) -> None:
    properties = write.properties
    properties.pop("subnets", None)
    properties.setdefault("disableBgpRoutePropagation", False)
    if properties.get("routes") is None:
        properties.pop("routes", None)
    for item in named(properties.get("routes", [])):
        _complete_route(item.setdefault("properties", {}), str(item.get("name")))


def admit_route(_world: SimulatedAzure, write: Write) -> None:
    _complete_route(write.properties, write.id.rsplit("/", 1)[-1])


def _complete_route(properties: Json, name: str) -> None:
    properties.pop("provisioningState", None)
    properties["hasBgpOverride"] = bool(properties.get("hasBgpOverride", False))
    hop = properties.get("nextHopType")
    if hop not in NEXT_HOPS:
        raise errors.network(
            400, "InvalidRouteNextHopType", f"Route '{name}' has an invalid next hop type '{hop}'."
        )
    if (hop == "VirtualAppliance") != bool(properties.get("nextHopIpAddress")):
        raise errors.network(
            400,
            "InvalidRouteNextHopIpAddress",
            f"Route '{name}' must have a next hop IP address if and only if its next hop type is VirtualAppliance.",
        )


def spread(world: SimulatedAzure, write: Write, entry: Stored) -> None:
    inline = entry.properties.pop("routes", None)
    if inline is None:
        return
    wanted = {f"{entry.id}/routes/{item['name']}".lower() for item in inline}
    for old in world.resources.children(entry.id, ROUTE_TYPE):
        if old.id.lower() not in wanted:
            world.resources.remove(old.id)
    for item in inline:
        properties = copy.deepcopy(item["properties"])
        route_id = f"{entry.id}/routes/{item['name']}"
        world.resources.put(
            Stored(
                id=route_id,
                type=ROUTE_TYPE,
                location="",
                properties=properties,
                state=entry.state,
                created_api=write.api_version,
            )
        )


def settle(world: SimulatedAzure, entry: Stored) -> None:
    for child in world.resources.children(entry.id, ROUTE_TYPE):
        child.state = "Succeeded"


def release(world: SimulatedAzure, entry: Stored) -> None:
    users = [user.id for user in world.referrers(entry.id)]
    if users:
        raise errors.network(
            400,
            "InUseRouteTableCannotBeDeleted",
            f"Route table {entry.name} is in use and cannot be deleted. It is in use by subnets {', '.join(users)}.",
        )


def show(world: SimulatedAzure, entry: Stored, api_version: str) -> Json:
    properties = written(entry)
    if api_version >= "2025-01-01":
        properties.setdefault("disablePeeringRoute", "None")
    properties["routes"] = [
        show_route(world, child, api_version) for child in world.resources.children(entry.id, ROUTE_TYPE)
    ]
    subnets = [{"id": user.id} for user in world.referrers(entry.id)]
    if subnets:
        properties["subnets"] = subnets
    return envelope(world, entry, properties)


def show_route(world: SimulatedAzure, entry: Stored, _api_version: str) -> Json:
    return envelope(world, entry, written(entry), guid=False)


RULES = TypeRules(
    type=TYPE,
    admit=admit,
    show=show,
    put_operation="PutRouteTableOperation",
    delete_operation="DeleteRouteTableOperation",
    spread=spread,
    settle=settle,
    release=release,
)

ROUTE_RULES = TypeRules(
    type=ROUTE_TYPE,
    admit=admit_route,
    show=show_route,
    put_operation="PutRouteOperation",
    delete_operation="DeleteRouteOperation",
    has_location=False,
)
