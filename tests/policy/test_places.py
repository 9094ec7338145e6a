"""The same mistake is shown where it is written, in whichever language: there it can be mended."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from natpin.cli import main

TERRAFORM = """variable "idle" {
  default = 600
}
resource "azurerm_kubernetes_cluster" "a" {
  name = "a"
}
resource "azurerm_nat_gateway" "n" {
  name                    = "n"
  idle_timeout_in_minutes = var.idle
}
"""
OBJECT = """variable "nat" {
  type = object({
    name = string
    idle = optional(number, 600)
  })
  default = { name = "n" }
}
resource "azurerm_kubernetes_cluster" "a" {
  name = "a"
}
resource "azurerm_nat_gateway" "n" {
  name                    = var.nat.name
  idle_timeout_in_minutes = var.nat.idle
}
"""
BICEP = """@description('unused here')
param idle int = 600
resource c 'Microsoft.ContainerService/managedClusters@2024-05-01' = { name: 'c' }
resource n 'Microsoft.Network/natGateways@2024-05-01' = {
  name: 'n'
  properties: { idleTimeoutInMinutes: idle }
}
"""
BASH = """#!/bin/bash
IDLE=600
az aks create -g g -n c
az network nat gateway create -g g -n n --idle-timeout "$IDLE"
"""


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("main.tf", TERRAFORM, 2),
        ("main.tf", OBJECT, 4),
        ("main.bicep", BICEP, 2),
        ("create.sh", BASH, 2),
    ],
)
def test_a_default_that_is_written_is_the_place(
    name: str, text: str, line: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    assert main(["lint", ".", "--format", "json", "--output", "report.json"]) == 1
    report = json.loads((tmp_path / "report.json").read_text())
    findings = [one for stack in report["stacks"] for one in stack["findings"]]
    (finding,) = [one for one in findings if one["rule"] == "nat-idle-seconds"]
    assert (finding["at"]["path"], finding["at"]["line"]) == (name, line)
    assert finding["fix"]["description"].startswith("write `10` here, as the value of `")
