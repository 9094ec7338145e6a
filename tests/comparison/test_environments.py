"""Environments named in natpin.yaml are the stacks of their root."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.cli import main
from natpin.config import discover
from natpin.formats.interface import Inputs
from natpin.formats.registry import READERS
from natpin.model.report import Report
from natpin.pipeline.lint import lint
from natpin.pipeline.settings import Settings
from natpin.policy.select import chosen
from natpin.workspace import FolderWorkspace

CASE = Path(__file__).parent / "cases" / "one-environment-of-two" / "before"
ARM = Path(__file__).resolve().parents[2] / "examples" / "payment-processor-pinned" / "arm"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A root with two variable files of its own and one elsewhere."""
    source = (CASE / "infra" / "main.tf").read_text()
    for path, text in {
        "infra/main.tf": source.replace('"payments-egress"', "terraform.workspace"),
        "infra/env/prod.tfvars": "length = 29\n",
        "infra/env/dev.tfvars": "length = 30\n",
        "settings/eu.tfvars": "length = 28\n",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def report(folder: Path, config: str, inputs: Inputs = Inputs()) -> Report:  # noqa: B008 - frozen
    (folder / "natpin.yaml").write_text(config)
    workspace = FolderWorkspace(folder, folder)
    read = discover(workspace)
    return lint(workspace, READERS, Settings(chosen(read), inputs, environments=read.environments))


def ips(found: Report) -> dict[str, list[str]]:
    return {
        stack.stack.id: [ip.label for cluster in stack.clusters for path in cluster.paths for ip in path.ips]
        for stack in found.stacks
    }


def test_without_names_they_are_found(root: Path) -> None:
    found = {"infra (env/prod.tfvars)", "infra (env/dev.tfvars)", "infra (../settings/eu.tfvars)"}
    assert set(ips(report(root, ""))) == found


def test_the_named_ones_take_their_place(root: Path) -> None:
    found = report(
        root,
        """\
stacks:
  - root: infra
    environments:
      prod: {var-files: [infra/env/prod.tfvars], workspace: prod}
      eu: {var-files: [settings/eu.tfvars], vars: {length: 31}, workspace: eu}
      bare: {vars: {length: 30}}
""",
    )
    assert ips(found)["infra (prod)"] == ["prod /29"]
    assert ips(found)["infra (eu)"] == ["eu /31"], "a value beats a file, as with Terraform"
    assert ips(found)["infra (bare)"][0].endswith("/30")
    assert set(ips(found)) == {"infra (prod)", "infra (eu)", "infra (bare)"}
    assert len({finding.fingerprint for finding in found.findings}) == len(found.findings)


def test_a_root_without_environments_is_read_once_by_itself(root: Path) -> None:
    assert set(ips(report(root, "stacks: [{root: infra}]"))) == {"infra"}


def test_what_the_command_line_gives_wins(root: Path) -> None:
    named = "stacks: [{root: infra, environments: {prod: [infra/env/prod.tfvars]}}]"
    files = Inputs(var_files=("infra/env/dev.tfvars",))
    assert set(ips(report(root, named, files))) == {"infra (env/dev.tfvars)"}
    value = Inputs(variables={"length": "31"}, terraform_workspace="x")
    assert ips(report(root, named, value)) == {"infra (prod)": ["x /31"]}


def test_a_missing_file_and_a_missing_root_are_told(root: Path) -> None:
    found = report(
        root,
        "stacks:\n  - {root: infra, environments: {prod: [infra/prd.tfvars]}}\n  - {root: infrastructure}\n",
    )
    told = {(one.path, one.claims_aks) for one in found.skipped}
    assert told == {("natpin.yaml", True), ("natpin.yaml", False)}


def test_a_module_that_others_call_is_a_root_when_named(root: Path) -> None:
    (root / "live").mkdir()
    (root / "live" / "main.tf").write_text('module "infra" {\n  source = "../infra"\n  length = 29\n}\n')
    assert {stack.stack.root for stack in report(root, "").stacks} == {"live"}
    named = "stacks: [{root: infra, environments: {prod: [infra/env/prod.tfvars]}}]"
    assert {stack.stack.id for stack in report(root, named).stacks} == {"live", "infra (prod)"}


def test_parameter_files_of_a_template(tmp_path: Path) -> None:
    for path in ARM.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "azuredeploy.parameters.json").rename(tmp_path / "prod.json")
    named = "stacks: [{root: azuredeploy.json, environments: {prod: {parameters: [prod.json]}}}]"
    found = report(tmp_path, named)
    assert [(stack.stack.id, stack.stack.inputs) for stack in found.stacks] == [
        ("azuredeploy.json (prod)", ("prod.json",))
    ]


def test_the_command_honours_them(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "natpin.yaml").write_text(
        "stacks: [{root: infra, environments: {prod: [infra/env/prod.tfvars]}}]\n"
    )
    monkeypatch.chdir(root)
    main(["lint", "--workspace", "."])
    told = capsys.readouterr().out
    assert "infra (prod)" in told
    assert "dev.tfvars" not in told
