"""What a plan does to each resource, in ARM's words.

Every change is told twice: as traits of the resource that results (``plannedAction``, ``priorState``), and as a source note
``planned-change``, which also speaks of what will be gone and of associations. Facts of the source note: ``action``,
``address``, ``type`` (ARM's; of an association, the type whose ``property`` it sets), ``name``, ``before`` and ``after``
(a resource's properties with its name, resource group and parent; an association's source and target),
``replacedFor`` (the arguments that force a replacement), ``onExisting`` (an association's source is there already).
"""

from __future__ import annotations

from collections.abc import Iterator

from natpin.formats.terraform.providers import RELEVANT, translate
from natpin.formats.terraform_plan.configuration import Plain, mapping, sequence
from natpin.formats.terraform_plan.instances import Instances
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.resource import Link, Resource, SourceNote
from natpin.model.value import Node, Reference, Unknown, Value

_ACTIONS = {
    ("no-op",): "no-op",
    ("create",): "create",
    ("read",): "read",
    ("update",): "update",
    ("delete",): "delete",
    ("forget",): "forget",
    ("delete", "create"): "replace",
    ("create", "delete"): "replace",
    ("create", "forget"): "replace",
}
"""Terraform, "JSON Output Format", change representation."""


def action(change: Plain) -> str | None:
    """``create``, ``update``, ``replace``, ``delete``, ``forget``, ``read`` or ``no-op``; None when there is none."""
    written = tuple(str(item) for item in sequence(mapping(change.get("change")).get("actions")))
    return _ACTIONS.get(written, "unknown" if written else None)


def with_plan(resource: Resource, instances: Instances) -> Resource:
    """A resource with what the plan does to it."""
    done = action(instances.changes.get(resource.address, {}))
    if done is None or resource.external:
        return resource
    traits = {
        **resource.traits,
        "plannedAction": Value(done, resource.at),
        # A plan does not tell ``lifecycle``: whether prevent_destroy is set cannot be known from it.
        "preventDestroy": Unknown(
            "a plan does not tell prevent_destroy", resource.at, "lint the configuration itself"
        ),
    }
    if done in {"update", "replace"}:
        for before in _before(resource.address, instances):
            if isinstance(before, Resource):
                traits["priorState"] = _state(before)
    return replace(resource, traits=traits)


def changes(instances: Instances) -> Iterator[SourceNote]:
    """A source note for every resource or association that the plan changes."""
    for address, change in instances.changes.items():
        done = action(change)
        if str(change.get("type")) not in RELEVANT or change.get("mode") == "data":
            continue
        if done is None or done in {"no-op", "read"}:
            continue
        at = instances.place_of(address)
        facts: dict[str, Node] = {"action": Value(done, at), "address": Value(address, at)}
        for side, declared in (
            ("after", _after(address, instances)),
            ("before", _before(address, instances)),
        ):
            for one in declared:
                facts.update(_facts(one, side, at))
                if isinstance(one, Link):
                    facts["onExisting"] = Value(_exists(one.source, instances), at)
        paths = sequence(mapping(change.get("change")).get("replace_paths"))
        if paths:
            facts["replacedFor"] = Value(tuple(Value(_dotted(path), at) for path in paths), at)
        yield SourceNote("planned-change", at, facts, address)


def _before(address: str, instances: Instances) -> Iterator[Resource | Link]:
    instance = instances.before(address)
    if instance is not None:
        for one in translate(instance, instances.get):
            if isinstance(one, Resource | Link):
                yield one


def _after(address: str, instances: Instances) -> Iterator[Resource | Link]:
    instance = instances.get(address)
    if instance is not None:
        for one in translate(instance, instances.get):
            if isinstance(one, Resource | Link):
                yield one


def _facts(declared: Resource | Link, side: str, at: Location) -> Iterator[tuple[str, Node]]:
    if isinstance(declared, Link):
        yield "type", Value(declared.source_type, at)
        yield "property", Value(declared.property, at)
        yield side, Value({"source": declared.source, "target": declared.target}, at)
    else:
        yield "type", Value(declared.type, at)
        yield "name", declared.name
        yield side, _state(declared)


def _exists(node: Node, instances: Instances) -> bool:
    """Whether what an association attaches to is there already: a known id is given by Azure alone."""
    if isinstance(node, Reference):
        return action(instances.changes.get(node.target, {})) not in {"create", "replace", None}
    return isinstance(node, Value)


def _state(resource: Resource) -> Value:
    """A resource's properties with its name, group and parent, to compare with."""
    state: dict[str, Node] = {"name": resource.name, **resource.properties}
    if resource.resource_group is not None:
        state["resourceGroup"] = resource.resource_group
    if isinstance(resource.parent, Value | Reference):
        state["parent"] = resource.parent
    return Value(state, resource.at)


def _dotted(path: object) -> str:
    return ".".join(str(step) for step in sequence(path))
