"""Which roots and environments a workspace has, and what is said of what cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from evaluated import evaluation, shown

from natpin.formats import terraform
from natpin.formats.interface import Inputs
from natpin.model.location import NOWHERE
from natpin.model.resource import CLUSTER, Resource
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.workspace import FolderWorkspace, names_root

AKS = 'resource "azurerm_kubernetes_cluster" "aks" {\n  name = "aks"\n}\n'
NEEDS = 'variable "size" {}\nvariable "name" {\n  default = "x"\n}\n' + AKS


def call(source: str) -> str:
    return f'module "m" {{\n  source = "{source}"\n}}\n'


def stacks(folder: Path, files: dict[str, str], focus: str = ".", inputs: Inputs | None = None) -> list[str]:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    workspace = FolderWorkspace(folder / focus, folder)
    claimed = []
    for path in workspace.walk():
        data = workspace.read(path)
        if not path.endswith(terraform.suffixes) or not isinstance(data, bytes):
            continue
        if terraform.claims(path, data) or path in workspace.focus:
            claimed.append(path)
    found = terraform.stacks(claimed, workspace, inputs or Inputs())
    return [
        str(getattr(one, "id", one))
        for one in found
        if not isinstance(one, Stack) or names_root(one.root, workspace)
    ]


ROOTS = [
    ({"main.tf": AKS}, ["."]),
    ({"main.tf": 'resource "azurerm_storage_account" "s" {}\n'}, []),
    ({"live/main.tf": call("../aks"), "aks/main.tf": AKS}, ["live"]),
    ({"prod/main.tf": call("../m"), "dev/main.tf": call("../m"), "m/main.tf": AKS}, ["dev", "prod"]),
    ({"a/main.tf": call("../b"), "b/main.tf": call("../c"), "c/main.tf": AKS}, ["a"]),
    ({"a/main.tf": "# " + call("../b").replace("\n", "\n# "), "b/main.tf": AKS}, ["b"]),
    ({"a/main.tf": "/*\n" + call("../b") + "*/", "b/main.tf": AKS}, ["b"]),
    ({"a/main.tf": call("../b"), "b/main.tf": call("../a") + AKS}, ["a"]),
    ({"main.tf": AKS, "examples/x/main.tf": call("../..")}, [".", "examples/x"]),
    ({"main.tf": call("Azure/aks/azurerm")}, ["."]),
    ({"main.tf": call("./x"), "x/main.tf": "locals {}\n", "y/main.tf": AKS}, ["y"]),
    ({"a/main.tf.json": '{"module": {"m": {"source": "../b"}}}', "b/main.tf": AKS}, ["a"]),
    ({"a/main.tf.json": 'no JSON "source": "../b"', "b/main.tf": AKS}, ["a", "b"]),
]


@pytest.mark.parametrize(("files", "expected"), ROOTS)
def test_roots(files: dict[str, str], expected: list[str], tmp_path: Path) -> None:
    assert stacks(tmp_path, files) == expected


def test_a_module_asked_for_without_its_callers_is_a_root(tmp_path: Path) -> None:
    files = {"live/main.tf": call("../aks"), "aks/main.tf": AKS}
    assert stacks(tmp_path, files, "aks") == ["aks"]
    assert stacks(tmp_path, files, "aks/main.tf") == ["aks"]
    assert stacks(tmp_path, files, "live") == ["live"]


ENVIRONMENTS = [
    ({"main.tf": NEEDS}, ["."]),
    ({"terraform.tfvars": "size = 1", "x.auto.tfvars": "size = 1"}, ["."]),
    ({"prod.tfvars": "size = 1", "dev.tfvars": "size = 2"}, [". (dev.tfvars)", ". (prod.tfvars)"]),
    ({"env/prod.tfvars": "size = 1"}, [". (env/prod.tfvars)"]),
    ({"env/prod.tfvars": "name = 1"}, [".", ". (env/prod.tfvars)"]),
    ({"terraform.tfvars": "size = 1", "prod.tfvars": "size = 2"}, [".", ". (prod.tfvars)"]),
    (
        {"environments/prod/x.tfvars": "size = 1", "environments/dev/x.tfvars": "size = 2"},
        [". (environments/dev/x.tfvars)", ". (environments/prod/x.tfvars)"],
    ),
    (
        {"env/prod/a.tfvars": "size = 1", "env/prod/b.tfvars": 'name = "b"'},
        [". (env/prod/a.tfvars, env/prod/b.tfvars)"],
    ),
    (
        {"env/common.tfvars": 'name = "c"', "env/prod.tfvars": "size = 1", "env/dev.tfvars": "size = 2"},
        [". (env/common.tfvars, env/dev.tfvars)", ". (env/common.tfvars, env/prod.tfvars)"],
    ),
    ({"env/other.tfvars": "unrelated = 1\nsize = 2\nmore = 3"}, ["."]),
    ({"prod.tfvars": "size = 1", "example.tfvars": "size = 0"}, [". (prod.tfvars)"]),
    ({"prod.tfvars.json": '{"size": 1}'}, [". (prod.tfvars.json)"]),
]


@pytest.mark.parametrize(("files", "expected"), ENVIRONMENTS)
def test_environments(files: dict[str, str], expected: list[str], tmp_path: Path) -> None:
    assert stacks(tmp_path, {"main.tf": NEEDS, **files}) == expected


def test_environments_beside_the_root(tmp_path: Path) -> None:
    files = {"infra/main.tf": NEEDS, "environments/prod.tfvars": "size = 1"}
    assert stacks(tmp_path, files) == ["infra (../environments/prod.tfvars)"]


def test_files_far_away_that_fit_one_root_alone(tmp_path: Path) -> None:
    files = {"modules/azure/main.tf": NEEDS, "scenarios/a/inputs/azure.tfvars": "size = 1"}
    assert stacks(tmp_path, files) == ["modules/azure (../../scenarios/a/inputs/azure.tfvars)"]
    assert stacks(tmp_path, {"modules/other/main.tf": NEEDS}) == ["modules/azure", "modules/other"]


def test_a_root_that_values_say_nothing_of_takes_them_from_none(tmp_path: Path) -> None:
    files = {
        "modules/azure/main.tf": NEEDS,
        "scenarios/a/inputs/azure.tfvars": "size = 1",
        "shop/main.tf": AKS,
    }
    assert stacks(tmp_path, files) == ["modules/azure (../../scenarios/a/inputs/azure.tfvars)", "shop"]


def test_named_files_make_one_stack(tmp_path: Path) -> None:
    files = {"main.tf": NEEDS, "a.tfvars": "size = 1", "b.tfvars": "size = 2"}
    assert stacks(tmp_path, files, inputs=Inputs(var_files=("b.tfvars",))) == [". (b.tfvars)"]


@pytest.mark.parametrize(
    ("files", "named", "expected"),
    [
        # what a variable file that cannot be read may set is unknown, but for what a later one or the user sets
        ({}, ("gone.tfvars",), "?"),
        ({"b.tfvars": "size = 2"}, ("gone.tfvars", "b.tfvars"), 2),
        ({"b.tfvars": "size = 2"}, ("b.tfvars", "gone.tfvars"), "?"),
        ({"b.tfvars": "other = 2"}, ("gone.tfvars", "b.tfvars"), "?"),
        ({"terraform.tfvars": 'size = "'}, (), "?"),
        ({"terraform.tfvars": 'size = "', "x.auto.tfvars": "size = 3"}, (), 3),
    ],
)
def test_a_lost_variable_file(
    files: dict[str, str], named: tuple[str, ...], expected: object, tmp_path: Path
) -> None:
    root = 'variable "size" { default = 1 }\nvariable "other" { default = 1 }\noutput "it" { value = var.size }\n'
    found = evaluation(tmp_path, {"main.tf": root, **files}, inputs=Inputs(var_files=named))
    assert shown(found.root.output("it", NOWHERE)) == expected
    assert next(found.skipped).claims_aks


def read(folder: Path, files: dict[str, str]) -> list[object]:
    roots = stacks(folder, files)
    workspace = FolderWorkspace(folder, folder)
    return [part for root in roots for part in terraform.read(Stack("terraform", root), workspace, Inputs())]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ('resource "azurerm_kubernetes_cluster" "bad" {\n  name = = 1\n}\n', "cannot be parsed"),
        ('resource "azurerm_kubernetes_cluster" "bad" {\n  name = "x\n}\n', "cannot be parsed"),
        ("<<<<<<< HEAD\nazurerm_kubernetes_cluster\n", "cannot be parsed"),
        ('module "net" {\n  source = "git::https://example.com/aks.git"\n}\n', "is not here"),
        (
            'module "stuff" {\n  source = "example/stuff/azurerm"\n  kubernetes_version = 1\n  node_pools = {}\n}\n',
            "is not here",
        ),
    ],
)
def test_what_cannot_be_read_is_listed_and_the_rest_is_read(broken: str, reason: str, tmp_path: Path) -> None:
    parts = read(tmp_path, {"main.tf": AKS + broken})
    assert [part.address for part in parts if isinstance(part, Resource) and part.type == CLUSTER] == [
        "azurerm_kubernetes_cluster.aks"
    ]
    skipped = [part for part in parts if isinstance(part, Skipped)]
    assert len(skipped) == 1
    assert reason in skipped[0].reason
    assert skipped[0].claims_aks
    assert skipped[0].at is not None
    assert skipped[0].at.line > 3


def test_a_variable_file_that_cannot_be_parsed_is_listed(tmp_path: Path) -> None:
    parts = read(tmp_path, {"main.tf": AKS, "terraform.tfvars": "a = = 1\n"})
    assert [part.path for part in parts if isinstance(part, Skipped)] == ["terraform.tfvars"]


def test_a_binary_file_is_listed(tmp_path: Path) -> None:
    (tmp_path / "x.tf").write_bytes(b"\0\xff" * 50 + b"azurerm_kubernetes_cluster")
    parts = read(tmp_path, {"main.tf": AKS})
    assert [part.reason for part in parts if isinstance(part, Skipped)] == ["is not text"]
