"""Messages of policies, anybody's, in the language of each file that they speak of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from natpin.cli import main
from natpin.errors import PolicyError
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.resource import CLUSTER, NAT_GATEWAY, Resource
from natpin.model.value import Value
from natpin.policy.evaluate import evaluate

IDLE = "require: {field: idleTimeoutInMinutes, gte: 10}\n"
GATEWAY = Resource(
    "azurerm_nat_gateway.egress", NAT_GATEWAY, Value("egress"), traits={"provider": Value("azurerm 4.1")}
)
CLUSTER_FILE = """data "azurerm_subnet" "s" {
  name                 = "aks"
  virtual_network_name = "hub"
  resource_group_name  = "net-rg"
}
resource "azurerm_kubernetes_cluster" "c" {
  name                = "c"
  location            = "westeurope"
  resource_group_name = "c"
  default_node_pool {
    name           = "system"
    vnet_subnet_id = data.azurerm_subnet.s.id
  }
  network_profile {
    network_plugin = "azure"
    outbound_type  = "userAssignedNATGateway"
  }
}
"""
NETWORK = """az group create -n net-rg -l westeurope
az network vnet create -g net-rg -n hub --address-prefixes 10.0.0.0/16
az network vnet subnet create -g net-rg --vnet-name hub -n aks --address-prefixes 10.0.0.0/24
"""


def only(policy, subject):
    (found,), _ = evaluate([policy], [subject], "infra")
    return found


def test_a_policy_speaks_the_language_of_its_subject(policy, subject) -> None:
    fix = 'fix: {description: "{set:idleTimeoutInMinutes=$idleTimeoutInMinutes * 3}"}\n'
    made = policy(IDLE + fix, message="`{prop:idleTimeoutInMinutes}` is too low")
    about = subject("name: egress\nidleTimeoutInMinutes: 4")
    found = only(made, replace(about, resource=GATEWAY))
    assert found.message == "`idle_timeout_in_minutes` is too low"
    assert found.fix.description == "set `idle_timeout_in_minutes = 12`"
    assert only(made, about).message == "`idleTimeoutInMinutes` is too low"


def test_a_value_from_elsewhere_is_mended_there(policy, subject) -> None:
    fix = 'fix: {description: "{set:idleTimeoutInMinutes=10}"}\n'
    about = subject("name: egress\nidleTimeoutInMinutes: 4", at=Location("net.tf", 1, 1, 5, 2))
    found = only(policy(IDLE + fix), replace(about, resource=GATEWAY))
    assert found.fix.description == "write `10` here, as the value of `idle_timeout_in_minutes`"


def test_the_fingerprint_and_the_property_do_not_hang_on_the_language(policy, subject) -> None:
    about = subject("name: egress\nidleTimeoutInMinutes: 4")
    ours, theirs = only(policy(IDLE), about), only(policy(IDLE), replace(about, resource=GATEWAY))
    assert (ours.fingerprint, ours.property) == (theirs.fingerprint, theirs.property)


def test_a_cluster_is_spoken_of_in_its_own_language_from_its_pool(policy, subject) -> None:
    cluster = Resource("az:cluster:rg/aks", CLUSTER, Value("aks"), traits={"provider": Value("az")})
    pool = subject("name: user\nexit: none", "nodePool", clusters=(cluster.address,))
    aks = subject("name: aks", "cluster", address=cluster.address, resource=cluster)
    made = policy(
        "require: {field: exit, notEquals: none}\n",
        subject="nodePool",
        message="{cluster.set:networkProfile.outboundType=loadBalancer}",
    )
    (found,), _ = evaluate([made], [aks, pool], "infra")
    assert found.message == "pass `--outbound-type loadBalancer`"


def test_two_files_in_two_languages_each_speak_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "aks").mkdir()
    (tmp_path / "aks" / "main.tf").write_text(CLUSTER_FILE)
    (tmp_path / "network.sh").write_text(NETWORK)
    monkeypatch.chdir(tmp_path)
    main(["lint", ".", "--workspace", ".", "--format", "json"])
    report = json.loads(capsys.readouterr().out)
    (found,) = [each for stack in report["stacks"] for each in stack["findings"]]
    assert found["fix"]["description"] == (
        "attach a NAT gateway: pass `--nat-gateway` to `az network vnet subnet update` for `aks`"
    )
    assert [each["message"] for each in found["related"]] == ["`outbound_type` is userAssignedNATGateway"]


@pytest.mark.parametrize(
    "hole", ["{prop}", "{set:sku.name}", "{guard:sku}", "{set:sku.name=$1 +}", "{nothing.prop:sku.name}"]
)
def test_a_hole_that_is_wrong_is_refused(policy, hole: str) -> None:
    with pytest.raises(PolicyError):
        policy(IDLE, message=hole)
