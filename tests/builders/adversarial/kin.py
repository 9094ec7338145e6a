"""Clusters of Terragrunt, OpenTofu, Terraform Stacks and CDK for Terraform: truth decided first."""

from __future__ import annotations

import json

from adversarial.manifests import FAIL, IDLE, NAT, PASS, UNKNOWN, Case

TF = """\
provider "azurerm" {
  features {}
}
variable "idle" {
  default = 10
}
variable "attach" {
  default = true
}
resource "azurerm_nat_gateway" "egress" {
  name                    = "egress"
  resource_group_name     = "rg"
  location                = "westeurope"
  idle_timeout_in_minutes = var.idle
}
resource "azurerm_subnet" "nodes" {
  name                 = "nodes"
  resource_group_name  = "rg"
  virtual_network_name = "vnet"
  address_prefixes     = ["10.0.0.0/20"]
}
resource "azurerm_kubernetes_cluster" "pay" {
  name                = "pay"
  location            = "westeurope"
  resource_group_name = "rg"
  dns_prefix          = "pay"
  default_node_pool {
    name           = "system"
    node_count     = 3
    vm_size        = "Standard_D4s_v5"
    vnet_subnet_id = azurerm_subnet.nodes.id
  }
  network_profile {
    network_plugin = "azure"
    outbound_type  = "userAssignedNATGateway"
  }
}
"""
ATTACHED = """\
resource "azurerm_subnet_nat_gateway_association" "a" {
  subnet_id      = azurerm_subnet.nodes.id
  nat_gateway_id = azurerm_nat_gateway.egress.id
}
"""
ROOT = 'include "root" {\n  path = find_in_parent_folders("root.hcl")\n}\nterraform {\n  source = "${get_repo_root()}/module"\n}\n'


def unit(text: str = "", root: str = "", **more: str) -> dict[str, str]:
    """A unit of Terragrunt; ``more`` are files at the top, dots written as ``_``."""
    files = {name.replace("_", "."): each for name, each in more.items()}
    return {
        "module/main.tf": TF + ATTACHED,
        "live/root.hcl": root or "inputs = {}\n",
        "live/pay/terragrunt.hcl": ROOT + text,
        **files,
    }


TERRAGRUNT: tuple[Case, ...] = (
    ("a unit", unit(), NAT, PASS),
    ("inputs of the file that is included", unit(root="inputs = {\n  idle = 600\n}\n"), IDLE, FAIL),
    (
        "a file that is generated overrides",
        unit(
            'generate "o" {\n  path      = "o_override.tf"\n  if_exists = "overwrite"\n  contents  = <<EOF\n'
            'resource "azurerm_nat_gateway" "egress" {\n  idle_timeout_in_minutes = 600\n}\nEOF\n}\n'
        ),
        IDLE,
        FAIL,
    ),
    (
        "a hook that edits what it deploys",
        unit(
            'terraform {\n  before_hook "edit" {\n    commands = ["apply"]\n'
            '    execute  = ["sed", "-i", "s/10/600/", "main.tf"]\n  }\n}\n'.replace("terraform {\n", "")
        ).__or__(
            {
                "live/pay/terragrunt.hcl": ROOT.replace(
                    '/module"\n',
                    '/module"\n  before_hook "edit" {\n    commands = ["apply"]\n'
                    '    execute  = ["sed", "-i", "s/10/600/", "main.tf"]\n  }\n',
                )
            }
        ),
        IDLE,
        UNKNOWN,
    ),
    ("an environment variable", unit('inputs = {\n  idle = get_env("IDLE")\n}\n'), IDLE, UNKNOWN),
    (
        "mocked outputs of a unit that is not here",
        unit(
            'dependency "net" {\n  config_path  = "../net"\n  mock_outputs = { idle = 10 }\n}\n'
            "inputs = {\n  idle = dependency.net.outputs.idle\n}\n"
        ),
        IDLE,
        UNKNOWN,
    ),
    (
        "a variable file wins over inputs",
        {**unit("inputs = {\n  idle = 10\n}\n"), "module/terraform.tfvars": "idle = 600\n"},
        IDLE,
        FAIL,
    ),
    (
        "a feature that is switched on when it is run",
        unit('feature "idle" {\n  default = 10\n}\ninputs = {\n  idle = feature.idle.value\n}\n')
        | {"up.sh": "terragrunt apply --feature idle=600\n"},
        IDLE,
        UNKNOWN,
    ),
    ("what a command prints", unit('inputs = {\n  idle = run_cmd("./idle.sh")\n}\n'), IDLE, UNKNOWN),
    (
        "values of a file that is encrypted",
        unit('inputs = yamldecode(sops_decrypt_file("s.yaml"))\n', s_yaml="idle: ENC[x]\n"),
        IDLE,
        UNKNOWN,
    ),
)

BY_TOFU = {".opentofu-version": "1.9.0\n"}
"""Says that OpenTofu deploys a folder that holds files of both endings: Terraform reads others of them."""
OPENTOFU: tuple[Case, ...] = (
    (
        "files of both endings, and nothing says which tool",
        {"main.tf": TF, "net.tofu": ATTACHED},
        NAT,
        UNKNOWN,
    ),
    ("files of both endings", {"main.tf": TF, "net.tofu": ATTACHED, **BY_TOFU}, NAT, PASS),
    (
        "the same name with OpenTofu's ending wins",
        {"main.tf": TF + ATTACHED, "main.tofu": TF, **BY_TOFU},
        NAT,
        FAIL,
    ),
    (
        "an override of OpenTofu's",
        {
            **BY_TOFU,
            "main.tf": TF + ATTACHED,
            "main_override.tofu": 'resource "azurerm_nat_gateway" "egress" {\n  idle_timeout_in_minutes = 600\n}\n',
        },
        IDLE,
        FAIL,
    ),
    (
        "what is not enabled",
        {"main.tofu": TF + ATTACHED.replace("}\n", "  lifecycle {\n    enabled = false\n  }\n}\n")},
        NAT,
        FAIL,
    ),
    (
        "what is enabled by what nobody knows",
        {
            "main.tofu": TF
            + 'variable "on" {}\n'
            + ATTACHED.replace("}\n", "  lifecycle {\n    enabled = var.on\n  }\n}\n")
        },
        NAT,
        UNKNOWN,
    ),
    (
        "values in OpenTofu's JSON",
        {
            **BY_TOFU,
            "main.tf": TF + ATTACHED,
            "z_override.tofu.json": '{"variable": {"idle": {"default": 600}}}',
        },
        IDLE,
        FAIL,
    ),
)

STACK = """\
required_providers {
  azurerm = {
    source = "hashicorp/azurerm"
  }
}
provider "azurerm" "this" {
  config {
    features {}
  }
}
variable "idle" {
  type = number
}
component "pay" {
  source    = "./module"
  inputs    = { idle = var.idle }
  providers = { azurerm = provider.azurerm.this }
}
"""


def stack(deployment: str, component: str = STACK, **more: str) -> dict[str, str]:
    """A stack of Terraform with one deployment."""
    files = {name.replace("__", "/").replace("_", "."): each for name, each in more.items()}
    return {
        "module/main.tf": TF.partition("provider")[0] + TF[TF.index("variable") :] + ATTACHED,
        "a.tfcomponent.hcl": component,
        "a.tfdeploy.hcl": deployment,
        **files,
    }


STACKS: tuple[Case, ...] = (
    ("a deployment", stack('deployment "prod" {\n  inputs = { idle = 10 }\n}\n'), IDLE, PASS),
    ("its inputs count", stack('deployment "prod" {\n  inputs = { idle = 600 }\n}\n'), IDLE, FAIL),
    (
        "a value of a store",
        stack(
            'store "varset" "v" {\n  id = "x"\n  category = "terraform"\n}\n'
            'deployment "prod" {\n  inputs = { idle = store.varset.v.idle }\n}\n'
        ),
        IDLE,
        UNKNOWN,
    ),
    (
        "an output of another stack",
        stack(
            'upstream_input "net" {\n  type = "stack"\n  source = "x"\n}\n'
            'deployment "prod" {\n  inputs = { idle = upstream_input.net.idle }\n}\n'
        ),
        IDLE,
        UNKNOWN,
    ),
    (
        "a stack within it may change anything",
        stack(
            'deployment "prod" {\n  inputs = { idle = 10 }\n}\n',
            STACK + 'stack "net" {\n  source = "app.terraform.io/acme/net"\n  inputs = {}\n}\n',
        ),
        IDLE,
        UNKNOWN,
    ),
    (
        "locals of the deployments",
        stack('locals {\n  idle = 600\n}\ndeployment "prod" {\n  inputs = { idle = local.idle }\n}\n'),
        IDLE,
        FAIL,
    ),
)


def synthesized(**changed: object) -> str:
    """What CDK for Terraform writes; ``changed`` are further members of resources, by type."""
    resources: dict[str, dict[str, dict[str, object]]] = {
        "azurerm_nat_gateway": {
            "egress": {
                "name": "egress",
                "resource_group_name": "rg",
                "location": "x",
                "idle_timeout_in_minutes": 10,
            }
        },
        "azurerm_subnet": {
            "nodes": {
                "name": "nodes",
                "resource_group_name": "rg",
                "virtual_network_name": "vnet",
                "address_prefixes": ["10.0.0.0/20"],
            }
        },
        "azurerm_subnet_nat_gateway_association": {
            "a": {
                "subnet_id": "${azurerm_subnet.nodes.id}",
                "nat_gateway_id": "${azurerm_nat_gateway.egress.id}",
            }
        },
        "azurerm_kubernetes_cluster": {
            "pay": {
                "//": {"metadata": {"path": "pay/pay", "uniqueId": "pay"}},
                "name": "pay",
                "resource_group_name": "rg",
                "location": "x",
                "dns_prefix": "pay",
                "default_node_pool": {
                    "name": "system",
                    "node_count": 3,
                    "vm_size": "Standard_D4s_v5",
                    "vnet_subnet_id": "${azurerm_subnet.nodes.id}",
                },
                "network_profile": {"network_plugin": "azure", "outbound_type": "userAssignedNATGateway"},
            }
        },
    }
    for kind, more in changed.items():
        for one in resources[kind].values():
            one.update(more)  # type: ignore[call-overload]
    head = {"//": {"metadata": {"backend": "local", "stackName": "pay", "version": "0.20.0"}}}
    return json.dumps({**head, "provider": {"azurerm": [{"features": [{}]}]}, "resource": resources})


_OUT = "cdktf.out/stacks/pay/cdk.tf.json"

CDKTF: tuple[Case, ...] = (
    ("a stack", {_OUT: synthesized()}, NAT, PASS),
    (
        "none of an association",
        {_OUT: synthesized(azurerm_subnet_nat_gateway_association={"count": 0})},
        NAT,
        FAIL,
    ),
    (
        "as many as nobody knows",
        {_OUT: synthesized(azurerm_subnet_nat_gateway_association={"count": "${data.external.x.result.n}"})},
        NAT,
        UNKNOWN,
    ),
    (
        "for each of nothing",
        {_OUT: synthesized(azurerm_subnet_nat_gateway_association={"for_each": "${toset([])}"})},
        NAT,
        FAIL,
    ),
    (
        "a dynamic block of nothing",
        {
            _OUT: synthesized(
                azurerm_kubernetes_cluster={
                    "network_profile": None,
                    "dynamic": {
                        "network_profile": {
                            "for_each": [],
                            "content": {"outbound_type": "userAssignedNATGateway"},
                        }
                    },
                }
            )
        },
        "outbound-type-implicit-lb",
        FAIL,
    ),
    (
        "a value of an environment variable",
        {
            _OUT: synthesized(azurerm_nat_gateway={"idle_timeout_in_minutes": "${var.idle}"}).replace(
                '"provider"', '"variable": {"idle": {"type": "number"}}, "provider"', 1
            )
        },
        IDLE,
        UNKNOWN,
    ),
)
