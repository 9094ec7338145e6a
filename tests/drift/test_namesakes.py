"""A resource of the same name in another resource group is another resource, also where the declaration leaves its group open."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Look
from .estate import GATEWAY, NET, Change, gateway, network_id, prefix
from .test_unknown import VARIABLE, cluster, declared

OPEN = (
    '  name     = "payments"\n  location = "West Europe"',
    '  name     = var.unknown\n  location = "West Europe"',
)
NAMESAKE = network_id("web", "natGateways", "egress")


@pytest.mark.parametrize("group", ["known", "open"])
@pytest.mark.parametrize("gone", [False, True], ids=["beside it", "instead of it"])
def test_a_namesake_in_another_group(
    group: str, gone: bool, look: Look, change: Change, tmp_path: Path
) -> None:
    """Its idle timeout and its IPs are not those of the gateway that is declared; nor does it stand for one that is gone."""
    other = network_id("web", "publicIPPrefixes", "egress")
    change.seed(prefix(other, "20.7.7.0/29"), gateway(NAMESAKE, [other], [], idle=99))
    if gone:
        for subnet in ("system", "user", "pods", "pinned"):
            change.set(f"{NET}/subnets/{subnet}", natGateway=None)
        change.azure.world.resources.remove(GATEWAY)
    found = cluster(look.at(declared(tmp_path, *([OPEN] if group == "open" else []), more=VARIABLE)))
    about = [
        entry.drift for entry in found.entries if "egress" in entry.drift.label or entry.drift.id == NAMESAKE
    ]
    assert [drift.id for drift in about if drift.id and "/web/" in drift.id] == []
    assert not [each for each in found.uncompared if "egress" in each.cause.reason]
    kinds = {drift.kind.value for drift in about if "natGateways" in drift.type}
    assert kinds == ({"missing"} if gone else set())
