"""Manifests of Azure Service Operator: what refers to what, in which files, and what nobody can tell from them."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted, verdicts

from natpin.config import Config
from natpin.formats.registry import READERS
from natpin.model.finding import Verdict
from natpin.pipeline.lint import lint
from natpin.pipeline.settings import Settings
from natpin.policy.select import chosen
from natpin.workspace import FolderWorkspace

NAT = """\
apiVersion: network.azure.com/v1api20220701
kind: PublicIPPrefix
metadata: {name: prefix, annotations: {serviceoperator.azure.com/reconcile-policy: detach-on-delete}}
spec: {location: westeurope, owner: {name: rg}, sku: {name: Standard}, prefixLength: 29}
---
apiVersion: network.azure.com/v1api20220701
kind: NatGateway
metadata: {name: egress}
spec:
  location: westeurope
  owner: {name: rg}
  sku: {name: Standard}
  idleTimeoutInMinutes: 10
  publicIpPrefixes:
  - reference: {group: network.azure.com, kind: PublicIPPrefix, name: prefix}
"""
SUBNET = """\
apiVersion: network.azure.com/v1api20240301
kind: VirtualNetworksSubnet
metadata: {name: nodes}
spec:
  owner: {name: vnet}
  addressPrefix: 10.0.0.0/20
  defaultOutboundAccess: false
  natGateway:
    reference: {group: network.azure.com, kind: NatGateway, name: egress}
"""
CLUSTER = """\
apiVersion: containerservice.azure.com/v1api20240901
kind: ManagedCluster
metadata: {name: pay}
spec:
  location: westeurope
  owner: {name: rg}
  networkProfile: {networkPlugin: azure, outboundType: userAssignedNATGateway}
  agentPoolProfiles:
  - name: system
    mode: System
    count: 3
    vmSize: Standard_D4s_v5
    vnetSubnetReference: {group: network.azure.com, kind: VirtualNetworksSubnet, name: nodes}
"""
WHOLE = {"nat.yaml": NAT, "net.yaml": SUBNET, "aks.yaml": CLUSTER}
RULE = "node-subnet-no-nat"


def again(name: str, attached: bool) -> str:
    """Another object that writes the subnet of this name in Azure."""
    written = SUBNET.replace("{name: nodes}", "{name: again}").replace(
        "spec:\n", f"spec:\n  azureName: {name}\n"
    )
    return written if attached else written.rpartition("  natGateway:")[0]


@pytest.mark.parametrize(
    ("files", "verdict"),
    [
        pytest.param(WHOLE, Verdict.PASS, id="files of a folder"),
        pytest.param(
            {"net/nat.yaml": NAT, "net/subnet.yaml": SUBNET, "aks/aks.yaml": CLUSTER},
            Verdict.PASS,
            id="another folder",
        ),
        pytest.param(
            {**WHOLE, "net.yaml": SUBNET.rpartition("  natGateway:")[0]}, Verdict.FAIL, id="no NAT gateway"
        ),
        pytest.param({"nat.yaml": NAT, "aks.yaml": CLUSTER}, Verdict.UNKNOWN, id="subnet nowhere"),
        pytest.param(
            {"dev/net.yaml": SUBNET, "prod/net.yaml": SUBNET, "nat.yaml": NAT, "aks.yaml": CLUSTER},
            Verdict.UNKNOWN,
            id="subnet in two folders",
        ),
        pytest.param(
            {"nat.yaml": NAT, "net.yaml": SUBNET + "---\n" + SUBNET, "aks.yaml": CLUSTER},
            Verdict.UNKNOWN,
            id="declared twice",
        ),
        *(
            pytest.param({**WHOLE, "again.yaml": again(name, attached)}, verdict, id=f"two objects: {said}")
            for said, name, attached, verdict in (
                ("one without its gateway", "nodes", False, Verdict.UNKNOWN),
                ("in other letters", "NODES", False, Verdict.UNKNOWN),
                ("both alike", "nodes", True, Verdict.PASS),
                ("of two subnets", "other", False, Verdict.PASS),
            )
        ),
        pytest.param(
            {
                **WHOLE,
                "net.yaml": SUBNET.replace(
                    "{name: nodes}",
                    "{name: nodes, annotations: {serviceoperator.azure.com/reconcile-policy: skip}}",
                ),
            },
            Verdict.UNKNOWN,
            id="not managed: what is written is not applied",
        ),
        pytest.param(
            {**WHOLE, "net.yaml": SUBNET.replace("natGateway:", "natGateway: ${NAT}\n  x:")},
            Verdict.UNKNOWN,
            id="put in when applied",
        ),
        pytest.param(
            {
                **WHOLE,
                "aks.yaml": CLUSTER.replace("name: nodes", 'name: "${SUBNET}"'),
                "net.yaml": SUBNET.replace("name: nodes", 'name: "${SUBNET}"'),
            },
            Verdict.PASS,
            id="the same name put in on both sides",
        ),
        pytest.param(
            {
                **WHOLE,
                "kustomization.yaml": "resources: [nat.yaml, net.yaml, aks.yaml]\n"
                "patches:\n- path: patch.yaml\n",
                "patch.yaml": SUBNET.rpartition("  natGateway:")[0],
            },
            Verdict.PASS,
            id="patched with what it is",
        ),
        pytest.param(
            {
                **WHOLE,
                "kustomization.yaml": "resources: [nat.yaml, net.yaml, aks.yaml]\n"
                "patches:\n- path: patch.yaml\n",
                "patch.yaml": SUBNET.rpartition("  natGateway:")[0] + "  natGateway: null\n",
            },
            Verdict.FAIL,
            id="a patch detaches",
        ),
        pytest.param(
            {
                **WHOLE,
                "kustomization.yaml": "resources: [nat.yaml, net.yaml, aks.yaml]\n"
                "patches:\n- target: {kind: NetworkSecurityGroup}\n  patch: '[]'\n",
            },
            Verdict.PASS,
            id="something else is patched",
        ),
        pytest.param(
            {
                **WHOLE,
                "aks.yaml": CLUSTER.replace(
                    "{group: network.azure.com, kind: VirtualNetworksSubnet, name: nodes}",
                    "{armId: /subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/n}",
                ),
            },
            Verdict.UNKNOWN,
            id="an ARM id of something elsewhere",
        ),
        pytest.param(
            {
                **WHOLE,
                "more.yaml": "apiVersion: network.azure.com/v1api20991201\n"
                "kind: EgressThing\nmetadata: {name: x}\nspec: {owner: {name: vnet}}\n",
            },
            Verdict.UNKNOWN,
            id="a kind that natpin does not know",
        ),
        pytest.param(
            {
                **WHOLE,
                "more.yaml": "apiVersion: network.azure.com/v1api20201101\n"
                "kind: NetworkSecurityGroup\nmetadata: {name: x}\nspec: {owner: {name: rg}}\n",
            },
            Verdict.PASS,
            id="a kind that does not bear on egress",
        ),
    ],
)
def test_what_a_cluster_leaves_by(files: dict[str, str], verdict: Verdict, tmp_path: Path) -> None:
    assert verdicts(linted(tmp_path, files)) == [verdict]


def test_environments_are_stacks_of_their_own(tmp_path: Path) -> None:
    dev, prod = ({f"{env}/{name}": text for name, text in WHOLE.items()} for env in ("dev", "prod"))
    prod["prod/net.yaml"] = SUBNET.rpartition("  natGateway:")[0]
    report = linted(tmp_path, {**dev, **prod})
    assert {stack.stack.id: [c.verdicts[RULE] for c in stack.clusters] for stack in report.stacks} == {
        "dev/aks.yaml": [Verdict.PASS],
        "prod/aks.yaml": [Verdict.FAIL],
    }


def test_a_pool_of_its_own_belongs_to_its_cluster(tmp_path: Path) -> None:
    pool = """\
        apiVersion: containerservice.azure.com/v1api20240901
        kind: ManagedClustersAgentPool
        metadata: {name: pay-user}
        spec:
          azureName: user
          owner: {name: pay}
          count: 2
          vmSize: Standard_D4s_v5
          enableNodePublicIP: true
          vnetSubnetReference: {group: network.azure.com, kind: VirtualNetworksSubnet, name: nodes}
        """
    report = linted(tmp_path, {**WHOLE, "user.yaml": pool})
    assert [
        (path.pool.name, path.subnet.label)
        for s in report.stacks
        for c in s.clusters
        for path in c.paths
        if path.subnet
    ] == [
        ("system", "nodes"),
        ("user", "nodes"),
    ]
    assert verdicts(report, "node-public-ip") == [Verdict.FAIL]


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (CLUSTER.replace("name: pay", "name: {{ .Values.name }}"), "is a Helm or other template"),
        (CLUSTER + "  - [", "no YAML"),
        (CLUSTER + "\xff", "is not UTF-8"),
    ],
)
def test_what_cannot_be_read_is_told(written: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "aks.yaml").write_bytes(written.encode("latin-1"))
    report = lint(FolderWorkspace(tmp_path, tmp_path), READERS, Settings(chosen(Config())))
    assert [one.reason.startswith(reason) for one in report.skipped] == [True]
    assert report.incomplete


def test_a_kustomization_of_flux_patches_what_it_applies(tmp_path: Path) -> None:
    flux = (
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: x}\nspec:\n  path: ./base\n"
        "  patches:\n  - target: {kind: VirtualNetworksSubnet}\n    patch: '[{op: remove, path: /spec/natGateway}]'\n"
    )
    files = {f"base/{name}": written for name, written in WHOLE.items()}
    assert verdicts(linted(tmp_path, {**files, "flux/infra.yaml": flux})) == [Verdict.FAIL]


def test_what_dev_declares_is_not_lent_to_prod(tmp_path: Path) -> None:
    report = linted(tmp_path, {"dev/nat.yaml": NAT, "dev/net.yaml": SUBNET, "prod/aks.yaml": CLUSTER})
    assert verdicts(report) == [Verdict.UNKNOWN]


@pytest.mark.parametrize("named", ["aks.yaml", "more.yaml"])
def test_a_file_that_is_named_is_judged_whichever_comes_first_in_its_folder(
    tmp_path: Path, named: str
) -> None:
    files = {**WHOLE, "more.yaml": CLUSTER.replace("name: pay", "name: shop")}
    report = linted(tmp_path, files, named)
    assert [len(stack.clusters) for stack in report.stacks] == [2]
