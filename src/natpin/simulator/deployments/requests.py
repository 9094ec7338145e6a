"""What ARM answers about deployments: PUT, GET, HEAD, DELETE, validate, what-if, and the list of one scope."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from natpin.formats.arm.template import DEPLOYMENT
from natpin.languages import located_json
from natpin.languages.arm_expressions.scope import TooMuchWork
from natpin.languages.arm_expressions.syntax import Written
from natpin.languages.tolerant_json import JsonError
from natpin.model.value import Value, members
from natpin.regex import late_regex
from natpin.simulator import errors, policies
from natpin.simulator.call import Call
from natpin.simulator.deployments.evaluation import Planned, Scope, invalid
from natpin.simulator.deployments.running import Asked, Run, Send, asked_for, record_of, shown
from natpin.simulator.deployments.what_if import changes
from natpin.simulator.exchange import Json, Response
from natpin.simulator.ids import ArmPath, covers, group_of, subscription_of
from natpin.simulator.operations import OperationKind
from natpin.simulator.types import registry

_ELSEWHERE = ("microsoft.authorization/", "microsoft.resources/")
"""Types that no registry has, and ARM itself answers for."""


def answer(call: Call, path: ArmPath, send: Send) -> Response:
    """The answer to a request for deployments. ``send`` answers the PUT of each resource. Raises Refused."""
    method, kinds = call.request.method, [kind.lower() for kind in path.types]
    group = group_of(path.scope)
    if group and call.world.group(path.scope) is None:
        raise errors.group_not_found(group)
    match method, kinds:
        case "GET", ["deployments"] if path.is_collection:
            return _list(call, path)
        case "GET" | "HEAD", ["deployments"]:
            return _get(call, path)
        case "PUT", ["deployments"] if not path.is_collection:
            return _put(call, path, send)
        case "DELETE", ["deployments"] if not path.is_collection:
            call.permit(f"{DEPLOYMENT}/delete", path.id)
            call.world.deployments.pop(path.id.lower(), None)
            return Response(204)
        case "POST", ["deployments", "validate"]:
            return _validate(call, path, send)
        case "POST", ["deployments", "whatif"]:
            return _what_if(call, path, send)
        case "GET", ["deployments", "operations"]:
            call.permit(f"{DEPLOYMENT}/operations/read", path.parent().id)
            return Response(200, {"value": []})
    raise errors.arm(405, "MethodNotAllowed", f"The http method '{method}' is not supported for '{path.id}'.")


def _list(call: Call, path: ArmPath) -> Response:
    call.permit(f"{DEPLOYMENT}/read", path.scope)
    found = [
        shown(call.world, entry)
        for entry in call.world.deployments.values()
        if covers(path.scope, entry.id) and group_of(entry.id).lower() == group_of(path.scope).lower()
    ]
    return Response(200, {"value": found})


def _get(call: Call, path: ArmPath) -> Response:
    call.permit(f"{DEPLOYMENT}/read", path.id)
    entry = call.world.deployments.get(path.id.lower())
    if entry is None:
        raise errors.arm(404, "DeploymentNotFound", f"Deployment '{path.names[0]}' could not be found.")
    return Response(204) if call.request.method == "HEAD" else Response(200, shown(call.world, entry))


def _asked(call: Call, path: ArmPath) -> Asked:
    return asked_for(
        path.names[0], subscription_of(path.scope), group_of(path.scope) or None, _document(call)
    )


_BARE_NAME = late_regex(r"([{,]\s*+)template(\s*+:)")


def _document(call: Call) -> Json:
    """The body, with the comments, the line breaks in strings and the name without quotes that ARM takes: Azure CLI splices the
    template's text in as it is (``JsonCTemplatePolicy``). Raises Refused."""
    text = _BARE_NAME.sub(r'\1"template"\2', call.request.body.decode("utf-8", "replace"), count=1)
    try:
        found = located_json.plain(text)
    except JsonError as error:
        raise errors.invalid_content(str(error)) from None
    if not isinstance(found, dict):
        raise errors.invalid_content("Expected a JSON object.")
    return found


def _put(call: Call, path: ArmPath, send: Send) -> Response:
    """Checked at once, carried out when its operation ends: a look before that finds it running."""
    call.permit(f"{DEPLOYMENT}/write", path.id)
    world = call.world
    asked = _asked(call, path)
    _checked(Run(call, send, asked).scope)
    before = world.deployments.get(path.id.lower())
    if before is not None and world.operations[before.facts["operation"]].running:
        raise errors.arm(
            409,
            "DeploymentActive",
            f"Unable to edit or replace deployment '{asked.name}': previous deployment from '{before.properties['timestamp']}' "
            "is still active.",
        )
    entry = record_of(world, asked, None)

    def carry_out() -> None:
        try:
            run = Run(call, send, asked)
            entry.properties["outputs"] = _bounded(run.carry_out)
            entry.properties["outputResources"] = [{"id": one.id} for one in run.written]
            entry.state = "Succeeded"
        except errors.Refused as refused:
            operation.status, operation.failure = "Failed", _failure(refused)

    operation = world.start(
        entry, "Deploy", call.request.api_version, OperationKind.DEPLOYMENT, carry_out, fate=call.fate
    )
    entry.facts["operation"] = operation.id
    call.operation_started = True
    call.log("Accepted", "Created")
    headers = operation.headers(call.request.base_url, world.settings.retry_after)
    return Response(200 if before is not None else 201, shown(world, entry), headers)


def _failure(refused: errors.Refused) -> Json:
    body = refused.response.body
    inner = body.get("error", body) if isinstance(body, dict) else {}
    return {
        "code": "DeploymentFailed",
        "message": "At least one resource deployment operation failed. Please list deployment operations for details. Please "
        "see https://aka.ms/arm-deployment-operations for usage details.",
        "details": [{key: inner[key] for key in ("code", "message", "details") if inner.get(key)}],
    }


def _bounded(carry_out: Any) -> Any:
    try:
        return carry_out()
    except TooMuchWork:
        raise invalid("it asks for more evaluation than its size can honestly need") from None


def _checked(scope: Scope) -> None:
    """Raises Refused for a type that the simulator does not know, in the template or in one inside it."""
    for one in scope.resources:
        lowered = one.type.lower()
        if registry.find(one.type) is None and not lowered.startswith(_ELSEWHERE):
            raise errors.arm(
                400,
                "InvalidResourceType",
                f"The resource type '{one.type.partition('/')[2]}' could not be found in the namespace "
                f"'{one.type.partition('/')[0]}'.",
            )


def _validate(call: Call, path: ArmPath, send: Send) -> Response:
    """Names, parameters, types and policies; nothing is written, and no resource provider is asked."""
    call.permit(f"{DEPLOYMENT}/validate/action", path.scope)
    asked = _asked(call, path)
    scope = Run(call, send, asked).scope
    _checked(scope)
    refusals = [
        refusal
        for one in scope.resources
        for refusal in policies.refusals(call.world, one.id, one.type, dict(_beside(scope, one)))
    ]
    if refusals:
        message = "The template deployment failed because of policy violation. Please see details for more information."
        raise errors.Refused(
            Response(
                400, {"error": {"code": "InvalidTemplateDeployment", "message": message, "details": refusals}}
            )
        )
    properties: Mapping[str, Any] = _document(call).get("properties") or {}
    kept = {key: value for key, value in properties.items() if key != "template"}
    resources = [{"id": one.id} for one in scope.resources]
    return Response(
        200,
        {
            "id": asked.id,
            "name": asked.name,
            "type": DEPLOYMENT,
            "properties": {**kept, "provisioningState": "Succeeded", "validatedResources": resources},
        },
    )


def _beside(scope: Scope, one: Planned) -> Iterator[tuple[str, object]]:
    """What policies look at."""
    body = one.declaration.body
    assert isinstance(body, Written)
    for key, node in members(body.value).items():
        if key.lower() in ("location", "tags") and isinstance(node, Value):
            yield key.lower(), scope.plain(Written(node), one.frame, key)


def _what_if(call: Call, path: ArmPath, send: Send) -> Response:
    """Carried out on a copy of the cloud, and told: what would be made, changed, or left as it is."""
    call.permit(f"{DEPLOYMENT}/whatIf/action", path.scope)
    asked = _asked(call, path)
    with call.world.rehearsal():
        run = Run(call, send, asked)
        _checked(run.scope)
        _bounded(run.carry_out)
        found = changes(run, path.scope, call.world)
    output: Json = {"status": "Succeeded", "properties": {"correlationId": "", "changes": found}}
    entry = record_of(call.world, asked, {})
    del call.world.deployments[entry.id.lower()]
    operation = call.world.start(
        entry, "WhatIf", call.request.api_version, OperationKind.DEPLOYMENT, lambda: None, fate=call.fate
    )
    operation.output = output
    call.operation_started = True
    headers = operation.headers(call.request.base_url, call.world.settings.retry_after)
    del headers["Azure-AsyncOperation"]
    return Response(202, None, headers)
