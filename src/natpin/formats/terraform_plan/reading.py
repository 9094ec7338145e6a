"""A plan or state, from its bytes to resources, links and planned changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.interface import Read
from natpin.formats.terraform.providers import RELEVANT, translate, with_updates
from natpin.formats.terraform_plan.changes import action, changes, with_plan
from natpin.formats.terraform_plan.instances import Instances
from natpin.formats.terraform_plan.plan_json import Places
from natpin.languages import located_json as json_source
from natpin.model.doubt import Doubt, Reach
from natpin.model.resource import Link, Resource
from natpin.model.stack import Stack
from natpin.model.value import Skipped, Unknown
from natpin.workspace import Workspace


def read(stack: Stack, workspace: Workspace) -> Iterator[Read]:
    """Every resource, link and planned change of a plan; every resource and link of a state."""
    raw = workspace.read(stack.root)
    if isinstance(raw, Skipped):
        yield Skipped(stack.root, raw.reason, raw.at, claims_aks=True)
        return
    try:
        text = json_source.decode(raw)
        data = json_source.plain(text)
        problem = _problem(data)
        if problem is None and isinstance(data, dict):
            yield from _incomplete(data, stack.root)
            yield from _declared(Instances(data, Places(text, stack.root)))
    except json_source.JsonError as error:
        problem = f"is not valid JSON: {error}"
    except RecursionError:
        problem = "is nested too deeply"
    if problem is not None:
        yield Skipped(stack.root, problem, claims_aks=True)


def _problem(data: object) -> str | None:
    """Why a document cannot be read; None when it can."""
    if not isinstance(data, dict):
        return "is no output of terraform show -json"
    version = data.get("format_version")
    if not isinstance(version, str) or version.split(".")[0] not in {"0", "1"}:
        return f"has an unsupported format_version: {version!r:.40}"
    return None


def _incomplete(data: Mapping[str, object], path: str) -> Iterator[Skipped]:
    if data.get("errored") is True:
        yield Skipped(path, "is the plan of a run that failed, and so not complete", claims_aks=True)
    elif data.get("complete") is False:
        yield Skipped(path, "is a plan with deferred changes, and so not complete", claims_aks=True)


def _declared(instances: Instances) -> Iterator[Read]:
    yield from with_updates(_translated(instances))
    yield from changes(instances)


def _translated(instances: Instances) -> Iterator[Read]:
    for address in instances.relevant:
        instance = instances.get(address)
        if instance is None:
            continue
        for item in translate(instance, instances.get):
            yield with_plan(item, instances) if isinstance(item, Resource) else item
    yield from _forgotten(instances)
    yield from _deferred(instances)


def _forgotten(instances: Instances) -> Iterator[Doubt]:
    """What leaves the state without being destroyed stays in Azure, and nothing here says what becomes of it.

    Source: Terraform language documentation, "Removing Resources" (``removed`` with ``destroy = false``).
    """
    for address, change in instances.changes.items():
        if action(change) != "forget" or str(change.get("type")) not in RELEVANT:
            continue
        before = instances.before(address)
        at = instances.place_of(address)
        for item in translate(before, instances.get) if before is not None else ():
            reason = f"{address} is taken out of the state and stays as it is"
            if isinstance(item, Link):
                names = (item.property.removesuffix("[]").partition(".")[0],)
                yield Doubt(reason, at, None, Reach((item.source_type,), item.source, names))
            elif isinstance(item, Resource):
                yield Doubt(reason, at, None, Reach((item.type,), adds=True, alters=False))


def _deferred(instances: Instances) -> Iterator[Doubt]:
    """What this plan leaves to a later round may still be made, changed or destroyed.

    Source: Terraform internals, "JSON Output Format" (``deferred_changes``, ``complete``).
    """
    for address, change in instances.deferred.items():
        if str(change.get("type")) not in RELEVANT or change.get("mode") == "data":
            continue
        reason = f"{address} is left to a later round of the plan"
        at = instances.place_of(address)
        later = instances.later(address) if action(change) == "create" else None
        reaches = [_reach(item) for item in translate(later, instances.get)] if later is not None else []
        found = [reach for reach in reaches if reach is not None]
        for reach in found or [Reach(adds=True)]:
            yield Doubt(reason, at, "apply, and plan again", reach)


def _reach(item: object) -> Reach | None:
    match item:
        case Link():
            # which resource it is for is often what is not known yet
            source = None if isinstance(item.source, Unknown) else item.source
            return Reach((item.source_type,), source, (item.property.removesuffix("[]").partition(".")[0],))
        case Resource():
            return Reach((item.type,), adds=True, alters=False)
        case _:
            return None
