"""Objects of Azure Service Operator as they are written, found by what Kubernetes knows them by."""

from __future__ import annotations

from collections.abc import Iterator

from natpin.formats.aso.kinds import GROUPS
from natpin.formats.kustomizations import SUFFIXES
from natpin.formats.manifests import Body, bodies, identity
from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.value import Node, Skipped, Unknown, Value, dig, items, text
from natpin.workspace import Workspace, found_once

Key = tuple[str, str, str, str]
"""Namespace, API group, kind, name: what identifies an object in the cluster that the operator runs in."""


_PATCHES = Unknown("what the patches of a ClusterClass set in its templates", settle_by="--azure")


def _patches_templates(workspace: Workspace) -> bool:
    """True where a ClusterClass of the workspace may patch templates with objects of the operator's."""
    files = (workspace.peek(path) for path in workspace.walk() if path.endswith(SUFFIXES))
    return any(isinstance(one, bytes) and all(word in one for word in _WORDS) for one in files)


_WORDS = (b"ClusterClass", b"patches", b"AzureASOManaged")


@record
class Object:
    """One object of the operator's groups."""

    group: str
    version: str
    kind: str
    namespace: str
    name: str
    """As written; with ``${…}`` where a tool puts it in."""
    body: Value
    at: Location
    open: tuple[Unknown, ...] = ()
    """Why it may be otherwise."""

    @property
    def key(self) -> Key:
        return self.namespace, self.group, self.kind, self.name

    @property
    def address(self) -> str:
        """As kubectl names it: ``VirtualNetworksSubnet/default/nodes``."""
        return f"{self.kind}/{self.namespace}/{self.name}"

    def get(self, path: str) -> Node | None:
        """A member of the body by dotted path; None when absent."""
        return dig(self.body, path)


def objects(path: str, workspace: Workspace) -> Iterator[Object | Skipped]:
    """The operator's objects in a file, those in lists included."""
    for each in bodies(path, workspace):
        if isinstance(each, Skipped):
            yield each
        else:
            yield from _objects(each, workspace)


def _objects(of: Body, workspace: Workspace) -> Iterator[Object]:
    """An object; or those that one of Cluster API's ASO-based kinds holds, in its own namespace. A template of a ClusterClass
    holds them too, and the patches of classes are made for Cluster API's own kinds alone (``formats.capz``)."""
    body, number = of.node, of.number
    holder = text(dig(body, "apiVersion")) or ""
    if holder.startswith("infrastructure.cluster.x-k8s.io/"):
        namespace = text(dig(body, "metadata.namespace")) or "default"
        inside, changes = items(dig(body, "spec.resources")), of.open
        if (text(dig(body, "kind")) or "").endswith("Template"):
            inside = items(dig(body, "spec.template.spec.resources"))
            changes = (*changes, *((_PATCHES,) if found_once(workspace, _patches_templates) else ()))
        for position, inner in enumerate(inside):
            held = _object(Body(f"{number}.{position}", inner, changes), namespace)
            if held is not None:
                yield held
        return
    found = _object(of)
    if found is not None:
        yield found


def _object(of: Body, namespace: str | None = None) -> Object | None:
    body = of.node
    group, _, version = (text(dig(body, "apiVersion")) or "").partition("/")
    kind = text(dig(body, "kind"))
    if group not in GROUPS or kind is None or not isinstance(body, Value):
        return None
    own, name, at = identity(body, of.number)
    return Object(group, version, kind, namespace or own, name, body, at, of.open)
