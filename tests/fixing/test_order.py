"""A cluster waits for its subnet's association, in whichever modules the two stand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from natpin.fixing.writers import hcl

from .conftest import Natpin
from .test_missing import written

CASE = Path(__file__).parent.parent / "rules/nat-association-order/terraform/fail/main.tf"
BOTH = CASE.read_text()
NETWORK, CLUSTER = (
    BOTH[: BOTH.index('resource "azurerm_kubernetes_cluster"')],
    BOTH[BOTH.index('resource "azurerm_kub') :],
)
OUTPUT = 'output "subnet_id" {\n  value = azurerm_subnet.nodes.id\n}\n'
CALLS = """\
module "network" {
  source = "./network"
}

module "aks" {
  source    = "./aks"
  subnet_id = module.network.subnet_id
}
"""
WAITS = "\n  depends_on = [module.network]\n}\n"


def _parts(folder: str = "") -> dict[str, str]:
    given = CLUSTER.replace("azurerm_subnet.nodes.id", "var.subnet_id")
    return {
        f"{folder}network/main.tf": NETWORK + OUTPUT,
        f"{folder}aks/main.tf": f'variable "subnet_id" {{}}\n\n{given}',
    }


SHAPES: dict[str, tuple[dict[str, str], str, str, str]] = {
    "two modules of one root": (
        {"main.tf": CALLS, **_parts()},
        "main.tf",
        "subnet_id\n}\n",
        f"subnet_id\n{WAITS}",
    ),
    "two modules of a module": (
        {
            "main.tf": 'module "platform" {\n  source = "./platform"\n}\n',
            "platform/main.tf": CALLS,
            **_parts("platform/"),
        },
        "platform/main.tf",
        "subnet_id\n}\n",
        f"subnet_id\n{WAITS}",
    ),
    "the cluster in the root": (
        {
            "main.tf": CALLS[: CALLS.index('module "aks"')]
            + CLUSTER.replace("azurerm_subnet.nodes.id", "module.network.subnet_id"),
            "network/main.tf": NETWORK + OUTPUT,
        },
        "main.tf",
        '"userAssignedNATGateway"\n  }\n}\n',
        f'"userAssignedNATGateway"\n  }}\n{WAITS}',
    ),
    "the network in the root": (
        {
            "main.tf": NETWORK
            + CALLS[CALLS.index('module "aks"') :].replace(
                "module.network.subnet_id", "azurerm_subnet.nodes.id"
            ),
            "aks/main.tf": _parts()["aks/main.tf"],
        },
        "main.tf",
        "subnet_id = azurerm_subnet.nodes.id\n}\n",
        "subnet_id = azurerm_subnet.nodes.id\n\n  depends_on = [azurerm_subnet_nat_gateway_association.nodes]\n}\n",
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_it_waits_where_both_are_known(
    shape: str, tmp_path: Path, natpin: Natpin, failing: Callable[[Path], set[str]]
) -> None:
    files, path, before, after = SHAPES[shape]
    written(tmp_path, files)
    assert failing(tmp_path) == {"nat-association-order"}
    assert natpin(tmp_path, "fix", ".")[0] == 0
    mended = {name: (tmp_path / name).read_text() for name in files}
    assert mended == {**files, path: files[path].replace(before, after)}
    assert not failing(tmp_path)


def test_a_circle_is_not_written(tmp_path: Path, natpin: Natpin) -> None:
    calls = CALLS.replace('"./network"\n', '"./network"\n  principal = module.aks.principal\n')
    files = {"main.tf": calls, **_parts()}
    files["network/main.tf"] += 'variable "principal" {}\n'
    files["aks/main.tf"] += 'output "principal" {\n  value = "x"\n}\n'
    written(tmp_path, files)
    _, told = natpin(tmp_path, "fix", ".")
    assert "module.network takes something of module.aks, and would wait for what waits for it" in told
    assert {name: (tmp_path / name).read_text() for name in files} == files


def test_what_another_root_attaches_later_has_no_order_and_no_safe_outbound_type(
    tmp_path: Path, natpin: Natpin, failing: Callable[[Path], set[str]]
) -> None:
    """A script attaches the gateway to the subnet once Terraform has made both: nothing in Terraform can wait for that."""
    start = BOTH.index('resource "azurerm_subnet_nat_gateway_association"')
    text = BOTH[:start] + BOTH[BOTH.index('resource "azurerm_kubernetes_cluster"') :]
    files = {
        "main.tf": text.replace('"userAssignedNATGateway"', '"loadBalancer"'),
        "up.sh": "az network vnet subnet update -g payments --vnet-name spoke -n nodes --nat-gateway egress\n"
        "az aks update -g payments -n payments --outbound-type userAssignedNATGateway\n",
    }
    written(tmp_path, files)
    assert failing(tmp_path) == {"outbound-type-implicit-lb"}
    _, told = natpin(tmp_path, "fix", ".")
    assert "up.sh attaches the NAT gateway, and only once the subnet and the cluster are there" in told
    assert {name: (tmp_path / name).read_text() for name in files} == files


@pytest.mark.parametrize("there", ["[a.b, a.c]", "[\n    a.b,\n    a.c\n  ]", "[\n    a.c,\n    a.b,\n  ]"])
def test_what_is_waited_for_already_is_not_named_twice(there: str) -> None:
    text = f'module "aks" {{\n  source = "./aks"\n\n  depends_on = {there}\n}}\n'
    block = hcl.block_at(text, (0, len(text) - 1))
    assert block is not None
    assert hcl.depending(text, block, ["a.b", "a.c"]) == []
    (change,) = hcl.depending(text, block, ["a.b", "a.d"]) or ()
    assert (change.new.count("a.b"), change.new.count("a.d")) == (0, 1)
