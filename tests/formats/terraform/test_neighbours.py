"""What one root looks up and another declares."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.egress import trace
from natpin.formats import terraform
from natpin.formats.interface import Inputs
from natpin.formats.terraform import neighbours
from natpin.graph import Graph
from natpin.model.doubt import Doubt
from natpin.model.path import EgressPath
from natpin.model.resource import ROUTE, SUBNET, Resource
from natpin.model.stack import Stack
from natpin.workspace import FolderWorkspace

NETWORK = """
terraform {
  backend "azurerm" {
    key            = "network.tfstate"
    container_name = "state"
  }
}
variable "name" {
  default = "snet-aks"
}
resource "azurerm_resource_group" "rg" {
  name     = "rg"
  location = "westeurope"
}
resource "azurerm_virtual_network" "v" {
  name                = "vnet"
  resource_group_name = azurerm_resource_group.rg.name
}
resource "azurerm_subnet" "aks" {
  name                 = var.name
  virtual_network_name = azurerm_virtual_network.v.name
  resource_group_name  = azurerm_resource_group.rg.name
}
resource "azurerm_nat_gateway" "n" {
  name                = "nat"
  resource_group_name = "rg"
}
resource "azurerm_subnet_nat_gateway_association" "a" {
  subnet_id      = azurerm_subnet.aks.id
  nat_gateway_id = azurerm_nat_gateway.n.id
}
output "subnets" {
  value = { aks = azurerm_subnet.aks.id }
}
"""
AKS = """
resource "azurerm_kubernetes_cluster" "aks" {
  name = "aks"
  default_node_pool {
    name           = "system"
    vnet_subnet_id = %s
  }
  network_profile {
    network_plugin = "azure"
    outbound_type  = "userAssignedNATGateway"
  }
}
"""
STATE = AKS % 'data.terraform_remote_state.net.outputs.subnets["aks"]' + (
    'data "terraform_remote_state" "net" {\n  backend = "%s"\n  config = {\n    %s\n  }\n}\n'
)
LOOKUP = AKS % "data.azurerm_subnet.aks.id" + (
    'data "azurerm_subnet" "aks" {\n  name = "snet-aks"\n  virtual_network_name = "vnet"\n  resource_group_name = "rg"\n}\n'
)


def path_of(folder: Path, files: dict[str, str], files_of_stack: tuple[str, ...] = ()) -> EgressPath:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    workspace = FolderWorkspace(folder, folder)
    parts = list(terraform.read(Stack("terraform", "aks", files_of_stack), workspace, Inputs()))
    (found,) = trace(Graph.of(parts))
    return found


def gateway(found: EgressPath) -> str | None:
    return found.nat_gateway.address if isinstance(found.nat_gateway, Resource) else None


@pytest.mark.parametrize(
    "state",
    [
        STATE % ("azurerm", 'key = "network.tfstate"'),
        STATE % ("azurerm", 'key = "${local.name}.tfstate"\n    container_name = "state"')
        + 'locals {\n  name = "network"\n}\n',
        STATE % ("local", 'path = "../network/terraform.tfstate"'),
        LOOKUP,
    ],
    ids=["key", "computed key", "local path", "data source"],
)
def test_found_in_the_one_root_that_has_it(state: str, tmp_path: Path) -> None:
    found = path_of(tmp_path, {"network/main.tf": NETWORK, "aks/main.tf": state})
    assert gateway(found) == "<network>.azurerm_nat_gateway.n"
    assert found.cluster.address == "azurerm_kubernetes_cluster.aks"


@pytest.mark.parametrize(
    "files",
    [
        {"aks/main.tf": STATE % ("azurerm", 'key = "other.tfstate"'), "network/main.tf": NETWORK},
        {
            "aks/main.tf": STATE % ("azurerm", 'key = "network.tfstate"\n    container_name = "x"'),
            "network/main.tf": NETWORK,
        },
        {
            "aks/main.tf": STATE % ("azurerm", "key = var.key") + 'variable "key" {}\n',
            "network/main.tf": NETWORK,
        },
        {
            "aks/main.tf": STATE % ("azurerm", 'key = "network.tfstate"'),
            "n1/main.tf": NETWORK,
            "n2/main.tf": NETWORK,
        },
        {"aks/main.tf": LOOKUP, "n1/main.tf": NETWORK, "n2/main.tf": NETWORK},
        {"aks/main.tf": LOOKUP, "network/main.tf": NETWORK.replace('"vnet"', '"other"')},
        {
            "aks/main.tf": LOOKUP,
            "network/main.tf": NETWORK.replace('  default = "snet-aks"\n', ""),
            "network/a.tfvars": 'name = "snet-aks"',
            "network/b.tfvars": 'name = "snet-aks"',
        },
    ],
    ids=[
        "other key",
        "other container",
        "unknown key",
        "two states",
        "two roots",
        "other network",
        "two environments",
    ],
)
def test_unknown_when_it_is_nowhere_or_in_doubt(files: dict[str, str], tmp_path: Path) -> None:
    found = path_of(tmp_path, files)
    assert gateway(found) is None
    assert found.causes or not isinstance(found.subnet, Resource) or found.nat_gateway is not None


def test_the_environment_named_alike_is_meant(tmp_path: Path) -> None:
    files = {
        "network/main.tf": NETWORK.replace('  default = "snet-aks"\n', ""),
        "network/prod.tfvars": 'name = "prod"',
        "network/dev.tfvars": 'name = "dev"',
        "aks/main.tf": STATE % ("azurerm", 'key = "network.tfstate"'),
        "aks/prod.tfvars": "",
    }
    found = path_of(tmp_path, files, ("aks/prod.tfvars",))
    assert isinstance(found.subnet, Resource)
    assert found.subnet.label == "prod"


def test_what_reads_the_state_of_the_root_that_asks_is_asked_for_each_of_its_environments(
    tmp_path: Path,
) -> None:
    """Its own environment is one, so it says the same to all others; not to the one whose state it reads."""
    subnet, _, attached = NETWORK.partition('resource "azurerm_nat_gateway"')
    attaching = f'resource "azurerm_nat_gateway"{attached.partition("output")[0]}'.replace(
        "azurerm_subnet.aks.id", "data.azurerm_subnet.aks.id"
    )
    state = 'data "terraform_remote_state" "net" {\n  backend = "azurerm"\n  config = {\n    key = "network.tfstate"\n  }\n}\n'
    files = {
        "aks/main.tf": subnet.replace('  default = "snet-aks"\n', "")
        + 'output "name" {\n  value = var.name\n}\n'
        + AKS % "azurerm_subnet.aks.id",
        "aks/prod.tfvars": 'name = "of-prod"\n',
        "aks/dev.tfvars": 'name = "of-dev"\n',
        "attaching/main.tf": state
        + LOOKUP.removeprefix(AKS % "data.azurerm_subnet.aks.id").replace(
            '"snet-aks"', "data.terraform_remote_state.net.outputs.name"
        )
        + attaching,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    workspace = FolderWorkspace(tmp_path, tmp_path)
    for values in ("aks/dev.tfvars", "aks/prod.tfvars"):
        parts = terraform.read(Stack("terraform", "aks", (values,)), workspace, Inputs())
        (found,) = trace(Graph.of(list(parts)))
        assert gateway(found) == "<attaching>.azurerm_nat_gateway.n", values


def test_states_that_read_one_another_end(tmp_path: Path) -> None:
    backend = 'terraform {\n  backend "azurerm" {\n    key = "%s"\n  }\n}\n'
    files = {
        "aks/main.tf": backend % "aks" + STATE % ("azurerm", 'key = "net"'),
        "net/main.tf": backend
        % "net"
        + 'data "terraform_remote_state" "aks" {\n  backend = "azurerm"\n  config = { key = "aks" }\n}\n'
        'output "subnets" {\n  value = { aks = data.terraform_remote_state.aks.outputs.subnets }\n}\n',
    }
    assert gateway(path_of(tmp_path, files)) is None


def test_more_roots_than_are_looked_through_are_a_doubt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    association = 'resource "azurerm_subnet_nat_gateway_association" "a" {\n  subnet_id = "x"\n  nat_gateway_id = "y"\n}\n'
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "main.tf").write_text(association)
    (tmp_path / "aks").mkdir()
    (tmp_path / "aks/main.tf").write_text(AKS % '"/subnets/s"')
    reached = {}
    for most in (1, 3):
        monkeypatch.setattr(neighbours, "_MAX_ROOTS", most)
        workspace = FolderWorkspace(tmp_path, tmp_path)
        parts = list(terraform.read(Stack("terraform", "aks"), workspace, Inputs()))
        reached[most] = {kind for part in parts if isinstance(part, Doubt) for kind in part.reach.types}
    assert {SUBNET, ROUTE} <= reached[1]
    assert not reached[3] & {SUBNET, ROUTE}
