"""The webhook: signed, over TLS but for this machine, followed nowhere, bounded."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any, ClassVar

import pytest

from natpin.commands.webhook import SECRET, checked, send
from natpin.errors import ConfigError, PlatformError
from natpin.model.drift import DriftReport


class Receiver(BaseHTTPRequestHandler):
    """Takes a POST, or answers as it is told."""

    seen: ClassVar[list[tuple[dict[str, str], bytes]]] = []
    status: ClassVar[int] = 204

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.seen.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.status)
        if self.status == 302:
            self.send_header("Location", "http://localhost:1/")
        self.end_headers()

    def log_message(self, *_: Any) -> None: ...


@pytest.fixture
def url() -> Iterator[str]:
    Receiver.seen.clear()
    Receiver.status = 204
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hook?token=t0p"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_report_is_posted_and_its_signature_holds(url: str) -> None:
    send(url, DriftReport(()), {SECRET: "shared"})
    ((headers, body),) = Receiver.seen
    assert json.loads(body)["schema"] == "natpin/drift/v1"
    signed = headers["x-natpin-timestamp"].encode() + b"." + body
    wanted = hmac.new(b"shared", signed, hashlib.sha256).hexdigest()
    assert headers["x-natpin-signature-256"] == f"sha256={wanted}"


def test_without_a_secret_nothing_is_signed(url: str) -> None:
    send(url, DriftReport(()), {})
    assert "x-natpin-signature-256" not in Receiver.seen[0][0]


@pytest.mark.parametrize("status", [302, 400, 500])
def test_what_is_not_taken_is_said_without_the_address(url: str, status: int) -> None:
    Receiver.status = status
    with pytest.raises(PlatformError) as told:
        send(url, DriftReport(()), {})
    assert str(status) in str(told.value)
    assert "t0p" not in str(told.value)
    assert len(Receiver.seen) == 1


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/hook",
        "ftp://example.org/",
        "file:///etc/passwd",
        "https://user:pass@example.org/",
        "https://",
        "https://example.org/ x",
        "http://localhost.example.org/",
    ],
)
def test_an_address_that_would_leak_is_refused(address: str) -> None:
    with pytest.raises(ConfigError) as told:
        checked(address)
    assert "example" not in str(told.value)
