"""What ``natpin fix`` says: what was left and why, what is at stake, and where, in the files as they are on disk."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from natpin.errors import PolicyError
from natpin.fixing import remedies as module
from natpin.fixing.edit import Edit, applied
from natpin.fixing.remedies import remedies
from natpin.fixing.rounds import Patch

from .conftest import Natpin
from .spoiling import FILES, unguarded
from .test_carried import applied as replaced
from .test_carried import of_json, of_sarif
from .test_missing import CLUSTER, INPUTS, NETWORK, VERSIONS

TERRAFORM = (FILES / "main.tf").read_text()
GAP = {
    "versions.tf": VERSIONS,
    "inputs.tf": INPUTS,
    "network.tf": NETWORK,
    "aks.tf": CLUSTER.replace("SUBNET", "azurerm_subnet.nodes.id"),
}


def test_every_unsafe_remedy_says_what_is_at_stake() -> None:
    for rule, several in remedies().items():
        for one in several:
            assert bool(one.stake) is not one.safe, rule


def test_a_remedy_without_a_stake_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "policies_folder", lambda: tmp_path)
    for wrong in ("{safe: false, set: {a: 1}}", "{safe: true, stake: much, set: {a: 1}}"):
        (tmp_path / "fixes.yaml").write_text(f"some-rule: {wrong}\n")
        with pytest.raises(PolicyError, match="an unsafe fix has a stake"):
            remedies()


def test_an_unsafe_fix_says_what_is_at_stake(tmp_path: Path, natpin: Natpin) -> None:
    for name, text in GAP.items():
        (tmp_path / name).write_text(text)
    _, told = natpin(tmp_path, "fix", ".", "--check", "--unsafe")
    (line,) = (each for each in told.splitlines() if "node-subnet-no-nat" in each)
    assert line.endswith(
        "(unsafe: traffic moves to the NAT gateway and its IPs: tell your partners first; new blocks in network.tf)"
    )
    (tmp_path / "safe").mkdir()
    (tmp_path / "safe/main.tf").write_text(TERRAFORM)
    assert "unsafe" not in natpin(tmp_path, "fix", "safe")[1]


def test_every_file_that_a_fix_changes_is_told(tmp_path: Path, natpin: Natpin) -> None:
    """A gateway for a subnet also brings the outbound type, where its default stands, and the order."""
    plugin = '    network_plugin = "azure"\n'
    cluster = GAP["aks.tf"].replace(plugin, f"{plugin}    outbound_type  = var.outbound_type\n")
    kept = 'variable "outbound_type" {\n  default = "loadBalancer"\n}\n'
    for name, text in {**GAP, "aks.tf": cluster, "choice.tf": kept}.items():
        (tmp_path / name).write_text(text)
    _, shown = natpin(tmp_path, "fix", ".", "--diff", "--unsafe", "--rule", "node-subnet-no-nat")
    _, told = natpin(tmp_path, "fix", ".", "--check", "--unsafe", "--rule", "node-subnet-no-nat")
    (line,) = (each for each in told.splitlines() if "node-subnet-no-nat" in each)
    changed = set(re.findall(r"^\+\+\+ b/(.+)$", shown, re.M))
    assert changed == {"network.tf", "aks.tf", "choice.tf"}
    assert all(name in line for name in changed)
    assert "also changes aks.tf:" in line
    assert "choice.tf:2" in line


def test_check_counts_what_unsafe_makes(tmp_path: Path, natpin: Natpin) -> None:
    """Only what is really made counts, not what may be tried."""
    for name, text in GAP.items():
        (tmp_path / name).write_text(text)
    _, told = natpin(tmp_path, "fix", ".", "--check")
    found = re.search(r"^([0-9]+) more may be mended with --unsafe", told, re.M)
    _, every = natpin(tmp_path, "fix", ".", "--check", "--unsafe")
    made = sum("  would fix  " in line for line in every.splitlines())
    assert found is not None
    assert made == int(found[1]) > 0
    (tmp_path / "old.tf").write_text(
        'resource "azurerm_nat_gateway" "main" {\n  count = 0\n\n  name = "x"\n}\n'
    )
    _, told = natpin(tmp_path, "fix", ".", "--check")
    assert "more may be mended" not in told
    assert re.search(r"^network.tf:[0-9]+  not mended  node-subnet-no-nat  because ", told, re.M)


def test_places_are_those_of_the_files_on_disk(tmp_path: Path, natpin: Natpin) -> None:
    """The guard of the prefix adds lines above the gateway."""
    text = unguarded(TERRAFORM).replace("= 10\n", "= 600\n")
    line = text[: text.index("600")].count("\n") + 1
    text = text.replace("default_outbound_access_enabled = false", "default_outbound_access_enabled = true")
    (tmp_path / "main.tf").write_text(text)
    subnet = text[: text.index("default_outbound_access_enabled")].count("\n") + 1
    _, told = natpin(tmp_path, "fix", ".", "--check", "--unsafe")
    places = {each.split("  ")[2]: each.split("  ")[0] for each in told.splitlines()}
    assert places["nat-idle-seconds"] == f"main.tf:{line}"
    assert places["default-outbound-access"] == f"main.tf:{subnet}"


@pytest.mark.parametrize("form", ["sarif", "json"])
def test_a_report_carries_the_fixes_of_every_round(form: str, tmp_path: Path, natpin: Natpin) -> None:
    """Unsafe fixes are made after the safe ones, which have moved the lines; together they are what ``fix`` writes."""
    text = unguarded(TERRAFORM).replace("= 10\n", "= 600\n")
    text = text.replace("default_outbound_access_enabled = false", "default_outbound_access_enabled = true")
    (tmp_path / "main.tf").write_text(text)
    _, report = natpin(tmp_path, "fix", ".", "--check", "--unsafe", "--format", form)
    read: Any = of_sarif if form == "sarif" else of_json
    found = sorted(read(json.loads(report)), key=lambda each: each[1:3], reverse=True)
    assert len(found) == 3
    after = text
    for region in found:
        after = replaced(after, region)
    natpin(tmp_path, "fix", ".", "--unsafe")
    assert after == (tmp_path / "main.tf").read_text()


def test_a_patch_of_patches() -> None:
    """Edits of what earlier edits made, as edits of the first bytes."""
    patch = Patch(b"one\ntwo\nthree\n")
    assert patch.add([Edit("f", 4, 4, b"new\nnew\n")]) == (Edit("f", 4, 4, b"new\nnew\n"),)
    assert patch.after == b"one\nnew\nnew\ntwo\nthree\n"
    assert [patch.line(each) for each in (1, 2, 3, 4, 5)] == [1, 2, 2, 2, 3]
    start = patch.after.index(b"three")
    assert patch.add([Edit("f", start, start + 5, b"3")]) == (Edit("f", 8, 13, b"3"),)
    (inner,) = patch.add([Edit("f", 4, 7, b"old")])
    assert inner == Edit("f", 4, 4, b"old\nnew\n")
    assert patch.after == applied(patch.before, patch.edits) == b"one\nold\nnew\ntwo\n3\n"
    (over,) = patch.add([Edit("f", 0, 15, b"")])
    assert over == Edit("f", 0, 7, b"")
    assert patch.after == b"\n3\n"


def test_a_diff_says_beside_itself_what_is_left(
    tmp_path: Path, natpin: Natpin, capsys: pytest.CaptureFixture[str]
) -> None:
    from contextlib import chdir

    from natpin.cli import main

    (tmp_path / "main.tf").write_text(TERRAFORM.replace("600", "var.idle"))
    (tmp_path / "variables.tf").write_text(
        'variable "idle" {\n  default = 600\n}\n\noutput "i" {\n  value = var.idle\n}\n'
    )
    with chdir(tmp_path):
        assert main(["fix", ".", "--diff", "--workspace", "."]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert "variables.tf:2  not mended  nat-idle-seconds  because var.idle is read elsewhere too" in err


ONLY_WAY_OUT = """\
az network vnet create -g rg -n v -l westeurope --address-prefixes 10.0.0.0/16
az network vnet subnet create -g rg --vnet-name v -n nodes --address-prefixes 10.0.0.0/20
ID=$(az network vnet subnet show -g rg --vnet-name v -n nodes --query id -o tsv)
az aks create -g rg -n aks --network-plugin azure --vnet-subnet-id "$ID" --outbound-type userAssignedNATGateway
"""


def test_no_fix_takes_the_only_way_out(tmp_path: Path, natpin: Natpin) -> None:
    (tmp_path / "up.sh").write_text(ONLY_WAY_OUT)
    _, told = natpin(tmp_path, "fix", ".", "--check", "--unsafe", "--rule", "default-outbound-access")
    assert "because node pool nodepool1 would have no way out" in told
    assert "would fix" not in told


def test_a_cluster_without_network_settings_is_told_as_the_reason(tmp_path: Path, natpin: Natpin) -> None:
    for name, text in GAP.items():
        (tmp_path / name).write_text(
            re.sub(r"\n  network_profile \{.*?\n  \}\n", "\n", text, flags=re.DOTALL)
        )
    _, told = natpin(tmp_path, "fix", ".", "--check", "--unsafe", "--rule", "node-subnet-no-nat")
    assert "because there is no network_profile block to write outbound_type in" in told


def test_a_gateway_of_a_script_gets_a_prefix_of_its_own(tmp_path: Path, natpin: Natpin) -> None:
    gateway = 'az network nat gateway create -g rg -n "$n-nat" -l westeurope\n'
    (tmp_path / "up.sh").write_text(
        gateway + ONLY_WAY_OUT.replace("vnet subnet create", 'vnet subnet create --nat-gateway "$n-nat"')
    )
    _, told = natpin(tmp_path, "fix", ".", "--unsafe", "--rule", "nat-incomplete", "--diff")
    assert (
        '+az network public-ip prefix create --resource-group rg --name "$n-nat-prefix" --location westeurope --length 30'
        in told
    )
    assert '--public-ip-prefixes "$n-nat-prefix"' in told
