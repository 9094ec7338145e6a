"""``natpin adopt`` names what the cluster's own identity lacks, at the first stage that moves the cluster, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from docs.stories import Stage, adopt, cluster, network, payments, stage
from tests.builders.published import held

LACKS = "may not join"


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """A place where nobody has given a cluster's identity a role yet."""
    monkeypatch.setattr("docs.stories._let_join", lambda here, id_: None)
    with stage() as made:
        yield made


def needs(here: Stage, more: str = "") -> dict[str, list[str]]:
    """What each stage needs, where it needs something."""
    report: dict[str, Any] = held(adopt(here, more=f"--format json {more}"))
    return {each["name"]: each["needs"] for each in report["stages"] if each["needs"]}


def identity(here: Stage, id_: str) -> str:
    return str((here.azure.get(id_) or {})["identity"]["principalId"])


def around(here: Stage) -> str:
    return here.id("rg-network", "Microsoft.Network/virtualNetworks", "vnet-payments")


def test_a_missing_role_is_named_with_the_command_where_it_first_matters(here: Stage) -> None:
    id_ = payments(here)
    found = needs(here)
    assert list(found) == ["move-1"]
    (told,) = found["move-1"]
    assert LACKS in told
    assert "system" in told.split(",")[0]
    assert told.count(f"--assignee-object-id {identity(here, id_)}") == 2
    printed = " ".join(adopt(here).split())
    assert printed.count(LACKS) == 1
    assert printed.index("move-1 (") < printed.index(LACKS) < printed.index("retire (")


@pytest.mark.parametrize("role", ["Network Contributor", "Owner"])
def test_a_role_that_is_there_is_not_spoken_of(role: str, here: Stage) -> None:
    here.azure.grant(identity(here, payments(here)), role, around(here))
    assert needs(here) == {}


def test_one_subnet_without_a_role_is_named_alone(here: Stage) -> None:
    here.azure.grant(identity(here, payments(here)), "Network Contributor", f"{around(here)}/subnets/system")
    (told,) = needs(here)["move-1"]
    assert "the subnet workers" in told
    assert "subnets/system" not in told


def test_a_role_that_only_reads_is_none(here: Stage) -> None:
    here.azure.grant(identity(here, payments(here)), "Reader", around(here))
    assert LACKS in needs(here)["move-1"][0]


def test_each_cluster_of_shared_subnets_is_named_once(here: Stage) -> None:
    network(here, "system")
    ids = [
        cluster(here, name, "rg-payments", **{f"pool{name[0]}": "system"}) for name in ("payments", "shop")
    ]
    (told, other) = needs(here, "--together rg-payments/shop")["move-1"]
    assert {name for name in ("payments", "shop") for line in (told, other) if f"of {name} " in line} == {
        "payments",
        "shop",
    }
    here.azure.grant(identity(here, ids[0]), "Network Contributor", around(here))
    (left,) = needs(here, "--together rg-payments/shop")["move-1"]
    assert "identity of shop" in left
