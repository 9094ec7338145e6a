"""What a plan does to each resource, in ARM's words.

Every change is told twice: as traits of the resource that results (``plannedAction``, ``priorState``), and as what was
there before, which also speaks of what will be gone and of associations.
"""

from __future__ import annotations

from collections.abc import Iterator

from natpin.formats.terraform.providers import RELEVANT, translate
from natpin.formats.terraform_plan.configuration import Plain, mapping, sequence
from natpin.formats.terraform_plan.instances import Instances
from natpin.model.part import Before
from natpin.model.record import replace
from natpin.model.resource import Link, Resource
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


def changes(instances: Instances) -> Iterator[Before]:
    """What was there before, for every resource or association that the plan changes."""
    for address, change in instances.changes.items():
        done = action(change)
        if str(change.get("type")) not in RELEVANT or change.get("mode") == "data":
            continue
        if done is None or done in {"no-op", "read"}:
            continue
        now = [part.address for part in _after(address, instances)]
        was = () if done == "create" else tuple(_before(address, instances))
        yield Before((address, *now), was)


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


def _state(resource: Resource) -> Value:
    """A resource's properties with its name, group and parent, to compare with."""
    state: dict[str, Node] = {"name": resource.name, **resource.properties}
    if resource.resource_group is not None:
        state["resourceGroup"] = resource.resource_group
    if isinstance(resource.parent, Value | Reference):
        state["parent"] = resource.parent
    return Value(state, resource.at)
