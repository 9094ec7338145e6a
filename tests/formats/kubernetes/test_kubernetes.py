"""Workloads of manifests, and the pools they land on."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from natpin.facts.scheduling import landing
from natpin.formats import kubernetes
from natpin.formats.charts import unrendered
from natpin.formats.interface import Inputs
from natpin.model.location import Location
from natpin.model.path import EgressPath, Exit, Pool, Role
from natpin.model.resource import AGENT_POOL, CLUSTER, WORKLOAD, Resource
from natpin.model.stack import Stack
from natpin.model.value import Skipped, Value, members, of, text
from natpin.workspace import FolderWorkspace

AT = Location("main.tf")


def read(tmp_path: Path, source: str | bytes) -> list[object]:
    file = tmp_path / "app.yaml"
    file.write_bytes(source if isinstance(source, bytes) else source.encode())
    workspace = FolderWorkspace(tmp_path, tmp_path)
    return list(kubernetes.read(Stack("kubernetes", "app.yaml"), workspace, Inputs()))


def manifest(kind: str, pod: str = "", replicas: str = "") -> str:
    spec = f"      {pod}\n" if pod else ""
    return (
        f"apiVersion: v1\nkind: {kind}\nmetadata: {{name: app}}\nspec:\n{replicas}"
        f"  template:\n    metadata: {{labels: {{app: app}}}}\n    spec:\n      containers: []\n{spec}"
    )


@pytest.mark.parametrize("kind", ["Deployment", "StatefulSet", "DaemonSet", "Job", "ReplicaSet"])
def test_kinds(tmp_path: Path, kind: str) -> None:
    (found,) = read(tmp_path, manifest(kind))
    assert isinstance(found, Resource)
    assert (found.type, found.label, text(found.get("kind"))) == (WORKLOAD, "app", kind)


def test_cron_jobs_and_pods_and_lists(tmp_path: Path) -> None:
    source = """apiVersion: v1
kind: List
items:
  - {apiVersion: batch/v1, kind: CronJob, metadata: {name: nightly}, spec: {jobTemplate: {spec: {template: {spec: {hostNetwork: true}}}}}}
  - {apiVersion: v1, kind: Pod, metadata: {name: one}, spec: {nodeSelector: {a: b}}}
"""
    cron, pod = read(tmp_path, source)
    assert isinstance(cron, Resource)
    assert isinstance(pod, Resource)
    assert cron.get("podSpec.hostNetwork") == Value(True, cron.get("podSpec.hostNetwork").at)  # type: ignore[union-attr]
    assert text(pod.get("podSpec.nodeSelector.a")) == "b"


def test_templates_are_said_to_be_unread(tmp_path: Path) -> None:
    (found,) = read(tmp_path, "apiVersion: v1\nkind: Deployment\nmetadata: {name: {{ .Values.name }}}\n")
    assert isinstance(found, Skipped)
    assert "helm template" in found.reason


def pools(**described: dict[str, object]) -> list[EgressPath]:
    aks = Resource("aks", CLUSTER, Value("aks"), {}, AT)
    paths = []
    for name, properties in described.items():
        resource = Resource(f"aks#{name}", AGENT_POOL, Value(name), members(of(properties)), AT)
        paths.append(
            EgressPath(aks, Pool(name, resource.address, resource, AT), Role.NODE, Exit.NAT_GATEWAY, None)
        )
    return paths


TWO = {
    "system": {"mode": "System"},
    "gpu": {"mode": "User", "nodeLabels": {"hw": "gpu"}, "nodeTaints": ["hw=gpu:NoSchedule"]},
}
TOLERANT = "tolerations: [{key: hw, operator: Equal, value: gpu, effect: NoSchedule}]"


def test_a_workflow_in_any_folder_is_no_template_of_a_chart(tmp_path: Path) -> None:
    text = (
        "on: workflow_call\nenv: {A: '${{ inputs.a }}'}\njobs:\n  a:\n    steps:\n    - run: |\n"
        "        cat > pod.yaml <<EOF\n        apiVersion: v1\n        kind: Pod\n        spec: {containers: []}\n        EOF\n"
    )
    assert [getattr(one, "address", one) for one in read(tmp_path, text)] == ["Pod/default/0"]


@pytest.mark.parametrize(
    ("pod", "lands_on"),
    [
        ("", ["system"]),
        (TOLERANT, ["system", "gpu"]),
        ("tolerations: [{operator: Exists}]", ["system", "gpu"]),
        (f"nodeSelector: {{hw: gpu}}\n      {TOLERANT}", ["gpu"]),
        ("nodeSelector: {hw: gpu}", []),
        ("nodeSelector: {agentpool: system}", ["system"]),
        ("nodeSelector: {kubernetes.io/os: windows}", []),
        ("nodeSelector: {kubernetes.azure.com/mode: system}", ["system"]),
        (
            "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: "
            f"[{{matchExpressions: [{{key: hw, operator: In, values: [gpu]}}]}}]}}}}}}\n      {TOLERANT}",
            ["gpu"],
        ),
        (
            "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: "
            "[{matchExpressions: [{key: hw, operator: DoesNotExist}]}]}}}",
            ["system"],
        ),
    ],
)
def test_landing(tmp_path: Path, pod: str, lands_on: list[str]) -> None:
    (workload,) = read(tmp_path, manifest("Deployment", pod))
    assert isinstance(workload, Resource)
    (found,) = landing([workload], pools(**TWO))
    assert list(found.pools) == lands_on
    assert found.certain


def test_unknown_labels_make_it_an_upper_bound(tmp_path: Path) -> None:
    (workload,) = read(tmp_path, manifest("Deployment", "nodeSelector: {topology.kubernetes.io/zone: '1'}"))
    assert isinstance(workload, Resource)
    (found,) = landing([workload], pools(system={}))
    assert found.pools == ("system",)
    assert not found.certain


@given(st.binary(max_size=300))
def test_any_bytes(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    for found in read(folder, b"apiVersion: v1\nkind: Deployment\n" + data):
        assert isinstance(found, Resource | Skipped)


CHART = {
    "charts/pay/Chart.yaml": "name: pay\n",
    "charts/pay/values.yaml": "",
    "charts/pay/templates/sub/a.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: {{ .Values.name }}}\n",
}


@pytest.mark.parametrize(
    ("values", "command"),
    [
        ((), "helm template pay charts/pay | natpin lint - ."),
        (
            ("values-prod.yaml",),
            "helm template pay charts/pay -f charts/pay/values-prod.yaml | natpin lint - .",
        ),
        (
            ("values/a b.yaml", "values/c.yaml"),
            "helm template pay charts/pay -f 'charts/pay/values/a b.yaml' | natpin lint - . (and so with charts/pay/values/c.yaml)",
        ),
    ],
)
def test_a_chart_is_told_with_the_command_that_renders_it(
    values: tuple[str, ...], command: str, tmp_path: Path
) -> None:
    for name, content in {**CHART, **{f"charts/pay/{name}": "a: b\n" for name in values}}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    workspace = FolderWorkspace(tmp_path, tmp_path)
    assert unrendered("charts/pay/templates/sub/a.yaml", workspace).endswith(f"lint the result: {command}")


@pytest.mark.parametrize(
    ("path", "expected"),
    [("app.yaml", True), (".github/workflows/app.yaml", False), ("sub/.github/workflows/app.yaml", False)],
)
def test_a_workflow_is_no_manifest_whatever_its_steps_write(path: str, expected: bool) -> None:
    assert kubernetes.claims(path, manifest("Deployment").encode()) is expected
