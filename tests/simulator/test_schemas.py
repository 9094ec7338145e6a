"""Recorded and simulated bodies hold to both published schema families."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from . import schemas
from .conftest import Sdk
from .test_clusters_sdk import cluster, create

RECORDINGS = Path(__file__).parent.parent / "recordings"


def type_of(path: str) -> str | None:
    """The resource type in a path, if it is one the slices hold."""
    parts = path.split("?")[0].split("/providers/")[-1].split("/")
    if len(parts) < 3 or len(parts) % 2 == 0:
        return None
    kind = "/".join([parts[0], *parts[1::2]])
    known = [name for file in SPECS for name in schemas._bicep(file)["resources"]]
    return next((name for name in known if name.lower() == kind.lower()), None)


# Real NAT gateways carry these though the types do not know them (see the recordings).
ALSO_ANSWERED = frozenset({".sku.tier: unknown", ".properties.type: unknown"})
SPECS = ("bicep-network-2025-09-01.json", "bicep-containerservice-2026-05-01.json")


def recorded_puts() -> list[tuple[str, str, dict[str, Any]]]:
    found = []
    for path in sorted(RECORDINGS.glob("*/*.json")):
        for number, item in enumerate(json.loads(path.read_text("utf-8"))):
            kind = type_of(item["uri"]) if item["method"] == "PUT" and item["status"] < 300 else None
            if kind is not None:
                found.append((f"{path.stem}[{number}]", kind, item["request"]))
    return found


def test_every_recorded_put_holds_to_the_arm_schemas() -> None:
    puts = recorded_puts()
    problems = [
        f"{where}: {each}"
        for where, kind, body in puts
        if "Network" in kind
        for each in schemas.arm_problems(kind, body)
    ]
    assert problems == []
    assert len(puts) > 100


def everything(sdk: Sdk) -> None:
    """One of each type, made by the SDK over the wire."""
    network = sdk.network
    west = {"location": "westeurope"}
    network.route_tables.begin_create_or_update(
        "rg",
        "rt",
        {
            **west,
            "properties": {
                "routes": [
                    {"name": "r", "properties": {"addressPrefix": "10.9.0.0/16", "nextHopType": "None"}}
                ]
            },
        },
    ).result()
    network.routes.begin_create_or_update(
        "rg",
        "rt",
        "fw",
        {
            "properties": {
                "addressPrefix": "10.8.0.0/16",
                "nextHopType": "VirtualAppliance",
                "nextHopIpAddress": "10.0.9.4",
            }
        },
    ).result()
    rule = {
        "protocol": "Tcp", "access": "Allow", "direction": "Outbound", "priority": 100, "sourceAddressPrefix": "*",
        "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "443",
    }  # fmt: skip
    nsg = {**west, "properties": {"securityRules": [{"name": "https", "properties": rule}]}}
    network.network_security_groups.begin_create_or_update("rg", "nsg", nsg).result()
    standard = {**west, "sku": {"name": "Standard"}}
    network.public_ip_prefixes.begin_create_or_update(
        "rg", "prefix", {**standard, "properties": {"prefixLength": 29}}
    ).result()
    in_prefix = {
        "publicIPAllocationMethod": "Static",
        "publicIPPrefix": {"id": sdk.id("publicIPPrefixes/prefix")},
    }
    network.public_ip_addresses.begin_create_or_update(
        "rg", "inside", {**standard, "properties": in_prefix}
    ).result()
    network.public_ip_addresses.begin_create_or_update(
        "rg", "ip", {**standard, "zones": ["1"], "properties": {"publicIPAllocationMethod": "Static"}}
    ).result()
    gateway = {
        **standard,
        "zones": ["1"],
        "properties": {
            "idleTimeoutInMinutes": 10,
            "publicIpAddresses": [{"id": sdk.id("publicIPAddresses/ip")}],
        },
    }
    network.nat_gateways.begin_create_or_update("rg", "nat", gateway).result()
    vnet = {**west, "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}}
    network.virtual_networks.begin_create_or_update("rg", "vnet", vnet).result()
    subnet = {
        "addressPrefix": "10.0.0.0/24",
        "natGateway": {"id": sdk.id("natGateways/nat")},
        "routeTable": {"id": sdk.id("routeTables/rt")},
        "networkSecurityGroup": {"id": sdk.id("networkSecurityGroups/nsg")},
        "serviceEndpoints": [{"service": "Microsoft.Storage"}],
    }
    network.subnets.begin_create_or_update("rg", "vnet", "nodes", {"properties": subnet}).result()
    create(sdk, cluster("userAssignedNATGateway", sdk.id("virtualNetworks/vnet/subnets/nodes")))
    create(sdk, cluster("managedNATGateway"), "managed")
    create(sdk, cluster(None), "balanced")
    pool = {
        "properties": {
            "count": 1,
            "vmSize": "Standard_D2s_v5",
            "vnetSubnetID": sdk.id("virtualNetworks/vnet/subnets/nodes"),
        }
    }
    sdk.clusters.agent_pools.begin_create_or_update("rg", "aks", "user", pool).result()


def test_what_the_sdk_sends_and_the_simulator_answers_holds_to_both_families(sdk: Sdk) -> None:
    everything(sdk)
    problems: list[str] = []
    kinds: set[str] = set()
    for request in sdk.azure.requests:
        kind = type_of(request.path)
        if kind is None or request.status not in (200, 201) or not isinstance(request.response_body, dict):
            continue
        kinds.add(kind)
        where = f"{request.index} {request.method} {request.path[-60:]}"
        if request.method == "PUT":
            sent = json.loads(request.request_body)
            problems += [f"{where} sent, arm: {each}" for each in schemas.arm_problems(kind, sent)]
            problems += [
                f"{where} sent, bicep: {each}" for each in schemas.bicep_problems(kind, sent, response=False)
            ]
        answered = copy.deepcopy(request.response_body)
        problems += [
            f"{where} answered: {each}"
            for each in schemas.bicep_problems(kind, answered, response=True)
            if each not in ALSO_ANSWERED
        ]
    assert problems == []
    assert len(kinds) == 10


@pytest.mark.parametrize(
    ("family", "change"),
    [
        ("bicep", {"properties": {"publicIpPrefixs": []}}),
        ("arm", {"sku": {"name": "Premium"}}),
    ],
)
def test_the_families_catch_what_they_are_there_for(family: str, change: dict[str, Any]) -> None:
    body = {"location": "westeurope", "sku": {"name": "Standard"}, "properties": {}, **change}
    kind = "Microsoft.Network/natGateways"
    found = (
        schemas.arm_problems(kind, body)
        if family == "arm"
        else schemas.bicep_problems(kind, body, response=False)
    )
    assert list(found)
