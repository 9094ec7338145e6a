"""The stories of docs/adopting.md, run: the page is what they print, and each ends where it says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from docs.stories import (
    CONTRACT,
    OFFICE,
    REGION,
    Stage,
    adopt,
    changed,
    cluster,
    ips,
    network,
    payments,
    stage,
)
from tests.builders.published import held

from docs import adopting, rotating
from natpin.commands.emitting import LANGUAGES

ROOT = Path(__file__).parents[2]
OLD, NEW = ["198.51.100.1/32"], ["203.0.113.0/31"]
ALL = "rg-payments/payments"


@pytest.fixture
def here() -> Iterator[Stage]:
    with stage() as made:
        yield made


def states(here: Stage, more: str = "") -> dict[str, str]:
    """The state of each stage, as JSON tells it."""
    report = held(adopt(here, more=f"--format json {more}"))
    return {each["name"]: each["state"] for each in report["stages"]}


def bad(here: Stage) -> list[str]:
    """The commands that did not end with 0, with what they printed."""
    return [f"{command}\n{printed}" for command, printed, status in here.told if status]


def test_the_page_is_fresh() -> None:
    assert (ROOT / "docs/adopting.md").read_text("utf-8") == adopting.page(), "run make docs"


def test_the_page_on_other_ips_is_fresh() -> None:
    assert (ROOT / "docs/rotating.md").read_text("utf-8") == rotating.page(), "run make docs"


def test_a_prefix_that_an_earlier_stage_made_keeps_its_length(here: Stage) -> None:
    """Nobody has to say again what was chosen for it."""
    payments(here)
    adopt(here, more="--length 29 --write adopt")
    here.both("1-allocate", "allocate")
    report = held(adopt(here, more="--format json"))
    assert report["reasons"] == []
    assert report["stages"][0]["state"] == "done"
    assert report["stages"][0]["entry"]["public-ips"]["prefix"] == {"name": "pfx-payments", "length": 29}


def test_from_the_load_balancer_with_two_partners(here: Stage) -> None:
    """Each stage moves what it says and no more; partners are told before; the state follows."""
    payments(here)
    report = held(adopt(here, more="--write adopt --format json"))
    assert [partner["name"] for partner in report["partners"]] == ["Acme Bank", "Globex"]
    assert ips(here, ALL) == OLD
    here.both("1-allocate", "allocate")
    assert ips(here, ALL) == OLD
    assert states(here, "--write adopt") == {
        "allocate": "done",
        "announce": "waits for a person",
        "move-1": "later",
        "move-2": "later",
        "retire": "later",
    }
    letters = (here.folder / "adopt/2-announce.md").read_text()
    assert letters.count("allow connections from 203.0.113.0/31, beside 198.51.100.1/32") == 2
    assert "## Acme Bank" in letters
    here.wish((here.folder / "adopt/2-announce.yaml").read_text())
    assert states(here)["announce"] == "done"
    assert states(here)["move-1"] == "next"
    here.both("3-move-1")
    assert ips(here, ALL) == [*OLD, *NEW]
    assert states(here, "--write adopt")["move-1"] == "done"
    here.both("4-move-2")
    assert ips(here, ALL) == NEW
    assert states(here, "--write adopt") == {
        "allocate": "done",
        "announce": "done",
        "move-1": "done",
        "move-2": "done",
        "retire": "next",
    }
    assert bad(here) == []
    here.run("natpin plan --config adopt/5-retire.yaml")
    _, printed, status = here.told.pop()
    assert "promises 198.51.100.1 to Acme Bank, Globex without an end" in printed
    assert status == 1
    report = held(adopt(here, more="--format json"))
    assert "to Acme Bank, Globex without an end" in " ".join(report["stages"][-1]["blocked"])
    adopt(here, more="--write adopt --promised-until 2026-01-31")
    here.both("5-retire")
    assert ips(here, ALL) == NEW
    assert states(here) == {}
    assert bad(here) == []
    assert not [request for request in here.azure.requests if request.method == "DELETE"]


def test_no_code_takes_away_what_is_promised_without_an_end(here: Stage) -> None:
    payments(here)
    adopt(here, more="--write adopt --emit az")
    assert (here.folder / "adopt/4-move-2/provision.sh").exists()
    assert not (here.folder / "adopt/5-retire/provision.sh").exists()


def test_what_partners_were_promised_holds_the_last_stage(here: Stage) -> None:
    payments(here)
    adopt(here, more="--write adopt --promised-until 2999-12-31")
    here.both("1-allocate", "allocate")
    here.announce()
    here.both("3-move-1")
    here.both("4-move-2")
    assert bad(here) == []
    here.both("5-retire")
    planned, applied = here.told[-2:]
    assert "198.51.100.1, of its load balancer, is promised until 2999-12-31" in planned[1]
    assert (planned[2], applied[2]) == (1, 2)


PROMISED_TO_OTHERS = "contract:\n  ips: [{cidr: 192.0.2.0/24, partners: [Initech]}]\n"


@pytest.mark.parametrize(
    ("done", "contract", "again"),
    [
        (1, CONTRACT, False),
        (2, CONTRACT, True),
        (3, CONTRACT, False),
        (2, "", False),
        (3, "", True),
        (2, PROMISED_TO_OTHERS, True),
    ],
)
def test_turning_back_from_each_stage(done: int, contract: str, again: bool, here: Stage) -> None:
    """Whichever stage was the last, its way back and those before lead to the load balancer: also where the contract names the
    new IPs alone, since the present ones were promised to nobody; and of files that were written again after the announcement."""
    here.wish(contract)
    id_ = payments(here)
    adopt(here, more="--write adopt --promised-until 2026-01-31")
    files = ["3-move-1", "4-move-2", "5-retire"][:done]
    here.both("1-allocate", "allocate")
    here.announce()
    if again:
        announced = (here.folder / "adopt/2-announce.yaml").read_text()
        adopt(here, more="--write adopt --promised-until 2026-01-31")
        assert (here.folder / "adopt/2-announce.yaml").read_text() == announced  # nothing is promised twice
    for file in files:
        here.both(file)
    for file in reversed(files):
        here.both(f"{file}-back")
        planned = here.told[-2][1]
        stays = "to loadBalancer: new connections go on leaving from 203.0.113.0/31, since its subnets keep the NAT gateway"
        assert (stays in planned) is (file == "5-retire")
    assert bad(here) == []
    body = here.azure.get(id_) or {}
    assert body["properties"]["networkProfile"]["outboundType"] == "loadBalancer"
    assert not set(ips(here, ALL)) & set(NEW)
    if done < 3:
        assert ips(here, ALL) == OLD  # AKS never released it


def test_a_way_back_that_is_half_done_keeps_the_others_on_the_gateway(here: Stage) -> None:
    payments(here)
    adopt(here, more="--write adopt")
    here.both("1-allocate", "allocate")
    here.announce()
    for file in ("3-move-1", "4-move-2", "4-move-2-back"):
        here.both(file)
    assert bad(here) == []
    assert ips(here, ALL) == [*OLD, *NEW]


def test_a_route_to_a_firewall_is_named(here: Stage) -> None:
    table = here.id("rg-network", "Microsoft.Network/routeTables", "to-firewall")
    halves = [
        {
            "name": prefix.replace("/", "-"),
            "properties": {
                "addressPrefix": prefix,
                "nextHopType": "VirtualAppliance",
                "nextHopIpAddress": "10.20.250.4",
            },
        }
        for prefix in ("0.0.0.0/1", "128.0.0.0/1")
    ]
    here.azure.seed({"id": table, "location": REGION, "properties": {"routes": halves}})
    network(here, "system", "workers", workers={"routeTable": {"id": table}})
    cluster(here, "payments", "rg-payments", system="system", workers="workers")
    report = held(adopt(here, more="--format json --write adopt"))
    (reason,) = report["reasons"]
    assert "the pool workers of payments would not leave through it" in reason["why"]
    assert "the route table to-firewall (resource group rg-network) of the subnet workers" in reason["why"]
    assert "0.0.0.0/1 to VirtualAppliance 10.20.250.4, 128.0.0.0/1 to" in reason["why"]
    assert "natpin changes no route table" in reason["instead"]
    assert report["stages"] == []
    assert report["files"] == []
    assert here.told[-1][2] == 1


def test_without_its_default_route_it_moves_where_it_stands(here: Stage) -> None:
    """AKS asks for a route table when it is made; what the table says is its owner's."""
    table = here.id("rg-network", "Microsoft.Network/routeTables", "office")
    here.azure.seed({"id": table, "location": REGION, "properties": {"routes": []}})
    network(here, "system", system={"routeTable": {"id": table}})
    cluster(here, "payments", "rg-payments", "userDefinedRouting", system="system")
    adopt(here, more="--write adopt")
    here.both("1-allocate", "allocate")
    here.announce()
    for file in ("3-move-1", "4-retire"):
        here.both(file)
    assert bad(here) == []
    assert ips(here, ALL) == NEW


def test_two_clusters_in_one_subnet_move_together(here: Stage) -> None:
    network(here, "system", "other")
    cluster(here, "payments", "rg-payments", system="system")
    cluster(here, "shop", "rg-shop", system="system", other="other")
    report = held(adopt(here, more="--format json"))
    (reason,) = report["reasons"]
    assert (
        "payments (resource group rg-payments) and shop (resource group rg-shop) share subnets (system)"
        in reason["why"]
    )
    here.told.clear()
    adopt(here, more="--together rg-shop/shop --write adopt --promised-until 2026-01-31")
    here.both("1-allocate", "allocate")
    here.announce()
    for file in ("3-move-1", "4-move-2", "5-retire"):
        here.both(file)
    assert bad(here) == []
    assert ips(here, ALL) == NEW
    assert ips(here, "rg-shop/shop") == NEW


def test_authorized_ranges_come_first(here: Stage) -> None:
    id_ = payments(here)
    changed(here, id_, apiServerAccessProfile={"authorizedIPRanges": [OFFICE]})
    report = held(adopt(here, more="--write adopt --format json"))
    move = next(stage_ for stage_ in report["stages"] if stage_["name"] == "move-1")
    assert move["writes"][0] == "update managedClusters payments (apiServerAccessProfile.authorizedIPRanges)"
    assert "233.252" not in json.dumps(report)
    here.both("3-move-1")
    assert [status for *_, status in here.told[-2:]] == [1, 2]  # not allocated: nobody is locked out
    here.told.clear()
    here.both("1-allocate", "allocate")
    here.announce()
    here.both("3-move-1")
    assert bad(here) == []
    after = here.azure.get(id_) or {}
    assert after["properties"]["apiServerAccessProfile"]["authorizedIPRanges"] == [OFFICE, *NEW]


def test_nobody_moves_before_partners_were_told(here: Stage) -> None:
    """The file of a move names the new IPs in its contract; whether they were announced, the team's own natpin.yaml says."""
    payments(here)
    adopt(here, more="--write adopt")
    here.both("1-allocate", "allocate")
    here.both("3-move-1")
    planned, applied = here.told[-2:]
    assert "the stage announce comes first" in planned[1]
    assert "does not give 203.0.113.0/31 to Acme Bank, Globex" in planned[1]
    assert (planned[2], applied[2]) == (1, 2)
    assert ips(here, ALL) == OLD
    here.run("natpin plan --config adopt/3-move-1.yaml --emit az")
    assert "az network" not in here.told.pop()[1]
    here.announce()
    here.both("3-move-1")
    assert ips(here, ALL) == [*OLD, *NEW]


def test_an_approved_plan_is_not_applied_once_the_announcement_was_taken_back(here: Stage) -> None:
    payments(here)
    adopt(here, more="--write adopt")
    here.both("1-allocate", "allocate")
    here.announce()
    here.run("natpin plan --config adopt/3-move-1.yaml --out adopt/3-move-1.plan.json")
    here.wish(CONTRACT)
    told = here.run("natpin apply adopt/3-move-1.plan.json --config adopt/3-move-1.yaml")
    assert "the stage announce comes first" in told
    assert ips(here, ALL) == OLD


def test_where_the_contract_names_nobody_the_order_is_said(here: Stage) -> None:
    here.wish("")
    payments(here)
    adopt(here, more="--write adopt")
    here.both("1-allocate", "allocate")
    here.both("3-move-1")
    (_, _, status), (_, _, done) = here.told[-2:]
    assert "the stage move-1 comes after announce" in here.told[-2][1]
    assert (status, done) == (0, 0)
    here.both("3-move-1-back")
    assert "comes after announce" not in here.told[-2][1]


@pytest.mark.parametrize("language", ["terraform", "bicep", "az"])
def test_code_says_what_the_contract_promises(language: str, here: Stage) -> None:
    payments(here)
    adopt(here, more="--write adopt")
    here.both("1-allocate", "allocate")
    here.announce()
    here.run(f"natpin plan --config adopt/3-move-1.yaml --emit {language} --output {language}.code")
    text = (here.folder / f"{language}.code").read_text()
    for promise in (
        "198.51.100.1/32 to Acme Bank, Globex, without an end",
        "prefix pfx-payments to Acme Bank, Globex, without an end",
    ):
        assert promise in text.split("\n\n")[0], text[:600]
    adopt(here, more=f"--write adopt --emit {language}")
    (written,) = [
        each for each in (here.folder / "adopt/4-move-2").iterdir() if each.name in LANGUAGES.values()
    ]
    assert "prefix pfx-payments to Acme Bank, Globex" in written.read_text()


@pytest.mark.parametrize(
    ("told", "blocked"),
    [
        (["203.0.113.0/32"], True),  # half of what traffic leaves from
        (["203.0.113.0/32", "203.0.113.1/32"], False),
        (["203.0.113.0/28"], False),
        (["203.0.113.4/31"], True),
    ],
)
def test_a_partner_who_was_given_a_part_was_not_told(told: list[str], blocked: bool, here: Stage) -> None:
    payments(here)
    adopt(here, more="--write adopt")
    here.both("1-allocate", "allocate")
    ips_ = "".join(f"    - {{cidr: {cidr}, partners: [Acme Bank, Globex]}}\n" for cidr in told)
    here.wish(CONTRACT + ips_)
    assert states(here)["announce"] == ("waits for a person" if blocked else "done")
    printed = here.run("natpin plan --config adopt/3-move-1.yaml")
    assert ("the stage announce comes first" in printed) is blocked
