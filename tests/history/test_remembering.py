"""A history judged with a memory is the history judged anew: no verdict is stale, whatever a commit changes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from histories import LINK, Files, history, told

from natpin.config import parse
from natpin.errors import ConfigError
from natpin.pipeline.remembered import Memory

TOPOLOGIES = Path(__file__).parents[1] / "topologies"


def parts() -> dict[str, dict[str, bytes]]:
    """By topology and language: the files that declare it."""
    found: dict[str, dict[str, bytes]] = {}
    for topology in sorted(path for path in TOPOLOGIES.iterdir() if path.is_dir()):
        for path in sorted(topology.rglob("*")):
            place = path.relative_to(topology)
            if path.is_file() and place.name != "expected.json":
                found.setdefault(f"{topology.name}/{place.parts[0]}", {})[place.as_posix()] = (
                    path.read_bytes()
                )
    return found


CONFIGURATIONS = (
    b"fail-on: never\n",
    b'paths:\n  exclude: ["b/**"]\n',
    b"stacks:\n  - root: a\n    environments:\n      prod: {var-files: [a/prod.tfvars]}\n",
    b"paths: [",
)
WRITTEN = {
    "a/prod.tfvars": [b'outbound = "loadBalancer"\n', b'outbound = "userAssignedNATGateway"\n'],
    "a/outbound.txt": [b"loadBalancer", b"userAssignedNATGateway"],
    "a/of_file.tf": [
        b'locals {\n  outbound = file("${path.module}/outbound.txt")\n}\n',
        b'variable "outbound" {\n  default = "loadBalancer"\n}\n',
    ],
    "deploy.sh": [
        b". ./names.sh\naz deployment group create -g shop -f b/main.bicep\n",
        b"az deployment group create -g $GROUP -f c/main.bicep\naz aks create -g shop -n one --outbound-type none\n",
    ],
    "names.sh": [b"GROUP=shop\n", b"GROUP=other\nexport GROUP\n"],
    "README.md": [b"# Shop\n", b"```sh\naz aks create -g shop -n docs --node-count 3\n```\n"],
    "natpin.yaml": list(CONFIGURATIONS),
    "c/main.bicep": [LINK + b"../b/main.bicep", LINK + b"../a/main.bicep"],
    "notes.md": [b"one", b"two"],
    "a/looking.tf": [
        b'data "azurerm_subnet" "n" {\n  name = "nodes"\n  virtual_network_name = "v"\n  resource_group_name = "r"\n}\n',
        b'data "terraform_remote_state" "n" {\n  backend = "azurerm"\n  config = { key = "net" }\n}\n'
        b"locals {\n  outbound = data.terraform_remote_state.n.outputs.outbound\n}\n",
        b'locals {\n  flags = fileset("${path.module}/../n", "**/*.tfvars")\n  outbound = module.n.outbound\n}\n'
        b'module "n" {\n  source = "../n/inner"\n}\n',
    ],
    "n/main.tf": [
        b'terraform {\n  backend "azurerm" {\n    key = "net"\n  }\n}\nvariable "outbound" {}\n'
        b'output "outbound" {\n  value = var.outbound\n}\n',
        b'resource "azurerm_subnet" "n" {\n  name = "nodes"\n  virtual_network_name = "v"\n  resource_group_name = "r"\n}\n',
        b'resource "azurerm_subnet_route_table_association" "n" {\n  subnet_id = data.azurerm_subnet.n.id\n'
        b'  route_table_id = "/subscriptions/x"\n}\ndata "azurerm_subnet" "n" {\n  name = "nodes"\n'
        b'  virtual_network_name = "v"\n  resource_group_name = "r"\n}\n',
    ],
    "n/inner/main.tf": [b'output "outbound" {\n  value = "none"\n}\n', b""],
    "n/env/prod.tfvars": [b'outbound = "loadBalancer"\n', b'outbound = "none"\n'],
    "Jenkinsfile": [
        b"sh 'terraform -chdir=a apply -var outbound=${x}'\n",
        b"sh 'terraform -chdir=n apply'\n",
    ],
}
"""Files that bear on others: inputs, scripts that deploy, text that an expression reads, links, other roots' networks and
states, the configuration."""
EDITS = (
    (b"loadBalancer", b"userAssignedNATGateway"),
    (b"userAssignedNATGateway", b"loadBalancer"),
    (b"true", b"false"),
    (b"10", b"4"),
    (b"aks", b"shop"),
)


def test_the_configurations_are_what_they_are_meant_to_be() -> None:
    for source in CONFIGURATIONS[:-1]:
        parse(source, "natpin.yaml")
    with pytest.raises(ConfigError):
        parse(CONFIGURATIONS[-1], "natpin.yaml")


def random_history(seed: int, commits: int) -> Iterator[Files]:
    """States of a repository, each a small change of the one before, or one that was there."""
    chance = random.Random(seed)
    pool = parts()
    states: list[dict[str, bytes]] = [{}]
    for number in range(commits):
        files = dict(chance.choice(states) if chance.random() < 0.15 else states[-1])
        for _ in range(3 if number == 0 else 1):
            match chance.randrange(6):
                case 0 | 1:
                    folder, (_, chosen) = chance.choice("abc"), chance.choice(sorted(pool.items()))
                    files |= {f"{folder}/{place}": data for place, data in chosen.items()}
                case 2 | 3:
                    place, versions = chance.choice(sorted(WRITTEN.items()))
                    files[place] = chance.choice(versions)
                case 4 if files:
                    place = chance.choice(sorted(files))
                    files[place] = files[place].replace(*chance.choice(EDITS))
                case _ if files:
                    del files[chance.choice(sorted(files))]
        states.append(files)
        yield files


@pytest.mark.parametrize("seed", range(4))
def test_what_is_remembered_is_what_would_be_found_again(seed: int, tmp_path: Path) -> None:
    commits = history(tmp_path, list(random_history(seed, 12)))
    memory = Memory()
    for number, commit in enumerate(commits):
        assert told(tmp_path, commit, memory) == told(tmp_path, commit, None), (seed, number, commit)


def of(name: str, place: str) -> bytes:
    """A file of a topology."""
    return (TOPOLOGIES / name / place).read_bytes()


def counted(folder: Path, states: list[Files]) -> list[tuple[int, int]]:
    """For each commit: how many stacks were read, and judged."""
    memory = Memory()
    found = []
    for commit in history(folder, states):
        before = memory.read, memory.judged
        assert told(folder, commit, memory) == told(folder, commit, None)
        found.append((memory.read - before[0], memory.judged - before[1]))
    return found


def test_a_stack_that_is_as_it_was_is_judged_once(tmp_path: Path) -> None:
    one, other = of("managed-nat", "main.bicep"), of("load-balancer-by-default", "main.bicep")
    first = {"a/main.bicep": one, "b/main.bicep": other}
    changed = {**first, "b/main.bicep": one}
    states: list[Files] = [first, {**first, "notes.md": b"of no use"}, changed, first, changed]
    assert counted(tmp_path, states) == [(2, 2), (0, 0), (1, 1), (0, 0), (0, 0)]


def test_a_terraform_root_is_read_again_for_what_it_is_made_of_alone(tmp_path: Path) -> None:
    """Its folder, its modules, its variable files; not for another root, a folder or a script that is nothing to it."""
    root, called = of("managed-nat", "main.tf"), b'module "own" {\n  source = "../own"\n}\n'
    first = {
        "a/main.tf": root + called,
        "b/main.tf": root,
        "own/main.tf": b'variable "x" {\n  default = 1\n}\nlocals {\n  x = 1\n}\n',
        "c/main.bicep": of("managed-nat", "main.bicep"),
    }
    steps: list[tuple[Files, int]] = [
        ({"README.md": b"# Shops"}, 0),
        ({"b/main.tf": root + b"\n"}, 1),
        ({"d/main.tf": root}, 1),
        ({"d/prod.tfvars": b"x = 1\n", "d/variables.tf": b'variable "x" {}\n'}, 1),
        ({"own/main.tf": b'variable "y" {\n  default = 1\n}\n'}, 1),
        ({"deploy.sh": b"terraform -chdir=d apply -var x=2\n"}, 2),  # what it makes, and what it leaves
        ({"deploy.sh": b"\nterraform -chdir=d apply -var x=3\n"}, 1),
    ]
    states: list[Files] = [first]
    for changed, _ in steps:
        states.append({**states[-1], **changed})
    counts = counted(tmp_path, states)
    assert [read for read, _ in counts] == [3, *(expected for _, expected in steps)]


def test_another_configuration_forgets_all(tmp_path: Path) -> None:
    first = {"a/main.bicep": of("managed-nat", "main.bicep")}
    states: list[Files] = [first, {**first, "natpin.yaml": CONFIGURATIONS[0]}]
    assert counted(tmp_path, states) == [(1, 1), (1, 1)]


def test_a_script_is_followed_again_for_what_it_runs_alone(tmp_path: Path) -> None:
    """Nor is a manifest read again for a change beside it."""
    first = {
        "a/main.bicep": of("managed-nat", "main.bicep"),
        "deploy.sh": b". ./names.sh\naz deployment group create -g $GROUP -f a/main.bicep\n",
        "names.sh": WRITTEN["names.sh"][0],
        "apps/app.yaml": b"apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n",
    }
    changes: list[Files] = [{"b/main.bicep": of("load-balancer-by-default", "main.bicep")}, {"c.tf": b""}]
    changes += [{"names.sh": WRITTEN["names.sh"][1]}]
    memory, found = Memory(), []
    for commit in history(tmp_path, [first, *({**first, **changed} for changed in changes)]):
        before = memory.followed
        assert told(tmp_path, commit, memory) == told(tmp_path, commit, None)
        found.append(memory.followed - before)
    assert found[0] > 0
    assert found[1:] == [0, 0, 1]
