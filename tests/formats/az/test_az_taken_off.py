"""What an update takes off a resource that something else declares, and az's shorthand for objects.

Sources: ``az network vnet subnet update --help`` (``--remove``, ``--set``; an empty value or ``null`` detaches); azure-cli,
"How to use shorthand syntax with Azure CLI" (``{key:value}``, ``[a,b]``, ``null``).
"""

from __future__ import annotations

import pytest
from declare import shown
from scripts import GROUP, made

from natpin.formats.az.cli import shorthand
from natpin.languages.shell.words import Chunk, Word
from natpin.model.location import Location
from natpin.model.value import Unknown

SUBNET = ("az network vnet subnet update -g rg --vnet-name net -n own", "az:subnet:rg/net/own")
GATEWAY = ("az network nat gateway update -g rg -n nat", "az:natGateway:rg/nat")
TAKEN: list[tuple[tuple[str, str], str, str, bool]] = [
    # the update, its flags, a property, and whether that is known to be gone
    (SUBNET, "--remove natGateway", "natGateway", True),
    (SUBNET, "--remove properties.natGateway", "natGateway", True),
    (SUBNET, "--set natGateway=null", "natGateway", True),
    (SUBNET, "--set natGateway=", "natGateway", True),
    (SUBNET, '--nat-gateway ""', "natGateway", True),
    (SUBNET, "--nat-gateway null", "natGateway", True),
    (SUBNET, "--remove routeTable", "routeTable", True),
    (SUBNET, "--set ROUTETABLE=null", "routeTable", True),
    (SUBNET, '--route-table ""', "routeTable", True),
    (SUBNET, "--remove routeTable", "natGateway", False),
    (SUBNET, "--set tags.a=b", "natGateway", False),
    (GATEWAY, "--remove publicIpAddresses", "publicIpAddresses", True),
    (GATEWAY, "--remove publicIpPrefixes", "publicIpPrefixes", True),
    (GATEWAY, "--remove publicIpPrefixes", "publicIpAddresses", False),
    (GATEWAY, '--public-ip-addresses ""', "publicIpAddresses", True),
    (GATEWAY, '--public-ip-prefixes ""', "publicIpPrefixes", True),
    (GATEWAY, "--public-ip-prefixes", "publicIpPrefixes", True),
    (GATEWAY, '--pip-prefixes-v6 ""', "publicIpPrefixesV6", True),
    (GATEWAY, "--pip-addresses-v6", "publicIpAddressesV6", True),
    (GATEWAY, "--remove publicIpPrefixesV6", "publicIpPrefixesV6", True),
]


@pytest.mark.parametrize(("update", "flags", "name", "gone"), TAKEN)
def test_what_is_taken_off(update: tuple[str, str], flags: str, name: str, gone: bool) -> None:
    command, address = update
    found = made(f"{GROUP}{command} {flags}\n")[address]
    assert found.external
    assert isinstance(found.get(name), Unknown) is not gone


AT = Location("x.sh", 1, 1)
OBJECTS = [
    # words, and the objects that they are
    (['{"service": "Microsoft.Sql"}'], [{"service": "Microsoft.Sql"}]),
    (["{service:Microsoft.Sql}"], [{"service": "Microsoft.Sql"}]),
    (["[{service:a},{service:b}]"], [{"service": "a"}, {"service": "b"}]),
    (["{service:a}", "{service:b}"], [{"service": "a"}, {"service": "b"}]),
    (
        ["{ip-tag-type:RoutingPreference,tag:Internet}"],
        [{"iptagtype": "RoutingPreference", "tag": "Internet"}],
    ),
    (["{ipTagType:RoutingPreference}"], [{"iptagtype": "RoutingPreference"}]),
    (["@tags.json"], None),
    (["{service:[a,b]}"], None),
]


@pytest.mark.parametrize(("words", "expected"), OBJECTS)
def test_objects(words: list[str], expected: object) -> None:
    assert shorthand.objects([Word((Chunk(text, AT),), AT) for text in words]) == expected


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ("--ip-tags '[{\"ip-tag-type\": \"RoutingPreference\", \"tag\": \"Internet\"}]'", [{"ipTagType": "RoutingPreference", "tag": "Internet"}]),
        ("--ip-tags '{ip-tag-type:RoutingPreference,tag:Internet}'", [{"ipTagType": "RoutingPreference", "tag": "Internet"}]),
        ("--ip-tags @tags.json", "? how the command writes its objects is not followed"),
    ],
)  # fmt: skip
def test_tags_of_an_ip(flags: str, expected: object) -> None:
    script = f"{GROUP}az network public-ip create -g rg -n ip {flags}\n"
    assert shown(made(script)["az:publicIp:rg/ip"].get("ipTags")) == expected
