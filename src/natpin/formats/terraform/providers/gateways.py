"""azurerm_nat_gateway and what attaches to it.

Sources: azurerm documentation, ``r/nat_gateway``, ``r/nat_gateway_public_ip_association``,
``r/nat_gateway_public_ip_prefix_association``, ``r/subnet_nat_gateway_association`` (5.2.0). The inline lists
``public_ip_address_ids`` and ``public_ip_prefix_ids`` were removed in 3.0.
"""

from __future__ import annotations

from collections.abc import Iterator

from natpin.formats.terraform.providers.arguments import Table, To, translate
from natpin.formats.terraform.providers.associations import ASSOCIATIONS, Association
from natpin.formats.terraform.providers.conversions import identified_each, number, string, strings
from natpin.formats.terraform.providers.declared import default, resource, with_defaults
from natpin.formats.terraform.providers.references import Lookup, in_arm_words
from natpin.languages.terraform.instance import Instance
from natpin.model import resource as arm
from natpin.model.resource import Link, Resource
from natpin.model.value import Node, Unknown, Value, is_absent

GATEWAY: Table = {
    "location": To("location", string),
    "tags": To("tags"),
    "idle_timeout_in_minutes": To("idleTimeoutInMinutes", number),
    "sku_name": To("sku.name", string),
    "zones": To("zones", strings),
    "public_ip_address_ids": To("publicIpAddresses", identified_each),
    "public_ip_prefix_ids": To("publicIpPrefixes", identified_each),
}


def nat_gateway(instance: Instance, lookup: Lookup) -> Iterator[Resource]:
    """azurerm_nat_gateway: ``sku_name`` defaults to Standard, which the API does not fill in."""
    properties = translate(instance.attributes, GATEWAY, instance.at)
    with_defaults(instance, properties, sku=default(instance, {"name": "Standard"}))
    yield resource(instance, lookup, arm.NAT_GATEWAY, properties, GATEWAY)


def association(instance: Instance, lookup: Lookup) -> Iterator[Link]:
    """One of ``ASSOCIATIONS``."""
    yield link(instance, lookup, ASSOCIATIONS[instance.type])


def link(instance: Instance, lookup: Lookup, joins: Association) -> Link:
    """What an association sets. Both its arguments are required: with one that is absent, null or empty, the plan is
    refused and nothing is attached."""
    named = joins.source, joins.target
    missing = next((name for name in named if _is_missing(instance.attributes.get(name))), None)
    refused = (
        Unknown(f"{instance.address} gives no {missing}, which the provider refuses", instance.at)
        if missing is not None
        else None
    )
    return Link(
        address=instance.address,
        source_type=joins.source_type,
        source=in_arm_words(_required(instance, joins.source), lookup),
        property=joins.path,
        target=in_arm_words(_required(instance, joins.target), lookup),
        at=instance.at,
        conditional=refused or instance.conditional,
    )


def _is_missing(node: Node | None) -> bool:
    return is_absent(node) or (isinstance(node, Value) and node.data == "")


def _required(instance: Instance, argument: str) -> Node:
    node = instance.attributes.get(argument)
    if node is None or _is_missing(node):
        return Unknown(f"{instance.address} gives no {argument}", instance.at)
    return node
