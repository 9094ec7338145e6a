"""Facts about node pools."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Final

from natpin.facts.fields import facts_later, known, optional, written_or_default
from natpin.facts.lists import truth
from natpin.facts.network import subnet_facts
from natpin.graph import Graph
from natpin.model.arm_id import parse
from natpin.model.later import Ways
from natpin.model.path import EgressPath, Exit, Role
from natpin.model.resource import AGENT_POOL, Resource
from natpin.model.several import Truth
from natpin.model.value import Node, Unknown, Value

_EXITS = {
    Exit.NAT_GATEWAY: "leaves through the NAT gateway",
    Exit.MANAGED_NAT_GATEWAY: "leaves through the NAT gateway that AKS manages",
    Exit.LOAD_BALANCER: "leaves through the load balancer",
    Exit.VIRTUAL_APPLIANCE: "leaves through a firewall, appliance or network gateway",
    Exit.INSTANCE_PUBLIC_IP: "leaves through the public IPs of its nodes",
    Exit.DEFAULT_OUTBOUND: "leaves through default outbound access (an IP that Microsoft owns)",
    Exit.NONE: "has no way out",
    Exit.UNKNOWN: "leaves through an exit that is not known",
}
"""What is said after "traffic"."""


def pool_facts(graph: Graph, paths: Sequence[EgressPath]) -> Value:
    """A pool, by its paths: worked out once, for itself and for each gateway that it leaves by."""
    key = pool_facts, tuple(map(id, paths))  # the paths are kept, so that no others have their ids
    found = graph.worked_out.get(key)
    if found is None:
        pool = _Pool(graph, paths)
        found = graph.worked_out[key] = tuple(paths), facts_later(_FACTS, pool, pool.node.pool.at)
    body: Value = found[1]
    return body


class _Pool:
    """A node pool, by its paths: the nodes' one, and the pods' one where pods have a subnet of their own."""

    def __init__(self, graph: Graph, paths: Sequence[EgressPath]) -> None:
        self.graph = graph
        self.node = next(path for path in paths if path.role is Role.NODE)
        self.pod = next((path for path in paths if path.role is Role.POD), None)
        self.declared = self.node.pool.resource
        self.at = self.node.pool.at

    @cached_property
    def count(self) -> Node | None:
        """How many nodes it is declared with."""
        return optional(self.declared, "count")


_FACTS: Final[Ways] = {
    "name": lambda of: known(of.node.pool.name, of.at),
    "mode": lambda of: optional(of.declared, "mode"),
    "isDefault": lambda of: _is_default(of.node),
    "isNodeClass": lambda of: known(of.declared.type.endswith("AKSNodeClass"), of.at),
    "isAuxiliary": lambda of: known(of.node.pool.auxiliary, of.at),
    "osType": lambda of: written_or_default(of.declared, "osType", AGENT_POOL),
    "count": lambda of: of.count,
    "maxCount": lambda of: optional(of.declared, "maxCount") or of.count,
    "maxPods": lambda of: optional(of.declared, "maxPods"),
    "maxSurge": lambda of: optional(of.declared, "upgradeSettings.maxSurge"),
    "availabilityZones": lambda of: written_or_default(of.declared, "availabilityZones", AGENT_POOL),
    "enableNodePublicIP": lambda of: written_or_default(of.declared, "enableNodePublicIP", AGENT_POOL),
    "nodePublicIPPrefixID": lambda of: optional(of.declared, "nodePublicIPPrefixID"),
    "windowsProfile": lambda of: optional(of.declared, "windowsProfile"),
    "exit": lambda of: _exit(of.node),
    "podExit": lambda of: _exit(of.pod) if of.pod else None,
    "exitInWords": lambda of: known(_EXITS[of.node.exit], of.at),
    "podExitInWords": lambda of: known(_EXITS[of.pod.exit], of.at) if of.pod else None,
    "byoSubnet": lambda of: truth(_own_subnet(of.declared.get("vnetSubnetID"), of.node), of.at),
    "subnet": lambda of: _subnet(of.graph, of.node),
    "podSubnet": lambda of: _subnet(of.graph, of.pod) if of.pod else None,
    "egressIpCount": lambda of: (
        known(of.node.ip_count, of.at) if of.node.ip_count is not None else _why_no_count(of.node)
    ),
}


def _is_default(path: EgressPath) -> Node:
    """Whether the pool is declared with its cluster. Of a cluster that declares none itself, those that nobody can list may
    be its first one or others."""
    pool = path.pool
    if pool.others and pool.resource.doubt is not None and path.cluster.get("agentPoolProfiles") is None:
        return pool.resource.doubt
    return known("#" in pool.address and not pool.auxiliary, pool.at)


def _exit(path: EgressPath) -> Node:
    return (
        path.causes[0] if path.exit is Exit.UNKNOWN and path.causes else known(path.exit.value, path.pool.at)
    )


def _subnet(graph: Graph, path: EgressPath) -> Node | None:
    return subnet_facts(graph, path.subnet) if isinstance(path.subnet, Resource) else path.subnet


def _why_no_count(path: EgressPath) -> Node:
    return (
        path.ips
        if isinstance(path.ips, Unknown)
        else Unknown("the length of an IP prefix is unknown", path.pool.at)
    )


def _own_subnet(written: Node | None, path: EgressPath) -> Truth:
    """Whether a pool is put into a subnet of the team's own: an id of which nobody knows whether it is null is not."""
    if path.subnet is None:
        return False
    if isinstance(written, Unknown) and isinstance(path.subnet, Unknown) and parse(written) is None:
        return written
    return True


def by_pool(paths: Sequence[EgressPath]) -> list[list[EgressPath]]:
    """The paths of each pool together."""
    groups: dict[str, list[EgressPath]] = {}
    for path in paths:
        groups.setdefault(path.pool.address, []).append(path)
    return list(groups.values())
