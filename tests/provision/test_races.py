"""Two applies at once, and one apply whose journal another has."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from natpin.errors import CloudError, Refused
from natpin.provision.apply import Applied, Result
from natpin.provision.bodies import retained
from natpin.provision.journal import Journal
from natpin.simulator import VnetConflict

from .bench import Bench, bench, entry
from .scenes import lived_in

VNET = "Microsoft.Network/virtualNetworks/vnet"


def both(ground: Bench, *plans: object) -> list[Applied | CloudError]:
    results: list[Applied | CloudError] = []
    barrier = threading.Barrier(len(plans))

    def one(plan: object) -> None:
        barrier.wait()
        try:
            results.append(ground.apply(plan, workers=4))
        except CloudError as error:
            results.append(error)

    threads = [threading.Thread(target=one, args=(plan,)) for plan in plans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.parametrize("conflict", list(VnetConflict))
@pytest.mark.parametrize("rounds", range(4))
def test_two_applies_on_one_network_end_with_both_subnets_right(
    conflict: VnetConflict, rounds: int, tmp_path: Path
) -> None:
    ground = bench(tmp_path, vnet_conflict=conflict, conflict_retry_after=None)
    lived_in(ground, rounds)
    before = {
        name: retained(ground.azure.get(ground.id(f"{VNET}/subnets/{name}")) or {})
        for name in ("aks", "pods")
    }
    old = {"existing": [ground.id("Microsoft.Network/publicIPAddresses/old")]}
    common = {"public_ips": old, "nat_gateway": {"name": "nat"}}
    texts = [
        entry(ground.subscription, subnets=[{"name": name}], virtual_network={"name": "vnet"}, **common)
        for name in ("aks", "pods")
    ]
    wanted = [ground.wanted(text) for text in texts]
    for result in both(ground, *(ground.plan(wish, "egress-change") for wish in wanted)):
        # whoever lost the race was told the truth, and planning and applying again ends it
        if isinstance(result, CloudError):
            assert isinstance(result, Refused)
        else:
            assert result.complete or any(step.result is not Result.DONE for step in result.steps)
    for wish in wanted:
        assert ground.apply(ground.plan(wish, "egress-change")).complete
    for name, kept in before.items():
        body = ground.azure.get(ground.id(f"{VNET}/subnets/{name}"))
        assert body is not None
        assert body["properties"]["natGateway"]["id"].endswith("/natGateways/nat")
        assert retained(body) == kept


def test_the_same_plan_applied_twice_at_once_makes_nothing_twice(ground: Bench) -> None:
    plan = ground.plan(ground.wanted(entry(ground.subscription)), "egress-change")
    results = both(ground, plan, plan)
    assert ground.apply(ground.plan(ground.wanted(entry(ground.subscription)), "egress-change")).complete
    ids = [id_ for id_ in ground.azure.all_resources() if "/providers/" in id_]
    assert len([id_ for id_ in ids if "/natgateways/" in id_]) == 1
    assert len([id_ for id_ in ids if "/publicipprefixes/" in id_]) == 1
    assert not [request for request in ground.azure.requests if request.method == "DELETE"]
    assert any(isinstance(result, Applied) for result in results)


def test_a_journal_in_use_is_refused(tmp_path: Path) -> None:
    first = Journal(tmp_path / "journal", "a" * 64)
    with pytest.raises(Refused, match="another apply is writing the journal"):
        Journal(tmp_path / "journal", "a" * 64)
    first.close()
    Journal(tmp_path / "journal", "a" * 64).close()
