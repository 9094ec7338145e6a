"""Node pools in a subnet of the cluster's own, where it shares one with a cluster that stays: az commands, since ``natpin apply``
makes no pools. Egress IPs stay as they are; after it the cluster stands alone, and the stages lead on from there.

Sources: AKS, "Create node pools for a cluster" (a pool with a subnet of its own; all subnets in one virtual network; a cluster has
a system pool at all times); AKS, "Resize node pools" (a new pool, cordon, drain, and the old pool is removed).
"""

from __future__ import annotations

import ipaddress
import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from natpin.adoption.pool_commands import adding, name_like
from natpin.adoption.standing import Standing
from natpin.errors import Refused
from natpin.provision.bodies import equal, read
from natpin.provision.ids import parent_of, parse
from natpin.provision.occupancy import pools

NEW, OLD = "own-1-new-pools.sh", "own-2-old-pools.sh"


def scripts(standing: Standing, name: str, cidr: str) -> Mapping[str, str]:
    """The two scripts, by file: what is made, and, when a person has moved what runs there, what is removed.

    Raises Refused where a person has to decide more than a range.
    """
    cluster = standing.cluster
    own = parse(cluster.id)
    profiles = list(pools(cluster.body))
    subnets = {
        str(read(one, "vnetSubnetID") or "").lower(): str(read(one, "vnetSubnetID") or "") for one in profiles
    }
    networks = {parent_of(id_).lower(): parent_of(id_) for id_ in subnets.values() if id_}
    if len(networks) != 1:
        raise Refused(
            f"--own-subnet: the pools of {own.name} are in {len(networks)} virtual networks, and it takes one"
        )
    if any(read(one, "podSubnetID") for one in profiles):
        raise Refused(
            f"--own-subnet: the pods of {own.name} have subnets of their own, and new pools would need some too: add the pools by hand"
        )
    if equal(read(cluster.body, "properties.networkProfile.networkPlugin"), "kubenet"):
        raise Refused(
            f"--own-subnet: {own.name} uses kubenet, whose subnets need the cluster's own route table: add the pools by hand"
        )
    (network,) = networks.values()
    _fits(network, cidr, standing)
    taken = {str(read(one, "name")).lower() for one in profiles}
    new = {str(read(one, "name")): name_like(one, taken) for one in profiles}
    where = f"--resource-group {shlex.quote(own.group)} --cluster-name {shlex.quote(own.name)}"
    return {
        NEW: "\n".join([*_made(standing, network, name, cidr, new, where), ""]),
        OLD: "\n".join([*_removed(own.subscription, profiles, where), ""]),
    }


def _fits(network: str, cidr: str, standing: Standing) -> None:
    try:
        wanted = ipaddress.IPv4Network(cidr)
    except ValueError as error:
        raise Refused(f"--own-subnet {cidr}: {error}") from None
    live = standing.found.live(network)
    spaces = read(live.body, "properties.addressSpace.addressPrefixes") if live is not None else None
    if not isinstance(spaces, list) or not any(_within(wanted, space) for space in spaces):
        raise Refused(f"--own-subnet {cidr}: it is not within the address space of {parse(network).name}")
    subnets = read(live.body, "properties.subnets") if live is not None else None
    for subnet in subnets if isinstance(subnets, list) else []:
        several = read(subnet, "properties.addressPrefixes")
        ranges = (
            several if isinstance(several, list) and several else [read(subnet, "properties.addressPrefix")]
        )
        if any(_overlaps(wanted, one) for one in ranges):
            raise Refused(f"--own-subnet {cidr}: it overlaps the subnet {read(subnet, 'name')}")


def _within(wanted: ipaddress.IPv4Network, space: object) -> bool:
    found = ipaddress.ip_network(str(space), strict=False)
    return isinstance(found, ipaddress.IPv4Network) and wanted.subnet_of(found)


def _overlaps(wanted: ipaddress.IPv4Network, other: object) -> bool:
    if not isinstance(other, str):
        return False
    found = ipaddress.ip_network(other, strict=False)
    return isinstance(found, ipaddress.IPv4Network) and wanted.overlaps(found)


def _made(
    standing: Standing, network: str, name: str, cidr: str, new: Mapping[str, str], where: str
) -> Iterator[str]:
    cluster, around = standing.cluster, parse(network)
    own = parse(cluster.id)
    yield "#!/usr/bin/env bash"
    yield f"# Pools of {own.name} in a subnet of its own, as natpin adopt wrote it. Egress IPs stay as they are."
    yield "set -euo pipefail"
    yield f"az account set --subscription {own.subscription}"
    words = [
        "az network vnet subnet create",
        f"--resource-group {shlex.quote(around.group)} --vnet-name {shlex.quote(around.name)}",
        f"--name {shlex.quote(name)} --address-prefixes {cidr} --default-outbound-access false",
    ]
    old = standing.found.live(str(read(next(iter(pools(cluster.body))), "vnetSubnetID")))
    for path, flag in (("networkSecurityGroup", "--network-security-group"), ("routeTable", "--route-table")):
        id_ = read(old.body, f"properties.{path}.id") if old is not None else None
        words += [f"{flag} {shlex.quote(id_)}"] if isinstance(id_, str) else []
    yield " ".join(words)
    yield f"# The cluster's identity has to be allowed to join that subnet (Network Contributor on {around.name}, or on the subnet)."
    for profile in pools(cluster.body):
        yield ""
        yield from adding(profile, where, new[str(read(profile, "name"))], f"{network}/subnets/{name}")
    yield ""
    yield "# Then a person moves what runs on the old pools, and sees that it runs on the new ones:"
    for profile in pools(cluster.body):
        label = f"kubernetes.azure.com/agentpool={read(profile, 'name')}"
        yield f"#   kubectl cordon -l {label}"
        yield f"#   kubectl drain -l {label} --ignore-daemonsets --delete-emptydir-data"
    yield f"# When that is so: {OLD}"


def _removed(subscription: str, profiles: list[Mapping[str, Any]], where: str) -> Iterator[str]:
    yield "#!/usr/bin/env bash"
    yield f"# The old pools, when nothing runs on them any more: {NEW} made others, and says how that is seen to."
    yield "set -euo pipefail"
    yield f"az account set --subscription {subscription}"
    for profile in profiles:
        yield f"az aks nodepool delete {where} --name {shlex.quote(str(read(profile, 'name')))}"
    yield "# Then run natpin adopt again: the cluster shares its subnet with nobody."
