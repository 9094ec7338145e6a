"""Facts about public IPs and prefixes: how many addresses, of whose range, and what keeps them from being deleted."""

from __future__ import annotations

from natpin.facts.contract import declared
from natpin.facts.fields import (
    fact_object,
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
    is_prefix = type_ == PUBLIC_IP_PREFIX
    length = optional(ip, "prefixLength") if is_prefix else None
    six = is_(ip.get("publicIPAddressVersion"), "IPv6")
    bits = 128 if six is True else 32
    size = scalar_of(length)
    count: Node | None = known(1, ip.at)
    if is_prefix:
        fits = isinstance(size, int) and 0 <= size <= bits
        vague = doubt_of(length) or Unknown(f"the length of {ip.label} is unknown", ip.at)
        count = known(2 ** (bits - size), ip.at) if isinstance(size, int) and fits else vague
    if is_prefix and isinstance(six, Unknown) and not isinstance(size, Unknown):
        count = six
    return fact_object(
        {
            "name": known(ip.label, ip.at),
            "isPrefix": known(is_prefix, ip.at),
            "sku": fact_object({"name": written_or_default(ip, "sku.name", type_)}, ip.at),
            "zones": written_or_default(ip, "zones", type_) if is_prefix else _zones(graph, ip),
            "publicIPAllocationMethod": None
            if is_prefix
            else written_or_default(ip, "publicIPAllocationMethod", type_),
            "publicIPAddressVersion": written_or_default(ip, "publicIPAddressVersion", type_),
            "prefixLength": length,
            "count": count,
            "routingPreference": _routing_preference(ip),
            "ddosProtectionMode": None if is_prefix else optional(ip, "ddosSettings.protectionMode"),
            "customIPPrefix": truth(_custom(graph, ip, is_prefix), ip.at),
            "location": location_of(graph, ip),
            "protected": protected(graph, ip),
            "inNodeResourceGroup": _in_node_group(graph, ip),
            "contractDeclared": declared(ip, contract) if contract is not None else None,
        },
        ip.at,
    )


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
