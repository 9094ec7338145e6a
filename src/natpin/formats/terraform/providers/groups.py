"""azurerm_resource_group, azurerm_management_lock, azurerm_firewall.

Sources: azurerm documentation, ``r/resource_group``, ``r/management_lock``, ``r/firewall`` (5.2.0).
"""

from __future__ import annotations

from collections.abc import Iterator

from natpin.formats.terraform.providers.arguments import Blocks, Table, To, translate
from natpin.formats.terraform.providers.conversions import identified, string, strings
from natpin.formats.terraform.providers.declared import Names, resource
from natpin.formats.terraform.providers.references import Lookup
from natpin.languages.terraform.instance import Instance
from natpin.model import resource as arm
from natpin.model.resource import Resource

GROUP: Table = {"location": To("location", string), "tags": To("tags")}

LOCK: Table = {
    "scope": To("scope", string),
    "lock_level": To("level", string),
    "notes": To("notes", string),
}

_FIREWALL: Table = {
    "location": To("location", string),
    "zones": To("zones", strings),
    "sku_name": To("sku.name", string),
    "sku_tier": To("sku.tier", string),
    "ip_configuration": Blocks(
        "ipConfigurations",
        {
            "name": To("name", string),
            "subnet_id": To("subnet", identified),
            "public_ip_address_id": To("publicIPAddress", identified),
            "private_ip_address": To("privateIPAddress", string),
        },
    ),
}


def resource_group(instance: Instance, lookup: Lookup) -> Iterator[Resource]:
    """azurerm_resource_group."""
    properties = translate(instance.attributes, GROUP, instance.at)
    yield resource(instance, lookup, arm.RESOURCE_GROUP, properties, GROUP, Names())


def management_lock(instance: Instance, lookup: Lookup) -> Iterator[Resource]:
    """azurerm_management_lock. Its parent is what it locks; the id stands under ``scope`` too."""
    properties = translate(instance.attributes, LOCK, instance.at)
    yield resource(instance, lookup, arm.LOCK, properties, LOCK, Names(instance.attributes.get("scope")))


def firewall(instance: Instance, lookup: Lookup) -> Iterator[Resource]:
    """azurerm_firewall."""
    properties = translate(instance.attributes, _FIREWALL, instance.at)
    yield resource(instance, lookup, arm.FIREWALL, properties, _FIREWALL)
