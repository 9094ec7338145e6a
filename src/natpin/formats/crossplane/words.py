"""Crossplane's spelling of azurerm's words: kinds, fields, and the kinds that fields refer to.

Source: upjet, "Configuring a resource" (fields are azurerm's arguments in lower camel case; ``<field>Ref``,
``<field>Refs``, ``<field>Selector`` stand beside what refers to other resources).
"""

from __future__ import annotations

from natpin.formats.camel_case import snake

_TARGETS = (
    ("public_ip_prefix", "PublicIPPrefix"),
    ("ip_prefix", "PublicIPPrefix"),
    ("public_ip_address", "PublicIP"),
    ("ip_address", "PublicIP"),
    ("public_ip", "PublicIP"),
    ("subnet", "Subnet"),
    ("virtual_network", "VirtualNetwork"),
    ("nat_gateway", "NATGateway"),
    ("route_table", "RouteTable"),
    ("kubernetes_cluster", "KubernetesCluster"),
    ("resource_group", "ResourceGroup"),
    ("firewall", "Firewall"),
    ("virtual_hub", "VirtualHub"),
)
"""How what a field refers to is called at the end of its name."""


def field_of(name: str) -> tuple[str, bool]:
    """The argument that ``vnetSubnetIdRef`` or ``outboundIpPrefixIdRefs`` sets, and whether it is a list."""
    for ending in ("Refs", "Ref", "Selector"):
        if name.endswith(ending):
            found = snake(name.removesuffix(ending))
            several = ending == "Refs" or found.endswith("ids") or found.startswith("outbound_ip_")
            return (found if not several or found.endswith("s") else f"{found}s"), several
    return snake(name), False


def target_of(name: str) -> str | None:
    """The kind that a reference's field means; None for one that bears on nothing here."""
    argument = field_of(name)[0].removesuffix("s")
    stem = argument.removesuffix("_id").removesuffix("_name")
    return next((kind for ending, kind in _TARGETS if stem.endswith(ending)), None)
