"""Objects of Cluster API, and which of them belong together.

A pool belongs to a cluster by its MachinePool: that names the Cluster, and the Cluster names its control plane. In a
ClusterClass the names stand in its references. Source: The Cluster API Book, "Cluster API provider contract";
Cluster API Provider Azure, "Managed clusters (AKS)".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from natpin.formats.capz.kinds import MANAGED, SELF_MANAGED
from natpin.formats.kustomize.nodes import holds
from natpin.formats.manifests import bodies, identity
from natpin.model.location import Location
from natpin.model.record import record, replace
from natpin.model.value import Node, Skipped, Unknown, Value, dig, items, text
from natpin.workspace import Workspace, holds_any, words_of

_TEMPLATE = Unknown("it holds a template's marks", settle_by="render it, and lint what it prints")
GROUPS = ("cluster.x-k8s.io", "infrastructure.cluster.x-k8s.io")


@record
class Object:
    """One object of Cluster API's groups."""

    kind: str
    namespace: str
    name: str
    body: Value
    at: Location
    open: tuple[Unknown, ...] = ()
    """Why it may be otherwise."""

    @property
    def address(self) -> str:
        """As kubectl names it."""
        return f"{self.kind}/{self.namespace}/{self.name}"

    def get(self, path: str) -> Node | None:
        """A member of the body; None when absent."""
        return dig(self.body, path)

    def spec(self, path: str) -> Node | None:
        """A member of ``spec``; of a template, of the spec that it holds."""
        return self.get(f"spec.template.spec.{path}" if self.kind.endswith("Template") else f"spec.{path}")


def objects(path: str, workspace: Workspace) -> Iterator[Object | Skipped]:
    """The objects in a file."""
    other = _makes_no_aks(path, workspace)
    # patches of a class hold templates, and so do the files that a node of a self-managed cluster writes when it starts
    for each in bodies(path, workspace, but=SELF_MANAGED if other else b"kind: ClusterClass"):
        if isinstance(each, Skipped):
            yield replace(each, claims_aks=False) if other else each
            continue
        body = each.node
        group = (text(dig(body, "apiVersion")) or "").partition("/")[0]
        kind = text(dig(body, "kind"))
        if group in GROUPS and kind is not None and isinstance(body, Value):
            namespace, name, at = identity(body, each.number)
            rendered = kind == "ClusterClass" or not holds(body, "{{")
            yield Object(kind, namespace, name, body, at, each.open if rendered else (*each.open, _TEMPLATE))


def _makes_no_aks(path: str, workspace: Workspace) -> bool:
    """True for a file of self-managed clusters alone."""
    data = workspace.read(path)
    literal = words_of(data) if isinstance(data, bytes) else b""
    return SELF_MANAGED in literal and not holds_any(literal, (*MANAGED, b"AzureASOManaged", b"ClusterClass"))


@record
class Pool:
    """A pool, its cluster, and what says how many nodes it has."""

    pool: Object
    cluster: Object | None
    """Its control plane; None where that is not here."""
    replicas: Node | None
    called: str | None = None
    """What the cluster is called that it belongs to, as far as that is written."""


def clusters(found: Sequence[Object]) -> list[Object]:
    """Control planes of AKS clusters."""
    return [one for one in found if one.kind.startswith("AzureManagedControlPlane")]


def pools(found: Sequence[Object]) -> Iterator[Pool]:
    """Every pool with its cluster, as far as that is here."""
    planes = {(one.namespace, one.name): one for one in clusters(found)}
    owners = {(one.namespace, one.name): one for one in found if one.kind == "Cluster"}
    machine_pools = {
        (one.namespace, text(one.get("spec.template.spec.infrastructureRef.name")) or ""): one
        for one in found
        if one.kind == "MachinePool"
    }
    by_class = _by_class(found, planes)
    for one in found:
        if not one.kind.startswith("AzureManagedMachinePool"):
            continue
        plane = by_class.get(one.name)
        machine_pool = machine_pools.get((one.namespace, one.name))
        replicas = machine_pool.get("spec.replicas") if machine_pool is not None else None
        called: str | None = None
        if plane is None:
            label = one.get("metadata.labels")
            called = text(machine_pool.get("spec.clusterName")) if machine_pool is not None else None
            called = called or (text(dig(label, "cluster")) if label is not None else None)
            owner = owners.get((one.namespace, called or ""))
            wanted = text(owner.get("spec.controlPlaneRef.name")) if owner is not None else called
            plane = planes.get((one.namespace, wanted or ""))
            called = called if wanted is None else wanted
        yield Pool(one, plane, replicas, called)


def _by_class(
    found: Sequence[Object], planes: Mapping[tuple[str, str], Object]
) -> Mapping[str, Object | None]:
    """By the names of pools' templates, the control plane of the ClusterClass whose workers they are."""
    known: dict[str, Object | None] = {}
    for one in found:
        if one.kind == "ClusterClass":
            plane = planes.get((one.namespace, text(one.get("spec.controlPlane.ref.name")) or ""))
            for each in items(one.get("spec.workers.machinePools")):
                name = text(dig(each, "template.infrastructure.ref.name"))
                if name is not None:
                    known.setdefault(name, plane)
    return known
