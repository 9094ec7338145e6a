"""A subnet's id in a file of values: it names a subscription, of which the root that declares the subnet says nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted

from natpin.model.finding import Verdict

from .test_set_elsewhere import PASS, ROOT, SUBNET, UNKNOWN

MINE, YOURS = "00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"
NETWORK, CLUSTER = ROOT[: ROOT.index('resource "azurerm_kubernetes')], ROOT[ROOT.index('resource "azurerm_kubernetes') :]  # fmt: skip
AKS = 'variable "subnet_id" {}\n' + CLUSTER.replace("azurerm_subnet.nodes.id", "var.subnet_id")
ID = "/subscriptions/{}/resourceGroups/{}/providers/Microsoft.Network/virtualNetworks/vnet/subnets/nodes"


def signed_in(subscription: str) -> str:
    """The network's root, applied to a subscription."""
    return NETWORK.replace("features {}", f'features {{}}\n  subscription_id = "{subscription}"')


@pytest.mark.parametrize(
    ("group", "networks", "expected"),
    [
        ("rg", {"net": NETWORK}, PASS),
        ("other", {"net": NETWORK}, UNKNOWN),
        ("rg", {"net": signed_in(MINE)}, PASS),
        ("rg", {"net": signed_in(YOURS)}, UNKNOWN),
        ("rg", {"net": NETWORK, "net2": NETWORK}, UNKNOWN),
        ("rg", {"net": NETWORK, "net2": signed_in(YOURS)}, UNKNOWN),
        ("rg", {"net": signed_in(MINE), "net2": signed_in(YOURS)}, PASS),
        ("rg", {"net": signed_in(MINE), "net2": NETWORK}, PASS),
        ("rg", {}, UNKNOWN),
    ],
)
def test_it_is_the_one_that_bears_all_its_other_names(
    tmp_path: Path, group: str, networks: dict[str, str], expected: Verdict
) -> None:
    files = {f"{root}/main.tf": text for root, text in networks.items()}
    files |= {"aks/main.tf": AKS, "aks/terraform.tfvars": f'subnet_id = "{ID.format(MINE, group)}"\n'}
    report = linted(tmp_path, files)
    found = next(one for one in report.stacks if one.stack.root == "aks")
    assert found.clusters[0].verdicts[SUBNET] is expected
