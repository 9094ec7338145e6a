"""Planted secrets are looked for in everything a command writes, whatever goes wrong."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest

from natpin.simulator import Fault, FaultKind, Simulator

from .conftest import Run, somebody

COMMANDS = {
    "lint": ("lint", "--verbose"),
    "lint json": ("lint", "--format", "json"),
    "lint sarif": ("lint", "--format", "sarif"),
    "egress": ("egress",),
    "egress json": ("egress", "--format", "json"),
    "egress cidrs": ("egress", "--format", "cidrs"),
    "snapshot": ("snapshot",),
    "verify": ("verify", "--echo", "https://echo.example"),
}
TOKEN = re.compile(r"eyJ[A-Za-z0-9_-]{8,}")
FAULTS = {
    "nothing": None,
    "token refused": Fault(FaultKind.UNAUTHORIZED, path="oauth2", times=None),
    "token malformed": Fault(FaultKind.MALFORMED_BODY, path="oauth2", times=None),
    "graph refused": Fault(FaultKind.FORBIDDEN, path="ResourceGraph", times=None),
    "graph malformed": Fault(FaultKind.MALFORMED_BODY, path="ResourceGraph", times=None),
    "permissions malformed": Fault(FaultKind.MALFORMED_BODY, path="permissions", times=None),
    "401": Fault(FaultKind.UNAUTHORIZED, path="providers", times=None),
    "run refused": Fault(FaultKind.FORBIDDEN, path="runCommand", times=None),
    "run malformed": Fault(FaultKind.MALFORMED_BODY, path="commandResults", times=None),
}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    from natpin.azure import live
    from natpin.provision.ports import Pace

    monkeypatch.setattr(live.estate, "__defaults__", (Pace(sleep=lambda seconds: None, attempts=2),))


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("command", COMMANDS)
def test_no_secret_is_written_anywhere(
    azure: Simulator,
    run: Run,
    tmp_path: Path,
    command: str,
    fault: str,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    caplog.set_level(logging.DEBUG)
    who = somebody(azure, ["*"], name="canary")
    script = FAULTS[fault]
    if script is not None:
        azure.set_faults(script)
    elif command == "verify":
        cluster = next(
            one for one in azure.entries() if one.name == "payments" and "managedClusters" in one.id
        )
        cluster.properties["aadProfile"] = {"managed": True}
    scope = f"{azure.subscription}/payments/payments"
    ran = run(*COMMANDS[command], "--azure", scope, as_=who)
    logged = "\n".join(record.getMessage() for record in caplog.records)
    tokens = [str(token) for token in azure._tokens._issued]
    assert tokens or "token" in fault
    for text in (ran.out, ran.err, logged):
        assert "secret-of-canary" not in text
        assert not TOKEN.search(text)
        assert not [token for token in tokens if token in text or token.rsplit(".", 1)[-1] in text]
    touched = (fault.startswith("run") and command != "verify") or fault == "nothing"
    assert (ran.status == 2) is not touched
    assert sorted(path.name for path in tmp_path.iterdir()) == ["info.json"]
