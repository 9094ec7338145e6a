"""Modules that make NAT gateways and public IPs.

Sources, each the module's ``main.tf``, ``variables.tf`` and ``outputs.tf``: Azure/avm-res-network-natgateway/azurerm 0.1
(azurerm, as 0.2 without public IPs and subnets; its one output is the gateway as an object) and 0.2
(azurerm: ``subnet_associations``, ``public_ip_prefix_length``) and 0.3 (azapi: ``parent_id``,
``public_ip_prefix_resource_ids``; both SKUs default to StandardV2); Azure/avm-res-network-publicipaddress/azurerm 0.1
and 0.2.
"""

from __future__ import annotations

from collections.abc import Iterator

from natpin.formats.terraform.providers.addresses import ip_tags
from natpin.formats.terraform.providers.modules.calls import (
    entries,
    given,
    given_or,
    guarded,
    inside,
    instance,
    reference,
    version,
)
from natpin.languages.terraform.instance import Instance, ModuleCall
from natpin.model import resource as arm
from natpin.model.value import Node, Reference, Unknown, Value, items, scalar, text


def nat_gateway(call: ModuleCall) -> Iterator[Instance]:
    """avm-res-network-natgateway."""
    yield from _nat_gateway_azapi(call) if _is_azapi(call) else _nat_gateway_azurerm(call)


def nat_gateway_output(call: ModuleCall, name: str) -> Node | None:
    """An output of avm-res-network-natgateway."""
    gateway = reference(call, "azapi_resource.this" if _is_azapi(call) else "azurerm_nat_gateway.this")
    if name == "resource" and (version(call) or (9,)) < (0, 2):
        return Value({"id": gateway, "name": Reference(gateway.target, "name", call.at)}, call.at)
    return gateway if name == "resource_id" else None


def _nat_gateway_azapi(call: ModuleCall) -> Iterator[Instance]:
    configuration = given(call, "public_ip_configuration")
    addresses: list[Node] = []
    of_ipv6: list[Node] = []
    for key, arguments, element in entries(given(call, "public_ips")):
        address = f'azapi_resource.public_ip["{key or "?"}"]'
        if key is None:
            addresses.append(element)
            of_ipv6.append(element)
            continue
        own = inside(configuration, key)
        version = inside(own, "ip_version")
        here = Value({"id": reference(call, address)}, element.at)
        if isinstance(version, Unknown):
            addresses.append(version)
            of_ipv6.append(version)
        elif str(scalar(version)).lower() == "ipv6":
            of_ipv6.append(here)
        else:
            addresses.append(here)
        yield instance(
            call,
            address,
            {
                "type": Value(arm.PUBLIC_IP, call.at),
                "name": arguments.get("name"),
                "location": given(call, "location"),
                "parent_id": given(call, "parent_id"),
                "body": _address_body(call, own, element),
            },
        )
    addresses.extend(_identified(given(call, "public_ip_resource_ids")))
    of_ipv6.extend(_identified(given(call, "public_ip_v6_resource_ids")))
    lists = {
        "publicIpAddresses": addresses,
        "publicIpAddressesV6": of_ipv6,
        "publicIpPrefixes": list(_identified(given(call, "public_ip_prefix_resource_ids"))),
        "publicIpPrefixesV6": list(_identified(given(call, "public_ip_prefix_v6_resource_ids"))),
    }
    properties: dict[str, Node] = {
        "idleTimeoutInMinutes": given_or(call, 4, "idle_timeout_in_minutes"),
        **{name: Value(tuple(found), call.at) for name, found in lists.items() if found or "V6" not in name},
    }
    sku = given_or(call, "StandardV2", "sku_name")
    body: dict[str, Node] = {
        "properties": Value(properties, call.at),
        "sku": Value({"name": sku}, call.at),
    }
    zones = given(call, "zones")
    if zones is not None and scalar(sku) == "Standard":
        body["zones"] = zones
    yield instance(
        call,
        "azapi_resource.this",
        {
            "type": Value(arm.NAT_GATEWAY, call.at),
            "name": given(call, "name"),
            "location": given(call, "location"),
            "parent_id": given(call, "parent_id"),
            "body": Value(body, call.at),
        },
    )


def _nat_gateway_azurerm(call: ModuleCall) -> Iterator[Instance]:
    gateway = reference(call, "azurerm_nat_gateway.this")
    shared = {"location": given(call, "location"), "resource_group_name": given(call, "resource_group_name")}
    yield instance(
        call,
        "azurerm_nat_gateway.this",
        {
            **shared,
            "name": given(call, "name"),
            "idle_timeout_in_minutes": given(call, "idle_timeout_in_minutes"),
            "sku_name": given(call, "sku_name"),
            "zones": given(call, "zones"),
        },
    )
    configuration = given(call, "public_ip_configuration")
    for key, arguments, element in entries(given(call, "public_ips")):
        address = f'azurerm_public_ip.this["{key or "?"}"]'
        yield instance(
            call,
            address,
            {
                **shared,
                "name": arguments.get("name") or (element if isinstance(element, Unknown) else None),
                "allocation_method": inside(configuration, "allocation_method") or given_or(call, "Static"),
                "sku": inside(configuration, "sku") or given_or(call, "Standard"),
                "zones": inside(configuration, "zones") or given_or(call, ["1", "2", "3"]),
            },
            conditional=element if isinstance(element, Unknown) else None,
        )
        yield instance(
            call,
            f'azurerm_nat_gateway_public_ip_association.this["{key or "?"}"]',
            {"nat_gateway_id": gateway, "public_ip_address_id": reference(call, address)},
            conditional=element if isinstance(element, Unknown) else None,
        )
    length = given(call, "public_ip_prefix_length")
    if length is not None and scalar(length) != 0:
        unknown = length if isinstance(length, Unknown) else None
        prefix = "azurerm_public_ip_prefix.this[0]"
        name = given(call, "name")
        yield instance(
            call,
            prefix,
            {
                **shared,
                "name": Value(f"{text(name)}-pippf", call.at) if text(name) else name,
                "prefix_length": length,
            },
            conditional=unknown,
        )
        yield instance(
            call,
            "azurerm_nat_gateway_public_ip_prefix_association.this[0]",
            {"nat_gateway_id": gateway, "public_ip_prefix_id": reference(call, prefix)},
            conditional=unknown,
        )
    for key, arguments, element in entries(given(call, "subnet_associations")):
        yield instance(
            call,
            f'azurerm_subnet_nat_gateway_association.this["{key or "?"}"]',
            {
                "nat_gateway_id": gateway,
                "subnet_id": arguments.get("resource_id")
                or (element if isinstance(element, Unknown) else None),
            },
        )


def _is_azapi(call: ModuleCall) -> bool:
    """0.3 took the resource group's id in place of its name."""
    found = version(call)
    return "parent_id" in call.inputs if found is None else found >= (0, 3)


def _address_body(call: ModuleCall, own: Node | None, element: Node) -> Node:
    """A public IP as 0.3 of the module makes it: StandardV2 in three zones unless configured otherwise."""

    def setting(name: str, otherwise: object) -> Node:
        return inside(own, name) or given_or(call, otherwise)

    properties = {
        "publicIPAllocationMethod": setting("allocation_method", "Static"),
        "publicIPAddressVersion": setting("ip_version", "IPv4"),
    }
    protection, tags = inside(own, "ddos_protection_mode"), inside(own, "ip_tags")
    if protection is not None:
        properties["ddosSettings"] = Value({"protectionMode": protection}, protection.at)
    if tags is not None:
        properties["ipTags"] = ip_tags(tags) or tags
    return Value(
        {
            "properties": Value(properties, element.at),
            "sku": Value(
                {"name": setting("sku", "StandardV2"), "tier": setting("sku_tier", "Regional")}, element.at
            ),
            "zones": setting("zones", ["1", "2", "3"]),
        },
        element.at,
    )


def public_ip(call: ModuleCall) -> Iterator[Instance]:
    """avm-res-network-publicipaddress: Standard and Static in three zones unless set otherwise."""
    arguments: dict[str, Node | None] = {
        name: given(call, name)
        for name in (
            "name",
            "location",
            "resource_group_name",
            "ip_version",
            "ip_tags",
            "sku_tier",
            "ddos_protection_mode",
            "public_ip_prefix_id",
        )
    }
    arguments["sku"] = given_or(call, "Standard", "sku")
    arguments["allocation_method"] = given_or(call, "Static", "allocation_method")
    arguments["zones"] = given_or(call, ["1", "2", "3"], "zones")
    yield instance(call, "azurerm_public_ip.this", arguments)
    yield from guarded(call, "azurerm_public_ip.this")


def public_ip_output(call: ModuleCall, name: str) -> Node | None:
    """An output of avm-res-network-publicipaddress."""
    address = reference(call, "azurerm_public_ip.this")
    match name:
        case "resource_id" | "public_ip_id":
            return address
        case "public_ip_address":
            return Reference(address.target, "properties.ipAddress", call.at)
        case "name":
            return given(call, "name")
    return None


def _identified(node: Node | None) -> list[Node]:
    if isinstance(node, Unknown | Reference):
        return [Value({"id": node}, node.at)]
    return [Value({"id": item}, item.at) for item in items(node)]
