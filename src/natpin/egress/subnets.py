"""What a subnet sends its traffic to: its NAT gateway, and the routes that override it."""

from __future__ import annotations

from natpin.graph import Graph, once
from natpin.model.arm_id import parse
from natpin.model.resource import NAT_GATEWAY, ROUTE, ROUTE_TABLE, Resource
from natpin.model.value import NULL, Node, Unknown, Value, dig, members, text


@once
def nat_gateway_of(graph: Graph, subnet: Resource) -> Resource | Unknown | None:
    """The NAT gateway on a subnet; Unknown when one may be, or when it is one that is not declared here."""
    attached = graph.attachments(subnet, "natGateway")
    if not attached:
        return None
    found = [graph.follow(node, NAT_GATEWAY) for node in attached]
    resources = [gateway for gateway in found if isinstance(gateway, Resource)]
    if resources:
        return resources[0]
    certain = [node for node in map(id_of, attached) if not isinstance(node, Unknown) or node.parts]
    if certain:
        return _undeclared_gateway(certain[0], subnet)
    return next(cause for cause in found if isinstance(cause, Unknown))


def id_of(node: Node) -> Node:
    """The id in an object such as ``{"id": …}``."""
    inner = members(node).get("id")
    return node if inner is None else inner


def _undeclared_gateway(node: Node, subnet: Resource) -> Resource:
    """A gateway that is certainly attached, though declared elsewhere: its properties are unknown, its being is not."""
    identifier = parse(node)
    label = text(identifier.names[-1]) if identifier else text(node)
    shown: Node = Value(label, node.at) if label else Unknown("the gateway is declared elsewhere", node.at)
    return Resource(f"{subnet.address}!natGateway", NAT_GATEWAY, shown, {}, node.at, external=True)


@once
def default_route(graph: Graph, subnet: Resource) -> Node:
    """The next hop type for 0.0.0.0/0 that a route table gives; a null Value when none overrides the system's.

    Two halves, 0.0.0.0/1 and 128.0.0.0/1, count as one: longest prefix wins (Azure, "Virtual network traffic routing").
    """
    for attached in graph.attachments(subnet, "routeTable"):
        table = graph.follow(attached, ROUTE_TABLE)
        if isinstance(table, Unknown):
            return table
        halves: dict[str, Node] = {}
        for route in routes_of(graph, table):
            if isinstance(route, Unknown):
                return route
            prefix, hop = dig(route, "addressPrefix"), dig(route, "nextHopType")
            if isinstance(prefix, Unknown):
                return prefix
            if text(prefix) == "0.0.0.0/0":
                return hop if hop is not None else NULL
            if text(prefix) in ("0.0.0.0/1", "128.0.0.0/1") and hop is not None:
                halves[str(text(prefix))] = hop
        if len(halves) == 2:
            return halves["0.0.0.0/1"]
        if table.external:
            return Unknown(f"the routes of {table.label} are declared elsewhere", table.at, "--azure")
    return NULL


def routes_of(graph: Graph, table: Resource) -> tuple[Node, ...]:
    """The routes of a route table, inline ones and ones declared by themselves, as objects."""
    children = tuple(
        child.conditional or Value({**child.properties, "name": child.name}, child.at)
        for child in graph.children(table, ROUTE)
    )
    inline = () if table.external else graph.elements(table, "routes")
    return (*inline, *children)
