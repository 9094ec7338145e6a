"""A sign-in that fails is told by every command that goes to Azure: in a sentence, with status 2, and never as a bug."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from natpin.azure import live
from natpin.cli import main
from natpin.commands import COMMANDS
from natpin.commands.azure_flags import HOWS
from natpin.model.record import field_names, replace
from natpin.provision.ports import Pace
from natpin.simulator import Simulator

ENTRY = """\
egress:
  payments:
    subscription: {subscription}
    resource-group: payments
    location: westeurope
    virtual-network: {{name: vnet}}
    subnets: [{{name: nodes}}]
    nat-gateway: {{name: nat}}
    public-ips: {{prefix: {{name: pfx, length: 31}}}}
    cluster: {{name: payments}}
"""

MODES = {
    "lint": "lint --azure",
    "egress": "egress --azure",
    "capacity": "capacity --azure",
    "snapshot": "snapshot --azure --output taken.json",
    "fleet": "fleet",
    "fleet, named": "fleet --subscription {subscription}",
    "fleet, below a group": "fleet --management-group all",
    "drift": "drift --azure",
    "diff": "diff live.json azure:{subscription}",
    "verify": "verify --azure {subscription}/payments/payments --echo https://echo.example.com",
    "verify, routes": "verify --azure {subscription}/payments/payments --routes",
    "plan": "plan",
    "plan, from": "plan --from {subscription}/payments/payments",
    "apply": "apply plan.json --yes --any-wish",
    "adopt": "adopt {subscription}/payments/payments",
    "init": "init --from {subscription}/payments/payments --entry other",
}
"""A command line for each way to Azure; the flags that say which Azure are added."""

ELSEWHERE = {"ci", "explain", "simulate"}
"""Commands that have such flags for others' use, or look up who is asked about: see their own tests."""


@pytest.fixture
def login(azure: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """An info file, as ``natpin simulate --info-out`` writes it, in a folder with an egress entry."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "natpin.yaml").write_text(ENTRY.format(subscription=azure.subscription))
    info: dict[str, object] = {**azure.info(), "caFile": str(azure.ca_path)}
    _info(tmp_path, info)
    assert main(["snapshot", "--azure", "--azure-info", "info.json", "--output", "live.json"]) == 0
    assert main(["plan", "--out", "plan.json", "--azure-info", "info.json"]) in (0, 1)
    return info


def _info(folder: Path, info: dict[str, object]) -> None:
    (folder / "info.json").write_text(json.dumps(info))


def _wrong(info: dict[str, object], what: str) -> dict[str, object]:
    if what == "secret":
        return {**info, "clientSecret": "canary-wrong-secret"}
    return {**info, "tenant": "00000000-0000-0000-0000-000000000001"}


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long natpin would have waited before other tries."""
    found: list[float] = []
    monkeypatch.setattr(live, "READING", replace(live.READING, sleep=found.append))
    made = Pace.__init__

    def patient(self: Pace, *values: Any, **fields: Any) -> None:
        made(self, **dict(zip(field_names(Pace), values, strict=False)), **fields)
        Pace.sleep.__set__(self, found.append)  # type: ignore[attr-defined]

    monkeypatch.setattr(Pace, "__init__", patient)
    return found


@pytest.mark.parametrize("what", ["secret", "tenant"])
@pytest.mark.parametrize("mode", MODES)
def test_it_is_told_in_a_sentence(
    mode: str,
    what: str,
    login: dict[str, object],
    azure: Simulator,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    pauses: list[float],
) -> None:
    """And at once: nothing is waited for."""
    _info(tmp_path, _wrong(login, what))
    words = MODES[mode].format(subscription=azure.subscription).split()
    status = main([*words, "--azure-info", "info.json"])
    err = capsys.readouterr().err
    assert status == 2, err
    assert "Traceback" not in err
    assert "canary-wrong-secret" not in err
    assert not pauses
    if what == "secret":
        assert "AADSTS7000215" in err


def test_every_command_that_goes_there_is_asked() -> None:
    """A new command with these flags needs a line above."""
    from importlib import import_module

    with_flags = {
        name
        for name in COMMANDS
        if {f"--{how.replace('_', '-')}" for how in HOWS}
        <= set(import_module(f"natpin.commands.{name}").parser()._option_string_actions)
    }
    assert with_flags <= {mode.partition(",")[0] for mode in MODES} | ELSEWHERE
    assert {mode.partition(",")[0] for mode in MODES} <= with_flags
