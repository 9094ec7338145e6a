"""A simulated Azure with the example estate, and natpin's command line pointed at it."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from azure.core.pipeline.transport import RequestsTransport

from natpin.azure import live
from natpin.azure.connection import Connection
from natpin.cli import main
from natpin.model.record import field_names
from natpin.provision.ports import Pace
from natpin.simulator import Principal, Simulator
from natpin.simulator.example import example


@dataclass(frozen=True)
class Ran:
    """What a command gave back."""

    status: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The simulator's time passes with requests, not with pauses between two looks at an operation or two tries: neither
    the SDK's nor natpin's own. READING is changed itself: functions have it as a default from the moment they are made."""
    monkeypatch.setattr(RequestsTransport, "sleep", lambda self, seconds: None)
    made = Pace.__init__  # as a first object has made it: READING is one

    def patient(self: Pace, *values: Any, **fields: Any) -> None:
        made(self, **{"sleep": _at_once, **dict(zip(field_names(Pace), values, strict=False)), **fields})

    monkeypatch.setattr(Pace, "__init__", patient)
    pauses = live.READING.sleep
    object.__setattr__(live.READING, "sleep", _at_once)
    yield
    object.__setattr__(live.READING, "sleep", pauses)


def _at_once(seconds: float) -> None:
    """No pause."""


@pytest.fixture
def azure() -> Iterator[Simulator]:
    with Simulator() as simulator:
        example(simulator)
        yield simulator


@pytest.fixture
def run(azure: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command as the simulator's owner, or as another principal, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AZURE_SUBSCRIPTION_ID"):
        monkeypatch.delenv(name, raising=False)

    def runs(*arguments: str, as_: Principal | None = None, plain: bool = False) -> Ran:
        extra = []
        if not plain:
            info = {**azure.info(), "caFile": str(azure.ca_path)}
            if as_ is not None:
                info |= {"clientId": as_.client_id, "clientSecret": as_.secret}
            path = tmp_path / "info.json"
            path.write_text(json.dumps(info))
            extra = ["--azure-info", str(path)]
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            status = main([*arguments, *extra])
        assert azure.failures == []
        return Ran(status, out.getvalue(), err.getvalue())

    return runs


def connection_to(azure: Simulator, principal: Principal | None = None) -> Connection:
    return Connection(
        "client-secret",
        azure.tenant,
        principal.client_id if principal else azure.client_id,
        principal.secret if principal else azure.client_secret,
        azure.base_url,
        azure.base_url,
        str(azure.ca_path),
        polling_seconds=0,
    )


def somebody(azure: Simulator, actions: list[str], scope: str = "", name: str = "somebody") -> Principal:
    """A principal with one custom role at a scope; the subscription when none is given."""
    principal = azure.add_principal(name, secret=f"secret-of-{name}")
    azure.define_role(f"role of {name}", actions)
    azure.assign(principal, f"role of {name}", scope or f"/subscriptions/{azure.subscription}")
    return principal


def group(azure: Simulator, name: str) -> str:
    return f"/subscriptions/{azure.subscription}/resourceGroups/{name}"


def answered(azure: Simulator) -> list[str]:
    """Every request but those for tokens: ``GET /subscriptions/…``."""
    return [
        f"{one.method} {one.path}" for one in azure.requests if not one.path.startswith(f"/{azure.tenant}/")
    ]
