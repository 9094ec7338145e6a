"""Terragrunt: what units give to the roots they deploy, what they take from one another, and what nobody can tell."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted, verdicts

from .table_of_units import (
    AKS,
    AKS_UNIT,
    CASES,
    NAT,
    NETWORK,
    NETWORK_UNIT,
    PASS,
    PLUGIN,
    ROOT,
    UNKNOWN,
    WHOLE,
    changed,
)


@pytest.mark.parametrize("case", CASES)
def test_what_a_unit_amounts_to(case: str, tmp_path: Path) -> None:
    files, nat, outbound = CASES[case]
    report = linted(tmp_path, files)
    assert "modules/aks" not in {stack.stack.root for stack in report.stacks}
    if nat is None:
        assert report.incomplete or verdicts(report, NAT) == [UNKNOWN]
        return
    assert (verdicts(report, NAT), verdicts(report, PLUGIN)) == ([nat], [outbound])


def test_inputs_are_joined_deeply_where_the_file_says_so(tmp_path: Path) -> None:
    module = AKS.replace(
        'variable "plugin" {\n  type    = string\n  default = "kubenet"\n}',
        'variable "profile" { type = object({ outbound = string, plugin = string }) }',
    ).replace("var.plugin", "var.profile.outbound")
    unit = AKS_UNIT.replace('"root.hcl")', '"root.hcl")\n  merge_strategy = "deep"').replace(
        '{ path = find_in_parent_folders("root.hcl")\n  merge_strategy = "deep" }',
        '{\n  path = find_in_parent_folders("root.hcl")\n  merge_strategy = "deep"\n}',
    )
    files = {
        **WHOLE,
        "modules/aks/main.tf": module,
        "live/root.hcl": 'inputs = {\n  group = "shop-rg"\n  profile = { plugin = "azure", outbound = "kubenet" }\n}\n',
        "live/aks/terragrunt.hcl": unit.replace('plugin    = "azure"', 'profile = { outbound = "azure" }'),
    }
    assert verdicts(linted(tmp_path, files), PLUGIN) == [PASS]


def test_a_value_keeps_its_place(tmp_path: Path) -> None:
    files = changed("live/aks/terragrunt.hcl", '"azure"', '"kubenet"')
    (finding,) = [
        one for stack in linted(tmp_path, files).stacks for one in stack.findings if one.rule.id == PLUGIN
    ]
    assert (finding.at.path, finding.at.line) == ("live/aks/terragrunt.hcl", 9)


def test_a_root_that_is_named_without_its_units_has_not_their_inputs(tmp_path: Path) -> None:
    report = linted(tmp_path, WHOLE, "modules/aks")
    assert [stack.stack.reader for stack in report.stacks] == ["terraform"]
    assert verdicts(report, PLUGIN) == [UNKNOWN]


def test_every_file_named_is_the_folder_named(tmp_path: Path) -> None:
    whole = linted(tmp_path, WHOLE)
    for names in (sorted(WHOLE), sorted(WHOLE, reverse=True)):
        each = linted(tmp_path, WHOLE, *names)
        assert [stack.stack.id for stack in each.stacks] == [stack.stack.id for stack in whole.stacks]
        assert verdicts(each, NAT) == verdicts(whole, NAT) == [PASS]


def test_a_unit_that_is_named_is_judged_alone(tmp_path: Path) -> None:
    report = linted(tmp_path, WHOLE, "live/aks")
    assert [stack.stack.root for stack in report.stacks] == ["live/aks"]
    assert verdicts(report, NAT) == [PASS]


def test_a_module_of_the_registry_is_read_by_its_adapter(tmp_path: Path) -> None:
    unit = AKS_UNIT.replace('"../../modules/aks"', '"tfr:///Azure/aks/azurerm?version=9.4.1"').replace(
        '  plugin    = "azure"',
        '  vnet_subnet_id = dependency.network.outputs.subnet_id\n  network_plugin = "azure"\n'
        '  net_profile_outbound_type = "userAssignedNATGateway"\n  resource_group_name = "shop-rg"\n  prefix = "shop"',
    )
    files = {name: text for name, text in WHOLE.items() if name != "modules/aks/main.tf"}
    report = linted(tmp_path, {**files, "live/aks/terragrunt.hcl": unit})
    assert verdicts(report, PLUGIN)[:1] == [PASS]
    assert verdicts(report, NAT)[:1] == [PASS]


def test_a_module_of_another_repository_is_told(tmp_path: Path) -> None:
    unit = AKS_UNIT.replace(
        '"../../modules/aks"', '"git::https://example.org/modules.git//aks-cluster?ref=v1"'
    )
    report = linted(tmp_path, {**WHOLE, "live/aks/terragrunt.hcl": unit})
    assert report.incomplete


@pytest.mark.parametrize("broken", ["terraform {", 'terraform { source = run_cmd("cat", "source") }\n'])
def test_a_unit_of_which_nobody_knows_what_it_deploys_is_told(broken: str, tmp_path: Path) -> None:
    report = linted(tmp_path, {**WHOLE, "live/other/terragrunt.hcl": broken})
    assert verdicts(report, NAT) == [PASS]
    assert report.incomplete


def test_a_stack_makes_units_with_values(tmp_path: Path) -> None:
    unit = AKS_UNIT.replace('find_in_parent_folders("root.hcl")', '"${get_repo_root()}/live/root.hcl"')
    files = {
        "modules/network/main.tf": NETWORK,
        "modules/aks/main.tf": AKS,
        "live/root.hcl": ROOT,
        "units/network/terragrunt.hcl": NETWORK_UNIT.replace("../..//modules", "${get_repo_root()}//modules"),
        "units/aks/terragrunt.hcl": unit.replace("../../modules", "${get_repo_root()}/modules")
        .replace('"../network"', "values.network")
        .replace('"azure"', "values.outbound"),
        "live/prod/terragrunt.stack.hcl": """\
            unit "network" {
              source = "../../units/network"
              path   = "network"
            }
            unit "aks" {
              source = "../../units/aks"
              path   = "aks"
              values = {
                network  = "../network"
                outbound = "azure"
              }
            }
            """,
    }
    report = linted(tmp_path, files)
    assert "live/prod/.terragrunt-stack/aks" in [stack.stack.root for stack in report.stacks]
    assert (verdicts(report, NAT), verdicts(report, PLUGIN)) == ([PASS], [PASS])


def test_stacks_that_copy_one_another_are_told(tmp_path: Path) -> None:
    inner = 'stack "{0}" {{\n  source = "${{get_repo_root()}}/{0}"\n  path = "{0}"\n}}\n'
    unit = 'unit "aks" {\n  source = "./none"\n  path = "aks"\n}\n'
    report = linted(
        tmp_path,
        {
            "a/terragrunt.stack.hcl": inner.format("b") + unit,
            "b/terragrunt.stack.hcl": inner.format("a") + unit,
            "c/terragrunt.stack.hcl": inner.format("c") + unit,
        },
    )
    assert {one.path for one in report.skipped} == {f"{one}/terragrunt.stack.hcl" for one in "abc"}


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("../../../../units/aks", id="from where the inner stack is generated to"),
        pytest.param("${get_repo_root()}/units/aks", id="from the repository's folder"),
    ],
)
def test_a_stack_within_a_stack_is_followed_by_the_path_that_it_is_given(tmp_path: Path, source: str) -> None:
    files = {
        "modules/aks/main.tf": AKS,
        "live/root.hcl": ROOT,
        "units/aks/terragrunt.hcl": AKS_UNIT.replace(
            'find_in_parent_folders("root.hcl")', '"${get_repo_root()}/live/root.hcl"'
        )
        .replace('"../../modules/aks"', "values.module")
        .replace('"../network"', '"../none"'),
        "stacks/one/terragrunt.stack.hcl": """\
            unit "aks" {
              source = values.unit
              path   = "aks"
              values = { module = values.module }
            }
            """,
        "live/prod/terragrunt.stack.hcl": f"""\
            stack "one" {{
              source = "../../stacks/one"
              path   = "one"
              values = {{
                unit   = "{source}"
                module = "../../../../../../modules/aks"
              }}
            }}
            """,
    }
    report = linted(tmp_path, files)
    roots = [stack.stack.root for stack in report.stacks if stack.clusters]
    told = [one.path for one in report.skipped]
    assert (roots, told) == (["live/prod/.terragrunt-stack/one/.terragrunt-stack/aks"], [])


@pytest.mark.parametrize(
    "written",
    [
        "include {\n  path = 1\n}\n",
        'include "a" { path = find_in_parent_folders() }\n' * 30,
        'terraform { source = "' + "../" * 400 + 'x" }\n',
        'terraform { source = "/etc" }\ninputs = { a = file("/etc/passwd") }\n',
        'terraform { source = "../../modules/aks" }\ninputs = ' + "[" * 3000,
        'terraform { source = "../../modules/aks" }\nlocals {\n  a = local.b\n  b = local.a\n}\ninputs = local.a\n',
        'terraform { source = "../../modules/aks" }\ninputs = read_terragrunt_config("terragrunt.hcl").inputs\n',
        'terraform {\n  source = "../../modules/aks"\n  extra_arguments "x" { arguments = ["-var"] }\n}\n',
        'terraform {\n  source = "../../modules/aks"\n  extra_arguments {\n    commands = 1\n    arguments = ["-var", "=", 1, null]\n  }\n}\n',
        'terraform { source = "../../modules/aks" }\ngenerate = 5\n',
        'terraform { source = "../../modules/aks" }\ngenerate "x" { contents = "resource \\"a" }\n',
        'terraform { source = "../../modules/aks" }\ninputs = { "a b" = 1, "\\n" = 2 }\n',
        'terraform { source = "tfr:///a/b/c?version=\\"\\n}" }\ninputs = { "a-b" = 1, "x y" = 2 }\n',
        'dependency {\n}\nterraform { source = "../../modules/aks" }\ninputs = dependency.x.outputs\n',
        'terraform { source = "../../modules/aks" }\ninputs = { subnet_id = path_relative_to_include("x") }\n',
        "\x00\x01",
    ],
)
def test_any_text_gives_a_report(written: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NATPIN_TRACEBACK", "1")
    report = linted(tmp_path, {**WHOLE, "live/aks/terragrunt.hcl": written})
    assert PASS not in verdicts(report, PLUGIN)
    assert "root:" not in str(report)
