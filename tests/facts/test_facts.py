"""Every fact, with what it is told for infrastructure that says so, that says otherwise, and that cannot be known.

The tables are beside this file. A row: the field, what it is (``? …`` an unknown and its cause, None absent), and what
is declared.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
from declare import AT, UNKNOWN, cluster, fact, gateway, public_ip, ref, resource, subnet, told

from natpin.facts.vocabulary import VOCABULARY, known
from natpin.model.contract import Contract
from natpin.model.resource import ROUTE_TABLE
from natpin.model.value import Unknown, dig, unknowns

from .table_of_clusters import CLUSTERS
from .table_of_doubts import DOUBTS
from .table_of_gateways import CONTRACTS, GATEWAYS, IPS
from .table_of_networks import NETWORKS, SUBNETS
from .table_of_pools import BY_ADDRESS, POOLS
from .table_of_workloads import POLICIES, REMARKS, WORKLOADS

TOGETHER = "lint the files that declare it together with these, or use --azure"
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


@pytest.mark.parametrize(("kind", "field", "expected", "parts"), ROWS)
def test_what_cannot_be_known_has_a_place(kind: str, field: str, expected: object, parts: list[Any]) -> None:
    for subject in told(*parts):
        assert {cause.reason for cause in unknowns(subject.facts) if cause.at.path != AT.path} == set()


SETTLED: list[tuple[str, str, str, list[Any]]] = [
    # how the user can settle what is not known
    ("subnet", "hasNat", "--var-file", [subnet(natGateway=UNKNOWN)]),
    ("subnet", "routes", "--azure", [subnet(routeTable={"id": ref("r")}), resource(ROUTE_TABLE, "r", external=True)]),
    ("subnet", "defaultRoute", "--azure", [subnet(routeTable={"id": ref("r")}), resource(ROUTE_TABLE, "r", external=True)]),
    ("natGateway", "subnetCount", "--azure", [gateway(external=True)]),
    ("publicIp", "protected", TOGETHER, [gateway(publicIpAddresses=[{"id": ref("ip")}]), public_ip(external=True)]),
    ("natGateway", "ipCount", TOGETHER, [gateway(external=True)]),
    ("subnet", "virtualNetwork", TOGETHER, [subnet(parent="gone")]),
    ("cluster", "authorizedRangesCoverNat", "--azure", [cluster("managedNATGateway", apiServerAccessProfile={"authorizedIPRanges": ["1.2.3.4"]})]),
    ("cluster", "outboundType", "write the outbound type", [cluster(sku={"name": "Automatic"}, pools=[{"vnetSubnetID": ref("nodes")}])]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "field", "settle_by", "parts"), SETTLED)
def test_how_it_is_settled(kind: str, field: str, settle_by: str, parts: list[Any]) -> None:
    found = next(subject for subject in told(*parts) if subject.kind == kind)
    node = dig(found.facts, field)
    assert isinstance(node, Unknown)
    assert node.settle_by == settle_by


@pytest.mark.parametrize(
    ("kind", "field", "parts"),
    [pytest.param(*row, id=f"{row[0]}.{row[1]}-{number}") for number, row in enumerate(DOUBTS)],
)
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
    return re.sub(r"\[[0-9]+\]", "[]", field)


def test_every_row_asks_what_a_policy_may_ask() -> None:
    assert {f"{kind}.{field}" for kind, field, _ in ASKED if not known(kind, field_name(field))} == set()


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
    *("cluster.name", "cluster.subscription", "cluster.provider", "cluster.contract", "cluster.missingOrder"),
    *("nodePool.name", "nodePool.isDefault", "nodePool.isNodeClass", "nodePool.isAuxiliary"),
    *("nodePool.exitInWords", "nodePool.podExitInWords", "nodePool.outsideContract"),
    *("subnet.name", "subnet.address", "subnet.inline", "subnet.declared"),
    *("natGateway.name", "natGateway.managed", "natGateway.subscription", "natGateway.declared"),
    *(
        "natGateway.provider",
        "publicIp.name",
        "publicIp.isPrefix",
        "publicIp.declared",
        "publicIp.plannedAction",
    ),
    *("publicIp.natGateway", "virtualNetwork.name", "virtualNetwork.provider"),
    *("workload.name", "workload.exits", "networkPolicy.name"),
}
"""Facts that are told as certain whatever is declared: what the source says of itself, words for people (``unknown`` among them), and what is known
by its being asked. None may be added unseen."""


def test_every_fact_is_asked_both_ways_and_when_it_cannot_be_known() -> None:
    found: dict[str, set[str]] = {}
    for kind, field, expected in ASKED:
        top = field.partition("[")[0].partition(".")[0]
        found.setdefault(f"{kind}.{top}", set()).add(str(expected))
    for kind, field, _ in DOUBTS:
        found.setdefault(f"{kind}.{field}", set()).add("? ")
    plain = {name: values for name, values in found.items() if not name.startswith("remark.")}
    assert {name for name, values in plain.items() if len(values) == 1} == set()
    certain = {
        name for name, values in plain.items() if not any(v.startswith(("? ", "['? ")) for v in values)
    }
    assert certain == CERTAIN, (sorted(certain - CERTAIN), sorted(CERTAIN - certain))
