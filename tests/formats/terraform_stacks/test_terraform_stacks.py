"""Terraform Stacks: what deployments give to components, what components take from one another, what nobody can tell."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from folders import linted, read, verdicts, written

from natpin.formats import terraform_stacks
from natpin.model.finding import Verdict
from natpin.model.resource import Resource
from natpin.model.value import text

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
NAT, IDLE = "node-subnet-no-nat", "nat-idle-seconds"

NETWORK = """\
variable "group" { type = string }
variable "idle" {
  type    = number
  default = 10
}
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
  idle_timeout_in_minutes = var.idle
}
resource "azurerm_subnet_nat_gateway_association" "this" {
  count          = var.attach ? 1 : 0
  subnet_id      = azurerm_subnet.nodes.id
  nat_gateway_id = azurerm_nat_gateway.this.id
}
output "subnet_id" { value = azurerm_subnet.nodes.id }
"""
AKS = """\
variable "group" { type = string }
variable "subnet_id" { type = string }
resource "azurerm_kubernetes_cluster" "this" {
  name                = "shop"
  resource_group_name = var.group
  location            = "westeurope"
  dns_prefix          = "shop"
  default_node_pool {
    name           = "system"
    node_count     = 3
    vm_size        = "Standard_D4s_v5"
    vnet_subnet_id = var.subnet_id
  }
  network_profile {
    network_plugin = "azure"
    outbound_type  = "userAssignedNATGateway"
  }
}
"""
COMPONENTS = """\
required_providers {
  azurerm = { source = "hashicorp/azurerm", version = "~> 4.40" }
}
provider "azurerm" "this" {
  config {
    features {}
    use_oidc   = true
    oidc_token = var.token
  }
}
variable "group" { type = string }
variable "idle" { type = number }
variable "token" {
  type      = string
  ephemeral = true
}
component "network" {
  source    = "./network"
  inputs    = { group = var.group, idle = var.idle }
  providers = { azurerm = provider.azurerm.this }
}
component "cluster" {
  source    = "./aks"
  inputs    = { group = var.group, subnet_id = component.network.subnet_id }
  providers = { azurerm = provider.azurerm.this }
}
output "subnet" {
  type  = string
  value = component.network.subnet_id
}
"""
DEPLOYMENTS = """\
identity_token "azurerm" {
  audience = ["api://AzureADTokenExchange"]
}
store "varset" "shared" {
  id       = "varset-1"
  category = "terraform"
}
locals {
  idle = 10
}
deployment "prod" {
  inputs = {
    group = "shop-rg"
    idle  = local.idle
    token = identity_token.azurerm.jwt
  }
}
orchestrate "auto_approve" "safe" {
  check {
    condition = context.plan.changes.remove == 0
    reason    = "nothing is removed"
  }
}
"""
WHOLE = {
    "components.tfcomponent.hcl": COMPONENTS,
    "deployments.tfdeploy.hcl": DEPLOYMENTS,
    "network/main.tf": NETWORK,
    "aks/main.tf": AKS,
}


def changed(name: str, before: str, after: str) -> Mapping[str, str]:
    """The whole with a change in one file."""
    assert before in WHOLE[name], before
    return {**WHOLE, name: WHOLE[name].replace(before, after)}


COMPONENT, DEPLOY = "components.tfcomponent.hcl", "deployments.tfdeploy.hcl"
CASES: Mapping[str, tuple[Mapping[str, str], Verdict, Verdict]] = {
    "as it should be": (WHOLE, PASS, PASS),
    "by the name that such files had": (
        {"components.tfstack.hcl" if name == COMPONENT else name: text for name, text in WHOLE.items()},
        PASS,
        PASS,
    ),
    "a number of seconds": (changed(DEPLOY, "idle = 10", "idle = 600"), PASS, FAIL),
    "a store": (changed(DEPLOY, "local.idle", "store.varset.shared.idle"), PASS, UNKNOWN),
    "not given": (changed(DEPLOY, "    idle  = local.idle\n", ""), PASS, UNKNOWN),
    "the module's default": (
        changed(COMPONENT, "{ group = var.group, idle = var.idle }", "{ group = var.group }"),
        PASS,
        PASS,
    ),
    "attached nowhere": (
        changed(COMPONENT, "idle = var.idle }", "idle = var.idle, attach = false }"),
        FAIL,
        PASS,
    ),
    "inputs that are put together": (
        changed(
            COMPONENT,
            "{ group = var.group, idle = var.idle }",
            "merge({ group = var.group, attach = true }, { idle = var.idle })",
        ),
        PASS,
        PASS,
    ),
    "inputs that a local holds": (
        changed(
            COMPONENT,
            "inputs    = { group = var.group, idle = var.idle }",
            "inputs    = local.given",
        )
        | {"locals.tfcomponent.hcl": "locals {\n  given = { group = var.group, idle = 600, attach = true }\n}\n"},
        PASS,
        FAIL,
    ),
    "a subnet of another stack": (
        changed(COMPONENT, "subnet_id = component.network.subnet_id", "subnet_id = var.group"),
        UNKNOWN,
        PASS,
    ),
    "a component that is not here": (
        changed(COMPONENT, './network"', 'app.terraform.io/shop/network/azurerm"\n  version   = "1.0.0"'),
        UNKNOWN,
        UNKNOWN,
    ),
    "a stack of the registry": (
        {**WHOLE, "more.tfcomponent.hcl": 'stack "more" {\n  source = "app.terraform.io/shop/more"\n  inputs = {}\n}\n'},
        UNKNOWN,
        UNKNOWN,
    ),
    "a block that is new": ({**WHOLE, "more.tfcomponent.hcl": 'attachment "more" {}\n'}, UNKNOWN, UNKNOWN),
    "a component that is removed": (
        {
            **WHOLE,
            "more.tfcomponent.hcl": 'removed {\n  source = "./network"\n  from = component.old\n'
            "  providers = { azurerm = provider.azurerm.this }\n}\n",
        },
        PASS,
        PASS,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_a_deployment_amounts_to(case: str, tmp_path: Path) -> None:
    files, nat, idle = CASES[case]
    report = linted(tmp_path, files)
    found = {(one.stack.reader, one.stack.id) for one in report.stacks if one.clusters}
    assert found == {("terraform-stacks", ". (prod)")}
    assert verdicts(report, NAT) == [nat]
    (of_idle,) = [one.verdicts.get(IDLE) for stack in report.stacks for one in stack.clusters]
    assert of_idle == idle or nat is not PASS


def test_each_deployment_is_a_stack(tmp_path: Path) -> None:
    more = 'deployment "dev" {\n  inputs = { group = "dev-rg", idle = 600, token = "t" }\n}\n'
    gone = (
        'deployment "old" {\n  inputs  = { group = "old-rg", idle = 600, token = "t" }\n  destroy = true\n}\n'
    )
    report = linted(tmp_path, {**WHOLE, "more.tfdeploy.hcl": more + gone})
    found = {one.stack.id: one.clusters[0].verdicts[IDLE] for one in report.stacks}
    assert found == {". (prod)": PASS, ". (dev)": FAIL}


def test_components_for_each_region(tmp_path: Path) -> None:
    each = (
        COMPONENTS.replace(
            'source    = "./network"', 'for_each  = toset(["a", "b"])\n  source    = "./network"'
        )
        .replace('source    = "./aks"', 'for_each  = toset(["a", "b"])\n  source    = "./aks"')
        .replace("component.network.subnet_id }", "component.network[each.key].subnet_id }")
        .replace("component.network.subnet_id\n", 'component.network["a"].subnet_id\n')
    )
    files = {
        **WHOLE,
        COMPONENT: each.replace("{ group = var.group,", '{ group = "${var.group}-${each.key}",'),
    }
    assert verdicts(linted(tmp_path, files), NAT) == [PASS, PASS]


def test_a_stack_without_deployments_has_inputs_that_nobody_knows(tmp_path: Path) -> None:
    files = {name: text for name, text in WHOLE.items() if name != DEPLOY}
    assert verdicts(linted(tmp_path, files), IDLE) == [UNKNOWN]
    assert verdicts(linted(tmp_path, files, idle="10"), IDLE) == [PASS]


AVM = """\
provider "azurerm" "this" {
  config {
    features {}
  }
}
variable "more" { type = any }
variable "key" { type = string }
locals {
  given = GIVEN
}
component "shop" {
  source    = "Azure/avm-res-containerservice-managedcluster/azurerm"
  version   = "0.3.0"
  inputs    = INPUTS
  providers = { azurerm = provider.azurerm.this }
}
"""
GIVEN = (
    '{ name = "x", resource_group_name = "rg", location = "westeurope", '
    'network_profile = { network_plugin = "azure", outbound_type = "userAssignedNATGateway" } }'
)
OUTBOUND = "outbound-type-not-nat"


@pytest.mark.parametrize(
    ("inputs", "verdict"),
    [
        (GIVEN, PASS),
        ("local.given", PASS),
        ("merge({}, local.given)", PASS),
        ('merge(local.given, { network_profile = { outbound_type = "loadBalancer" } })', FAIL),
        ('merge(local.given, { network_profile = null })', FAIL),
        ('{ for k, v in local.given : k => v }', PASS),
        ("merge(local.given, var.more)", UNKNOWN),
        ("var.more", UNKNOWN),
        ('{ name = "x", (var.key) = {} }', UNKNOWN),
        ('"no object"', UNKNOWN),
    ],
)  # fmt: skip
def test_the_inputs_of_a_component_of_the_registry_are_any_object(
    inputs: str, verdict: Verdict, tmp_path: Path
) -> None:
    said = AVM.replace("INPUTS", inputs).replace("GIVEN", GIVEN)
    report = linted(tmp_path, {COMPONENT: said, DEPLOY: 'deployment "a" {\n  inputs = {}\n}\n'})
    assert verdicts(report, OUTBOUND) == [verdict]


BROKEN = 'deployment "broken" {\n  inputs = { idle = 10 "x" }\n}\n'
DESTROYED = 'deployment "old" {\n  destroy = true\n  inputs = { group = "a", idle = 10 }\n}\n'


@pytest.mark.parametrize("sound", [WHOLE[DEPLOY], DESTROYED, ""], ids=["one", "one that goes", "none"])
def test_a_deployment_that_cannot_be_parsed_is_told(sound: str, tmp_path: Path) -> None:
    told = [one for one in linted(tmp_path, {**WHOLE, DEPLOY: sound + BROKEN}).skipped if one.claims_aks]
    assert {one.path for one in told} == {DEPLOY}
    assert any('deployment "broken"' in one.reason for one in told)


def test_a_stack_that_is_taken_away_says_so(tmp_path: Path) -> None:
    report = linted(tmp_path, {**WHOLE, DEPLOY: DESTROYED})
    assert report.stacks == ()
    (told,) = report.skipped
    assert (told.path, told.claims_aks) == (DEPLOY, False)
    assert "every deployment of the stack is destroyed" in told.reason


def test_a_value_keeps_its_place(tmp_path: Path) -> None:
    files = changed(DEPLOY, "idle  = local.idle", "idle  = 600")
    (finding,) = [
        one for stack in linted(tmp_path, files).stacks for one in stack.findings if one.rule.id == IDLE
    ]
    assert (finding.at.path, finding.at.line) == (DEPLOY, 14)


def test_a_component_is_called_so(tmp_path: Path) -> None:
    written(tmp_path, WHOLE)
    ((_, parts),) = read(tmp_path, terraform_stacks)
    found = {one.address for one in parts if isinstance(one, Resource)}
    assert "component.cluster.azurerm_kubernetes_cluster.this" in found


def test_a_folder_of_modules_is_judged_through_its_stack(tmp_path: Path) -> None:
    assert {one.stack.root for one in linted(tmp_path, WHOLE).stacks} == {"."}
    alone = linted(tmp_path, {}, "network", "aks")
    assert {one.stack.root for one in alone.stacks} == {"aks", "network"}


@pytest.mark.parametrize(
    "text",
    [
        'component "a" {',
        'component "a" { source = "./aks"\n inputs = [',
        'component "a" {\n  source = component.a.x\n  inputs = component.a\n}\n',
        'component "a" {\n  source = "./aks"\n  for_each = component.a\n  inputs = { group = component.a.b, subnet_id = 1 }\n}\n',
        'provider "azurerm" "this" {}\nprovider "azurerm" {}\ncomponent {}\ncomponent "a" "b" {}\n',
        'component "a" {\n  source = "../../../outside"\n  inputs = {}\n}\n',
        'component "a" {\n  source = "./aks"\n  inputs = ' + "[" * 2000 + "\n}\n",
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", [COMPONENT, DEPLOY])
def test_any_file_gives_a_report(name: str, text: str, tmp_path: Path) -> None:
    report = linted(tmp_path, {**WHOLE, name: text})
    assert report.files_read
    assert PASS not in verdicts(report, NAT) or name == DEPLOY


def test_each_instance_of_a_provider_works_in_its_own_subscription(tmp_path: Path) -> None:
    """Stacks, "provider block reference": ``for_each``, and ``provider.azurerm.by["key"]`` of a component."""
    component = (
        'component "%s" {\n  source = "./m"\n  providers = { azurerm = provider.azurerm.by["%s"] }\n}\n'
    )
    files = {
        "m/main.tf": 'resource "azurerm_nat_gateway" "this" {\n  name = "n"\n  resource_group_name = "rg"\n  location = "x"\n}\n',
        "main.tfcomponent.hcl": 'provider "azurerm" "by" {\n  for_each = { a = "one", b = "two" }\n'
        "  config {\n    subscription_id = each.value\n  }\n}\n"
        + component % ("left", "a")
        + component % ("right", "b"),
        "main.tfdeploy.hcl": 'deployment "prod" {\n  inputs = {}\n}\n',
    }
    written(tmp_path, files)
    parts = [part for _, several in read(tmp_path, terraform_stacks) for part in several]
    found = [str(text(part.subscription)) for part in parts if isinstance(part, Resource)]
    assert sorted(found) == ["one", "two"]
