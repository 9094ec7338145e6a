"""What natpin asks of ARM leaves as it is written, once: the SDK's client adds nothing, repeats nothing, follows nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from azure.core.credentials import AccessToken
from azure.core.pipeline.transport import HttpTransport

from natpin.azure.arm import Arm
from natpin.errors import NatpinError

BASE = "https://arm.test"
SUBNET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/n"
BODY = {
    "properties": {"natGateway": None, "notYetInAnyModel": {"deep": [1, "ü", {"x": None}]}},
    "etag": 'W/"1"',
}


class _Token:
    def get_token(self, *_scopes: str, **_options: Any) -> AccessToken:
        return AccessToken("token", 2**40)


class _Answer:
    def __init__(self, request: Any, status: int, headers: dict[str, str], body: dict[str, Any]) -> None:
        self.request, self.status_code, self.headers = request, status, headers
        self._raw = json.dumps(body).encode()

    def read(self) -> bytes:
        return self._raw

    def close(self) -> None: ...


class _Tape(HttpTransport[Any, Any]):
    """Answers every request alike, and keeps them."""

    def __init__(self, status: int, headers: dict[str, str] | None = None, body: Any = None) -> None:
        self.sent: list[Any] = []
        self._answer = (status, headers or {}, body or {})

    def send(self, request: Any, **_options: Any) -> Any:
        self.sent.append(request)
        return _Answer(request, *self._answer)

    def open(self) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> _Tape:
        return self

    def __exit__(self, *_args: Any) -> None: ...


def _asked(tape: _Tape, method: str = "PUT", url: str | None = None, body: Any = BODY) -> None:
    arm = Arm(_Token(), base_url=BASE, transport=tape)
    try:
        arm.send(method, url or arm.url(SUBNET, "2025-07-01"), body, {"If-Match": 'W/"1"'})
    except NatpinError:
        pass
    finally:
        arm.close()


def test_a_body_leaves_property_by_property() -> None:
    tape = _Tape(200, body={"id": SUBNET})
    _asked(tape)
    (request,) = tape.sent
    assert json.loads(request.content) == BODY
    assert request.headers["If-Match"] == 'W/"1"'
    assert request.url == f"{BASE}{SUBNET}?api-version=2025-07-01"
    assert request.headers["User-Agent"].startswith("natpin/")


FAILURES: list[tuple[int, dict[str, str], Any]] = [
    (
        409,
        {},
        {"error": {"code": "MissingSubscriptionRegistration", "message": "register Microsoft.Network"}},
    ),
    (429, {"Retry-After": "0"}, {"error": {"code": "RetryableError", "message": "later"}}),
    (500, {}, {}),
    (503, {"Retry-After": "0"}, {}),
    (301, {"Location": f"{BASE}/elsewhere"}, {}),
    (307, {"Location": "https://elsewhere.test/"}, {}),
    (308, {"Location": f"{BASE}/elsewhere"}, {}),
    (408, {}, {}),
]


@pytest.mark.parametrize(("status", "headers", "body"), FAILURES)
def test_one_request_is_one_request(status: int, headers: dict[str, str], body: Any) -> None:
    tape = _Tape(status, headers, body)
    _asked(tape)
    assert [(one.method, one.url) for one in tape.sent] == [("PUT", f"{BASE}{SUBNET}?api-version=2025-07-01")]


@pytest.mark.parametrize(
    "address",
    [
        f"{BASE}/operations/1?t=%7B1%7D&c={{endpoint}}&s={{x}}",
        f"{BASE}/operations/{{endpoint}}/a{{b/c}}d?x=1",
        f"{BASE}/operations/1?c=%2Fa%2Fb%3D%3D&h=A+B%20C",
    ],
)
def test_an_address_of_azures_is_followed_as_it_is(address: str) -> None:
    """Braces are the one thing that is written otherwise: the client would fill in what stands between them."""
    tape = _Tape(200, body={"status": "Succeeded"})
    _asked(tape, "GET", address, None)
    (request,) = tape.sent
    assert request.url.replace("%7B", "{").replace("%7D", "}") == address.replace("%7B", "{").replace(
        "%7D", "}"
    )
