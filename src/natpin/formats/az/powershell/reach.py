"""What a command that is not followed may change, by its name alone."""

from __future__ import annotations

import re
from collections.abc import Callable

from natpin.formats.az.cli import closed
from natpin.formats.az.cli.foreign import together
from natpin.languages.powershell.tree import Command, Literal, Opaque, Parameter
from natpin.model.doubt import Reach
from natpin.model.record import field_names
from natpin.model.resource import (
    AGENT_POOL,
    CLUSTER,
    FIREWALL,
    NAT_GATEWAY,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    ROUTE,
    ROUTE_TABLE,
    SUBNET,
    VIRTUAL_NETWORK,
)

EVERYTHING = (
    CLUSTER,
    AGENT_POOL,
    NAT_GATEWAY,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    VIRTUAL_NETWORK,
    SUBNET,
    ROUTE_TABLE,
    ROUTE,
)
"""What an ARM operation, a template or a script of unknown content may make or change."""

_CMDLET = re.compile(
    r"\b(New|Set|Add|Update|Remove|Start|Stop|Invoke|Enable|Disable|Move)-(Az[A-Za-z]+)", re.IGNORECASE
)
_MARKS = re.compile(r"[`'\",()\[\]]|\.(?:cmd|exe|bat)\b", re.IGNORECASE)
_RUNS = (
    "cmd",
    "bash",
    "sh",
    "pwsh",
    "powershell",
    "invoke-expression",
    "iex",
    "invoke-azrest",
    "start-process",
)

NOUNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    *(
        (f"azaks{rest}", ())
        for rest in ("clitool", "kubectl", "dashboard", "maintenance", "time", "clustercredential")
    ),
    ("azaksnodepool", (AGENT_POOL, CLUSTER)),
    ("azakscluster", (CLUSTER, AGENT_POOL)),
    ("azaks", (CLUSTER, AGENT_POOL)),
    ("aznatgateway", (NAT_GATEWAY,)),
    ("azpublicipprefix", (PUBLIC_IP_PREFIX,)),
    ("azpublicip", (PUBLIC_IP,)),
    ("azvirtualnetworksubnet", (SUBNET,)),
    ("azvirtualnetworkpeering", (ROUTE_TABLE, ROUTE)),
    ("azvirtualnetworkgateway", (ROUTE_TABLE, ROUTE)),
    ("azvirtualnetworktap", ()),
    ("azvirtualnetwork", (VIRTUAL_NETWORK, SUBNET)),
    ("azrouteconfig", (ROUTE,)),
    ("azroutetable", (ROUTE_TABLE, ROUTE)),
    ("azrouteserver", (ROUTE_TABLE, ROUTE)),
    ("azvirtualhub", (ROUTE_TABLE, ROUTE)),
    ("azvirtualwan", (ROUTE_TABLE, ROUTE)),
    ("azvhub", (ROUTE_TABLE, ROUTE)),
    ("azfirewall", (FIREWALL,)),
    ("aznetworkvirtualappliance", (ROUTE_TABLE, ROUTE)),
    ("azresourcegroupdeployment", EVERYTHING),
    ("azdeployment", EVERYTHING),
    ("azsubscriptiondeployment", EVERYTHING),
    ("azmanagementgroupdeployment", EVERYTHING),
    ("aztenantdeployment", EVERYTHING),
    ("azresourcegroup", ()),
    ("azresourcelock", ()),
    ("azresourceprovider", ()),
    ("azresourcemanagement", ()),
    ("azresource", EVERYTHING),
    ("azrestmethod", EVERYTHING),
    ("azrest", EVERYTHING),
)
"""Nouns of Az cmdlets that write, the first that fits; a noun that fits none does not bear on egress: Az.Network's
other nouns (security groups, private endpoints, application gateways, load balancers of the author's own, watchers)
and every other module of Az."""


_PROPAGATING = (
    "azvirtualnetworkpeering",
    "azvirtualnetworkgateway",
    "azrouteserver",
    "azvirtualhub",
    "azvirtualwan",
    "azvhub",
)
"""Nouns of what sends routes to the networks that it is joined to, whether their subnets have a route table or not."""


def propagates(noun: str) -> bool:
    """Whether what a cmdlet of a noun makes may send a default route to subnets (``egress.propagated`` has the sources)."""
    return noun.lower().startswith(_PROPAGATING)


def types_of_noun(noun: str) -> tuple[str, ...]:
    """The types that a cmdlet of a noun may change."""
    lowered = noun.lower()
    return next((types for prefix, types in NOUNS if lowered.startswith(prefix)), ())


def reach_of_text(text: str) -> Reach | None:
    """What the commands in a text may change; None where none in it bears on egress."""
    found = [closed.bearing(spoken) for spoken in closed.commands_in(_MARKS.sub(" ", text))]
    found += [_reach(types_of_noun(cmdlet.group(2))) for cmdlet in _CMDLET.finditer(text)]
    return together(found)


def reach_of_tree(tree: object, function: Callable[[str], object | None]) -> Reach | None:
    """What the commands in a syntax tree may change. ``function`` gives the body of a function by its name."""
    found: list[Reach | None] = []
    seen: set[str] = set()
    pending: list[object] = [tree]
    while pending:
        each = pending.pop()
        if isinstance(each, tuple):
            pending.extend(each)
            continue
        if isinstance(each, Opaque):
            found.append(reach_of_text(each.text))
        elif isinstance(each, Command):
            name = each.name.text.lower() if isinstance(each.name, Literal) else ""
            found.append(_reach_of_command(name, each))
            if name and name not in seen:
                seen.add(name)
                pending.append(function(name))
        pending.extend(getattr(each, field) for field in field_names(each) if field not in ("at", "text"))
    return together(found)


def _reach_of_command(name: str, command: Command) -> Reach | None:
    if name.removesuffix(".cmd").removesuffix(".exe") == "az":
        spoken: list[str] = []
        for each in command.arguments:
            if not isinstance(each, Literal) or each.text.startswith("-"):
                if not spoken and not isinstance(each, Parameter | Literal):
                    return Reach(adds=True)
                break
            spoken.append(each.text)
        return closed.bearing(spoken)
    if not name or name.startswith(_RUNS):
        return Reach(adds=True)
    found = _CMDLET.fullmatch(name)
    return _reach(types_of_noun(found.group(2))) if found else None


def _reach(types: tuple[str, ...]) -> Reach | None:
    return Reach(types, adds=True) if types else None
