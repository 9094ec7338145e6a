"""The files that ``natpin adopt --write`` writes: linked to one another, and those that cannot be made again are kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from docs.stories import OFFICE, Stage, adopt, changed, cluster, network, payments, stage

from natpin.cli import main
from natpin.commands.emitting import LANGUAGES


@pytest.fixture
def here() -> Iterator[Stage]:
    with stage("") as made:
        yield made


def head(here: Stage, name: str) -> list[str]:
    lines = (here.folder / "adopt" / name).read_text().splitlines()
    return [line.removeprefix("# natpin adopt: ") for line in lines if line.startswith("# natpin adopt: ")]


def test_a_file_says_what_comes_before_and_after_it(here: Stage) -> None:
    payments(here)
    adopt(here, more="--write adopt")
    assert head(here, "1-allocate.yaml") == ["stage 1 of 5, allocate", "after it: 2-announce.yaml"]
    assert head(here, "3-move-1.yaml") == [
        "stage 3 of 5, move-1",
        "before it: 2-announce.yaml",
        "after it: 4-move-2.yaml",
        "the way back: 3-move-1-back.yaml",
    ]
    assert head(here, "3-move-1-back.yaml") == [
        "the way back from 3-move-1.yaml",
        "before it: 5-retire-back.yaml, 4-move-2-back.yaml, where these stages were done",
    ]


def test_a_file_that_became_the_teams_says_it_once(here: Stage) -> None:
    payments(here)
    adopt(here, more="--write adopt")
    here.wish((here.folder / "adopt/2-announce.yaml").read_text())
    adopt(here, more="--write adopt")
    assert head(here, "3-move-1.yaml")[0] == "stage 3 of 5, move-1"
    assert len(head(here, "3-move-1.yaml")) == 4


def test_the_way_back_to_what_is_gone_is_not_written_over(here: Stage) -> None:
    """Once the outbound type has changed, nobody can see any more what it was: only the file of before says so."""
    payments(here)
    adopt(here, more="--write adopt")
    here.both("1-allocate", "allocate")
    here.announce()
    for name in ("3-move-1", "4-move-2", "5-retire"):
        here.both(name)
    before = (here.folder / "adopt/5-retire-back.yaml").read_text()
    assert "outbound-type: loadBalancer" in before
    here.run("natpin plan --config adopt/3-move-1.yaml --entry payments")
    # a subnet that somebody takes off the gateway makes it a way again, whose last stage is done
    vnet = here.id("rg-network", "Microsoft.Network/virtualNetworks", "vnet-payments")
    body = here.azure.get(f"{vnet}/subnets/workers") or {}
    bare = {key: value for key, value in body["properties"].items() if key != "natGateway"}
    here.azure.seed({"id": f"{vnet}/subnets/workers", "properties": bare})
    adopt(here, more="--write adopt")
    assert (here.folder / "adopt/5-retire-back.yaml").read_text() == before


def test_a_name_that_shares_no_subnet_is_refused(here: Stage) -> None:
    network(here, "system")
    cluster(here, "payments", "rg-payments", system="system")
    cluster(here, "shop", "rg-shop", system="system")
    assert "rg-shop/shpo: no cluster of that name shares a subnet with payments (rg-shop/shop)" in adopt(
        here, more="--together rg-shop/shpo"
    )
    assert here.told[-1][2] == 2


EXTENDED = """\
egress:
  other:
    subscription: {subscription}
    resource-group: rg-other
    location: westeurope
    virtual-network: {{name: vnet-other}}
    subnets: [{{name: nodes}}]
    nat-gateway: {{name: nat-other}}
    public-ips: {{prefix: {{name: pfx-other, length: 31}}}}
"""


def test_init_keeps_the_entries_of_a_file_that_is_extended(here: Stage, tmp_path: Path) -> None:
    """A section stands in the place of that of the file below: what is there is written out beside the new entry."""
    payments(here)
    (here.folder / "base.yaml").write_text(EXTENDED.format(subscription=here.azure.subscription))
    here.wish("extends: base.yaml\n")
    here.run(f"natpin init --from {here.azure.subscription}/rg-payments/payments")
    assert here.told[-1][2] == 0
    for entry in ("other", "payments"):
        printed = here.run(f"natpin plan --entry {entry} --stage allocate")
        assert "no entry" not in printed
    assert here.run("natpin plan --entry another").startswith("natpin: no entry 'another'")


def test_the_example_has_a_cluster_that_can_take_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["adopt", "simulator/checkout/checkout", "--azure", "simulator"]) == 0
    assert "3. move-1 (later): the subnet workers goes over" in capsys.readouterr().out


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_stage_as_code(language: str, here: Stage) -> None:
    """Before anything is done, and each in the language that was asked for; a stage that is done is not said again."""
    payments(here)
    told = adopt(here, more=f"--write adopt --emit {language}")
    assert "No " not in told
    folders = {path.name for path in (here.folder / "adopt").iterdir() if path.is_dir()}
    assert folders == {"1-allocate", "3-move-1", "4-move-2", "5-retire"}
    main_file = here.folder / "adopt/3-move-1" / LANGUAGES[language]
    assert "nat-payments" in main_file.read_text()
    here.both("1-allocate", "allocate")
    again = adopt(here, more=f"--write again --emit {language}")
    assert not (here.folder / "again/1-allocate").exists(), again


def test_addresses_that_are_not_there_yet_are_in_no_code(here: Stage) -> None:
    id_ = payments(here)
    changed(here, id_, apiServerAccessProfile={"authorizedIPRanges": [OFFICE]})
    assert "No az code for 3-move-1: it lets in addresses that are not allocated yet" in adopt(
        here, more="--write adopt --emit az"
    )
    written = [path.read_text() for path in (here.folder / "adopt").rglob("*.sh")]
    assert written
    assert not any("233.252.0" in text for text in written)


def test_code_needs_a_folder(here: Stage) -> None:
    payments(here)
    assert "give --write FOLDER" in adopt(here, more="--emit az")


def test_a_promised_day_is_remembered_until_another_is_given(here: Stage) -> None:
    """A day that one run was given, and the next forgot, would let the retirement through."""
    payments(here)
    adopt(here, more="--write adopt --promised-until 2999-03-31")
    here.both("1-allocate", "allocate")
    again = adopt(here, more="--write adopt")
    assert "promised until 2999-03-31, as adopt/5-retire.yaml had it" in again
    assert "after: '2999-03-31'" in (here.folder / "adopt/5-retire.yaml").read_text()
    adopt(here, more="--write adopt --promised-until 2020-01-01")
    assert "after: '2020-01-01'" in (here.folder / "adopt/5-retire.yaml").read_text()


def test_a_day_that_cannot_be_read_any_more_is_not_taken_for_none(here: Stage) -> None:
    payments(here)
    adopt(here, more="--write adopt --promised-until 2999-03-31")
    (here.folder / "adopt/5-retire.yaml").write_text("egress: [")
    assert "whether IPs are promised for longer stands there" in adopt(here, more="--write adopt")
    assert here.told[-1][2] == 2


def test_the_contract_says_how_long_the_present_ips_are_promised(here: Stage) -> None:
    here.wish("contract: [{cidr: 198.51.100.1, partners: [Acme Bank], until: 2999-03-31}]\n")
    payments(here)
    told = adopt(here, more="--write adopt")
    assert "is promised until 2999-03-31" in told
    assert "after: '2999-03-31'" in (here.folder / "adopt/5-retire.yaml").read_text()


@pytest.mark.parametrize(
    ("language", "other"), [("terraform", "az"), ("bicep", "terraform"), ("az", "bicep")]
)
def test_code_that_does_not_hold_any_more_is_set_aside(language: str, other: str, here: Stage) -> None:
    """Code of a stage that is done, or is blocked today, or is in another language than this run's."""
    payments(here)
    adopt(here, more=f"--write adopt --emit {language}")
    folder, name = here.folder / "adopt", LANGUAGES[language]
    (folder / "3-move-1/notes.txt").write_text("the team's\n")
    (folder / "4-move-2" / name).write_text("the team's own\n")
    here.both("1-allocate", "allocate")
    told = adopt(here, more=f"--write adopt --emit {language} --promised-until 2999-03-31")
    for stage_ in ("1-allocate", "5-retire"):  # done; blocked
        assert f"Renamed, since it does not hold any more: adopt/{stage_}/{name}.former" in told
        assert not (folder / stage_ / name).exists()
        assert (folder / stage_ / f"{name}.former").exists()
    assert (folder / "3-move-1" / name).exists()
    adopt(here, more=f"--write adopt --emit {other}")
    assert not (folder / "3-move-1" / name).exists()
    assert (folder / "3-move-1" / LANGUAGES[other]).exists()
    assert (folder / "3-move-1/notes.txt").read_text() == "the team's\n"


def test_code_that_terraform_was_run_with_stays(here: Stage) -> None:
    """Terraform deletes what its state has and its files have not."""
    payments(here)
    adopt(here, more="--write adopt --emit terraform")
    (here.folder / "adopt/1-allocate/terraform.tfstate").write_text("{}")
    here.both("1-allocate", "allocate")
    told = adopt(here, more="--write adopt --emit terraform")
    assert "adopt/1-allocate/main.tf is of an earlier run and does not hold any more. It stays" in told
    assert (here.folder / "adopt/1-allocate/main.tf").exists()


def test_pools_in_a_subnet_of_its_own_are_written_as_commands(here: Stage) -> None:
    """natpin apply makes no pools: it says so, and the commands are there; natpin reads them as it reads any script."""
    network(here, "system", "other")
    cluster(here, "payments", "rg-payments", system="system", cards="system")
    cluster(here, "shop", "rg-shop", system="system")
    told = adopt(here, more="--write adopt --own-subnet own=10.20.128.0/24")
    assert "natpin apply makes no pools" in told
    assert here.told[-1][2] == 1  # it cannot get there from where it stands
    new = (here.folder / "adopt/own-1-new-pools.sh").read_text()
    assert "az network vnet subnet create" in new
    assert "--address-prefixes 10.20.128.0/24" in new
    assert "az aks nodepool add --resource-group rg-payments --cluster-name payments --name system2" in new
    assert "--mode System" in new
    assert "kubectl drain -l kubernetes.azure.com/agentpool=cards" in new
    old = (here.folder / "adopt/own-2-old-pools.sh").read_text()
    assert "az aks nodepool delete --resource-group rg-payments --cluster-name payments --name cards" in old


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("own", "write NAME=CIDR"),
        ("own=10.99.0.0/24", "not within the address space of vnet-payments"),
        ("own=10.20.0.0/24", "it overlaps the subnet system"),
        ("own=10.20.128.1/24", "has host bits set"),
    ],
)
def test_a_range_that_cannot_be_is_refused(given: str, said: str, here: Stage) -> None:
    network(here, "system")
    cluster(here, "payments", "rg-payments", system="system")
    assert said in adopt(here, more=f"--write adopt --own-subnet {given}")
    assert here.told[-1][2] == 2
    assert not (here.folder / "adopt/own-1-new-pools.sh").exists()
