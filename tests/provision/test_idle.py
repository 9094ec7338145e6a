"""A plan tells whose idle connections live for another time, by whichever exit and in whichever direction they go."""

from __future__ import annotations

from typing import Any

import pytest

from natpin.model.change import Plan

from .bench import Bench, entry
from .scenes import ROTATE, lived_in
from .test_bystanders import AKS, effects
from .test_rotation import WORDS

SAID = "TCP connections of aks that are idle are dropped after"
KEPT = "keepalives under 4 minutes keep them, or idle-timeout-minutes under nat-gateway in natpin.yaml"


def balanced(ground: Bench, minutes: int | None) -> None:
    """The cluster's load balancer with an idle timeout of its own."""
    lived_in(ground)
    if minutes is not None:
        id_ = ground.id(f"{AKS}/aks")
        body = ground.azure.get(id_) or {}
        profile = body["properties"]["networkProfile"].setdefault("loadBalancerProfile", {})
        profile["idleTimeoutInMinutes"] = minutes
        ground.azure.seed({"id": id_, **{key: body[key] for key in ("location", "identity", "properties")}})
        ground.azure.settle()


def moving(ground: Bench, **gateway: Any) -> Plan:
    fields = {
        "subnets": [{"name": "pods"}],
        "cluster": {"name": "aks"},
        "nat_gateway": {"name": "nat", **gateway},
    }
    made: Plan = ground.plan(
        ground.wanted(entry(ground.subscription, **fields)), "outbound-type-change", "egress-change"
    )
    assert not made.blocked
    return made


@pytest.mark.parametrize(
    ("balancer", "gateway", "said"),
    [
        (None, {}, f"{SAID} 4 minutes, no longer after 30: {KEPT}"),
        (12, {}, f"{SAID} 4 minutes, no longer after 12: {KEPT}"),
        (None, {"idle-timeout-minutes": 60}, f"{SAID} 60 minutes, no longer after 30"),
        (None, {"idle-timeout-minutes": 30}, ""),
        (4, {}, ""),
    ],
)
def test_from_the_load_balancer(
    balancer: int | None, gateway: dict[str, Any], said: str, ground: Bench
) -> None:
    balanced(ground, balancer)
    told = effects(moving(ground, **gateway)).splitlines()
    assert [line for line in told if line.startswith(SAID)] == ([said] if said else [])


def test_and_back_to_it(ground: Bench) -> None:
    """Where the gateway keeps connections for longer, the load balancer's timeout is nothing that natpin.yaml says."""
    balanced(ground, None)
    fields = {"name": "nat", "idle-timeout-minutes": 60}
    on = {"name": "aks", "outbound-type": "loadBalancer"}
    words = ("outbound-type-change", "egress-change", "gateway-detach")

    def wish(**subnet: Any) -> Plan:
        text = entry(
            ground.subscription, subnets=[{"name": "pods", **subnet}], cluster=on, nat_gateway=fields
        )
        made: Plan = ground.plan(ground.wanted(text), *words)
        return made

    assert ground.apply(wish()).complete
    assert f"{SAID} 30 minutes, no longer after 60: keepalives under 30 minutes keep them\n" in effects(
        wish(**{"nat-gateway": "none"})
    )


def test_from_one_gateway_to_another(ground: Bench) -> None:
    ROTATE.seed(ground)
    text = entry(
        ground.subscription,
        nat_gateway={"name": "nat", "idle-timeout-minutes": 20},
        subnets=[{"name": "aks"}],
    )
    told = effects(ground.plan(ground.wanted(text), *WORDS, "egress-change"))
    assert "from the subnet aks that are idle are dropped after 20 minutes, no longer after 4" in told
    assert "keepalives" not in told
