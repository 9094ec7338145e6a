"""Ansible itself, with azure.azcollection, against the simulator: a playbook that makes the article's estate.

Needs an installed Ansible and the collection's requirements (more than a gigabyte), so it has a make target of its own:
NATPIN_ANSIBLE names ``ansible-playbook``.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from natpin.model.record import replace
from natpin.simulator import LIVE, Simulator
from natpin.simulator.listings import VERSIONS

ANSIBLE = os.environ.get("NATPIN_ANSIBLE")
pytestmark = pytest.mark.skipif(not ANSIBLE, reason="NATPIN_ANSIBLE does not name an ansible-playbook")

HERE = Path(__file__).parent
Play = Callable[..., Any]


@pytest.fixture(scope="module")
def azure() -> Iterator[Simulator]:
    with Simulator(
        replace(LIVE, operation_seconds=0.1, cluster_operation_seconds=0.1, keep_bodies=True)
    ) as simulator:
        yield simulator


@pytest.fixture(scope="module")
def play(azure: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Play:
    """Runs a playbook; answers the process."""
    home = str(tmp_path_factory.mktemp("home"))
    environment = {
        **os.environ,
        "AZURE_CLIENT_ID": azure.client_id,
        "AZURE_SECRET": azure.client_secret,
        "AZURE_TENANT": azure.tenant,
        "AZURE_SUBSCRIPTION_ID": azure.subscription,
        "AZURE_CLOUD_ENVIRONMENT": azure.base_url,
        "AZURE_DISABLE_INSTANCE_DISCOVERY": "true",
        "REQUESTS_CA_BUNDLE": str(azure.ca_path),
        "PYTHONPATH": str(HERE / "missing"),
        "ANSIBLE_HOME": home,
        "HOME": home,
        "LC_ALL": "C.UTF-8",
    }

    def run(*words: str) -> Any:
        command = [str(ANSIBLE), str(HERE / "playbook.yml"), *words]
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=900, check=False
        )

    return run


def last(ran: Any) -> dict[str, int]:
    """The recap: ``localhost : ok=8 changed=8 …``."""
    lines = [line for line in ran.stdout.splitlines() if line.startswith("localhost") and "ok=" in line]
    assert lines, ran.stdout + ran.stderr
    return {name: int(number) for name, number in re.findall(r"(\w+)=(\d+)", lines[-1])}


def test_the_playbook_makes_everything_and_a_second_run_changes_nothing(azure: Simulator, play: Play) -> None:
    first = play("--extra-vars", f"version={VERSIONS[1]}")
    assert last(first)["failed"] == 0, first.stdout
    assert last(first)["changed"] == last(first)["ok"] == 8
    gateway, cluster, subnet = (
        next(entry for entry in azure.entries() if entry.type.endswith(kind))
        for kind in ("natGateways", "managedClusters", "virtualNetworks/subnets")
    )
    assert gateway.properties["idleTimeoutInMinutes"] == 10
    assert subnet.properties["natGateway"]["id"].lower() == gateway.id.lower()
    assert cluster.properties["networkProfile"]["outboundType"] == "userAssignedNATGateway"
    again = play("--extra-vars", f"version={VERSIONS[1]}")
    assert (last(again)["failed"], last(again)["changed"]) == (0, 0), again.stdout
    assert [one.path for one in azure.requests if one.status is not None and one.status >= 500] == []


def test_natpin_finds_in_order_what_the_playbook_made(azure: Simulator, play: Play, tmp_path: Path) -> None:
    from natpin.azure.connection import Connection
    from natpin.azure.live import read
    from natpin.azure.scope import AzureScope
    from natpin.egress import trace
    from natpin.graph import Graph
    from natpin.model.path import Exit

    connection = Connection(
        "client-secret", azure.tenant, azure.client_id, azure.client_secret, azure.base_url, azure.base_url, str(azure.ca_path)
    )  # fmt: skip
    paths = trace(Graph.of(read(connection, AzureScope.parse(azure.subscription))))
    assert [path.exit for path in paths] == [Exit.NAT_GATEWAY]
