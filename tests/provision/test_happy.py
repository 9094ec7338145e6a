"""From nothing to a NAT gateway with its IPs on two subnets, and nothing to do after that."""

from __future__ import annotations

from natpin.model.change import Action
from natpin.provision.apply import Result

from .bench import Bench, entry


def test_everything_is_created_in_order_and_read_back(ground: Bench) -> None:
    wanted = ground.wanted(entry(ground.subscription))
    plan = ground.plan(wanted)
    assert [change.action for change in plan.changes] == [Action.CREATE] * 6
    applied = ground.apply(plan)
    assert applied.complete, applied
    assert {step.result for step in applied.steps} == {Result.DONE}
    assert len(applied.ips) == 1
    assert applied.ips[0].endswith("/30")
    again = ground.plan(wanted)
    assert not again.writes
    assert not again.blocked
