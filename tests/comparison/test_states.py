"""Formats that say whether a cluster passes say it of the whole cluster, also where only a change counts."""

from __future__ import annotations

import io
import json
import re
import subprocess
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from natpin.cli import main
from natpin.reporters.registry import OF_STATES

CLUSTER = """
resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'shop'
  location: 'westeurope'
  properties: {
    agentPoolProfiles: [{ name: 'system', count: 1, mode: 'System' }]
    networkProfile: { networkPlugin: 'azure', outboundType: 'loadBalancer' }
  }
}
"""


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=Ada", "-c", "user.email=a@b"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def told(folder: Path, form: str) -> tuple[int, str]:
    """The states that a format gives the cluster, where nothing that counts has changed."""
    out = io.StringIO()
    with redirect_stdout(out):
        status = main(["lint", str(folder), "--diff", "HEAD", "--format", form])
    return status, out.getvalue()


def states(form: str, text: str) -> set[str]:
    match form:
        case "html":
            found = re.search(r'id="data">(.*?)</script>', text, re.S)
            assert found is not None
            return {cluster["state"] for cluster in json.loads(found[1])["clusters"]}
        case "csv":
            head, *lines = (line.split(",") for line in text.splitlines())
            return {line[head.index("state")] for line in lines}
        case _:
            return set(re.findall(r'natpin_cluster_state\{[^}]*state="(\w+)"[^}]*\} 1', text))


@pytest.mark.parametrize("form", OF_STATES)
def test_a_cluster_does_not_pass_because_its_errors_are_old(form: str, tmp_path: Path) -> None:
    (tmp_path / "main.bicep").write_text(CLUSTER)
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "one")
    (tmp_path / "main.bicep").write_text(f"// the shop\n{CLUSTER}")
    status, text = told(tmp_path, form)
    assert status == 0
    assert states(form, text) == {"fails"}
