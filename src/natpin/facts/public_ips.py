"""Facts about public IPs and prefixes: how many addresses, of whose range, and what keeps them from being deleted."""

from __future__ import annotations

from functools import cached_property
from typing import Final

from natpin.facts.contract import declared
from natpin.facts.fields import (
    fact_object,
    facts_later,
    group_name,
    known,
    location_of,
    optional,
    same_name,
    written_or_default,
)
from natpin.facts.lists import truth
from natpin.graph import Graph
from natpin.graph.held import held
from natpin.model.arm_id import parse
from natpin.model.asking import called, doubt_of, elements_of, is_, scalar_of
from natpin.model.contract import Contract
from natpin.model.later import Ways
from natpin.model.resource import (
    CLUSTER,
    LOCK,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    RESOURCE_GROUP,
    Resource,
    same_type,
)
from natpin.model.several import Truth, both, either
from natpin.model.value import (
    Node,
    Unknown,
    Value,
    dig,
    is_absent,
)


def ip_facts(graph: Graph, ip: Resource, type_: str, contract: Contract | None = None) -> Value:
    """A public IP or a prefix."""
    return facts_later(_FACTS, _Ip(graph, ip, type_, contract), ip.at)


class _Ip:
    """A public IP or a prefix, and what several of its facts rest on."""

    def __init__(self, graph: Graph, ip: Resource, type_: str, contract: Contract | None) -> None:
        self.graph, self.ip, self.type, self.contract, self.at = graph, ip, type_, contract, ip.at
        self.is_prefix = type_ == PUBLIC_IP_PREFIX

    @cached_property
    def length(self) -> Node | None:
        """Of a prefix, in bits."""
        return optional(self.ip, "prefixLength") if self.is_prefix else None

    def count(self) -> Node:
        """How many addresses."""
        if not self.is_prefix:
            return known(1, self.at)
        six = is_(self.ip.get("publicIPAddressVersion"), "IPv6")
        size = scalar_of(self.length)
        if isinstance(six, Unknown) and not isinstance(size, Unknown):
            return six
        bits = 128 if six is True else 32
        if isinstance(size, int) and 0 <= size <= bits:
            return known(2 ** (bits - size), self.at)
        return doubt_of(self.length) or Unknown(f"the length of {self.ip.label} is unknown", self.at)


_FACTS: Final[Ways] = {
    "name": lambda of: known(of.ip.label, of.at),
    "isPrefix": lambda of: known(of.is_prefix, of.at),
    "sku": lambda of: fact_object({"name": written_or_default(of.ip, "sku.name", of.type)}, of.at),
    "zones": lambda of: (
        written_or_default(of.ip, "zones", of.type) if of.is_prefix else _zones(of.graph, of.ip)
    ),
    "publicIPAllocationMethod": lambda of: (
        None if of.is_prefix else written_or_default(of.ip, "publicIPAllocationMethod", of.type)
    ),
    "publicIPAddressVersion": lambda of: written_or_default(of.ip, "publicIPAddressVersion", of.type),
    "prefixLength": lambda of: of.length,
    "count": lambda of: of.count(),
    "routingPreference": lambda of: _routing_preference(of.ip),
    "ddosProtectionMode": lambda of: None if of.is_prefix else optional(of.ip, "ddosSettings.protectionMode"),
    "customIPPrefix": lambda of: truth(_custom(of.graph, of.ip, of.is_prefix), of.at),
    "location": lambda of: location_of(of.graph, of.ip),
    "protected": lambda of: protected(of.graph, of.ip),
    "inNodeResourceGroup": lambda of: _in_node_group(of.graph, of.ip),
    "contractDeclared": lambda of: declared(of.ip, of.contract) if of.contract is not None else None,
}


_OF_AKS = "MC_"


def _in_node_group(graph: Graph, ip: Resource) -> Node:
    """Whether it lies in a group that AKS names MC_… and makes for a cluster's nodes (AKS, "Node resource group").

    Of a name that is not known, what it begins with may tell; and a group that the stack makes itself, or that a
    cluster lies in, is none: AKS makes its own beside the cluster's.
    """
    group = group_name(graph, ip)
    unclear = doubt_of(group)
    first = unclear.parts[0] if unclear is not None and unclear.parts else called(group)
    told = isinstance(first, str) and (len(first) >= len(_OF_AKS) or not _OF_AKS.startswith(first.upper()))
    if unclear is None or told:
        return known(str(first).upper().startswith(_OF_AKS), ip.at)
    made = graph.follow(graph.group_of(ip), RESOURCE_GROUP)
    own = isinstance(made, Resource) and not made.external
    beside = any(same_name(group_name(graph, cluster), group) is True for cluster in graph.of_type(CLUSTER))
    return known(False, ip.at) if own or beside else unclear


def _custom(graph: Graph, ip: Resource, is_prefix: bool) -> Truth:
    """Whether it is of a range that the team brought: a prefix names it, an IP may be drawn from such a prefix (Azure,
    "Custom IP address prefix")."""
    if is_prefix:
        return held(ip.get("customIPPrefix")).there()
    source = ip.properties.get("publicIPPrefix") if ip.external else ip.get("publicIPPrefix")
    if is_absent(source):
        return False
    prefix = graph.follow(source, PUBLIC_IP_PREFIX)
    return prefix if isinstance(prefix, Unknown) else _custom(graph, prefix, True)


def _zones(graph: Graph, ip: Resource) -> Node:
    """The zones of a public IP; one drawn from a prefix has the prefix's (Azure, "Public IP address prefix")."""
    own, source = ip.get("zones"), ip.get("publicIPPrefix")
    if is_absent(own) and source is not None and not is_absent(source):
        prefix = graph.follow(source, PUBLIC_IP_PREFIX)
        return (
            prefix if isinstance(prefix, Unknown) else written_or_default(prefix, "zones", PUBLIC_IP_PREFIX)
        )
    return written_or_default(ip, "zones", PUBLIC_IP)


def _routing_preference(ip: Resource) -> Node | None:
    tags = elements_of(ip.get("ipTags"))
    meant = tags.where(lambda tag: is_(dig(tag, "ipTagType"), "RoutingPreference"))
    return dig(meant.sure[0], "tag") if meant.sure else meant.cause


def protected(graph: Graph, ip: Resource) -> Node:
    """Whether something keeps the IP from being deleted. An IP that is gone cannot be had back."""
    if ip.external:
        return Unknown(
            f"{ip.label} is declared elsewhere",
            ip.at,
            "lint the files that declare it together with these, or use --azure",
        )
    for trait in ("preventDestroy", "retained"):
        node = ip.traits.get(trait)
        if is_(node, True) is True:
            return known(True, node.at if node else ip.at)
    return truth(either(is_(ip.traits.get("preventDestroy"), True), locked(graph, ip)), ip.at)


def locked(graph: Graph, ip: Resource) -> Truth:
    """Whether a management lock keeps the IP from being deleted: one that is declared, or one that Azure has."""
    guards = [is_(ip.traits.get("retained"), True)]
    guards += [both(_locks(graph, lock, ip), lock.conditional or True) for lock in graph.declared(LOCK)]
    more = graph.others(LOCK)
    return either(*guards, *((more,) if more is not None else ()))


def _locks(graph: Graph, lock: Resource, ip: Resource) -> Truth:
    scope = lock.parent if lock.parent is not None else lock.get("scope")
    if scope is None:
        # a lock without a scope covers the resource group it is deployed into
        if graph.group_of(lock) is None:
            return True
        return same_name(group_name(graph, lock), group_name(graph, ip))
    locked = graph.follow(scope, ip.type)
    if isinstance(locked, Resource):
        if locked.address != ip.address and locked.external:
            # under a name that nobody knows it may be this one
            same = same_name(locked.name, ip.name)
            return same if isinstance(same, Unknown) else False
        return locked.address == ip.address
    group = graph.follow(scope, RESOURCE_GROUP)
    own = graph.follow(ip.resource_group, RESOURCE_GROUP)
    if isinstance(group, Resource):
        if not isinstance(own, Resource):
            return same_name(group.name, group_name(graph, ip))
        return group.address == own.address
    identifier = parse(scope)
    if isinstance(scope, Unknown) and identifier is None:
        return group
    if identifier is not None and same_type(identifier.type, ip.type):
        same = same_name(identifier.names[-1] or locked, ip.name)
        return same if isinstance(same, Unknown) else False
    return False  # an id of something else entirely is no lock on this
