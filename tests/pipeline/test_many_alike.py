"""Many roots that declare the same thing: a folder of examples is no network of this cluster, and costs no more for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from natpin.formats.registry import READERS
from natpin.model.doubt import Doubt
from natpin.model.finding import Verdict
from natpin.model.path import Exit
from natpin.model.resource import Link, Resource
from natpin.pipeline import cross_stack
from natpin.pipeline.lint import lint
from natpin.pipeline.reading import ReadStack
from natpin.pipeline.settings import Settings
from natpin.policy.load import built_in
from natpin.workspace import FolderWorkspace

CLUSTER = """
data "azurerm_subnet" "nodes" {
  name                 = "nodes"
  virtual_network_name = "net"
  resource_group_name  = "rg"
}
data "azurerm_virtual_network" "hub" {
  name                = "hub"
  resource_group_name = "rg"
}
resource "azurerm_kubernetes_cluster" "c" {
  name                = "c"
  location            = "westeurope"
  resource_group_name = "rg"
  default_node_pool {
    name           = "p"
    vm_size        = "Standard_D4s_v5"
    vnet_subnet_id = data.azurerm_subnet.nodes.id
  }
  network_profile {
    network_plugin = "azure"
    outbound_type  = "userAssignedNATGateway"
  }
}
"""
SCRIPT = """
az aks create -g rg -n c --outbound-type userAssignedNATGateway --network-plugin azure --vnet-subnet-id "$(az network \\
  vnet subnet show -g rg --vnet-name net -n nodes --query id -o tsv)"
az network vnet update -g rg -n hub
"""
NETWORK = """
resource "azurerm_subnet" "nodes" {
  name                 = "nodes"
  virtual_network_name = "net"
  resource_group_name  = "rg"
  address_prefixes     = ["10.0.0.0/24"]
}
resource "azurerm_public_ip" "ip" {
  name                = "ip"
  location            = "westeurope"
  resource_group_name = "rg"
  allocation_method   = "Static"
  sku                 = "Standard"
}
resource "azurerm_nat_gateway" "nat" {
  name                = "nat"
  location            = "westeurope"
  resource_group_name = "rg"
}
resource "azurerm_nat_gateway_public_ip_association" "a" {
  nat_gateway_id       = azurerm_nat_gateway.nat.id
  public_ip_address_id = azurerm_public_ip.ip.id
}
resource "azurerm_subnet_nat_gateway_association" "a" {
  subnet_id      = azurerm_subnet.nodes.id
  nat_gateway_id = azurerm_nat_gateway.nat.id
}
"""
HUB = 'resource "azurerm_virtual_network" "hub" {\n  name = "hub"\n  resource_group_name = "rg"\n  address_space = ["10.9.0.0/16"]\n}\n'
"""What makes the first of the networks belong to the cluster's root for certain."""


def estate(root: Path, networks: int, clusters: int, name: str, cluster: str) -> FolderWorkspace:
    for number in range(clusters):
        (root / f"cluster{number}").mkdir()
        (root / f"cluster{number}" / name).write_text(cluster)
    for number in range(networks):
        (root / f"net{number}").mkdir()
        (root / f"net{number}/main.tf").write_text(NETWORK + (HUB if number == 0 else ""))
    return FolderWorkspace(root, root)


@pytest.mark.parametrize(
    ("name", "cluster"), [("main.tf", CLUSTER), ("up.sh", SCRIPT)], ids=["terraform", "az"]
)
@pytest.mark.parametrize("networks", [2, cross_stack.MOST_ALIKE, cross_stack.MOST_ALIKE + 1, 20])
def test_which_of_them_is_meant_is_unknown(tmp_path: Path, networks: int, name: str, cluster: str) -> None:
    rules = tuple(p for p in built_in().policies if p.rule.id == "pool-subnet-no-nat")
    report = lint(estate(tmp_path, networks, 1, name, cluster), READERS, Settings(rules))
    (path,) = [path for stack in report.stacks for cluster in stack.clusters for path in cluster.paths]
    assert path.exit is Exit.UNKNOWN
    assert path.causes
    assert {finding.verdict for stack in report.stacks for finding in stack.findings} <= {Verdict.UNKNOWN}
    if networks > cross_stack.MOST_ALIKE:
        said = " ".join(cause.reason for cause in path.causes)
        assert (
            f"more than {cross_stack.MOST_ALIKE} roots declare subnet nodes, and nothing says which is meant"
            in said
        )


def test_what_a_cluster_gets_does_not_grow_with_its_neighbours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[ReadStack] = []
    plain = cross_stack.brought

    def counted(other: ReadStack, into: str = "") -> Iterator[Resource | Link | Doubt]:
        taken.append(other)
        return plain(other, into)

    monkeypatch.setattr(cross_stack, "brought", counted)
    sizes: dict[int, int] = {}
    for networks in (20, 40):
        folder = tmp_path / str(networks)
        folder.mkdir()
        taken.clear()
        lint(estate(folder, networks, networks, "up.sh", SCRIPT), READERS, Settings(()))
        sizes[networks] = len(taken)
    assert sizes[20] > 0
    assert sizes[40] <= 2 * sizes[20]
