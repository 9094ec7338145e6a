"""Resource Graph answers natpin's kind of query page by page, late if told to, and refuses what it does not know."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from azure.core.exceptions import HttpResponseError
from azure.mgmt.resourcegraph import ResourceGraphClient
from azure.mgmt.resourcegraph.models import QueryRequest, QueryRequestOptions

from natpin.simulator import kql

from .conftest import Sdk

QUERY = """resources
| where type in~ ('Microsoft.Network/natGateways', "microsoft.network/publicipaddresses") // both
| where resourceGroup =~ 'RG' and location == 'westeurope'
| project id, name, type, minutes = properties.idleTimeoutInMinutes, sku
| order by id asc"""


@pytest.fixture
def graph(sdk: Sdk) -> Iterator[ResourceGraphClient]:
    options = {key: value for key, value in sdk.options.items() if key != "polling_interval"}
    with ResourceGraphClient(sdk.credential, **options) as client:
        yield client


def seed_gateways(sdk: Sdk, count: int) -> None:
    sdk.azure.seed(
        *(
            {"id": sdk.id(f"natGateways/nat{n:04}"), "location": "westeurope", "properties": {}}
            for n in range(count)
        )
    )


def test_a_query_sees_one_subscription_in_order(sdk: Sdk, graph: ResourceGraphClient) -> None:
    seed_gateways(sdk, 3)
    sdk.azure.seed({"id": sdk.id("natGateways/elsewhere", group="other"), "location": "westeurope"})
    answer = graph.resources({"query": QUERY, "subscriptions": [sdk.azure.subscription]})
    assert answer.total_records == 3
    assert [row["name"] for row in answer.data] == ["nat0000", "nat0001", "nat0002"]
    assert answer.data[0]["type"] == "microsoft.network/natgateways"
    assert answer.data[0]["minutes"] == 4


def test_more_than_a_page_comes_with_a_skip_token(sdk: Sdk, graph: ResourceGraphClient) -> None:
    seed_gateways(sdk, 2300)
    seen: list[str] = []
    token = None
    pages = 0
    while True:
        answer = graph.resources(QueryRequest(query=QUERY, options=QueryRequestOptions(skip_token=token)))
        seen += [row["name"] for row in answer.data]
        pages += 1
        token = answer.skip_token
        if not token:
            break
    assert pages == 3
    assert seen == [f"nat{n:04}" for n in range(2300)]


def test_a_query_that_limits_itself_or_has_no_id_cannot_be_paged(
    sdk: Sdk, graph: ResourceGraphClient
) -> None:
    seed_gateways(sdk, 5)
    for query in ("resources | project name", "resources | take 4"):
        answer = graph.resources(QueryRequest(query=query, options=QueryRequestOptions(top=2)))
        assert answer.skip_token is None
        assert answer.result_truncated == "true"


def test_the_graph_lags_until_it_settles(sdk: Sdk, graph: ResourceGraphClient) -> None:
    seed_gateways(sdk, 1)
    sdk.azure.lag_graph()
    seed_gateways(sdk, 2)
    assert graph.resources({"query": QUERY}).count == 1
    assert sdk.network.nat_gateways.get("rg", "nat0001").name == "nat0001"
    sdk.azure.settle_graph()
    assert graph.resources({"query": QUERY}).count == 2


def test_only_what_the_caller_may_read_is_seen(sdk: Sdk, graph: ResourceGraphClient) -> None:
    seed_gateways(sdk, 2)
    sdk.azure.world.policy.remove(
        next(e.id for e in sdk.azure.world.policy.of_type("Microsoft.Authorization/roleAssignments"))
    )
    assert graph.resources({"query": QUERY}).count == 0
    sdk.azure.assign(sdk.azure.world.principals[0], "Reader", sdk.id("natGateways/nat0001"))
    assert [row["name"] for row in graph.resources({"query": QUERY}).data] == ["nat0001"]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "virtualmachines",
        "resources | join kind=inner (resources) on id",
        "resources | summarize count() by type",
        "resources | where type = 'x'",
        "resources | where (type == 'x'",
        "resources | project strcat(id, name)",
        "resources where type == 'x'",
        "resources | where name == 'unfinished",
        "resources | where " + "(" * 500 + "1" + ")" * 500,
        "resources | order id",
    ],
)
def test_what_is_not_understood_is_refused(sdk: Sdk, graph: ResourceGraphClient, query: str) -> None:
    with pytest.raises(HttpResponseError) as refused:
        graph.resources({"query": query})
    assert refused.value.status_code == 400
    assert refused.value.error is not None
    assert [detail.code for detail in refused.value.error.details][:1] == ["InvalidQuery"]


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        ("name == 'a'", ["a"]),
        ("name != 'a'", ["B", "c"]),
        ("name =~ 'b'", ["B"]),
        ("name in ('a', 'b')", ["a"]),
        ("name in~ ('a', 'b')", ["a", "B"]),
        ("name !in~ ('a', 'b')", ["c"]),
        ("not(name in~ ('a', 'b'))", ["c"]),
        ("tolower(name) == 'b' or tags['env'] == 'prod'", ["B", "c"]),
        ("isnotempty(tags.env) and name startswith 'C'", ["c"]),
        ("isempty(tags.env) and (name contains 'A' or name == 'B')", ["a", "B"]),
        ("list[1].x == 'y'", ["a"]),
        ("flag == true", ["a"]),
    ],
)
def test_conditions(condition: str, names: list[str]) -> None:
    rows = [
        {"name": "a", "list": [0, {"x": "y"}], "flag": True},
        {"name": "B"},
        {"name": "c", "tags": {"env": "prod"}},
    ]
    assert [row["name"] for row in kql.parse(f"resources | where {condition}").run(rows)] == names


def test_order_by_is_descending_unless_told() -> None:
    rows = [{"id": "b"}, {"id": "a"}, {"id": "c"}]
    assert [row["id"] for row in kql.parse("resources | order by id").run(rows)] == ["c", "b", "a"]
    assert [row["id"] for row in kql.parse("resources | sort by id asc").run(rows)] == ["a", "b", "c"]
