"""Which resources the commands of a deployment script name: only where every name stands for itself.

A script may name what it changes by variables, by files, by what another command says. Then it may mean anything of a
type. Where each of its commands writes its names out, it means those, and nothing else.
"""

from __future__ import annotations

import re

from natpin.model.location import Location
from natpin.model.resource import (
    AGENT_POOL,
    CLUSTER,
    NAT_GATEWAY,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    ROUTE,
    ROUTE_TABLE,
    SUBNET,
    VIRTUAL_NETWORK,
)
from natpin.model.value import Node, Unknown

_KINDS: tuple[tuple[str, str, str, str], ...] = (
    ("aks nodepool", AGENT_POOL, "--cluster-name", ""),
    ("aks", CLUSTER, "", AGENT_POOL),
    ("network vnet subnet", SUBNET, "--vnet-name", ""),
    ("network nat gateway", NAT_GATEWAY, "", ""),
    ("network public-ip prefix", PUBLIC_IP_PREFIX, "", ""),
    ("network public-ip", PUBLIC_IP, "", ""),
    ("network route-table route", ROUTE, "--route-table-name", ""),
    ("network route-table", ROUTE_TABLE, "", ROUTE),
    ("network vnet", VIRTUAL_NETWORK, "", SUBNET),
)
"""Command groups of az: the type of what their flags name, the flag that names its parent, and the type of children that
the command may change with it."""
_COUNTED = (AGENT_POOL, ROUTE)
"""Types of which one more changes what is declared: a cluster has a further pool, a table a further route."""
_VERBS = frozenset(
    ["create", "update", "delete", "add", "remove", "scale", "enable-addons", "disable-addons"]
)
_SAME = {"-g": "--resource-group", "-n": "--name"}
_NAMING = ("--resource-group", "--name", "--subscription", "--ids", "--nodepool-name")
_END = re.compile(r"[;|&)<>]")
_NAME = re.compile(r"(?P<quote>[\"']?)(?P<name>\w[\w.-]{0,89})(?P=quote)\Z")

Targets = tuple[tuple[str, Node], ...]
"""Types, each with the id of what is meant of that type."""


def meant_by(said: str, rest: str, at: Location) -> Targets | None:
    """What a command changes, by the words up to its first flag and by the text from there on; None where that cannot be
    told by the flags alone."""
    group, _, verb = said.rpartition(" ")
    kind = next((found for found in _KINDS if found[0] == group), None)
    flags = _flags(_END.split(rest, 1)[0], kind[2]) if kind is not None and verb in _VERBS else None
    if kind is None or flags is None:
        return None
    _, type_, parent, below = kind
    name, above = flags.get("--name"), flags.get(parent) if parent else None
    if name is None or (parent and above is None):
        return None
    provider, *kinds = type_.split("/")
    head = ("/subscriptions/", flags.get("--subscription"), "/resourceGroups/", flags.get("--resource-group"))
    inner = f"{above}/{kinds[1]}/{name}" if above else name
    whole = (*head, f"/providers/{provider}/{kinds[0]}/{inner}")
    why = "which resource a command of a deployment script changes is not known for certain"
    found: list[tuple[str, Node]] = [(type_, Unknown(why, at, None, whole))]
    if type_ in _COUNTED:
        whole = (*head, f"/providers/{provider}/{kinds[0]}/{above}")
        found.append((f"{provider}/{kinds[0]}", Unknown(why, at, None, whole)))
    if below:
        found.append((below, Unknown(why, at, None, (*whole, f"/{below.rpartition('/')[2]}/", None))))
    return tuple(found)


def _flags(rest: str, parent: str) -> dict[str, str] | None:
    """The names that flags give; None where one may be given by what only the shell knows, or twice."""
    naming = (*_NAMING, parent) if parent else _NAMING
    found: dict[str, str] = {}
    words = rest.split()
    if "$" in rest or "`" in rest or "--ids" in words:
        return None
    for number, word in enumerate(words):
        flag, equals, value = word.partition("=")
        flag = _SAME.get(flag, flag)
        if flag not in naming:
            shortened = len(flag) > 2 and any(each.startswith(flag) for each in naming)
            if shortened or (word[:2] in _SAME and not word.startswith("--")):
                return None  # a flag's abbreviation, or its value right behind it
            continue
        flag = "--name" if flag == "--nodepool-name" else flag
        said = value if equals else "".join(words[number + 1 : number + 2])
        name = _NAME.match(said)
        if name is None or flag in found:
            return None
        found[flag] = name["name"]
    return found
