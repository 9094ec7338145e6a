"""Managed resources of Crossplane: what refers to what, what is looked up, and what nobody can tell."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted, verdicts

from natpin.formats.crossplane.words import field_of, snake, target_of
from natpin.model.finding import Verdict

NAT = """\
apiVersion: network.azure.upbound.io/v1beta1
kind: NATGateway
metadata: {name: egress, labels: {net: shop}}
spec:
  forProvider:
    location: westeurope
    resourceGroupName: shop-rg
    skuName: Standard
    idleTimeoutInMinutes: 10
"""
SUBNET = """\
apiVersion: network.azure.upbound.io/v1beta1
kind: Subnet
metadata: {name: nodes, labels: {net: shop}}
spec:
  forProvider:
    resourceGroupName: shop-rg
    virtualNetworkName: vnet
    addressPrefixes: [10.0.0.0/20]
    defaultOutboundAccessEnabled: false
"""
ATTACHED = """\
apiVersion: network.azure.upbound.io/v1beta1
kind: SubnetNATGatewayAssociation
metadata: {name: nodes}
spec:
  forProvider:
    subnetIdRef: {name: nodes}
    natGatewayIdRef: {name: egress}
"""
CLUSTER = """\
apiVersion: containerservice.azure.upbound.io/v1beta1
kind: KubernetesCluster
metadata: {name: shop}
spec:
  forProvider:
    location: westeurope
    resourceGroupName: shop-rg
    defaultNodePool:
    - name: system
      vmSize: Standard_D4ds_v5
      nodeCount: 3
      vnetSubnetIdRef: {name: nodes}
    networkProfile:
    - networkPlugin: azure
      outboundType: userAssignedNATGateway
"""
TWIN = SUBNET.replace("name: nodes,", "name: twin, annotations: {crossplane.io/external-name: nodes},")
WHOLE = {"nat.yaml": NAT, "net.yaml": SUBNET, "attach.yaml": ATTACHED, "aks.yaml": CLUSTER}
RULE = "node-subnet-no-nat"
PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


def changed(name: str, old: str, new: str) -> dict[str, str]:
    assert old in WHOLE[name]
    return {**WHOLE, name: WHOLE[name].replace(old, new)}


def namespaced(written: str) -> str:
    return written.replace("azure.upbound.io", "azure.m.upbound.io").replace(
        "{name: ", "{namespace: shop, name: ", 1
    )


CASES = {
    "files of a folder": (WHOLE, PASS),
    "another folder": ({f"{name[:3]}/{name}": text for name, text in WHOLE.items()}, PASS),
    "another folder, by selectors": (
        {
            f"{name[:3]}/{name}": text.replace("Ref: {name: nodes}", "Selector: {matchLabels: {net: shop}}")
            for name, text in WHOLE.items()
        },
        PASS,
    ),
    "another folder, by a name that is put in": (
        {f"{name[:3]}/{name}": text.replace("subnetIdRef: {name: nodes}\n    nat", "subnetIdRef: {name: '${X}'}\n    nat")
         for name, text in WHOLE.items()},
        UNKNOWN,
    ),
    "no association": ({name: text for name, text in WHOLE.items() if name != "attach.yaml"}, FAIL),
    "the subnet is nowhere, and the same one on both sides": (
        {name: text for name, text in WHOLE.items() if name != "net.yaml"},
        PASS,
    ),
    "namespaced": ({name: namespaced(text) for name, text in WHOLE.items()}, PASS),
    "blocks as objects (v1beta2)": (
        {**WHOLE, "aks.yaml": CLUSTER.replace("    - name: system\n", "      name: system\n")
         .replace("    - networkPlugin", "      networkPlugin").replace("/v1beta1", "/v1beta2")},
        PASS,
    ),
    "a selector that one object fits": (
        changed("attach.yaml", "subnetIdRef: {name: nodes}", "subnetIdSelector: {matchLabels: {net: shop}}"),
        PASS,
    ),
    "a selector that two objects fit": (
        {
            **changed("attach.yaml", "subnetIdRef: {name: nodes}", "subnetIdSelector: {matchLabels: {net: shop}}"),
            "more.yaml": SUBNET.replace("nodes", "more"),
        },
        UNKNOWN,
    ),
    "a selector that none fits": (
        changed("attach.yaml", "subnetIdRef: {name: nodes}", "subnetIdSelector: {matchLabels: {net: other}}"),
        UNKNOWN,
    ),
    "what is written wins over a reference": (
        changed(
            "attach.yaml",
            "subnetIdRef: {name: nodes}",
            "subnetId: /subscriptions/1/resourceGroups/other/providers/Microsoft.Network/virtualNetworks/v/subnets/s\n"
            "    subnetIdRef: {name: nodes}",
        ),
        FAIL,
    ),
    "a name in Azure of its own": (
        changed("net.yaml", "{name: nodes,", "{name: nodes, annotations: {crossplane.io/external-name: other},"),
        PASS,
    ),
    "put in when it is applied": (changed("attach.yaml", "{name: nodes}\n    nat", "{name: '${SUBNET}'}\n    nat"), UNKNOWN),
    "policies that are put in": (
        {**WHOLE, "net.yaml": SUBNET.replace("spec:\n", "spec:\n  managementPolicies: ${POLICIES}\n")},
        PASS,
    ),
    "arguments that are put in": (
        {**WHOLE, "attach.yaml": ATTACHED.partition("spec:")[0] + "spec: {forProvider: '${ARGUMENTS}'}\n"},
        UNKNOWN,
    ),
    "declared twice": ({**WHOLE, "net.yaml": SUBNET + "---\n" + SUBNET}, UNKNOWN),
    "only observed": (
        {
            **{name: text for name, text in WHOLE.items() if name != "attach.yaml"},
            "net.yaml": SUBNET.replace("spec:\n", "spec:\n  managementPolicies: [Observe]\n"),
        },
        UNKNOWN,
    ),
    "paused": (
        {
            **{name: text for name, text in WHOLE.items() if name != "attach.yaml"},
            "net.yaml": SUBNET.replace("{name: nodes,", "{name: nodes, annotations: {crossplane.io/paused: 'true'},"),
        },
        UNKNOWN,
    ),
    "a patch": (
        {
            **WHOLE,
            "kustomization.yaml": "resources: [nat.yaml, net.yaml, attach.yaml, aks.yaml]\n"
            "patches:\n- target: {kind: Subnet}\n  path: patch.yaml\n",
            "patch.yaml": "- op: add\n",
        },
        UNKNOWN,
    ),
    "two objects of one external name": (
        {**changed("attach.yaml", "subnetIdRef: {name: nodes}", "subnetIdRef: {name: twin}"), "twin.yaml": TWIN},
        PASS,
    ),
    "two objects of one external name, the other one first": (
        {**changed("aks.yaml", "vnetSubnetIdRef: {name: nodes}", "vnetSubnetIdRef: {name: twin}"), "a.yaml": TWIN},
        PASS,
    ),
    "two objects of one external name that put something else": (
        {
            **changed("attach.yaml", "subnetIdRef: {name: nodes}", "subnetIdRef: {name: twin}"),
            "twin.yaml": TWIN.replace("10.0.0.0/20", "10.0.0.0/21"),
        },
        UNKNOWN,
    ),
    "two objects of one external name in two networks": (
        {
            **changed("attach.yaml", "subnetIdRef: {name: nodes}", "subnetIdRef: {name: twin}"),
            "twin.yaml": TWIN.replace("virtualNetworkName: vnet", "virtualNetworkName: hub"),
        },
        FAIL,
    ),
    "one of two objects is only looked up": (
        {
            **changed("attach.yaml", "subnetIdRef: {name: nodes}", "subnetIdRef: {name: twin}"),
            "a.yaml": TWIN.replace("spec:\n", "spec:\n  managementPolicies: [Observe]\n"),
        },
        PASS,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_which_subnets_have_a_nat_gateway(case: str, tmp_path: Path) -> None:
    files, verdict = CASES[case]
    report = linted(tmp_path, files)
    assert {stack.stack.reader for stack in report.stacks} == {"crossplane"}
    assert verdicts(report) == [verdict]


@pytest.mark.parametrize(
    ("policy", "protected"),
    [
        ("", FAIL),
        ("  deletionPolicy: Orphan\n", PASS),
        ("  managementPolicies: [Observe, Create, Update]\n", PASS),
        ("  managementPolicies: ['*']\n", FAIL),
    ],
)
def test_what_stays_when_it_is_deleted_is_protected(policy: str, protected: Verdict, tmp_path: Path) -> None:
    prefix = f"""\
apiVersion: network.azure.upbound.io/v1beta1
kind: PublicIPPrefix
metadata: {{name: prefix}}
spec:
{policy}  forProvider: {{location: westeurope, resourceGroupName: shop-rg, prefixLength: 29}}
---
apiVersion: network.azure.upbound.io/v1beta1
kind: NATGatewayPublicIPPrefixAssociation
metadata: {{name: prefix}}
spec:
  forProvider:
    natGatewayIdRef: {{name: egress}}
    publicIpPrefixIdRef: {{name: prefix}}
"""
    report = linted(tmp_path, {**WHOLE, "prefix.yaml": prefix})
    found = {one.rule.id for stack in report.stacks for one in stack.findings}
    assert ("egress-ip-unprotected" in found) is (protected is FAIL)


@pytest.mark.parametrize(
    "written",
    [
        """\
        apiVersion: apiextensions.crossplane.io/v1
        kind: Composition
        metadata: {name: aks}
        spec:
          resources:
          - name: aks
            base:
              apiVersion: containerservice.azure.upbound.io/v1beta1
              kind: KubernetesCluster
        """,
        """\
        apiVersion: apiextensions.crossplane.io/v1
        kind: Composition
        metadata: {name: aks}
        spec:
          pipeline:
          - input:
              template: |
                apiVersion: network.azure.m.upbound.io/v1beta1
                kind: Subnet
                name: {{ .name }}
        """,
        "apiVersion: compute.azure.crossplane.io/v1alpha3\nkind: AKSCluster\nmetadata: {name: a}\n",
        "apiVersion: network.azure.upbound.io/v1beta1\nkind: Subnet\nmetadata: {name: {{ .Values.name }}}\n",
        "apiVersion: network.azure.upbound.io/v1beta1\nkind: [\n",
    ],
)
def test_what_is_not_read_is_told(written: str, tmp_path: Path) -> None:
    assert linted(tmp_path, {**WHOLE, "more.yaml": written}).incomplete


@pytest.mark.parametrize(
    ("written", "azurerm"),
    [
        ("NATGatewayPublicIPPrefixAssociation", "nat_gateway_public_ip_prefix_association"),
        ("PublicIP", "public_ip"),
        ("dnsServiceIp", "dns_service_ip"),
        ("vnetSubnetId", "vnet_subnet_id"),
        ("managedOutboundIpv6Count", "managed_outbound_ipv6_count"),
    ],
)
def test_words(written: str, azurerm: str) -> None:
    assert snake(written) == azurerm


@pytest.mark.parametrize(
    ("field", "argument", "kind"),
    [
        ("podSubnetIdRef", "pod_subnet_id", "Subnet"),
        ("publicIpAddressIdSelector", "public_ip_address_id", "PublicIP"),
        ("outboundIpPrefixIdRefs", "outbound_ip_prefix_ids", "PublicIPPrefix"),
        ("outboundIpAddressIdsRefs", "outbound_ip_address_ids", "PublicIP"),
        ("resourceGroupNameRef", "resource_group_name", "ResourceGroup"),
        ("logAnalyticsWorkspaceIdRef", "log_analytics_workspace_id", None),
    ],
)
def test_what_fields_refer_to(field: str, argument: str, kind: str | None) -> None:
    assert (field_of(field)[0], target_of(field)) == (argument, kind)


@pytest.mark.parametrize(
    "spec",
    [
        "5",
        "{forProvider: []}",
        "{forProvider: {subnetIdRef: 5, natGatewayIdRefs: 7, xSelector: {matchLabels: 3}}}",
        "{forProvider: {defaultNodePool: [[1], {a: {b: {c: {}}}}], networkProfile: null}}",
        "{forProvider: " + "{a: " * 60 + "1" + "}" * 60 + "}",
        "{managementPolicies: {a: 1}, deletionPolicy: [x], initProvider: 1}",
    ],
)
@pytest.mark.parametrize(
    "kind", ["KubernetesCluster", "Subnet", "NATGateway", "Route", "SubnetNATGatewayAssociation"]
)
def test_any_object_gives_a_report(
    kind: str, spec: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NATPIN_TRACEBACK", "1")
    written = (
        f"apiVersion: network.azure.upbound.io/v1beta1\nkind: {kind}\nmetadata: {{name: a}}\nspec: {spec}\n"
    )
    assert linted(tmp_path, {**WHOLE, "more.yaml": written}).stacks


def test_a_kustomization_of_flux_patches_what_it_applies(tmp_path: Path) -> None:
    flux = (
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: x}\nspec:\n  path: ./base\n"
        "  patches:\n  - target: {kind: SubnetNATGatewayAssociation}\n"
        "    patch: '{$patch: delete, kind: SubnetNATGatewayAssociation, metadata: {name: x}}'\n"
    )
    files = {f"base/{name}": text for name, text in WHOLE.items()}
    assert verdicts(linted(tmp_path, files)) == [PASS]
    assert verdicts(linted(tmp_path, {**files, "flux/infra.yaml": flux})) == [FAIL]
