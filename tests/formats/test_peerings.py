"""Peerings written inside of their network are resources of their own (Microsoft.Network, "virtualNetworks" template
reference: ``virtualNetworkPeerings``, each with a ``name`` and ``properties.useRemoteGateways``)."""

from __future__ import annotations

from typing import Any

import pytest
from declare import UNKNOWN, network, ref, resource, shown

from natpin.formats.peerings import inline_peerings
from natpin.model.record import replace
from natpin.model.resource import PEERING, SUBNET, VIRTUAL_NETWORK
from natpin.model.value import Value

HUB = {
    "name": "hub",
    "id": "/x",
    "properties": {"useRemoteGateways": True, "remoteVirtualNetwork": {"id": "/hub"}},
}
OPEN = f"? {UNKNOWN.reason}"
ROWS: list[tuple[str, Any, list[tuple[object, str, object]]]] = [
    # what is asked, the list, and of each peering its name, its address and what it says of the other's gateway
    ("one", [HUB], [("hub", "vnet/virtualNetworkPeerings/hub", True)]),
    ("flat", [{"name": "hub", "useRemoteGateways": True}], [("hub", "vnet/virtualNetworkPeerings/hub", True)]),
    ("two", [HUB, {"name": "b", "properties": {}}], [("hub", "vnet/virtualNetworkPeerings/hub", True), ("b", "vnet/virtualNetworkPeerings/b", None)]),
    ("none", [], []),
    ("no list", None, []),
    ("a list that is unknown", UNKNOWN, [(OPEN, "vnet/virtualNetworkPeerings/…", OPEN)]),
    ("one that is unknown", [UNKNOWN], [("? the peering's name is not written", "vnet/virtualNetworkPeerings/0", OPEN)]),
    ("properties that are unknown", [{"name": "hub", "properties": UNKNOWN}], [("hub", "vnet/virtualNetworkPeerings/hub", OPEN)]),
    ("a name that is unknown", [{"name": UNKNOWN, "properties": {}}], [(OPEN, "vnet/virtualNetworkPeerings/0", None)]),
]  # fmt: skip


@pytest.mark.parametrize(("listed", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_peerings(listed: Any, expected: list[tuple[object, str, object]]) -> None:
    found = list(inline_peerings(network(**({} if listed is None else {"virtualNetworkPeerings": listed}))))
    assert [
        (shown(each.name), each.address, shown(each.get("useRemoteGateways"))) for each in found
    ] == expected
    for each in found:
        assert (each.type, each.parent, each.external) == (PEERING, ref("vnet"), False)


def test_a_peering_has_its_own_properties_alone() -> None:
    (found,) = inline_peerings(network(virtualNetworkPeerings=[HUB]))
    assert {name: shown(node) for name, node in found.properties.items()} == {
        "useRemoteGateways": True,
        "remoteVirtualNetwork": {"id": "/hub"},
    }


def test_a_peering_is_where_its_network_is() -> None:
    whole = resource(
        VIRTUAL_NETWORK, "vnet", group="rg", conditional=UNKNOWN, external=True, virtualNetworkPeerings=[HUB]
    )
    (found,) = inline_peerings(whole)
    assert (shown(found.resource_group), found.conditional, found.external) == ("rg", UNKNOWN, True)
    (there,) = inline_peerings(replace(whole, subscription=Value("s")))
    assert there.subscription == Value("s")
    (unsure,) = inline_peerings(network(virtualNetworkPeerings=UNKNOWN))
    assert unsure.conditional == UNKNOWN


def test_only_networks_have_peerings() -> None:
    assert list(inline_peerings(resource(SUBNET, "own", virtualNetworkPeerings=[HUB]))) == []
    assert (
        len(list(inline_peerings(resource(VIRTUAL_NETWORK.lower(), "v", virtualNetworkPeerings=[HUB])))) == 1
    )
