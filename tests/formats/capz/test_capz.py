"""Cluster API for Azure: which pool belongs to which cluster, whose network it is, and what cannot be told."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted

from natpin.model.finding import Verdict
from natpin.model.report import ClusterReport, Report

OWNER = """\
apiVersion: cluster.x-k8s.io/v1beta1
kind: Cluster
metadata: {name: pay}
spec:
  controlPlaneRef: {kind: AzureManagedControlPlane, name: pay-plane}
"""
PLANE = """\
apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
kind: AzureManagedControlPlane
metadata: {name: pay-plane}
spec:
  location: westeurope
  resourceGroupName: rg
  version: v1.33.1
"""
EXISTING = (
    "  virtualNetwork: {name: vnet, resourceGroup: net-rg, cidrBlock: 10.0.0.0/8, subnet: {name: nodes}}\n"
)
MACHINES = """\
apiVersion: cluster.x-k8s.io/v1beta1
kind: MachinePool
metadata: {name: pool0}
spec:
  clusterName: pay
  replicas: 3
  template:
    spec:
      infrastructureRef: {kind: AzureManagedMachinePool, name: pool0}
"""
POOL = """\
apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
kind: AzureManagedMachinePool
metadata: {name: pool0}
spec: {mode: System, sku: Standard_D4s_v5}
"""
TERRAFORM = """\
provider "azurerm" {
  features {}
}
resource "azurerm_nat_gateway" "egress" {
  name                = "egress"
  resource_group_name = "net-rg"
  location            = "westeurope"
}
resource "azurerm_subnet" "nodes" {
  name                 = "nodes"
  resource_group_name  = "net-rg"
  virtual_network_name = "vnet"
  address_prefixes     = ["10.0.0.0/20"]
}
resource "azurerm_subnet_nat_gateway_association" "nodes" {
  subnet_id      = azurerm_subnet.nodes.id
  nat_gateway_id = azurerm_nat_gateway.egress.id
}
"""
PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


def manifests(*documents: str) -> str:
    return "---\n".join(documents)


def verdict(folder: Path, files: dict[str, str], rule: str) -> Verdict:
    (cluster,) = [cluster for stack in linted(folder, files).stacks for cluster in stack.clusters]
    return cluster.verdicts[rule]


WHOLE = manifests(OWNER, PLANE, MACHINES, POOL)


@pytest.mark.parametrize(
    ("written", "rule", "expected"),
    [
        pytest.param(WHOLE, "outbound-type-not-nat", FAIL, id="load balancer by default"),
        pytest.param(
            WHOLE.replace("  location", "  outboundType: managedNATGateway\n  location"),
            "outbound-type-not-nat",
            PASS,
            id="managed NAT gateway",
        ),
        pytest.param(WHOLE, "azure-cni-required", PASS, id="Azure CNI by the provider's default"),
        pytest.param(
            WHOLE.replace("  location", "  networkPlugin: kubenet\n  location"),
            "azure-cni-required",
            FAIL,
            id="kubenet",
        ),
        pytest.param(WHOLE, "node-public-ip", PASS, id="no public IPs of nodes"),
        pytest.param(
            WHOLE.replace("spec: {mode", "spec: {enableNodePublicIP: true, mode"),
            "node-public-ip",
            FAIL,
            id="public IPs",
        ),
        pytest.param(
            manifests(OWNER, PLANE, POOL), "node-public-ip", UNKNOWN, id="a pool that no MachinePool names"
        ),
        pytest.param(
            manifests(OWNER, PLANE, POOL), "node-subnet-no-nat", UNKNOWN, id="which may be the first pool"
        ),
        pytest.param(manifests(OWNER, PLANE, POOL), "pool-subnet-no-nat", UNKNOWN, id="or another"),
        pytest.param(
            WHOLE.replace("  location", "  asoManagedClusterPatches: ['{}']\n  location"),
            "outbound-type-not-nat",
            UNKNOWN,
            id="patched",
        ),
        pytest.param(
            WHOLE.replace("  location", "  outboundType: ${OUTBOUND}\n  location"),
            "outbound-type-not-nat",
            UNKNOWN,
            id="put in when applied",
        ),
        pytest.param(
            WHOLE.replace("  location", "  outboundType: ${OUTBOUND:=loadBalancer}\n  location"),
            "outbound-type-not-nat",
            FAIL,
            id="a default",
        ),
    ],
)
def test_what_is_told_of_a_cluster(written: str, rule: str, expected: Verdict, tmp_path: Path) -> None:
    assert verdict(tmp_path, {"cluster.yaml": written}, rule) is expected


def test_the_network_that_the_provider_makes_has_no_nat_gateway(tmp_path: Path) -> None:
    written = WHOLE.replace("  location", "  outboundType: userAssignedNATGateway\n  location")
    assert verdict(tmp_path, {"cluster.yaml": written}, "pool-subnet-no-nat") is FAIL


def test_a_network_that_is_named_may_be_anybodys(tmp_path: Path) -> None:
    plane = PLANE.replace("  location", f"  outboundType: userAssignedNATGateway\n{EXISTING}  location")
    written = manifests(OWNER, plane, MACHINES, POOL)
    assert verdict(tmp_path, {"cluster.yaml": written}, "pool-subnet-no-nat") is UNKNOWN
    files = {"cluster.yaml": written, "net/main.tf": TERRAFORM}
    assert verdict(tmp_path, files, "pool-subnet-no-nat") is PASS


NETWORK = """\
apiVersion: network.azure.com/v1api20220701
kind: NatGateway
metadata: {name: egress}
spec: {location: westeurope, owner: {name: net-rg}, idleTimeoutInMinutes: 10}
---
apiVersion: network.azure.com/v1api20240301
kind: VirtualNetwork
metadata: {name: vnet}
spec: {location: westeurope, owner: {name: net-rg}}
---
apiVersion: network.azure.com/v1api20240301
kind: VirtualNetworksSubnet
metadata: {name: nodes}
spec:
  owner: {name: vnet}
  natGateway:
    reference: {group: network.azure.com, kind: NatGateway, name: egress}
"""


@pytest.mark.parametrize("apart", [True, False])
def test_a_network_of_another_operator_joins_from_whichever_file(apart: bool, tmp_path: Path) -> None:
    group = "apiVersion: resources.azure.com/v1api20200601\nkind: ResourceGroup\nmetadata: {name: net-rg}\nspec: {}\n"
    cluster = manifests(OWNER, PLANE + EXISTING, MACHINES, POOL)
    made = manifests(group, NETWORK)
    files = {"net.yaml": made, "aks.yaml": cluster} if apart else {"aks.yaml": manifests(made, cluster)}
    assert verdict(tmp_path, files, "pool-subnet-no-nat") is PASS


def test_objects_of_the_operator_inside_are_read(tmp_path: Path) -> None:
    written = """\
apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
kind: AzureASOManagedControlPlane
metadata: {name: pay}
spec:
  resources:
  - apiVersion: containerservice.azure.com/v1api20240901
    kind: ManagedCluster
    metadata: {name: pay}
    spec:
      owner: {name: rg}
      networkProfile: {networkPlugin: azure, outboundType: loadBalancer}
"""
    assert verdict(tmp_path, {"cluster.yaml": written}, "outbound-type-not-nat") is FAIL


IN_A_TEMPLATE = """\
apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
kind: AzureASOManagedControlPlaneTemplate
metadata: {name: pay}
spec:
  template:
    spec:
      resources:
      - apiVersion: containerservice.azure.com/v1api20240901
        kind: ManagedCluster
        metadata: {name: pay}
        spec:
          owner: {name: rg}
          networkProfile: {networkPlugin: azure, outboundType: loadBalancer}
"""
PATCHES = """\
apiVersion: cluster.x-k8s.io/v1beta1
kind: ClusterClass
metadata: {name: pay}
spec:
  controlPlane: {ref: {kind: AzureASOManagedControlPlaneTemplate, name: pay}}
  patches: [{name: a, definitions: []}]
"""


@pytest.mark.parametrize("of_class", [False, True])
def test_objects_of_the_operator_inside_of_a_template_are_read(of_class: bool, tmp_path: Path) -> None:
    files = {"template.yaml": IN_A_TEMPLATE} | ({"class.yaml": PATCHES} if of_class else {})
    found = [cluster.verdicts["outbound-type-not-nat"] for cluster in clusters_of(linted(tmp_path, files))]
    assert found == [Verdict.UNKNOWN if of_class else FAIL]


def clusters_of(report: Report) -> list[ClusterReport]:
    return [cluster for stack in report.stacks for cluster in stack.clusters]


def test_a_template_is_told(tmp_path: Path) -> None:
    report = linted(tmp_path, {"cluster.yaml": WHOLE.replace("name: pay-plane", "name: {{ .Values.name }}")})
    assert report.incomplete
    assert [one.reason.partition(";")[0] for one in report.skipped] == ["is a Helm or other template"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_cluster_is_read_whatever_its_file_is_written_in(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "cluster.yaml").write_bytes(WHOLE.encode(encoding))
    assert verdict(tmp_path, {}, "outbound-type-not-nat") is FAIL


@pytest.mark.parametrize("named", ["a.yaml", "b.yaml"])
def test_a_file_that_is_named_is_judged_whichever_comes_first_in_its_folder(
    tmp_path: Path, named: str
) -> None:
    files = {"a.yaml": WHOLE, "b.yaml": WHOLE.replace("pay", "shop").replace("pool0", "pool1")}
    report = linted(tmp_path, files, named)
    assert [len(stack.clusters) for stack in report.stacks] == [2]
