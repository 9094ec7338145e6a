"""What clients look up across types, and what the service refuses before it looks at values."""

from __future__ import annotations

import json
from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError

from natpin.simulator import Simulator
from natpin.simulator.types.members import NAMES

from .conftest import Sdk
from .schemas import _bicep, _target


def test_the_names_are_those_of_the_published_types() -> None:
    spec = _bicep("bicep-network-2025-09-01.json")
    for kind, names in NAMES.items():
        root = spec["types"][spec["resources"][kind]]
        inner = spec["types"][_target(root["properties"]["properties"]["type"])]
        assert set(inner["properties"]) == names, kind


@pytest.mark.parametrize("name", ["publicIpPrefixs", "idleTimeout", "natGateways"])
def test_a_misspelled_property_is_refused(sdk: Sdk, name: str) -> None:
    with pytest.raises(HttpResponseError) as refused:
        sdk.network.nat_gateways.begin_create_or_update(
            "rg", "nat", {"location": "westeurope", "sku": {"name": "Standard"}, "properties": {name: 1}}
        )
    assert refused.value.status_code == 400
    assert f"Could not find member '{name}'" in str(refused.value.message)


def test_what_another_version_put_there_goes_back(sdk: Sdk, azure: Simulator) -> None:
    azure.seed(
        {
            "id": sdk.id("natGateways/nat"),
            "location": "westeurope",
            "sku": {"name": "Standard"},
            "properties": {"notYet": 1},
        }
    )
    body = sdk.network.nat_gateways.get("rg", "nat").as_dict()
    assert sdk.network.nat_gateways.begin_create_or_update("rg", "nat", body).result().name == "nat"


@pytest.mark.parametrize(("zones", "refused"), [([], False), (["1"], False), (["1", "2"], True)])
def test_a_standard_nat_gateway_is_in_one_zone_at_most(sdk: Sdk, zones: list[str], refused: bool) -> None:
    body: dict[str, Any] = {
        "location": "westeurope",
        "sku": {"name": "Standard"},
        "zones": zones,
        "properties": {},
    }
    if not refused:
        assert sdk.network.nat_gateways.begin_create_or_update("rg", "nat", body).result()
        return
    with pytest.raises(HttpResponseError, match="one zone at most"):
        sdk.network.nat_gateways.begin_create_or_update("rg", "nat", body)


def _get(sdk: Sdk, path: str) -> Any:
    from azure.core.rest import HttpRequest

    answer = sdk.network.send_request(HttpRequest("GET", f"{sdk.azure.base_url}{path}"))
    return answer.status_code, json.loads(answer.read() or b"null")


def test_resources_are_listed_without_their_properties(sdk: Sdk) -> None:
    sdk.network.virtual_networks.begin_create_or_update(
        "rg",
        "vnet",
        {
            "location": "westeurope",
            "tags": {"a": "b"},
            "properties": {
                "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
                "subnets": [{"name": "s", "properties": {"addressPrefix": "10.0.0.0/24"}}],
            },
        },
    ).result()
    scope = f"/subscriptions/{sdk.azure.subscription}"
    for place in (scope, f"{scope}/resourceGroups/rg"):
        status, body = _get(sdk, f"{place}/resources?api-version=2021-04-01")
        assert status == 200
        assert [(row["name"], row["tags"]) for row in body["value"]] == [("vnet", {"a": "b"})]
        assert "properties" not in body["value"][0]
    filtered = f"{scope}/resources?api-version=2021-04-01&$filter=resourceType%20eq%20'Microsoft.Network/natGateways'"
    assert _get(sdk, filtered) == (200, {"value": []})
    assert _get(sdk, f"{scope}/resources?api-version=2021-04-01&$filter=nonsense")[0] == 400
    assert _get(sdk, f"{scope}/resourceGroups/none/resources?api-version=2021-04-01")[0] == 404


def test_kubernetes_versions_are_listed_in_both_forms(sdk: Sdk) -> None:
    versions = sdk.clusters.managed_clusters.list_kubernetes_versions("westeurope")
    patches = {patch for version in versions.values_property for patch in version.patch_versions}
    place = (
        f"/subscriptions/{sdk.azure.subscription}/providers/Microsoft.ContainerService/locations/westeurope"
    )
    _, body = _get(sdk, f"{place}/orchestrators?api-version=2019-08-01&resource-type=managedClusters")
    assert {one["orchestratorVersion"] for one in body["properties"]["orchestrators"]} == patches
