"""A network declared by one root, looked up by another: the cluster's egress is followed across."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from natpin.formats.registry import READERS
from natpin.model.finding import Verdict
from natpin.model.path import EgressPath, Exit
from natpin.pipeline.lint import lint
from natpin.pipeline.settings import Settings
from natpin.policy.load import built_in
from natpin.workspace import FolderWorkspace

HERE = Path(__file__).parent


def path_of(root: Path) -> EgressPath:
    report = lint(FolderWorkspace(root, root), READERS, Settings(()))
    (cluster,) = [cluster for stack in report.stacks for cluster in stack.clusters]
    (path,) = cluster.paths
    return path


def workspace(tmp_path: Path, *folders: str) -> Path:
    for folder in folders:
        source = folder.split("=")[-1]
        shutil.copytree(HERE / source, tmp_path / folder.split("=")[0])
    return tmp_path


@pytest.mark.parametrize("cluster", ["by-script", "by-terraform"])
def test_followed_across_roots_and_languages(tmp_path: Path, cluster: str) -> None:
    path = path_of(workspace(tmp_path, "network", cluster))
    assert path.exit is Exit.NAT_GATEWAY
    assert path.ip_count == 1
    assert [hop.label for hop in path.hops if "network" in hop.label] == [
        "aks (declared in network)",
        "nat (declared in network)",
    ]


@pytest.mark.parametrize("cluster", ["by-script", "by-terraform"])
def test_alone_it_is_unknown(tmp_path: Path, cluster: str) -> None:
    path = path_of(workspace(tmp_path, cluster))
    assert path.exit is Exit.UNKNOWN
    assert path.causes


@pytest.mark.parametrize("cluster", ["by-script", "by-terraform"])
def test_of_two_that_fit_neither_is_taken(tmp_path: Path, cluster: str) -> None:
    assert path_of(workspace(tmp_path, "network", "other=network", cluster)).exit is Exit.UNKNOWN


@pytest.mark.parametrize("cluster", ["by-script", "by-terraform"])
def test_another_resource_group_is_another_subnet(tmp_path: Path, cluster: str) -> None:
    root = workspace(tmp_path, "network", cluster)
    network = root / "network/main.tf"
    network.write_text(network.read_text().replace("net-rg", "elsewhere-rg"))
    assert path_of(root).exit is Exit.UNKNOWN


@pytest.mark.parametrize(
    ("folders", "remarked"), [(("by-script",), 2), (("network", "by-script"), 0)], ids=["alone", "with it"]
)
def test_what_another_root_declares_is_not_used_before_it_is_created(
    tmp_path: Path, folders: tuple[str, ...], remarked: int
) -> None:
    root = workspace(tmp_path, *folders)
    rule = tuple(policy for policy in built_in().policies if policy.rule.id == "used-before-created")
    report = lint(FolderWorkspace(root, root), READERS, Settings(rule))
    assert sum(len(stack.findings) for stack in report.stacks) == remarked


TERRAFORM = """
resource "azurerm_virtual_network" "v" {
  name                = "v"
  resource_group_name = "net"
}
resource "azurerm_subnet" "s" {
  name                 = "nodes"
  resource_group_name  = "net"
  virtual_network_name = azurerm_virtual_network.v.name
}
resource "azurerm_route_table" "t" {
  name                = "routes"
  resource_group_name = "net"
}
resource "azurerm_kubernetes_cluster" "a" {
  name = "a"
  default_node_pool {
    name           = "p"
    vnet_subnet_id = azurerm_subnet.s.id
  }
}
"""
GATEWAY = """
resource "azurerm_nat_gateway" "n" {
  name                = "n"
  resource_group_name = "net"
}
resource "azurerm_subnet_nat_gateway_association" "a" {
  subnet_id      = azurerm_subnet.s.id
  nat_gateway_id = azurerm_nat_gateway.n.id
}
"""
TABLE = """
resource "azurerm_subnet_route_table_association" "t" {
  subnet_id      = azurerm_subnet.s.id
  route_table_id = azurerm_route_table.t.id
}
"""
CREATES = "az network public-ip create -g net -n ip --sku Standard\naz network nat gateway create -g net -n m --public-ip-addresses ip\n"
UPDATES = "az network vnet subnet update -g net --vnet-name v -n nodes "
ROUTES = "az network route-table route create -g net --route-table-name %s -n d --address-prefix 0.0.0.0/0 --next-hop-type VirtualAppliance --next-hop-ip-address 10.0.0.4\n"


@pytest.mark.parametrize(
    ("declared", "script", "leaves_by"),
    [
        (TERRAFORM, UPDATES + "--nat-gateway m\n", Exit.NAT_GATEWAY),
        (TERRAFORM + GATEWAY, UPDATES + "--remove natGateway\n", Exit.UNKNOWN),
        (TERRAFORM + GATEWAY, UPDATES + '--nat-gateway ""\n', Exit.UNKNOWN),
        (TERRAFORM + GATEWAY, UPDATES.replace("-n nodes", "-n others") + "--remove natGateway\n", Exit.NAT_GATEWAY),
        (TERRAFORM + GATEWAY + TABLE, ROUTES % "routes", Exit.VIRTUAL_APPLIANCE),
        (TERRAFORM + GATEWAY, "az network route-table create -g net -n rt\n" + ROUTES % "rt" + UPDATES + "--route-table rt\n", Exit.VIRTUAL_APPLIANCE),
    ],
    ids=["attaches", "removes", "empties", "another subnet", "a route of its table", "another table"],
)  # fmt: skip
def test_a_script_changes_what_terraform_declares(
    tmp_path: Path, declared: str, script: str, leaves_by: Exit
) -> None:
    (tmp_path / "tf").mkdir()
    (tmp_path / "tf/main.tf").write_text(declared)
    (tmp_path / "after.sh").write_text(CREATES + script)
    assert path_of(tmp_path).exit is leaves_by


@pytest.mark.parametrize("cluster", ["by-script", "by-terraform"])
def test_an_ip_that_its_own_roots_gateway_may_have_counts_for_the_cluster(
    tmp_path: Path, cluster: str
) -> None:
    root = workspace(tmp_path, "network", cluster)
    network = root / "network/main.tf"
    written = network.read_text().replace("azurerm_public_ip.ip.id", "var.ip")
    network.write_text(f'{written}\nvariable "ip" {{}}\n')
    report = lint(FolderWorkspace(root, root), READERS, Settings(built_in().policies))
    (found,) = [cluster.verdicts for stack in report.stacks for cluster in stack.clusters]
    assert found["egress-ip-unprotected"] is Verdict.UNKNOWN
