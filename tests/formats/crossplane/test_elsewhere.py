"""Composites that a package makes which is not here: told where they may be AKS clusters, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted, verdicts

from natpin.model.finding import Verdict

ON_NAT = "node-subnet-no-nat"
COMPOSING = """\
apiVersion: apiextensions.crossplane.io/v1
kind: Composition
metadata: {{name: all}}
spec:
  compositeTypeRef: {{apiVersion: {group}/v1alpha1, kind: XAll}}
  mode: Pipeline
  pipeline:
  - step: patch
    functionRef: {{name: function-patch-and-transform}}
    input:
      apiVersion: pt.fn.crossplane.io/v1beta1
      kind: Resources
      resources:
      - {{name: part, base: {{apiVersion: {part}, kind: {kind}}}}}
"""
FUNCTION = """\
apiVersion: apiextensions.crossplane.io/v1
kind: Composition
metadata: {{name: {name}}}
spec:
  compositeTypeRef: {{apiVersion: platform.example.org/v1alpha1, kind: XAll}}
  mode: Pipeline
  pipeline: [{{step: all, functionRef: {{name: our-{function}}}}}]
"""


def asking(api: str, kind: str) -> dict[str, str]:
    return {"claims/one.yaml": f"apiVersion: {api}\nkind: {kind}\nmetadata: {{name: one}}\nspec: {{}}\n"}


def composing(part: str, kind: str, group: str = "platform.example.org") -> dict[str, str]:
    return {"apis/one.yaml": COMPOSING.format(part=part, kind=kind, group=group)}


TOLD = {
    "a composite of a published package": asking("azure.platform.upbound.io/v1alpha1", "AKS"),
    "its older name": asking("azure.platform.upbound.io/v1alpha1", "XAKS"),
    "a cluster of a group in Azure": asking("azure.platformref.upbound.io/v1alpha1", "Cluster"),
    "a cluster of a package for several clouds": asking(
        "multik8s.platformref.upbound.io/v1alpha1", "Cluster"
    ),
    "a kind of one's own": asking("platform.example.org/v1", "AksCluster"),
    "a group of one's own": asking("aks.example.org/v1", "Claim"),
    "as JSON": {
        "claims/one.json": '{"apiVersion": "platform.example.org/v1", "kind": "XAKS", "metadata": {"name": "one"}}'
    },
    "with letters escaped": {
        "claims/one.yaml": 'apiVersion: platform.example.org/v1\nkind: "X\\u0041KS"\nmetadata: {name: one}\n'
    },
    "composed by another composite": composing("azure.platform.upbound.io/v1alpha1", "XAKS"),
    "composed, of one's own": composing("platform.example.org/v1", "AksCluster"),
    "a function that is not here, and a group in Azure": {
        "apis/one.yaml": FUNCTION.format(name="all.azure.example.org", function="render")
    },
    "a function whose program makes it": {
        "apis/one.yaml": FUNCTION.format(name="all.azure.example.org", function="projectcluster"),
        "functions/cluster/main.k": (
            "import models.io.upbound.platform.azure.v1alpha1 as azure\n_items = [\n    azure.AKS{\n        spec: {}\n    }\n]\n"
        ),
    },
}
SILENT = {
    "a network of that package": asking("azure.platform.upbound.io/v1alpha1", "Network"),
    "a database in Azure": asking("azure.example.org/v1", "PostgreSQLInstance"),
    "letters within a word": asking("platform.example.org/v1", "Breaks"),
    "a node class of Karpenter": asking("karpenter.azure.com/v1beta1", "AKSNodeClass"),
    "a policy": asking("constraints.gatekeeper.sh/v1beta1", "K8sAKSNames"),
    "a cluster of another program": asking("postgresql.cnpg.io/v1", "Cluster"),
    "another cloud's function": {
        "apis/one.yaml": FUNCTION.format(name="all.aws.example.org", function="render")
    },
    "a network of that package, composed": composing("platform.example.org/v1", "Bucket"),
    "a function whose program makes networks": {
        "apis/one.yaml": FUNCTION.format(name="all.azure.example.org", function="projectnetwork"),
        "functions/network/main.k": (
            "import models.io.upbound.azurem.network.v1beta1 as network\n_items = [network.Subnet{spec: {}}]\n"
        ),
    },
    "a test of a function": {
        "tests/test-cluster/main.k": (
            "import models.io.upbound.platform.azure.v1alpha1 as azure\n_items = [azure.AKS{spec: {}}]\n"
        )
    },
}


@pytest.mark.parametrize("case", TOLD)
def test_what_may_be_a_cluster_is_told(case: str, tmp_path: Path) -> None:
    report = linted(tmp_path, TOLD[case])
    assert [one for one in report.skipped if one.claims_aks]
    assert report.incomplete


@pytest.mark.parametrize("case", SILENT)
def test_what_is_something_else_is_not(case: str, tmp_path: Path) -> None:
    report = linted(tmp_path, SILENT[case])
    assert not report.skipped
    assert not report.incomplete


PATCHED = """\
apiVersion: apiextensions.crossplane.io/v1
kind: Composition
metadata: {name: shop}
spec:
  compositeTypeRef: {apiVersion: platform.example.org/v1alpha1, kind: XShop}
  resources:
  - name: nat
    base:
      apiVersion: network.azure.upbound.io/v1beta1
      kind: NATGateway
      metadata: {name: nat, labels: {minutes: "600"}}
      spec: {forProvider: {location: westeurope, resourceGroupName: rg}}
    patches:
    - {type: ToCompositeFieldPath, fromFieldPath: 'metadata.labels[minutes]', toFieldPath: spec.minutes}
    - fromFieldPath: spec.minutes
      toFieldPath: spec.forProvider.idleTimeoutInMinutes
      transforms: [{type: convert, convert: {toType: int}}]
"""
DEFINED = """\
apiVersion: apiextensions.crossplane.io/v1
kind: CompositeResourceDefinition
metadata: {name: xshops.platform.example.org}
spec:
  group: platform.example.org
  names: {kind: XShop, plural: xshops}
  versions:
  - name: v1alpha1
    schema: {openAPIV3Schema: {properties: {spec: {properties: {minutes: {type: string}}}}}}
"""


@pytest.mark.parametrize(
    ("written", "verdict"),
    [("{}", Verdict.FAIL), ("{minutes: '600'}", Verdict.FAIL), ("{minutes: '10'}", Verdict.UNKNOWN)],
)
def test_a_list_of_resources_patches_the_composite_itself(
    written: str, verdict: Verdict, tmp_path: Path
) -> None:
    asked = (
        f"apiVersion: platform.example.org/v1alpha1\nkind: XShop\nmetadata: {{name: one}}\nspec: {written}\n"
    )
    files = {"apis/one.yaml": PATCHED, "apis/definition.yaml": DEFINED, "one.yaml": asked}
    files["cluster.yaml"] = (
        "apiVersion: containerservice.azure.upbound.io/v1beta1\nkind: KubernetesCluster\nmetadata: {name: aks}\n"
        "spec: {forProvider: {location: westeurope, defaultNodePool: [{name: system}]}}\n"
    )
    report = linted(tmp_path, files)
    found = [
        one.verdict for stack in report.stacks for one in stack.findings if one.rule.id == "nat-idle-seconds"
    ]
    assert found == [verdict]
    assert verdicts(report, ON_NAT)
