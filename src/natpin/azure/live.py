"""Live Azure as one more reader: the same Resources that any file gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from natpin.azure.connection import Connection
from natpin.azure.inventory import TYPES, rows
from natpin.errors import ConfigError
from natpin.model.location import Location
from natpin.model.resource import CLUSTER, ENVELOPE, Resource, same_type
from natpin.model.stack import Stack
from natpin.model.value import Node, Value, members, of

_CHILDREN = ("subnets", "routes")
"""Lists of child resources inside their parent's properties, which carry ``properties`` of their own."""


@dataclass(frozen=True, slots=True)
class Scope:
    """``SUBSCRIPTION[/RESOURCE_GROUP[/CLUSTER]]``."""

    subscription: str
    resource_group: str | None = None
    cluster: str | None = None

    @classmethod
    def parse(cls, text: str) -> Scope:
        """Raises ConfigError for what is no scope."""
        parts = [part for part in text.strip("/").split("/") if part]
        if parts and parts[0].lower() == "subscriptions":
            parts = [part for part in parts[1:] if part.lower() != "resourcegroups"]
        if not 1 <= len(parts) <= 3:
            raise ConfigError(f"--azure {text}: write SUBSCRIPTION[/RESOURCE_GROUP[/CLUSTER]]")
        return cls(*parts)

    def __str__(self) -> str:
        return "/".join(part for part in (self.subscription, self.resource_group, self.cluster) if part)

    def holds(self, row: Mapping[str, Any]) -> bool:
        """Whether a row is in scope. Only clusters are scoped: their network may lie in another resource group."""
        if not same_type(str(row.get("type")), CLUSTER):
            return True
        group, name = str(row.get("resourceGroup")).lower(), str(row.get("name")).lower()
        return (self.resource_group is None or group == self.resource_group.lower()) and (
            self.cluster is None or name == self.cluster.lower()
        )


def stack_of(scope: Scope) -> Stack:
    """The stack that a live scope is reported as."""
    return Stack("azure", f"<azure {scope}>")


def read(connection: Connection, scope: Scope) -> Iterator[Resource]:
    """Every live resource in scope that bears on egress. Raises CloudError."""
    yield from resources(row for row in rows(connection, [scope.subscription]) if scope.holds(row))


def resources(found: Iterable[Mapping[str, Any]]) -> Iterator[Resource]:
    """Rows of the inventory, or ARM bodies, as Resources."""
    for row in found:
        yield resource(row)


def resource(body: Mapping[str, Any]) -> Resource:
    """An ARM body as a Resource. Its place is its id: live resources are in no file."""
    identifier = str(body["id"])
    at = Location(f"<{identifier}>")
    segments = identifier.strip("/").split("/")
    group = next(
        (segments[i + 1] for i, word in enumerate(segments[:-1]) if word.lower() == "resourcegroups"), None
    )
    properties = dict(members(of(_flat(body), at)))
    return Resource(
        address=identifier,
        type=_arm_type(str(body["type"])),
        name=Value(str(body["name"]), at),
        properties=properties,
        at=at,
        resource_group=Value(group, at) if group else None,
        subscription=Value(segments[1], at) if len(segments) > 1 else None,
        traits={"provider": Value("azure", at)} | _etag(body, at),
    )


def _etag(body: Mapping[str, Any], at: Location) -> dict[str, Node]:
    etag = body.get("etag")
    return {"etag": Value(str(etag), at)} if etag else {}


def _flat(body: Mapping[str, Any]) -> dict[str, Any]:
    """Envelope and properties side by side; children's too."""
    flat = {name: body[name] for name in ENVELOPE if body.get(name) is not None}
    for name, value in (body.get("properties") or {}).items():
        if name in _CHILDREN and isinstance(value, list):
            value = [
                {**{k: v for k, v in child.items() if k != "properties"}, **(child.get("properties") or {})}
                for child in value
                if isinstance(child, Mapping)
            ]
        flat[name] = value
    return flat


def _arm_type(type_: str) -> str:
    """The schemas' casing of a type natpin knows; Azure answers in several."""
    return next((known for known in TYPES if same_type(known, type_)), type_)
