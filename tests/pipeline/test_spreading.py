"""A report by several processes is the one by a single process, to the byte; and a process that dies is no pass."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from natpin.languages.hcl import Source
from natpin.model.finding import Verdict
from natpin.model.location import NOWHERE, Location
from natpin.model.value import EXPLICIT, Reference, Unknown, Value
from natpin.pipeline.spread.sent import CannotBeSent, packed, unpacked

HERE = Path(__file__).parent
TOPOLOGIES = HERE.parent / "topologies"

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")

NETWORK = """
resource "azurerm_subnet" "aks" {
  name                 = "snet-aks"
  resource_group_name  = "rg-net"
  virtual_network_name = "vnet"
  address_prefixes     = ["10.0.0.0/24"]
}
resource "azurerm_nat_gateway" "out" {
  name                = "nat"
  resource_group_name = "rg-net"
  location            = "westeurope"
}
resource "azurerm_subnet_nat_gateway_association" "out" {
  subnet_id      = azurerm_subnet.aks.id
  nat_gateway_id = azurerm_nat_gateway.out.id
}
"""
LOOKS_IT_UP = """
variable "open" { type = bool }
data "azurerm_subnet" "aks" {
  name                 = "snet-aks"
  resource_group_name  = "rg-net"
  virtual_network_name = "vnet"
}
resource "azurerm_kubernetes_cluster" "aks" {
  name                = "aks-%d"
  resource_group_name = "rg"
  location            = "westeurope"
  default_node_pool {
    name           = "system"
    vnet_subnet_id = data.azurerm_subnet.aks.id
  }
  network_profile {
    network_plugin = "azure"
    outbound_type  = var.open ? "loadBalancer" : "userAssignedNATGateway"
  }
}
"""
"""It leaves a question open, and its network is another root's."""


DEPLOYS_IT = """
name: up %d
on:
  workflow_dispatch:
    inputs: {open: {type: boolean, required: true}}
jobs:
  up:
    runs-on: ubuntu-latest
    steps:
      - run: terraform -chdir=aks%d apply -auto-approve -var open=%s
"""


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two topologies in every language, roots that are joined, and a workload."""
    root = tmp_path_factory.mktemp("estate")
    for name in ("managed-nat", "two-pools-one-missing"):
        shutil.copytree(TOPOLOGIES / name, root / name)
    (root / "net").mkdir()
    (root / "net" / "main.tf").write_text(NETWORK)
    for number in range(4):
        (root / f"aks{number}").mkdir()
        (root / f"aks{number}" / "main.tf").write_text(LOOKS_IT_UP % number)
        workflow = DEPLOYS_IT % (number, number, "true" if number else "${{ inputs.open }}")
        (root / ".github" / "workflows").mkdir(parents=True, exist_ok=True)
        (root / ".github" / "workflows" / f"up{number}.yml").write_text(workflow)
    (root / "aks0" / "app.yaml").write_text(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app}\nspec: {replicas: 3, template: {spec: {containers: []}}}\n"
    )
    return root


def run(estate: Path, jobs: int, wrong: str = "") -> tuple[list[list[str]], str]:
    """Of each report its exit status, how many processes were made, and its digest; and what was told of errors."""
    command = [
        sys.executable,
        str(HERE / "spread_runs.py"),
        str(estate),
        str(jobs),
        *([wrong] if wrong else []),
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONHASHSEED": "0"}
    )
    return [line.split() for line in done.stdout.splitlines()], done.stderr


@pytest.fixture(scope="module")
def alone(estate: Path) -> list[list[str]]:
    """The reports by one process."""
    found, _ = run(estate, 1)
    assert [(status, made) for status, made, _ in found] == [("1", "0")] * 2
    return found


@pytest.mark.parametrize(
    ("jobs", "wrong"),
    [
        *((2, ""), (3, ""), (2, "broken"), (2, "broken judge"), (2, "unsendable")),
        *((2, "broken ahead"), (2, "unsendable ahead")),
    ],
)
def test_it_is_the_same_to_the_byte(estate: Path, alone: list[list[str]], jobs: int, wrong: str) -> None:
    """Also where a process meets with an error of its own, or finds what cannot be sent."""
    found, _ = run(estate, jobs, wrong)
    assert [made for _, made, _ in found] == [str(2 * jobs)] * 2, "for what is deployed, and for the stacks"
    assert [(status, digest) for status, _, digest in found] == [
        (status, digest) for status, _, digest in alone
    ]


def test_where_no_process_can_be_made_there_is_one(estate: Path, alone: list[list[str]]) -> None:
    assert run(estate, 2, "refused")[0] == alone


def test_a_thread_without_a_name_is_seen() -> None:
    """A process that is forked beside a thread may wait for ever for what that thread held."""
    code = """
import _thread
from natpin.pipeline.spread.pool import can_fork

begun, held = _thread.allocate_lock(), _thread.allocate_lock()
begun.acquire(), held.acquire()
before = can_fork(())
_thread.start_new_thread(lambda: (begun.release(), held.acquire()), ())
begun.acquire()
print(before, can_fork(()))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True False\n"


def test_a_process_that_is_killed_is_an_error(estate: Path) -> None:
    found, told = run(estate, 2, "killed")
    nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"  # of no byte at all
    assert [(status, digest) for status, _, digest in found] == [("2", nothing)] * 2
    assert "was killed by signal 9; nothing is reported" in told


_BUSY = """
import os, signal, sys, time
from natpin.pipeline.spread.pool import Pool
def answer(question):
    os.write(told, b"b")
    time.sleep(600)
told = int(sys.argv[1])
for _ in Pool(2, answer).ask(lambda process: "work"):
    pass
"""


def test_no_process_outlives_the_one_that_made_it() -> None:
    """Not even one that is at work when the first is killed; nor does it keep open what that one printed to."""
    mine, theirs = os.pipe()
    first = subprocess.Popen(
        [sys.executable, "-c", _BUSY, str(theirs)], stdout=subprocess.PIPE, pass_fds=[theirs]
    )
    os.close(theirs)
    assert os.read(mine, 1) + os.read(mine, 1) == b"bb"
    first.kill()
    assert first.communicate()[0] == b""
    assert select.select([mine], [], [], 120)[0], "it is still at work"
    assert os.read(mine, 1) == b""
    os.close(mine)


def test_records_come_back_as_they_were() -> None:
    later = Source("a.tf", "x\ny = 1\n").location(2, 3)
    for one in (
        Value({"a": (Value(1, later), Reference("b"))}, NOWHERE, EXPLICIT),
        Unknown("why", Location("a.tf", 2), parts=("a", None), sure=Value(True)),
        {Verdict.FAIL: frozenset({"a"})},
    ):
        assert unpacked(packed(one)) == one
    assert unpacked(packed(NOWHERE)) is NOWHERE
    assert unpacked(packed(Unknown("why", sure=Value(True)))).sure == Value(True)


@pytest.mark.parametrize("one", [lambda: 1, iter(()), object(), open])
def test_what_is_no_record_is_refused(one: object) -> None:
    with pytest.raises(CannotBeSent):
        packed(one)
