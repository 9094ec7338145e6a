"""PowerShell scripts that call az: cases as for bash, and any bytes give an answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from natpin.formats.az import powershell as scripts
from natpin.formats.interface import Inputs, Read
from natpin.languages.powershell import blocks
from natpin.model.doubt import Doubt
from natpin.model.resource import Resource, SourceNote
from natpin.model.stack import Stack
from natpin.model.value import Reference, Unknown, Value, dig, plain
from natpin.workspace import FolderWorkspace

CASE = Path(__file__).parent / "cases" / "script"


class OneFile:
    """A workspace of one script."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def read(self, path: str) -> bytes:
        return self._data

    def exists(self, path: str) -> bool:
        return path == "x.ps1"


def read(data: bytes) -> list[Read]:
    return list(scripts.read(Stack(scripts.name, "x.ps1"), OneFile(data), Inputs()))  # type: ignore[arg-type]


def test_a_script() -> None:
    workspace = FolderWorkspace(CASE, CASE)
    (stack,) = scripts.stacks(["run.ps1"], workspace, Inputs())
    assert isinstance(stack, Stack)
    found = list(scripts.read(stack, workspace, Inputs(variables={"Group": "rg"})))
    resources = {part.address: part for part in found if isinstance(part, Resource)}
    gateway = resources["az:natGateway:rg/nat-prod"]
    assert plain(gateway.properties["location"]) == "westeurope"
    assert isinstance(gateway.properties["idleTimeoutInMinutes"], Unknown)  # $Mode decides
    prefixes = gateway.properties["publicIpPrefixes"]
    assert isinstance(prefixes, Unknown)  # what an escaped sign leaves is no name
    assert prefixes.reason == "Azure refuses the name pre$fix"
    for name in ("system", "user"):
        target = dig(Value(resources[f"az:subnet:rg/net/{name}"].properties), "natGateway.id")
        assert isinstance(target, Reference)
        assert target.target == gateway.address
    assert resources["az:publicIp:rg/ip"].conditional is None
    assert resources["az:publicIp:rg/ip"].external is False
    cluster = resources["az:cluster:rg/payments"]
    assert plain(cluster.get("networkProfile.outboundType")) == "userAssignedNATGateway"
    subnet = cluster.get("agentPoolProfiles[0].vnetSubnetID")
    assert isinstance(subnet, Reference)
    assert subnet.target == "az:subnet:rg/net/system"
    other = resources["az:pool:rg/payments/user"].properties["vnetSubnetID"]
    assert isinstance(other, Unknown)
    assert other.settle_by == "--var Other=value"
    assert resources["az:natGateway:rg/lost"].get("idleTimeoutInMinutes") is None
    source_notes = {(part.kind, part.at.line) for part in found if isinstance(part, SourceNote)}
    script = (CASE / "run.ps1").read_text().splitlines()
    lost = next(number for number, line in enumerate(script, 1) if line.strip() == "--idle-timeout 30")
    assert ("lost-continuation", lost) in source_notes


def test_places_are_those_of_the_file() -> None:
    found = read(b'$t = "600"\r\naz network nat gateway create -g r -n n `\r\n  --idle-timeout $t\r\n')
    gateway = next(part for part in found if isinstance(part, Resource) and part.address.endswith("/n"))
    timeout = gateway.properties["idleTimeoutInMinutes"]
    assert (plain(timeout), timeout.at.line, timeout.at.column, timeout.at.end_column) == (600, 1, 7, 10)


@given(st.binary(max_size=300))
@settings(max_examples=60)
def test_any_bytes_give_an_answer(data: bytes) -> None:
    read(data)


PIECES = st.sampled_from(
    [
        "$(",
        "@(",
        "(",
        ")",
        "{",
        "}",
        '"',
        "'",
        "`",
        "`\n",
        '@"\n',
        "<#",
        "#",
        "|",
        ",",
        "$",
        "if ",
        "foreach ",
        "\0",
    ]
)


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 60), PIECES), max_size=6))
@settings(max_examples=80)
def test_mutated_scripts_give_an_answer(edits: list[tuple[float, int, str]]) -> None:
    text = (CASE / "run.ps1").read_text()
    for where, cut, piece in edits:
        position = int(where * len(text))
        text = text[:position] + piece + text[position + cut :]
    read(text.encode())


def test_hostile_scripts_are_bounded() -> None:
    for script in ("$(" * 5000, "{" * 5000, '"' + '$("' * 5000, "if (" * 5000, "function f { f }\nf\n"):
        read(b"az aks create -n a -g b\n" + script.encode())


def test_the_case_is_claimed() -> None:
    assert scripts.claims("run.ps1", (CASE / "run.ps1").read_bytes())
    assert not scripts.claims("other.ps1", json.dumps({"az": "vm"}).encode())


def test_what_is_not_read_after_too_much_in_vain_is_a_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also in a function that nobody calls: where that ends was not read either."""
    monkeypatch.setattr(blocks, "MAX_WASTED", 3)
    script = b"""az aks create -g g -n a
function f {
  $x = ) = a
  $y = ) = b
  az aks update -g g -n a --outbound-type userDefinedRouting
}
"""
    (doubt,) = (part for part in read(script) if isinstance(part, Doubt))
    assert doubt.reason.startswith("there is so much here that is not PowerShell")
    assert (doubt.at.line, doubt.at.end_line) == (3, 7)


def test_a_script_of_bash_is_told_once_a_command() -> None:
    found = read(b"az aks create \\\n  -g rg \\\n  -n shop \\\n  --tier free\naz aks show \\\n  -n shop\n")
    notes = [part for part in found if isinstance(part, SourceNote) and part.kind == "lost-continuation"]
    assert [(note.at.line, plain(note.facts["command"]), plain(note.facts["flag"])) for note in notes] == [
        (2, "az aks create", "-g"),
        (6, "az aks show", "-n"),
    ]


def test_commands_and_names_are_told_as_they_are_written() -> None:
    found = read(
        b"param($Net)\nif ($x) { $Net = 'a' } else { $Net = \"$y\" }\n$v = Get-AzVirtualNetwork -ResourceGroupName g -Name $Net\n"
        b"$v | set-azVirtualNetwork\n"
    )
    told = [part.reason for part in found if isinstance(part, Doubt)]
    assert told == ["which resource `set-azVirtualNetwork` is about is not known"]
    assert [part.label for part in found if isinstance(part, Resource) and "@" in part.label] == []
