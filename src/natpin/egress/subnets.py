"""What a subnet sends its traffic to: the NAT gateway on it."""

from __future__ import annotations

from natpin.graph import Graph, once
from natpin.model.arm_id import parse
from natpin.model.resource import NAT_GATEWAY, Resource
from natpin.model.several import Truth
from natpin.model.value import Node, Unknown, Value, members, symbol, text


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
    """How many gateways are declared for a subnet, at least and at most, and why that is not exact."""
    attached = graph.attached(subnet, "natGateway")
    least, most = attached.count()
    return least, most, attached.cause


def id_of(node: Node) -> Node:
    """The id in an object such as ``{"id": …}``."""
    inner = members(node).get("id")
    return node if inner is None else inner


def _undeclared_gateway(node: Node, subnet: Resource) -> Resource:
    """A gateway that is certainly attached, though declared elsewhere: its properties are unknown, its being is not.

    Two subnets that name it by the same id have the same gateway.
    """
    identifier = parse(node)
    name = identifier.names[-1] if identifier else None
    label = text(name) if identifier else text(node)
    shown: Node = Value(label, node.at) if label else Unknown("the gateway is declared elsewhere", node.at)
    known = symbol(node)
    address = f"!natGateway:{known}" if known else f"{subnet.address}!natGateway"
    return Resource(address, NAT_GATEWAY, shown, {}, node.at, external=True)
