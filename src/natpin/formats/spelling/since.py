"""What a version does not have yet: the API version that a property came with, and azurerm's that an argument came with.

Written with an older one, Bicep warns (BCP037) and ARM refuses or drops the property; Terraform calls the argument
unsupported. Only what a finding proposes to write is here.
"""

from __future__ import annotations

from natpin.model.resource import CLUSTER, SUBNET, Resource
from natpin.model.value import text
from natpin.regex import late_regex

_API = {
    (SUBNET.lower(), "defaultoutboundaccess"): "2023-05-01",
    (CLUSTER.lower(), "networkprofile.natgatewayprofile.sku"): "2026-06-01",
    (CLUSTER.lower(), "networkprofile.networkpluginmode"): "2023-07-01",
}
"""By ARM type and property, in lower case: the first API version with it. Sources:
learn.microsoft.com/azure/templates/microsoft.network/change-log/virtualnetworks/subnets (2023-05-01: added property
'defaultOutboundAccess'); azure-sdk-for-python azure-mgmt-containerservice 41.6.0, which is API version 2026-06-01
(ManagedClusterNATGatewayProfile added property sku). networkPluginMode: unverified; previews of 2022 had it, and a later
stable version is taken, so that nothing is written that may be refused."""

_AZURERM = {"default_outbound_access_enabled": (3, 107, 0), "network_plugin_mode": (3, 50, 0)}
"""By argument, the first version of azurerm with it (hashicorp/terraform-provider-azurerm pull request 25259).
network_plugin_mode came with pull request 19527 of December 2022; in which release is unverified, so a later one is taken."""

_DATE = late_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_VERSION = late_regex(r"azurerm ([0-9]{1,4}(?:\.[0-9]{1,4}){0,2})")


def api_needed(resource: Resource, path: str) -> tuple[str, str] | None:
    """The API version that a property needs and the older one that the resource is declared with; None where that one
    has it, or where the files do not tell which one it is."""
    needed = _API.get((resource.type.lower(), path.lower()))
    written = text(resource.traits.get("apiVersion"))
    date = _DATE.match(written) if written else None
    if needed is None or written is None or date is None or date[0] >= needed:
        return None
    return needed, written


def azurerm_needed(provider: str, argument: str) -> tuple[str, str] | None:
    """The version of azurerm that an argument needs, and the one of the files (of ``azurerm 3.21``), which is older or may
    be: ``3`` alone leaves it open. None where the argument is there, or no version is told."""
    needed, found = _AZURERM.get(argument), _VERSION.match(provider)
    if needed is None or found is None:
        return None
    parts = tuple(int(part) for part in found[1].split("."))
    if (*parts, 0, 0)[:3] >= needed:
        return None
    return ".".join(map(str, needed)), found[1]
