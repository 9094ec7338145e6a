"""The Azure SDK creates and updates each network type against the simulator, over TLS."""

from __future__ import annotations

import pytest
from azure.core.exceptions import HttpResponseError

from .conftest import Sdk

PREFIX = {"location": "westeurope", "sku": {"name": "Standard"}, "properties": {"prefixLength": 30}}
VNET = {
    "location": "westeurope",
    "properties": {
        "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
        "subnets": [{"name": "nodes", "properties": {"addressPrefix": "10.0.0.0/24"}}],
    },
}


def test_the_articles_network_from_nothing(sdk: Sdk) -> None:
    prefix = sdk.network.public_ip_prefixes.begin_create_or_update("rg", "egress", PREFIX).result()
    assert prefix.properties.ip_prefix == "203.0.113.0/30"
    gateway = {
        "location": "westeurope",
        "sku": {"name": "Standard"},
        "properties": {"idleTimeoutInMinutes": 10, "publicIpPrefixes": [{"id": prefix.id}]},
    }
    nat = sdk.network.nat_gateways.begin_create_or_update("rg", "nat", gateway).result()
    sdk.network.virtual_networks.begin_create_or_update("rg", "vnet", VNET).result()
    subnet = sdk.network.subnets.get("rg", "vnet", "nodes")
    subnet["properties"]["natGateway"] = {"id": nat.id}
    headers = {"If-Match": subnet.etag}
    after = sdk.network.subnets.begin_create_or_update(
        "rg", "vnet", "nodes", subnet, headers=headers
    ).result()
    assert after.properties.nat_gateway.id == nat.id
    assert [s.id for s in sdk.network.nat_gateways.get("rg", "nat").properties.subnets] == [after.id]
    assert sdk.network.public_ip_prefixes.get("rg", "egress").properties["natGateway"]["id"] == nat.id


def test_an_old_etag_is_refused(sdk: Sdk) -> None:
    sdk.network.virtual_networks.begin_create_or_update("rg", "vnet", VNET).result()
    subnet = sdk.network.subnets.get("rg", "vnet", "nodes")
    sdk.network.subnets.begin_create_or_update(
        "rg", "vnet", "other", {"properties": {"addressPrefix": "10.0.1.0/24"}}
    ).result()
    with pytest.raises(HttpResponseError) as refused:
        sdk.network.subnets.begin_create_or_update(
            "rg", "vnet", "nodes", subnet, headers={"If-Match": subnet.etag}
        )
    assert refused.value.status_code == 412
    assert refused.value.error.code == "PreconditionFailed"
