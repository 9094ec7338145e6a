"""Objects of Kubernetes that a template applies by Bicep's extension: as in manifests.

Source: Bicep, "Bicep Kubernetes extension" (``extension kubernetes with {…}``; ``resource x 'apps/Deployment@v1'``). A compiled
template has the object under ``properties``, with its version in the type.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from natpin.formats.applied_objects import resources
from natpin.formats.arm.world import InstanceView
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.resource import Resource
from natpin.model.value import Node, Unknown, Value, member, members, text

_CORE = "core"


def applied(
    instance: InstanceView,
    doubt: Unknown | None,
    settle: Callable[[Node], Node],
    called_at: tuple[Location, ...],
) -> Iterator[Resource]:
    """What an object is to egress. ``doubt``: why it may not be applied."""
    at = instance.declaration.at
    group, _, versioned = instance.type.partition("/")
    kind, _, version = versioned.partition("@")
    version = version or text(instance.declaration.api_version) or "v1"
    written = instance.content
    inner = member(written, "properties")
    body = {**{name: written[name] for name in written}, **members(inner)}
    found: dict[str, Node] = {name: settle(node) for name, node in body.items()}
    found["apiVersion"] = Value(version if group.lower() == _CORE else f"{group}/{version}", at)
    found["kind"] = Value(kind, at)
    if isinstance(inner, Unknown):
        found["spec"] = inner
    for one in resources(Value(found, at), at.path, 0):
        yield replace(one, address=instance.address, at=at, conditional=doubt, called_at=called_at)
