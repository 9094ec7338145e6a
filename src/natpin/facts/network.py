"""Facts about NAT gateways, their IPs, subnets and routes, as objects whose fields the vocabulary lists."""

from __future__ import annotations

from collections.abc import Mapping

from natpin.egress import default_route, has_nat, ip_counts, nat_gateway_of, routes_of
from natpin.facts.contract import declared
from natpin.facts.lists import first_unknown, listed, truth
from natpin.graph import Graph, once
from natpin.graph.graph import held
from natpin.model.arm_id import parse
from natpin.model.asking import called, doubt_of, elements_of, is_, scalar_of
from natpin.model.azure_defaults import azure_default
from natpin.model.contract import Contract
from natpin.model.location import NOWHERE, Location
from natpin.model.resource import (
    CLUSTER,
    LOCK,
    NAT_GATEWAY,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    RESOURCE_GROUP,
    ROUTE,
    ROUTE_TABLE,
    SUBNET,
    VIRTUAL_NETWORK,
    Resource,
    same_type,
)
from natpin.model.several import Truth, both, either
from natpin.model.value import (
    COMPUTED,
    Node,
    Reference,
    Unknown,
    Value,
    default_of,
    dig,
    is_absent,
    symbol,
)

ARM = default_of("ARM API")
"""Service defaults, as the ARM API fills them in."""


def known(data: bool | int | str | tuple[Node, ...], at: Location) -> Value:
    """A fact natpin derived."""
    return Value(data, at, COMPUTED)


def fact_object(fields: Mapping[str, Node | None], at: Location) -> Value:
    """An object of the fields that are there."""
    return Value({name: node for name, node in fields.items() if node is not None}, at, COMPUTED)


def written_or_default(resource: Resource, path: str, type_: str) -> Node:
    """A property, or what the ARM API takes for one of ``type_`` where it is absent."""
    written = resource.get(path)
    if written is not None and not is_absent(written):
        return written
    data = azure_default(type_, path)
    elements = tuple(map(Value, data)) if isinstance(data, tuple) else data
    return Value(elements, resource.at, ARM)


def optional(resource: Resource, path: str) -> Node | None:
    """A property; None when absent or written as null."""
    found = resource.get(path)
    return None if is_absent(found) else found


def group_name(graph: Graph, resource: Resource) -> Node | None:
    """The name of the resource group, through a reference to it if need be."""
    node = graph.group_of(resource)
    if isinstance(node, Reference):
        target = graph.get(node.target)
        return target.name if target else Unknown(f"{node.target} is not declared in this stack", node.at)
    return node


def location_of(graph: Graph, resource: Resource) -> Node | None:
    """The region, normalised as ARM does (``West Europe`` is ``westeurope``)."""
    found = optional(resource, "location")
    if isinstance(found, Reference):
        group = graph.follow(resource.resource_group, RESOURCE_GROUP)
        found = (
            group.get("location")
            if isinstance(group, Resource)
            else Unknown("the region is that of something unknown", found.at)
        )
    region = called(found)
    if region is not None and found is not None:
        return Value(region.replace(" ", "").lower(), found.at, COMPUTED)
    return found


def subscription_of(resource: Resource) -> Node | None:
    """The subscription, where an id or the source tells it."""
    if resource.subscription is not None:
        return resource.subscription
    identifier = parse(resource.properties.get("id"))
    return identifier.subscription if identifier else None


@once
def nat_facts(graph: Graph, nat: Resource) -> Value:
    """A NAT gateway."""
    managed = nat.traits.get("managed")
    count: Node | None
    if managed is not None:
        count, six = nat.traits.get("managedIpCount") or known(1, nat.at), None
    else:
        count, six = ip_counts(graph, nat)
    return fact_object(
        {
            "name": known(nat.label, nat.at),
            "managed": managed or known(False, nat.at),
            "sku": fact_object(
                {
                    "name": written_or_default(nat, "sku.name", NAT_GATEWAY)
                    if managed is None
                    else optional(nat, "sku.name")
                },
                nat.at,
            ),
            "zones": written_or_default(nat, "zones", NAT_GATEWAY),
            "idleTimeoutInMinutes": written_or_default(nat, "idleTimeoutInMinutes", NAT_GATEWAY),
            "ipCount": count,
            "ipv6Count": six,
            "location": location_of(graph, nat),
            "subscription": subscription_of(nat),
            "resourceGroup": group_name(graph, nat),
        },
        nat.at,
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
    guards = [is_(ip.traits.get(trait), True) for trait in ("preventDestroy", "retained")]
    guards += [both(_locks(graph, lock, ip), lock.conditional or True) for lock in graph.declared(LOCK)]
    more = graph.others(LOCK)
    return truth(either(*guards, *((more,) if more is not None else ())), ip.at)


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


def same_name(left: Node | None, right: Node | None) -> Truth:
    """Whether two names are one: known texts compare, equal symbols are equal, anything else nobody knows."""
    one, other = symbol(left), symbol(right)
    if one is not None and one == other:
        return True
    unknown = first_unknown((left, right))
    if unknown is not None:
        return unknown
    if one is None or other is None:
        return False
    return Unknown("names that are known only once they exist", NOWHERE) if "{" in one + other else False


def routes_facts(graph: Graph, subnet: Resource) -> tuple[Node | None, Node | None, Node]:
    """The routes, bgpRoutePropagation and hasRouteTable of a subnet."""
    attached = graph.attached(subnet, "routeTable")
    has_table = truth(attached.there(), subnet.at)
    if not attached.sure:
        routes: Node = Value((), subnet.at) if attached.cause is None else attached.cause
        return routes, attached.cause, has_table
    table = graph.follow(attached.sure[0], ROUTE_TABLE)
    if isinstance(table, Unknown):
        return table, table, has_table
    disabled = optional(table, "disableBgpRoutePropagation")
    propagation: Node | None = disabled
    if disabled is not None and isinstance(flag := scalar_of(disabled), bool):
        propagation = known(not flag, disabled.at)
    if table.external and not graph.children(table, ROUTE):
        # the one reason, told once, and not once for every route there may be
        return (
            Unknown(f"the routes of {table.label} are declared elsewhere", table.at, "--azure"),
            propagation,
            has_table,
        )
    return listed(routes_of(graph, table), lambda node: node, table.at), propagation, has_table


def subnet_facts(graph: Graph, subnet: Resource) -> Value:
    """A subnet with its gateway and routes."""
    nat = nat_gateway_of(graph, subnet)
    has_nat_ = truth(has_nat(graph, subnet), subnet.at)
    gateway: Node | None = nat if isinstance(nat, Unknown) else nat_facts(graph, nat) if nat else None
    routes, propagation, has_table = routes_facts(graph, subnet)
    route = default_route(graph, subnet)
    network = graph.parent(subnet)
    prefix = optional(subnet, "addressPrefix")
    prefixes = elements_of(subnet.get("addressPrefixes"))
    return fact_object(
        {
            "name": known(subnet.label, subnet.at),
            "address": known(subnet.address, subnet.at),
            "hasNat": has_nat_,
            "natGateway": gateway,
            "defaultRoute": None if is_absent(route) else route,
            "routes": routes,
            "bgpRoutePropagation": propagation,
            "hasRouteTable": has_table,
            "addressPrefix": prefix or next(iter(prefixes.sure), prefixes.cause),
            "defaultOutboundAccess": optional(subnet, "defaultOutboundAccess"),
            "delegations": delegations(subnet),
            "serviceEndpoints": written_or_default(subnet, "serviceEndpoints", SUBNET),
            "virtualNetwork": known(network.label, network.at) if isinstance(network, Resource) else network,
            "inline": known("inline" in subnet.traits, subnet.at),
            "declared": known(not subnet.external, subnet.at),
            "location": location_of(graph, network) if isinstance(network, Resource) else network,
        },
        subnet.at,
    )


def delegations(subnet: Resource) -> Node:
    """What a subnet is delegated to. ARM writes the service's name below ``properties``."""
    written = written_or_default(subnet, "delegations", SUBNET)
    if not isinstance(written, Value) or not isinstance(written.data, tuple):
        return written
    named = [
        item
        if (service := dig(item, "properties.serviceName")) is None
        else Value({"serviceName": service}, item.at)
        for item in written.data
    ]
    return Value(tuple(named), written.at, written.origin)


def virtual_network_of(graph: Graph, subnet: Resource) -> Resource | Unknown | None:
    """The virtual network a subnet lies in."""
    return graph.follow(subnet.parent, VIRTUAL_NETWORK) if subnet.parent is not None else None
