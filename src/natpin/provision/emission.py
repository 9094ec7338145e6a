"""A plan as code, for teams that write to Azure with tools of their own: what every language needs of it.

The same changes, in the same order; nothing is left out. What a language cannot say without losing something is refused,
with what to do instead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from natpin.errors import Refused
from natpin.model.change import Action, Change, Json, Plan
from natpin.model.record import record
from natpin.provision.authorized import wished
from natpin.provision.bodies import desired, ids_in, read
from natpin.provision.desired import Desired
from natpin.provision.ids import parse
from natpin.provision.observed import Observed
from natpin.provision.ports import Live

API = {
    "microsoft.network": "2025-05-01",
    "microsoft.containerservice": "2026-05-01",
    "microsoft.authorization": "2020-05-01",
}
"""What emitted code names as the version of each provider's API."""

Files = dict[str, str]
"""Code by the name of its file: the main one first, then what that refers to, in the same folder."""

LISTS = {
    "properties.publicIpPrefixes": "publicIpPrefixes",
    "properties.publicIpAddresses": "publicIpAddresses",
    "properties.publicIpPrefixesV6": "publicIpPrefixesV6",
    "properties.publicIpAddressesV6": "publicIpAddressesV6",
}
"""The paths of a NAT gateway's lists of ids, and their names."""


@record
class Piece:
    """One change, with the resource as it shall be."""

    change: Change
    live: Live | None
    body: Json
    """The whole ARM body, as natpin itself would PUT it."""

    @property
    def name(self) -> str:
        """The resource's own name."""
        return parse(self.change.id).name

    @property
    def group(self) -> str:
        """The resource group it is in."""
        return parse(self.change.id).group

    @property
    def creates(self) -> bool:
        """True for what is not there yet."""
        return self.change.action is Action.CREATE


def pieces(plan: Plan, wanted: Desired, found: Observed) -> list[Piece]:
    """Every write of a plan, in order. Raises Refused for a plan that is blocked, or mends a failed resource."""
    if plan.blocked:
        raise Refused("the plan is blocked, so there is no code for it: the plan gives the reasons")
    by_key = {target.key: target for target in wished(wanted, found)}
    made = []
    bodies: dict[str, Json] = {}
    """What is written twice is written the second time as the first has left it."""
    for change in plan.writes:
        if any(each.path.endswith("provisioningState") for each in change.properties):
            raise Refused(
                f"{change.id} is in a failed state: repair it first, with natpin apply or with Azure support"
            )
        live = found.live(change.id)
        target = by_key[change.key]
        before = bodies.get(change.id.lower(), live.body if live is not None else None)
        body = dict(target.create or {}) if before is None else desired(target, before)
        bodies[change.id.lower()] = body
        made.append(Piece(change, live, body))
    return made


def identifier(name: str, taken: set[str]) -> str:
    """A name as an identifier of code, unlike those that are taken."""
    base = re.sub(r"\W+", "_", name, flags=re.ASCII).strip("_").lower() or "it"
    base = f"r_{base}" if base[0].isdigit() else base
    found, number = base, 1
    while found in taken:
        number += 1
        found = f"{base}_{number}"
    taken.add(found)
    return found


def remark(text: str) -> str:
    """A text on the one line of a comment, whatever somebody named an entry."""
    return "".join(ch for ch in text if ch.isprintable())[:100]


def members(node: object) -> Mapping[str, Any]:
    """An object's members; none of what is no object."""
    return node if isinstance(node, Mapping) else {}


def ids_after(piece: Piece, path: str) -> list[str]:
    """The ids that a list of a resource holds afterwards."""
    return ids_in(read(piece.body, f"properties.{path}"))


def taken_away(piece: Piece) -> list[str]:
    """The names of the lists of a resource that it loses something of: a NAT gateway's IPs, some of them or all."""
    return [
        name
        for path, name in LISTS.items()
        if any(change.path == path for change in piece.change.properties)
        and ids_before(piece, name) - {id_.lower() for id_ in ids_after(piece, name)}
    ]


def ids_before(piece: Piece, path: str) -> set[str]:
    """The ids, in lower case, that it holds now."""
    listed = read(piece.live.body, f"properties.{path}") if piece.live is not None else None
    return {id_.lower() for id_ in ids_in(listed)}
