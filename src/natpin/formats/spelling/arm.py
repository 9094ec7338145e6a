"""Those who write ARM's own names: Bicep, ARM templates, azapi, Pulumi's azure-native, Azure Service Operator."""

from __future__ import annotations

from natpin.formats.spelling import plain
from natpin.formats.spelling.since import api_needed
from natpin.model.resource import LOCK, Resource


class Arm:
    """Bicep and ARM templates; also what is live."""

    guard = f"add a `{LOCK}` resource with level `CanNotDelete`"
    where = "for"

    def __init__(self, resource: Resource | None, inline: bool = False) -> None:
        self.resource = resource
        path = resource.at.path if resource is not None else ""
        self.bicep = path.endswith((".bicep", ".bicepparam"))

    def name(self, path: str) -> str:
        """ARM's own path."""
        return path

    def setting(self, path: str, value: str) -> str:
        """``set `networkProfile.outboundType` to `'userAssignedNATGateway'` ``."""
        return f"set `{self.name(path)}` to `{self.quoted(value)}`{self.since(path)}"

    def since(self, path: str) -> str:
        """What has to change first, where the API version of the declaration is too old for the property."""
        found = api_needed(self.resource, path) if self.resource is not None else None
        return (
            f", which needs API version {found[0]} or newer (here: {found[1]})" if found is not None else ""
        )

    def without(self, path: str) -> str:
        """``remove `networkProfile.loadBalancerProfile` ``."""
        return f"remove `{self.name(path)}`"

    def attaching(self, path: str) -> str:
        """``set `natGateway.id` of `nodes` ``."""
        what = f" of `{self.resource.label}`" if self.resource is not None else ""
        return f"set `{self.name(path)}{self.inside(path)}`{what}"

    def guarding(self) -> str:
        """A lock, or what the tool has for it."""
        return (
            f"{self.guard} {self.where} `{self.resource.label}`" if self.resource is not None else self.guard
        )

    def inside(self, path: str) -> str:
        """Where the id stands in what names another resource, or several."""
        return "" if path.endswith("ID") or path.startswith("publicIp") else ".id"

    def quoted(self, value: str) -> str:
        """A value as the language writes it."""
        if plain(value):
            return value
        return f"'{value}'" if self.bicep else f'"{value}"'


class Azapi(Arm):
    """Terraform's azapi: ARM's body, written in HCL."""

    guard = "add `lifecycle { prevent_destroy = true }`"
    where = "to"

    def name(self, path: str) -> str:
        """In the body, where properties have an object of their own."""
        return path if path.partition(".")[0] in ("sku", "zones", "location") else f"properties.{path}"

    def setting(self, path: str, value: str) -> str:
        """Read from the body downward."""
        return f"set `{self.name(path)}` to `{self.quoted(value)}` in `body`{self.since(path)}"

    def without(self, path: str) -> str:
        """The same."""
        return f"remove `{self.name(path)}` from `body`"


class Pulumi(Arm):
    """A Pulumi program in YAML: ARM's names without ``properties``."""

    guard = "set `options.protect` to `true`"
    where = "of"

    def quoted(self, value: str) -> str:
        """Scalars of YAML need no quotes."""
        return value


class ServiceOperator(Pulumi):
    """Azure Service Operator: ARM's names below ``spec``, and references for ids."""

    guard = "set the annotation `serviceoperator.azure.com/reconcile-policy: detach-on-delete`"
    where = "of"

    def __init__(self, resource: Resource | None, inline: bool = False) -> None:
        super().__init__(resource, inline)
        self.above = "" if inline else "spec."  # a pool of the cluster's own manifest stands deeper in it

    def name(self, path: str) -> str:
        """``vnetSubnetReference`` for ``vnetSubnetID``."""
        own = f"{path.removesuffix('ID')}Reference" if path.endswith("SubnetID") else path
        return self.above + own

    def inside(self, path: str) -> str:
        """A reference to another object."""
        return "" if path.endswith("ID") else ".reference"
