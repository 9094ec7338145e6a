"""How the words of an az command are taken for flags and values."""

from __future__ import annotations

from typing import Any

import pytest
from declare import shown
from scripts import GROUP, NAT, VNET, made, remarked

from natpin.formats.az.cli.values import CANONICAL
from natpin.model.location import Location
from natpin.model.value import Unknown, Value, text


def nat(flags: str, path: str) -> Any:
    """A property of a NAT gateway made with these flags."""
    found = made(f"{NAT} {flags}\n")["az:natGateway:rg/nat"]
    return shown(found.get(path))


WORDS: list[tuple[str, str, object]] = [
    # how flags are written, ARM's path, its value
    ("--idle-timeout 10", "idleTimeoutInMinutes", 10),
    ("--idle-timeout=10", "idleTimeoutInMinutes", 10),
    ("--idle-timeout -5", "idleTimeoutInMinutes", -5),
    ("--idle-timeout 10 --idle-timeout 20", "idleTimeoutInMinutes", 20),
    ("--idle 10", "idleTimeoutInMinutes", 10),
    ("--idle-timeout ' 10 '", "idleTimeoutInMinutes", 10),
    ("--idle-timeout 1_0", "idleTimeoutInMinutes", "1_0"),
    ("--idle-timeout 12345678901234567", "idleTimeoutInMinutes", 12345678901234567),
    ("--idle-timeout 123456789012345678", "idleTimeoutInMinutes", 123456789012345678),
    ("--idle-timeout 1234567890123456789", "idleTimeoutInMinutes", "1234567890123456789"),
    ("--idle-timeout ²", "idleTimeoutInMinutes", "²"),
    ("-leastus", "location", "eastus"),
    ("-l=eastus", "location", "eastus"),
    ("-l eastus", "location", "eastus"),
    ("-lx", "location", "x"),
    ('-l"$REGION"', "location", "? $REGION is set outside this script"),
    ("--made-up 1 2 --idle-timeout 10", "idleTimeoutInMinutes", 10),
    ("--public-ip-addresses a,b", "publicIpAddresses[1].id", "→ az:publicIp:rg/b.id"),
    ("--public-ip-addresses a b", "publicIpAddresses[1].id", "→ az:publicIp:rg/b.id"),
    ("--public-ip-addresses '[a,b]'", "publicIpAddresses[1].id", "→ az:publicIp:rg/b.id"),
    ("""--public-ip-addresses "['a', 'b']" """, "publicIpAddresses[1].id", "→ az:publicIp:rg/b.id"),
    ("""--public-ip-addresses '["a", "b"]' """, "publicIpAddresses[0].id", "→ az:publicIp:rg/a.id"),
    ("--public-ip-addresses $A,b", "publicIpAddresses[0].id", "? $A is set outside this script"),
    ("--public-ip-addresses $A,b", "publicIpAddresses[1].id", "→ az:publicIp:rg/b.id"),
    ("--public-ip-addresses a, b", "publicIpAddresses[1].id", "→ az:publicIp:rg/b.id"),
]  # fmt: skip


@pytest.mark.parametrize(("flags", "path", "expected"), WORDS)
def test_words(flags: str, path: str, expected: object) -> None:
    assert nat(flags, path) == expected


@pytest.mark.parametrize(
    ("flags", "column"), [("--idle-timeout=600", 59), ("-leastus", 46), ("-l=eastus", 47), ("-l eastus", 47)]
)
def test_where_a_glued_value_stands(flags: str, column: int) -> None:
    gateway = made(f"{NAT} {flags}\n")["az:natGateway:rg/nat"]
    found = gateway.get("location") if flags.startswith("-l") else gateway.get("idleTimeoutInMinutes")
    assert isinstance(found, Value)
    assert found.at.column == column


def test_where_a_glued_placeholder_stands() -> None:
    found = made(f"{NAT} --sku='<sku>'\n")["az:natGateway:rg/nat"].get("sku.name")
    assert isinstance(found, Unknown)
    assert (found.reason, found.at.column) == ("the placeholder <sku> is not filled in", len(NAT) + 8)


REMARKS: list[tuple[str, list[tuple[str, str, str | None]]]] = [
    # a command, and what is remarked: its kind, the flag, the full one
    (f"{NAT} --idle-timeout 4", []),
    (f"{NAT} -5", []),
    (f"{NAT} - x", []),
    (f"{NAT} --idle 4", [("abbreviated-flag", "--idle", "--idle-timeout")]),
    (f"{NAT} --public-ip-p a", [("abbreviated-flag", "--public-ip-p", "--public-ip-prefixes")]),
    (f"{NAT} --public-ip a", [("unknown-flag", "--public-ip", None)]),
    (f"{NAT} --made-up a", [("unknown-flag", "--made-up", None)]),
    (f"{NAT} --p a", [("unknown-flag", "--p", None)]),
    (f"{NAT} -y", [("unknown-flag", "-y", None)]),
    ("az aks create -g rg -n aks --made-up a", []),
    (f"{NAT} --sku Standard\n  --idle-timeout 4", [("lost-continuation", "--idle-timeout", None)]),
    (f"{NAT} --sku Standard\n  --idle-timeout=4", [("lost-continuation", "--idle-timeout", None)]),
    (f"{NAT} --sku Standard\n- a list", []),
    ("echo x\n  --idle-timeout 4", []),
    (f"{NAT} --sku Standard | --idle-timeout 4", []),
    (f"{NAT}\nlsblk\n|-nvme0n1p1 4M\n`-nvme0n1p15 vfat", []),
]  # fmt: skip


@pytest.mark.parametrize(("script", "expected"), REMARKS)
def test_remarks(script: str, expected: list[tuple[str, str, str | None]]) -> None:
    found = [each for each in remarked(script + "\n") if each.kind != "used-before-created"]
    assert [
        (each.kind, text(each.facts["flag"]), text(each.facts.get("fullFlag"))) for each in found
    ] == expected
    assert all(text(each.facts["command"]) == "az network nat gateway create" for each in found)


@pytest.mark.parametrize("spelling", ["--address-prefix 10.0.0.0/24", "--default-outbound-acces false"])
def test_a_spelling_that_az_documented_is_no_mistake(spelling: str) -> None:
    script = f"{GROUP}{VNET}az network vnet subnet create -g rg --vnet-name net -n own {spelling}\n"
    assert remarked(script) == []


def test_enumerations_are_spelled_as_arm_does() -> None:
    for spelled in CANONICAL.values():
        found = made(f"az network public-ip create -g rg -n ip --sku {spelled.upper()}\n")[
            "az:publicIp:rg/ip"
        ]
        assert shown(found.get("sku.name")) == spelled
    assert set(CANONICAL) == {spelled.lower() for spelled in CANONICAL.values()}
    assert set(CANONICAL.values()) >= {
        *("Standard", "StandardV2", "Basic", "Regional", "Global", "Static", "Dynamic", "IPv4", "IPv6"),
        *("loadBalancer", "managedNATGateway", "managedNATGatewayV2", "userAssignedNATGateway"),
        *("userDefinedRouting", "none", "block", "azure", "kubenet", "overlay", "cilium"),
        *("VirtualAppliance", "VirtualNetworkGateway", "Internet", "VnetLocal", "CanNotDelete", "ReadOnly"),
        *("System", "User", "Gateway", "Linux", "Windows", "Enabled", "Disabled", "Automatic"),
    }


def test_the_sku_of_an_outbound_type_is_spelled_as_arm_does() -> None:
    found = made("az aks create -g rg -n aks --outbound-type-sku standardv2\n")["az:cluster:rg/aks"]
    assert shown(found.get("networkProfile.natGatewayProfile.sku")) == "StandardV2"


def test_an_object_stands_where_its_first_property_does() -> None:
    found = made("az aks create -g rg -n aks --network-plugin azure \\\n  --outbound-type none\n")
    profile = found["az:cluster:rg/aks"].get("networkProfile")
    assert profile is not None
    assert profile.at == Location("x.sh", 1, 45, profile.at.end_line, profile.at.end_column)
