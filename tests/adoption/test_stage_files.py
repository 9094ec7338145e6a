"""The files that ``natpin adopt --write`` writes: linked to one another, and those that cannot be made again are kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from docs.stories import Stage, adopt, cluster, network, payments, stage

from natpin.cli import main


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
