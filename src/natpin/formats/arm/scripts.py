"""Deployment scripts: what the commands in one may change, told by their words.

The script runs while the template is deployed (Azure Resource Manager, "Use deployment scripts in Bicep"). natpin does
not follow it; a command that only reads, or that is about other things, needs no doubt.
"""

from __future__ import annotations

import re

from natpin.formats.arm.kinds import ROUTING, words
from natpin.formats.arm.reach import CLUSTERS, EVERYTHING, NETWORKS, ROUTES
from natpin.formats.arm.script_targets import Targets, meant_by
from natpin.model.location import Location
from natpin.model.resource import FIREWALL, LOAD_BALANCER, NAT_GATEWAY, PUBLIC_IP, PUBLIC_IP_PREFIX, SUBNET
from natpin.model.value import Node

ALL: tuple[str, ...] = (*EVERYTHING, FIREWALL, LOAD_BALANCER, *ROUTING)

_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("aks", CLUSTERS),
    ("network vnet", NETWORKS),
    ("network nat", (NAT_GATEWAY,)),
    ("network public-ip", (PUBLIC_IP, PUBLIC_IP_PREFIX)),
    ("network route-table", ROUTES),
    ("network firewall", (FIREWALL,)),
    ("network vhub", (SUBNET, *ROUTING)),
    ("network vnet-gateway", (SUBNET, *ROUTING)),
    ("network vpn-connection", (SUBNET, *ROUTING)),
    ("network manager", (SUBNET, *ROUTES)),
    ("network routeserver", (SUBNET,)),
    ("rest", ALL),
    ("resource", ALL),
    ("deployment", ALL),
    ("stack", ALL),
    ("group delete", ALL),
)
"""Command groups of az by the types their commands may change; of all others, nothing that bears on egress."""
_READING = words(
    "show list wait exists get-credentials get-versions get-upgrades get-os-options browse install-cli what-if validate "
    "list-available-ips list-usage list-endpoint-services check-ip-address check-acr export"
)
_HARMLESS = (
    "aks command",
    "aks start",
    "aks stop",
    "aks upgrade",
    "aks rotate-certs",
    "aks maintenanceconfiguration",
)
_AZ = re.compile(r"(?<![\w-])az(?:\.cmd)?\s+(?P<words>(?:(?!-)[^\s|&;()]+\s*)*)")
_CMDLET = re.compile(r"(?i)\b(?P<verb>[a-z]+)-az(?P<noun>[a-z]+)")
_NOUNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("aks", CLUSTERS),
    ("virtualnetworkgateway", (SUBNET, *ROUTING)),
    ("virtualnetwork", NETWORKS),
    ("virtualhub", (SUBNET, *ROUTING)),
    ("delegation", ()),
    ("natgateway", (NAT_GATEWAY,)),
    ("publicip", (PUBLIC_IP, PUBLIC_IP_PREFIX)),
    ("route", ROUTES),
    ("firewall", (FIREWALL,)),
    ("networkmanager", (SUBNET, *ROUTES)),
    ("resourcelock", ()),
    ("resource", ALL),
    ("deployment", ALL),
    ("subscriptiondeployment", ALL),
    ("managementgroupdeployment", ALL),
    ("rest", ALL),
)
_READING_VERBS = words("get test find measure select wait where out write show connect disconnect")
_TOOLS = r"(?i)management\.(?:core\.)?(?:azure|windows)\.|\b(?:terraform|pulumi|ansible|ansible-playbook)\s+\w|\bpython3?\s+\S"
_OPAQUE = re.compile(
    # text or a file that becomes commands
    _TOOLS + r"|(?<![\w-])eval\b|\|\s*(?:sudo\s+)?(?:ba|z)?sh\b|\b(?:ba|z)?sh\s+\S|(?<![\w-])source\s+\S"
    r"|^\s*\.{1,2}[/\s]\S|^\s*[\"']?\$\{?\w+\}?[\"']?(?:\s+[-\w\"']|\s*$)|\bxargs\b"
)
_OPAQUE_POWERSHELL = re.compile(
    _TOOLS
    + r"|\binvoke-expression\b|\biex\b|(?:^|[={;|(])\s*&\s*[$\"'(.]|^\s*\.{1,2}[/\\\s]\S|\[scriptblock\]::create"
)
_CONTINUED = re.compile(r"(?<![ \t])[ \t]*[\\`]\r?\n[ \t]*")
_COMMENT = re.compile(r"^[^\S\n]*#.*$", re.MULTILINE)
MAX_LINES = 5_000
MAX_LINE = 4_000
MOST_NAMED = 40


def may_change(script: str, powershell: bool = False, opaque: bool = True) -> tuple[str, ...]:
    """The types of which a script may change or make resources; with ``opaque``, by what nobody can read in it too."""
    lines = _lines(script)
    if lines is None:
        return ALL
    return tuple(dict.fromkeys(type_ for line in lines for type_ in _of_line(line, powershell, opaque)))


def named_in(script: str, at: Location) -> Targets:
    """What a script of the Azure CLI changes, of each type by its id, where all of its commands write the names out; nothing
    where one of them may change something else."""
    found: list[tuple[str, Node]] = []
    for line in _lines(script) or ():
        if any(_of_cmdlet(cmdlet) for cmdlet in _CMDLET.finditer(line)):
            return ()
        for command in _AZ.finditer(line):
            if not _of_command(command):
                continue
            meant = meant_by(" ".join(command["words"].split()), line[command.end() :], at)
            if meant is None or len(found) > MOST_NAMED:
                return ()
            found += [one for one in meant if one not in found]
    return tuple(found)


def _lines(script: str) -> list[str] | None:
    """A script's lines, without comments; None where they are too many, or too long."""
    lines = _CONTINUED.sub(" ", _COMMENT.sub("", script)).splitlines()
    return None if len(lines) > MAX_LINES or any(len(line) > MAX_LINE for line in lines) else lines


def _of_line(line: str, powershell: bool, opaque: bool) -> tuple[str, ...]:
    if opaque and (_OPAQUE_POWERSHELL if powershell else _OPAQUE).search(line):
        return ALL
    found: list[str] = []
    for command in _AZ.finditer(line):
        found += _of_command(command)
    for cmdlet in _CMDLET.finditer(line):
        found += _of_cmdlet(cmdlet)
    return tuple(found)


def _of_command(command: re.Match[str]) -> tuple[str, ...]:
    said = command["words"].split()
    if any(mark in word for word in said[:3] for mark in "$`{%"):
        return ALL
    spoken = " ".join(said)
    if not said or _READING.intersection(said[1:4]) or spoken.startswith(_HARMLESS):
        return ()
    return next((types for group, types in _GROUPS if f"{spoken} ".startswith(f"{group} ")), ())


def _of_cmdlet(cmdlet: re.Match[str]) -> tuple[str, ...]:
    noun, verb = cmdlet["noun"].lower(), cmdlet["verb"].lower()
    if verb in _READING_VERBS:
        return ()
    return next((types for start, types in _NOUNS if noun.startswith(start)), ())
