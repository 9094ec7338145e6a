"""The fault matrix: every request of a run × every way it can go wrong, then the same apply again without a fault."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from natpin.errors import CloudError
from natpin.model.change import Change, Plan
from natpin.model.resource import SUBNET
from natpin.provision.apply import Applied, Result
from natpin.provision.bodies import equal, ids_in, read, retained
from natpin.simulator import Fault, FaultKind

from .bench import Bench, Killed, bench
from .scenes import Scene

FAULTS: dict[str, dict[str, Any]] = {
    "reset before": {"kind": FaultKind.RESET_BEFORE},
    "reset after": {"kind": FaultKind.RESET_AFTER},
    "timeout": {"kind": FaultKind.TIMEOUT},
    "timeout after": {"kind": FaultKind.TIMEOUT_AFTER},
    "401": {"kind": FaultKind.UNAUTHORIZED},
    "403": {"kind": FaultKind.FORBIDDEN},
    "409 another operation": {"kind": FaultKind.CONFLICT, "code": "AnotherOperationInProgress"},
    "409 locked": {"kind": FaultKind.CONFLICT, "code": "ScopeLocked"},
    "409 not allowed": {"kind": FaultKind.CONFLICT, "code": "OperationNotAllowed"},
    "409 conflict": {"kind": FaultKind.CONFLICT, "code": "Conflict"},
    "412": {"kind": FaultKind.PRECONDITION_FAILED},
    "429": {"kind": FaultKind.THROTTLED},
    "429 after 17 s": {"kind": FaultKind.THROTTLED, "retry_after": 17},
    "429 for good": {"kind": FaultKind.THROTTLED, "times": None},
    "500": {"kind": FaultKind.SERVER_ERROR},
    "503": {"kind": FaultKind.UNAVAILABLE},
    "503 after 9 s": {"kind": FaultKind.UNAVAILABLE, "retry_after": 9},
    "404": {"kind": FaultKind.NOT_FOUND},
    "404 for good": {"kind": FaultKind.NOT_FOUND, "times": None},
    "redirect": {"kind": FaultKind.REDIRECT},
    "503 after ²": {"kind": FaultKind.UNAVAILABLE, "retry_after": "²"},
    "ends early": {"kind": FaultKind.ENDS_EARLY},
    "malformed body": {"kind": FaultKind.MALFORMED_BODY},
    "500 though it acted": {},
    "504 though it acted": {},
    "killed before": {},
    "killed after": {},
}
OPERATION_FAULTS: dict[str, dict[str, Any]] = {
    "operation fails": {"kind": FaultKind.OPERATION_FAILS, "code": "ProvisioningFailed"},
    "operation fails, change kept": {
        "kind": FaultKind.OPERATION_FAILS,
        "code": "ProvisioningFailed",
        "keeps_change": True,
    },
    "operation fails, may be tried again": {"kind": FaultKind.OPERATION_FAILS, "code": "RetryableError"},
    "operation never ends": {"kind": FaultKind.OPERATION_NEVER_ENDS},
}
LONGEST = 900.0
"""No single fault makes an apply wait longer than this, in seconds of the made-up time."""
PATIENCE = {"attempts": 4, "operation": 60.0, "cluster_operation": 60.0, "retrying": 300.0}


@dataclass(frozen=True)
class Matrix:
    """A scene's plan, its start, and where it should end."""

    ground: Bench
    plan: Plan
    start: Any
    ids: frozenset[str]
    """Of what was there at the start."""
    subnets: dict[str, Any]
    """What each subnet of the start must keep."""
    end: dict[str, Any]
    puts: frozenset[int]
    count: int
    workers: int = 1

    def cases(self) -> Iterator[tuple[int, str]]:
        for index in range(self.count):
            yield from ((index, name) for name in FAULTS)
            if index in self.puts:
                yield from ((index, name) for name in OPERATION_FAULTS)

    def check(self, index: int, name: str) -> str:
        """Run with the fault, run again without; what is wrong then, or nothing."""
        ground = self.ground
        ground.azure.restore(self.start)
        journal = f"{index}-{name}.jsonl"
        began = ground.time.now
        first = self._faulty(index, name, journal)
        if ground.time.now - began > LONGEST:
            return f"the first run waited {ground.time.now - began} s"
        problem = self._truthful(first)
        if problem:
            return f"first run: {problem}"
        ground.wire.kill = lambda at, when: False
        ground.wire.lie = lambda at: None
        ground.azure.set_faults()
        ground.azure.clear_requests()
        try:
            second = ground.apply(
                self.plan, journal=journal, pace=ground.pace(**PATIENCE), workers=self.workers
            )
        except CloudError as error:
            return f"second run: {error}"
        if not second.complete:
            return (
                f"second run: {[(s.change.id, s.result, s.message) for s in second.steps]} {second.problems}"
            )
        problem = self._harmless()
        if problem:
            return problem
        (self.ground.folder / journal).unlink()
        return self._unlike(state(ground))

    def _faulty(self, index: int, name: str, journal: str) -> Applied | CloudError | None:
        ground = self.ground
        if name.startswith("killed"):
            when = name.split()[1]
            ground.wire.kill = lambda at, moment: at == index and moment == when
        elif name.endswith("though it acted"):
            ground.wire.lie = lambda at: int(name[:3]) if at == index else None
        else:
            what = {**FAULTS, **OPERATION_FAULTS}[name]
            endless = what.get("times", 1) is None
            ground.azure.set_faults(Fault(**what, **({"skip": index} if endless else {"at": index})))
        try:
            return ground.apply(
                self.plan, journal=journal, pace=ground.pace(**PATIENCE), workers=self.workers
            )
        except CloudError as error:
            return error
        except Killed:
            return None

    def _truthful(self, report: Applied | CloudError | None) -> str:
        """Is what the first run said what happened?"""
        acted = {
            request.resource_id.lower()
            for request in self.ground.azure.requests
            if request.method == "PUT" and request.acted and (request.status or 299) < 400
        }
        problem = self._harmless()
        if problem or report is None:
            return problem
        if isinstance(report, CloudError):
            return f"it raised {report} after writing {acted}" if acted else ""
        several = len({step.change.id.lower() for step in report.steps}) < len(report.steps)
        for step in report.steps:
            id_ = step.change.id.lower()
            live = self.ground.azure.get(step.change.id, "2025-07-01")
            if several and step.change.properties:
                # One step of several on this resource: what it says it wrote is there, and was sent.
                good = live is not None and _holds(live, step.change)
                sent = any(
                    request.method == "PUT"
                    and request.acted
                    and (request.status or 299) < 400
                    and request.resource_id.lower() == id_
                    and _holds(json.loads(request.request_body), step.change)
                    for request in self.ground.azure.requests
                )
                acted = acted | {id_} if sent else acted - {id_}
            else:
                good = live is not None and _own(_clean(live)) == _own(self.end[id_])
            if step.result in (Result.DONE, Result.ALREADY) and not good:
                return f"{id_} is said to be {step.result.value}, and is {live}"
            if step.result is Result.DONE and id_ not in acted:
                return f"{id_} is said to be done, and nothing was written"
            if step.result in (Result.NOT_STARTED, Result.ALREADY) and id_ in acted:
                return f"{id_} is said to be {step.result.value}, and was written"
            if step.result is Result.FAILED and "nothing was written" in step.message and id_ in acted:
                return f"nothing is said to be written to {id_}, and something was"
            if step.result is not Result.DONE and not step.message and step.result is not Result.ALREADY:
                return f"no reason is given for {step.result.value} of {id_}"
        unlike = self._unlike(state(self.ground))
        if report.complete and unlike:
            return f"it is said to be complete: {unlike}"
        if not report.complete and not report.problems and all(s.result is Result.DONE for s in report.steps):
            return "it is incomplete without a reason"
        return ""

    def _harmless(self) -> str:
        """Nothing was deleted; no VNet or group that existed was written; nothing was lost from a subnet."""
        for request in self.ground.azure.requests:
            if request.method not in ("GET", "PUT", "POST"):
                return f"{request.method} {request.path}"
            kept = request.action.lower().endswith(("virtualnetworks/write", "resourcegroups/write"))
            if request.method == "PUT" and kept and request.resource_id.lower() in self.ids:
                return f"PUT of {request.path}, which existed"
        for id_, before in self.subnets.items():
            now = self.ground.azure.get(id_)
            if now is None or retained(now) != before:
                return f"{id_} lost something: {now}"
        return ""

    def _unlike(self, now: dict[str, Any]) -> str:
        if now.keys() != self.end.keys():
            return f"resources differ: {sorted(now.keys() ^ self.end.keys())}"
        for id_, body in now.items():
            if body != self.end[id_]:
                return f"{id_} differs: {body} is not {self.end[id_]}"
        return ""


def _holds(body: Any, change: Change) -> bool:
    """Is every property as a change says?"""
    for each in change.properties:
        found = read(body, each.path)
        if not equal(ids_in(found) or found, each.after):
            return False
    return True


def _own(body: Any) -> Any:
    """Without what other resources, written later, add to it: back-references."""
    body = copy.deepcopy(body)
    for name in ("subnets", "natGateway", "ipConfigurations", "publicIPAddresses"):
        if "/subnets/" not in str(body.get("id", "")) or name != "natGateway":
            body.get("properties", {}).pop(name, None)
    return body


def _clean(value: Any) -> Any:
    """Without what is another in every run: etags, guids, the order in which children came."""
    match value:
        case dict():
            drop = (
                "etag",
                "eTag",
                "resourceGuid",
                "resourceUID",
                "clientId",
                "objectId",
                "principalId",
                "fqdn",
                "azurePortalFQDN",
            )
            return {key: _clean(item) for key, item in value.items() if key not in drop}
        case [{"name": str()} | {"id": str()}, *_]:
            return sorted((_clean(item) for item in value), key=str)
        case list():
            return [_clean(item) for item in value]
    return value


def state(ground: Bench) -> dict[str, Any]:
    there = {**ground.azure.all_resources("2025-07-01"), **ground.azure.locks()}
    return {id_: _clean(body) for id_, body in there.items()}


def matrix(scene: Scene, folder: Path) -> Matrix:
    """The scene played once without a fault, and ready to be played with each."""
    ground = bench(folder)
    scene.seed(ground)
    plan = ground.plan(scene.wanted(ground), *scene.allow)
    start = ground.azure.snapshot()
    ids = set(ground.azure.all_resources())
    before = {id_: ground.azure.get(id_) or {} for id_ in ids}
    ground.azure.restore(start)
    applied = ground.apply(plan, pace=ground.pace(**PATIENCE))
    assert applied.complete, applied
    requests = list(ground.azure.requests)
    return Matrix(
        ground,
        plan,
        start,
        frozenset(ids),
        {id_: retained(body) for id_, body in before.items() if body.get("type") == SUBNET},
        state(ground),
        frozenset(request.index for request in requests if request.method == "PUT"),
        len(requests),
    )
