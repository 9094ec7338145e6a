"""A suppression at a call (a module, a role, a function) covers what the call makes, and nothing that another makes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from natpin.cli import main

RULE = "nat-idle-seconds"
COMMENT = f"natpin: ignore[{RULE}] agreed with the platform team"
UNUSED = "natpin: ignore[nat-idle-policy] nothing of this kind is made"

GATEWAY_TF = """\
variable "name" {}
resource "azurerm_nat_gateway" "this" {
  name                    = var.name
  location                = "westeurope"
  resource_group_name     = "rg"
  idle_timeout_in_minutes = 600
}
resource "azurerm_kubernetes_cluster" "this" {
  name                = var.name
  location            = "westeurope"
  resource_group_name = "rg"
  dns_prefix          = var.name
  default_node_pool {
    name    = "system"
    vm_size = "Standard_D4ds_v5"
  }
}
"""
GATEWAY_BICEP = """\
param name string
resource nat 'Microsoft.Network/natGateways@2024-05-01' = {
  name: name
  location: 'westeurope'
  properties: { idleTimeoutInMinutes: 600 }
}
resource aks 'Microsoft.ContainerService/managedClusters@2024-09-01' = {
  name: name
  location: 'westeurope'
  properties: { agentPoolProfiles: [ { name: 'system' } ] }
}
"""
GATEWAY_TASKS = """\
- azure.azcollection.azure_rm_natgateway:
    resource_group: rg
    name: "{{ called }}"
    idle_timeout_in_minutes: 600
- azure.azcollection.azure_rm_aks:
    resource_group: rg
    name: "{{ called }}"
    agent_pool_profiles: [{name: system}]
"""
GATEWAY_BASH = """\
  az network nat gateway create -g rg -n "$1" --idle-timeout 600
  az aks create -g rg -n "$1"
"""


def template(**more: object) -> dict[str, object]:
    """An ARM template with resources of its own."""
    return {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        **more,
    }


def arm(at_red: str) -> str:
    """Two nested deployments, each with a gateway and a cluster; the first with a comment."""

    def nested(name: str, comment: str) -> dict[str, object]:
        resources = [
            {
                "type": "Microsoft.Network/natGateways",
                "apiVersion": "2024-05-01",
                "name": name,
                "properties": {"idleTimeoutInMinutes": 600},
            },
            {
                "type": "Microsoft.ContainerService/managedClusters",
                "apiVersion": "2024-09-01",
                "name": name,
                "properties": {"agentPoolProfiles": [{"name": "system"}]},
            },
        ]
        return {
            "type": "Microsoft.Resources/deployments",
            "apiVersion": "2022-09-01",
            "name": f"{name}-deployment",
            "comments": comment,
            "properties": {"mode": "Incremental", "template": template(resources=resources)},
        }

    whole = template(resources=[nested("red", at_red), nested("blue", "the other one")])
    return json.dumps(whole, indent=2)


def terraform(at_red: str) -> dict[str, str]:
    call = 'module "{0}" {{\n  source = "./gateway"\n  name   = "{0}"\n}}\n'
    return {
        "main.tf": f"# {at_red}\n" + call.format("red") + call.format("blue"),
        "gateway/main.tf": GATEWAY_TF,
    }


def nested_terraform(at_red: str) -> dict[str, str]:
    between = 'variable "name" {}\nmodule "inner" {\n  source = "../gateway"\n  name = var.name\n}\n'
    files = terraform(at_red)
    return {
        **files,
        "main.tf": files["main.tf"].replace("./gateway", "./between"),
        "between/main.tf": between,
    }


def terraform_each(at_red: str) -> dict[str, str]:
    """One call makes several: the comment is about all of them."""
    red = f'# {at_red}\nmodule "reds" {{\n  for_each = toset(["red"])\n  source = "./gateway"\n  name = each.key\n}}\n'
    blue = 'module "blue" {\n  source = "./gateway"\n  name = "blue"\n}\n'
    return {"main.tf": red + blue, "gateway/main.tf": GATEWAY_TF}


def bicep(at_red: str) -> dict[str, str]:
    call = "module {0} 'gateway.bicep' = {{\n  name: '{0}'\n  params: {{ name: '{0}' }}\n}}\n"
    return {
        "main.bicep": f"// {at_red}\n" + call.format("red") + call.format("blue"),
        "gateway.bicep": GATEWAY_BICEP,
    }


def terragrunt(at_red: str) -> dict[str, str]:
    files = {"module/main.tf": GATEWAY_TF}
    for name, comment in (("red", at_red), ("blue", "the other one")):
        files[f"live/{name}/terragrunt.hcl"] = (
            f'# {comment}\nterraform {{\n  source = "../../module"\n}}\ninputs = {{ name = "{name}" }}\n'
        )
    return files


def terragrunt_stack(at_red: str) -> dict[str, str]:
    unit = 'unit "{0}" {{\n  source = "./units/gateway"\n  path = "{0}"\n  values = {{ name = "{0}" }}\n}}\n'
    return {
        "terragrunt.stack.hcl": f"# {at_red}\n" + unit.format("red") + unit.format("blue"),
        "units/gateway/terragrunt.hcl": (
            'terraform {\n  source = "${get_repo_root()}/module"\n}\ninputs = { name = values.name }\n'
        ),
        "module/main.tf": GATEWAY_TF,
    }


def stacks(at_red: str) -> dict[str, str]:
    call = 'component "{0}" {{\n  source = "./gateway"\n  inputs = {{ name = "{0}" }}\n}}\n'
    return {
        "stack.tfcomponent.hcl": f"# {at_red}\n" + call.format("red") + call.format("blue"),
        "stack.tfdeploy.hcl": 'deployment "only" {\n  inputs = {}\n}\n',
        "gateway/main.tf": GATEWAY_TF,
    }


def ansible(at_red: str, taking: str = "include_role", what: str = "name: gateway") -> dict[str, str]:
    def task(name: str) -> str:
        return f"    - name: make {name}\n      {taking}:\n        {what}\n      vars: {{called: {name}}}\n"

    play = "- hosts: localhost\n  tasks:\n"
    return {
        "site.yml": f"{play}    # {at_red}\n{task('red')}{task('blue')}",
        "roles/gateway/tasks/main.yml": GATEWAY_TASKS,
        "gateway.yml": GATEWAY_TASKS,
    }


def ansible_tasks(at_red: str) -> dict[str, str]:
    return ansible(at_red, "include_tasks", "file: gateway.yml")


def ansible_roles(at_red: str) -> dict[str, str]:
    roles = f"    # {at_red}\n    - {{role: gateway, called: red}}\n    - {{role: gateway, called: blue}}\n"
    return {
        "site.yml": f"- hosts: localhost\n  roles:\n{roles}",
        "roles/gateway/tasks/main.yml": GATEWAY_TASKS,
    }


def bash_function(at_red: str) -> dict[str, str]:
    return {"up.sh": f"make() {{\n{GATEWAY_BASH}}}\n# {at_red}\nmake red\nmake blue\n"}


def bash_script(at_red: str) -> dict[str, str]:
    return {
        "up.sh": f"# {at_red}\n./make.sh red\n./make.sh blue\n",
        "make.sh": f"#!/bin/bash\n{GATEWAY_BASH}",
    }


def bash_sourced(at_red: str) -> dict[str, str]:
    return {"up.sh": f"# {at_red}\n. ./make.sh red\n. ./make.sh blue\n", "make.sh": GATEWAY_BASH}


GATEWAY_PWSH = """\
  New-AzNatGateway -ResourceGroupName rg -Name $Name -Location westeurope -Sku Standard -IdleTimeoutInMinutes 600
  New-AzAksCluster -ResourceGroupName rg -Name $Name
"""


def powershell_function(at_red: str) -> dict[str, str]:
    return {"up.ps1": f"function Make($Name) {{\n{GATEWAY_PWSH}}}\n# {at_red}\nMake red\nMake blue\n"}


def powershell_script(at_red: str) -> dict[str, str]:
    make = f"param($Name)\n{GATEWAY_PWSH}"
    network = "New-AzVirtualNetwork -ResourceGroupName rg -Name net -Location westeurope -AddressPrefix 10.0.0.0/16\n"
    return {"up.ps1": f"{network}# {at_red}\n./make.ps1 red\n./make.ps1 blue\n", "make.ps1": make}


CALLS = {
    "terraform": terraform,
    "terraform module in a module": nested_terraform,
    "terraform for_each": terraform_each,
    "bicep": bicep,
    "arm": lambda at_red: {"azuredeploy.json": arm(at_red)},
    "terragrunt unit": terragrunt,
    "terragrunt stack": terragrunt_stack,
    "terraform stacks": stacks,
    "ansible role": ansible,
    "ansible tasks": ansible_tasks,
    "ansible roles of a play": ansible_roles,
    "bash function": bash_function,
    "bash script": bash_script,
    "bash sourced": bash_sourced,
    "powershell function": powershell_function,
    "powershell script": powershell_script,
}


@pytest.fixture
def report(tmp_path: Path, every_rule: None, capsys: pytest.CaptureFixture[str]):
    """What lint says of files: the gateways that fail, those that are hidden, and what is said of suppressions."""

    def run(files: dict[str, str]) -> tuple[list[str], list[str], list[str]]:
        (tmp_path / ".git").mkdir(exist_ok=True)
        for path, text in files.items():
            place = tmp_path / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
        main(["lint", str(tmp_path), "--workspace", str(tmp_path), "--format", "json"])
        found = json.loads(capsys.readouterr().out)
        everything = [one for stack in found["stacks"] for one in stack["findings"]]

        def gateways(findings: list[dict[str, object]]) -> list[str]:
            said = [str(one["message"]) for one in findings if one["rule"] == RULE]
            return sorted({name for name in ("red", "blue") for one in said if name in one})

        hidden = [one["finding"] for one in found["suppressed"]]
        about = [one["rule"] for one in everything if one["rule"].startswith("suppression-")]
        return gateways(everything), gateways(hidden), about

    return run


@pytest.mark.parametrize("language", CALLS)
def test_a_comment_at_a_call_covers_what_it_makes_and_no_other(report, language: str) -> None:
    assert report(CALLS[language]("no comment")) == (["blue", "red"], [], [])
    assert report(CALLS[language](COMMENT)) == (["blue"], ["red"], [])


@pytest.mark.parametrize("language", CALLS)
def test_one_that_covers_nothing_is_unused(report, language: str) -> None:
    assert report(CALLS[language](UNUSED)) == (["blue", "red"], [], ["suppression-unused"])


def test_the_outer_and_the_inner_call_both_count(report) -> None:
    files = nested_terraform("no comment")
    files["between/main.tf"] = files["between/main.tf"].replace(
        'module "inner"', f'# {COMMENT}\nmodule "inner"'
    )
    assert report(files) == ([], ["blue", "red"], [])


def test_a_pool_and_an_inline_subnet_of_a_module_are_covered(report, tmp_path: Path, capsys) -> None:
    report(terraform("natpin: ignore[node-subnet-no-nat] a test cluster"))
    main(["lint", str(tmp_path), "--workspace", str(tmp_path), "--format", "json"])
    found = json.loads(capsys.readouterr().out)
    hidden = {one["finding"]["subject"] for one in found["suppressed"]}
    kept = {
        one["subject"]
        for stack in found["stacks"]
        for one in stack["findings"]
        if one["rule"] == "node-subnet-no-nat"
    }
    assert hidden == {"module.red.azurerm_kubernetes_cluster.this#system"}
    assert kept == {"module.blue.azurerm_kubernetes_cluster.this#system"}


def test_one_inside_the_call_is_told_its_place(report) -> None:
    files = terraform("no comment")
    files["main.tf"] = files["main.tf"].replace('  name   = "red"', f'  # {COMMENT}\n  name   = "red"')
    assert report(files) == (["blue", "red"], [], ["suppression-invalid"])
