"""Faults by script: which request goes wrong, and how."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path

from natpin.errors import ConfigError
from natpin.model.record import field, field_names, mutable, record
from natpin.simulator.exchange import Json, Response
from natpin.simulator.world import OperationFate


class FaultKind(StrEnum):
    """How a request goes wrong."""

    RESET_BEFORE = "reset-before"
    RESET_AFTER = "reset-after"
    TIMEOUT = "timeout"
    TIMEOUT_AFTER = "timeout-after"
    UNAUTHORIZED = "401"
    FORBIDDEN = "403"
    NOT_FOUND = "404"
    CONFLICT = "409"
    PRECONDITION_FAILED = "412"
    THROTTLED = "429"
    SERVER_ERROR = "500"
    UNAVAILABLE = "503"
    MALFORMED_BODY = "malformed-body"
    ENDS_EARLY = "ends-early"
    REDIRECT = "302"
    OPERATION_FAILS = "operation-fails"
    OPERATION_NEVER_ENDS = "operation-never-ends"
    CALL = "call"


@record
class Fault:
    """One fault.

    Attributes:
        kind: what goes wrong.
        at: index of the request it hits, from 0, counted since the record of requests was last cleared.
        method, path: hits requests of this method whose path matches this regular expression (searched, case
            ignored); both may be left out.
        skip: let this many matching requests pass first.
        times: hit this many matching requests; None hits them all.
        retry_after: seconds for the Retry-After header of 429 and 503, or any text; None sends none.
        code: the error code of a 409 (AnotherOperationInProgress, ScopeLocked, OperationNotAllowed,
            Conflict…) or of a failing operation.
        seconds: how long a timeout holds the connection before it is dropped.
        keeps_change: a failing operation leaves the written properties in place (else they fall back).
        hook: what `call` runs before the request is acted on (a test kills its client here).
    """

    kind: FaultKind
    at: int | None = None
    method: str | None = None
    path: str | None = None
    skip: int = 0
    times: int | None = 1
    retry_after: int | str | None = None
    code: str | None = None
    seconds: float = 5.0
    keeps_change: bool = False
    hook: Callable[[], None] | None = None

    def hits(self, index: int, method: str, path: str) -> bool:
        if self.at is not None and self.at != index:
            return False
        if self.method is not None and self.method.upper() != method.upper():
            return False
        return self.path is None or re.search(self.path, path, re.IGNORECASE) is not None


@record
class Dropped:
    """The connection is reset; `after` tells whether the server had acted."""

    after: bool


@record
class Hung:
    """No answer comes for this many seconds, then the connection is dropped."""

    seconds: float
    after: bool


@record
class Cut:
    """The answer breaks off in the middle of its body, and the connection is closed."""

    response: Response


Outcome = Response | Dropped | Hung | Cut


@mutable
class FaultScript:
    """The faults still to come, in order; the first that matches a request hits it."""

    faults: tuple[Fault, ...] = ()
    _seen: dict[int, int] = field(default_factory=dict)

    def next(self, index: int, method: str, path: str) -> Fault | None:
        for position, fault in enumerate(self.faults):
            if not fault.hits(index, method, path):
                continue
            seen = self._seen.get(position, 0)
            self._seen[position] = seen + 1
            if seen >= fault.skip and (fault.times is None or seen < fault.skip + fault.times):
                return fault
        return None


def instead_of_acting(fault: Fault) -> Outcome | None:
    """What is sent when the server does not act at all; None if it acts."""
    match fault.kind:
        case FaultKind.RESET_BEFORE:
            return Dropped(after=False)
        case FaultKind.TIMEOUT:
            return Hung(fault.seconds, after=False)
        case (
            FaultKind.RESET_AFTER
            | FaultKind.TIMEOUT_AFTER
            | FaultKind.MALFORMED_BODY
            | FaultKind.ENDS_EARLY
            | FaultKind.OPERATION_FAILS
            | FaultKind.OPERATION_NEVER_ENDS
            | FaultKind.CALL
        ):
            return None
        case kind:
            return _refusal(kind, fault)


def after_acting(fault: Fault, response: Response) -> Outcome:
    """What is sent in place of the answer the server had ready."""
    match fault.kind:
        case FaultKind.RESET_AFTER:
            return Dropped(after=True)
        case FaultKind.TIMEOUT_AFTER:
            return Hung(fault.seconds, after=True)
        case FaultKind.ENDS_EARLY:
            return Cut(response)
        case FaultKind.MALFORMED_BODY:
            whole = response.encoded()
            return Response(response.status, whole[: len(whole) // 2] + b"<html>", response.headers)
        case _:
            return response


def fate_of(fault: Fault | None) -> OperationFate | None:
    """What the fault does to the operation the request starts."""
    match fault:
        case Fault(kind=FaultKind.OPERATION_FAILS):
            code = fault.code or "InternalServerError"
            error: Json = {"code": code, "message": "An error occurred.", "details": []}
            return OperationFate(failure=error, keeps_change=fault.keeps_change)
        case Fault(kind=FaultKind.OPERATION_NEVER_ENDS):
            return OperationFate(never_ends=True)
    return None


_TEXTS = {
    FaultKind.REDIRECT: (302, "Found", "Object moved."),
    FaultKind.UNAUTHORIZED: (401, "InvalidAuthenticationToken", "The access token is invalid."),
    FaultKind.FORBIDDEN: (
        403,
        "AuthorizationFailed",
        "The client does not have authorization to perform action.",
    ),
    FaultKind.NOT_FOUND: (404, "ResourceNotFound", "The Resource was not found."),
    FaultKind.CONFLICT: (
        409,
        "AnotherOperationInProgress",
        "Another operation on this or dependent resource is in progress.",
    ),
    FaultKind.PRECONDITION_FAILED: (412, "PreconditionFailed", "Precondition failed."),
    FaultKind.THROTTLED: (
        429,
        "SubscriptionRequestsThrottled",
        "Number of requests for subscription exceeded.",
    ),
    FaultKind.SERVER_ERROR: (500, "InternalServerError", "An error occurred."),
    FaultKind.UNAVAILABLE: (503, "ServerTimeout", "The request timed out. Please try again."),
}


def _refusal(kind: FaultKind, fault: Fault) -> Response:
    status, code, text = _TEXTS[kind]
    headers: dict[str, str] = {}
    if kind is FaultKind.UNAUTHORIZED:
        headers["WWW-Authenticate"] = f'Bearer error="invalid_token", error_description="{text}"'
    if kind is FaultKind.REDIRECT:
        headers["Location"] = "https://elsewhere.invalid/"
    if fault.retry_after is not None and status in (429, 503):
        headers["Retry-After"] = str(fault.retry_after)
    return Response(status, {"error": {"code": fault.code or code, "message": text}}, headers)


def read_script(path: Path) -> tuple[Fault, ...]:
    """Faults from a JSON file: a list of objects with the attributes of Fault (no hook); raises ConfigError."""
    try:
        listed = json.loads(path.read_text("utf-8"))
    except OSError as problem:
        raise ConfigError(f"{path}: {problem.strerror}") from None
    except (ValueError, RecursionError) as problem:
        raise ConfigError(f"{path} is not valid JSON: {problem}") from None
    if not isinstance(listed, list):
        raise ConfigError(f"{path}: a list of faults was expected")
    return tuple(_fault_of(path, number, item) for number, item in enumerate(listed))


def _fault_of(path: Path, number: int, item: object) -> Fault:
    known = {*field_names(Fault)} - {"hook"}
    if not isinstance(item, dict) or "kind" not in item:
        raise ConfigError(f"{path}: fault {number} has no kind")
    strange = sorted(set(item) - known)
    if strange:
        raise ConfigError(
            f"{path}: fault {number}: unknown {', '.join(strange)}; known are {', '.join(sorted(known))}"
        )
    try:
        kind = FaultKind(str(item["kind"]))
        if isinstance(item.get("path"), str):
            re.compile(item["path"])
        return Fault(**{**item, "kind": kind})
    except (ValueError, re.error) as problem:
        raise ConfigError(f"{path}: fault {number}: {problem}") from None


def script(faults: Iterable[Fault]) -> FaultScript:
    return FaultScript(tuple(faults))
