"""Compositions of Crossplane: what is made of a claim, by its definition's defaults, and what nobody can tell."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted, verdicts

from natpin.model.finding import Verdict

DEFINITION = """\
apiVersion: apiextensions.crossplane.io/v1
kind: CompositeResourceDefinition
metadata: {name: xshops.platform.example.org}
spec:
  group: platform.example.org
  names: {kind: XShop, plural: xshops}
  claimNames: {kind: Shop, plural: shops}
  versions:
  - name: v1alpha1
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            required: [parameters]
            properties:
              parameters:
                type: object
                properties:
                  region: {type: string}
                  idle: {type: integer, default: 10}
                  exit: {type: string, default: nat}
                  association: {type: string, default: nodes}
"""
TEMPLATES = """\
patchSets:
- name: common
  patches:
  - fromFieldPath: spec.parameters.region
    toFieldPath: spec.forProvider.location
resources:
- name: group
  base: {apiVersion: azure.upbound.io/v1beta1, kind: ResourceGroup, spec: {forProvider: {}}}
  patches: [{type: PatchSet, patchSetName: common}]
- name: nat
  base:
    apiVersion: network.azure.upbound.io/v1beta1
    kind: NATGateway
    spec: {forProvider: {skuName: Standard, resourceGroupNameSelector: {matchControllerRef: true}}}
  patches:
  - {type: PatchSet, patchSetName: common}
  - fromFieldPath: spec.parameters.idle
    toFieldPath: spec.forProvider.idleTimeoutInMinutes
- name: nodes
  base:
    apiVersion: network.azure.upbound.io/v1beta1
    kind: Subnet
    spec:
      forProvider:
        addressPrefixes: [10.0.0.0/20]
        defaultOutboundAccessEnabled: false
        virtualNetworkName: vnet
        resourceGroupNameSelector: {matchControllerRef: true}
  patches:
  - {type: ToCompositeFieldPath, fromFieldPath: status.atProvider.id, toFieldPath: status.subnetId}
- name: attached
  base:
    apiVersion: network.azure.upbound.io/v1beta1
    kind: SubnetNATGatewayAssociation
    spec:
      forProvider:
        natGatewayIdSelector: {matchControllerRef: true}
        subnetIdSelector: {matchControllerRef: true}
- name: cluster
  base:
    apiVersion: containerservice.azure.upbound.io/v1beta1
    kind: KubernetesCluster
    spec:
      forProvider:
        defaultNodePool: [{name: system, vmSize: Standard_D4ds_v5, nodeCount: 3}]
        networkProfile: [{networkPlugin: azure}]
        resourceGroupNameSelector: {matchControllerRef: true}
  patches:
  - {type: PatchSet, patchSetName: common}
  - fromFieldPath: status.subnetId
    toFieldPath: spec.forProvider.defaultNodePool[0].vnetSubnetId
  - fromFieldPath: spec.parameters.exit
    toFieldPath: spec.forProvider.networkProfile[0].outboundType
    transforms:
    - {type: map, map: {nat: userAssignedNATGateway, lb: loadBalancer}}
"""
TYPE = "  compositeTypeRef: {apiVersion: platform.example.org/v1alpha1, kind: XShop}\n"
HEAD = "apiVersion: apiextensions.crossplane.io/v1\nkind: Composition\nmetadata: {name: shop, labels: {size: small}}\nspec:\n"
CLAIM = """\
apiVersion: platform.example.org/v1alpha1
kind: Shop
metadata: {name: prod, namespace: shop}
spec:
  parameters:
    region: westeurope
"""
ON_NAT, IDLE, EXIT = "node-subnet-no-nat", "nat-idle-seconds", "outbound-type-implicit-lb"
PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


def indented(text: str, by: int) -> str:
    return "".join(f"{' ' * by}{line}\n" for line in text.splitlines())


def piped(templates: str, further: str = "") -> str:
    return (
        f"{HEAD}{TYPE}  mode: Pipeline\n  pipeline:\n"
        "  - step: patch\n    functionRef: {name: function-patch-and-transform}\n    input:\n"
        "      apiVersion: pt.fn.crossplane.io/v1beta1\n      kind: Resources\n"
        f"{indented(templates, 6)}{further}"
    )


def listed(templates: str) -> str:
    return f"{HEAD}{TYPE}{indented(templates, 2)}"


def without(name: str) -> str:
    """The templates but for one."""
    first, _, rest = TEMPLATES.partition(f"- name: {name}\n")
    return first + "- name: " + rest.partition("\n- name: ")[2]


def files(
    composition: str = piped(TEMPLATES), claim: str = CLAIM, definition: str = DEFINITION
) -> dict[str, str]:
    every = {
        "apis/composition.yaml": composition,
        "claims/prod.yaml": claim,
        "apis/definition.yaml": definition,
    }
    return {path: text for path, text in every.items() if text}


TEXT = "  - step: text\n    functionRef: {name: function-go-templating}\n    input: {source: Inline}\n"
READY = "  - step: ready\n    functionRef: {name: function-auto-ready}\n"
DUMMY = (
    "  - step: dummy\n    functionRef: {name: function-dummy}\n    input:\n      response: {desired: {resources: {cluster: {resource: "
    "{apiVersion: containerservice.azure.upbound.io/v1beta1, kind: KubernetesCluster}}}}}\n"
)
XR = CLAIM.replace("kind: Shop", "kind: XShop").replace(", namespace: shop", "")
OTHER = piped(TEMPLATES).replace("name: shop, labels: {size: small}", "name: other, labels: {size: big}")
CASES = {
    "a pipeline": (files(), ON_NAT, PASS),
    "resources in a list": (files(listed(TEMPLATES)), ON_NAT, PASS),
    "a composite itself": (files(claim=XR), ON_NAT, PASS),
    "no claim: the definition's defaults hold": (files(claim=""), ON_NAT, PASS),
    "a function that makes nothing": (files(piped(TEMPLATES, READY)), ON_NAT, PASS),
    "a function that renders text": (files(piped(TEMPLATES, TEXT)), ON_NAT, UNKNOWN),
    "a function that gives back what it is given": (files(piped(TEMPLATES, DUMMY)), ON_NAT, UNKNOWN),
    "no association": (files(piped(without("attached"))), ON_NAT, FAIL),
    "a default": (files(), IDLE, PASS),
    "a claim's value": (files(claim=f"{CLAIM}    idle: 600\n"), IDLE, FAIL),
    "a value that the schema does not have is pruned": (
        files(
            claim=f"{CLAIM}    iddle: 600\n",
            composition=piped(TEMPLATES.replace("parameters.idle", "parameters.iddle")),
        ),
        IDLE,
        PASS,
    ),
    "no definition: there may be a default": (files(definition=""), IDLE, UNKNOWN),
    "no definition, and the value written": (
        files(definition="", claim=f"{CLAIM}    idle: 600\n"),
        IDLE,
        FAIL,
    ),
    "an input without a default": (
        files(claim="", definition=DEFINITION.replace(", default: 10", "")),
        IDLE,
        UNKNOWN,
    ),
    "a map": (files(claim=f"{CLAIM}    exit: lb\n"), EXIT, FAIL),
    "a map that does not have it": (files(claim=f"{CLAIM}    exit: other\n"), EXIT, UNKNOWN),
    "a text that is combined": (
        files(
            piped(
                TEMPLATES.replace(
                    "  - fromFieldPath: spec.parameters.exit\n",
                    "  - type: CombineFromComposite\n    combine:\n      strategy: string\n      string: {fmt: '%s'}\n"
                    "      variables: [{fromFieldPath: spec.parameters.exit}]\n",
                )
            )
        ),
        EXIT,
        PASS,
    ),
    "the environment": (
        files(
            piped(
                TEMPLATES.replace(
                    "  - fromFieldPath: spec.parameters.idle",
                    "  - type: FromEnvironmentFieldPath\n    fromFieldPath: idle",
                )
            )
        ),
        IDLE,
        UNKNOWN,
    ),
    "what is required and not there is not made": (
        files(
            piped(
                TEMPLATES.replace(
                    "        subnetIdSelector: {matchControllerRef: true}\n",
                    "        subnetIdSelector: {matchControllerRef: true}\n"
                    "  patches: [{fromFieldPath: spec.parameters.missing, toFieldPath: metadata.labels.x, policy: {fromFieldPath: Required}}]\n",
                )
            )
        ),
        ON_NAT,
        FAIL,
    ),
    "a patch of a kind that is not known": (
        files(piped(TEMPLATES.replace("type: ToCompositeFieldPath, from", "type: FromNowhere, from"))),
        ON_NAT,
        UNKNOWN,
    ),
    "a patch set that is not here": (
        files(
            piped(
                TEMPLATES.replace(
                    "patchSetName: common}\n  - fromFieldPath: spec.parameters.exit",
                    "patchSetName: none}\n  - fromFieldPath: spec.parameters.exit",
                ).replace(
                    "patchSetName: common}\n  - fromFieldPath: status",
                    "patchSetName: none}\n  - fromFieldPath: status",
                )
            )
        ),
        EXIT,
        UNKNOWN,
    ),
    "one of two, by name": (
        {**files(claim=f"{CLAIM}  compositionRef: {{name: shop}}\n"), "apis/other.yaml": OTHER},
        ON_NAT,
        PASS,
    ),
    "one of two, by labels": (
        {
            **files(claim=f"{CLAIM}  compositionSelector: {{matchLabels: {{size: small}}}}\n"),
            "apis/other.yaml": OTHER,
        },
        ON_NAT,
        PASS,
    ),
    "one of two, by the definition": (
        {
            **files(
                definition=DEFINITION.replace(
                    "spec:\n  group", "spec:\n  defaultCompositionRef: {name: shop}\n  group"
                )
            ),
            "apis/other.yaml": OTHER,
        },
        ON_NAT,
        PASS,
    ),
    "what the definition enforces": (
        {
            **files(
                claim=f"{CLAIM}  compositionRef: {{name: other}}\n",
                composition=piped(without("attached")),
                definition=DEFINITION.replace(
                    "spec:\n  group", "spec:\n  enforcedCompositionRef: {name: shop}\n  group"
                ),
            ),
            "apis/other.yaml": OTHER,
        },
        ON_NAT,
        FAIL,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_made_of_a_claim(case: str, tmp_path: Path) -> None:
    written, rule, expected = CASES[case]
    assert set(verdicts(linted(tmp_path, written), rule)) == {expected}


@pytest.mark.parametrize(
    "written",
    [
        {**files(), "apis/other.yaml": OTHER},
        files(claim=f"{CLAIM}  compositionRef: {{name: elsewhere}}\n"),
        files(claim=f"{CLAIM}  compositionRevisionRef: {{name: shop-1}}\n"),
        files(
            piped(
                "resources: []",
                TEXT.replace("source: Inline", "template: 'apiVersion: network.azure.upbound.io/v1beta1'"),
            )
        ),
    ],
    ids=["one of two", "one that is not here", "a revision", "text"],
)
def test_a_claim_of_which_nothing_is_known_is_told(written: dict[str, str], tmp_path: Path) -> None:
    assert linted(tmp_path, written).incomplete


def test_each_claim_is_judged_by_itself(tmp_path: Path) -> None:
    other = CLAIM.replace("name: prod", "name: dev") + "    exit: lb\n"
    report = linted(tmp_path, {**files(), "claims/dev.yaml": other})
    assert [one.stack.root for one in report.stacks] == ["claims/dev.yaml", "claims/prod.yaml"]
    assert set(verdicts(report, EXIT)) == {PASS, FAIL}


INNER = "group", "nat", "nodes", "attached"


def nested(attached: bool = True) -> dict[str, str]:
    """The network as a composite of its own, which gives its subnet's id to the cluster beside it."""
    network, cluster = TEMPLATES, TEMPLATES
    for name in INNER:
        cluster = cluster.replace(_one(TEMPLATES, name), "")
    network = network.replace(_one(TEMPLATES, "cluster"), "")
    network = network if attached else network.replace(_one(TEMPLATES, "attached"), "")
    cluster = cluster.replace(
        "resourceGroupNameSelector: {matchControllerRef: true}", "resourceGroupName: shop"
    )
    cluster += (
        "- name: network\n  base: {apiVersion: platform.example.org/v1alpha1, kind: XNet, spec: {parameters: {region: here}}}\n"
        "  patches:\n  - {type: ToCompositeFieldPath, fromFieldPath: status.subnetId, toFieldPath: status.subnetId}\n"
    )
    definition = (
        DEFINITION.replace("xshops", "xnets")
        .replace("XShop", "XNet")
        .replace("  claimNames: {kind: Shop, plural: shops}\n", "")
    )
    inner = piped(network).replace("kind: XShop", "kind: XNet").replace("name: shop", "name: net")
    return {**files(piped(cluster)), "apis/net.yaml": inner, "apis/net-definition.yaml": definition}


def _one(templates: str, name: str) -> str:
    first = f"- name: {name}\n"
    return first + templates.partition(first)[2].partition("\n- name: ")[0] + "\n"


@pytest.mark.parametrize(("attached", "expected"), [(True, PASS), (False, FAIL)])
def test_composites_within_composites(attached: bool, expected: Verdict, tmp_path: Path) -> None:
    report = linted(tmp_path, nested(attached))
    assert len(report.stacks) == 1
    assert set(verdicts(report, ON_NAT)) == {expected}


def test_a_composite_that_is_not_here_may_add(tmp_path: Path) -> None:
    written = {path: text for path, text in nested().items() if "net" not in path}
    assert set(verdicts(linted(tmp_path, written), ON_NAT)) == {UNKNOWN}


def test_claims_of_an_overlay(tmp_path: Path) -> None:
    overlay = (
        "resources: [../claims/prod.yaml]\n"
        "patches: [{patch: '[{op: add, path: /spec/parameters/exit, value: lb}]', target: {kind: Shop}}]\n"
    )
    report = linted(tmp_path, {**files(), "dev/kustomization.yaml": overlay})
    assert FAIL in set(verdicts(report, EXIT))


def test_what_makes_itself_ends(tmp_path: Path) -> None:
    again = f"{TEMPLATES}- name: again\n  base: {{apiVersion: platform.example.org/v1alpha1, kind: XShop, spec: {{}}}}\n"
    assert set(verdicts(linted(tmp_path, files(piped(again))), ON_NAT)) == {UNKNOWN}


def test_many_resources_with_a_set_of_many_patches(tmp_path: Path) -> None:
    many = "".join(
        f"  - {{fromFieldPath: spec.parameters.region, toFieldPath: metadata.labels.l{number}}}\n"
        for number in range(2000)
    )
    text = TEMPLATES.replace("resources:\n", f"- name: many\n  patches:\n{many}resources:\n")
    text += "".join(
        f"- name: r{number}\n  base: {{apiVersion: azure.upbound.io/v1beta1, kind: ResourceGroup, spec: {{}}}}\n"
        "  patches: [{type: PatchSet, patchSetName: many}]\n"
        for number in range(200)
    )
    assert set(verdicts(linted(tmp_path, files(piped(text))), ON_NAT)) == {UNKNOWN}


@pytest.mark.parametrize("claim", [CLAIM, ""])
def test_a_composition_without_a_claim_is_told_as_such(tmp_path: Path, claim: str) -> None:
    report = linted(tmp_path, files(claim=claim))
    told = [(one.path, one.claims_aks) for one in report.skipped]
    assert told == ([] if claim else [("apis/composition.yaml", False)])
