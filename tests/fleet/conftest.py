"""Reports to make fleets of, and a simulated Azure of several subscriptions."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.builders.published import held

from natpin.cli import main
from natpin.simulator import Principal, Settings, Simulator
from natpin.simulator.example import pinned

SUBSCRIPTIONS = {f"0b1f6471-1bf0-4dda-aec3-{number:012}": f"team {number}" for number in range(6)}
IDS = tuple(SUBSCRIPTIONS)
GROUPS = {"root": ("payments", "rest", IDS[0]), "payments": IDS[1:3], "rest": IDS[3:]}


@dataclass(frozen=True)
class Ran:
    """What a command gave back."""

    status: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def azure() -> Iterator[Simulator]:
    """Six subscriptions with three clusters each; of the third and the sixth a cluster has a pool beside its gateway."""
    with Simulator(
        Settings(keep_bodies=False, subscriptions=SUBSCRIPTIONS, management_groups=GROUPS)
    ) as simulator:
        for place, subscription in enumerate(IDS):
            for number in range(3):
                forgotten = "batch" if place % 3 == 2 and number == 1 else None
                simulator.seed(*pinned(subscription, f"c{number}", place * 3 + number, forgotten))
        yield simulator


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and the process in it."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def natpin(here: Path) -> Run:
    """The command line."""

    def runs(*arguments: str) -> Ran:
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            status = main(list(arguments))
        return Ran(status, out.getvalue(), err.getvalue())

    return runs


@pytest.fixture
def fleet(azure: Simulator, natpin: Run, here: Path) -> Run:
    """``natpin fleet`` as the simulator's owner, or as another principal."""

    def runs(*arguments: str, as_: Principal | None = None) -> Ran:
        info: dict[str, Any] = {**azure.info(), "caFile": str(azure.ca_path)}
        if as_ is not None:
            info |= {"clientId": as_.client_id, "clientSecret": as_.secret}
        (here / "info.json").write_text(json.dumps(info))
        return natpin("fleet", "--azure-info", "info.json", *arguments)

    return runs


def undated(text: str) -> list[dict[str, Any]]:
    """The members of a fleet file, less when they were looked at."""
    found = [held(line, "natpin/fleet/v1") for line in text.splitlines()][1:-1]
    return [{name: value for name, value in one.items() if name != "taken"} for one in found]
