"""claranet/nat-gateway/azurerm 4 to 8: a NAT gateway, a public IP of its own and others, and subnets that it is attached to.

Source: the module's ``r-nat-gateway.tf``, ``locals-naming.tf``, ``variables.tf`` and ``outputs.tf`` (v4.0.0 to
v8.0.6); 8 gave inputs and outputs other names. Names that are not given are made of the project's by azurecaf: unknown.
"""

from __future__ import annotations

from collections.abc import Iterator

from natpin.formats.terraform.providers.modules.calls import (
    enabled,
    entries,
    given,
    given_or,
    instance,
    made_up,
    reference,
)
from natpin.languages.terraform.instance import Instance, ModuleCall
from natpin.model.value import Node, Unknown

_GATEWAY, _ADDRESS = "azurerm_nat_gateway.main", "azurerm_public_ip.main[0]"


def nat_gateway(call: ModuleCall) -> Iterator[Instance]:
    """claranet/nat-gateway."""
    shared = {name: given(call, name) for name in ("location", "resource_group_name")}
    gateway = reference(call, _GATEWAY)
    yield instance(
        call,
        _GATEWAY,
        {
            **shared,
            "name": given(call, "custom_name", "nat_gateway_custom_name") or made_up(call, "the NAT gateway"),
            "sku_name": given_or(call, "Standard"),
            "idle_timeout_in_minutes": given_or(call, 4, "idle_timeout", "nat_gateway_idle_timeout"),
        },
    )
    own = enabled(given_or(call, True, "public_ip_created", "create_public_ip"))
    if own is not False:
        perhaps = own if isinstance(own, Unknown) else None
        yield instance(
            call,
            _ADDRESS,
            {
                **shared,
                "name": given(call, "public_ip_custom_name") or made_up(call, "the public IP"),
                "allocation_method": given_or(call, "Static"),
                "sku": given_or(call, "Standard"),
                "zones": given(call, "public_ip_zones"),
            },
            conditional=perhaps,
        )
        yield instance(
            call,
            "azurerm_nat_gateway_public_ip_association.main[0]",
            {"nat_gateway_id": gateway, "public_ip_address_id": reference(call, _ADDRESS)},
            conditional=perhaps,
        )
    for key, _, element in entries(given(call, "public_ip_ids")):
        yield instance(
            call,
            f'azurerm_nat_gateway_public_ip_association.custom_ips["{key or "?"}"]',
            {"nat_gateway_id": gateway, "public_ip_address_id": element},
        )
    for key, _, element in entries(given(call, "subnet_ids")):
        yield instance(
            call,
            f'azurerm_subnet_nat_gateway_association.main["{key or "?"}"]',
            {"nat_gateway_id": gateway, "subnet_id": element},
        )


def nat_gateway_output(call: ModuleCall, name: str) -> Node | None:
    """An output of claranet/nat-gateway."""
    match name:
        case "id" | "nat_gateway_id":
            return reference(call, _GATEWAY)
        case "name" | "nat_gateway_name":
            return given(call, "custom_name", "nat_gateway_custom_name")
    return None
