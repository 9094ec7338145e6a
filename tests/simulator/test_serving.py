"""The simulator as a process of its own, and as a server that survives bad clients."""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from natpin.errors import ConfigError
from natpin.simulator import Simulator, serve

PROGRAM = """
import sys
from pathlib import Path
from natpin.simulator import serve
folder = Path(sys.argv[1])
serve("127.0.0.1:0", ca_out=folder / "ca.pem", info_out=folder / "info.json", ready=lambda _: print("ready", flush=True))
print("stopped", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_told_to_stop(tmp_path: Path, number: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        info = json.loads((tmp_path / "info.json").read_text())
        assert os.stat(tmp_path / "info.json").st_mode & 0o077 == 0
        context = ssl.create_default_context(cafile=tmp_path / "ca.pem")
        login = f"{info['endpoints']['activeDirectory']}/{info['tenant']}/oauth2/v2.0/token"
        form = f"grant_type=client_credentials&client_id={info['clientId']}&client_secret={info['clientSecret']}&scope={info['endpoints']['audience']}"
        with urllib.request.urlopen(login, form.encode(), context=context) as answer:
            token = json.load(answer)["access_token"]
        url = f"{info['endpoints']['resourceManager']}/subscriptions?api-version=2022-12-01"
        request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
        with urllib.request.urlopen(request, context=context) as answer:
            assert [row["subscriptionId"] for row in json.load(answer)["value"]] == [info["subscription"]]
        process.send_signal(number)
        assert process.stdout.read() == "stopped\n"
        assert process.wait(60) == 0


@pytest.mark.parametrize("listen", ["", "localhost", "localhost:http", "localhost:99999", "host.invalid:0"])
def test_a_bad_address_is_a_configuration_error(listen: str) -> None:
    with pytest.raises(ConfigError):
        serve(listen)


def test_a_file_that_cannot_be_written_is_a_configuration_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"ca\.pem"):
        serve(ca_out=tmp_path / "none" / "ca.pem")


def raw(azure: Simulator, sent: bytes) -> bytes:
    """Send bytes over TLS, return the first line of what comes back."""
    context = ssl.create_default_context(cafile=azure.ca_path)
    host, port = azure.base_url.removeprefix("https://").split(":")
    with (
        socket.create_connection((host, int(port)), timeout=60) as plain,
        context.wrap_socket(plain, server_hostname=host) as connection,
    ):
        connection.sendall(sent)
        connection.settimeout(60)
        try:
            return connection.recv(4096).split(b"\r\n")[0]
        except ConnectionError:
            return b""


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GARBAGE\r\n\r\n", b"400"),
        (b"PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n", b"411"),
        (b"PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n", b"411"),
        (b"PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", b"411"),
        (b"GET /%ff%00?a=%zz HTTP/1.1\r\nHost: x\r\n\r\n", b"401"),
    ],
)
def test_a_bad_client_gets_an_answer_and_harms_no_one(azure: Simulator, sent: bytes, status: bytes) -> None:
    assert status in raw(azure, sent)
    assert b"401" in raw(azure, b"GET /subscriptions?api-version=2022-12-01 HTTP/1.1\r\nHost: x\r\n\r\n")


def test_stopping_does_not_wait_for_idle_connections() -> None:
    with Simulator() as azure:
        context = ssl.create_default_context(cafile=azure.ca_path)
        host, port = azure.base_url.removeprefix("https://").split(":")
        plain = socket.create_connection((host, int(port)), timeout=60)
        connection = context.wrap_socket(plain, server_hostname=host)
    assert connection.recv(1) == b""
    connection.close()


def test_reset_forgets_everything_but_the_credentials(azure: Simulator) -> None:
    secret = azure.client_secret
    azure.reset()
    assert azure.entries() == []
    assert azure.requests == []
    assert azure.client_secret == secret
