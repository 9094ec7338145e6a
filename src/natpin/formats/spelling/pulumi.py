"""Pulumi's classic provider: azurerm's arguments in camel case, below ``properties``."""

from __future__ import annotations

from natpin.formats.camel_case import camel
from natpin.formats.spelling.terraform import Terraform


class Classic(Terraform):
    """A resource of the ``azure`` package."""

    def assigned(self, name: str, value: str) -> str:
        """A property with its value, as YAML writes it."""
        return f"{self.spelt(name)}: {value}"

    def attaching(self, path: str) -> str:
        """``add an `azure:network:SubnetNatGatewayAssociation` for `nodes` ``."""
        return super().attaching(path).replace("add a ", "add an ")

    def guarding(self) -> str:
        """Pulumi documentation, "protect"."""
        return f"set `protect: true` in `options` of `{self.resource.address}`"

    def spelt(self, name: str) -> str:
        """``natGatewayId`` for an argument, ``azure:network:SubnetNatGatewayAssociation`` for a type."""
        if name.startswith("azurerm_"):
            kind = camel(name.removeprefix("azurerm_"))
            return f"azure:network:{kind[0].upper()}{kind[1:]}"
        return camel(name)
