"""A chart's template is read where standard input holds what Helm made of it, and stays unread where it does not."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import written

from natpin.config import Config
from natpin.formats.registry import READERS
from natpin.pipeline.lint import lint
from natpin.pipeline.settings import Settings
from natpin.policy.select import chosen
from natpin.workspace import FolderWorkspace

CLUSTER = """apiVersion: containerservice.azure.com/v1api20240901
kind: ManagedCluster
metadata: {name: pay%s}
spec: {owner: {name: rg}, networkProfile: {outboundType: loadBalancer}}
"""
TEMPLATE = CLUSTER % "{{ .Values.suffix }}"
CHART = {
    "deploy/aks/Chart.yaml": "apiVersion: v2\nname: azure-aks\nversion: 1.0.0\n",
    "deploy/aks/templates/cluster.yaml": TEMPLATE,
}
PART = {
    "deploy/Chart.yaml": "apiVersion: v2\nname: platform\n",
    "deploy/charts/aks/Chart.yaml": "apiVersion: v2\nname: aks\n",
    "deploy/charts/aks/templates/nested/cluster.yaml": TEMPLATE,
}
CASES = [
    (CHART, "azure-aks/templates/cluster.yaml", True),
    (CHART, "platform/charts/azure-aks/templates/cluster.yaml", True),  # as a dependency of another chart
    (CHART, "aks/templates/cluster.yaml", False),  # the folder is called so, the chart is not
    (CHART, "azure-aks/templates/network.yaml", False),
    (CHART, None, False),
    (PART, "platform/charts/aks/templates/nested/cluster.yaml", True),
    (PART, "platform/charts/aks/templates/cluster.yaml", False),
]


@pytest.mark.parametrize(("files", "source", "is_read"), CASES)
def test_what_is_piped_reads_the_templates_it_names(
    tmp_path: Path, files: dict[str, str], source: str | None, is_read: bool
) -> None:
    written(tmp_path, files)
    workspace = FolderWorkspace([tmp_path], tmp_path)
    said = f"---\n# Source: {source}\n" if source else "---\n"
    workspace.hold("<stdin>.yaml", (said + CLUSTER % "").encode())
    report = lint(workspace, READERS, Settings(chosen(Config())))
    unread = [one for one in report.skipped if one.path in files]
    assert len(unread) == (0 if is_read else 1), "and told once, whoever reads it"
    assert all(one.claims_aks for one in unread)
    assert [stack.stack.root for stack in report.stacks if stack.clusters] == ["<stdin>.yaml"]


OTHERS = {
    "a chart of the same name in another folder": (
        {
            **{
                f"dev/aks/{name}": text
                for name, text in (("Chart.yaml", "name: aks\n"), ("templates/c.yaml", TEMPLATE))
            },
            **{
                f"prod/aks/{name}": text
                for name, text in (("Chart.yaml", "name: aks\n"), ("templates/c.yaml", TEMPLATE))
            },
        },
        f"---\n# Source: aks/templates/c.yaml\n{CLUSTER % ''}",
    ),
    "an object of another kind came out of it": (
        CHART,
        "---\n# Source: azure-aks/templates/cluster.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
        f"---\n# Source: azure-aks/templates/other.yaml\n{CLUSTER % ''}",
    ),
}


@pytest.mark.parametrize(("files", "piped"), OTHERS.values(), ids=OTHERS)
def test_a_name_that_says_nothing_of_a_template_leaves_it_unread(
    tmp_path: Path, files: dict[str, str], piped: str
) -> None:
    written(tmp_path, files)
    workspace = FolderWorkspace([tmp_path], tmp_path)
    workspace.hold("<stdin>.yaml", piped.encode())
    report = lint(workspace, READERS, Settings(chosen(Config())))
    templates = {path for path in files if "/templates/" in path}
    assert {one.path for one in report.skipped} >= templates
