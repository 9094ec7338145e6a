"""Variables, modules, instances and what stands in them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from evaluated import evaluation, shown

from natpin.formats.interface import Inputs
from natpin.languages.terraform.instance import Instance
from natpin.model.location import NOWHERE
from natpin.model.value import Kind, Reference, Unknown, Value

SUBNET = """
resource "azurerm_subnet" "s" {
  %s
  name = "%s"
}
"""


def instances(folder: Path, files: dict[str, str], **inputs: object) -> dict[str, Instance]:
    found = evaluation(folder, files, inputs=Inputs(**inputs))  # type: ignore[arg-type]
    return {one.address: one for one in found.instances()}


def test_variables_take_their_values_in_order_of_precedence(tmp_path: Path) -> None:
    files = {
        "main.tf": "\n".join(f'variable "{name}" {{\n  default = "default"\n}}' for name in "abcdef")
        + '\nvariable "none" {}\noutput "all" {\n  value = [var.a, var.b, var.c, var.d, var.e, var.f, var.none]\n}\n',
        "terraform.tfvars": 'b = "plain"\nc = "plain"\nd = "plain"\ne = "plain"\n',
        "terraform.tfvars.json": '{"c": "json", "d": "json"}',
        "x.auto.tfvars": 'd = "auto"\ne = "auto"\n',
        "prod.tfvars": 'e = "named"\nf = "named"\n',
    }
    found = evaluation(tmp_path, files, inputs=Inputs(variables={"f": "given"}))
    assert shown(found.root.output("all", NOWHERE)) == [
        "default",
        "plain",
        "json",
        "auto",
        "auto",
        "given",
        "?",
    ]
    found = evaluation(tmp_path, {}, inputs=Inputs(var_files=("prod.tfvars",)))
    values = found.root.output("all", NOWHERE)
    assert shown(values) == ["default", "plain", "json", "auto", "named", "named", "?"]
    assert isinstance(values, Value)
    assert isinstance(values.data, tuple)
    first, *_, named, unknown = values.data
    assert isinstance(first, Value)
    assert (first.origin.kind, first.origin.whose) == (Kind.EXPLICIT, "variable a")
    assert isinstance(named, Value)
    assert (named.at.path, named.origin.kind) == ("prod.tfvars", Kind.EXPLICIT)
    assert isinstance(unknown, Unknown)
    assert (unknown.reason, unknown.settle_by) == ("var.none has no default", "--var-file")


def test_types_convert_and_fill_in_optional_attributes(tmp_path: Path) -> None:
    files = {
        "main.tf": """
variable "pools" {
  type = map(object({
    count   = optional(number, 2)
    name    = string
    zones   = optional(set(string), ["1"])
    nested  = optional(object({ on = optional(bool, true) }), {})
    nothing = optional(string)
  }))
}
output "it" {
  value = var.pools
}
""",
        "terraform.tfvars": 'pools = {\n  a = { name = 7, count = "3", extra = 1 }\n  b = { name = "b", zones = [2, 1, 2] }\n}\n',
    }
    found = evaluation(tmp_path, files).root.output("it", NOWHERE)
    assert shown(found) == {
        "a": {"count": 3, "name": "7", "zones": ["1"], "nested": {"on": True}, "nothing": None},
        "b": {"count": 2, "name": "b", "zones": ["1", "2"], "nested": {"on": True}, "nothing": None},
    }


def test_one_unknown_leaves_its_neighbours_alone(tmp_path: Path) -> None:
    files = {
        "main.tf": 'variable "x" {\n  type = object({ a = string, b = number })\n}\nvariable "u" {}\n'
        'module "m" {\n  source = "./m"\n  x = { a = var.u, b = 2 }\n}\noutput "it" {\n  value = module.m.it\n}\n',
        "m/main.tf": 'variable "x" {\n  type = object({ a = string, b = number })\n}\noutput "it" {\n  value = [var.x.a, var.x.b]\n}\n',
    }
    assert shown(evaluation(tmp_path, files).root.output("it", NOWHERE)) == ["?", 2]


def test_modules_with_count_and_for_each(tmp_path: Path) -> None:
    files = {
        "main.tf": """
module "each" {
  source   = "./net"
  for_each = { eu = "a", us = "b" }
  name     = "${each.key}-${each.value}"
}
module "counted" {
  source = "./net"
  count  = 2
  name   = "c${count.index}"
}
output "it" {
  value = [
    module.each["eu"].id, module.counted[*].id, module.counted.0.name,
    { for k, m in module.each : k => m.whole.name }, values(module.each)[*].id,
  ]
}
""",
        "net/main.tf": 'variable "name" {}\n'
        + SUBNET % ("", "${var.name}")
        + 'output "id" {\n  value = azurerm_subnet.s.id\n}\noutput "whole" {\n  value = azurerm_subnet.s\n}\n'
        'output "name" {\n  value = azurerm_subnet.s.name\n}\n',
    }
    found = evaluation(tmp_path, files)
    eu, us = '->module.each["eu"].azurerm_subnet.s.id', '->module.each["us"].azurerm_subnet.s.id'
    assert shown(found.root.output("it", NOWHERE)) == [
        eu,
        ["->module.counted[0].azurerm_subnet.s.id", "->module.counted[1].azurerm_subnet.s.id"],
        "c0",
        {"eu": "eu-a", "us": "us-b"},
        [eu, us],
    ]
    assert sorted(one.address for one in found.instances()) == [
        "module.counted[0].azurerm_subnet.s",
        "module.counted[1].azurerm_subnet.s",
        'module.each["eu"].azurerm_subnet.s',
        'module.each["us"].azurerm_subnet.s',
    ]


@pytest.mark.parametrize(
    ("meta", "addresses"),
    [
        ("count = 0", []),
        ("count = var.off ? 1 : 0", []),
        ("count = 2", ["azurerm_subnet.s[0]", "azurerm_subnet.s[1]"]),
        ("for_each = toset([])", []),
        ('for_each = toset(["b", "a"])', ['azurerm_subnet.s["a"]', 'azurerm_subnet.s["b"]']),
        ("count = var.unknown ? 1 : 0", ["azurerm_subnet.s[?]"]),
        ("for_each = var.unknown", ["azurerm_subnet.s[?]"]),
        ("count = 100000000", ["azurerm_subnet.s[?]"]),
        ("", ["azurerm_subnet.s"]),
    ],
)
def test_which_instances_there_are(meta: str, addresses: list[str], tmp_path: Path) -> None:
    files = {
        "main.tf": 'variable "off" {\n  default = false\n}\nvariable "unknown" {}\n' + SUBNET % (meta, "n")
    }
    found = instances(tmp_path, files)
    assert list(found) == addresses
    for address, one in found.items():
        assert (one.conditional is not None) == address.endswith("[?]")


def test_an_instance_says_all_that_stands_in_it(tmp_path: Path) -> None:
    files = {
        "main.tf": """
terraform {
  required_providers {
    azurerm = { source = "hashicorp/azurerm", version = "~> 4.1" }
  }
}
variable "ips" {
  default = ["10.0.0.0/28", "10.0.1.0/28"]
}
variable "unknown" {}
resource "azurerm_kubernetes_cluster" "aks" {
  name = "aks-${azurerm_virtual_network.v.name}"
  default_node_pool {
    name           = "system"
    vnet_subnet_id = azurerm_subnet.s["a"].id
    upgrade_settings {
      max_surge = "10%"
    }
  }
  dynamic "network_profile" {
    for_each = [{ type = "userAssignedNATGateway" }]
    iterator = net
    content {
      outbound_type = net.value.type
      ip_number     = net.key
    }
  }
  dynamic "identity" {
    for_each = var.unknown ? [1] : []
    content {
      type = "SystemAssigned"
    }
  }
  dynamic "never" {
    for_each = []
    content {}
  }
  lifecycle {
    prevent_destroy = true
    ignore_changes  = [tags, default_node_pool[0].node_count]
  }
  depends_on = [azurerm_subnet_nat_gateway_association.a, module.other]
}
resource "azurerm_virtual_network" "v" {
  name = var.unknown
  subnet {
    name = "inline"
  }
}
resource "azurerm_subnet" "s" {
  for_each = toset(["a"])
  name     = each.key
}
resource "azurerm_subnet_nat_gateway_association" "a" {
  subnet_id      = element(tolist(azurerm_virtual_network.v.subnet), 0).id
  nat_gateway_id = "${azurerm_subnet.s["a"].id}/x"
}
"""
    }
    found = instances(tmp_path, files)
    cluster = found["azurerm_kubernetes_cluster.aks"]
    assert shown(Value(cluster.attributes)) == {
        "name": "aks-{->azurerm_virtual_network.v.name}",
        "default_node_pool": [
            {
                "name": "system",
                "vnet_subnet_id": '->azurerm_subnet.s["a"].id',
                "upgrade_settings": [{"max_surge": "10%"}],
            }
        ],
        "network_profile": [{"outbound_type": "userAssignedNATGateway", "ip_number": 0}],
        "identity": "?",
        "never": [],
    }
    assert cluster.provider_version == "4"
    assert cluster.prevent_destroy
    assert cluster.ignore_changes == ("tags", "default_node_pool.node_count")
    assert {one.target for one in cluster.depends_on} >= {
        "azurerm_subnet_nat_gateway_association.a",
        "module.other",
        'azurerm_subnet.s["a"]',
    }
    assert (cluster.at.path, cluster.at.line) == ("main.tf", 11)
    linked = found["azurerm_subnet_nat_gateway_association.a"].attributes
    assert linked["subnet_id"] == Reference(
        "azurerm_virtual_network.v", "subnet.0.id", linked["subnet_id"].at
    )
    assert shown(linked["nat_gateway_id"]) == '{->azurerm_subnet.s["a"].id}/x'


def test_override_files_and_json(tmp_path: Path) -> None:
    files = {
        "main.tf": SUBNET % ("", "plain") + 'locals {\n  x = "main"\n}\n',
        "z_override.tf": 'resource "azurerm_subnet" "s" {\n  name = "over-${local.x}"\n}\n',
        "override.tf.json": '{"locals": {"x": "json"}}',
        "more.tf.json": '{"resource": {"azurerm_subnet": {"t": {"name": "${local.x}-t", "count": 1}}}}',
    }
    found = instances(tmp_path, files)
    assert shown(found["azurerm_subnet.s"].attributes["name"]) == "over-json"
    assert found["azurerm_subnet.s"].attributes["name"].at.path == "z_override.tf"
    assert shown(found["azurerm_subnet.t[0]"].attributes["name"]) == "json-t"


def test_modules_that_init_fetched(tmp_path: Path) -> None:
    manifest = {"Modules": [{"Key": "", "Dir": "."}, {"Key": "net", "Dir": ".terraform/modules/net/sub"}]}
    files = {
        "main.tf": 'module "net" {\n  source = "example/net/azurerm"\n}\noutput "id" {\n  value = module.net.id\n}\n',
        ".terraform/modules/modules.json": json.dumps(manifest),
        ".terraform/modules/net/sub/main.tf": SUBNET % ("", "n")
        + 'output "id" {\n  value = azurerm_subnet.s.id\n}\n',
    }
    found = evaluation(tmp_path, files)
    assert shown(found.root.output("id", NOWHERE)) == "->module.net.azurerm_subnet.s.id"
    manifest["Modules"][1]["Dir"] = "../../../etc"
    (tmp_path / ".terraform/modules/modules.json").write_text(json.dumps(manifest))
    absent = evaluation(tmp_path, {}).root.output("id", NOWHERE)
    assert isinstance(absent, Unknown)
    assert "example/net/azurerm, which is not here" in absent.reason


def test_circles_end(tmp_path: Path) -> None:
    files = {
        "main.tf": 'locals {\n  a = local.b\n  b = [local.a, 1]\n}\nmodule "m" {\n  source = "./m"\n  x = module.m.y\n}\n'
        'module "self" {\n  source = "./"\n}\noutput "it" {\n  value = [local.a, module.m.y]\n}\n'
        + SUBNET
        % ("count = length(azurerm_subnet.s)", "n"),
        "m/main.tf": 'variable "x" {}\noutput "y" {\n  value = var.x\n}\n' + SUBNET % ("", "m"),
    }
    found = evaluation(tmp_path, files)
    assert shown(found.root.output("it", NOWHERE)) == [["?", 1], "?"]
    assert any(one.address == "module.m.azurerm_subnet.s" for one in found.instances())


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        ("~> 4.0", "4"),
        ("= 3.97.1", "3.97.1"),
        (">= 3.0", "3+"),
        (">= 4.0", "4+"),
        (">= 4.0, < 6.0", "4+"),
        ("> 4.12.1", "4+"),
        ("< 4.0", None),
        ("!= 4.1.0", None),
        (">= 0.13", None),
        (">= 4.1, < 5.0", "4"),
        ("~> 3.90.0", "3"),
        ("bad", None),
    ],
)
def test_provider_versions(constraint: str, expected: str | None, tmp_path: Path) -> None:
    settings = (
        f'terraform {{\n  required_providers {{\n    azurerm = {{ version = "{constraint}" }}\n  }}\n}}\n'
    )
    found = instances(tmp_path, {"main.tf": settings + SUBNET % ("", "n")})
    assert found["azurerm_subnet.s"].provider_version == expected
    lock = 'provider "registry.terraform.io/hashicorp/azurerm" {\n  version = "4.27.0"\n}\n'
    found = instances(tmp_path, {".terraform.lock.hcl": lock})
    assert found["azurerm_subnet.s"].provider_version == "4.27.0"


ASSOCIATION = (
    'resource "azurerm_subnet_nat_gateway_association" "a" {\n  subnet_id = azurerm_subnet.s.id\n}\n'
)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {"main.tf": SUBNET % ("", "s") + ASSOCIATION + "%s"},
            "azurerm_subnet_nat_gateway_association.a.subnet_id",
        ),
        (
            {
                "main.tf": 'module "net" {\n  source = "./net"\n}\nlocals {\n  id = module.net.id\n}\n%s',
                "net/main.tf": SUBNET % ("", "s")
                + ASSOCIATION
                + 'output "id" {\n  value = azurerm_subnet.s.id\n'
                "  depends_on = [azurerm_subnet_nat_gateway_association.a]\n}\n",
            },
            "local.id",
        ),
    ],
    ids=["an argument of the association", "an output that waits for it"],
)
def test_what_a_cluster_waits_for(files: dict[str, str], expected: str, tmp_path: Path) -> None:
    cluster = 'resource "azurerm_kubernetes_cluster" "c" {\n  default_node_pool {\n    vnet_subnet_id = %s\n  }\n}\n'
    files = {name: text.replace("%s", cluster % expected) for name, text in files.items()}
    found = instances(tmp_path, files)["azurerm_kubernetes_cluster.c"]
    prefix = "module.net." if "net/main.tf" in files else ""
    assert shown(found.attributes["default_node_pool"]) == [
        {"vnet_subnet_id": f"->{prefix}azurerm_subnet.s.id"}
    ]
    assert f"{prefix}azurerm_subnet_nat_gateway_association.a" in {one.target for one in found.depends_on}
