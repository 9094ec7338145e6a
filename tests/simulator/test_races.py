"""Many clients at once: writes to one VNet are told apart, reads see whole states, faults hit once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from azure.core.exceptions import HttpResponseError

from natpin.simulator import Fault, FaultKind

from .conftest import Sdk

VNET = {"location": "westeurope", "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}}


def test_every_subnet_written_at_once_is_there_or_was_refused(sdk: Sdk) -> None:
    sdk.network.virtual_networks.begin_create_or_update("rg", "vnet", VNET).result()

    def write(number: int) -> int:
        body = {"properties": {"addressPrefix": f"10.0.{number}.0/24"}}
        try:
            sdk.network.subnets.begin_create_or_update("rg", "vnet", f"s{number}", body).result()
        except HttpResponseError as refused:
            return refused.status_code or 0
        return 200

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(write, range(24)))
    assert set(statuses) <= {200, 429}
    names = {subnet.name for subnet in sdk.network.subnets.list("rg", "vnet")}
    assert names == {f"s{number}" for number, status in enumerate(statuses) if status == 200}
    assert len({request.index for request in sdk.azure.requests}) == len(sdk.azure.requests)


def test_an_etag_lets_exactly_one_of_two_writers_win(sdk: Sdk) -> None:
    body = {
        **VNET,
        "properties": {
            **VNET["properties"],
            "subnets": [{"name": "s", "properties": {"addressPrefix": "10.0.0.0/24"}}],
        },
    }
    sdk.network.virtual_networks.begin_create_or_update("rg", "vnet", body).result()
    etag = sdk.network.subnets.get("rg", "vnet", "s").etag

    def write(number: int) -> int:
        sent = {
            "properties": {
                "addressPrefix": "10.0.0.0/24",
                "sharingScope": ("Tenant", "DelegatedServices")[number],
            }
        }
        try:
            sdk.network.subnets.begin_create_or_update(
                "rg", "vnet", "s", sent, headers={"If-Match": etag}
            ).result()
        except HttpResponseError as refused:
            return refused.status_code or 0
        return 200

    with ThreadPoolExecutor(2) as pool:
        statuses = sorted(pool.map(write, range(2)))
    assert statuses[0] == 200
    assert statuses[1] in (412, 429)


def test_a_fault_meant_once_hits_once(sdk: Sdk) -> None:
    sdk.azure.set_faults(Fault(FaultKind.SERVER_ERROR, method="GET", path="natGateways"))

    def read(_number: int) -> int:
        try:
            sdk.network.nat_gateways.get("rg", "none")
        except HttpResponseError as refused:
            return refused.status_code or 0
        return 200

    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(pool.map(read, range(8)))
    assert statuses == [404] * 7 + [500]
