"""azurerm_public_ip and azurerm_public_ip_prefix.

Sources: azurerm documentation, ``r/public_ip``, ``r/public_ip_prefix`` (5.2.0); 4.0 upgrade guide: "``azurerm_public_ip``:
the ``sku`` property now defaults to ``Standard``"; it was Basic. Before 3.0 ``availability_zone`` took the place of
``zones`` for a while.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.terraform.providers.arguments import Table, To, translate, writes
from natpin.formats.terraform.providers.conversions import identified, number, string, strings
from natpin.formats.terraform.providers.declared import by_version, default, resource, with_defaults
from natpin.formats.terraform.providers.references import Lookup
from natpin.languages.terraform.instance import Instance
from natpin.model import resource as arm
from natpin.model.resource import Resource
from natpin.model.value import Node, Value


@writes("[].ipTagType", "[].tag")
def ip_tags(node: Node) -> Node | None:
    """A map of tag type to tag, in ARM a list of ``{ipTagType, tag}``."""
    if isinstance(node, Value) and isinstance(node.data, Mapping):
        return Value(
            tuple(
                Value({"ipTagType": Value(kind, tag.at), "tag": tag}, tag.at)
                for kind, tag in node.data.items()
            ),
            node.at,
            node.origin,
        )
    return node


def _availability_zone(node: Node) -> Node | None:
    """``No-Zone`` is none, ``Zone-Redundant`` is all three, anything else is one zone."""
    if isinstance(node, Value):
        match node.data:
            case "No-Zone" | "":
                return None
            case "Zone-Redundant":
                return Value(tuple(Value(zone, node.at) for zone in ("1", "2", "3")), node.at, node.origin)
            case _:
                return strings(Value((node,), node.at, node.origin))
    return node


ADDRESS: Table = {
    "location": To("location", string),
    "tags": To("tags"),
    "zones": To("zones", strings),
    "availability_zone": To("zones", _availability_zone),
    "sku": To("sku.name", string),
    "sku_tier": To("sku.tier", string),
    "allocation_method": To("publicIPAllocationMethod", string),
    "ip_version": To("publicIPAddressVersion", string),
    "ip_tags": To("ipTags", ip_tags),
    "ddos_protection_mode": To("ddosSettings.protectionMode", string),
    "public_ip_prefix_id": To("publicIPPrefix", identified),
    "idle_timeout_in_minutes": To("idleTimeoutInMinutes", number),
    "ip_address": To("ipAddress", string),
}

PREFIX: Table = {
    "location": To("location", string),
    "tags": To("tags"),
    "zones": To("zones", strings),
    "availability_zone": To("zones", _availability_zone),
    "sku": To("sku.name", string),
    "sku_tier": To("sku.tier", string),
    "prefix_length": To("prefixLength", number),
    "ip_version": To("publicIPAddressVersion", string),
    "custom_ip_prefix_id": To("customIPPrefix", identified),
    "ip_prefix": To("ipPrefix", string),
}


def public_ip(instance: Instance, lookup: Lookup) -> Iterator[Resource]:
    """azurerm_public_ip."""
    properties = translate(instance.attributes, ADDRESS, instance.at)
    sku = by_version(instance, 4, "Basic", "Standard", "the sku of a public IP")
    yield resource(instance, lookup, arm.PUBLIC_IP, _named_sku(instance, properties, sku), ADDRESS)


def public_ip_prefix(instance: Instance, lookup: Lookup) -> Iterator[Resource]:
    """azurerm_public_ip_prefix: ``prefix_length`` defaults to 28, ``sku`` to Standard."""
    properties = translate(instance.attributes, PREFIX, instance.at)
    with_defaults(instance, properties, prefixLength=default(instance, 28))
    properties = _named_sku(instance, properties, default(instance, "Standard"))
    yield resource(instance, lookup, arm.PUBLIC_IP_PREFIX, properties, PREFIX)


def _named_sku(instance: Instance, properties: dict[str, Node], name: Node) -> dict[str, Node]:
    """A sku whose name may be the provider's, beside a tier that may be written."""
    if instance.data:
        return properties
    sku = properties.get("sku", Value({}, instance.at))
    if isinstance(sku, Value) and isinstance(sku.data, Mapping):
        properties["sku"] = Value({"name": name, **sku.data}, sku.at, sku.origin)
    return properties
