"""How an object refers to others: its owner, and members called ``reference`` or ``…Reference``.

A reference has a group, kind and name, of an object in the same namespace, or the ``armId`` of something in Azure.
Source: Azure Service Operator, "Type references & ownership".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.aso.kinds import CONTAINER_SERVICE, NETWORK, RESOURCES
from natpin.formats.aso.objects import Key, Object
from natpin.model.value import Node, Value, dig, text

_OWNERS: Mapping[str, tuple[str, str]] = {
    "ManagedClustersAgentPool": (CONTAINER_SERVICE, "ManagedCluster"),
    "RouteTablesRoute": (NETWORK, "RouteTable"),
    "VirtualNetworksSubnet": (NETWORK, "VirtualNetwork"),
    "VirtualNetworksVirtualNetworkPeering": (NETWORK, "VirtualNetwork"),
}
"""Kinds that belong to another object. All others belong to a resource group."""
_IN_A_GROUP = (RESOURCES, "ResourceGroup")


def is_child(kind: str) -> bool:
    """True for a kind whose owner is no resource group."""
    return kind in _OWNERS


def owner(of: Object) -> Key | None:
    """The object that owns this one; None where that is written as an ARM id, or not at all."""
    name = text(of.get("spec.owner.name"))
    if name is None or of.kind == "ResourceGroup":
        return None
    return (of.namespace, *_OWNERS.get(of.kind, _IN_A_GROUP), name)


def key_of(reference: Node | None, namespace: str) -> Key | None:
    """The object that a reference names; None for an ARM id or what is no reference."""
    group, kind, name = (text(dig(reference, member)) for member in ("group", "kind", "name"))
    return (namespace, group, kind, name) if group and kind and name else None


def is_reference(node: Node | None) -> bool:
    """True for an object that refers to another, or to something in Azure."""
    return dig(node, "armId") is not None or (dig(node, "name") is not None and dig(node, "kind") is not None)


def referred_to(of: Object) -> Iterator[Key]:
    """Every object that this one refers to, its owner first."""
    above = owner(of)
    if above is not None:
        yield above
    yield from _within(of.get("spec"), of.namespace)


def _within(node: Node | None, namespace: str) -> Iterator[Key]:
    if not isinstance(node, Value):
        return
    if isinstance(node.data, Mapping):
        for name, child in node.data.items():
            key = key_of(child, namespace) if name.lower().endswith("reference") else None
            if key is not None:
                yield key
            else:
                yield from _within(child, namespace)
    elif isinstance(node.data, tuple):
        for child in node.data:
            yield from _within(child, namespace)
