"""A small estate of Terragrunt, and what it amounts to when something in it is otherwise: (files, NAT of the nodes' subnet,
Azure CNI)."""

from __future__ import annotations

from natpin.model.finding import Verdict

NETWORK = """\
terraform { required_providers { azurerm = { version = "~> 4.40" } } }
variable "group" { type = string }
variable "attach" {
  type    = bool
  default = true
}
resource "azurerm_virtual_network" "this" {
  name                = "vnet"
  resource_group_name = var.group
  location            = "westeurope"
  address_space       = ["10.0.0.0/16"]
}
resource "azurerm_subnet" "nodes" {
  name                            = "nodes"
  resource_group_name             = var.group
  virtual_network_name            = azurerm_virtual_network.this.name
  address_prefixes                = ["10.0.0.0/20"]
  default_outbound_access_enabled = false
}
resource "azurerm_nat_gateway" "this" {
  name                    = "egress"
  resource_group_name     = var.group
  location                = "westeurope"
  idle_timeout_in_minutes = 10
}
resource "azurerm_subnet_nat_gateway_association" "this" {
  count          = var.attach ? 1 : 0
  subnet_id      = azurerm_subnet.nodes.id
  nat_gateway_id = azurerm_nat_gateway.this.id
}
output "subnet_id" { value = azurerm_subnet.nodes.id }
output "nat_id" { value = azurerm_nat_gateway.this.id }
"""
AKS = """\
terraform { required_providers { azurerm = { version = "~> 4.40" } } }
variable "group" { type = string }
variable "subnet_id" { type = string }
variable "plugin" {
  type    = string
  default = "kubenet"
}
resource "azurerm_kubernetes_cluster" "this" {
  name                = "shop"
  resource_group_name = var.group
  location            = "westeurope"
  default_node_pool {
    name           = "system"
    vm_size        = "Standard_D4ds_v5"
    node_count     = 3
    vnet_subnet_id = var.subnet_id
  }
  network_profile {
    network_plugin = var.plugin
    outbound_type  = "userAssignedNATGateway"
  }
}
"""
ATTACH = """\
variable "subnet_id" {}
variable "nat_id" {}
resource "azurerm_subnet_nat_gateway_association" "this" {
  subnet_id      = var.subnet_id
  nat_gateway_id = var.nat_id
}
"""
ROOT = 'inputs = { group = "shop-rg" }\n'
NETWORK_UNIT = """\
include "root" { path = find_in_parent_folders("root.hcl") }
terraform { source = "../..//modules/network" }
"""
AKS_UNIT = """\
include "root" { path = find_in_parent_folders("root.hcl") }
terraform { source = "../../modules/aks" }
dependency "network" {
  config_path  = "../network"
  mock_outputs = { subnet_id = "/subscriptions/1/resourceGroups/x/providers/Microsoft.Network/virtualNetworks/v/subnets/s" }
}
inputs = {
  subnet_id     = dependency.network.outputs.subnet_id
  plugin    = "azure"
}
"""
ATTACH_UNIT = """\
terraform { source = "../../modules/attach" }
dependency "network" { config_path = "../network" }
inputs = {
  subnet_id = dependency.network.outputs.subnet_id
  nat_id    = dependency.network.outputs.nat_id
}
"""
WHOLE = {
    "modules/network/main.tf": NETWORK,
    "modules/aks/main.tf": AKS,
    "live/root.hcl": ROOT,
    "live/network/terragrunt.hcl": NETWORK_UNIT,
    "live/aks/terragrunt.hcl": AKS_UNIT,
}
NAT, PLUGIN = "node-subnet-no-nat", "azure-cni-required"
PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


def changed(name: str, old: str, new: str) -> dict[str, str]:
    assert old in WHOLE[name]
    return {**WHOLE, name: WHOLE[name].replace(old, new)}


CASES = {
    "outputs of another unit": (WHOLE, PASS, PASS),
    "the other unit's inputs count": (
        {**WHOLE, "live/network/terragrunt.hcl": NETWORK_UNIT + "inputs = { attach = false }\n"},
        FAIL,
        PASS,
    ),
    "mocks are not the truth: the unit is not here": (
        {name: text for name, text in WHOLE.items() if name != "live/network/terragrunt.hcl"},
        UNKNOWN,
        PASS,
    ),
    "a third unit attaches the gateway": (
        {
            **WHOLE,
            "live/network/terragrunt.hcl": NETWORK_UNIT + "inputs = { attach = false }\n",
            "modules/attach/main.tf": ATTACH,
            "live/attach/terragrunt.hcl": """\
                terraform { source = "../../modules/attach" }
                dependency "network" { config_path = "../network" }
                inputs = {
                  subnet_id = dependency.network.outputs.subnet_id
                  nat_id    = dependency.network.outputs.nat_id
                }
                """,
        },
        PASS,
        PASS,
    ),
    "the default where nothing is given": (
        changed("live/aks/terragrunt.hcl", '  plugin    = "azure"\n', ""),
        PASS,
        FAIL,
    ),
    "an included input": (
        {
            **changed("live/aks/terragrunt.hcl", '  plugin    = "azure"\n', ""),
            "live/root.hcl": 'inputs = {\n  group = "shop-rg"\n  plugin    = "azure"\n}\n',
        },
        PASS,
        PASS,
    ),
    "what is included is not here": (
        changed("live/aks/terragrunt.hcl", '"root.hcl"', '"nowhere.hcl"'),
        None,
        None,
    ),
    "an environment variable": (
        changed("live/aks/terragrunt.hcl", '"azure"', 'get_env("PLUGIN")'),
        PASS,
        UNKNOWN,
    ),
    "an environment variable with a default": (
        changed(
            "live/aks/terragrunt.hcl",
            '"azure"',
            'get_env("PLUGIN", "azure")',
        ),
        PASS,
        PASS,
    ),
    "an environment variable that a pipeline sets": (
        {
            **changed(
                "live/aks/terragrunt.hcl",
                '"azure"',
                'get_env("PLUGIN", "azure")',
            ),
            ".github/workflows/up.yml": "env:\n  PLUGIN: kubenet\njobs:\n  up:\n    steps:\n"
            "    - run: terragrunt run-all apply\n",
        },
        PASS,
        UNKNOWN,
    ),
    "an environment variable that a pipeline sets, within braces": (
        {
            **changed("live/aks/terragrunt.hcl", '"azure"', 'get_env("PLUGIN", "azure")'),
            ".github/workflows/up.yml": "env: {PLUGIN: kubenet}\njobs:\n  up:\n    steps:\n"
            "    - run: terragrunt run-all apply\n",
        },
        PASS,
        UNKNOWN,
    ),
    "an environment variable that a script gives a default": (
        {
            **changed("live/aks/terragrunt.hcl", '"azure"', 'get_env("PLUGIN", "azure")'),
            "up.sh": 'echo "${PLUGIN:=azure}"\ncd live/aks && terragrunt apply\n',
        },
        PASS,
        PASS,
    ),
    "a flag of a script": (
        {**WHOLE, "up.sh": "cd live/aks && terragrunt apply -var plugin=$TYPE\n"},
        PASS,
        UNKNOWN,
    ),
    "an environment variable that decides nothing": (
        {
            **WHOLE,
            "live/network/terragrunt.hcl": NETWORK_UNIT + 'inputs = { attach = get_env("ATTACH") }\n',
            "modules/network/main.tf": NETWORK.replace("var.attach ? 1 : 0", "var.attach ? 1 : 1"),
        },
        PASS,
        PASS,
    ),
    "an environment variable that decides": (
        {**WHOLE, "live/network/terragrunt.hcl": NETWORK_UNIT + 'inputs = { attach = get_env("ATTACH") }\n'},
        UNKNOWN,
        PASS,
    ),
    "a program's answer": (
        changed("live/aks/terragrunt.hcl", '"azure"', 'run_cmd("cat", "type")'),
        PASS,
        UNKNOWN,
    ),
    "another configuration's locals": (
        {
            **changed(
                "live/aks/terragrunt.hcl",
                '"azure"',
                'read_terragrunt_config(find_in_parent_folders("env.hcl")).locals.type',
            ),
            "live/env.hcl": 'locals { type = "azure" }\n',
        },
        PASS,
        PASS,
    ),
    "a file that is not here, with a default": (
        changed(
            "live/aks/terragrunt.hcl",
            '"azure"',
            'read_terragrunt_config("nowhere.hcl", { locals = { type = "azure" } }).locals.type',
        ),
        PASS,
        PASS,
    ),
    "a variable file": (
        {
            **changed(
                "live/aks/terragrunt.hcl",
                'source = "../../modules/aks" }',
                '\n  source = "../../modules/aks"\n  extra_arguments "vars" {\n    commands = get_terraform_commands_that_need_vars()\n'
                '    required_var_files = ["${get_terragrunt_dir()}/aks.tfvars"]\n  }\n}',
            ),
            "live/aks/aks.tfvars": 'plugin = "kubenet"\n',
        },
        PASS,
        FAIL,
    ),
    "a variable file that nobody knows": (
        changed(
            "live/aks/terragrunt.hcl",
            'source = "../../modules/aks" }',
            '\n  source = "../../modules/aks"\n  extra_arguments "vars" {\n    commands = ["apply"]\n'
            '    optional_var_files = ["${get_env("HOME")}/aks.tfvars"]\n  }\n}',
        ),
        UNKNOWN,
        UNKNOWN,
    ),
    "an argument": (
        changed(
            "live/aks/terragrunt.hcl",
            'source = "../../modules/aks" }',
            '\n  source = "../../modules/aks"\n  extra_arguments "vars" {\n    commands = ["apply"]\n'
            '    arguments = ["-var", "plugin=kubenet", "-lock-timeout=20m"]\n  }\n}',
        ),
        PASS,
        FAIL,
    ),
    "arguments of another command": (
        changed(
            "live/aks/terragrunt.hcl",
            'source = "../../modules/aks" }',
            '\n  source = "../../modules/aks"\n  extra_arguments "vars" {\n    commands = ["init"]\n'
            '    arguments = ["-var", "plugin=kubenet"]\n  }\n}',
        ),
        PASS,
        PASS,
    ),
    "the module's own variable file wins over inputs": (
        {**WHOLE, "modules/aks/terraform.tfvars": 'plugin = "kubenet"\n'},
        PASS,
        FAIL,
    ),
    "so does one beside the unit": (
        {**WHOLE, "live/aks/terraform.tfvars": 'plugin = "kubenet"\n'},
        PASS,
        FAIL,
    ),
    "a generated file": (
        {
            **WHOLE,
            "live/aks/terragrunt.hcl": AKS_UNIT
            + 'generate "more" {\n  path = "more_override.tf"\n  if_exists = "overwrite"\n  contents = "'
            'variable \\"x\\" {}"\n}\n',
        },
        PASS,
        PASS,
    ),
    "a module that is generated whole": (
        {
            **{name: text for name, text in WHOLE.items() if name != "modules/aks/main.tf"},
            "live/aks/terragrunt.hcl": AKS_UNIT.replace('terraform { source = "../../modules/aks" }\n', "")
            + 'generate "main" {\n  path      = "main.tf"\n  if_exists = "overwrite"\n  contents  = <<EOF\n'
            + AKS
            + "EOF\n}\n",
        },
        PASS,
        PASS,
    ),
    "a generated file nobody knows": (
        {
            **WHOLE,
            "live/aks/terragrunt.hcl": AKS_UNIT
            + 'generate "more" {\n  path = "more.tf"\n  if_exists = "overwrite"\n  contents = run_cmd("cat", "x")\n}\n',
        },
        UNKNOWN,
        UNKNOWN,
    ),
    "a block nobody knows": (
        {**WHOLE, "live/aks/terragrunt.hcl": AKS_UNIT + 'surprise "x" {}\n'},
        UNKNOWN,
        UNKNOWN,
    ),
    "a hook that runs a script that is not here": (
        changed(
            "live/aks/terragrunt.hcl",
            'source = "../../modules/aks" }',
            '\n  source = "../../modules/aks"\n  after_hook "nat" {\n    commands = ["apply"]\n'
            '    execute = ["./attach.sh", "nodes"]\n  }\n}',
        ),
        UNKNOWN,
        UNKNOWN,
    ),
    "a hook that runs a script that has nothing to do with Azure": (
        {
            **changed(
                "live/aks/terragrunt.hcl",
                'source = "../../modules/aks" }',
                '\n  source = "../../modules/aks"\n  after_hook "say" {\n    commands = ["apply"]\n'
                '    execute = ["./say.sh"]\n  }\n}',
            ),
            "modules/aks/say.sh": "echo done\n",
        },
        PASS,
        PASS,
    ),
    "a hook that changes the network": (
        changed(
            "live/aks/terragrunt.hcl",
            'source = "../../modules/aks" }',
            '\n  source = "../../modules/aks"\n  after_hook "nat" {\n    commands = ["apply"]\n    execute = ["az", "network", "vnet", '
            '"subnet", "update", "--nat-gateway", "", "--name", "nodes", "--vnet-name", "vnet", "-g", "shop-rg"]\n  }\n}',
        ),
        UNKNOWN,
        PASS,
    ),
    **{
        f"a unit that attaches: {said.strip() or 'as it is'}": (
            {
                **changed("modules/network/main.tf", "default = true", "default = false"),
                "modules/attach/main.tf": ATTACH,
                "live/attach/terragrunt.hcl": ATTACH_UNIT + said,
            },
            verdict,
            PASS,
        )
        for said, verdict in (
            ("", PASS),
            ("skip = true", UNKNOWN),
            ("skip = false", PASS),
            ('exclude {\n  if = true\n  actions = ["all"]\n}', UNKNOWN),
            ('exclude {\n  if = true\n  actions = ["destroy"]\n}', PASS),
            ('exclude {\n  if = false\n  actions = ["apply"]\n}', PASS),
            ('exclude {\n  if = run_cmd("x")\n  actions = ["apply"]\n}', UNKNOWN),
        )
    },
    "a unit that needs itself": (
        changed("live/aks/terragrunt.hcl", '"../network"', '"../aks"'),
        UNKNOWN,
        PASS,
    ),
}
