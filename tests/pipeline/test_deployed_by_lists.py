"""Parameters that a command gives a template, whatever holds the command as words of a list, or as a text beside its program:
the template's default is no pass."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from folders import linted, verdicts

from natpin.model.finding import Verdict

TEMPLATE = """\
param outboundType string = 'userAssignedNATGateway'
resource aks 'Microsoft.ContainerService/managedClusters@2024-09-01' = {
  name: 'pay'
  location: 'westeurope'
  properties: {
    networkProfile: { networkPlugin: 'azure', outboundType: outboundType }
    agentPoolProfiles: [ { name: 'system', count: 2, vmSize: 'Standard_D4s_v5', mode: 'System' } ]
  }
}
"""
RULE = "outbound-type-not-nat"
WORDS = [
    "deployment",
    "group",
    "create",
    "-g",
    "rg",
    "-f",
    "infra/main.bicep",
    "-p",
    "outboundType=loadBalancer",
]
SAID = " ".join(WORDS)
_LIST = ", ".join(f'"{word}"' for word in WORDS)
_POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: d}\nspec:\n  containers:\n  - name: a\n    command:"
DEPLOYING = {
    "tasks of an editor": (".vscode/tasks.json", json.dumps({"tasks": [{"command": "az", "args": WORDS}]})),
    "tasks, one word a line": (
        ".vscode/tasks.json",
        json.dumps({"tasks": [{"command": "az", "args": WORDS}]}, indent=2),
    ),
    "a program of node": ("d.js", f"spawnSync('az', [{_LIST}])\n"),
    "a program and a text": ("d.cs", f'Process.Start("az", "{SAID}");\n'),
    "a script in C#": ("d.csx", f'await Command.RunAsync("az", "{SAID}");\n'),
    "Rust": ("d.rs", f'Command::new("az").args([{_LIST}]).status();\n'),
    "a Job in JSON": (
        "job.json",
        json.dumps({"kind": "Job", "spec": {"containers": [{"command": ["az", *WORDS]}]}}),
    ),
    "a Pod": ("pod.yaml", f'{_POD} ["az", {_LIST}]\n'),
    "a Pod, one word a line": (
        "pod.yaml",
        _POD + "".join(f"\n    - {word}" for word in ("az", *WORDS)) + "\n",
    ),
    "an image": ("Dockerfile", f'FROM mcr.microsoft.com/azure-cli\nENTRYPOINT ["az", {_LIST}]\n'),
    "a job of Jenkins": ("jobs/config.xml", f"<project><command>az {SAID}</command></project>\n"),
}
SILENT = {
    "a deployment of Kubernetes": ("d.yaml", "- deployment\n- az\n"),
    "what gives none": ("d.js", f"spawnSync('az', [{_LIST.rpartition(', ')[0].rpartition(', ')[0]}])\n"),
}


@pytest.mark.parametrize("kind", DEPLOYING)
def test_a_parameter_that_is_given_beats_the_default(kind: str, tmp_path: Path) -> None:
    path, text = DEPLOYING[kind]
    (told,) = verdicts(linted(tmp_path, {"infra/main.bicep": TEMPLATE, path: text}), RULE)
    assert told is Verdict.UNKNOWN


@pytest.mark.parametrize("kind", SILENT)
def test_what_gives_no_parameter_leaves_the_default(kind: str, tmp_path: Path) -> None:
    path, text = SILENT[kind]
    assert verdicts(linted(tmp_path, {"infra/main.bicep": TEMPLATE, path: text}), RULE) == [Verdict.PASS]
