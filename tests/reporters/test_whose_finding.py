"""A finding in a file that several roots share says for which of them it is; one in a root's own files need not."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted

from natpin.reporters.distinct import extent, only_in, told

MODULE = """
variable "idle" {}
resource "azurerm_nat_gateway" "nat" {
  name                    = "nat"
  resource_group_name     = "rg"
  location                = "westeurope"
  idle_timeout_in_minutes = var.idle == "short" ? 10 : 600
}
"""
CALL = 'module "net" {\n  source = "../modules/net"\n  idle   = "%s"\n}\n'
GATEWAY = """apiVersion: network.azure.com/v1api20240301
kind: NatGateway
metadata: {name: nat}
spec: {owner: {name: rg}, location: westeurope, idleTimeoutInMinutes: 600}
"""
OVERLAY = "resources: [../base]\n"
MENDED = OVERLAY + (
    "patches:\n- target: {kind: NatGateway}\n  patch: |\n"
    "    - {op: replace, path: /spec/idleTimeoutInMinutes, value: 10}\n"
)
BASE = {"base/kustomization.yaml": "resources: [nat.yaml]\n", "base/nat.yaml": GATEWAY}
CASES = {
    "a module of two roots": (
        {"modules/net/main.tf": MODULE, "prod/main.tf": CALL % "short", "dev/main.tf": CALL % "long"},
        ("only in", ("dev",)),
    ),
    "a module that fails for both": (
        {"modules/net/main.tf": MODULE, "prod/main.tf": CALL % "long", "dev/main.tf": CALL % "long"},
        ("", ()),
    ),
    "a base of two overlays": (
        {**BASE, "prod/kustomization.yaml": MENDED, "dev/kustomization.yaml": OVERLAY},
        ("only in", ("dev/kustomization.yaml",)),
    ),
    "a root's own file": (
        {
            "prod/main.tf": MODULE.replace("var.idle", '"short"'),
            "dev/main.tf": MODULE.replace("var.idle", '"x"'),
        },
        ("", ()),
    ),
}


@pytest.mark.parametrize(("files", "said"), CASES.values(), ids=CASES.keys())
def test_it_says_for_which_root(
    tmp_path: Path, files: dict[str, str], said: tuple[str, tuple[str, ...]]
) -> None:
    report = linted(tmp_path, files)
    (found,) = (one for one in told(report) if one.finding.rule.id == "nat-idle-seconds")
    assert extent(report)(found) == said
    assert only_in(report)(found) == said[1]
