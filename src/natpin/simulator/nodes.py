"""The nodes of clusters as the network provider shows them, and where Network Watcher says that their traffic goes next.

Sources: Azure REST API, "Network Interfaces - Get Virtual Machine Scale Set Network Interface" and "Network Watchers - Get Next
Hop" (200, or 202 with Location); Azure Virtual Network, "Virtual network traffic routing": the longest prefix, then a user's
route before one of BGP before the system's. That Network Watcher takes an instance of a scale set is unverified.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address, ip_network

from natpin.simulator import errors
from natpin.simulator.call import Call
from natpin.simulator.exchange import Json, Response
from natpin.simulator.ids import ArmPath, parent_id
from natpin.simulator.operations import OperationKind
from natpin.simulator.store import Stored
from natpin.simulator.types import agent_pools, managed_clusters, subnets
from natpin.simulator.types.plain import NETWORK_GATEWAY_RULES, WATCHER_RULES
from natpin.simulator.types.rules import reference
from natpin.simulator.world import SimulatedAzure

INTERFACE = ("virtualmachinescalesets", "virtualmachines", "networkinterfaces")
_POOL = re.compile(r"aks-(?P<pool>[a-z0-9]+)-vmss", re.IGNORECASE)
_PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")


def interface(call: Call, path: ArmPath) -> Response:
    """GET of a node's network interface."""
    call.permit("Microsoft.Compute/virtualMachineScaleSets/virtualMachines/networkInterfaces/read", path.id)
    return Response(200, _shown(call.world, path.id))


def next_hop(call: Call, path: ArmPath) -> Response:
    """POST …/networkWatchers/{name}/nextHop."""
    watcher = call.world.resources.get(path.parent().id)
    call.permit(f"{WATCHER_RULES.type}/nextHop/action", path.parent().id)
    if watcher is None:
        raise errors.network_not_found(path.parent().id)
    document = call.document()
    target, source, to = (
        document.get(name) for name in ("targetResourceId", "sourceIPAddress", "destinationIPAddress")
    )
    if not all(isinstance(each, str) and each for each in (target, source, to)):
        raise errors.network(400, "MissingJsonParameter", "Value for a required parameter is missing.")
    shown = _shown(call.world, str(document.get("targetNicResourceId") or target))
    (configuration,) = shown["properties"]["ipConfigurations"]
    inner = configuration["properties"]
    if inner["privateIPAddress"] != source:
        raise errors.network(400, "SourceIPAddressNotFound", f"The source IP {source} is none of {target}.")
    subnet = call.world.resources.get(inner["subnet"]["id"])
    assert subnet is not None, "an interface is in a subnet that exists"
    operation = call.world.start(
        watcher,
        "NextHopOperation",
        call.request.api_version,
        OperationKind.NETWORK,
        lambda: None,
        fate=call.fate,
    )
    operation.output = _route(call.world, subnet, str(to))
    call.operation_started = True
    call.log("Accepted", "Accepted")
    return Response(202, None, operation.headers(call.request.base_url, call.world.settings.retry_after))


def _shown(world: SimulatedAzure, identifier: str) -> Json:
    """The interface of a node; raises Refused where no pool has it."""
    words = identifier.strip("/").split("/")
    name = _POOL.fullmatch(words[7]) if len(words) > 7 else None
    for cluster in world.resources.of_type(managed_clusters.TYPE):
        if name is None or str(cluster.properties.get("nodeResourceGroup", "")).lower() != words[3].lower():
            continue
        for pool in world.resources.children(cluster.id, agent_pools.TYPE):
            subnet = world.resources.get(pool.properties.get("vnetSubnetID"))
            if pool.name.lower() != name["pool"].lower() or subnet is None:
                continue
            block = ip_network(subnets.prefixes(subnet.properties)[0])
            inner = {"privateIPAddress": str(block[4]), "subnet": {"id": subnet.id}, "primary": True}
            return {
                "name": words[-1],
                "id": identifier,
                "properties": {
                    "provisioningState": "Succeeded",
                    "primary": True,
                    "virtualMachine": {"id": "/" + "/".join(words[:10])},
                    "ipConfigurations": [{"name": "ipconfig1", "properties": inner}],
                },
            }
    raise errors.network_not_found(identifier)


def _route(world: SimulatedAzure, subnet: Stored, destination: str) -> Json:
    """The route that wins for a destination, as NextHopResult."""
    address = ip_address(destination)
    found = [
        (ip_network(prefix).prefixlen, rank, hop)
        for prefix, rank, hop in _routes(world, subnet)
        if address in ip_network(prefix)
    ]
    return max(found, key=lambda each: each[:2])[2]


def _routes(world: SimulatedAzure, subnet: Stored) -> Iterator[tuple[str, int, Json]]:
    """Every route of a subnet: prefix, rank (the system's, BGP's, a user's) and hop."""
    network = world.resources.get(parent_id(subnet.id))
    assert network is not None, "a subnet is in a network"
    system = {"routeTableId": "System Route"}
    yield "0.0.0.0/0", 0, {"nextHopType": "Internet", **system}
    for prefix in _PRIVATE:
        yield prefix, 0, {"nextHopType": "None", **system}
    for prefix in network.properties.get("addressSpace", {}).get("addressPrefixes") or []:
        yield prefix, 0, {"nextHopType": "VnetLocal", **system}
    table = world.resources.get(reference(subnet.properties.get("routeTable")))
    if table is None or not table.properties.get("disableBgpRoutePropagation"):
        for gateway in world.resources.of_type(NETWORK_GATEWAY_RULES.type):
            within = [
                reference(one["properties"].get("subnet")) for one in gateway.properties["ipConfigurations"]
            ]
            if any(one and parent_id(one).lower() == network.id.lower() for one in within):
                for prefix in gateway.facts.get("learnt", []):
                    yield prefix, 1, {"nextHopType": "VirtualNetworkGateway", **system}
    if table is not None:
        for route in world.resources.children(table.id, "Microsoft.Network/routeTables/routes"):
            hop: Json = {"nextHopType": route.properties["nextHopType"], "routeTableId": table.id}
            if route.properties.get("nextHopIpAddress"):
                hop["nextHopIpAddress"] = route.properties["nextHopIpAddress"]
            if re.fullmatch(r"[\d.]+/\d+", str(route.properties.get("addressPrefix"))):
                yield str(route.properties["addressPrefix"]), 2, hop
