"""Objects of Kubernetes that a program applies, and releases of charts: as in manifests.

Sources: Pulumi Registry, Kubernetes: ``kubernetes:apps/v1:Deployment`` is the object, laid flat, without its ``apiVersion`` and
``kind``; ``kubernetes:helm.sh/v3:Release`` and ``kubernetes:helm.sh/v4:Chart`` have ``values``.
"""

from __future__ import annotations

from collections.abc import Iterator

from natpin.formats.applied_objects import resources
from natpin.formats.chart_values import release
from natpin.formats.pulumi.program import Declared, Program
from natpin.model.record import replace
from natpin.model.resource import Resource
from natpin.model.value import Node, Value, dig, members

_PATCH = "Patch"


def applied(one: Declared, program: Program) -> Iterator[Resource]:
    """What an object or a release is to egress; nothing for one that is only looked up."""
    _, group, kind = (*one.type.split(":"), "", "")[:3]
    if one.looked_up:
        return
    at = one.body.at
    written = {name: program.value(node) for name, node in one.properties.items()}
    if group.startswith("helm.sh"):
        name = written.get("name") or Value(one.name, at)
        yield from release(
            one.name, name, written.get("namespace"), [written.get("values") or Value({}, at)], at
        )
        return
    body: dict[str, Node] = {
        **written,
        "apiVersion": Value(group.removeprefix("core/"), at),
        "kind": Value(kind.removesuffix(_PATCH), at),
    }
    if dig(written.get("metadata"), "name") is None:
        body["metadata"] = Value({**members(written.get("metadata")), "name": Value(one.name, at)}, at)
    for found in resources(Value(body, at), at.path, 0):
        yield replace(found, address=one.name)
