"""The record of requests: what was asked, by whom, and how it was answered."""

from __future__ import annotations

import copy
import re

from natpin.model.record import record
from natpin.simulator.call import Call
from natpin.simulator.exchange import Json, Request, Response
from natpin.simulator.faults import FaultKind

_SECRETS = re.compile(r"(client_secret|client_assertion)=[^&]*")


@record
class Recorded:
    """One request as it was answered.

    `action` is the permission it needed ("Microsoft.Network/natGateways/write"), `status` is None when the
    connection was dropped or held, `fault` names the fault that hit it. `acted` tells whether the server did
    what was asked; `started` whether that began a long-running operation. Secrets are masked in `request_body`.
    """

    index: int
    method: str
    path: str
    api_version: str
    status: int | None
    caller: str
    action: str = ""
    resource_id: str = ""
    fault: FaultKind | None = None
    acted: bool = True
    started: bool = False
    query: str = ""
    if_match: str = ""
    request_body: bytes = b""
    response_body: Json | list[Json] | bytes | None = None


def recorded(
    index: int,
    request: Request,
    status: int | None,
    call: Call | None,
    fault: FaultKind | None,
    *,
    acted: bool,
    kept: Response | None,
    keep_body: bool,
) -> Recorded:
    """The record of one exchange; `kept` is the answer whose body is kept."""
    body = _SECRETS.sub(r"\1=***", request.body.decode("latin-1")).encode("latin-1")
    return Recorded(
        index=index,
        method=request.method,
        path=request.path,
        api_version=request.api_version,
        status=status,
        caller=call.principal.client_id if call else "",
        action=call.action if call else "",
        resource_id=call.resource_id if call else "",
        fault=fault,
        acted=acted,
        started=bool(call and call.operation_started),
        query=request.target.partition("?")[2],
        if_match=request.headers.get("if-match", ""),
        request_body=body if keep_body else b"",
        response_body=copy.deepcopy(kept.body) if kept is not None else None,
    )
