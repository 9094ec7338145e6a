"""Digits that Python calls digits and does not take, and thousands of them, are told as what they are: not crashed on."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.cli import main

CLUSTER = """resource c 'Microsoft.ContainerService/managedClusters@2024-05-01' = {
  name: 'c'
  properties: { agentPoolProfiles: [{ name: 'x', count: 2, upgradeSettings: { maxSurge: 'DIGITS' } }] }
}
"""
POD = """apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  securityContext:
    sysctls: [{name: net.ipv4.tcp_keepalive_time, value: "DIGITS"}]
  containers: [{name: a, image: b}]
"""


@pytest.mark.parametrize("digits", ["²", "²%", "9" * 5000, "9" * 5000 + "%"])
def test_digits_that_are_no_number(digits: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "main.bicep").write_text(CLUSTER.replace("DIGITS", digits), "utf-8")
    (tmp_path / "pod.yaml").write_text(POD.replace("DIGITS", digits), "utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["lint", ".", "--output", "report.txt"]) == 1
