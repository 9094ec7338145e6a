"""What is said of virtual networks with subnets written inside them."""

from __future__ import annotations

from typing import Any

import pytest
from declare import UNKNOWN, attach, gateway, graph, network, ref, subnet, subnet_id

from natpin.facts.subjects import subjects
from natpin.model.resource import Link, Resource
from natpin.model.value import IF_THERE, Unknown, dig, items, text

INSIDE = network(subnets=[{"name": "nodes"}])
ATTACHED = attach(subnet_id("nodes"), "natGateway", ref("nat"))


@pytest.mark.parametrize(
    ("parts", "detached"),
    [
        ([INSIDE], []),
        ([INSIDE, subnet("nodes", external=True)], []),
        ([INSIDE, gateway(), ATTACHED], ["nodes"]),
        ([INSIDE, subnet("nodes", external=True), gateway(), ATTACHED], ["nodes"]),
        ([INSIDE, gateway(), attach(UNKNOWN, "natGateway", ref("nat"))], None),
        ([network(subnets=[{"name": "nodes", "natGateway": {"id": ref("nat")}}]), gateway()], []),
    ],
    ids=[
        "no gateway",
        "only looked up",
        "attached",
        "looked up and attached",
        "perhaps attached",
        "named inside",
    ],
)
def test_subnets_that_redeploying_their_network_would_detach(
    parts: list[Resource | Link], detached: list[Any] | None
) -> None:
    [told] = [found for found in subjects(graph(*parts), [], {}) if found.kind == "virtualNetwork"]
    facts = dig(told.facts, "inlineWithoutNat")
    if detached is None:
        assert [type(dig(item, IF_THERE)) for item in items(facts)] == [Unknown]
    else:
        assert [text(dig(item, "name")) for item in items(facts)] == detached
