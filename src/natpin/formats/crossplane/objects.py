"""Managed resources of Crossplane as they are written."""

from __future__ import annotations

from collections.abc import Mapping

from natpin.formats.camel_case import snake
from natpin.formats.manifests import Body, identity
from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.value import Node, Skipped, Unknown, Value, dig, members, text
from natpin.regex import late_regex

_GROUP = late_regex(r"(?:([a-z]+)\.)?azure\.(m\.)?upbound\.io\Z")
_OLDER = ".azure.crossplane.io"
_MAKES = late_regex(r"(?:\.|^)azure\.(?:m\.)?upbound\.io/")
Key = tuple[str, str, str]
"""Scope (a namespace, or "" of the whole cluster), kind, name."""


@record
class Object:
    """One managed resource."""

    group: str
    """``network``, ``containerservice``; empty for the family's own (resource groups)."""
    version: str
    kind: str
    scope: str
    """``namespace/`` of the namespaced kinds; empty for those of the whole cluster."""
    name: str
    body: Value
    at: Location
    open: tuple[Unknown, ...] = ()
    """Why it may be otherwise."""
    within: str = ""
    """The file of the claim that it is made for; empty for one that is written as it is."""
    controller: str = ""
    """The composite that it is a resource of."""
    known_as: str | None = None
    """What identifies its name in Kubernetes where that is not ``name``."""

    @property
    def key(self) -> Key:
        return self.scope, self.kind, self.known_as or self.name

    @property
    def home(self) -> str:
        """The file that has it applied."""
        return self.within or self.at.path

    @property
    def address(self) -> str:
        """As kubectl names it: ``Subnet/nodes``."""
        return f"{self.kind}/{self.scope}{self.name}"

    @property
    def type(self) -> str:
        """azurerm's type."""
        return f"azurerm_{snake(self.kind)}" if self.kind != "LoadBalancer" else "azurerm_lb"

    @property
    def labels(self) -> Mapping[str, Node]:
        """Its labels."""
        return members(dig(self.body, "metadata.labels"))

    def get(self, path: str) -> Node | None:
        """A member of the body by dotted path; None when absent."""
        return dig(self.body, path)


def managed(of: Body, path: str) -> Object | Skipped | None:
    """The managed resource that an object is; None for another kind of object."""
    body = of.node
    group, _, version = (text(dig(body, "apiVersion")) or "").partition("/")
    kind = text(dig(body, "kind"))
    if kind is None or not isinstance(body, Value):
        return None
    if group.endswith(_OLDER):
        why = "is of Crossplane's first Azure provider, which natpin does not read"
        return Skipped(path, why, body.at, claims_aks=True)
    match = _GROUP.match(group)
    if match is None or kind.startswith("ProviderConfig") or kind == "StoreConfig":
        return None
    namespace, name, at = identity(body, of.number)
    scope = f"{namespace}/" if match[2] else ""
    return Object(match[1] or "", version, kind, scope, name, body, at, of.open)


def makes(node: Node, depth: int = 0) -> bool:
    """True where something inside is of Azure's providers, as an object or as text of a template."""
    if not isinstance(node, Value) or depth > 40:
        return False
    if isinstance(node.data, str):
        return _MAKES.search(node.data) is not None
    if isinstance(node.data, Mapping):
        return any(makes(child, depth + 1) for child in node.data.values())
    return isinstance(node.data, tuple) and any(makes(child, depth + 1) for child in node.data)
