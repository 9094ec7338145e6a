"""AzureCluster: no AKS, and never silent; an AKS cluster elsewhere leaves through the gateways of its subnets."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted

from natpin.model.finding import Verdict

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


def manifest(vnet: str, subnets: str, spec: str = "", kind: str = "AzureCluster") -> str:
    return f"""\
apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
kind: {kind}
metadata: {{name: shop}}
spec:
  location: westeurope
  resourceGroup: net-rg
  {spec}
  networkSpec:
    vnet: {vnet}
    subnets: {subnets}
"""


def aks(vnet: str = "net", subnet: str = "nodes", kind: str = "userAssignedNATGateway") -> str:
    return f"""\
provider "azurerm" {{
  features {{}}
}}
data "azurerm_subnet" "nodes" {{
  name                 = "{subnet}"
  virtual_network_name = "{vnet}"
  resource_group_name  = "net-rg"
}}
resource "azurerm_kubernetes_cluster" "pay" {{
  name                = "pay"
  location            = "westeurope"
  resource_group_name = "rg"
  dns_prefix          = "pay"
  default_node_pool {{
    name           = "system"
    node_count     = 3
    vm_size        = "Standard_D4s_v5"
    vnet_subnet_id = data.azurerm_subnet.nodes.id
  }}
  network_profile {{
    network_plugin = "azure"
    outbound_type  = "{kind}"
  }}
  identity {{
    type = "SystemAssigned"
  }}
}}
"""


MADE = "{name: net, cidrBlocks: [10.0.0.0/8]}"
WITH_GATEWAY = "[{name: cp, role: control-plane}, {name: nodes, role: node, natGateway: {name: egress}}]"
BARE = "[{name: cp, role: control-plane}, {name: nodes, role: node}]"


@pytest.mark.parametrize(
    ("cluster", "terraform", "expected"),
    [
        pytest.param(manifest(MADE, WITH_GATEWAY), aks(), PASS, id="a gateway that is named"),
        pytest.param(
            manifest("{name: net}", WITH_GATEWAY),
            aks(),
            UNKNOWN,
            id="a network that may exist, whose gateways the provider then skips",
        ),
        pytest.param(
            manifest("{name: net, resourceGroup: net-rg}", WITH_GATEWAY),
            aks(),
            UNKNOWN,
            id="one of the same group may exist as well",
        ),
        pytest.param(
            manifest("{name: net}", WITH_GATEWAY), aks(subnet="cp"), UNKNOWN, id="so may its other subnets"
        ),
        *(
            pytest.param(
                manifest(MADE, subnets).replace("x-k8s.io/v1beta1", f"x-k8s.io/{version}"),
                aks(),
                expected,
                id=f"{version}: {said}",
            )
            for version, said, subnets, expected in (
                ("v1alpha4", "no gateway by itself", BARE, FAIL),
                ("v1alpha4", "one that is written", WITH_GATEWAY, PASS),
                ("v1alpha3", "no gateway by itself", BARE, FAIL),
                ("v1alpha3", "it knows none", WITH_GATEWAY, UNKNOWN),
            )
        ),
        pytest.param(
            manifest(MADE, BARE), aks(), PASS, id="the gateway that a subnet of nodes gets by itself"
        ),
        pytest.param(
            manifest("{name: net}", BARE),
            aks(),
            UNKNOWN,
            id="a network that may exist and no gateway written",
        ),
        pytest.param(
            manifest(MADE, "[{name: nodes, role: node, natGateway: {name: '${EGRESS}'}}]"),
            aks(),
            PASS,
            id="a gateway whose name is put in",
        ),
        pytest.param(
            manifest(MADE, WITH_GATEWAY) + "---\n" + manifest(MADE, BARE),
            aks(),
            UNKNOWN,
            id="declared twice",
        ),
        pytest.param(
            manifest(MADE, WITH_GATEWAY, "additionalTags: {by: '{{ who }}'}"),
            aks(),
            UNKNOWN,
            id="a template's marks in it",
        ),
        pytest.param(
            manifest(MADE, WITH_GATEWAY)
            + "---\nkind: KubeadmConfigTemplate\napiVersion: bootstrap.cluster.x-k8s.io/v1beta1\n"
            + "metadata: {name: shop}\nspec: {hostname: '{{ ds.meta_data.local_hostname }}'}\n",
            aks(),
            PASS,
            id="a template's marks in what a node writes",
        ),
        pytest.param(
            manifest("{name: net, resourceGroup: net-rg}", WITH_GATEWAY, "resourceGroup: rg2").replace(
                "  resourceGroup: net-rg\n", ""
            ),
            aks(),
            UNKNOWN,
            id="a network of another group exists, and is left as it is",
        ),
        pytest.param(
            manifest(MADE, WITH_GATEWAY).replace(
                "{name: shop}", "{name: shop, annotations: {cluster.x-k8s.io/managed-by: us}}"
            ),
            aks(),
            UNKNOWN,
            id="something else makes it",
        ),
        pytest.param(
            manifest(
                MADE,
                WITH_GATEWAY.replace("{name: nodes", "{name: nodes, cidrBlocks: ['fd00::/64']").replace(
                    ", natGateway: {name: egress}", ""
                ),
            ),
            aks(),
            FAIL,
            id="IPv6 goes through a load balancer",
        ),
        pytest.param(manifest(MADE, BARE), aks(subnet="cp"), FAIL, id="a subnet of control planes has none"),
        pytest.param(
            manifest(MADE, "[{name: nodes, role: control-plane, natGateway: {name: egress}}]"),
            aks(),
            UNKNOWN,
            id="one that is written for control planes is ignored",
        ),
        pytest.param(
            manifest(MADE, "[{name: nodes, natGateway: {name: egress}}]"), aks(), UNKNOWN, id="no role"
        ),
        pytest.param(
            manifest("{}", "[]"), aks("shop-vnet", "shop-node-subnet"), PASS, id="all by the provider's names"
        ),
        pytest.param(
            manifest("{}", "[{role: cluster}]"),
            aks("shop-vnet", "shop-subnet"),
            PASS,
            id="one subnet for all",
        ),
        pytest.param(
            manifest(
                MADE,
                "[{name: nodes, role: node, routeTable: {name: to-firewall}, natGateway: {name: egress}}]",
            ),
            aks(),
            UNKNOWN,
            id="a route table that may be there, with routes",
        ),
        pytest.param(
            manifest(MADE, "[{name: nodes, id: /subscriptions/x, role: node}]"),
            aks(),
            UNKNOWN,
            id="a subnet that exists",
        ),
    ],
)
def test_a_cluster_of_aks_in_its_network(
    tmp_path: Path, cluster: str, terraform: str, expected: Verdict
) -> None:
    report = linted(tmp_path, {"capz/shop.yaml": cluster, "aks/main.tf": terraform})
    assert not [one for one in report.skipped if one.claims_aks]
    (judged,) = [one for stack in report.stacks for one in stack.clusters]
    found = {
        judged.verdicts.get(rule) for rule in ("node-subnet-no-nat", "nat-incomplete", "udr-overrides-nat")
    }
    assert next(one for one in (FAIL, UNKNOWN, PASS) if one in found) == expected


@pytest.mark.parametrize("kind", ["AzureCluster", "AzureClusterTemplate"])
def test_it_is_told_that_it_is_no_aks(tmp_path: Path, kind: str) -> None:
    report = linted(tmp_path, {"shop.yaml": manifest(MADE, WITH_GATEWAY, kind=kind)})
    (told,) = report.skipped
    assert (told.path, told.claims_aks) == ("shop.yaml", False)
    assert "self-managed" in told.reason
    assert "no AKS" in told.reason
    assert not any(stack.clusters for stack in report.stacks)


def test_a_template_of_one_is_no_file_about_aks(tmp_path: Path) -> None:
    written = manifest(MADE, WITH_GATEWAY) + "{{- if .Values.more }}\n{{ end }}\n"
    around = "apiVersion: cluster.x-k8s.io/v1beta1\nkind: Cluster\nmetadata: {name: {{ .Values.name }}}\n"
    report = linted(tmp_path, {"shop.yaml": written, "owner.yaml": around})
    assert [(one.path, one.claims_aks) for one in report.skipped] == [("shop.yaml", False)]


def test_its_network_is_told_about_where_a_cluster_of_aks_leaves_by_it(tmp_path: Path) -> None:
    shop = manifest(MADE, WITH_GATEWAY)
    alone = linted(tmp_path / "alone", {"capz/shop.yaml": shop})
    assert [one.rule.id for stack in alone.stacks for one in stack.findings] == []
    beside = linted(tmp_path / "beside", {"capz/shop.yaml": shop, "aks/main.tf": aks()})
    told = [(stack.stack.root, one.rule.id) for stack in beside.stacks for one in stack.findings]
    assert ("aks", "egress-ip-unprotected") in told


@pytest.mark.parametrize("vnet", ["5", "{name: {a: 1}}", "{name: null, resourceGroup: [1]}"])
@pytest.mark.parametrize(
    "subnets",
    [
        '"x"',
        "[5, null, {}]",
        "[{role: node, natGateway: 5, routeTable: 7, cidrBlocks: x}]",
        "[{role: node, natGateway: {name: a, zones: [1, null], ip: {name: []}}}]",
        "[{name: 1, role: node}, {name: [], role: [], natGateway: {name: {}}}]",
    ],
)
def test_any_value_gives_a_report(
    tmp_path: Path, vnet: str, subnets: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NATPIN_TRACEBACK", "1")
    report = linted(tmp_path, {"shop.yaml": manifest(vnet, subnets)})
    assert not [one for one in report.skipped if one.claims_aks]


NAMED = "naming: {template: '{{ .cluster.name }}'}"


def of_class(subnets: str, naming: str, more: str = "") -> str:
    """A Cluster of a class with a template of its infrastructure."""
    return f"""\
apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
kind: AzureClusterTemplate
metadata: {{name: infra}}
spec: {{template: {{spec: {{location: westeurope, networkSpec: {{subnets: {subnets}}}}}}}}}
---
apiVersion: cluster.x-k8s.io/v1beta2
kind: ClusterClass
metadata: {{name: shops}}
spec:
  infrastructure:
    templateRef: {{kind: AzureClusterTemplate, name: infra}}
    {naming}
{more}---
apiVersion: cluster.x-k8s.io/v1beta2
kind: Cluster
metadata: {{name: shop}}
spec: {{topology: {{classRef: {{name: shops}}}}}}
"""


NO_GATEWAYS = """\
  patches:
  - name: off
    definitions:
    - selector: {kind: AzureClusterTemplate, matchResources: {infrastructureCluster: true}}
      jsonPatches: [{op: replace, path: /spec/template/spec/networkSpec/subnets, valueFrom: {template: x}}]
"""


@pytest.mark.parametrize(
    ("cluster", "expected"),
    [
        pytest.param(of_class(WITH_GATEWAY, NAMED), PASS, id="called as its cluster"),
        pytest.param(of_class("[{name: nodes, role: bastion}]", NAMED), FAIL, id="without a gateway"),
        pytest.param(of_class(WITH_GATEWAY, "x: y"), UNKNOWN, id="a random suffix"),
        pytest.param(of_class(WITH_GATEWAY, NAMED.replace(".name", ".uid")), UNKNOWN, id="another name"),
        pytest.param(of_class(WITH_GATEWAY, NAMED, NO_GATEWAYS), UNKNOWN, id="patched by a template"),
        pytest.param(of_class(WITH_GATEWAY, NAMED).rpartition("---")[0], UNKNOWN, id="no cluster here"),
    ],
)
def test_a_network_of_a_template(cluster: str, expected: Verdict, tmp_path: Path) -> None:
    terraform = aks("shop-vnet").replace('"net-rg"', '"shop"')
    report = linted(tmp_path, {"capz/shop.yaml": cluster, "aks/main.tf": terraform})
    assert not [one for one in report.skipped if one.claims_aks]
    (judged,) = [one for stack in report.stacks for one in stack.clusters]
    assert judged.verdicts["node-subnet-no-nat"] == expected
