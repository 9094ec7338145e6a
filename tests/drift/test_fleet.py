"""Hundreds of clusters: the inventory by pages, a direct look only where something seems to differ."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from natpin import cli
from natpin.simulator import Simulator
from natpin.simulator.example import fleet

CLUSTERS, DRIFTED = 100, 5


def test_requests_grow_with_what_drifted_not_with_the_fleet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Simulator() as azure:
        fleet(azure, CLUSTERS)
        (tmp_path / "info.json").write_text(json.dumps({**azure.info(), "caFile": str(azure.ca_path)}))
        flags = ["--azure-info", str(tmp_path / "info.json"), "--azure", azure.subscription]
        assert cli.main(["snapshot", *flags, "--output", str(tmp_path / "base.json")]) == 0
        for number in range(DRIFTED):
            name = f"fleet-{number * 20:04}"
            subnet = (
                f"/subscriptions/{azure.subscription}/resourceGroups/{name}/providers/Microsoft.Network/"
                f"virtualNetworks/{name}/subnets/nodes"
            )
            entry = azure.world.resources.get(subnet)
            assert entry is not None
            entry.properties = {k: v for k, v in entry.properties.items() if k != "natGateway"}
            azure.world.resources.put(entry)
        azure.clear_requests()
        status = cli.main(
            [
                *("drift", str(tmp_path / "base.json"), "--workspace", str(tmp_path)),
                *("--format", "json", "--profile", "deployable", *flags),
            ]
        )
        asked = [(one.method, one.path.lower()) for one in azure.requests]
    document = json.loads(capsys.readouterr().out)
    assert status == 1
    assert document["summary"]["drift"] == DRIFTED
    assert document["summary"]["drifts"] == DRIFTED
    assert sum(path.endswith("microsoft.resourcegraph/resources") for _, path in asked) == 1
    direct = [path for method, path in asked if method == "GET" and "/providers/microsoft.network/" in path]
    assert len(direct) == 2 * DRIFTED  # the network, and the gateway that is declared
    assert sum("microsoft.insights" in path for _, path in asked) <= 2 * DRIFTED
    assert len(asked) <= 4 * DRIFTED + 6
