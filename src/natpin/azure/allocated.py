"""The addresses that Azure has allocated in some subscriptions, from Resource Manager itself.

Resource Graph would answer in one request, but lags behind: an address that is told to a partner must be the one that
the IP has now. So each type is listed, page by page. Reads only.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from natpin.azure.arm import Arm
from natpin.azure.connection import Connection
from natpin.azure.estate import API
from natpin.azure.live import READING, reading
from natpin.azure.refusals import told
from natpin.model.allocated import Allocated, LiveExit, LiveIp
from natpin.model.resource import CLUSTER, NAT_GATEWAY, PUBLIC_IP, PUBLIC_IP_PREFIX
from natpin.provision.ports import Pace

Body = Mapping[str, Any]

TYPES = (PUBLIC_IP, PUBLIC_IP_PREFIX, NAT_GATEWAY, CLUSTER)

_ATTACHED = ("publicIpAddresses", "publicIpPrefixes", "publicIpAddressesV6", "publicIpPrefixesV6")
"""Members of a NAT gateway that hold ids of IPs. Source: Microsoft.Network/natGateways, API 2025-07-01."""


def allocated(connection: Connection, subscriptions: Sequence[str], pace: Pace = READING) -> Allocated:
    """Every public IP, prefix, NAT gateway and cluster of some subscriptions.

    Raises CloudError: a subscription that cannot be read whole is not an empty one.
    """
    ips: list[LiveIp] = []
    exits: list[LiveExit] = []
    asked = f"/subscriptions/{subscriptions[0]}" if subscriptions else ""
    try:
        with reading(connection, pace) as arm:
            for subscription in subscriptions:
                asked = f"/subscriptions/{subscription}"
                for type_ in TYPES:
                    for body in _listed(arm, asked, type_):
                        if type_ in (PUBLIC_IP, PUBLIC_IP_PREFIX):
                            ips.append(_ip(body, type_))
                        else:
                            exits.append(_exit(body, type_))
    except Exception as error:
        raise told(error, connection, f"reading the IPs of {asked}", asked) from None
    return Allocated(tuple(one.lower() for one in subscriptions), tuple(ips), tuple(exits))


def _listed(arm: Arm, scope: str, type_: str) -> Iterator[Body]:
    """Source: Azure REST API, "Public IP Addresses - List All" and its kin: GET at the subscription."""
    url = arm.url(f"{scope}/providers/{type_}", API[type_.partition("/")[0].lower()])
    for body in arm.listed(url):
        if (
            isinstance(body.get("id"), str)
            and body["id"].count("/") >= 8
            and isinstance(body.get("name"), str)
        ):
            yield body


def _ip(body: Body, type_: str) -> LiveIp:
    properties = _members(body.get("properties"))
    written = properties.get("ipPrefix") if type_ == PUBLIC_IP_PREFIX else properties.get("ipAddress")
    return LiveIp(
        id=body["id"],
        type=type_,
        name=body["name"],
        resource_group=_segment(body["id"], 4),
        subscription=_segment(body["id"], 2).lower(),
        cidr=_cidr(written),
        fixed=str(properties.get("publicIPAllocationMethod", "Static")).lower() != "dynamic",
    )


def _exit(body: Body, type_: str) -> LiveExit:
    properties = _members(body.get("properties"))
    network = _members(properties.get("networkProfile"))
    if type_ == CLUSTER:
        profiles = (_members(network.get("loadBalancerProfile")), _members(network.get("natGatewayProfile")))
        lists = [profile.get("effectiveOutboundIPs") for profile in profiles]
    else:
        lists = [properties.get(name) for name in _ATTACHED]
    return LiveExit(
        id=body["id"],
        type=type_,
        name=body["name"],
        resource_group=_segment(body["id"], 4),
        subscription=_segment(body["id"], 2).lower(),
        ips=tuple(identifier for listed in lists for identifier in _ids(listed)),
        outbound=str(network.get("outboundType") or "") if type_ == CLUSTER else "",
    )


def _ids(listed: object) -> Iterator[str]:
    for one in listed if isinstance(listed, list) else ():
        identifier = _members(one).get("id")
        if isinstance(identifier, str):
            yield identifier.lower()


def _members(node: object) -> Body:
    return node if isinstance(node, Mapping) else {}


def _segment(identifier: str, position: int) -> str:
    return identifier.split("/")[position]


def _cidr(written: object) -> str:
    try:
        return str(ipaddress.ip_network(written, strict=False)) if isinstance(written, str) else ""
    except ValueError:
        return ""
