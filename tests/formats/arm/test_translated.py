"""Resources of a template as natpin's model has them: what is flat, what is unknown, whose child, what is doubted.

The expectations are ARM's: "Template structure and syntax", "Set name and type for child resources", "Define the order
for deploying resources", "Extension resource types"; and natpin's own rule that what is unknown is not absent (ADR 0011).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from declare import shown

from natpin.formats import bicep
from natpin.formats.interface import Inputs
from natpin.model import resource as arm
from natpin.model.doubt import Doubt
from natpin.model.part import Part
from natpin.model.read_paths import READ
from natpin.model.resource import Resource
from natpin.model.stack import Stack
from natpin.model.value import Reference, Unknown, text
from natpin.workspace import FolderWorkspace

from .test_open_templates import nested, read

BESIDE = {"location", "sku", "zones", "scope"}
"""What stands beside ``properties`` in a template."""
P: Mapping[str, object] = {name: {"type": "object"} for name in ("p", "q")} | {
    "name": {"type": "string"},
    "on": {"type": "bool"},
    "many": {"type": "array"},
}
OPEN = "[parameters('p')]"


def one(parts: list[Part], address: str) -> Resource:
    (found,) = [part for part in parts if isinstance(part, Resource) and part.address == address]
    return found


def doubts(parts: list[Part]) -> list[Doubt]:
    return [part for part in parts if isinstance(part, Doubt)]


def told(doubt: Doubt) -> tuple[list[str], object, bool, bool]:
    """The types that a doubt reaches, of which resource, and whether it adds and alters."""
    reach = doubt.reach
    return [type_.rpartition("/")[2] for type_ in reach.types], shown(reach.target), reach.adds, reach.alters


def named(type_: str) -> dict[str, object]:
    """A resource of a type: a child's name has its parent's before it."""
    depth = type_.count("/")
    return {"type": type_, "name": "/".join(("a", "b", "c")[:depth])}


@pytest.mark.parametrize("type_", sorted(READ.keys() - {arm.RESOURCE_GROUP}))
def test_of_properties_that_are_unknown_none_that_is_read_is_absent(tmp_path: Path, type_: str) -> None:
    parts = read(tmp_path, {**named(type_), "location": "westeurope", "properties": OPEN}, parameters=P)
    found = next(part for part in parts if isinstance(part, Resource) and part.type == type_)
    first = {re.split(r"[.\[]", path)[0] for path in READ[type_]}
    assert {
        name for name in found.properties if isinstance(found.properties[name], Unknown)
    } >= first - BESIDE
    assert {shown(found.get(name)) for name in first & BESIDE} <= {"westeurope", None}
    leaf = type_.rpartition("/")[2]
    assert [told(doubt) for doubt in doubts(parts)] == [([leaf], f"→ {found.address}.id", False, True)]


def test_of_a_network_of_unknown_properties_a_peering_may_be_there(tmp_path: Path) -> None:
    parts = read(tmp_path, {**named(arm.VIRTUAL_NETWORK), "properties": OPEN}, parameters=P)
    (peering,) = [part for part in parts if isinstance(part, Resource) and part.type == arm.PEERING]
    assert isinstance(peering.get("useRemoteGateways"), Unknown)


INLINE: list[tuple[str, str, dict[str, Any], list[str]]] = [
    # the type, the list, what an element holds, and what is read of an element
    (arm.VIRTUAL_NETWORK, "subnets", {"natGateway": {"id": "x"}}, ["natGateway", "routeTable", "addressPrefixes"]),
    (arm.ROUTE_TABLE, "routes", {"nextHopType": "Internet"}, ["nextHopType", "addressPrefix", "nextHopIpAddress"]),
    (arm.NETWORK_GATEWAY, "ipConfigurations", {"subnet": {"id": "x"}}, ["subnet"]),
]  # fmt: skip


@pytest.mark.parametrize(("type_", "listed", "content", "read_of_it"), INLINE)
@pytest.mark.parametrize("spelled", [str, str.upper])
def test_children_are_flat(
    tmp_path: Path, type_: str, listed: str, content: dict[str, Any], read_of_it: list[str], spelled: Any
) -> None:
    children = [
        {"name": "known", spelled("properties"): content},
        {"name": "open", "properties": OPEN},
        {"name": "bare"},
        OPEN,
    ]
    resource = {**named(type_), "properties": {spelled(listed): children}}
    address = f"{type_.rpartition('/')[2]}/a"
    known, open_, bare, lost = one(read(tmp_path, resource, parameters=P), address).properties[listed].data  # type: ignore[union-attr]
    assert shown(known) == {"name": "known", **content}
    assert shown(open_)["name"] == "open"  # type: ignore[index]
    assert all(isinstance(open_.data[name], Unknown) for name in read_of_it)
    assert shown(bare) == {"name": "bare"}
    assert isinstance(lost, Unknown)


def test_a_list_of_children_that_is_unknown_is_unknown(tmp_path: Path) -> None:
    network = {**named(arm.VIRTUAL_NETWORK), "properties": {"subnets": "[parameters('many')]"}}
    assert isinstance(one(read(tmp_path, network, parameters=P), "virtualNetworks/a").get("subnets"), Unknown)


NET: dict[str, object] = {"type": arm.VIRTUAL_NETWORK, "name": "net"}
TABLE: dict[str, object] = {"type": arm.ROUTE_TABLE, "name": "table"}
AKS: dict[str, object] = {"type": arm.CLUSTER, "name": "aks", "properties": {"agentPoolProfiles": []}}
CHILDREN: list[tuple[str, str, dict[str, object], str, object, str]] = [
    # a child's type, its name, what is declared besides, its address, its parent, and whether it may belong to any
    (arm.SUBNET, "net/a", NET, "virtualNetworks/net/subnets/a", "→ virtualNetworks/net.id", ""),
    (arm.SUBNET, "NET/a", NET, "virtualNetworks/NET/subnets/a", "→ virtualNetworks/net.id", ""),
    (arm.SUBNET, "other/a", NET, "virtualNetworks/other/subnets/a", "other", ""),
    (arm.ROUTE, "table/a", TABLE, "routeTables/table/routes/a", "→ routeTables/table.id", ""),
    (arm.AGENT_POOL, "aks/a", AKS, "managedClusters/aks/agentPools/a", "→ managedClusters/aks.id", ""),
    (arm.AGENT_POOL, "elsewhere/a", AKS, "managedClusters/elsewhere/agentPools/a", "elsewhere", ""),
    (arm.SUBNET, "[concat(parameters('name'), '/a')]", NET, "", "? ", "subnets"),
    (arm.ROUTE, "[concat(parameters('name'), '/a')]", TABLE, "", "? ", "routes"),
    (arm.AGENT_POOL, "[concat(parameters('name'), '/a')]", AKS, "", "? ", "agentPools"),
    (arm.PEERING, "[concat(parameters('name'), '/a')]", NET, "", "? ", ""),
]


@pytest.mark.parametrize(("type_", "name", "beside", "address", "parent", "orphan"), CHILDREN)
def test_parent(
    tmp_path: Path, type_: str, name: str, beside: dict[str, object], address: str, parent: str, orphan: str
) -> None:
    parts = read(tmp_path, beside, {"type": type_, "name": name}, parameters=P)
    (child,) = [part for part in parts if isinstance(part, Resource) and part.type == type_]
    assert not address or child.address == address
    assert str(shown(child.parent)).startswith(parent)
    assert [told(doubt) for doubt in doubts(parts)] == ([([orphan], "a", True, True)] if orphan else [])
    assert [doubt.settle_by for doubt in doubts(parts)] == (["--parameters"] if orphan else [])


def test_a_parent_of_the_same_unknown_name_is_the_parent(tmp_path: Path) -> None:
    network = {"type": arm.VIRTUAL_NETWORK, "name": "[parameters('name')]"}
    child = {"type": arm.SUBNET, "name": "[concat(parameters('name'), '/a')]"}
    parts = read(tmp_path, network, child, parameters=P)
    network_, subnet = (part for part in parts if isinstance(part, Resource))
    assert subnet.parent == Reference(network_.address, "id", subnet.at)
    assert doubts(parts) == []


def test_a_child_in_a_resource_is_its_child(tmp_path: Path) -> None:
    parts = read(tmp_path, {**NET, "resources": [{"type": "subnets", "name": "a"}]})
    assert shown(one(parts, "virtualNetworks/net/subnets/a").parent) == "→ virtualNetworks/net.id"
    assert one(parts, "virtualNetworks/net").parent is None


LOCK: dict[str, object] = {"type": arm.LOCK, "name": "keep", "properties": {"level": "CanNotDelete"}}
IP: dict[str, object] = {"type": arm.PUBLIC_IP, "name": "ip"}
LOCKED: list[tuple[dict[str, object], object]] = [
    # how a lock says what it locks, and its parent
    ({"scope": "[resourceId('Microsoft.Network/publicIPAddresses', 'ip')]"}, "→ publicIPAddresses/ip.id"),
    ({"scope": "Microsoft.Network/publicIPAddresses/ip"}, "→ publicIPAddresses/ip.id"),
    ({}, None),
]


@pytest.mark.parametrize(("scope", "parent"), LOCKED)
def test_what_a_lock_locks(tmp_path: Path, scope: dict[str, object], parent: object) -> None:
    found = one(read(tmp_path, IP, {**LOCK, **scope}), "locks/keep")
    assert (shown(found.parent), text(found.get("level"))) == (parent, "CanNotDelete")


def test_locks_of_one_name_on_two_ips_are_two(tmp_path: Path) -> None:
    """What an extension is of is part of what it is: neither replaces the other."""
    other = {**IP, "name": "other"}
    locks = [{**LOCK, "scope": f"Microsoft.Network/publicIPAddresses/{name}"} for name in ("ip", "other")]
    found = [
        part
        for part in read(tmp_path, IP, other, *locks)
        if isinstance(part, Resource) and part.type == arm.LOCK
    ]
    assert [shown(lock.parent) for lock in found] == [
        "→ publicIPAddresses/ip.id",
        "→ publicIPAddresses/other.id",
    ]
    twice = [{**LOCK, "scope": "Microsoft.Network/publicIPAddresses/ip"}] * 2
    (once,) = [
        part for part in read(tmp_path, IP, *twice) if isinstance(part, Resource) and part.type == arm.LOCK
    ]
    assert shown(once.parent) == "→ publicIPAddresses/ip.id"


def test_a_lock_of_what_is_elsewhere_is_no_lock_of_what_is_here(tmp_path: Path) -> None:
    other = "[resourceId('Microsoft.Network/publicIPAddresses', 'other')]"
    found = one(read(tmp_path, IP, {**LOCK, "scope": other}), "locks/keep")
    assert not isinstance(found.parent, Reference)
    assert "other" in str(found.parent)


def test_what_a_resource_waits_for(tmp_path: Path) -> None:
    listed = [
        "[resourceId('Microsoft.Network/publicIPAddresses', 'ip')]",
        "ip",
        "[resourceId('Microsoft.Network/virtualNetworks', 'net')]",
        "[resourceId('Microsoft.KeyVault/vaults', 'secrets')]",
        "[resourceId('Microsoft.Network/natGateways', 'nowhere')]",
    ]
    nat = {"type": arm.NAT_GATEWAY, "name": "nat", "apiVersion": "2024-05-01", "dependsOn": listed}
    vault = {"type": "Microsoft.KeyVault/vaults", "name": "secrets"}
    parts = read(tmp_path, IP, NET, nat, vault)
    found = one(parts, "natGateways/nat")
    assert {name: shown(node) for name, node in found.traits.items()} == {
        "apiVersion": "2024-05-01",
        "dependsOn": ["→ publicIPAddresses/ip.id", "→ virtualNetworks/net.id"],
    }
    assert dict(one(parts, "virtualNetworks/net").traits) == {}


FURTHER = [
    # a type, and what a loop over nobody knows how many of it may declare, and change
    (arm.CLUSTER, ["managedClusters", "agentPools"], False),
    (arm.AGENT_POOL, ["agentPools"], True),
    (arm.VIRTUAL_NETWORK, ["virtualNetworks", "subnets"], False),
    (arm.SUBNET, ["subnets"], True),
    (arm.ROUTE_TABLE, ["routeTables", "routes"], False),
    (arm.ROUTE, ["routes"], True),
    (arm.NAT_GATEWAY, ["natGateways"], False),
    (arm.PUBLIC_IP, ["publicIPAddresses"], False),
]


@pytest.mark.parametrize(("type_", "types", "alters"), FURTHER)
@pytest.mark.parametrize("inside", [False, True], ids=["its own loop", "the loop of its deployment"])
def test_a_loop_over_what_is_unknown(
    tmp_path: Path, type_: str, types: list[str], alters: bool, inside: bool
) -> None:
    loop = {"copy": {"name": "loop", "count": "[length(parameters('many'))]"}}
    resource = {**named(type_), "properties": {}}
    looped = nested("n", resource, **loop) if inside else {**resource, **loop}
    found = [told(doubt) for doubt in doubts(read(tmp_path, looped, parameters=P))]
    assert (types, None, True, alters) in found


def test_what_stands_beside_properties_is_flat_beside_them(tmp_path: Path) -> None:
    nat = {
        "type": arm.NAT_GATEWAY,
        "name": "nat",
        "Location": "westeurope",
        "sku": {"name": "StandardV2"},
        "zones": ["1"],
        "tags": {"a": "b"},
        "comments": "no property",
        "properties": {"idleTimeoutInMinutes": 10},
    }
    found = one(read(tmp_path, nat), "natGateways/nat")
    assert {name: shown(node) for name, node in found.properties.items()} == {
        "location": "westeurope",
        "sku": {"name": "StandardV2"},
        "zones": ["1"],
        "tags": {"a": "b"},
        "idleTimeoutInMinutes": 10,
    }
    assert (found.type, shown(found.name), found.external, found.subscription) == (
        arm.NAT_GATEWAY,
        "nat",
        False,
        None,
    )


def test_only_of_another_subscription_it_is_told(tmp_path: Path) -> None:
    other = "22222222-2222-2222-2222-222222222222"
    parts = read(tmp_path, IP, nested("n", NET, subscriptionId=other, resourceGroup="hub"))
    assert one(parts, "publicIPAddresses/ip").subscription is None
    network = one(parts, "deployments/n/virtualNetworks/net")
    assert (text(network.subscription), text(network.resource_group)) == (other, "hub")


def test_a_doubt_is_about_the_resource_as_it_is_declared_first(tmp_path: Path) -> None:
    parts = read(tmp_path, NET, nested("n", {**NET, "properties": OPEN}), parameters=P)
    assert (["virtualNetworks"], "→ virtualNetworks/net.id", False, True) in map(told, doubts(parts))


def test_a_child_in_a_resource_that_nobody_can_name_is_its_child(tmp_path: Path) -> None:
    network = {
        "type": arm.VIRTUAL_NETWORK,
        "name": "[newGuid()]",
        "resources": [{"type": "subnets", "name": "a"}],
    }
    parts = read(tmp_path, network)
    network_, subnet = (part for part in parts if isinstance(part, Resource))
    assert subnet.parent == Reference(network_.address, "id", subnet.at)


def test_what_is_only_made_if_there_is_none_may_be_another(tmp_path: Path) -> None:
    text_ = "@onlyIfNotExists()\nresource nat 'Microsoft.Network/natGateways@2024-05-01' = { name: 'nat' }\n"
    (tmp_path / "main.bicep").write_text(text_)
    workspace = FolderWorkspace(tmp_path, tmp_path)
    (doubt,) = doubts(list(bicep.read(Stack("bicep", "main.bicep"), workspace, Inputs())))
    assert (*told(doubt), doubt.settle_by) == (
        ["natGateways"],
        "→ nat.id",
        False,
        True,
        "--azure",
    )
