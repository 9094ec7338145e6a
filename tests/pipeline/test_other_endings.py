"""A template, or a script, whose name says nothing of it: a template by what deploys it, a script by its first line."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted

from natpin.formats.registry import READERS
from natpin.pipeline.script_endings import may_be_script, reader_of
from natpin.pipeline.unread import key_of

from .table_of_rollouts import APPLY, BICEP, CREATE, TERRAFORM, workflow
from .test_rollouts import verdicts

ARM = """\
{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0",
  "parameters": { "nat": { "type": "bool", "defaultValue": true } },
  "resources": [
    {
      "type": "Microsoft.Network/natGateways", "apiVersion": "2024-05-01", "name": "egress",
      "location": "westeurope", "sku": { "name": "Standard" }
    },
    {
      "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net", "location": "westeurope",
      "properties": {
        "addressSpace": { "addressPrefixes": ["10.0.0.0/16"] },
        "subnets": [{
          "name": "nodes",
          "properties": {
            "addressPrefix": "10.0.0.0/22",
            "natGateway": "[if(parameters('nat'), createObject('id', resourceId('Microsoft.Network/natGateways', 'egress')), null())]"
          }
        }]
      }
    },
    {
      "type": "Microsoft.ContainerService/managedClusters", "apiVersion": "2025-05-01", "name": "shop",
      "location": "westeurope", "dependsOn": ["net"],
      "properties": {
        "agentPoolProfiles": [{
          "name": "sys", "mode": "System", "count": 3,
          "vnetSubnetID": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'nodes')]"
        }],
        "networkProfile": { "outboundType": "userAssignedNATGateway" }
      }
    }
  ]
}
"""
TEMPLATE = "main.template"
TASK = f"steps:\n- task: AzureResourceManagerTemplateDeployment@3\n  inputs:\n    csmFile: {TEMPLATE}\n"
DEPLOY = f"az deployment group create -g rg -f {TEMPLATE}"


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("up.sh", DEPLOY, "P"),
        ("up.sh", f"{DEPLOY} -p nat=false", "F"),
        ("up.sh", f"T={TEMPLATE}\naz deployment group create -g rg -f $T -p nat=false", "F"),
        ("up.sh", "az deployment group create -g rg -f $NAME.template", "P"),
        ("up.sh", f"az stack sub create -n x -l w -f {TEMPLATE} --deny-settings-mode none", "P"),
        ("up.sh", f"az deployment group create -g rg --template-uri https://example.com/{TEMPLATE}", "P"),
        (
            "up.ps1",
            f"New-AzResourceGroupDeployment -ResourceGroupName rg -TemplateFile {TEMPLATE} -nat $false",
            "F",
        ),
        (
            ".github/workflows/up.yml",
            workflow(f"uses: azure/arm-deploy@v2\nwith:\n  template: ./{TEMPLATE}\n  parameters: nat=false"),
            "F",
        ),
        ("azure-pipelines.yml", TASK, "P"),
        ("azure-pipelines.yml", f"{TASK}    overrideParameters: -nat false\n", "F"),
        (".gitlab-ci.yml", f"up:\n  script:\n    - {DEPLOY} -p nat=false\n", "F"),
        ("Makefile", f"up:\n\t{DEPLOY} -p nat=false\n", "F"),
        ("Jenkinsfile", f"sh '{DEPLOY} -p nat=false'", "U"),
        ("up.py", f"import subprocess\nsubprocess.run('{DEPLOY}'.split())\n", "P"),
    ],
)
def test_a_template_by_another_ending(tmp_path: Path, path: str, text: str, expected: str) -> None:
    assert set(verdicts(tmp_path, {TEMPLATE: ARM, path: text}).values()) == {expected}


def test_what_nobody_deploys_is_left_alone(tmp_path: Path) -> None:
    assert not linted(tmp_path, {TEMPLATE: ARM, "up.sh": CREATE}).stacks


def test_what_only_holds_a_template_is_none(tmp_path: Path) -> None:
    page = f"The template:\n\n{ARM}"
    assert not linted(tmp_path, {"notes.text": page, "up.sh": f"{CREATE}\ncat notes.text"}).stacks


def test_bicep_by_another_ending_is_told(tmp_path: Path) -> None:
    report = linted(tmp_path, {TEMPLATE: BICEP, "up.sh": DEPLOY})
    assert [(one.path, one.claims_aks) for one in report.skipped] == [(TEMPLATE, True)]


@pytest.mark.parametrize(
    ("path", "first", "expected"),
    [
        ("run.command", "#!/usr/bin/env bash", {"infra (by run.command)": "F"}),
        ("run", "#!/bin/sh -e", {"infra (by run)": "F"}),
        ("run.task", "#!/usr/bin/env pwsh", {"infra (by run.task)": "F"}),
        ("run.tool", "#!/usr/bin/python3", {"infra": "U"}),
        ("run.command", "# a copy of what somebody typed, which others may run", {"infra": "U"}),
    ],
)
def test_a_script_by_its_first_line(tmp_path: Path, path: str, first: str, expected: dict[str, str]) -> None:
    files = {"infra/main.tf": TERRAFORM, path: f"{first}\n{APPLY} -var nat=false\n"}
    assert verdicts(tmp_path, files) == expected


def test_a_script_by_its_first_line_that_makes_clusters_is_told(tmp_path: Path) -> None:
    report = linted(tmp_path, {"run.command": "#!/bin/bash\naz aks create -g rg -n shop\n"})
    assert [(one.path, one.claims_aks) for one in report.skipped] == [("run.command", True)]


@pytest.mark.parametrize(
    "suffix", sorted({suffix for reader in READERS for suffix in reader.suffixes} - {"."})
)
def test_what_readers_take_by_its_ending_needs_no_first_line(suffix: str) -> None:
    assert not may_be_script(key_of(f"a{suffix}"))


@pytest.mark.parametrize(
    ("first", "reader"),
    [
        (b"#!/bin/bash", "az"),
        (b"#! /bin/sh -e\n", "az"),
        (b"#!/usr/bin/env -S zsh -f\n", "az"),
        (b"#!/usr/bin/env pwsh\r\n", "az-powershell"),
        (b"#!/usr/bin/python3\n", None),
        (b"#!/usr/bin/fish\n", None),
        (b"terraform apply\n", None),
    ],
)
def test_the_language_of_a_first_line(first: bytes, reader: str | None) -> None:
    assert reader_of(first) == reader


@pytest.mark.parametrize(
    "path", ["deploy.csx", "deploy.proj", "jobs/config.xml", "supervisord.conf", "test_env_deploy.py"]
)
def test_inputs_that_any_file_gives_are_not_passed_over(path: str, tmp_path: Path) -> None:
    flags = "-chdir=infra apply -auto-approve -var nat=false"
    text = {
        "deploy.csx": f'await Command.RunAsync("terraform", "{flags}");\n',
        "deploy.proj": f'<Project><Target Name="d"><Exec Command="terraform {flags}"/></Target></Project>\n',
        "jobs/config.xml": f"<project><command>terraform {flags}</command></project>\n",
        "supervisord.conf": f"[program:tf]\ncommand=terraform {flags}\n",
        "test_env_deploy.py": f'import subprocess\nsubprocess.run("terraform {flags}", shell=True)\n',
    }[path]
    assert verdicts(tmp_path, {"infra/main.tf": TERRAFORM, path: text}) == {"infra": "U"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("notes.about", "It was deployed by hand (terraform -chdir=infra apply -var nat=false), long ago.\n"),
        ("words.xml", "<doc><para>terraform -chdir=infra apply -var nat=false</para></doc>\n"),
        ("test_up.py", "def test_up():\n    run('terraform -chdir=infra apply -var nat=false')\n"),
    ],
)
def test_what_speaks_of_inputs_gives_none(path: str, text: str, tmp_path: Path) -> None:
    assert verdicts(tmp_path, {"infra/main.tf": TERRAFORM, path: text}) == {"infra": "P"}


@pytest.mark.parametrize(
    ("command", "told"), [(f"{APPLY} -var nat=false", True), ("terraform version", False)]
)
def test_a_script_that_is_too_large_to_be_looked_through_is_told(
    command: str, told: bool, tmp_path: Path
) -> None:
    script = "#!/bin/bash\n" + "# nothing, as yet\n" * 70_000 + f"{command}\n"
    report = linted(tmp_path, {"infra/main.tf": TERRAFORM, "deploy.sh": script})
    assert [one.path for one in report.skipped if one.claims_aks] == (["deploy.sh"] if told else [])


@pytest.mark.parametrize(
    ("source", "expected"), [("flowingis/workspace/tfe", "U"), ("corp/names/azurerm", "P")]
)
def test_variables_of_a_workspace_that_a_module_makes_are_given(
    source: str, expected: str, tmp_path: Path
) -> None:
    module = (
        f'module "ws" {{\n  source  = "{source}"\n  tfvars = {{\n    nat = {{ value = "false" }}\n  }}\n}}\n'
    )
    assert verdicts(tmp_path, {"infra/main.tf": TERRAFORM, "tfe/main.tf": module})["infra"] == expected
