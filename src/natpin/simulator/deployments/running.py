"""A deployment carried out: each resource written as its own PUT would write it, those of deployments inside it as well."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from natpin.formats.arm.json_template import read_template
from natpin.formats.arm.template import DEPLOYMENT, Template
from natpin.languages.arm_expressions.syntax import Written
from natpin.model.location import Location
from natpin.model.record import mutable, record, replace
from natpin.model.value import Value, members, of
from natpin.simulator import errors
from natpin.simulator.call import Call
from natpin.simulator.deployments.evaluation import Planned, Scope, invalid, plain
from natpin.simulator.exchange import Json, Request, Response
from natpin.simulator.ids import group_id_of
from natpin.simulator.store import Stored
from natpin.simulator.world import SimulatedAzure

Send = Callable[[Call], Response]
"""ARM's front door: what answers a request."""
API = "2024-07-01"
"""The version that a resource is looked at with, where nothing names one."""


@record
class Asked:
    """A deployment as it was asked for."""

    name: str
    subscription: str
    group: str | None
    """None for one to a subscription."""
    template: Template
    raw: Mapping[str, Any]
    """The template's JSON."""
    given: Mapping[str, object]

    @property
    def id(self) -> str:
        home = f"/subscriptions/{self.subscription}"
        home += f"/resourceGroups/{self.group}" if self.group is not None else ""
        return f"{home}/providers/{DEPLOYMENT}/{self.name}"


@mutable
class Put:
    """One resource that a deployment wrote, and how it stood before."""

    id: str
    before: Mapping[str, Any] | None
    api: str


def asked_for(name: str, subscription: str, group: str | None, document: Json) -> Asked:
    """The body of a PUT, of validate or of what-if. Raises Refused."""
    properties = document.get("properties")
    if not isinstance(properties, dict):
        raise errors.invalid_content("properties is not an object.")
    if str(properties.get("mode") or "Incremental").lower() != "incremental":
        raise invalid("The simulator knows the mode Incremental only")
    raw = properties.get("template")
    if not isinstance(raw, dict):
        raise invalid("The simulator takes a template in the request, and no templateLink")
    parameters = properties.get("parameters") or {}
    if not isinstance(parameters, dict):
        raise errors.invalid_content("parameters is not an object.")
    template = read_template(of(raw, Location("template")), "template")
    return Asked(name, subscription, group, template, raw, _values(parameters))


def _values(parameters: Mapping[str, Any]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, given in parameters.items():
        if not isinstance(given, dict) or "value" not in given:
            raise invalid(
                f"The simulator takes a value for the parameter '{name}', and no reference to a vault"
            )
        found[name] = given["value"]
    return found


class Run:
    """Carries one deployment out, at once. ``written`` says in which order."""

    def __init__(
        self, call: Call, send: Send, asked: Asked, around: Run | None = None, outer: Scope | None = None
    ) -> None:
        """``around`` is the deployment that this one stands in, ``outer`` the scope whose names its template sees."""
        self._call, self._send, self._asked = call, send, asked
        self.written: list[Put] = around.written if around is not None else []
        self.scope = Scope(
            asked.template,
            asked.name,
            asked.subscription,
            asked.group,
            asked.given,
            location=self._location,
            deploy=self._deploy,
            look=self.look,
            outer=outer,
        )

    @property
    def _world(self) -> SimulatedAzure:
        return self._call.world

    def carry_out(self) -> dict[str, Json]:
        """Write everything; the outputs. Raises Refused at the first resource that is refused."""
        self.scope.deploy_all()
        types = self._asked.raw.get("outputs") or {}
        written = {str(name).lower(): str(name) for name in types}
        return {
            written.get(name, name): {"type": _type(types, written.get(name, name)), "value": value}
            for name, value in self.scope.outputs().items()
        }

    def look(self, id_: str) -> Mapping[str, Any] | None:
        """A resource, or a deployment, as a GET shows it; None where there is none."""
        made = self._world.deployments.get(id_.lower())
        if made is not None:
            return shown(self._world, made)
        if not id_.startswith("/"):
            return None
        try:
            answer = self._send(self._request("GET", id_, API))
        except errors.Refused as refused:
            if refused.response.status == 404:
                return None
            raise
        return answer.body if isinstance(answer.body, dict) else None

    def _location(self, group: str) -> str | None:
        entry = self._world.resources.get(f"/subscriptions/{self._asked.subscription}/resourceGroups/{group}")
        return entry.location if entry is not None else None

    def _deploy(self, one: Planned) -> None:
        if one.type.lower() == DEPLOYMENT.lower():
            self._nested(one)
            return
        version = one.declaration.api_version
        api = str(plain(version, "apiVersion")) if version is not None else API
        if isinstance(version, Value) and str(version.data).startswith("["):
            api = str(self.scope.plain(Written(version), one.frame, "apiVersion"))
        self.written.append(Put(one.id, self.look(one.id), api))
        body = self.scope.body(one)
        before = set(self._world.operations)
        self._send(self._request("PUT", one.id, api, body))
        for number in [number for number in self._world.operations if number not in before]:
            self._world.conclude(number)
        entry = self._world.resources.get(one.id)
        if entry is not None and entry.state == "Failed":
            raise errors.arm(409, "ResourceDeploymentFailure", f"The resource '{one.id}' ended as Failed.")

    def _nested(self, one: Planned) -> None:
        module = one.declaration.module
        if module is None or module.template is None:
            raise invalid(f"The simulator knows no template outside of the request ('{one.name}')")
        body = one.declaration.body
        assert isinstance(body, Written)
        found = {str(key).lower(): node for key, node in members(body.value).items()}

        def chosen(key: str, otherwise: str | None) -> str | None:
            node = found.get(key)
            if not isinstance(node, Value):
                return otherwise
            return str(self.scope.plain(Written(node), one.frame, key))

        given = self.scope.plain(module.inputs, one.frame, "parameters") if module.inputs is not None else {}
        properties = found.get("properties")
        raw = plain_template(properties)
        inner = Asked(
            one.name,
            chosen("subscriptionid", self._asked.subscription) or "",
            chosen("resourcegroup", self._asked.group),
            module.template,
            raw,
            {} if module.outer or not isinstance(given, dict) else _values(given),
        )
        if inner.group is not None and self._world.group(group_id_of(inner.id)) is None:
            raise errors.group_not_found(inner.group)
        one.id = inner.id
        self._call.permit("Microsoft.Resources/deployments/write", inner.id)
        run = Run(self._call, self._send, inner, self, self.scope if module.outer else None)
        record_of(self._world, inner, run.carry_out())

    def _request(self, method: str, id_: str, api: str, body: Json | None = None) -> Call:
        request = Request(
            method,
            f"{quote(id_)}?api-version={api}",
            {},
            json.dumps(body).encode() if body is not None else b"",
            self._call.request.base_url,
        )
        return replace(
            self._call, request=request, fate=None, action="", resource_id="", operation_started=False
        )


def plain_template(properties: object) -> Mapping[str, Any]:
    """The raw template of a deployment inside a template: its outputs' types are read there."""
    node = (
        properties.data.get("template")
        if isinstance(properties, Value) and isinstance(properties.data, Mapping)
        else None
    )
    outputs = node.data.get("outputs") if isinstance(node, Value) and isinstance(node.data, Mapping) else None
    if not (isinstance(outputs, Value) and isinstance(outputs.data, Mapping)):
        return {}
    return {"outputs": {name: plain(child, "outputs") for name, child in outputs.data.items()}}


def _type(outputs: Mapping[str, Any], name: str) -> str:
    one = outputs.get(name)
    return str(one.get("type") or "String") if isinstance(one, dict) else "String"


def record_of(world: SimulatedAzure, asked: Asked, outputs: Mapping[str, Json] | None) -> Stored:
    """A deployment as its GET shows it, kept; with no outputs yet it is under way."""
    entry = Stored(
        id=asked.id,
        type=DEPLOYMENT,
        location="",
        properties={
            "mode": "Incremental",
            "parameters": {
                name: {"type": "String", "value": value}
                for name, value in asked.given.items()
                if not _is_secret(asked.raw, name)
            },
            "timestamp": world.clock.stamp(),
            "duration": "PT1S",
            "correlationId": world.resources.fresh(),
        },
        state="Running" if outputs is None else "Succeeded",
    )
    if outputs is not None:
        entry.properties["outputs"] = dict(outputs)
    world.deployments[entry.id.lower()] = entry
    return entry


def _is_secret(raw: Mapping[str, Any], name: str) -> bool:
    declared = (raw.get("parameters") or {}).get(name)
    return isinstance(declared, dict) and str(declared.get("type")).lower().startswith("secure")


def shown(world: SimulatedAzure, entry: Stored) -> Json:
    """The body of a deployment's GET."""
    operation = world.operations.get(str(entry.facts.get("operation")))
    state, error = entry.state, entry.facts.get("error")
    if operation is not None and operation.status == "Failed":
        state, error = "Failed", operation.failure
    properties = {**entry.properties, "provisioningState": state}
    if error is not None:
        properties["error"] = error
    return {"id": entry.id, "name": entry.name, "type": DEPLOYMENT, "properties": properties}
