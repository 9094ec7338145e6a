"""One small Terraform file, linted by every built-in rule: nearly all of it is starting up."""

from __future__ import annotations

import sys
from pathlib import Path

from bench.paired import LINT, compare, floor

CLUSTER = """\
resource "azurerm_kubernetes_cluster" "a" {
  name = "a"
  network_profile {
    network_plugin = "azure"
  }
}
"""


def main(folder: Path) -> None:
    """Against an interpreter that does nothing."""
    (folder / "main.tf").write_text(CLUSTER)
    result = compare(LINT, [sys.executable, "-c", "pass"], folder, runs=21)
    floor("start-up: one small file, against python -c pass", result, goal=8)
