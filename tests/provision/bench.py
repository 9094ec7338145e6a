"""What provisioning is tested on: the real Azure SDK's pipeline and credential, a simulated Azure without sockets,
and a time in which nobody waits."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from azure.core.exceptions import (
    IncompleteReadError,
    ServiceRequestError,
    ServiceResponseError,
    ServiceResponseTimeoutError,
)
from azure.core.pipeline.transport import HttpTransport
from azure.core.rest import HttpRequest, HttpResponse
from azure.core.rest._http_response_impl import HttpResponseImpl
from azure.identity import ClientSecretCredential

from natpin.azure.arm import Arm
from natpin.azure.cloud import ArmCloud
from natpin.errors import ConfigError
from natpin.languages.located_yaml.checked import read
from natpin.provision.apply import Applied, apply
from natpin.provision.desired import Desired
from natpin.provision.entries import parse_egress
from natpin.provision.journal import Journal
from natpin.provision.plan import make
from natpin.provision.ports import Pace
from natpin.simulator import Cut, Dropped, Hung, Request, Response, Settings, Simulator

BASE = "https://arm.test"


class Killed(BaseException):
    """The process is gone: nothing may catch this."""


class _Bytes(HttpResponseImpl):
    def __init__(self, request: Any, answer: Response) -> None:
        from requests.structures import CaseInsensitiveDict

        raw = answer.encoded()
        headers = CaseInsensitiveDict({"Content-Type": "application/json", **answer.headers})
        super().__init__(
            request=request,
            internal_response=None,
            status_code=answer.status,
            headers=headers,
            reason="",
            content_type="application/json",
            stream_download_generator=None,
        )
        self._content = raw
        self._is_closed = True
        self._is_stream_consumed = True


class Wire(HttpTransport[HttpRequest, HttpResponse]):
    """Carries requests of the SDK's pipeline to a simulator in this process. ``kill`` is asked before and after."""

    def __init__(self, azure: Simulator) -> None:
        self._azure = azure
        self.kill: Callable[[int, str], bool] = lambda index, when: False
        self.lie: Callable[[int], int | None] = lambda index: None
        """The status that a gateway answers with although the server acted."""

    def open(self) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *_args: Any) -> None: ...

    def send(self, request: Any, **_kwargs: Any) -> Any:
        index = len(self._azure.requests)
        if self.kill(index, "before"):
            raise Killed
        target = request.url.removeprefix(BASE)
        body = request.body if hasattr(request, "body") else request.content
        if body is None:
            body = b""
        if isinstance(body, dict):
            from urllib.parse import urlencode

            body = urlencode(body)
        raw = body.encode() if isinstance(body, str) else body
        headers = {name.lower(): value for name, value in request.headers.items()}
        outcome = self._azure.exchange(Request(request.method, target, headers, raw, BASE))
        if self.kill(index, "after"):
            raise Killed
        status = self.lie(index)
        if status is not None:
            outcome = Response(status, {"error": {"code": "GatewayTimeout", "message": "No answer in time."}})
        match outcome:
            case Dropped(after=False):
                raise ServiceRequestError("Connection reset by peer")
            case Dropped():
                raise ServiceResponseError("Connection aborted.")
            case Cut():
                raise IncompleteReadError("The answer ended early.")
            case Hung():
                raise ServiceResponseTimeoutError("Read timed out.")
        return _answer(request, outcome)


def _answer(request: Any, response: Response) -> Any:
    from azure.core.pipeline.transport import HttpRequest as OldRequest

    if not isinstance(request, OldRequest):
        return _Bytes(request, response)
    from azure.core.pipeline.transport._base import (
        _HttpResponseBase,
    )  # the credential's pipeline is an older one

    class Old(_HttpResponseBase):
        def body(self) -> bytes:
            return response.encoded()

    from azure.core.pipeline.transport import HttpResponse as OldResponse

    class OldAnswer(OldResponse):
        def body(self) -> bytes:
            return response.encoded()

        def stream_download(self, *_args: Any, **_kwargs: Any) -> Any:
            return iter([response.encoded()])

    made = OldAnswer(request, None)
    made.status_code = response.status
    made.headers = {"Content-Type": "application/json", **response.headers}
    made.reason = ""
    made.content_type = "application/json"
    return made


@dataclass
class Time:
    """A clock that only sleeping moves; the simulated Azure's moves along."""

    azure: Simulator
    now: float = 0.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        self.azure.clock.advance(seconds)

    def clock(self) -> float:
        return self.now


@dataclass
class Bench:
    """One simulated Azure and everything to provision in it."""

    azure: Simulator
    folder: Path
    wire: Wire
    time: Time

    @property
    def subscription(self) -> str:
        return self.azure.subscription

    def cloud(self, principal: Any = None, **pace: Any) -> ArmCloud:
        credential = ClientSecretCredential(
            self.azure.tenant,
            principal.client_id if principal else self.azure.client_id,
            principal.secret if principal else self.azure.client_secret,
            authority=BASE,
            disable_instance_discovery=True,
            transport=self.wire,
            retry_total=0,
        )
        return ArmCloud(Arm(credential, base_url=BASE, transport=self.wire, pace=self.pace(**pace)))

    def pace(self, **changes: Any) -> Pace:
        return Pace(sleep=self.time.sleep, clock=self.time.clock, **changes)

    def wanted(self, text: str, name: str = "payments") -> Desired:
        return parse_egress(read(text.encode(), "natpin.yaml", ConfigError).mapping("natpin.yaml")["egress"])[
            name
        ]

    def plan(self, wanted: Desired, *allow: str, cloud: ArmCloud | None = None) -> Any:
        return make(wanted, frozenset(allow), cloud or self.cloud())[0]

    def apply(self, plan: Any, *, journal: str | None = None, workers: int = 1, **options: Any) -> Applied:
        diary = Journal(self.folder / journal if journal else None, plan.fingerprint)
        try:
            return apply(
                plan,
                options.pop("cloud", None) or self.cloud(),
                diary,
                pace=options.pop("pace", None) or self.pace(),
                workers=workers,
                **options,
            )
        finally:
            diary.close()

    def id(self, rest: str, group: str = "rg-payments") -> str:
        return f"/subscriptions/{self.subscription}/resourceGroups/{group}/providers/{rest}"


def bench(folder: Path, **settings: Any) -> Bench:
    azure = Simulator(Settings(**settings))
    return Bench(azure, folder, Wire(azure), Time(azure))


def entry(subscription: str, **changes: Any) -> str:
    """natpin.yaml with one entry, ``payments``; JSON is YAML."""
    made: dict[str, Any] = {
        "subscription": subscription,
        "resource-group": "rg-payments",
        "location": "westeurope",
        "tags": {"team": "payments"},
        "virtual-network": {"name": "vnet", "address-space": ["10.0.0.0/16"]},
        "subnets": [{"name": "aks", "prefix": "10.0.0.0/22"}, {"name": "pods", "prefix": "10.0.8.0/22"}],
        "nat-gateway": {"name": "nat", "sku": "Standard", "idle-timeout-minutes": 10},
        "public-ips": {"prefix": {"name": "egress", "length": 30}},
    }
    for key, value in changes.items():
        name = key.replace("_", "-")
        if value is None:
            made.pop(name, None)
        else:
            made[name] = value
    return json.dumps({"egress": {"payments": made}})
