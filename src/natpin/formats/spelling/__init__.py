"""How the author of a resource calls its properties, and how they would write a change: the one port for every format.

Rules speak of ARM's properties. Whoever reads a finding knows their own tool: azurerm's arguments, the flags of az, the
parameters of a cmdlet, the members of a manifest. The names come from the tables that translate each format; what a table
does not carry is said in ARM's words.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Protocol

from natpin.model.asking import called
from natpin.model.resource import Resource


class Speech(Protocol):
    """A resource in the words of whoever declared it."""

    def name(self, path: str) -> str:
        """A property by its dotted ARM path: ``outbound_type``, ``--outbound-type``, ``networkProfile.outboundType``."""

    def setting(self, path: str, value: str) -> str:
        """What to do so that it has a value: ``set `outbound_type = "x"` in `network_profile` ``."""

    def without(self, path: str) -> str:
        """What to do so that it is not written: ``leave out `--enable-node-public-ip` ``."""

    def attaching(self, path: str) -> str:
        """What attaches another resource: ``add an `azurerm_subnet_nat_gateway_association` for `azurerm_subnet.aks` ``."""

    def guarding(self) -> str:
        """What keeps it from being deleted by accident."""


def speech_of(resource: Resource | None, owner: Resource | None = None) -> Speech:
    """How a resource is spoken of. ``owner`` declares it where it is written inside of another (a pool in its cluster).

    What stands in no file (live Azure, a snapshot) is spoken of in ARM's words.
    """
    if resource is None:
        return _made("", resource, False)
    inline = "provider" not in resource.traits and owner is not None
    speaker = owner if inline and owner is not None else resource
    family = (called(speaker.traits.get("provider")) or "").partition(" ")[0]
    if family == "az" and "cmdlet" in speaker.traits:
        family = "cmdlet"
    if family == "azurerm" and speaker.address[:1].isupper():
        family = "crossplane"  # its kinds are capitalised: ``NATGateway/egress``
    if family == "azurerm" and "pulumi" in speaker.traits:
        family = "pulumi"
    return _made(family, resource, inline)


def _made(family: str, resource: Resource | None, inline: bool) -> Speech:
    return _speaker(family if family in _SPEAKERS else "")(resource, inline)


@cache
def _speaker(family: str) -> Callable[[Resource | None, bool], Speech]:
    module, name = _SPEAKERS.get(family, ("arm", "Arm"))
    made: Callable[[Resource | None, bool], Speech] = getattr(import_module(f"{__name__}.{module}"), name)
    return made


_SPEAKERS = {
    "azurerm": ("terraform", "Terraform"),
    "crossplane": ("crossplane", "Crossplane"),
    "az": ("az", "Az"),
    "cmdlet": ("powershell", "PowerShell"),
    "ansible": ("ansible", "Ansible"),
    "cluster-api": ("capz", "ClusterApi"),
    "azapi": ("arm", "Azapi"),
    "azure-native": ("arm", "Pulumi"),
    "pulumi": ("pulumi", "Classic"),
    "azure-service-operator": ("arm", "ServiceOperator"),
}
"""By the provider that a resource names; Bicep and ARM templates, and what is live, have none of these."""


def plain(value: str) -> bool:
    """True for what every language writes without quotes: a number, true and false."""
    return value in ("true", "false") or value.replace(".", "", 1).isdigit()
