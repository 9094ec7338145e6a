"""Every fact, with what it is told for infrastructure that says so, that says otherwise, and that cannot be known.

The tables are beside this file. A row: the field, what it is (``? …`` an unknown and its cause, None absent), and what
is declared.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from declare import fact

from natpin.facts.vocabulary import VOCABULARY
from natpin.model.contract import Contract

from .table_of_clusters import BY_ADDRESS, CLUSTERS, POOLS
from .table_of_doubts import DOUBTS
from .table_of_networks import CONTRACTS, GATEWAYS, IPS, NETWORKS, SUBNETS
from .table_of_workloads import POLICIES, REMARKS, WORKLOADS

Row = tuple[str, object, list[Any]]
TABLES: Mapping[str, list[Row]] = {
    "cluster": CLUSTERS,
    "nodePool": POOLS,
    "subnet": SUBNETS,
    "natGateway": GATEWAYS,
    "publicIp": IPS,
    "virtualNetwork": NETWORKS,
    "workload": WORKLOADS,
    "networkPolicy": POLICIES,
    "remark": REMARKS,
}
ROWS = [(kind, *row) for kind, table in TABLES.items() for row in table]
ASKED = [
    *((kind, field, expected) for kind, field, expected, _ in ROWS),
    *((kind, field, expected) for kind, field, expected, *_ in CONTRACTS),
    *(("nodePool", field, expected) for _, field, expected, _ in BY_ADDRESS),
]


@pytest.mark.parametrize(
    ("kind", "field", "expected", "parts"), ROWS, ids=[f"{row[0]}.{row[1]}={row[2]}" for row in ROWS]
)
def test_fact(kind: str, field: str, expected: object, parts: list[Any]) -> None:
    assert fact(kind, field, parts) == expected


@pytest.mark.parametrize(
    ("address", "field", "expected", "parts"),
    BY_ADDRESS,
    ids=[f"{row[0]}.{row[1]}={row[2]}" for row in BY_ADDRESS],
)
def test_fact_of_one_pool(address: str, field: str, expected: object, parts: list[Any]) -> None:
    assert fact("nodePool", field, parts, address) == expected


@pytest.mark.parametrize(
    ("kind", "field", "expected", "contract", "parts"),
    CONTRACTS,
    ids=[f"{row[0]}.{row[1]}={row[2]}" for row in CONTRACTS],
)
def test_fact_of_a_contract(
    kind: str, field: str, expected: object, contract: Contract | None, parts: list[Any]
) -> None:
    assert fact(kind, field, parts, contract=contract) == expected


@pytest.mark.parametrize(("kind", "field", "parts"), DOUBTS, ids=[f"{row[0]}.{row[1]}" for row in DOUBTS])
@pytest.mark.xfail(strict=True, reason="told as certain although it cannot be known")
def test_what_cannot_be_known_is_told_as_unknown(kind: str, field: str, parts: list[Any]) -> None:
    assert "? " in str(fact(kind, field, parts))


OF_OTHERS = {"change", "drift"}
"""Facts of ``test_changes.py`` and ``test_drifts.py``."""
PARTS_OF_OTHERS = (
    *("subnet.", "podSubnet.", "pools[].", "subnets[].", "natGateways[].", "publicIps[].", "natGateway."),
    *("cluster.", "routes[].", "delegations[].", "serviceEndpoints[]."),
)
"""Facts within facts, which the subjects themselves are asked for."""


def field_name(field: str) -> str:
    """``pools[0].name`` is ``pools[].name``; what is below an open-ended field counts for it."""
    return field.replace("[0]", "[]").replace("[1]", "[]")


def test_every_fact_has_a_row() -> None:
    asked = {(kind, field_name(field)) for kind, field, _ in ASKED}
    for kind in VOCABULARY.keys() - OF_OTHERS:
        for name in VOCABULARY[kind]:
            if name.startswith(PARTS_OF_OTHERS):
                continue
            plain = name.removesuffix("…").removesuffix("[]")
            assert any(
                (at == kind and field.startswith((plain + ".", plain + "["))) or (at, field) == (kind, plain)
                for at, field in asked
            ), f"{kind}.{name}"


CERTAIN = {
    *("cluster.name", "cluster.subscription", "cluster.automatic", "cluster.byoSubnet", "cluster.provider"),
    *("cluster.poolCount", "cluster.zoneCount", "cluster.natGateways"),
    *("cluster.virtualNetworks", "cluster.orderedAfterAssociation"),
    *("cluster.managedOutboundIPs", "cluster.contract", "cluster.maxPods"),
    "cluster.natIpsNotAuthorized",
    *("nodePool.name", "nodePool.isDefault", "nodePool.isNodeClass", "nodePool.byoSubnet"),
    *("nodePool.exitInWords", "nodePool.podExitInWords", "nodePool.outsideContract"),
    *("subnet.name", "subnet.address", "subnet.hasRouteTable", "subnet.inline", "subnet.declared"),
    *("subnet.roles", "subnet.servesCluster", "subnet.gatewayCount", "subnet.outboundTypes"),
    *("natGateway.name", "natGateway.managed", "natGateway.subscription", "natGateway.virtualNetworkCount"),
    *("natGateway.declared", "natGateway.clusterZones", "natGateway.clusterZoneCount"),
    *("natGateway.clusterIpFamilies", "natGateway.usedByCluster", "natGateway.provider"),
    *("publicIp.name", "publicIp.isPrefix", "publicIp.customIPPrefix", "publicIp.inNodeResourceGroup"),
    *("publicIp.declared", "publicIp.plannedAction"),
    *("virtualNetwork.name", "virtualNetwork.inlineSubnetCount", "virtualNetwork.provider"),
    *("virtualNetwork.usedByCluster", "workload.name", "workload.hostNetwork", "workload.egressLabelled"),
    *("workload.poolCount", "workload.exits", "workload.usesPodSubnet", "workload.tcpKeepaliveSeconds"),
    *("natGateway.subnets", "publicIp.natGateway", "networkPolicy.name"),
}
"""Facts that are told as certain whatever is declared. Some of them should not be (``table_of_doubts.py``); none may be
added unseen."""


def test_every_fact_is_asked_both_ways_and_when_it_cannot_be_known() -> None:
    found: dict[str, set[str]] = {}
    for kind, field, expected in ASKED:
        top = field.partition("[")[0].partition(".")[0]
        found.setdefault(f"{kind}.{top}", set()).add(str(expected))
    told = {name: values for name, values in found.items() if not name.startswith("remark.")}
    assert {name for name, values in told.items() if len(values) == 1} == set()
    known = {name for name, values in told.items() if not any(v.startswith(("? ", "['? ")) for v in values)}
    assert known == CERTAIN
