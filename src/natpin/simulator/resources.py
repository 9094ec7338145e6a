"""GET, PUT, PATCH and DELETE of the registered resource types."""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Iterator

from natpin.simulator import errors, policies, rbac
from natpin.simulator.call import Call
from natpin.simulator.exchange import Json, Response
from natpin.simulator.ids import ArmPath, covers, group_id_of, group_of
from natpin.simulator.operations import OperationKind
from natpin.simulator.store import Stored
from natpin.simulator.types import members
from natpin.simulator.types.rules import TypeRules, Write, same_region
from natpin.simulator.world import SHARES_PARENT, SimulatedAzure

_NOT_TOP = frozenset({"id", "name", "type", "etag", "location", "properties", "systemData", "eTag"})


def read(call: Call, path: ArmPath, rules: TypeRules) -> Response:
    entry = _found(call, path, rules)
    return Response(
        200, rules.show(call.world, entry, call.request.api_version), _etag_header(call.world, entry, rules)
    )


def list_all(call: Call, path: ArmPath, rules: TypeRules) -> Response:
    """A collection: of a resource group, of a subscription, or of a parent resource."""
    world = call.world
    if len(path.types) > 1:
        parent = path.parent()
        _require_group(world, parent.id)
        if world.resources.get(parent.id) is None:
            raise errors.resource_not_found(parent.type, parent.names, group_of(parent.id))
        entries = world.resources.children(parent.id, rules.type)
    else:
        if group_of(path.scope):
            _require_group(world, path.scope)
        entries = world.resources.of_type(rules.type, path.scope)
    return Response(200, {"value": [rules.show(world, entry, call.request.api_version) for entry in entries]})


def put(call: Call, path: ArmPath, rules: TypeRules) -> Response:
    """Create or replace: authorize, precondition, admit, store, start the operation."""
    world, request = call.world, call.request
    document = call.document()
    current = world.resources.get(path.id)
    write = _write_of(path, rules, document, current, request.api_version)
    with _readable():
        links = list(rules.links(write.properties))
    rbac.require_links(world, call.principal, call.action, path.id, links)
    rbac.require_unlocked(world, path.id, deleting=False)
    policies.require_allowed(world, path.id, rules.type, document)
    group = _require_group(world, path.id)
    if group.state == "Deleting":
        raise errors.arm(
            409,
            "ResourceGroupBeingDeleted",
            f"The resource group '{group.name}' is in deprovisioning state and cannot perform this operation.",
        )
    if len(path.types) > 1 and world.resources.get(path.parent().id) is None:
        raise errors.parent_not_found(rules.type, path.parent().id)
    _check_preconditions(call, current)
    _check_location(write, rules, current, group)
    world.refuse_if_busy(path.id, rules.type, request.base_url)
    before = (
        (copy.deepcopy(current.properties), copy.deepcopy(current.top), _below(world, current))
        if current
        else None
    )
    old_targets = {link.target.lower() for link in rules.links(current.properties)} if current else set()
    members.refuse_unknown(write)
    with _readable():
        rules.admit(world, write)
    entry = _store(world, write, rules, current)
    rules.spread(world, write, entry)
    after = (entry.properties, entry.top, _below(world, entry))
    unchanged = before is not None and before[0::2] == after[0::2] and _same_but_tags(before[1], after[1])
    new_targets = {link.target.lower() for link in rules.links(entry.properties)}
    for target in old_targets ^ new_targets:
        linked = world.resources.get(target)
        if linked is not None:
            world.touch(linked)
    world.touch(entry)
    status = 200 if current else 201
    call.log("Accepted" if rules.kind else "Succeeded", "Created" if status == 201 else "OK")
    if rules.kind is None:
        entry.state = "Succeeded"
        rules.settle(world, entry)
        return Response(status, rules.show(world, entry, request.api_version))
    operation = world.start(
        entry,
        rules.put_operation,
        request.api_version,
        rules.kind,
        lambda: _settle(world, entry, rules),
        fate=call.fate,
        previous=before[0] if before else None,
        was_new=current is None,
        instant=unchanged,
    )
    call.operation_started = True
    retry_after = world.settings.retry_after if rules.kind is OperationKind.NETWORK else None
    headers = operation.headers(request.base_url, retry_after)
    return Response(status, rules.show(world, entry, request.api_version), headers)


def patch(call: Call, path: ArmPath, rules: TypeRules) -> Response:
    """Tags only, answered at once (recorded)."""
    document = call.document()
    entry = _found(call, path, rules)
    rbac.require_unlocked(call.world, path.id, deleting=False)
    _check_preconditions(call, entry)
    call.world.refuse_if_busy(path.id, rules.type, call.request.base_url)
    if "tags" in document:
        entry.top["tags"] = dict(document["tags"] or {})
    call.world.touch(entry)
    call.log("Succeeded", "OK")
    headers = {"Azure-AsyncNotification": "Enabled"} if rules.kind is OperationKind.NETWORK else {}
    return Response(200, rules.show(call.world, entry, call.request.api_version), headers)


def delete(call: Call, path: ArmPath, rules: TypeRules) -> Response:
    """202 with two addresses to poll; 204 for what is not there; 404 when its group or parent is not."""
    world, request = call.world, call.request
    rbac.require_unlocked(world, path.id, deleting=True)
    _require_group(world, path.id)
    if len(path.types) > 1 and world.resources.get(path.parent().id) is None:
        parent = path.parent()
        raise errors.resource_not_found(parent.type, parent.names, group_of(path.id))
    entry = world.resources.get(path.id)
    if entry is None:
        return Response(204)
    _check_preconditions(call, entry)
    world.refuse_if_busy(path.id, rules.type, request.base_url)
    rules.release(world, entry)
    if rules.kind is None:
        remove(world, entry, rules)
        call.log("Succeeded", "OK")
        return Response(200)
    entry.state = "Deleting"
    operation = world.start(
        entry,
        rules.delete_operation,
        request.api_version,
        rules.kind,
        lambda: remove(world, entry, rules),
        fate=call.fate,
        deletes=True,
    )
    call.operation_started = True
    world.touch(entry)
    call.log("Accepted", "Accepted")
    return Response(202, None, operation.headers(request.base_url, world.settings.retry_after))


def remove(world: SimulatedAzure, entry: Stored, rules: TypeRules) -> None:
    """Take a resource and everything below it away."""
    rules.cleanup(world, entry)
    owner = world.etag_owner(entry)
    for below in world.resources.under(entry.id):
        world.resources.remove(below.id)
    if owner is not entry:
        world.touch(owner)


def not_found(call: Call, path: ArmPath, rules: TypeRules) -> errors.Refused:
    """404 in the three recorded shapes: by ARM, by the network provider for a child, by AKS for a pool."""
    world = call.world
    group = world.group(path.id)
    if group is None:
        return errors.group_not_found(group_of(path.id))
    if len(path.types) > 1:
        parent = path.parent()
        if world.resources.get(parent.id) is None:
            return errors.resource_not_found(parent.type, parent.names, group_of(path.id))
        if rules.kind is OperationKind.AKS:
            parts = path.id.split("/")
            return errors.aks_pool_not_found(path.names[-1], parts[2], parts[4], path.names[0])
        return errors.network_not_found(path.id)
    return errors.resource_not_found(rules.type, path.names, group_of(path.id))


def _found(call: Call, path: ArmPath, rules: TypeRules) -> Stored:
    entry = call.world.resources.get(path.id)
    if entry is None or call.world.group(path.id) is None:
        raise not_found(call, path, rules)
    return entry


def _require_group(world: SimulatedAzure, resource_id: str) -> Stored:
    group = world.group(resource_id)
    if group is None:
        raise errors.group_not_found(group_of(resource_id))
    return group


def _write_of(
    path: ArmPath, rules: TypeRules, document: Json, current: Stored | None, api_version: str
) -> Write:
    properties = document.get("properties")
    if properties is not None and not isinstance(properties, dict):
        raise errors.invalid_content("properties is not an object.")
    kept = {key: value for key, value in (properties or {}).items() if value is not None}
    kept.pop("provisioningState", None)
    kept.pop("resourceGuid", None)
    top = {key: value for key, value in document.items() if key not in _NOT_TOP and value is not None}
    if not top.get("tags"):
        top.pop("tags", None)
    return Write(
        id=current.id if current else path.id,
        type=rules.type,
        api_version=api_version,
        location=str(document.get("location") or (current.location if current else "") or ""),
        top=copy.deepcopy(top),
        properties=copy.deepcopy(kept),
        current=current,
    )


def _check_preconditions(call: Call, current: Stored | None) -> None:
    wanted, unwanted = call.request.headers.get("if-match"), call.request.headers.get("if-none-match")
    if wanted and (current is None or (wanted != "*" and wanted.strip() != call.world.etag(current))):
        etag = call.world.etag(current) if current else "(none)"
        raise errors.etag_mismatch(wanted, etag, current.id if current else call.resource_id)
    if unwanted == "*" and current is not None:
        raise errors.etag_mismatch(unwanted, call.world.etag(current), current.id)


def _check_location(write: Write, rules: TypeRules, current: Stored | None, group: Stored) -> None:
    if not rules.has_location:
        return
    if not write.location:
        raise errors.arm(400, "LocationRequired", "The location property is required for this definition.")
    if current is not None and not same_region(current.location, write.location):
        raise errors.arm(
            409,
            "InvalidResourceLocation",
            f"The resource '{current.name}' already exists in location '{current.location}' in resource group "
            f"'{group.name}'. A resource with the same name cannot be created in location '{write.location}'. Please "
            "select a new resource name.",
        )
    write.location = write.location.replace(" ", "").lower()


def _store(world: SimulatedAzure, write: Write, rules: TypeRules, current: Stored | None) -> Stored:
    state = "Updating"
    if rules.kind is OperationKind.AKS and current is None:
        state = "Creating"
    if current is not None:
        current.properties, current.top, current.state = write.properties, write.top, state
        return world.resources.put(current)
    return world.resources.put(
        Stored(
            id=_as_created(world, write.id),
            type=rules.type,
            location=write.location if rules.has_location else "",
            top=write.top,
            properties=write.properties,
            state=state,
            etag="" if rules.type.lower() in SHARES_PARENT else world.resources.fresh_etag(),
            guid=world.resources.fresh(),
            created_api=write.api_version,
        )
    )


def _as_created(world: SimulatedAzure, resource_id: str) -> str:
    """The id with its group and parents spelled as they were made."""
    group = world.resources.get(group_id_of(resource_id))
    if group is None or not covers(group.id, resource_id):
        return resource_id
    return group.id + resource_id[len(group.id) :]


def _settle(world: SimulatedAzure, entry: Stored, rules: TypeRules) -> None:
    entry.state = "Succeeded"
    rules.settle(world, entry)


@contextlib.contextmanager
def _readable() -> Iterator[None]:
    """A body of the wrong shape (a list where an object belongs) is the caller's mistake: 400, not 500."""
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError) as problem:
        raise errors.network(
            400, "InvalidRequestFormat", f"Cannot parse the request: {type(problem).__name__} {problem}."
        ) from problem


def _below(world: SimulatedAzure, entry: Stored) -> dict[str, Json]:
    """What is written inline with a resource: its subnets, routes or pools."""
    return {
        below.id.lower(): copy.deepcopy(below.properties)
        for below in world.resources.under(entry.id)
        if below is not entry
    }


def _same_but_tags(before: Json, after: Json) -> bool:
    return {k: v for k, v in before.items() if k != "tags"} == {k: v for k, v in after.items() if k != "tags"}


def _etag_header(world: SimulatedAzure, entry: Stored, rules: TypeRules) -> dict[str, str]:
    return {"ETag": world.etag(entry)} if rules.kind is OperationKind.NETWORK else {}


def spelled(path: ArmPath, rules: TypeRules) -> ArmPath:
    """The path with its types in Azure's casing."""
    namespace, *types = rules.type.split("/")
    return ArmPath(path.scope, namespace, tuple(types), path.names)
