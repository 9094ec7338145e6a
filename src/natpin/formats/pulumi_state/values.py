"""Values of a state: what Pulumi writes in place of those that are secret or not there yet.

Source: pulumi/pulumi, sdk/go/common/resource/properties.go and pkg/resource/stack/deployment.go.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from natpin.formats.pulumi import classic
from natpin.formats.pulumi.kinds import KINDS, kind_of
from natpin.formats.terraform.providers.references import ARM_TYPES
from natpin.model.resource import (
    CLUSTER,
    NAT_GATEWAY,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    RESOURCE_GROUP,
    ROUTE_TABLE,
    SUBNET,
    VIRTUAL_NETWORK,
)
from natpin.model.value import Node, Reference, Unknown, Value

COMPUTED = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""Stands for what is only known once it is deployed."""
_SIGNATURE = "4dabf18193072939515e22adb298388d"
"""The member that tells a secret, an asset or a resource from an ordinary object."""
_HIDDEN = "[secret]"
"""What a preview shows of a secret."""
SETTLE = "deploy it, and lint what pulumi stack export prints"

_NAMES = {
    "natGateway": NAT_GATEWAY,
    "publicIPAddresses": PUBLIC_IP,
    "publicIPPrefix": PUBLIC_IP_PREFIX,
    "publicIPPrefixes": PUBLIC_IP_PREFIX,
    "publicIpAddresses": PUBLIC_IP,
    "publicIpPrefixes": PUBLIC_IP_PREFIX,
    "resourceGroupName": RESOURCE_GROUP,
    "resourceName": CLUSTER,
    "routeTable": ROUTE_TABLE,
    "routeTableName": ROUTE_TABLE,
    "virtualNetworkName": VIRTUAL_NETWORK,
    "agentPoolProfiles": SUBNET,
    "podSubnetID": SUBNET,
    "vnetSubnetID": SUBNET,
    # of the classic provider
    "defaultNodePool": SUBNET,
    "kubernetesClusterId": CLUSTER,
    "natGatewayId": NAT_GATEWAY,
    "podSubnetId": SUBNET,
    "publicIpAddressId": PUBLIC_IP,
    "publicIpPrefixId": PUBLIC_IP_PREFIX,
    "routeTableId": ROUTE_TABLE,
    "subnetId": SUBNET,
    "vnetSubnetId": SUBNET,
}
"""Properties that name another resource, and its type."""


def property_value(name: str, node: Node, waits_for: Sequence[str], types: Mapping[str, str]) -> Node:
    """A property's value. ``waits_for``: the addresses of the resources that it is made of, where the document tells;
    ``types``: Pulumi's type of each.

    What is not there yet and is made of one resource alone, of the type that the property names, is that resource.
    """
    only = waits_for[0] if len(set(waits_for)) == 1 else None
    wanted = _NAMES.get(name)
    target = (
        only if only is not None and wanted is not None and _type(types.get(only, "")) == wanted else None
    )
    return _value(node, target, "name" if name.endswith("Name") else "id")


_KNOWN_LATER = (
    "natGateway",
    "routeTable",
    "networkProfile",
    "defaultOutboundAccess",
    "publicIpAddresses",
    "publicIpPrefixes",
    "publicIPAddresses",
    "publicIPPrefixes",
)
"""What Azure may hold though the program does not write it: somebody else has attached it, or it is a default. Lists of
children are not among them: they are as old as the last change of their parent."""


def answered(inputs: Mapping[str, Node], outputs: Mapping[str, Node]) -> Mapping[str, Node]:
    """The inputs of a resource that exists, beside what Azure answered when Pulumi last asked: what was added since is
    there, and what differs is unknown."""
    found = dict(inputs)
    for name in _KNOWN_LATER:
        if name not in inputs and _says(outputs.get(name)):
            found[name] = outputs[name]
    for name, node in inputs.items():
        gone = bool(outputs) and name in _KNOWN_LATER and name not in outputs and _says(node)
        if gone or (name in outputs and not _agree(node, outputs[name])):
            why = "the program says otherwise than Azure answered when Pulumi last asked"
            found[name] = Unknown(why, node.at, "pulumi up, or pulumi refresh")
    return found


def _says(node: Node | None) -> bool:
    return isinstance(node, Value) and node.data not in (None, (), {}, "")


def _agree(written: Node, answer: Node) -> bool:
    """Whether Azure has what is written, and perhaps more."""
    if not isinstance(written, Value) or not isinstance(answer, Value):
        return True
    one, other = written.data, answer.data
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return all(name not in other or _agree(each, other[name]) for name, each in one.items())
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_agree, one, other))
    if isinstance(one, str) and isinstance(other, str):
        hidden = COMPUTED in (one, other) or _HIDDEN in (one, other)
        return hidden or one.lower().replace(" ", "") == other.lower().replace(" ", "")
    return one == other


def _value(node: Node, target: str | None, attribute: str) -> Node:
    if not isinstance(node, Value):
        return node
    data = node.data
    if isinstance(data, Mapping):
        if _SIGNATURE in data:
            return Unknown("it is a secret, or no plain value", node.at)
        kept = {key: each for key, each in data.items() if not key.startswith("__")}
        return Value({key: _value(each, target, attribute) for key, each in kept.items()}, node.at)
    if isinstance(data, tuple):
        return Value(tuple(_value(each, target, attribute) for each in data), node.at)
    if data == COMPUTED:
        if target is not None:
            return Reference(target, attribute, node.at)
        return Unknown("it is only known once it is deployed", node.at, SETTLE)
    if data == _HIDDEN:
        return Unknown("it is a secret", node.at)
    if isinstance(data, str) and COMPUTED in data:
        return Unknown("a part of it is only known once it is deployed", node.at, SETTLE)
    return node


def _type(written: str) -> str | None:
    """ARM's type of one of Pulumi's."""
    azurerm = classic.type_of(written)
    if azurerm is not None:
        return ARM_TYPES.get(azurerm)
    kind = kind_of(written)
    known = KINDS.get(kind[:2]) if kind is not None else None
    return None if known is None else known.type
