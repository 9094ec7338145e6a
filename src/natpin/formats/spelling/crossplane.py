"""Crossplane's managed resources: azurerm's arguments in camel case, below ``spec.forProvider``."""

from __future__ import annotations

from natpin.formats.camel_case import camel
from natpin.formats.spelling.terraform import Terraform
from natpin.model.resource import Resource

_CAPITALS = {"ip": "IP", "nat": "NAT"}


class Crossplane(Terraform):
    """A managed resource."""

    def __init__(self, resource: Resource, inline: bool = False) -> None:
        super().__init__(resource, inline)
        from natpin.formats.camel_case import snake

        self.written = f"azurerm_{snake(resource.address.partition('/')[0])}"
        if inline:
            self.written += ".default_node_pool"

    def assigned(self, name: str, value: str) -> str:
        """A member with its value, as YAML writes it."""
        return f"{self.spelt(name)}: {value}"

    def attaching(self, path: str) -> str:
        """``add a `SubnetNATGatewayAssociation` for `Subnet/nodes` ``."""
        return super().attaching(path).replace("add an ", "add a ")

    def guarding(self) -> str:
        """Crossplane documentation, "Managed Resources", ``managementPolicies``."""
        return f"leave `Delete` out of `spec.managementPolicies` of `{self.resource.address}`"

    def spelt(self, name: str) -> str:
        """``natGatewayId`` for an argument, ``SubnetNATGatewayAssociation`` for a kind."""
        if name.startswith("azurerm_"):
            words = name.removeprefix("azurerm_").split("_")
            return "".join(_CAPITALS.get(word, word.capitalize()) for word in words)
        return camel(name)
