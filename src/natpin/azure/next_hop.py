"""Where Azure itself says that the traffic of a pool's nodes goes next: Network Watcher's next hop. Nothing is written.

It knows what no GET shows: routes that a gateway has learnt. It does not know NAT gateways: to it, what leaves through one goes to
the Internet. Sources: Azure Network Watcher, "Next hop overview"; Azure REST API, "Network Watchers - Get Next Hop" (200, or 202
and a Location that answers with the result); Azure NAT Gateway, "Troubleshoot": a route to an appliance or gateway wins.
That Network Watcher answers for an instance of a scale set, as AKS's nodes are, is unverified: where it does not, the pool is
unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from natpin.azure.arm import Arm, Reply, seconds
from natpin.azure.connection import Connection
from natpin.azure.estate import API, Estate
from natpin.azure.live import READING, reading
from natpin.azure.refusals import told
from natpin.azure.scope import AzureScope
from natpin.azure.transport import RouteTransport
from natpin.errors import CloudError, Rejected, StillRunning, Unreachable
from natpin.model.record import record, replace
from natpin.provision.ports import Pace

INTERFACE_API = "2018-10-01"
"""Of a scale set's network interfaces. Source: azure-mgmt-network, get_virtual_machine_scale_set_network_interface."""
DESTINATION = "192.0.2.1"
"""A public address that nobody has (RFC 5737, TEST-NET-1): no route is written for it but the default one."""

_INSTANCE = re.compile(
    r"(?P<nic>(?P<vm>/subscriptions/[^/]+/resourcegroups/(?P<group>[^/]+)/providers/microsoft\.compute/virtualmachinescalesets/"
    r"(?P<set>[^/]+)/virtualmachines/[^/]+)/networkinterfaces/[^/]+)/ipconfigurations/[^/]+",
    re.IGNORECASE,
)
"""A node's place in a subnet, as the subnet lists it."""


@record
class NextHop:
    """The answer for one node of a pool."""

    node: str
    """The name of its scale set and its number there."""
    type: str
    """``Internet``, ``VirtualAppliance``, ``VirtualNetworkGateway``, ``VnetLocal``, ``None`` …"""
    address: str = ""
    route_table: str = ""
    """The id of the route table that has the route; empty for a system route or a learnt one."""


def look(
    connection: Connection,
    scope: AzureScope,
    found: Estate,
    pools: Mapping[str, str],
    to: str,
    pace: Pace = READING,
) -> Mapping[str, NextHop | str]:
    """By pool the next hop of one of its nodes, or why Azure told none. Raises CloudError where it tells nothing at all.

    ``pools``: names, each with the id of its node subnet. ``to``: the address that traffic is for. One node is asked about for
    each pool: routes are a subnet's, and so the same for all of its nodes.
    """
    cluster = found.clusters[0]
    group = str((cluster.get("properties") or {}).get("nodeResourceGroup") or "")
    transport = RouteTransport(connection_verify=connection.ca_file or True)
    try:
        with reading(connection, replace(pace, poll=connection.polling_seconds), transport) as arm:
            watcher = _watcher(arm, scope.subscription, str(cluster.get("location") or ""))
            return {
                pool: _of_pool(arm, watcher, _nodes(found, subnet, group, pool), to)
                for pool, subnet in pools.items()
            }
    except Exception as error:
        raise told(error, connection, f"asking Network Watcher about {scope.cluster}", scope.id) from None


def _watcher(arm: Arm, subscription: str, location: str) -> str:
    """The id of the region's Network Watcher: there is one a region, made with its first virtual network."""
    url = arm.url(
        f"/subscriptions/{subscription}/providers/Microsoft.Network/networkWatchers", API["microsoft.network"]
    )
    for row in arm.listed(url):
        if str(row.get("location") or "").replace(" ", "").lower() == location.replace(" ", "").lower():
            return str(row.get("id"))
    raise CloudError(
        f"{location} has no Network Watcher: az network watcher configure --locations {location} --enabled true"
    )


def _nodes(found: Estate, subnet: str, group: str, pool: str) -> list[tuple[str, str]]:
    """The nodes of a pool by the places that they have in its subnet: the ids of machine and interface."""
    own = re.compile(rf"aks-?{re.escape(pool)}(-.*)?", re.IGNORECASE)
    return [
        (place["vm"], place["nic"])
        for identifier in _places(found, subnet)
        if (place := _INSTANCE.fullmatch(identifier))
        and place["group"].lower() == group.lower()
        and own.fullmatch(place["set"])
    ]


def _places(found: Estate, subnet: str) -> Iterable[str]:
    """The ids in a subnet's ipConfigurations."""
    network = subnet.lower().rpartition("/subnets/")[0]
    for body in found.bodies:
        if str(body["id"]).lower() != network:
            continue
        for child in (body.get("properties") or {}).get("subnets") or ():
            if str(child.get("id") or f"{network}/subnets/{child.get('name')}").lower() == subnet.lower():
                for place in (child.get("properties") or {}).get("ipConfigurations") or ():
                    yield str(place.get("id"))


def _of_pool(arm: Arm, watcher: str, nodes: Sequence[tuple[str, str]], to: str) -> NextHop | str:
    if not nodes:
        return "its subnet shows no node of it"
    machine, interface = nodes[0]
    try:
        source = _address(arm, interface)
        asked = {
            "targetResourceId": machine,
            "sourceIPAddress": source,
            "destinationIPAddress": to,
            "targetNicResourceId": interface,
        }
        body = _answer(arm, arm.url(f"{watcher}/nextHop", API["microsoft.network"]), asked)
    except Rejected as error:
        if error.status == 401:
            raise
        return error.message
    words = machine.split("/")
    table = str(body.get("routeTableId") or "")
    return NextHop(
        f"{words[8]}/{words[10]}",
        str(body.get("nextHopType") or ""),
        str(body.get("nextHopIpAddress") or ""),
        table if table.startswith("/") else "",
    )


def _address(arm: Arm, interface: str) -> str:
    """The private address of a node's interface. Raises Rejected."""
    reply = arm.read(arm.url(interface, INTERFACE_API))
    properties = ((reply.body if reply else None) or {}).get("properties") or {}
    for one in properties.get("ipConfigurations") or ():
        inner = one.get("properties") or {}
        if isinstance(inner.get("privateIPAddress"), str) and ":" not in inner["privateIPAddress"]:
            return str(inner["privateIPAddress"])
    raise Rejected(f"{interface} has no private address that may be read", 404, "NotFound")


def _answer(arm: Arm, url: str, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """The answer to a question that takes a while: asked once, then looked for at its Location. Raises CloudError."""
    reply = arm.patiently("POST", url, asked)
    until = arm.pace.clock() + arm.pace.retrying
    where = reply.headers.get("location") if reply else None
    while reply is not None and _open(reply):
        if where is None or not arm.is_here(where):
            raise Unreachable("Network Watcher does not say where to read its answer")
        wait = (
            arm.pace.poll
            if seconds(reply.headers) is None
            else min(seconds(reply.headers) or 0, arm.pace.longest_wait)
        )
        if arm.pace.clock() + wait > until:
            raise StillRunning("Network Watcher did not answer in time")
        arm.pace.sleep(wait)
        reply = arm.read(where)
    if reply is None or reply.body is None:
        raise Rejected("Network Watcher does not know it", 404, "NotFound")
    return reply.body


def _open(reply: Reply) -> bool:
    """Whether an answer is still to come."""
    running = str((reply.body or {}).get("status") or "").lower() in ("inprogress", "running", "accepted")
    return reply.status == 202 or running
