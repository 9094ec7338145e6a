"""Small words for infrastructure in ARM's vocabulary, and for what natpin makes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from natpin.egress import trace
from natpin.facts.scheduling import landing
from natpin.facts.subjects import subjects
from natpin.graph import Graph
from natpin.model.contract import Contract
from natpin.model.location import Location
from natpin.model.resource import (
    AGENT_POOL,
    CLUSTER,
    NAT_GATEWAY,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    ROUTE_TABLE,
    SUBNET,
    VIRTUAL_NETWORK,
    WORKLOAD,
    Link,
    Resource,
    SourceNote,
    same_type,
)
from natpin.model.subject import Subject
from natpin.model.value import Node, Reference, Unknown, Value, dig, members, of, plain

Part = Resource | Link | SourceNote

AT = Location("main.tf", 7, 1)
UNKNOWN = Unknown("var.x has no default", AT, "--var-file")


def ref(address: str, attribute: str = "id") -> Reference:
    return Reference(address, attribute, AT)


def resource(
    type_: str,
    address: str,
    parent: Node | None = None,
    external: bool = False,
    *,
    called: Node | None = None,
    group: Any = None,
    conditional: Unknown | None = None,
    traits: Mapping[str, Any] | None = None,
    **properties: Any,
) -> Resource:
    """``called``: its name, where that is not its address."""
    return Resource(
        address,
        type_,
        called or Value(address, AT),
        members(of(properties, AT)),
        AT,
        parent=parent,
        resource_group=None if group is None else of(group, AT),
        external=external,
        conditional=conditional,
        traits=members(of(traits or {}, AT)),
    )


def network(address: str = "vnet", **more: Any) -> Resource:
    return resource(VIRTUAL_NETWORK, address, **more)


def subnet(address: str = "nodes", parent: str = "vnet", **more: Any) -> Resource:
    return resource(SUBNET, address, ref(parent), **more)


def gateway(address: str = "nat", **more: Any) -> Resource:
    return resource(NAT_GATEWAY, address, **more)


def prefix(address: str = "prefix", length: Any = 28, **more: Any) -> Resource:
    return resource(PUBLIC_IP_PREFIX, address, prefixLength=length, **more)


def public_ip(address: str = "ip", **more: Any) -> Resource:
    return resource(PUBLIC_IP, address, **more)


def route_table(hop: Any, address: str = "routes", cidr: Any = "0.0.0.0/0", **more: Any) -> Resource:
    route = {"name": "r", "addressPrefix": cidr, "nextHopType": hop}
    return resource(ROUTE_TABLE, address, routes=[route], **more)


def cluster(outbound: Any = None, pools: Any = None, address: str = "aks", **more: Any) -> Resource:
    """``pools``: its inline profiles; one of the name system when not given."""
    profile = {"networkPlugin": "azure"} | ({"outboundType": outbound} if outbound is not None else {})
    profile |= more.pop("networkProfile", {})
    inline = [{"name": "system"}] if pools is None else pools
    return resource(CLUSTER, address, networkProfile=profile, agentPoolProfiles=inline, **more)


def pool(address: str, parent: str = "aks", **more: Any) -> Resource:
    return resource(AGENT_POOL, address, ref(parent), **more)


def workload(address: str = "processor", pod: Any = None, **more: Any) -> Resource:
    """``pod``: its podSpec."""
    return resource(WORKLOAD, address, **({} if pod is None else {"podSpec": pod}), **more)


def attach(
    source: Node, property_: str, target: Node, type_: str = SUBNET, conditional: Unknown | None = None
) -> Link:
    return Link(f"link:{property_}", type_, source, property_, target, AT, conditional)


def graph(*parts: Part) -> Graph:
    return Graph.of(parts)


def subnet_id(name: str, vnet: str = "vnet", group: str | None = None) -> Node:
    """An id of which subscription, and group unless given, are unknown."""
    tail = f"/providers/Microsoft.Network/virtualNetworks/{vnet}/subnets/{name}"
    return Unknown(
        "the subscription is unknown", AT, None, ("/subscriptions/", None, "/resourceGroups/", group, tail)
    )


def told(*parts: Part, contract: Contract | None = None) -> list[Subject]:
    """What policies would be asked about infrastructure; its workloads may run on each of its clusters."""
    whole = graph(*parts)
    paths = trace(whole)
    runs = [part for part in parts if isinstance(part, Resource) and same_type(part.type, WORKLOAD)]
    clusters = {path.cluster.address for path in paths}
    on = {
        address: landing(runs, [path for path in paths if path.cluster.address == address])
        for address in clusters
    }
    return list(subjects(whole, paths, on, contract))


def fact(
    kind: str,
    field: str,
    parts: Sequence[Part],
    address: str | None = None,
    contract: Contract | None = None,
) -> object:
    """A fact, as ``shown`` shows it, of the first subject of a kind, or of the one at an address."""
    found = [
        subject
        for subject in told(*parts, contract=contract)
        if subject.kind == kind and address in (None, subject.address)
    ]
    assert found, f"there is no {kind} {address or ''}"
    return shown(dig(found[0].facts, field))


def shown(node: Node | None) -> object:
    """Plain data in which references (``→ nat.id``) and unknowns (``? var.x has no default``) still tell; None for
    what is absent."""
    match node:
        case Reference(target=target, attribute=attribute):
            return f"→ {target}.{attribute}"
        case Unknown(reason=reason):
            return f"? {reason}"
        case None:
            return None
    if isinstance(node.data, Mapping):
        return {name: shown(child) for name, child in node.data.items()}
    if isinstance(node.data, tuple):
        return [shown(child) for child in node.data]
    return plain(node)
