"""Many clusters: requests are pages, not clusters. The speed itself is a bench (python -m bench live)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

import pytest

from natpin.azure import inventory, live
from natpin.azure.scope import AzureScope
from natpin.model.resource import CLUSTER
from natpin.simulator import Settings, Simulator
from natpin.simulator.example import fleet

from .conftest import answered, connection_to

CLUSTERS = 300


@pytest.fixture(scope="module")
def azure() -> Iterator[Simulator]:
    with Simulator(Settings(keep_bodies=False)) as simulator:
        fleet(simulator, CLUSTERS)
        yield simulator


def test_three_hundred_clusters_take_two_pages_and_two_questions(azure: Simulator) -> None:
    azure.clear_requests()
    found = live.estate(connection_to(azure), AzureScope.parse(azure.subscription))
    assert len(found.clusters) == CLUSTERS
    assert found.unread == ()
    pages = math.ceil(4 * CLUSTERS / inventory.PAGE)
    assert pages == 2
    assert Counter(one.rsplit("/", 1)[-1] for one in answered(azure)) == {
        "permissions": 1,
        "resources": pages,
        "locks": 1,
    }


@pytest.mark.parametrize("page", [1, 7, 599, 600, 1199, 1200, 1201])
def test_no_row_is_lost_or_repeated_between_pages(
    azure: Simulator, page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inventory, "PAGE", page)
    scope = AzureScope.parse(azure.subscription)
    with live.reading(connection_to(azure)) as arm:
        rows = inventory.rows(arm, [scope.subscription])
        seen = [next(rows)["id"] for _ in range(20)] if page == 1 else [row["id"] for row in rows]
    assert len(seen) == len(set(seen)) == (20 if page == 1 else 4 * CLUSTERS)


def test_one_cluster_of_many_reads_no_more_than_the_inventory(azure: Simulator) -> None:
    azure.clear_requests()
    found = live.estate(connection_to(azure), AzureScope.parse(f"{azure.subscription}/fleet-0007/fleet-0007"))
    assert [body["type"].lower() for body in found.bodies].count(CLUSTER.lower()) == 1
    assert len(found.bodies) == 4
    assert len(answered(azure)) == 4
