"""IPs are rotated and subnets go from gateway to gateway: asked for by name, in one write, and nothing is deleted."""

from __future__ import annotations

from typing import Any

import pytest

from natpin.errors import ConfigError
from natpin.model.change import Plan
from natpin.provision.entries import parse_egress

from .bench import Bench, entry
from .scenes import ROTATE, lived_in
from .test_bystanders import effects, reasons

NET = "Microsoft.Network"
WORDS = ("outbound-type-change", "gateway-change", "ip-retire")


def plan_of(ground: Bench, *allow: str, after: str = "2026-01-31", **changes: Any) -> Plan:
    old = ground.id(f"{NET}/publicIPAddresses/old")
    ips = {"prefix": {"name": "egress", "length": 30}, "retire": [{"id": old, "after": after}]}
    fields = {"cluster": {"name": "aks"}, "public_ips": ips, **changes}
    made: Plan = ground.plan(ground.wanted(entry(ground.subscription, **fields)), *allow)
    return made


def gateway_of(ground: Bench, subnet: str) -> str:
    body = ground.azure.get(ground.id(f"{NET}/virtualNetworks/vnet/subnets/{subnet}"))
    assert body is not None
    return str(body["properties"]["natGateway"]["id"].rpartition("/")[2])


def test_an_ip_is_taken_off_after_its_day_and_is_not_deleted(ground: Bench) -> None:
    ROTATE.seed(ground)
    plan = plan_of(ground, *WORDS)
    assert not plan.blocked
    assert "egress IPs are taken off: 198.51.100.7. Connections that use them break at once" in effects(plan)
    assert "new connections from the subnet pods" not in effects(plan)
    applied = ground.apply(plan)
    assert applied.complete
    assert applied.ips == ("203.0.113.0/30",)
    assert ground.azure.get(ground.id(f"{NET}/publicIPAddresses/old")) is not None
    assert not [request for request in ground.azure.requests if request.method == "DELETE"]
    assert not plan_of(ground, *WORDS).writes


def test_what_is_promised_still_stays(ground: Bench) -> None:
    ROTATE.seed(ground)
    assert "old is promised until 2999-12-31" in reasons(plan_of(ground, *WORDS, after="2999-12-31"))
    assert "add ip-retire under allow:" in reasons(plan_of(ground, "outbound-type-change", "gateway-change"))


def test_the_last_ip_is_not_taken_off(ground: Bench) -> None:
    lived_in(ground)
    other = {"existing": [ground.id(f"{NET}/publicIPPrefixes/none")]}
    old = ground.id(f"{NET}/publicIPAddresses/old")
    other["retire"] = [{"id": old, "after": "2026-01-31"}]  # type: ignore[list-item]
    plan = plan_of(ground, *WORDS, "egress-change", public_ips=other)
    assert plan.blocked  # the other does not exist
    ground.azure.seed(
        {
            "id": ground.id(f"{NET}/publicIPPrefixes/none"),
            "location": "westeurope",
            "sku": {"name": "Standard"},
            "properties": {"prefixLength": 31},
        }
    )
    assert not plan_of(ground, *WORDS, "egress-change", public_ips=other).blocked


def test_a_subnet_goes_over_in_one_write(ground: Bench) -> None:
    ROTATE.seed(ground)
    blocked = plan_of(ground, "outbound-type-change", "ip-retire")
    assert "natpin detaches nothing unasked" in reasons(blocked)
    assert "add gateway-change under allow:" in reasons(blocked)
    assert (gateway_of(ground, "aks"), gateway_of(ground, "pods")) == ("before", "nat")
    plan = plan_of(ground, *WORDS)
    assert "no longer from 198.51.100.9 (the NAT gateway before); it goes over in one write" in effects(plan)
    ground.azure.clear_requests()
    assert ground.apply(plan).complete
    assert (gateway_of(ground, "aks"), gateway_of(ground, "other")) == ("nat", "before")
    puts = [one for one in ground.azure.requests if one.method == "PUT" and one.path.endswith("subnets/aks")]
    assert len(puts) == 1
    assert b'"natGateway"' in puts[0].request_body


def test_and_back(ground: Bench) -> None:
    """The way back is the same wish the other way round."""
    ROTATE.seed(ground)
    assert ground.apply(plan_of(ground, *WORDS)).complete
    back = {
        "nat_gateway": {"name": "before"},
        "public_ips": {"existing": [ground.id(f"{NET}/publicIPAddresses/other")]},
        "subnets": [{"name": "aks"}],
        "cluster": None,
    }
    assert ground.apply(plan_of(ground, "gateway-change", **back)).complete
    assert gateway_of(ground, "aks") == "before"


@pytest.mark.parametrize(
    ("retire", "expected"),
    [
        ([{"id": "@", "after": "soon"}], "after must be a day such as 2026-12-31"),
        ([{"id": "@", "after": "20261231"}], "after must be a day such as 2026-12-31"),
        ([{"id": "@"}], "after"),
        ([{"id": "/subscriptions/x", "after": "2026-01-31"}], "is not the id of a public IP"),
        ([{"id": "@", "after": "2026-01-31"}] * 2, "old is listed twice under public-ips"),
    ],
)
def test_what_is_no_retirement_is_told(retire: Any, expected: str, ground: Bench) -> None:
    old = ground.id(f"{NET}/publicIPAddresses/old")
    listed = [{key: old if value == "@" else value for key, value in one.items()} for one in retire]
    with pytest.raises(ConfigError, match=expected):
        plan_of(ground, public_ips={"prefix": {"name": "egress", "length": 30}, "retire": listed})


def test_an_entry_is_written_as_it_is_read(ground: Bench) -> None:
    wanted = ground.wanted(entry(ground.subscription, **_retired(ground)))
    import json

    from natpin.languages.located_yaml.checked import read

    text = json.dumps({"payments": wanted.entry()})
    again = parse_egress(read(text.encode(), "x", ConfigError))["payments"]
    assert again.entry() == wanted.entry()
    assert again.retired[0].after == "2026-01-31"


def _retired(ground: Bench) -> dict[str, Any]:
    old = ground.id(f"{NET}/publicIPAddresses/old")
    ips = {"prefix": {"name": "egress", "length": 30}, "retire": [{"id": old, "after": "2026-01-31"}]}
    return {"public_ips": ips}
