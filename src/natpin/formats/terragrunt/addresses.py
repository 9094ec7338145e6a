"""A unit whose module is in a registry or another repository: as Terraform's call of it."""

from __future__ import annotations

from collections.abc import Mapping

from natpin.languages.terraform.instance import ModuleCall
from natpin.languages.terragrunt.units import Source, Unit
from natpin.model.record import record
from natpin.model.value import Node
from natpin.regex import late_regex

_REGISTRY = late_regex(r"tfr://(?P<host>[^/]*)/(?P<module>[^?]+)(?:\?version=(?P<version>.+))?\Z")


@record
class Address:
    """A module's source and version in Terraform's words."""

    source: str
    version: str | None


def address_of(source: Source) -> Address:
    """``tfr:///Azure/aks/azurerm?version=9.4.1`` as Terraform says it: ``Azure/aks/azurerm``, ``9.4.1``.

    Source: Terragrunt documentation, "terraform" block, ``tfr`` protocol.
    """
    match = _REGISTRY.match(source.written)
    if match is None:
        return Address(source.written, None)
    host = match["host"]
    version = match["version"]
    package = match["module"].rstrip("/")
    module = package if host in ("", "registry.terraform.io") else f"{host}/{package}"
    return Address(module, version if version and "?" not in version else None)


def call_name(unit: Unit) -> str:
    """What the call is named: as the unit's folder, in letters that a name may have."""
    last = unit.folder.rpartition("/")[2]
    kept = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in last)
    return kept if kept[:1].isalpha() else f"_{kept}"


def as_call(unit: Unit, source: Source, inputs: Mapping[str, Node]) -> ModuleCall:
    """The call that a unit amounts to."""
    found = address_of(source)
    return ModuleCall(f"module.{call_name(unit)}", found.source, found.version, inputs, source.at)
