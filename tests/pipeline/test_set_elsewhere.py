"""What a script, a pipeline or another root sets on a cluster or network that a root declares: nothing says which comes last."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from folders import linted, verdicts

from natpin.model.finding import Verdict

ROOT = """\
provider "azurerm" {
  features {}
}
resource "azurerm_subnet" "nodes" {
  name                            = "nodes"
  resource_group_name             = "rg"
  virtual_network_name            = "vnet"
  address_prefixes                = ["10.0.0.0/20"]
  default_outbound_access_enabled = false
}
resource "azurerm_public_ip" "egress" {
  name                = "egress-ip"
  resource_group_name = "rg"
  location            = "westeurope"
  allocation_method   = "Static"
  sku                 = "Standard"
}
resource "azurerm_nat_gateway" "egress" {
  name                    = "egress"
  resource_group_name     = "rg"
  location                = "westeurope"
  idle_timeout_in_minutes = 10
}
resource "azurerm_nat_gateway_public_ip_association" "egress" {
  nat_gateway_id       = azurerm_nat_gateway.egress.id
  public_ip_address_id = azurerm_public_ip.egress.id
}
resource "azurerm_subnet_nat_gateway_association" "nodes" {
  subnet_id      = azurerm_subnet.nodes.id
  nat_gateway_id = azurerm_nat_gateway.egress.id
}
resource "azurerm_kubernetes_cluster" "pay" {
  name                = "pay"
  resource_group_name = "rg"
  location            = "westeurope"
  default_node_pool {
    name           = "system"
    vm_size        = "Standard_D4s_v5"
    node_count     = 3
    vnet_subnet_id = azurerm_subnet.nodes.id
  }
  identity {
    type = "SystemAssigned"
  }
  network_profile {
    network_plugin = "azure"
    outbound_type  = "userAssignedNATGateway"
  }
}
"""
BICEP = """\
resource pay 'Microsoft.ContainerService/managedClusters@2024-05-01' = {
  name: 'pay'
  location: 'westeurope'
  properties: {
    agentPoolProfiles: [{ name: 'system', count: 3, vmSize: 'Standard_D4s_v5', mode: 'System' }]
    networkProfile: { networkPlugin: 'azure', outboundType: 'managedNATGateway' }
  }
}
"""
LOAD_BALANCER = "az aks update -g rg -n pay --outbound-type loadBalancer\n"
DATA = 'data "azurerm_kubernetes_cluster" "pay" {\n  name                = "pay"\n  resource_group_name = "rg"\n}\n'
AZAPI = f"""\
{DATA}resource "azapi_update_resource" "pay" {{
  type        = "Microsoft.ContainerService/managedClusters@2024-05-01"
  resource_id = data.azurerm_kubernetes_cluster.pay.id
  body        = {{ properties = {{ networkProfile = {{ outboundType = "loadBalancer" }} }} }}
}}
"""
POOL = f"""\
provider "azurerm" {{
  features {{}}
}}
{DATA}resource "azurerm_kubernetes_cluster_node_pool" "spot" {{
  name                   = "spot"
  kubernetes_cluster_id  = data.azurerm_kubernetes_cluster.pay.id
  vm_size                = "Standard_D4s_v5"
  node_count             = 1
  node_public_ip_enabled = true
}}
"""
WORKFLOW = """\
on: push
jobs:
  change:
    runs-on: ubuntu-latest
    env: { RG: rg, CLUSTER: pay }
    steps:
      - uses: azure/cli@v2
        with:
          inlineScript: az aks update -g $RG -n $CLUSTER --outbound-type loadBalancer
"""
AZURE_PIPELINE = f"steps:\n  - bash: {LOAD_BALANCER}"
GITLAB = f"change:\n  script:\n    - {LOAD_BALANCER}"
MAKEFILE = f"change:\n\t{LOAD_BALANCER}"
PLAYBOOK = f"- hosts: localhost\n  tasks:\n    - ansible.builtin.command: {LOAD_BALANCER}"
SET_CLUSTER = "Set-AzAksCluster -ResourceGroupName rg -Name pay -OutboundType loadBalancer\n"
PATCH = (
    "az rest --method patch --body @body.json --url "
    "/subscriptions/$SUB/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/pay?api-version=2024-05-01\n"
)
GUESSED = 'az aks update -g "$RG" -n "$CLUSTER" --outbound-type loadBalancer\n'
UNKNOWN, FAIL, PASS = Verdict.UNKNOWN, Verdict.FAIL, Verdict.PASS
OUTBOUND, SUBNET, IDLE, ADDRESS = (
    "outbound-type-not-nat",
    "node-subnet-no-nat",
    "nat-idle-seconds",
    "node-public-ip",
)
PRIVATE = "default-outbound-access"


def said(
    folder: Path, rule: str, files: Mapping[str, str] = {}, root: str = ROOT, name: str = "main.tf"
) -> Verdict:
    """What a rule says of the root's own cluster beside other files."""
    report = linted(folder, {name: root, **files})
    return next(one for one in report.stacks if one.stack.root in (".", name)).clusters[0].verdicts[rule]


@pytest.mark.parametrize(
    ("path", "text", "rule"),
    [
        ("change.sh", LOAD_BALANCER, OUTBOUND),
        ("change.ps1", SET_CLUSTER, OUTBOUND),
        (".github/workflows/change.yml", WORKFLOW, OUTBOUND),
        ("azure-pipelines.yml", AZURE_PIPELINE, OUTBOUND),
        (".gitlab-ci.yml", GITLAB, OUTBOUND),
        ("Makefile", MAKEFILE, OUTBOUND),
        ("change.yml", PLAYBOOK, OUTBOUND),
        ("change/main.tf", AZAPI, OUTBOUND),
        ("change.sh", PATCH, OUTBOUND),
        ("change.sh", "az network vnet subnet update -g rg --vnet-name vnet -n nodes --remove natGateway\n", SUBNET),
        ("change.sh", "az network nat gateway update -g rg -n egress --idle-timeout 600\n", IDLE),
        ("change.sh", "az network vnet subnet update -g rg --vnet-name vnet -n nodes --default-outbound-access true\n", PRIVATE),
        ("change.sh", GUESSED, OUTBOUND),
        ("change.sh", 'az network vnet subnet update -g "$RG" --vnet-name "$V" -n "$S" --remove natGateway\n', SUBNET),
    ],
)  # fmt: skip
def test_what_another_file_sets_is_in_doubt(tmp_path: Path, path: str, text: str, rule: str) -> None:
    assert said(tmp_path, rule) is PASS
    assert said(tmp_path, rule, {path: text}) is UNKNOWN


@pytest.mark.parametrize("text", [LOAD_BALANCER, GUESSED])
def test_bicep_too(tmp_path: Path, text: str) -> None:
    assert said(tmp_path, OUTBOUND, {}, BICEP, "main.bicep") is PASS
    assert said(tmp_path, OUTBOUND, {"change.sh": text}, BICEP, "main.bicep") is UNKNOWN


@pytest.mark.parametrize(
    "text",
    [
        'az aks get-credentials -g "$RG" -n "$CLUSTER"\nkubectl get nodes\n',
        "az aks update -g rg -n pay --enable-oidc-issuer\n",
        "az aks update -g rg -n pay --outbound-type userAssignedNATGateway\n",
        "az aks update -g rg -n other --outbound-type loadBalancer\n",
        "az aks update -g rg-other -n pay --outbound-type loadBalancer\n",
        'az aks scale -g "$RG" -n "$CLUSTER" --node-count 5\n',
        'az aks nodepool add -g "$RG" --cluster-name "$CLUSTER" -n spot --node-count 2\n',
        'az network vnet subnet update -g "$RG" --vnet-name "$V" -n "$S" --nat-gateway "$NAT"\n',
        "az network nat gateway update -g rg -n egress --idle-timeout 10\n",
    ],
)
def test_what_changes_nothing_of_it_is_no_doubt(tmp_path: Path, text: str) -> None:
    assert {said(tmp_path, rule, {"change.sh": text}) for rule in (OUTBOUND, SUBNET, IDLE, ADDRESS)} == {PASS}


def test_what_is_not_known_to_be_it_takes_no_failure_back(tmp_path: Path) -> None:
    root = ROOT.replace('outbound_type  = "userAssignedNATGateway"', 'outbound_type  = "userDefinedRouting"')
    to_nat = GUESSED.replace("loadBalancer", "userAssignedNATGateway")
    assert said(tmp_path, OUTBOUND, {"change.sh": to_nat}, root) is FAIL


def test_only_the_setting_is_in_doubt(tmp_path: Path) -> None:
    assert said(tmp_path, "azure-cni-required", {"change.sh": LOAD_BALANCER}) is PASS


def test_a_pool_that_another_root_adds_is_the_cluster_s(tmp_path: Path) -> None:
    assert said(tmp_path, ADDRESS, {"pools/main.tf": POOL}) is FAIL


def test_a_pool_that_a_script_adds_leaves_by_its_own_subnet(tmp_path: Path) -> None:
    other = "az network vnet subnet create -g rg --vnet-name vnet -n other --address-prefixes 10.0.32.0/24\n"
    add = (
        "ID=$(az network vnet subnet show -g rg --vnet-name vnet -n other --query id -o tsv)\n"
        'az aks nodepool add -g rg --cluster-name pay -n spot --vnet-subnet-id "$ID"\n'
    )
    assert said(tmp_path, "pool-subnet-no-nat", {"change.sh": other + add}) is FAIL


def test_a_pool_that_may_be_added_to_it_is_a_doubt_where_it_has_a_subnet_of_its_own(tmp_path: Path) -> None:
    add = 'az aks nodepool add -g "$RG" --cluster-name "$CLUSTER" -n spot --vnet-subnet-id "$SUBNET"\n'
    assert said(tmp_path, "pool-subnet-no-nat", {"change.sh": add}) is UNKNOWN


def test_without_names_it_is_about_what_lies_nearest(tmp_path: Path) -> None:
    report = linted(tmp_path, {"one/main.tf": ROOT, "two/main.tf": ROOT, "two/change.sh": GUESSED})
    found = {one.stack.root: one.clusters[0].verdicts[OUTBOUND] for one in report.stacks}
    assert (found["one"], found["two"]) == (PASS, UNKNOWN)


def test_pages_of_examples_with_one_name_stand_for_themselves(tmp_path: Path) -> None:
    create = "az aks create -g rg -n pay --network-plugin azure --outbound-type managedNATGateway\n"
    pages = {"create.md": f"```bash\n{create}```\n", "change.md": f"```bash\n{LOAD_BALANCER}```\n"}
    assert set(verdicts(linted(tmp_path, pages), OUTBOUND)) == {FAIL, PASS}
