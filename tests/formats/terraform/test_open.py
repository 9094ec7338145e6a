"""What is not decided, not here or not followed: kept as what it is, never dropped, never certain."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.formats import terraform
from natpin.formats.interface import Inputs
from natpin.formats.terraform.pairing import alike, names
from natpin.model import resource as arm
from natpin.model.doubt import Doubt, Question, Reach
from natpin.model.part import Part
from natpin.model.resource import Link, Resource
from natpin.model.stack import Stack
from natpin.model.value import Node, Reference, Unknown, Value, plain, text
from natpin.workspace import FolderWorkspace

from .evaluated import value
from .laws import questions, read

SUBNET = 'resource "azurerm_subnet" "s" {\n  name = "s"\n  virtual_network_name = "v"\n  resource_group_name = "g"\n}\n'
GATEWAY = 'resource "azurerm_nat_gateway" "n" {\n  name = "n"\n  resource_group_name = "g"\n}\n'
ATTACHED = (
    SUBNET
    + GATEWAY
    + 'resource "azurerm_subnet_nat_gateway_association" "a" {\n  %s\n  subnet_id = azurerm_subnet.s.id\n'
    "  nat_gateway_id = azurerm_nat_gateway.n.id\n}\n"
)


def read_all(
    folder: Path, files: dict[str, str], root: str = ".", inputs: tuple[str, ...] = ()
) -> list[Part]:
    for name, written in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(written)
    workspace = FolderWorkspace(folder, folder)
    return list(terraform.read(Stack("terraform", root, inputs), workspace, Inputs()))


def reaches(parts: list[Part]) -> list[Reach]:
    return [part.reach for part in parts if isinstance(part, Doubt)]


@pytest.mark.parametrize(
    ("written", "sure"),
    [
        ('concat(["a"], var.x, ["b"])', ["a", "b"]),
        ('distinct(concat(["a", "a"], var.x))', ["a"]),
        ('compact(["a", "", var.s])', ["a"]),
        ('flatten([["a"], var.x])', ["a"]),
        ('toset(concat(var.x, ["a"]))', ["a"]),
        ('[for one in concat(["a"], var.x) : upper(one)]', ["A"]),
        ('[for one in ["a", "b"] : one if one == "a" || var.flag]', ["a"]),
        ('var.flag ? ["a", "b"] : ["a"]', ["a"]),
        ("keys(merge(var.m, { a = 1 }))", ["a"]),
        ('setunion(["a"], var.x)', ["a"]),
    ],
)
def test_what_is_certain_of_a_list_is_kept(written: str, sure: list[str], tmp_path: Path) -> None:
    variables = "".join(f'variable "{name}" {{}}\n' for name in ("x", "s", "flag", "m"))
    found = value(tmp_path, written, variables)
    assert isinstance(found, Unknown)
    assert found.sure is not None
    assert plain(found.sure) == sure


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("merge(var.m, { a = 1 }).a", 1),
        ("merge({ a = 1 }, var.m).a", None),
        ("merge({ a = 1 }, { (var.s) = 2 }).a", None),
        ('lookup(merge(var.m, { a = 1 }), "a", 2)', 1),
        ('lookup(merge(var.m, { a = 1 }), "b", 2)', None),
        ('contains(concat(["a"], var.x), "a")', True),
        ('contains(concat(["a"], var.x), "b")', None),
        ('length(concat(["a"], var.x))', None),
        ("{ a = 1, (var.s) = 2, b = 3 }.b", 3),
        ('one(concat(["a"], var.x))', "a"),
        ("anytrue([true, var.flag])", True),
        ("try(random_string.r.result, null) == null", False),
        ("(var.flag ? { a = 1, b = 2 } : { a = 1 }).a", 1),
    ],
)
def test_what_is_certain_of_a_part_is_known(written: str, expected: object, tmp_path: Path) -> None:
    variables = "".join(f'variable "{name}" {{}}\n' for name in ("x", "s", "flag", "m"))
    found = value(tmp_path, written, variables + 'resource "random_string" "r" {\n  length = 4\n}\n')
    assert (plain(found) if isinstance(found, Value) else None) == expected


@pytest.mark.parametrize(
    "undecided",
    [
        "count = var.x",
        "count = var.flag ? 1 : 0",
        "for_each = var.x",
        'for_each = var.flag ? toset(["a"]) : []',
        "lifecycle {\n    enabled = var.flag\n  }",
    ],
)
def test_what_may_not_be_made_is_conditional(undecided: str, tmp_path: Path) -> None:
    text_ = ATTACHED % undecided + 'variable "x" {}\nvariable "flag" {\n  type = bool\n}\n'
    (link,) = [part for part in read(tmp_path, text_) if isinstance(part, Link)]
    assert link.conditional is not None


@pytest.mark.parametrize("given", ["null", '""', 'try(null, "")', "one([])"])
def test_an_association_with_nothing_attaches_nothing(given: str, tmp_path: Path) -> None:
    written = (ATTACHED % "").replace("azurerm_nat_gateway.n.id", given)
    (link,) = [part for part in read(tmp_path, written) if isinstance(part, Link)]
    assert link.conditional is not None


def test_keys_that_are_certain_make_instances_beside_those_that_may_be(tmp_path: Path) -> None:
    each = 'for_each = merge(var.x, { a = "n" })'
    parts = read(tmp_path, ATTACHED % each + 'variable "x" {\n  type = map(string)\n}\n')
    links = {part.address.rpartition("a")[2]: part for part in parts if isinstance(part, Link)}
    (certain,) = [part for part in parts if isinstance(part, Link) and part.conditional is None]
    assert certain.address.endswith('["a"]')
    assert len(links) == 2


def test_a_count_of_one_or_two_is_one_at_least(tmp_path: Path) -> None:
    written = ATTACHED % "count = var.flag ? 2 : 1" + 'variable "flag" {}\n'
    found = {part.address: part.conditional for part in read(tmp_path, written) if isinstance(part, Link)}
    assert [address for address, why in found.items() if why is None] == [
        "azurerm_subnet_nat_gateway_association.a[0]"
    ]


def test_one_input_is_one_question_with_the_values_it_is_compared_with(tmp_path: Path) -> None:
    written = (
        ATTACHED % 'count = var.tier == "gold" || contains(["silver"], var.tier) ? 1 : 0'
        + 'variable "tier" {\n  type = string\n}\n'
    )
    (question,) = questions(read(tmp_path, written)).values()
    assert question.options[:2] == ("gold", "silver")
    attached = {
        option: any(
            isinstance(part, Link) for part in read(tmp_path, written, assumed={question.key: option})
        )
        for option in question.options
    }
    assert list(attached.values()) == [True, True, False]


@pytest.mark.parametrize(
    ("validation", "options"),
    [
        ('contains(["a", "b"], var.x)', ("a", "b")),
        ('can(regex("^(a|b)$", var.x))', ("a", "b")),
        ('var.x == "a" || var.x == "b"', ("a", "b")),
        ('length(var.x) > 0 && contains(["a", "b"], var.x)', ("a", "b")),
    ],
)
def test_a_validation_tells_the_values(validation: str, options: tuple[str, ...], tmp_path: Path) -> None:
    variable = f'variable "x" {{\n  type = string\n  validation {{\n    condition = {validation}\n  }}\n}}\n'
    written = SUBNET.replace('name = "s"', "name = var.x") + variable
    (question,) = questions(read(tmp_path, written)).values()
    assert question.options == options


def test_the_provider_tells_the_subscription(tmp_path: Path) -> None:
    providers = (
        'provider "azurerm" {\n  subscription_id = "one"\n}\n'
        'provider "azurerm" {\n  alias = "two"\n  subscription_id = "two"\n}\n'
    )
    calls = 'module "m" {\n  source = "./m"\n  providers = { azurerm = azurerm.two }\n}\n'
    own = SUBNET.replace('"s" {', '"t" {\n  provider = azurerm.two')
    files = {"main.tf": providers + calls + SUBNET + own, "m/main.tf": SUBNET}
    found = {p.address: text(p.subscription) for p in read_all(tmp_path, files) if isinstance(p, Resource)}
    assert found == {"azurerm_subnet.s": "one", "azurerm_subnet.t": "two", "module.m.azurerm_subnet.s": "two"}


@pytest.mark.parametrize(
    ("each", "key", "expected"),
    [
        ('{ a = "one", b = "two" }', '"b"', "two"),
        ('toset(["one", "two"])', '"two"', "two"),
        ('{ a = "one", b = "two" }', "local.key", "two"),
        (
            '{ a = "one", b = "two" }',
            '"gone"',
            'which instance of the provider is meant by "gone" is not known',
        ),
        (
            '{ a = "one", b = "two" }',
            "var.unset",
            "which instance of the provider is meant by {var.unset has no default",
        ),
        ("var.unset", '"b"', 'which instance of the provider is meant by "b" is not known'),
    ],
)
def test_each_instance_of_a_provider_tells_its_subscription(
    each: str, key: str, expected: str, tmp_path: Path
) -> None:
    providers = (
        'provider "azurerm" {\n  subscription_id = "own"\n}\n'
        f'provider "azurerm" {{\n  alias = "by"\n  for_each = {each}\n  subscription_id = each.value\n}}\n'
        'variable "unset" {}\nlocals {\n  key = "b"\n}\n'
    )
    calls = f'module "m" {{\n  source = "./m"\n  providers = {{ azurerm = azurerm.by[{key}] }}\n}}\n'
    own = SUBNET.replace('"s" {', f'"t" {{\n  provider = azurerm.by[{key}]')
    files = {"main.tf": providers + calls + own, "m/main.tf": SUBNET}
    found = [p.subscription for p in read_all(tmp_path, files) if isinstance(p, Resource)]
    said = [one.reason if isinstance(one, Unknown) else text(one) or "" for one in found]
    assert len(said) == 2
    assert all(one.startswith(expected) for one in said), said


def test_each_instance_of_a_module_has_its_own_instance_of_a_provider(tmp_path: Path) -> None:
    files = {
        "main.tf": """
provider "azurerm" {
  alias = "by"
  for_each = { a = "one", b = "two" }
  subscription_id = each.value
}
module "m" {
  source = "./m"
  for_each = toset(["a", "b"])
  providers = { azurerm = azurerm.by[each.key] }
}
""",
        "m/main.tf": SUBNET,
    }
    found = {p.address: text(p.subscription) for p in read_all(tmp_path, files) if isinstance(p, Resource)}
    assert found == {'module.m["a"].azurerm_subnet.s': "one", 'module.m["b"].azurerm_subnet.s': "two"}


@pytest.mark.parametrize(
    ("call", "kinds"),
    [
        (
            'source = "git::https://x/terraform-egress.git"\n  subnet_ids = [azurerm_subnet.s.id]',
            {arm.SUBNET},
        ),
        ('source = "git::https://x/terraform-storage.git"\n  subnet_id = azurerm_subnet.s.id', set()),
        ('source = "git::https://x/terraform-dashboards.git"\n  resource_group_name = "g"', set()),
        ('source = "git::https://x/terraform-net.git"\n  vnet_name = "v"', {arm.VIRTUAL_NETWORK, arm.SUBNET}),
        ('source = "../gone"\n  subnet_id = azurerm_subnet.s.id', {arm.SUBNET}),
        ('source = "git::https://x/terraform-aks.git"', {arm.CLUSTER, arm.AGENT_POOL}),
    ],
)
def test_a_module_that_is_not_here_may_change_what_it_is_given(
    call: str, kinds: set[str], tmp_path: Path
) -> None:
    parts = read(tmp_path, SUBNET + f'module "m" {{\n  {call}\n}}\n')
    assert {kind for reach in reaches(parts) for kind in reach.types} == kinds


@pytest.mark.parametrize("broken", [ATTACHED % "count = = 1", (ATTACHED % "")[:-2]])
def test_an_association_that_cannot_be_parsed_may_be_there(broken: str, tmp_path: Path) -> None:
    assert any(
        reach.types == (arm.SUBNET,) and reach.properties == ("natGateway",)
        for reach in reaches(read(tmp_path, broken))
    )


def test_a_template_that_is_deployed_is_read(tmp_path: Path) -> None:
    written = (
        'resource "azurerm_resource_group_template_deployment" "d" {\n  name = "d"\n  resource_group_name = "g"\n'
        '  template_content = jsonencode({ parameters = { n = { defaultValue = "x" } }, resources = [\n'
        '    { type = "Microsoft.ContainerService/managedClusters", name = "c", properties = { dnsPrefix = "[parameters(\'n\')]" } },\n'
        "    { type = \"Microsoft.Network/natGateways\", name = \"[concat('a', 'b')]\" },\n"
        "    { type = \"Microsoft.Storage/storageAccounts\", name = \"[concat('a', 'b')]\" } ] })\n}\n"
    )
    parts = read(tmp_path, written)
    (cluster,) = [part for part in parts if isinstance(part, Resource)]
    assert (text(cluster.name), text(cluster.properties["dnsPrefix"])) == ("c", "x")
    assert [reach.types for reach in reaches(parts)] == [(arm.NAT_GATEWAY,)]


def test_inline_subnets_are_told_apart_by_name_and_not_by_place(tmp_path: Path) -> None:
    network = (
        'resource "azurerm_virtual_network" "v" {\n  name = "v"\n  resource_group_name = "g"\n'
        '  subnet {\n    name = "a"\n  }\n  subnet {\n    name = "b"\n  }\n}\n'
    )

    def of(written: str) -> Node:
        return value(tmp_path, written, network)

    named = of('{ for s in azurerm_virtual_network.v.subnet : s.name => s.id }["b"]')
    assert isinstance(named, Reference)
    assert named.attribute == "subnet.1.id"
    for written in (
        "tolist(azurerm_virtual_network.v.subnet)[0].id",
        "(azurerm_virtual_network.v.subnet[*].id)[1]",
    ):
        first = of(written)
        assert isinstance(first, Reference)
        assert first.attribute == "subnet.?.id"


LOOKED_UP = 'data "azurerm_subnet" "s" {\n  name = "s"\n  virtual_network_name = "v"\n  resource_group_name = "g"\n}\n'


def test_what_a_third_root_attaches_joins(tmp_path: Path) -> None:
    egress = (
        (ATTACHED % "").replace(SUBNET, LOOKED_UP).replace("azurerm_subnet.s.id", "data.azurerm_subnet.s.id")
    )
    files = {
        "aks/main.tf": LOOKED_UP,
        "network/main.tf": SUBNET,
        "egress/main.tf": egress,
        "other/main.tf": GATEWAY,
    }
    parts = read_all(tmp_path, files, "aks")
    assert {part.home for part in parts if isinstance(part, Resource)} == {None, "network", "egress"}
    assert [part.address for part in parts if isinstance(part, Link)] == [
        "<egress>.azurerm_subnet_nat_gateway_association.a"
    ]


def test_what_another_root_knows_by_our_state_is_ours(tmp_path: Path) -> None:
    ours = (
        'terraform {\n  backend "azurerm" {\n    key = "aks"\n  }\n}\n'
        + SUBNET
        + 'output "id" {\n  value = azurerm_subnet.s.id\n}\n'
    )
    state = 'data "terraform_remote_state" "aks" {\n  backend = "azurerm"\n  config = { key = "aks" }\n}\n'
    egress = (
        (ATTACHED % "")
        .replace(SUBNET, state)
        .replace("azurerm_subnet.s.id", "data.terraform_remote_state.aks.outputs.id")
    )
    parts = read_all(tmp_path, {"aks/main.tf": ours, "egress/main.tf": egress}, "aks")
    (link,) = [part for part in parts if isinstance(part, Link)]
    assert isinstance(link.source, Reference)
    assert link.source.target == "azurerm_subnet.s"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("aks", ["aks/env/prod/terraform.tfvars"]), ("net", ["net/prod.tfvars"]), True),
        (("aks", ["aks/dev.tfvars"]), ("net", ["net/prod.tfvars"]), False),
        (("live/prod/aks", []), ("live/dev/net", []), False),
        (("live/production/aks", []), ("net", ["net/prd.tfvars"]), True),
        (("aks", ["aks/customer-a.tfvars"]), ("net", ["net/customer-a.tfvars"]), True),
        (("aks", []), ("net", ["net/prod.tfvars"]), None),
    ],
)
def test_environments_pair_by_name(
    one: tuple[str, list[str]], other: tuple[str, list[str]], expected: bool | None
) -> None:
    assert alike(one, other) is expected


def test_a_variable_file_called_after_its_root_names_no_environment() -> None:
    assert names("infra/aks", ("infra/aks/aks.tfvars", "infra/aks/common.tfvars")) == frozenset()


def test_opentofu_files_stand_in_for_terraforms(tmp_path: Path) -> None:
    files = {"main.tf": SUBNET, "main.tofu": SUBNET.replace('"s"', '"t"'), "more.tofu": GATEWAY}
    found = [part.address for part in read_all(tmp_path, files) if isinstance(part, Resource)]
    assert sorted(found) == ["azurerm_nat_gateway.n", "azurerm_subnet.t"]


def test_what_is_taken_out_of_the_state_may_still_be_attached(tmp_path: Path) -> None:
    removed = "removed {\n  from = azurerm_subnet_nat_gateway_association.a\n  lifecycle {\n    destroy = false\n  }\n}\n"
    assert [reach.properties for reach in reaches(read(tmp_path, SUBNET + removed))] == [("natGateway",)]
    assert reaches(read(tmp_path, SUBNET + removed.replace("false", "true"))) == []


def test_a_template_that_hangs_on_an_open_input_is_not_known(tmp_path: Path) -> None:
    (tmp_path / "t.tpl").write_text("%{ if length(flag) > 0 }a%{ else }b%{ endif }")
    found = value(
        tmp_path, 'templatefile("${path.module}/t.tpl", { flag = var.flag })', 'variable "flag" {}\n'
    )
    assert isinstance(found, Unknown)


@pytest.mark.parametrize(
    ("pattern", "pieces"),
    [
        ("/natGateways/[^/]+$", (None, "/natGateways/", None)),
        ("(?i)^/subscriptions/[^/]+/resourceGroups/.+$", ("/subscriptions/", None, "/resourceGroups/", None)),
        ("^nat-[a-z]+$", ("nat-", None)),
        ("nat", (None, "nat", None)),
        (r"^Microsoft\\.Network$", ("Microsoft.Network",)),
        ("^(a|b)$", ()),
        ("^.*$", ()),
        ("^[a-z]+$", ()),
        ("^a?b$", ()),
    ],
)
def test_a_validation_spells_a_part_of_a_variable(
    pattern: str, pieces: tuple[str | None, ...], tmp_path: Path
) -> None:
    declared = f"""
variable "id" {{
  validation {{
    condition     = can(regex("{pattern}", var.id))
    error_message = "An id."
  }}
}}
"""
    found = value(tmp_path, "var.id", declared)
    assert isinstance(found, Unknown)
    assert tuple(part if isinstance(part, str) else None for part in found.parts) == pieces


def test_an_input_handed_on_to_modules_is_one_question(tmp_path: Path) -> None:
    declared = 'variable "f" {\n  type = object({ a = string })\n}\n'
    used = 'resource "azurerm_nat_gateway" "%s" {\n  count = var.%s %s null ? 1 : 0\n  name = "%s"\n  resource_group_name = "g"\n}\n'
    parts = read_all(
        tmp_path,
        {
            "main.tf": declared
            + used % ("n", "f", "==", "n")
            + 'module "m" {\n  source = "./m"\n  h = var.f\n}\nmodule "o" {\n  source = "./m"\n  h = var.f.a\n}\n',
            "m/main.tf": 'variable "h" {}\n' + used % ("k", "h", "!=", "k"),
        },
    )
    asked = [part.key for part in parts if isinstance(part, Question)]
    assert asked == ["var.f == null", "module.o: var.h == null"]


def test_what_is_taken_out_of_the_state_is_not_attached_where_something_else_is(tmp_path: Path) -> None:
    removed = "removed {\n  from = azurerm_subnet_nat_gateway_association.b\n  lifecycle {\n    destroy = false\n  }\n}\n"
    assert reaches(read(tmp_path, ATTACHED % "" + removed)) == []
    bare = SUBNET.replace('"s"', '"t"')
    (reach,) = reaches(read(tmp_path, ATTACHED % "" + bare + removed))
    assert isinstance(reach.target, Reference)
    assert (reach.target.target, reach.properties) == ("azurerm_subnet.t", ("natGateway",))
    perhaps = read(tmp_path, 'variable "n" {}\n' + ATTACHED % "count = var.n" + removed)
    assert [reach.properties for reach in reaches(perhaps)] == [("natGateway",)]


def test_what_is_declared_twice_counts_in_neither_form(tmp_path: Path) -> None:
    """Terraform refuses a second resource, variable or module of one name ("Duplicate resource configuration")."""
    attached = ATTACHED % ""
    again = attached[attached.index('resource "azurerm_subnet_nat') :].replace(".n.id", ".other.id")
    parts = read_all(tmp_path, {"main.tf": attached, "more.tf": again})
    assert not [part for part in parts if isinstance(part, Link)]
    assert [reach.properties for reach in reaches(parts)] == [("natGateway",)]
    overridden = read_all(tmp_path / "other", {"main.tf": attached, "more_override.tf": again})
    assert len([part for part in overridden if isinstance(part, Link)]) == 1
    assert reaches(overridden) == []
