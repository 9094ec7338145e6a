"""What a subnet sends its traffic to, and what beside it may send it elsewhere: a NAT gateway, a Route Server."""

from __future__ import annotations

from natpin.graph import Graph, once
from natpin.graph.inline import WRITTEN
from natpin.model.arm_id import parse
from natpin.model.asking import called, is_, object_of
from natpin.model.resource import NAT_GATEWAY, SUBNET, Resource
from natpin.model.several import Several, Truth
from natpin.model.value import Node, Unknown, Value, symbol


@once
def nat_gateway_of(graph: Graph, subnet: Resource) -> Resource | Unknown | None:
    """The NAT gateway on a subnet; Unknown when one may be, a resource made up where a certain one is declared elsewhere."""
    attached = graph.attached(subnet, "natGateway")
    if not attached.sure:
        return attached.cause
    found = [graph.follow(node, NAT_GATEWAY) for node in attached.sure]
    resources = [gateway for gateway in found if isinstance(gateway, Resource)]
    return resources[0] if resources else _undeclared_gateway(id_of(attached.sure[0]), subnet)


@once
def has_nat(graph: Graph, subnet: Resource) -> Truth:
    """Whether a subnet has a NAT gateway."""
    return graph.attached(subnet, "natGateway").there()


@once
def gateway_count(graph: Graph, subnet: Resource) -> tuple[int, int | None, Unknown | None]:
    """How many gateways are declared for a subnet, at least and at most, and why that is not exact.

    Every declaration of it counts: the last one that is deployed wins. One gateway that two of them name is one.
    """
    attached: Several[Node] = graph.attached(subnet, "natGateway")
    for declaration in (*graph.again(subnet), *((subnet,) if WRITTEN in subnet.traits else ())):
        attached = attached.with_(graph.written(declaration, "natGateway"))
    named = {name for node in attached.sure if (name := _identity(graph, node)) is not None}
    unsure = [node for node in attached.sure if _identity(graph, node) is None]
    nameless = list({symbol(id_of(node)) or str(number): node for number, node in enumerate(unsure)}.values())
    others = {_identity(graph, node) or f"? {number}" for number, (node, _) in enumerate(attached.maybe)}
    open_ended = attached.rest is not None
    least = len(named) or min(len(nameless), 1)
    most = len(named) + len(nameless) + len(others - named)
    why = attached.cause or next((_which(graph, node) for node in nameless), None)
    return least, None if open_ended else most, why if open_ended or least != most else None


def _identity(graph: Graph, node: Node) -> str | None:
    """What tells a gateway from every other; None where nobody knows which one is meant."""
    gateway = graph.follow(node, NAT_GATEWAY)
    if isinstance(gateway, Resource):
        return gateway.address
    inner = id_of(node)
    return inner.data.lower() if isinstance(inner, Value) and isinstance(inner.data, str) else None


def _which(graph: Graph, node: Node) -> Unknown:
    found = graph.follow(node, NAT_GATEWAY)
    return found if isinstance(found, Unknown) else Unknown("it is unknown which gateway this is", node.at)


def id_of(node: Node) -> Node:
    """The id in an object such as ``{"id": …}``."""
    inner = object_of(node).get("id")
    return node if inner is None else inner


def _undeclared_gateway(node: Node, subnet: Resource) -> Resource:
    """A gateway that is certainly attached, though declared elsewhere: its properties are unknown, its being is not.

    Two subnets that name it by the same id have the same gateway.
    """
    identifier = parse(node)
    label = called(identifier.names[-1] if identifier else node)
    shown: Node = Value(label, node.at) if label else Unknown("the gateway is declared elsewhere", node.at)
    known = symbol(node)
    address = f"!natGateway:{known}" if known else f"{subnet.address}!natGateway"
    traits: dict[str, Node] = {} if label or not known else {"calledBy": Value("the gateway that is given")}
    return Resource(address, NAT_GATEWAY, shown, {}, node.at, external=True, traits=traits)


@once
def route_server(graph: Graph, network: Resource) -> Resource | None:
    """The subnet that a virtual network has for a Route Server, which takes no other name (Azure Route Server, FAQ)."""
    children = graph.children(network, SUBNET)
    return next((one for one in children if is_(one.name, "RouteServerSubnet") is True), None)
