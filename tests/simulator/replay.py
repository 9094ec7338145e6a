"""Plays a recorded request sequence against the simulator and compares what comes back.

The recorded clock is not ours: an operation of the simulator ends when the recording shows it ended, or when
the recording went on without waiting for it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from natpin.simulator import Request, Response, Settings, Simulator

SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"
BUSY = (409, 429)
# What Azure chooses anew each time: the value may differ, its presence may not.
VOLATILE = frozenset(
    {
        "etag", "resourceGuid", "ipAddress", "ipPrefix", "startTime", "endTime", "fqdn", "azurePortalFQDN", "principalId",
        "tenantId", "clientId", "objectId", "resourceId", "nodeImageVersion", "kubernetesVersion", "currentKubernetesVersion",
        "orchestratorVersion", "currentOrchestratorVersion", "message", "actions", "locations", "tags", "resourceUID", "loadBalancerSku",
    }
)  # fmt: skip


@dataclass
class Replay:
    """The outcome: how many exchanges were compared, and every difference, worded."""

    compared: int = 0
    differences: list[str] = field(default_factory=list)


def play(path: Path, ignored: frozenset[str]) -> Replay:
    """Replay one file. `ignored` are properties that are not compared, wherever they stand."""
    interactions = json.loads(path.read_text("utf-8"))
    settings = Settings(
        subscriptions={SUBSCRIPTION: "recorded"},
        tick=0,
        operation_seconds=1e9,
        cluster_operation_seconds=1e9,
        client_secret="s",
    )
    azure = Simulator(settings)
    token = azure._tokens.issue(azure.world.principals[0], "https://management.azure.com", "x")
    _seed_groups(azure, interactions)
    outcome = Replay()
    operations: dict[str, str] = {}
    for number, recorded in enumerate(interactions):
        where = f"{number} {recorded['method']} {urlsplit(recorded['uri']).path[-70:]}"
        uri = str(recorded["uri"])
        polled = re.search(r"/(operations|operationresults)/([^/?]+)", uri, re.IGNORECASE)
        if polled:
            known = operations.get(polled.group(2).lower())
            if known is None:
                continue
            result = polled.group(1).lower() == "operationresults"
            ended = result or (recorded["body"] or {}).get("status") in ("Succeeded", "Failed")
            operation = azure.world.operations[known]
            if ended and operation.running:
                operation.ends_at = azure.clock.seconds
            uri = operation.url("", result=result)
        elif _shows_an_end(recorded):
            _settle(azure, groups="ResourceGroupNotFound" in str(recorded["body"]))
        if recorded["status"] >= 400 and "/networkInterfaces/" in uri:
            continue
        if recorded["status"] in BUSY and not any(op.running for op in azure.world.operations.values()):
            continue  # what it collided with ended earlier here
        answer = _ask(azure, token, recorded, uri)
        if answer.status in (404, *BUSY) and recorded["status"] < 400:
            _settle(azure, groups=False)
            answer = _ask(azure, token, recorded, uri)
        if "/networkInterfaces/" in uri:  # kept only so that subnets are in use; natpin never reads one
            continue
        outcome.compared += 1
        body = json.loads(answer.encoded()) if answer.body is not None else None
        headers = {name.lower(): value for name, value in answer.headers.items()}
        _compare_headers(outcome, where, recorded["headers"], headers)
        if recorded["status"] != answer.status:
            outcome.differences.append(
                f"{where}: status {recorded['status']} recorded, {answer.status} simulated: {str(body)[:300]}"
            )
            continue
        _note_operation(azure, operations, recorded["headers"], headers)
        if recorded["body"] not in (None, "") or body is not None:
            expected = recorded["body"] or None
            if (
                polled
                and isinstance(expected, dict)
                and expected.get("status") not in ("Succeeded", "Failed")
            ):
                expected = body  # AKS names its stages; an operation may have ended earlier here
            if isinstance(expected, dict) and polled:
                expected = {key: value for key, value in expected.items() if key not in ("error", "name")}
                body = {key: value for key, value in (body or {}).items() if key not in ("error", "name")}
            if answer.status == 404 and recorded["method"] == "DELETE":
                continue  # which of group and parent was gone first was a race
            _compare(outcome, where, "", expected, body, ignored)
    return outcome


def _settle(azure: Simulator, *, groups: bool) -> None:
    for operation in list(azure.world.operations.values()):
        if operation.running and (groups or "providers" in operation.resource_id):
            operation.ends_at = azure.clock.seconds
    azure.world.settle_due()


def _ask(azure: Simulator, token: str, recorded: dict[str, Any], uri: str) -> Response:
    body = b"" if recorded["request"] is None else json.dumps(recorded["request"]).encode()
    headers = {"authorization": f"Bearer {token}", **recorded.get("request_headers", {})}
    answer = azure.exchange(Request(recorded["method"], uri, headers, body, "https://management.azure.com"))
    assert isinstance(answer, Response)
    return answer


def _seed_groups(azure: Simulator, interactions: list[dict[str, Any]]) -> None:
    """The resource groups the recording found in place."""
    made = {
        i["uri"].lower().split("?")[0]
        for i in interactions
        if i["method"] == "PUT" and "/providers/" not in i["uri"] and i["status"] == 201
    }
    for recorded in interactions:
        found = re.match(r"(/subscriptions/[^/]+/resourcegroups/[^/?]+)", recorded["uri"], re.IGNORECASE)
        if found is None or found.group(1).lower() in made or recorded["status"] == 404:
            continue
        location = (recorded["body"] or {}).get("location") if isinstance(recorded["body"], dict) else None
        spelled = found.group(1).replace("/resourcegroups/", "/resourceGroups/")
        azure.seed({"id": spelled, "location": location or "eastus", "tags": {"recorded": "yes"}})


def _shows_an_end(recorded: dict[str, Any]) -> bool:
    body = recorded["body"]
    if recorded["status"] == 404:
        return recorded["method"] in ("GET", "DELETE")
    if recorded["method"] != "GET":
        return False
    state = (
        body.get("properties", {}).get("provisioningState")
        if isinstance(body, dict) and isinstance(body.get("properties"), dict)
        else None
    )
    return state in ("Succeeded", "Canceled") or (isinstance(body, dict) and "value" in body)


def _note_operation(
    azure: Simulator, operations: dict[str, str], recorded: dict[str, str], simulated: dict[str, str]
) -> None:
    for name in ("azure-asyncoperation", "location"):
        if name in recorded and name in simulated:
            theirs = urlsplit(recorded[name]).path.rsplit("/", 1)[-1].lower()
            operations[theirs] = urlsplit(simulated[name]).path.rsplit("/", 1)[-1]


def _compare_headers(
    outcome: Replay, where: str, recorded: dict[str, str], simulated: dict[str, str]
) -> None:
    for name in ("azure-asyncoperation", "location", "etag", "azure-asyncnotification"):
        optional = name == "azure-asyncnotification"  # Azure sends it only since about 2021
        if (name in recorded) != (name in simulated) and not (optional and name in simulated):
            outcome.differences.append(f"{where}: header {name} {'missing' if name in recorded else 'extra'}")


def _compare(
    outcome: Replay, where: str, at: str, recorded: Any, simulated: Any, ignored: frozenset[str]
) -> None:
    match recorded, simulated:
        case dict(), dict():
            for key in sorted(set(recorded) | set(simulated)):
                path = f"{at}.{key}".lstrip(".")
                if key in ignored:
                    continue
                if key not in simulated:
                    outcome.differences.append(
                        f"{where}: {path} missing (recorded {str(recorded[key])[:60]})"
                    )
                elif key not in recorded:
                    outcome.differences.append(f"{where}: {path} extra ({str(simulated[key])[:60]})")
                elif key not in VOLATILE:
                    _compare(outcome, where, path, recorded[key], simulated[key], ignored)
        case list(), list():
            if at == "value":  # the recorded subscription held what others had made
                by_id = {str(item["id"]).lower(): item for item in recorded}
                simulated = [item for item in simulated if str(item["id"]).lower() in by_id]
                recorded = [by_id[str(item["id"]).lower()] for item in simulated]
            if len(recorded) != len(simulated):
                outcome.differences.append(
                    f"{where}: {at} has {len(simulated)} items, {len(recorded)} recorded"
                )
            for one, other in zip(recorded, simulated, strict=False):
                _compare(outcome, where, f"{at}[]", one, other, ignored)
        case str(), str():
            if at.endswith("ipConfigurations[].id"):  # capitals on GET, as written on PUT
                recorded, simulated = recorded.lower(), simulated.lower()
            if _plain(recorded) != _plain(simulated):
                outcome.differences.append(f"{where}: {at} is {simulated!r}, {recorded!r} recorded")
        case _:
            if recorded != simulated:
                outcome.differences.append(f"{where}: {at} is {simulated!r}, {recorded!r} recorded")


def _plain(text: str) -> str:
    """Ids without the parts Azure makes up (names of managed addresses are GUIDs)."""
    return re.sub(r"/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", "/GUID", text)
