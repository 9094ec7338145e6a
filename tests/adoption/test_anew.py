"""A cluster that cannot get to pinned IPs where it stands: the stages to a new one beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from docs.stories import CONTRACT, Stage, adopt, cluster, ips, payments, stage
from tests.builders.published import held

from natpin.commands.emitting import LANGUAGES

PORTAL = "rg-portal/portal"
NEW = "--new portal-2 --address-space 10.40.0.0/16"


@pytest.fixture
def here() -> Iterator[Stage]:
    with stage(CONTRACT) as made:
        cluster(made, "portal", "rg-portal", "loadBalancer")
        yield made


def report(here: Stage, more: str = NEW) -> dict[str, Any]:
    found: dict[str, Any] = held(adopt(here, PORTAL, f"{more} --format json"))
    return found


def test_the_stages_lead_to_a_cluster_that_is_pinned(here: Stage) -> None:
    adopt(here, PORTAL, f"{NEW} --write adopt")
    before = ips(here, PORTAL)
    assert here.told[-1][2] == 1  # from where it stands it cannot
    here.both("1-allocate", "allocate")
    assert [stage["state"] for stage in report(here)["stages"]] == [
        "done",
        "waits for a person",
        "later",
        "later",
    ]
    here.both("3-create")
    assert [status for command, _, status in here.told if "adopt/" in command and "apply" in command] == [
        0,
        0,
    ]
    assert ips(here, "rg-portal/portal-2") == ["203.0.113.0/31"]
    assert ips(here, PORTAL) == before


def test_partners_are_told_of_the_new_ips(here: Stage) -> None:
    found = report(here)
    assert [partner["name"] for partner in found["partners"]] == ["Acme Bank", "Globex"]
    assert [stage["name"] for stage in found["stages"]] == ["allocate", "announce", "create", "leave"]
    assert found["inPlace"] is False


def test_what_create_cannot_say_is_told(here: Stage) -> None:
    (create,) = [stage for stage in report(here)["stages"] if stage["name"] == "create"]
    assert any("natpin assigns no roles" in line for line in create["before"])
    assert create["allow"] == ["cluster-create"]
    assert create["entry"]["cluster"]["create"]["node-count"] == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_stage_as_code(language: str, here: Stage) -> None:
    assert f"No {language} code" not in adopt(here, PORTAL, f"{NEW} --write adopt --emit {language}")
    assert (here.folder / "adopt/3-create" / LANGUAGES[language]).exists()


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        ("--new portal-2", "takes both --new NAME and --address-space"),
        ("--new portal --address-space 10.40.0.0/16", "needs another name"),
        ("--new portal-2 --address-space 10.40.0.1/16", "--address-space"),
        ("--new po_rtal! --address-space 10.40.0.0/16", "is not a valid name for a cluster"),
    ],
)
def test_what_cannot_be_is_refused(flags: str, said: str, here: Stage) -> None:
    assert said in adopt(here, PORTAL, f"{flags}")
    assert here.told[-1][2] == 2


def test_a_cluster_that_can_move_is_moved(here: Stage) -> None:
    """``--new`` is for those that cannot: nobody gets a second cluster for nothing."""
    payments(here)
    found = held(adopt(here, more=f"{NEW} --format json"))
    assert [stage["name"] for stage in found["stages"]][2] == "move-1"
