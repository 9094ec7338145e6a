"""The addresses that Azure has allocated in some subscriptions, from Resource Manager itself.

Resource Graph would answer in one request, but lags behind: an address that is told to a partner must be the one that
the IP has now. So each type is listed, page by page. It only reads.

An identity with a role on single resource groups may not list a subscription. Then the resource groups that the files
name are listed, one by one, and the answer says of which nothing is known.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from natpin.azure.arm import Arm
from natpin.azure.connection import Connection
from natpin.azure.estate import API
from natpin.azure.live import READING, reading
from natpin.azure.refusals import told
from natpin.errors import Rejected
from natpin.model.allocated import Allocated, LiveExit, LiveIp
from natpin.model.resource import CLUSTER, NAT_GATEWAY, PUBLIC_IP, PUBLIC_IP_PREFIX
from natpin.provision.ports import Pace

Body = Mapping[str, Any]

TYPES = (PUBLIC_IP, PUBLIC_IP_PREFIX, NAT_GATEWAY, CLUSTER)

_IPS = (PUBLIC_IP, PUBLIC_IP_PREFIX)

_ATTACHED = ("publicIpAddresses", "publicIpPrefixes", "publicIpAddressesV6", "publicIpPrefixesV6")
"""Members of a NAT gateway that hold ids of IPs. Source: Microsoft.Network/natGateways, API 2025-07-01."""


MOST_GROUPS = 50
"""Resource groups that are listed one by one; of those beyond, nothing is known."""


_GROUP = re.compile(r"[\w.()-]{0,89}[\w()-]")
"""What a resource group may be called: nothing that would lead a request elsewhere. Source: Azure, "Naming rules and
restrictions for Azure resources", Microsoft.Resources."""


def allocated(
    connection: Connection, subscriptions: Sequence[str], groups: Iterable[str] = (), pace: Pace = READING
) -> Allocated:
    """Every public IP, prefix, NAT gateway and cluster of some subscriptions.

    ``groups``: names of the resource groups to read of a subscription that the identity may not read whole. Raises
    CloudError where it may read none of these either, and for every other failure: a subscription that cannot be read
    is not an empty one.
    """
    found: list[tuple[str, Body]] = []
    partial: set[str] = set()
    read: set[tuple[str, str]] = set()
    asked = f"/subscriptions/{subscriptions[0]}" if subscriptions else ""
    try:
        with reading(connection, pace) as arm:
            for subscription in (one.lower() for one in subscriptions):
                asked = f"/subscriptions/{subscription}"
                try:
                    found += _scope(arm, asked)
                except Rejected as refused:
                    if refused.status != 403:
                        raise
                    by_group = _groups(arm, asked, groups)
                    if not by_group:
                        raise
                    partial.add(subscription)
                    read |= {(subscription, group) for group in by_group}
                    found += [one for bodies in by_group.values() for one in bodies]
    except Exception as error:
        raise told(error, connection, f"reading the IPs of {asked}", asked) from None
    return Allocated(
        tuple(one.lower() for one in subscriptions),
        tuple(_ip(body, type_) for type_, body in found if type_ in _IPS),
        tuple(_exit(body, type_) for type_, body in found if type_ not in _IPS),
        frozenset(partial),
        frozenset(read),
    )


def _groups(arm: Arm, subscription: str, groups: Iterable[str]) -> dict[str, list[tuple[str, Body]]]:
    """What lies in the resource groups that may be read, by their names in lower case. One that does not exist holds
    nothing."""
    found: dict[str, list[tuple[str, Body]]] = {}
    named = {one.lower() for one in groups if _GROUP.fullmatch(one)}
    for group in sorted(named)[:MOST_GROUPS]:
        try:
            found[group] = _scope(arm, f"{subscription}/resourceGroups/{group}")
        except Rejected as refused:
            if refused.status == 404:
                found[group] = []
            elif refused.status != 403:
                raise
    return found


def _scope(arm: Arm, scope: str) -> list[tuple[str, Body]]:
    return [(type_, body) for type_ in TYPES for body in _listed(arm, scope, type_)]


def _listed(arm: Arm, scope: str, type_: str) -> Iterator[Body]:
    """Source: Azure REST API, "Public IP Addresses - List All" and "List", and their kin: GET at the subscription, or at a
    resource group."""
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
        region=str(body.get("location") or "").replace(" ", "").lower(),
        zones=tuple(map(str, zones)) if isinstance(zones := body.get("zones"), list) else (),
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
