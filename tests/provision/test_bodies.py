"""Bodies: the least mutation, and the proof that nothing else changed."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from natpin.model.resource import CLUSTER, NAT_GATEWAY, SUBNET
from natpin.provision.bodies import desired, differences, lost, retained
from natpin.provision.targets import Target

GATEWAY = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/natGateways/nat"
SUBNET_TARGET = Target("/x", SUBNET, owned={"properties.natGateway.id": GATEWAY})

JSON: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
PROPERTIES = st.dictionaries(
    st.text(min_size=1, max_size=8).filter(
        lambda name: name.lower() not in ("natgateway", "etag", "provisioningstate")
    ),
    JSON,
    max_size=5,
)


@given(PROPERTIES)
def test_an_update_of_a_subnet_changes_its_nat_gateway_and_nothing_else(properties: dict[str, Any]) -> None:
    body = {"id": "/x", "name": "x", "properties": properties}
    before = copy.deepcopy(body)
    made = desired(SUBNET_TARGET, body)
    assert body == before
    assert made["properties"]["natGateway"] == {"id": GATEWAY}
    assert retained(made) == retained(body)
    assert lost(body, made) == ()
    assert differences(SUBNET_TARGET, made) == ()


@given(PROPERTIES, st.data())
def test_whatever_is_missing_afterwards_is_named(properties: dict[str, Any], data: st.DataObject) -> None:
    kept = {name: value for name, value in properties.items() if value not in (None, [], {})}
    if not kept or "." in "".join(kept):
        return
    gone = data.draw(st.sampled_from(sorted(kept)))
    after = {name: value for name, value in properties.items() if name != gone}
    found = lost({"properties": properties}, {"properties": after})
    service_owned = {"ipConfigurations", "privateEndpoints", "purpose"}
    assert bool(found) is (gone not in service_owned)
    assert all(path.startswith(f"properties.{gone}") for path in found)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"routeTable": {"id": "/a/B"}}, {"routeTable": {"id": "/A/b"}}, ()),
        ({"routeTable": {"id": "/a"}}, {}, ("properties.routeTable",)),
        ({"delegations": []}, {}, ()),
        ({"delegations": [{"name": "a"}]}, {"delegations": []}, ("properties.delegations",)),
        ({"flag": False}, {"flag": 0}, ("properties.flag",)),
        ({"x": "Word"}, {"x": "word"}, ("properties.x",)),
        ({"natGateway": {"id": "/a"}}, {"natGateway": {"id": "/b"}}, ()),
        ({"ipConfigurations": [{"id": "/a"}]}, {"ipConfigurations": []}, ()),
        ({}, {"new": 1}, ("properties.new",)),
    ],
)
def test_lost(before: dict[str, Any], after: dict[str, Any], expected: tuple[str, ...]) -> None:
    assert lost({"properties": before}, {"properties": after}) == expected


def test_ips_are_added_and_none_is_taken_away() -> None:
    target = Target("/n", NAT_GATEWAY, included={"properties.publicIpAddresses": ("/ips/B", "/ips/c")})
    body = {"properties": {"publicIpAddresses": [{"id": "/ips/a"}, {"id": "/IPS/b"}], "other": {"x": 1}}}
    (change,) = differences(target, body)
    assert change.before == ["/ips/a", "/IPS/b"]
    assert change.after == ["/ips/a", "/IPS/b", "/ips/c"]
    made = desired(target, body)
    assert made["properties"]["publicIpAddresses"] == [{"id": "/ips/a"}, {"id": "/IPS/b"}, {"id": "/ips/c"}]
    assert made["properties"]["other"] == {"x": 1}


def test_a_cluster_is_sent_without_the_profile_of_the_outbound_type_it_leaves() -> None:
    target = Target("/c", CLUSTER, owned={"properties.networkProfile.outboundType": "userAssignedNATGateway"})
    body = {
        "properties": {
            "networkProfile": {
                "outboundType": "loadBalancer",
                "loadBalancerProfile": {"effectiveOutboundIPs": [{"id": "/x"}]},
                "podCidr": "10.244.0.0/16",
            }
        }
    }
    assert desired(target, body)["properties"]["networkProfile"] == {
        "outboundType": "userAssignedNATGateway",
        "podCidr": "10.244.0.0/16",
    }
