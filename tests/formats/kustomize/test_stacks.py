"""Overlays as stacks: which kustomizations are judged, and that what is judged is what they build."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from folders import linted, verdicts

from natpin.model.finding import Verdict
from natpin.model.report import Report
from natpin.reporters.interface import ReportOptions
from natpin.reporters.registry import reporter

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
RULE = "node-subnet-no-nat"
TOPOLOGIES = Path(__file__).parent.parent.parent / "topologies"

NAT = """\
apiVersion: network.azure.com/v1api20220701
kind: NatGateway
metadata: {name: egress}
spec: {owner: {name: rg}, location: westeurope, idleTimeoutInMinutes: 10}
"""
SUBNET = """\
apiVersion: network.azure.com/v1api20240301
kind: VirtualNetworksSubnet
metadata: {name: nodes}
spec:
  owner: {name: vnet}
  addressPrefix: 10.0.0.0/20
  natGateway: {reference: {group: network.azure.com, kind: NatGateway, name: egress}}
"""
BARE = SUBNET.rpartition("  natGateway:")[0]
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
    vnetSubnetReference: {group: network.azure.com, kind: VirtualNetworksSubnet, name: nodes}
"""
ATTACH = """\
patches:
- target: {kind: VirtualNetworksSubnet}
  patch: |
    - op: add
      path: /spec/natGateway
      value: {reference: {group: network.azure.com, kind: NatGateway, name: egress}}
"""
DETACH = (
    "patches:\n- target: {kind: VirtualNetworksSubnet}\n  patch: '[{op: remove, path: /spec/natGateway}]'\n"
)
BASE = {
    "base/kustomization.yaml": "resources: [nat.yaml, net.yaml, aks.yaml]\n",
    "base/nat.yaml": NAT,
    "base/net.yaml": SUBNET,
    "base/aks.yaml": CLUSTER,
}
OVER = "resources: [../base]\n"


def by_stack(report: Report, rule: str = RULE) -> dict[str, Verdict]:
    return {each.stack.root: one.verdicts[rule] for each in report.stacks for one in each.clusters}


def stacks(folder: Path, files: dict[str, str], *named: str) -> dict[str, Verdict]:
    return by_stack(linted(folder, files, *named))


def test_each_overlay_is_a_stack_and_their_base_is_none(tmp_path: Path) -> None:
    files = {**BASE, "dev/kustomization.yaml": OVER + DETACH, "prod/kustomization.yaml": OVER}
    assert stacks(tmp_path, files) == {"dev/kustomization.yaml": FAIL, "prod/kustomization.yaml": PASS}


def test_overlays_of_one_base_do_not_write_each_others_subnets(tmp_path: Path) -> None:
    """As environments of one root do not, whatever they are called."""
    files = {**BASE, "blue/kustomization.yaml": OVER + DETACH, "green/kustomization.yaml": OVER}
    assert stacks(tmp_path, files) == {"blue/kustomization.yaml": FAIL, "green/kustomization.yaml": PASS}


def test_a_base_that_is_named_alone_is_judged_with_what_may_patch_it(tmp_path: Path) -> None:
    files = {**BASE, "dev/kustomization.yaml": OVER + DETACH}
    assert stacks(tmp_path, files, "base") == {"base/kustomization.yaml": UNKNOWN}
    assert stacks(tmp_path, files, "base", "dev") == {"dev/kustomization.yaml": FAIL}
    assert stacks(tmp_path, files, "base/aks.yaml") == {"base/aks.yaml": UNKNOWN}


def test_an_overlay_over_an_overlay(tmp_path: Path) -> None:
    files = {
        **BASE,
        "base/net.yaml": BARE,
        "region/kustomization.yaml": OVER + ATTACH,
        "region/prod/kustomization.yaml": "resources: [..]\n",
    }
    assert stacks(tmp_path, files) == {"region/prod/kustomization.yaml": PASS}


def test_a_component_is_no_stack(tmp_path: Path) -> None:
    files = {
        **BASE,
        "base/net.yaml": BARE,
        "nat/kustomization.yaml": "kind: Component\n" + ATTACH,
        "prod/kustomization.yaml": OVER + "components: [../nat]\n",
        "dev/kustomization.yaml": OVER,
    }
    assert stacks(tmp_path, files) == {"dev/kustomization.yaml": FAIL, "prod/kustomization.yaml": PASS}


def test_what_no_kustomization_takes_in_is_read_as_it_is(tmp_path: Path) -> None:
    files = {**BASE, "base/kustomization.yaml": "resources: [nat.yaml, net.yaml]\n"}
    assert stacks(tmp_path, files) == {"base/aks.yaml": PASS}


CHANGED = {
    "the object is deleted": (
        OVER + "patches:\n- patch: |\n    {apiVersion: network.azure.com/v1api20220701, kind: NatGateway,"
        " metadata: {name: egress}, $patch: delete}\n",
        UNKNOWN,
    ),
    "a prefix, which references do not follow": (OVER + "namePrefix: a-\n", UNKNOWN),
    "a prefix, and references that follow": (
        OVER + "namePrefix: a-\nconfigurations: [../names.yaml]\n",
        PASS,
    ),
    "a namespace": (OVER + "namespace: infra\n", PASS),
    "another repository may declare the same subnet again": (
        OVER.replace("]", ", 'https://github.com/x/y?ref=v1']"),
        UNKNOWN,
    ),
    "another repository brings other things": (
        OVER.replace("]", ", 'https://github.com/cert-manager/cert-manager//deploy?ref=v1']"),
        PASS,
    ),
    "a component of another repository": (OVER + "components: ['https://github.com/x/y?ref=v1']\n", UNKNOWN),
    "what kustomize would refuse": (OVER + ATTACH.replace("/spec/", "/spec/none/"), UNKNOWN),
    "a patch that may fit": (
        OVER + DETACH.replace("{kind: VirtualNetworksSubnet}", "{labelSelector: 'a notin b'}"),
        UNKNOWN,
    ),
    "what is patched bears on nothing": (
        OVER + "patches:\n- target: {kind: VirtualNetworksSubnet}\n"
        "  patch: '[{op: add, path: /metadata/labels, value: {a: b}}]'\n",
        PASS,
    ),
    "the cluster leaves otherwise": (
        OVER + "replacements:\n- sourceValue: loadBalancer\n  targets:\n"
        "  - {select: {kind: ManagedCluster}, fieldPaths: [spec.networkProfile.outboundType]}\n",
        PASS,  # of this rule: the gateway is still on the subnet
    ),
}
NAMES = """\
nameReference:
- kind: NatGateway
  fieldSpecs: [{kind: VirtualNetworksSubnet, path: spec/natGateway/reference/name}]
- kind: VirtualNetworksSubnet
  fieldSpecs: [{kind: ManagedCluster, path: spec/agentPoolProfiles/vnetSubnetReference/name}]
"""


@pytest.mark.parametrize("name", CHANGED)
def test_what_an_overlay_changes_is_judged(name: str, tmp_path: Path) -> None:
    said, verdict = CHANGED[name]
    files = {**BASE, "names.yaml": NAMES, "prod/kustomization.yaml": said}
    assert stacks(tmp_path, files) == {"prod/kustomization.yaml": verdict}


FLUX = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: infra, namespace: flux-system}
spec:
  path: ./base
  sourceRef: {kind: GitRepository, name: repo}
"""


def flux(said: str) -> dict[str, str]:
    return {"clusters/prod/infra.yaml": FLUX + said}


def indented(said: str) -> str:
    return "".join(f"  {line}\n" for line in said.splitlines())


def test_flux_is_an_overlay_where_it_changes_something(tmp_path: Path) -> None:
    assert stacks(tmp_path / "plain", {**BASE, **flux("")}) == {"base/kustomization.yaml": PASS}
    files = {**BASE, **flux(indented(DETACH))}
    assert stacks(tmp_path / "changed", files) == {"clusters/prod/infra.yaml": FAIL}


ARGO = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: infra}
spec: {source: {repoURL: x, path: base}, destination: {server: "https://kubernetes.default.svc"}}
"""


@pytest.mark.parametrize("applying", [FLUX, ARGO], ids=["Flux", "Argo CD"])
def test_a_base_that_is_applied_as_it_is_is_a_stack_beside_its_overlays(
    applying: str, tmp_path: Path
) -> None:
    files = {**BASE, "dev/kustomization.yaml": OVER + DETACH, "clusters/prod/infra.yaml": applying}
    assert stacks(tmp_path, files) == {"dev/kustomization.yaml": FAIL, "base/kustomization.yaml": PASS}


KUSTOMIZE = "    kustomize:\n" + "".join(f"      {line}\n" for line in DETACH.splitlines())
SOURCE = "  destination: {server: x}\n  source:\n    path: base\n"
SOURCES = "  destination: {server: x}\n  sources:\n  - path: base\n"
APPLICATION = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: infra}\nspec:\n"
SET = APPLICATION.replace("Application", "ApplicationSet") + "  template:\n    spec:\n"
OVERRIDE = {"base/.argocd-source.yaml": f"kustomize:\n{indented(DETACH)}"}


def of_set(source: str) -> str:
    return SET + indented(indented(source))


CHANGED_BY_ARGO: dict[str, tuple[dict[str, str], Verdict]] = {
    "nothing": ({"app.yaml": APPLICATION + SOURCE}, PASS),
    "images": ({"app.yaml": APPLICATION + SOURCE + "    kustomize: {images: [a=b:1]}\n"}, PASS),
    "a chart of a registry": ({"app.yaml": APPLICATION + SOURCE.replace("path: base", "chart: x")}, PASS),
    "patches": ({"app.yaml": APPLICATION + SOURCE + KUSTOMIZE}, FAIL),
    "patches of one of its sources": ({"app.yaml": APPLICATION + SOURCES + KUSTOMIZE}, FAIL),
    "what a plugin prints": ({"app.yaml": APPLICATION + SOURCE + "    plugin: {name: x}\n"}, UNKNOWN),
    "files that are left out": (
        {"app.yaml": APPLICATION + SOURCE + "    directory: {exclude: 'n*'}\n"},
        UNKNOWN,
    ),
    "nothing, in a set": ({"app.yaml": of_set(SOURCE)}, PASS),
    "patches of a set": ({"app.yaml": of_set(SOURCE + KUSTOMIZE)}, UNKNOWN),
    "patches of a set, of the folders of its generators": (
        {"app.yaml": of_set(SOURCE.replace("base", "'{{ .path.path }}'") + KUSTOMIZE)},
        UNKNOWN,
    ),
    "files that a set leaves out of a folder of any repository": (
        {
            "app.yaml": of_set(
                SOURCE.replace("base", "'{{ .path.path }}'")
                + "    repoURL: '{{ .url }}'\n    directory: {exclude: 'n*'}\n"
            )
        },
        PASS,
    ),
    "patches of a set, of a folder of any repository": (
        {
            "app.yaml": of_set(
                SOURCE.replace("base", "'{{ .path.path }}'") + "    repoURL: '{{ .url }}'\n" + KUSTOMIZE
            )
        },
        UNKNOWN,
    ),
    "patches of a set, of other folders": (
        {"app.yaml": of_set(SOURCE.replace("base", "'apps/{{ .path.basename }}'") + KUSTOMIZE)},
        PASS,
    ),
    "a set with a patch of its template": (
        {"app.yaml": of_set(SOURCE) + "  templatePatch: 'spec: {source: {kustomize: {}}}'\n"},
        UNKNOWN,
    ),
    "a set with what it does not know": ({"app.yaml": of_set(SOURCE) + "  patches: []\n"}, UNKNOWN),
    "a set with a generator that has a template": (
        {"app.yaml": of_set(SOURCE) + "  generators: [{list: {elements: [], template: {spec: {}}}}]\n"},
        UNKNOWN,
    ),
    "a file in the folder": (OVERRIDE, UNKNOWN),
    "a file in the folder, that an application applies": (
        {**OVERRIDE, "app.yaml": APPLICATION + SOURCE + "    kustomize: {namespace: x}\n"},
        UNKNOWN,
    ),
    "a file in the folder that cannot be read": ({"base/.argocd-source-x.yaml": "{"}, UNKNOWN),
    "images of a file in the folder": (
        {"base/.argocd-source-x.yaml": "kustomize: {images: [a=b:1]}\n"},
        PASS,
    ),
}


@pytest.mark.parametrize("name", CHANGED_BY_ARGO)
def test_what_argo_cd_changes_is_not_applied_as_it_is(name: str, tmp_path: Path) -> None:
    more, verdict = CHANGED_BY_ARGO[name]
    assert set(stacks(tmp_path, {**BASE, **more}).values()) == {verdict}


@pytest.mark.parametrize("applying", [FLUX + indented(DETACH), APPLICATION + SOURCE + KUSTOMIZE])
def test_what_changes_a_folder_may_stand_in_a_list(applying: str, tmp_path: Path) -> None:
    first, *others = indented(applying).splitlines(keepends=True)
    listed = "apiVersion: v1\nkind: List\nitems:\n" + first.replace("  ", "- ", 1) + "".join(others)
    assert stacks(tmp_path, {**BASE, "a/all.yaml": listed}) == {"a/all.yaml": FAIL}


def test_a_base_that_argo_cd_changes_is_not_known_without_it(tmp_path: Path) -> None:
    files = {**BASE, "app.yaml": APPLICATION + SOURCE + KUSTOMIZE}
    assert stacks(tmp_path, files, "base") == {"base/kustomization.yaml": UNKNOWN}


@pytest.mark.parametrize("applying", ["app/kustomization.yaml", "flux.yaml", "argo.yaml"])
def test_what_only_applies_others_declares_nothing(applying: str, tmp_path: Path) -> None:
    """A repository of applications is not taken for one of networks or clusters."""
    app = "labels: [{pairs: {app.kubernetes.io/name: aks}}]\nresources: [service.yaml]\npatches: []\n"
    said = {"app/kustomization.yaml": app, "flux.yaml": FLUX + "  patches: []\n", "argo.yaml": ARGO}
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: x}\n"
    report = linted(tmp_path, {applying: said[applying], "app/service.yaml": service})
    assert (report.claimed, report.declaring, report.skipped) == (0, 0, ())


def test_flux_applies_a_folder_without_a_kustomization_whole(tmp_path: Path) -> None:
    files = {name: text for name, text in BASE.items() if "kustomization" not in name}
    inner = {
        "base/net/kustomization.yaml": "resources: [net.yaml]\n",
        "base/net/net.yaml": files.pop("base/net.yaml"),
    }
    found = stacks(tmp_path, {**files, **inner, **flux(indented(DETACH))})
    assert found == {"clusters/prod/infra.yaml": FAIL}


def test_a_kustomization_of_flux_may_have_kustomizes_name(tmp_path: Path) -> None:
    checks = "  healthChecks:\n  - apiVersion: containerservice.azure.com/v1api20240901\n    kind: ManagedCluster\n"
    files = {**BASE, "clusters/prod/kustomization.yaml": FLUX + checks + indented(DETACH)}
    report = linted(tmp_path, files)
    assert by_stack(report) == {"clusters/prod/kustomization.yaml": FAIL}
    assert not report.skipped


def test_what_kustomize_leaves_out_is_told(tmp_path: Path) -> None:
    local = "commonAnnotations: {config.kubernetes.io/local-config: 'true'}\n"
    report = linted(tmp_path, {**BASE, "prod/kustomization.yaml": OVER + local})
    assert {one.path for one in report.skipped} == {"base/nat.yaml", "base/net.yaml", "base/aks.yaml"}
    assert report.incomplete
    assert not by_stack(report)


SUBSTITUTED = {
    "a value": ("  postBuild: {substitute: {minutes: '600'}}\n", "${minutes}", FAIL),
    "a value in place of a default": (
        "  postBuild: {substitute: {minutes: '600'}}\n",
        "${minutes:=10}",
        FAIL,
    ),
    "the default": ("  postBuild: {substitute: {other: '600'}}\n", "${minutes:=10}", PASS),
    "nothing": ("  postBuild: {substitute: {other: '600'}}\n", "${minutes}", UNKNOWN),
    "a default that another object may beat": (
        "  postBuild: {substituteFrom: [{kind: ConfigMap, name: values}]}\n",
        "${minutes:=10}",
        UNKNOWN,
    ),
}


@pytest.mark.parametrize("name", SUBSTITUTED)
def test_flux_puts_values_in(name: str, tmp_path: Path) -> None:
    said, written, verdict = SUBSTITUTED[name]
    files = {**BASE, "base/nat.yaml": NAT.replace("Minutes: 10", f"Minutes: '{written}'"), **flux(said)}
    report = linted(tmp_path, files)
    assert list(by_stack(report)) == ["clusters/prod/infra.yaml"]
    rules = {f.rule.id: f.verdict for stack in report.stacks for f in stack.findings}
    assert rules.get("nat-idle-seconds", PASS) is verdict


def outcome(folder: Path, files: dict[str, str]) -> list[Any]:
    report = linted(folder, files)
    found = json.loads(reporter("json").render(report, ReportOptions()))["stacks"]
    assert not report.skipped
    return [
        (
            [one["egress"] for one in each["clusters"]],
            sorted((f["rule"], f["verdict"]) for f in each["findings"]),
        )
        for each in found
    ]


def _without_places(found: list[Any]) -> list[Any]:
    def bare(node: Any) -> Any:
        if isinstance(node, dict):
            return {name: bare(child) for name, child in node.items() if name not in ("at", "path", "line")}
        return [bare(child) for child in node] if isinstance(node, list) else node

    return [(bare(paths), findings) for paths, findings in found]


CASES = sorted(
    (path.parent.name, path.name)
    for name in ("aso.yaml", "crossplane.yaml")
    for path in TOPOLOGIES.glob(f"*/{name}")
)


@pytest.mark.parametrize(("case", "name"), CASES)
def test_a_base_with_patches_is_judged_as_what_they_come_to(case: str, name: str, tmp_path: Path) -> None:
    """A law: the objects without what they say, and what they say as patches, are the objects."""
    whole = (TOPOLOGIES / case / name).read_text()
    objects = [one for one in yaml.safe_load_all(whole) if one]
    bare = yaml.safe_dump_all([{**one, "spec": {}} for one in objects])
    plainly = outcome(tmp_path / "plain", {"infra/all.yaml": whole})
    files = {
        "base/kustomization.yaml": "resources: [all.yaml]\n",
        "base/all.yaml": bare,
        "infra/kustomization.yaml": "resources: [../base]\npatches: [{path: whole.yaml}]\n",
        "infra/whole.yaml": whole,
    }
    assert plainly
    assert _without_places(outcome(tmp_path / "built", files)) == _without_places(plainly)


def test_a_cluster_api_cluster_is_built_too(tmp_path: Path) -> None:
    plane = (
        "apiVersion: infrastructure.cluster.x-k8s.io/v1beta1\nkind: AzureManagedControlPlane\nmetadata: {name: pay}\n"
        "spec: {resourceGroupName: rg, location: westeurope, outboundType: loadBalancer}\n"
    )
    pool = (
        "---\napiVersion: infrastructure.cluster.x-k8s.io/v1beta1\nkind: AzureManagedMachinePool\n"
        "metadata: {name: system, labels: {cluster: pay}}\nspec: {mode: System, sku: Standard_D4s_v5}\n"
    )
    patch = (
        "patches:\n- target: {kind: AzureManagedControlPlane}\n"
        "  patch: '[{op: replace, path: /spec/outboundType, value: userDefinedRouting}]'\n"
    )
    files = {
        "base/kustomization.yaml": "resources: [aks.yaml]\n",
        "base/aks.yaml": plane + pool,
        "prod/kustomization.yaml": OVER + patch,
    }
    report = linted(tmp_path, files)
    assert [each.stack.root for each in report.stacks] == ["prod/kustomization.yaml"]
    assert "outbound type userDefinedRouting" in reporter("text").render(report, ReportOptions())


def test_a_kustomization_of_what_is_elsewhere_is_told(tmp_path: Path) -> None:
    patch = "patches:\n- patch: |\n    apiVersion: containerservice.azure.com/v1api20240901\n    kind: ManagedCluster\n"
    remote = "resources: ['https://github.com/x/y//base?ref=v1']\n" + patch
    report = linted(tmp_path, {"prod/kustomization.yaml": remote})
    assert [one.path for one in report.skipped] == ["prod/kustomization.yaml"]
    own = linted(tmp_path, {**BASE, "prod/kustomization.yaml": OVER + patch + "    metadata: {name: pay}\n"})
    assert not own.skipped


def test_verdicts_of_an_overlay_do_not_hang_on_the_order_of_files(tmp_path: Path) -> None:
    files = {**BASE, "dev/kustomization.yaml": OVER + DETACH, "prod/kustomization.yaml": OVER}
    assert verdicts(linted(tmp_path, files, "prod", "dev", "base")) == [FAIL, PASS]
