"""Attempts to get out of the Action's outputs, and a repository made of them. The corpus is the reporters' own."""

from __future__ import annotations

import importlib.util
import json
import re
import sys

from action_step import ROOT

_SPEC = importlib.util.spec_from_file_location("reporters_hostile", ROOT / "tests/reporters/test_hostile.py")
assert _SPEC is not None
assert _SPEC.loader is not None
reporters = importlib.util.module_from_spec(_SPEC)
sys.modules["reporters_hostile"] = reporters
_SPEC.loader.exec_module(reporters)

CORPUS: dict[str, str] = reporters.CORPUS
SCALARS = 60_000


def hostile_name(text: str) -> str:
    """As much of it as a file's name can hold."""
    name = re.sub("[/\0]", "_", text)
    name = name.encode("utf-8", "surrogateescape" if _is_escape(name) else "replace").decode(
        "utf-8", "replace"
    )
    return name[:60].strip(". ") or "blank"


def _is_escape(text: str) -> bool:
    return all(not 0xD800 <= ord(c) <= 0xDFFF for c in text)


def stranger(attempts: dict[str, str]) -> dict[str, str]:
    """A repository in which every string that reaches a report is an attempt."""
    files: dict[str, str] = {}
    for name, text in attempts.items():
        plain = text.encode("utf-8", "replace").decode("utf-8")[:SCALARS]
        cluster = {
            "type": "Microsoft.ContainerService/managedClusters",
            "apiVersion": "2026-08-01",
            "name": plain,
            "location": plain,
            "properties": {
                "agentPoolProfiles": [{"name": plain, "vnetSubnetID": f"[resourceId('{plain[:40]}')]"}],
                "networkProfile": {"networkPlugin": plain, "outboundType": f"[parameters('{plain[:40]}')]"},
            },
        }
        gateway = {
            "type": "Microsoft.Network/natGateways",
            "apiVersion": "2026-03-01",
            "name": plain,
            "properties": {"idleTimeoutInMinutes": 600, "publicIpAddresses": [{"id": plain}]},
        }
        template = {
            "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
            "contentVersion": "1.0.0.0",
            "resources": [cluster, gateway],
        }
        files[f"{name}/{hostile_name(text)}.json"] = json.dumps(template)
        files[f"{name}/script.sh"] = (
            f"az network nat gateway create -n '{plain.replace(chr(39), '')}' -g rg --idle-timeout 600\n"
            f"az aks create -n aks -g rg --network-plugin azure --{plain.split() and plain.split()[0]} x\n"
        )
        files[f"{name}/broken.tf"] = f'resource "azurerm_kubernetes_cluster" "{plain}" {{\n'
    return files
