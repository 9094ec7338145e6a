"""What many differences ask is worked out once; findings without verdicts are those with them."""

from __future__ import annotations

import pytest
from declare import gateway, graph, network, prefix, ref, subnet

from natpin.config import Config
from natpin.drift.pairs import Pairs
from natpin.egress import trace
from natpin.model.resource import NAT_GATEWAY, Resource
from natpin.model.stack import Stack
from natpin.pipeline.judging import findings_on, judge
from natpin.pipeline.reading import ReadStack
from natpin.pipeline.settings import Settings
from natpin.policy.select import chosen


def test_declarations_are_walked_once_for_all_differences(monkeypatch: pytest.MonkeyPatch) -> None:
    side = graph(*(gateway(f"nat{number}") for number in range(50)))
    pairs = Pairs(side, side)
    asked: list[str] = []
    real = Pairs.of

    def of(self: Pairs, declared: Resource) -> object:
        asked.append(declared.address)
        return real(self, declared)

    monkeypatch.setattr(Pairs, "of", of)
    assert all(pairs.is_declared(f"nat{number}", NAT_GATEWAY) for number in range(50))
    assert not pairs.is_declared("other", NAT_GATEWAY)
    assert len(asked) == 50


def test_findings_alone_are_those_of_the_whole() -> None:
    parts = (
        network(),
        subnet(natGateway={"id": ref("nat")}),
        gateway(publicIpPrefixes=[{"id": ref("prefix")}], idleTimeoutInMinutes=600),
        prefix(length=24),
    )
    read = ReadStack(Stack("x", "."), parts)
    settings = Settings(chosen(Config()))
    side = graph(*parts)
    found = findings_on(read, settings, side, trace(side))
    assert found == judge(read, settings).findings
    assert len(found) > 2
