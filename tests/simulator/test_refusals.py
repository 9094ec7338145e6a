"""What Azure refuses about the network, the simulator refuses: one row a rule, no socket in between."""

from __future__ import annotations

import json
from typing import Any

import pytest

from natpin.simulator import Settings, Simulator, Throttle, VnetConflict
from natpin.simulator.settings import SUBSCRIPTION

from .test_authorization import Caller

NETWORK = "/subscriptions/{}/resourceGroups/rg/providers/Microsoft.Network"
WEST = {"location": "westeurope"}
STANDARD = {**WEST, "sku": {"name": "Standard"}}
V2 = {**WEST, "sku": {"name": "StandardV2"}}
STATIC = {"publicIPAllocationMethod": "Static"}


def new(settings: Settings | None = None) -> tuple[Simulator, Caller]:
    azure = Simulator(settings)
    azure.seed({"id": f"/subscriptions/{azure.subscription}/resourceGroups/rg", "location": "westeurope"})
    return azure, Caller(azure, azure.world.principals[0])


def ids(kind: str, *names: str) -> list[dict[str, str]]:
    return [{"id": f"{NETWORK.format(SUBSCRIPTION)}/{kind}/{name}"} for name in names]


def put(azure: Simulator, ask: Caller, path: str, body: dict[str, Any]) -> tuple[int, Any]:
    answer = ask("PUT", f"{NETWORK}/{path}", json.dumps(body))
    azure.settle()
    return answer


GROUND: list[tuple[str, dict[str, Any]]] = [
    ("publicIPAddresses/std", {**STANDARD, "properties": STATIC}),
    ("publicIPAddresses/zone1", {**STANDARD, "zones": ["1"], "properties": STATIC}),
    ("publicIPAddresses/zone2", {**STANDARD, "zones": ["2"], "properties": STATIC}),
    ("publicIPAddresses/basic", {**WEST, "sku": {"name": "Basic"}, "properties": STATIC}),
    ("publicIPAddresses/v2", {**V2, "properties": STATIC}),
    (
        "publicIPAddresses/north",
        {"location": "northeurope", "sku": {"name": "Standard"}, "properties": STATIC},
    ),
    ("publicIPAddresses/taken", {**STANDARD, "properties": STATIC}),
    ("publicIPPrefixes/sixteen", {**STANDARD, "properties": {"prefixLength": 28}}),
    ("publicIPPrefixes/two", {**STANDARD, "properties": {"prefixLength": 31}}),
    (
        "natGateways/other",
        {**STANDARD, "properties": {"publicIpAddresses": ids("publicIPAddresses", "taken")}},
    ),
    ("natGateways/v2", {**V2, "properties": {}}),
    (
        "virtualNetworks/vnet",
        {
            **WEST,
            "properties": {
                "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
                "subnets": [
                    {
                        "name": "a",
                        "properties": {
                            "addressPrefix": "10.0.0.0/24",
                            "natGateway": ids("natGateways", "other")[0],
                        },
                    },
                    {"name": "GatewaySubnet", "properties": {"addressPrefix": "10.0.9.0/24"}},
                ],
            },
        },
    ),
    (
        "virtualNetworks/second",
        {**WEST, "properties": {"addressSpace": {"addressPrefixes": ["10.1.0.0/16"]}, "subnets": []}},
    ),
]

NAT = "natGateways/nat"


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        (NAT, {**STANDARD, "properties": {}}, 201, None),
        (NAT, {**STANDARD, "properties": {"idleTimeoutInMinutes": 120}}, 201, None),
        (
            NAT,
            {**STANDARD, "properties": {"idleTimeoutInMinutes": 600}},
            400,
            "NatGatewayIdleTimeoutOutOfRange",
        ),
        (
            NAT,
            {**STANDARD, "properties": {"idleTimeoutInMinutes": 3}},
            400,
            "NatGatewayIdleTimeoutOutOfRange",
        ),
        (NAT, {**STANDARD, "properties": {"publicIpAddresses": ids("publicIPAddresses", "std")}}, 201, None),
        (
            NAT,
            {**STANDARD, "properties": {"publicIpAddresses": ids("publicIPAddresses", "none")}},
            400,
            "InvalidResourceReference",
        ),
        (
            NAT,
            {**STANDARD, "properties": {"publicIpAddresses": ids("publicIPAddresses", "north")}},
            400,
            "InvalidResourceReference",
        ),
        (
            NAT,
            {**STANDARD, "properties": {"publicIpAddresses": ids("publicIPAddresses", "basic")}},
            400,
            "NatGatewayCannotUseBasicSkuPublicIpAddress",
        ),
        (
            NAT,
            {**STANDARD, "properties": {"publicIpAddresses": ids("publicIPAddresses", "v2")}},
            400,
            "NatGatewayPublicIpSkuMismatch",
        ),
        (
            NAT,
            {**V2, "properties": {"publicIpAddresses": ids("publicIPAddresses", "std")}},
            400,
            "NatGatewayPublicIpSkuMismatch",
        ),
        (NAT, {**V2, "properties": {"publicIpAddresses": ids("publicIPAddresses", "v2")}}, 201, None),
        (
            NAT,
            {**STANDARD, "properties": {"publicIpAddresses": ids("publicIPAddresses", "taken")}},
            400,
            "PublicIPAddressInUse",
        ),
        (
            NAT,
            {
                **STANDARD,
                "zones": ["1"],
                "properties": {"publicIpAddresses": ids("publicIPAddresses", "zone2")},
            },
            400,
            "NatGatewayZoneMismatch",
        ),
        (
            NAT,
            {
                **STANDARD,
                "zones": ["1"],
                "properties": {"publicIpAddresses": ids("publicIPAddresses", "zone1")},
            },
            201,
            None,
        ),
        (
            NAT,
            {**STANDARD, "properties": {"publicIpPrefixes": ids("publicIPPrefixes", "sixteen")}},
            201,
            None,
        ),
        (
            NAT,
            {**STANDARD, "properties": {"publicIpPrefixes": ids("publicIPPrefixes", "sixteen", "two")}},
            400,
            "NatGatewayPublicIpAddressCountExceeded",
        ),
        (NAT, {"sku": {"name": "Standard"}}, 400, "LocationRequired"),
        ("natGateways/other", {**V2, "properties": {}}, 400, "CannotChangeSkuOfResource"),
        ("natGateways/other", {**STANDARD, "zones": ["1"]}, 400, "ResourceAvailabilityZonesCannotBeModified"),
        (
            "natGateways/other",
            {"location": "northeurope", "sku": {"name": "Standard"}},
            409,
            "InvalidResourceLocation",
        ),
        (
            "publicIPPrefixes/p",
            {**STANDARD, "properties": {"prefixLength": 27}},
            400,
            "PublicIpPrefixLengthNotSupported",
        ),
        ("publicIPPrefixes/p", {**STANDARD, "properties": {"prefixLength": 31}}, 201, None),
        (
            "publicIPPrefixes/two",
            {**STANDARD, "properties": {"prefixLength": 30}},
            400,
            "PublicIpPrefixLengthCannotBeChanged",
        ),
        (
            "publicIPAddresses/x",
            {**STANDARD, "properties": {}},
            400,
            "StandardSkuPublicIPAddressesMustBeStatic",
        ),
        (
            "virtualNetworks/vnet/subnets/b",
            {"properties": {"addressPrefix": "10.0.0.128/25"}},
            400,
            "NetcfgSubnetRangesOverlap",
        ),
        (
            "virtualNetworks/vnet/subnets/b",
            {"properties": {"addressPrefix": "10.7.0.0/24"}},
            400,
            "NetcfgInvalidSubnet",
        ),
        (
            "virtualNetworks/vnet/subnets/b",
            {"properties": {"addressPrefix": "nonsense"}},
            400,
            "InvalidAddressPrefixFormat",
        ),
        (
            "virtualNetworks/none/subnets/b",
            {"properties": {"addressPrefix": "10.0.1.0/24"}},
            404,
            "ParentResourceNotFound",
        ),
        (
            "virtualNetworks/vnet/subnets/GatewaySubnet",
            {"properties": {"addressPrefix": "10.0.9.0/24", "natGateway": ids("natGateways", "other")[0]}},
            400,
            "NatGatewayNotSupportedForGatewaySubnet",
        ),
        (
            "virtualNetworks/second/subnets/b",
            {"properties": {"addressPrefix": "10.1.0.0/24", "natGateway": ids("natGateways", "other")[0]}},
            400,
            "NatGatewayInUseByAnotherVirtualNetwork",
        ),
        (
            "virtualNetworks/second/subnets/b",
            {
                "properties": {
                    "addressPrefix": "10.1.0.0/24",
                    "natGateway": ids("natGateways", "v2")[0],
                    "delegations": [
                        {"name": "d", "properties": {"serviceName": "Microsoft.Web/serverFarms"}}
                    ],
                }
            },
            400,
            "StandardV2NatGatewayNotSupportedForDelegatedSubnet",
        ),
        (
            "routeTables/rt",
            {**WEST, "properties": {"routes": [{"name": "r", "properties": {"nextHopType": "Elsewhere"}}]}},
            400,
            "InvalidRouteNextHopType",
        ),
        ("nothings/n", {**WEST}, 404, "InvalidResourceType"),
    ],
)
def test_a_write(path: str, body: dict[str, Any], status: int, code: str | None) -> None:
    azure, ask = new()
    for place, ground in GROUND:
        assert put(azure, ask, place, ground)[0] == 201, place
    before = azure.all_resources()
    answer = put(azure, ask, path, body)
    assert answer[0] == status, answer
    if code is not None:
        assert answer[1] == code
        assert azure.all_resources() == before


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("publicIPAddresses/taken", 400, "PublicIPAddressCannotBeDeleted"),
        ("natGateways/other", 400, "InUseNatGatewayCannotBeDeleted"),
        ("publicIPAddresses/std", 202, None),
        ("publicIPAddresses/absent", 204, None),
        ("virtualNetworks/none/subnets/x", 404, "ResourceNotFound"),
    ],
)
def test_a_delete(path: str, status: int, code: str | None) -> None:
    azure, ask = new()
    for place, ground in GROUND:
        put(azure, ask, place, ground)
    answer = ask("DELETE", f"{NETWORK}/{path}")
    assert answer[0] == status
    assert code is None or answer[1] == code


def test_an_address_from_a_prefix_lies_in_it_until_it_is_used_up() -> None:
    azure, ask = new()
    put(azure, ask, "publicIPPrefixes/two", {**STANDARD, "properties": {"prefixLength": 31}})
    body = {**STANDARD, "properties": {**STATIC, "publicIPPrefix": ids("publicIPPrefixes", "two")[0]}}
    assert [put(azure, ask, f"publicIPAddresses/ip{n}", body)[0] for n in range(3)] == [201, 201, 400]
    prefix = azure.get(f"{NETWORK}/publicIPPrefixes/two".format(azure.subscription))
    assert prefix is not None
    assert prefix["properties"]["ipPrefix"] == "203.0.113.0/31"
    address = azure.get(f"{NETWORK}/publicIPAddresses/ip1".format(azure.subscription))
    assert address is not None
    assert address["properties"]["ipAddress"] == "203.0.113.1"


@pytest.mark.parametrize(
    ("conflict", "status", "code"),
    [
        (VnetConflict.RETRYABLE, 429, "RetryableError"),
        (VnetConflict.IN_PROGRESS, 409, "AnotherOperationInProgress"),
    ],
)
def test_two_writes_to_one_vnet(conflict: VnetConflict, status: int, code: str) -> None:
    azure, ask = new(Settings(vnet_conflict=conflict))
    put(azure, ask, *GROUND[-1])
    subnet = '{{"properties": {{"addressPrefix": "10.1.{0}.0/24"}}}}'
    path = f"{NETWORK}/virtualNetworks/second/subnets"
    assert ask("PUT", f"{path}/one", subnet.format(1))[0] == 201
    assert ask("PUT", f"{path}/two", subnet.format(2)) == (status, code)
    azure.clock.advance(5)
    assert ask("PUT", f"{path}/two", subnet.format(2))[0] == 201


def test_a_resource_still_being_made_cannot_be_joined() -> None:
    _azure, ask = new()
    address = json.dumps({**STANDARD, "properties": STATIC})
    assert ask("PUT", f"{NETWORK}/publicIPAddresses/ip", address)[0] == 201
    nat = json.dumps({**STANDARD, "properties": {"publicIpAddresses": ids("publicIPAddresses", "ip")}})
    assert ask("PUT", f"{NETWORK}/natGateways/nat", nat) == (429, "RetryableError")


def test_a_vnet_put_without_subnets_keeps_them_and_an_empty_list_deletes_them() -> None:
    azure, ask = new()
    for place, ground in GROUND:
        put(azure, ask, place, ground)
    bare = {**WEST, "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}}

    def names() -> list[str]:
        return [item["name"] for item in ask("GET", f"{NETWORK}/virtualNetworks/vnet/subnets")[1]["value"]]

    assert put(azure, ask, "virtualNetworks/vnet", bare)[0] == 200
    assert names() == ["a", "GatewaySubnet"]
    bare["properties"]["subnets"] = []
    assert put(azure, ask, "virtualNetworks/vnet", bare)[0] == 200
    assert names() == []


def test_properties_that_nobody_owns_of_a_subnet_survive_a_write_that_keeps_them_and_go_with_one_that_does_not() -> (
    None
):
    azure, ask = new()
    put(azure, ask, *GROUND[-1])
    body = {"properties": {"addressPrefix": "10.1.0.0/24", "sharingScope": "Tenant"}}
    put(azure, ask, "virtualNetworks/second/subnets/s", body)
    path = f"{NETWORK}/virtualNetworks/second/subnets/s"
    assert ask("GET", path)[1]["properties"]["sharingScope"] == "Tenant"
    put(azure, ask, "virtualNetworks/second/subnets/s", {"properties": {"addressPrefix": "10.1.0.0/24"}})
    assert "sharingScope" not in ask("GET", path)[1]["properties"]


def test_quotas_and_throttling() -> None:
    azure, ask = new(
        Settings(
            quotas={"Microsoft.Network/publicIPAddresses": 1},
            throttle=Throttle(reads=3, reads_per_second=0.5),
            tick=0,
        )
    )
    assert put(azure, ask, *GROUND[0])[0] == 201
    assert put(azure, ask, *GROUND[1]) == (400, "PublicIPCountLimitReached")
    answers = [ask("GET", f"{NETWORK}/publicIPAddresses/std")[0] for _ in range(4)]
    assert answers == [200, 200, 200, 429]
    azure.clock.advance(2)
    assert ask("GET", f"{NETWORK}/publicIPAddresses/std")[0] == 200


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", f"{NETWORK}/natGateways?x=1", "", 400, "MissingApiVersionParameter"),
        ("GET", f"{NETWORK}/natGateways?api-version=yesterday", "", 400, "InvalidApiVersionParameter"),
        ("PUT", f"{NETWORK}/natGateways/n", "{", 400, "InvalidRequestContent"),
        ("PUT", f"{NETWORK}/natGateways/n", "[" * 100_000, 400, "InvalidRequestContent"),
        ("PUT", f"{NETWORK}/natGateways/n", '{"location":"x","properties":[]}', 400, "InvalidRequestContent"),
        ("GET", "/subscriptions/00000000-0000-0000-0000-000000000001", "", 404, "SubscriptionNotFound"),
        (
            "GET",
            "/subscriptions/{}/resourceGroups/none/providers/Microsoft.Network/natGateways/n",
            "",
            404,
            "ResourceGroupNotFound",
        ),
        ("GET", f"{NETWORK}/natGateways/none", "", 404, "ResourceNotFound"),
        ("GET", "/nonsense", "", 404, "InvalidResource"),
        ("TRACE", f"{NETWORK}/natGateways/n", "", 405, "MethodNotAllowed"),
        (
            "PUT",
            "/subscriptions/{}/resourcegroups/rg",
            '{"location":"northeurope"}',
            409,
            "InvalidResourceGroupLocation",
        ),
    ],
)
def test_the_front_door(method: str, path: str, body: str, status: int, code: str) -> None:
    _azure, ask = new()
    assert ask(method, path, body) == (status, code)


def test_an_unregistered_provider_until_it_is_registered() -> None:
    _azure, ask = new(Settings(unregistered=frozenset({"Microsoft.Network"})))
    assert ask("GET", f"{NETWORK}/natGateways") == (409, "MissingSubscriptionRegistration")
    assert ask("POST", "/subscriptions/{}/providers/Microsoft.Network/register")[0] == 200
    assert ask("GET", f"{NETWORK}/natGateways")[0] == 200


JUNK: tuple[Any, ...] = (
    None,
    0,
    "x",
    [],
    [1],
    ["x"],
    [None],
    {},
    {"id": 1},
    [{"id": 1}],
    [{"name": None}],
    [[]],
    True,
    -1,
    "10.0.0.0/99",
)


@pytest.mark.parametrize(
    ("kind", "properties"),
    [
        ("natGateways/j", ("publicIpAddresses", "publicIpPrefixes", "idleTimeoutInMinutes", "subnets")),
        ("publicIPAddresses/j", ("publicIPPrefix", "dnsSettings", "publicIPAllocationMethod", "ipTags")),
        ("publicIPPrefixes/j", ("prefixLength", "publicIPAddressVersion")),
        ("virtualNetworks/j", ("addressSpace", "subnets", "dhcpOptions")),
        (
            "virtualNetworks/second/subnets/j",
            ("addressPrefix", "addressPrefixes", "natGateway", "delegations", "serviceEndpoints"),
        ),
        ("routeTables/j", ("routes",)),
        ("networkSecurityGroups/j", ("securityRules",)),
    ],
)
def test_no_body_breaks_the_simulator(kind: str, properties: tuple[str, ...]) -> None:
    azure, ask = new()
    put(azure, ask, *GROUND[-1])
    ground = azure.snapshot()
    for name in properties:
        for junk in JUNK:
            status, code = put(
                azure, ask, kind, {**STANDARD, "properties": {"addressPrefix": "10.1.0.0/24", name: junk}}
            )
            assert status in (200, 201, 400), (name, junk, code)
            assert ask("GET", f"{NETWORK}/{kind}")[0] in (200, 404), (name, junk)
            azure.restore(ground)
    for top in ("sku", "zones", "tags", "location", "properties"):
        for junk in JUNK:
            status, code = put(azure, ask, kind, {**STANDARD, top: junk})
            assert status in (200, 201, 400, 429), (top, junk, code)
            azure.restore(ground)
    assert azure.failures == []
