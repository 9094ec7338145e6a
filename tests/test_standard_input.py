"""What another program prints is linted like a file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from natpin.workspace import MAX_BYTES

CLUSTERS = Path(__file__).parent.parent / "examples" / "payment-processor-pinned" / "terraform"
WORKLOAD = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: pay}
spec:
  template:
    spec:
      containers: [{name: pay, image: pay}]
"""
TEMPLATE = '{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "resources": [\
{"type": "Microsoft.ContainerService/managedClusters", "apiVersion": "2025-05-01", "name": "a", "properties": {"agentPoolProfiles": [{"name": "a", "mode": "System"}]}}]}'
BICEP = """
resource c 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'c'
  properties: {agentPoolProfiles: [{name: 'a', mode: 'System'}]}
}
"""
SCRIPT = "#!/bin/sh\naz aks create -n a -g b\n"


def lint(folder: Path, *arguments: str, piped: bytes) -> subprocess.CompletedProcess[str]:
    """``natpin lint`` as a shell runs it."""
    command = [sys.executable, "-m", "natpin", "lint", *arguments]
    ran = subprocess.run(command, cwd=folder, input=piped, capture_output=True)
    return subprocess.CompletedProcess(command, ran.returncode, ran.stdout.decode(), ran.stderr.decode())


def test_rendered_workloads_run_on_the_clusters_beside_them(tmp_path: Path) -> None:
    for file in CLUSTERS.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    ran = lint(tmp_path, "-", ".", piped=WORKLOAD.encode())
    assert ran.returncode == 0
    assert "● pay\n" in ran.stdout


@pytest.mark.parametrize(
    ("piped", "name"), [(TEMPLATE, "<stdin>.json"), (SCRIPT, "<stdin>.sh"), (BICEP, "<stdin>.bicep")]
)
def test_what_it_is_written_in_shows_in_its_bytes(piped: str, name: str, tmp_path: Path) -> None:
    ran = lint(tmp_path, "-", piped=piped.encode())
    assert ran.returncode == 1
    assert f"{name}:" in ran.stdout
    assert "outbound-type-not-nat" in ran.stdout


def test_files_beside_it_are_not_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.sh").write_text(SCRIPT)
    assert "a.sh" not in lint(tmp_path, "-", piped=TEMPLATE.encode()).stdout


@pytest.mark.parametrize(
    ("piped", "why"),
    [
        (b"", "standard input is empty"),
        (b" \n", "standard input is empty"),
        (b"\x89PNG\0\0", "standard input is not text"),
        (b"Error: chart not found\n", "standard input is none of what natpin reads there"),
        (b'resource "azurerm_kubernetes_cluster" "a" {}\n', "pipe terraform show -json"),
        (b"a" * (MAX_BYTES + 1), "standard input is larger than 32 MiB"),
    ],
)
def test_what_cannot_be_judged_is_refused(piped: bytes, why: str, tmp_path: Path) -> None:
    ran = lint(tmp_path, "-", piped=piped)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert why in ran.stderr


def test_a_change_is_of_commits(tmp_path: Path) -> None:
    ran = lint(tmp_path, "-", "--diff", "main", piped=WORKLOAD.encode())
    assert ran.returncode == 2
    assert "standard input (-) is in no commit" in ran.stderr
