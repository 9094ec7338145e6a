"""A cluster that cannot get to pinned IPs where it stands: the stages to a new one beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from docs.stories import CONTRACT, Stage, adopt, changed, cluster, ips, payments, stage
from tests.builders.published import held

from natpin.commands.emitting import LANGUAGES
from natpin.model.resource import CLUSTER

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


SPREAD = {"enableAutoScaling": True, "minCount": 2, "maxCount": 9, "availabilityZones": ["1", "2"]}


def with_pools(here: Stage) -> None:
    """The old cluster, with its system pool in the middle, and another pool of the name that ``create:`` gives the new one's."""
    profiles = [
        {"name": "cards", "mode": "User", "count": 5, "vmSize": "Standard_D8s_v5", **SPREAD},
        {"name": "core", "mode": "System", "count": 2, "vmSize": "Standard_D2s_v5", "availabilityZones": ["3"]},
        {"name": "system", "mode": "User", "count": 1, "vmSize": "Standard_E4s_v5", "nodeTaints": ["a=b:NoSchedule"]},
    ]  # fmt: skip
    changed(here, here.id("rg-portal", CLUSTER, "portal"), agentPoolProfiles=profiles)


def test_every_pool_is_in_the_stages(here: Stage) -> None:
    with_pools(here)
    adopt(here, PORTAL, f"{NEW} --write adopt")
    stages = {stage["name"]: stage for stage in report(here)["stages"]}
    assert list(stages) == ["allocate", "announce", "create", "pools", "leave"]
    created = stages["create"]["entry"]["cluster"]["create"]
    assert (created["node-count"], created["vm-size"]) == (2, "Standard_D2s_v5")  # of the system pool
    assert any("availabilityZones" in line for line in stages["create"]["before"])
    assert sorted(stages["pools"]["writes"]) == [
        "create agentPools cards (az)",
        "create agentPools system2 (az)",
    ]
    script = (here.folder / "adopt/4-pools.sh").read_text()
    where = "az aks nodepool add --resource-group rg-portal --cluster-name portal-2"
    subnet = here.id("rg-portal", "Microsoft.Network/virtualNetworks", "vnet-portal-2") + "/subnets/nodes"
    assert f"{where} --name cards --vnet-subnet-id {subnet} --mode User" in script
    assert "--enable-cluster-autoscaler --min-count 2 --max-count 9 --zones 1 2" in script
    assert f"{where} --name system2" in script
    assert "--node-taints a=b:NoSchedule" in script
    assert "run: bash adopt/4-pools.sh" in (here.folder / "adopt/way.txt").read_text()
    assert "after it: 4-pools.sh" in (here.folder / "adopt/3-create.yaml").read_text()


def test_pools_that_were_made_are_done(here: Stage) -> None:
    with_pools(here)
    adopt(here, PORTAL, f"{NEW} --write adopt")
    for name, part in (("1-allocate", "allocate"), ("3-create", "")):
        here.both(name, part)
    id_ = here.id("rg-portal", CLUSTER, "portal-2")
    (system,) = (here.azure.get(id_) or {})["properties"]["agentPoolProfiles"]
    made = [{**system, "name": name, "mode": "User"} for name in ("cards", "system2")]
    changed(here, id_, agentPoolProfiles=[system, *made])
    states = {stage["name"]: stage["state"] for stage in report(here)["stages"]}
    assert states["pools"] == "done"
    assert "run: bash" not in adopt(here, PORTAL, f"{NEW} --write adopt")
