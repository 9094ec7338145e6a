"""What a command that is not followed may change, by its name alone."""

from __future__ import annotations

import re
from collections.abc import Callable

from natpin.languages.powershell.tree import Command, Literal
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

_STEMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("aks nodepool", (AGENT_POOL, CLUSTER)),
    ("aks", (CLUSTER, AGENT_POOL)),
    ("network nat gateway", (NAT_GATEWAY,)),
    ("network public-ip prefix", (PUBLIC_IP_PREFIX,)),
    ("network public-ip", (PUBLIC_IP,)),
    ("network vnet subnet", (SUBNET,)),
    ("network vnet", (VIRTUAL_NETWORK, SUBNET)),
    ("network route-table route", (ROUTE,)),
    ("network route-table", (ROUTE_TABLE, ROUTE)),
    ("network firewall", (FIREWALL,)),
    ("rest", EVERYTHING),
    ("resource", EVERYTHING),
    ("deployment", EVERYTHING),
    ("stack", EVERYTHING),
)
_WRITES = r"create|add|update|delete|remove|set|associate|dissociate|start|stop|scale|upgrade|rotate-certs|enable-addons|disable-addons"
_AZ = re.compile(
    r"\baz(?:\.cmd|\.exe)?['\"]?[\s,`'\"]+("
    + "|".join(r"[\s,`'\"]+".join(map(re.escape, stem.split())) for stem, _ in _STEMS)
    + rf")\b[\s,`'\"]+(?:[\w-]+[\s,`'\"]+)?({_WRITES}|-m|--method|--uri|--url|-u)\b",
    re.IGNORECASE,
)
_CMDLET = re.compile(
    r"\b(New|Set|Add|Update|Remove|Start|Stop|Invoke|Enable|Disable|Move)-(Az[A-Za-z]+)", re.IGNORECASE
)
_BLANKS = re.compile(r"[\s,`'\"]+")

NOUNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("azaksnodepool", (AGENT_POOL, CLUSTER)),
    ("azakscluster", (CLUSTER, AGENT_POOL)),
    ("azaks", (CLUSTER, AGENT_POOL)),
    ("aznatgateway", (NAT_GATEWAY,)),
    ("azpublicipprefix", (PUBLIC_IP_PREFIX,)),
    ("azpublicip", (PUBLIC_IP,)),
    ("azvirtualnetworksubnet", (SUBNET,)),
    ("azvirtualnetworkpeering", ()),
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
    ("azresource", EVERYTHING),
    ("azrestmethod", EVERYTHING),
    ("azrest", EVERYTHING),
)
"""Nouns of Az cmdlets that write, the first that fits; a noun that fits none does not bear on egress: Az.Network's
other nouns (security groups, private endpoints, application gateways, load balancers of the author's own, watchers)
and every other module of Az."""


def bears(tree: object, function: Callable[[str], object | None]) -> bool:
    """Whether something in a syntax tree may run az or a cmdlet of Az: a command of such a name, or of no known one.

    ``function`` gives the body of a function by its name.
    """
    seen: set[str] = set()
    pending: list[object] = [tree]
    while pending:
        each = pending.pop()
        if isinstance(each, tuple):
            pending.extend(each)
            continue
        if isinstance(each, Command):
            if not isinstance(each.name, Literal):
                return True
            name = each.name.text.lower()
            if (
                name.startswith(("az", "cmd", "bash", "pwsh", "powershell", "invoke-", "start-", "iex"))
                or "-az" in name
            ):
                return True
            if name not in seen:
                seen.add(name)
                pending.append(function(name))
        pending.extend(getattr(each, field) for field in field_names(each) if field not in ("at", "text"))
    return False


def types_of_noun(noun: str) -> tuple[str, ...]:
    """The types that a cmdlet of a noun may change."""
    lowered = noun.lower()
    return next((types for prefix, types in NOUNS if lowered.startswith(prefix)), ())


def reach_of_text(text: str) -> Reach | None:
    """What the commands in a text may change; None where none in it bears on egress."""
    types: dict[str, None] = {}
    for found in _AZ.finditer(text):
        stem = _BLANKS.sub(" ", found.group(1).lower())
        types.update(dict.fromkeys(dict(_STEMS)[stem]))
    for found in _CMDLET.finditer(text):
        types.update(dict.fromkeys(types_of_noun(found.group(2))))
    return Reach(tuple(types), adds=True) if types else None
