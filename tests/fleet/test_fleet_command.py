"""``natpin fleet`` on a simulated Azure: which subscriptions, what is told of those that cannot be read, and shards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from natpin.azure import estates, inventory
from natpin.azure.arm import Arm
from natpin.errors import CloudError, Unreachable
from natpin.fleet.shards import Shard
from natpin.simulator import Simulator
from natpin.simulator.faults import Fault, FaultKind

from .conftest import IDS, Run, undated


def sources(text: str) -> list[str]:
    return [str(one["source"]).rpartition("/")[2] for one in undated(text)]


SCOPES = {
    "all that the identity sees": ([], IDS),
    "one by its id": (["--subscription", IDS[4]], (IDS[4],)),
    "below a management group": (["--management-group", "payments"], IDS[1:3]),
    "below groups of groups": (["--management-group", "root"], IDS),
    "one named twice": (["--management-group", "payments", "--subscription", IDS[2].upper()], IDS[1:3]),
}


@pytest.mark.parametrize("name", SCOPES)
def test_which_subscriptions_are_looked_at(name: str, fleet: Run) -> None:
    flags, expected = SCOPES[name]
    ran = fleet(*flags, "--format", "fleet", "--fail-on", "never")
    assert (ran.status, ran.err) == (0, "")
    assert sources(ran.out) == list(expected)


def test_shards_merged_are_one_run(fleet: Run, natpin: Run, here: Path) -> None:
    whole = fleet("--format", "fleet", "--fail-on", "never")
    names = []
    for index in (1, 2, 3, 4):
        name = f"{index}.fleet"
        ran = fleet("--format", "fleet", "--shard", f"{index}/4", "--output", name, "--fail-on", "never")
        assert ran.status == 0, ran.err
        names.append(name)
    merged = natpin("report", "merge", *reversed(names))
    assert undated(merged.out) == undated(whole.out)


def test_every_subscription_is_in_one_shard_and_stays_there() -> None:
    for of in (1, 2, 3, 7):
        for subscription in IDS:
            assert sum(Shard(index, of).holds(subscription) for index in range(1, of + 1)) == 1
            assert [Shard(1, of).holds(subscription.upper())] == [Shard(1, of).holds(subscription)]


def test_a_subscription_that_may_not_be_read_is_missing_and_the_rest_is_told(
    azure: Simulator, fleet: Run
) -> None:
    somebody = azure.add_principal("somebody", secret="s")
    for subscription in IDS[:2]:
        azure.assign(somebody, "Reader", f"/subscriptions/{subscription}")
    azure.assign(somebody, "Reader", "/providers/Microsoft.Management/managementGroups/root")
    ran = fleet("--management-group", "root", "--fail-on", "never", as_=somebody)
    assert ran.status == 4
    assert "6 clusters in 2 sources" in ran.out
    assert "4 sources not read" in ran.out
    for subscription in IDS[2:]:
        assert f"/subscriptions/{subscription}: reading" in ran.out


def test_a_group_that_may_not_be_listed_is_an_error(azure: Simulator, fleet: Run) -> None:
    somebody = azure.add_principal("somebody", secret="s")
    ran = fleet("--management-group", "root", as_=somebody)
    assert ran.status == 2
    assert "Azure forbids it: give this identity the role Reader there" in ran.err


def test_an_identity_that_sees_nothing_is_an_error(azure: Simulator, fleet: Run) -> None:
    ran = fleet(as_=azure.add_principal("somebody", secret="s"))
    assert ran.status == 2
    assert "there is no subscription to look at" in ran.err


def test_resource_graph_is_asked_for_many_subscriptions_at_once(azure: Simulator, fleet: Run) -> None:
    azure.clear_requests()
    assert fleet("--fail-on", "never").status == 0
    asked = Counter(one.path.rsplit("/", 1)[-1].lower() for one in azure.requests)
    assert asked["resources"] == 1
    assert asked["permissions"] == asked["locks"] == len(IDS)


def test_one_that_fails_on_the_way_costs_itself_alone(azure: Simulator, fleet: Run) -> None:
    azure.set_faults(
        Fault(FaultKind.FORBIDDEN, path=f"{IDS[3]}/providers/Microsoft.Authorization/permissions")
    )
    ran = fleet("--fail-on", "never")
    assert ran.status == 4
    assert "15 clusters in 5 sources" in ran.out


@pytest.mark.parametrize(
    ("answered", "asked", "found"), [(1, 3, 2), (0, 2, 0), (2, 3, 4)], ids=["one", "none", "two"]
)
def test_what_was_read_before_azure_was_away_is_told(
    answered: int, asked: int, found: int, azure: Simulator, fleet: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two subscriptions a query. After two that nobody answers no more is asked."""
    monkeypatch.setattr(estates, "TOGETHER", 2)
    once = inventory.rows
    queries: list[int] = []

    def rows(arm: Arm, subscriptions: Sequence[str]) -> Iterator[Mapping[str, Any]]:
        queries.append(len(subscriptions))
        if len(queries) > answered:
            raise Unreachable("POST /resources: no answer")
        return once(arm, subscriptions)

    monkeypatch.setattr(inventory, "rows", rows)
    ran = fleet("--fail-on", "never")
    assert ran.status == 4
    assert f"{found * 3} clusters in {found} sources" in ran.out
    assert f"{len(IDS) - found} sources not read" in ran.out
    assert queries == [2] * asked


def test_a_part_of_an_answer_is_asked_for_again_one_by_one(
    azure: Simulator, fleet: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = inventory.rows

    def rows(arm: Arm, subscriptions: Sequence[str]) -> Iterator[Mapping[str, Any]]:
        if len(subscriptions) > 1 or subscriptions[0] == IDS[4]:
            raise CloudError("it returned 1000 of 2000 rows; try again")
        return once(arm, subscriptions)

    monkeypatch.setattr(inventory, "rows", rows)
    ran = fleet("--fail-on", "never")
    assert ran.status == 4
    assert "15 clusters in 5 sources" in ran.out
    assert f"/subscriptions/{IDS[4]}: " in ran.out


def test_metrics_tell_every_cluster_and_what_is_missing(fleet: Run) -> None:
    ran = fleet("--format", "openmetrics", "--fail-on", "never")
    found = {family.name: family.samples for family in text_string_to_metric_families(ran.out)}
    states = Counter()
    for sample in found["natpin_clusters"]:
        states[sample.labels["state"]] += int(sample.value)
    assert states == {"fails": 2, "warns": 16, "unknown": 0, "passes": 0}
    assert {sample.value for sample in found["natpin_source_missing"]} == {0}
    assert len(found["natpin_source_taken_timestamp_seconds"]) == len(IDS)


def test_the_rules_may_lie_in_another_folder(fleet: Run, here: Path) -> None:
    (here / "rules").mkdir()
    (here / "rules" / "natpin.yaml").write_text("rules:\n  node-subnet-no-nat: off\n")
    assert "2 fails" in fleet("--fail-on", "never").out
    elsewhere = fleet("--workspace", "rules", "--fail-on", "never")
    assert elsewhere.status == 0, elsewhere.err
    assert "18 clusters in 6 sources" in elsewhere.out
    assert "fails" not in elsewhere.out.splitlines()[-1]


def test_a_share_without_a_subscription_is_no_failure_and_a_fleet_without_a_cluster_is(
    azure: Simulator, fleet: Run, natpin: Run
) -> None:
    empty = next(index for index in range(1, 100) if not any(Shard(index, 99).holds(one) for one in IDS))
    ran = fleet("--shard", f"{empty}/99", "--format", "fleet", "--output", "share.fleet")
    assert ran.status == 0, ran.err
    assert natpin("report", "show", "share.fleet").status == 4
