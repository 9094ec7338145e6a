"""One simulated Azure for all tests of this folder, put back as it was before each; and natpin looking at it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from natpin.azure import live
from natpin.azure.arm import Arm
from natpin.azure.connection import Connection
from natpin.azure.scope import AzureScope
from natpin.commands import declared as declaring
from natpin.commands import drift, drift_verdicts, drifting
from natpin.config import Config
from natpin.model.drift import ScopeReport
from natpin.simulator import Settings, Simulator
from natpin.workspace import FolderWorkspace

from . import estate

HERE = Path(__file__).parent


def arguments(*flags: str) -> Namespace:
    return drift.parser().parse_args(list(flags))


def connection_to(azure: Simulator) -> Connection:
    return Connection(
        "client-secret",
        tenant=azure.tenant,
        client_id=azure.client_id,
        client_secret=azure.client_secret,
        endpoint=azure.base_url,
        authority=azure.base_url,
        ca_file=str(azure.ca_path),
        polling_seconds=0,
    )


@dataclass
class Look:
    """natpin, looking at the estate by one connection."""

    azure: Simulator
    arm: Arm
    rules: drift_verdicts.Rules
    files: list[declaring.Declared]
    snapshot: list[declaring.Declared]
    scope: AzureScope

    def at(self, declared: list[declaring.Declared]) -> ScopeReport:
        report, _ = drifting.look(
            self.arm, declaring.Assignment(self.scope, tuple(declared)), self.rules, None
        )
        return report


@pytest.fixture(scope="session")
def _estate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Look, Any]]:
    from natpin.azure.snapshot import written

    # the activity log is asked for the last weeks; a slow machine needs an hour for the tests between the first and the last
    with Simulator(Settings(real_time=True, token_seconds=86_400)) as azure:
        estate.build(azure)
        connection = connection_to(azure)
        scope = AzureScope.parse(azure.subscription)
        folder = tmp_path_factory.mktemp("snapshot")
        (folder / "base.json").write_text(written(live.estate(connection, scope)), "utf-8")
        flags = arguments("--workspace", str(HERE / "declared"), "--no-authors")
        workspace = FolderWorkspace(HERE / "declared", HERE / "declared")
        files, skipped = declaring.stacks(workspace, Config(), flags)
        assert not skipped
        snapshot, _ = declaring.stacks(FolderWorkspace(folder, folder), Config(), flags)
        with live.reading(connection) as arm:
            rules = drift_verdicts.rules(workspace, Config(), flags)
            look = Look(azure, arm, rules, files, snapshot, scope)
            yield look, azure.snapshot()


@pytest.fixture
def look(_estate: tuple[Look, Any]) -> Look:
    found, state = _estate
    found.azure.restore(state)
    return found


@pytest.fixture
def change(look: Look) -> estate.Change:
    return estate.Change(look.azure)
