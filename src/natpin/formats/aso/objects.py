"""Objects of Azure Service Operator as they are written, found by what Kubernetes knows them by."""

from __future__ import annotations

from collections.abc import Iterator

from natpin.formats.aso.kinds import GROUPS
from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.value import Node, Skipped, Value, dig, items, text
from natpin.workspace import Workspace

TEMPLATE = "is a Helm or other template; render it (helm template) and lint the result"
Key = tuple[str, str, str, str]
"""Namespace, API group, kind, name: what identifies an object in the cluster that the operator runs in."""


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
    from natpin.languages.located_yaml.documents import decode, documents  # YAML is slow to load

    data = workspace.read(path)
    literal = data if isinstance(data, Skipped) else decode(data, path)
    if isinstance(literal, Skipped):
        yield Skipped(path, literal.reason, literal.at, claims_aks=True)
        return
    if "{{" in literal:
        yield Skipped(path, TEMPLATE, claims_aks=True)
        return
    for number, document in enumerate(documents(literal, path)):
        if isinstance(document, Skipped):
            yield Skipped(path, document.reason, document.at, claims_aks=True)
            continue
        is_list = (text(dig(document, "kind")) or "").endswith("List")
        for position, body in enumerate(items(dig(document, "items")) if is_list else (document,)):
            yield from _objects(body, f"{number}.{position}")


def _objects(body: Node, number: str) -> Iterator[Object]:
    """An object; or those that one of Cluster API's ASO-based kinds holds, in its own namespace."""
    holder = text(dig(body, "apiVersion")) or ""
    if holder.startswith("infrastructure.cluster.x-k8s.io/"):
        namespace = text(dig(body, "metadata.namespace")) or "default"
        for position, inner in enumerate(items(dig(body, "spec.resources"))):
            held = _object(inner, f"{number}.{position}", namespace)
            if held is not None:
                yield held
        return
    found = _object(body, number)
    if found is not None:
        yield found


def _object(body: Node, number: str, namespace: str | None = None) -> Object | None:
    group, _, version = (text(dig(body, "apiVersion")) or "").partition("/")
    kind = text(dig(body, "kind"))
    if group not in GROUPS or kind is None or not isinstance(body, Value):
        return None
    name = dig(body, "metadata.name")
    namespace = namespace or text(dig(body, "metadata.namespace")) or "default"
    called = text(name) or f"<unnamed {number}>"
    return Object(group, version, kind, namespace, called, body, name.at if name is not None else body.at)
