"""Modules of the public Bicep registry, as far as natpin knows what they do.

natpin fetches nothing. For the Azure Verified Modules that declare clusters and ways out of a network, ``avm/`` holds
Bicep of natpin's own that does with the module's parameters what the module does. Each was checked against the
module's source in the versions named here (Azure/bicep-registry-modules, tags ``avm/…/<version>``); any other
version stays unread, with the reason.
"""

from __future__ import annotations

import re
from importlib.resources import files

from natpin.formats.arm.template import Parameter, Template
from natpin.languages.arm_expressions.syntax import Literal
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.value import Value

_MODULE = re.compile(
    r"^br(?:/public|:mcr\.microsoft\.com/bicep)[:/]avm/(?:res/)?(?P<name>[a-z0-9/-]+):(?P<version>[0-9]+\.[0-9]+\.[0-9]+)$"
)

CHECKED: dict[str, tuple[tuple[int, int], tuple[int, int]]] = {
    "container-service/managed-cluster": ((0, 1), (0, 14)),
    "network/nat-gateway": ((1, 0), (2, 1)),
    "network/public-ip-address": ((0, 2), (0, 13)),
    "network/public-ip-prefix": ((0, 1), (0, 8)),
    "network/route-table": ((0, 1), (0, 5)),
    "network/virtual-network": ((0, 1), (0, 10)),
    "network/virtual-network/subnet": ((0, 1), (0, 2)),
    "ptn/azd/aks": ((0, 2), (0, 3)),
    "ptn/azd/aks-automatic-cluster": ((0, 1), (0, 3)),
}
"""The first and last minor version that each module was checked in: resources by their names, patterns after ``ptn/``."""


def known_module(target: str) -> tuple[str, str] | None:
    """The module and version that a reference names, when natpin knows what it does."""
    found = _MODULE.match(target)
    if found is None or found["name"] not in CHECKED:
        return None
    major, minor, _ = (int(part) for part in found["version"].split("."))
    first, last = CHECKED[found["name"]]
    return (found["name"], found["version"]) if first <= (major, minor) <= last else None


def full_name(name: str) -> str:
    """``avm/res/network/nat-gateway``."""
    return f"avm/{name}" if name.startswith("ptn/") else f"avm/res/{name}"


def text_of(name: str) -> str:
    """natpin's own Bicep for a module."""
    own = files("natpin.formats.bicep") / "avm" / f"{name.rpartition('/')[2]}.bicep"
    return own.read_text(encoding="utf-8")


def dressed(template: Template, name: str, version: str, at: Location) -> Template:
    """The template as a version of the module: it knows its version, and its defaults are the module's."""
    parameters = dict(template.parameters)
    parameters["moduleversion"] = Parameter("moduleVersion", Literal(Value(version, at)), at)
    return replace(template, parameters=parameters, whose=f"{full_name(name)}:{version}")
