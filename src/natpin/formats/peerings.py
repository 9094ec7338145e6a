"""Peerings written inside their virtual network, as ARM's bodies and templates have them, as resources of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.model.resource import PEERING, VIRTUAL_NETWORK, Resource, same_type
from natpin.model.value import Node, Reference, Unknown, items, member, members, text

PROPERTY = "virtualNetworkPeerings"


def inline_peerings(network: Resource) -> Iterator[Resource]:
    """The peerings of a virtual network. Of a list that is unknown, one that may use the other network's gateway."""
    if not same_type(network.type, VIRTUAL_NETWORK):
        return
    listed = member(network.properties, PROPERTY)
    if isinstance(listed, Unknown):
        yield _peering(network, "…", listed, {"useRemoteGateways": listed}, listed)
    for position, node in enumerate(items(listed)):
        body = members(node)
        inner = member(body, "properties")
        name = member(body, "name") or Unknown("the peering's name is not written", node.at)
        found: Mapping[str, Node] = {**body, **members(inner)}
        if isinstance(node, Unknown) or isinstance(inner, Unknown):
            found = {"useRemoteGateways": node if isinstance(node, Unknown) else inner or name}
        yield _peering(network, text(name) or str(position), name, found, None)


def _peering(
    network: Resource, label: str, name: Node, properties: Mapping[str, Node], why: Unknown | None
) -> Resource:
    return Resource(
        address=f"{network.address}/{PROPERTY}/{label}",
        type=PEERING,
        name=name,
        properties={key: node for key, node in properties.items() if key not in ("name", "properties", "id")},
        at=name.at,
        parent=Reference(network.address, "id", name.at),
        resource_group=network.resource_group,
        subscription=network.subscription,
        external=network.external,
        conditional=why or network.conditional,
        called_at=network.called_at,
    )
