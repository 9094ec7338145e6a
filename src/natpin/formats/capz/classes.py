"""Patches of a ClusterClass, made with the variables of the one cluster that uses it.

A patch is a list of JSON operations for the templates that its selectors fit; a value is written, or that of a variable: the
cluster's, else the default of the class. Source: The Cluster API Book, "Writing a ClusterClass", "ClusterClass with patches"
("variable overrides", "cross-namespace ClusterClass reference").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from natpin.formats.capz.objects import Object
from natpin.formats.kustomize.nodes import Refused
from natpin.formats.kustomize.operations import applied
from natpin.model.record import record, replace
from natpin.model.value import Node, Unknown, Value, dig, is_true, items, members, text

_SETTLE = "--azure"


class _NotKnown(Exception):
    """What cannot be told from the files. ``args[0]`` says why."""


def patched(found: Sequence[Object]) -> list[Object]:
    """The objects, the templates of each class with its patches made; open where these are not known."""
    made = list(found)
    for one in found:
        if one.kind == "ClusterClass" and one.get("spec.patches") is not None:
            made = _Class(one, tuple(users_of(one, found))).patched(made)
    return made


def without_unused(found: Sequence[Object]) -> list[Object]:
    """The objects but for templates of pools that no cluster makes: a class offers them, and each cluster here that uses the
    class names the pools that it has. A class that no cluster here uses is judged as it is written."""
    offered: dict[str, bool] = {}
    for one in found:
        users = list(users_of(one, found)) if one.kind == "ClusterClass" else []
        made = [item for each in users for item in items(each.get("spec.topology.workers.machinePools"))]
        known = {text(dig(item, "class")) for item in made}
        for worker in items(one.get("spec.workers.machinePools")):
            reference = dig(worker, "template.infrastructure.ref") or dig(
                worker, "template.infrastructure.templateRef"
            )
            name = text(dig(reference, "name")) or ""
            may_be = not users or None in known or text(dig(worker, "class")) in known
            offered[name] = offered.get(name, False) or may_be
    return [one for one in found if not one.kind.startswith(_POOLS) or offered.get(one.name, True)]


_POOLS = "AzureManagedMachinePoolTemplate"


def users_of(one: Object, found: Sequence[Object]) -> Iterator[Object]:
    """The clusters that use a class, or may: they name it, and its namespace where that is not their own."""
    for each in found:
        name = each.get("spec.topology.class") or each.get("spec.topology.classRef.name")
        where = each.get("spec.topology.classNamespace") or each.get("spec.topology.classRef.namespace")
        here = each.namespace == one.namespace if where is None else _may_be(where, one.namespace)
        if each.kind == "Cluster" and name is not None and here and _may_be(name, one.name):
            yield each


def _may_be(written: Node, name: str) -> bool:
    """Whether a name is this one; what is no text may be any."""
    return text(written) in (None, name)


@record
class _Class:
    """A class, and the clusters that use it."""

    of: Object
    users: tuple[Object, ...]

    def patched(self, found: Sequence[Object]) -> list[Object]:
        """The objects after the patches of the class; its templates open where one of these is not known."""
        try:
            made = list(found)
            for patch in items(self.of.get("spec.patches")):
                made = self._made(made, patch)
        except (_NotKnown, Refused) as why:
            reason = f"what the patches of ClusterClass {self.of.name} set: {why}"
            unknown = Unknown(reason, self.of.at, _SETTLE)
            mine = set(self._templates(None))
            return [replace(one, open=(*one.open, unknown)) if _key(one) in mine else one for one in found]
        return made

    def _made(self, found: list[Object], patch: Node) -> list[Object]:
        name = text(dig(patch, "name")) or "?"
        for member in ("enabledIf", "external"):
            if dig(patch, member) is not None:
                raise _NotKnown(f"patch {name} has {member}, which is not evaluated")
        for definition in items(dig(patch, "definitions")):
            operations = tuple(map(self._operation, items(dig(definition, "jsonPatches"))))
            meant = set(self._templates(dig(definition, "selector")))
            found = [_applied(one, operations) if _key(one) in meant else one for one in found]
        return found

    def _operation(self, operation: Node) -> Node:
        """An operation with its value in place of where that comes from."""
        said = dig(operation, "valueFrom")
        if said is None:
            return operation
        variable = text(dig(said, "variable"))
        if variable is None:
            raise _NotKnown("a value is worked out by a template")
        return Value({**members(operation), "value": self._variable(variable)}, operation.at)

    def _variable(self, path: str) -> Node:
        name, _, inside = path.partition(".")
        if len(self.users) != 1:
            raise _NotKnown("not one cluster alone uses it here")
        (cluster,) = self.users
        if path == "builtin.cluster.name":
            return cluster.get("metadata.name") or Unknown("the cluster has no name", cluster.at)
        workers = cluster.get("spec.topology.workers")
        if any(dig(one, "variables") is not None for one in items(dig(workers, "machinePools"))):
            raise _NotKnown("a pool overrides variables")
        if cluster.get("spec.topology.controlPlane.variables") is not None:
            raise _NotKnown("the control plane overrides variables")
        value = _entry(cluster.get("spec.topology.variables"), name, "value")
        if value is None:
            value = _entry(self.of.get("spec.variables"), name, "schema.openAPIV3Schema.default")
        found = dig(value, inside) if inside else value
        if found is None or "[" in path:
            raise _NotKnown(f"{path} has no value")
        return found

    def _templates(self, selector: Node | None) -> Iterator[tuple[str, str]]:
        """Kinds and names of the templates that a selector fits; of all that the class names, for None."""
        spec = self.of.get("spec")
        matched = dig(selector, "matchResources")
        pools = dig(matched, "machinePoolClass.names")
        wanted = {text(one) for one in items(pools)}
        places = [
            (is_true(dig(matched, "controlPlane")), dig(spec, "controlPlane")),
            (is_true(dig(matched, "infrastructureCluster")), dig(spec, "infrastructure")),
            *(
                (text(dig(one, "class")) in wanted or "*" in wanted, dig(one, "template.infrastructure"))
                for one in items(dig(spec, "workers.machinePools"))
            ),
        ]
        for fits, place in places:
            reference = dig(place, "ref") or dig(place, "templateRef")
            kind, name = text(dig(reference, "kind")), text(dig(reference, "name"))
            same = selector is None or (fits and kind == text(dig(selector, "kind")))
            if same and kind and name:
                yield kind, name


def _entry(listed: Node | None, name: str, path: str) -> Node | None:
    return next((dig(one, path) for one in items(listed) if text(dig(one, "name")) == name), None)


def _key(one: Object) -> tuple[str, str]:
    return one.kind, one.name


def _applied(one: Object, operations: Sequence[Node]) -> Object:
    body = applied(one.body, operations)
    return replace(one, body=body) if isinstance(body, Value) and isinstance(body.data, Mapping) else one
