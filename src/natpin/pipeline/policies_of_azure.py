"""Azure Policy's definitions in the repository that change what clusters leave by: effects ``modify``, ``append`` and
``deployIfNotExists`` on subnets, route tables and clusters. What files declare is then not what stands in Azure.

Told by the words of a definition alone, in whatever language it is written, and where something in the workspace assigns
policies: which scope and which of them is not followed. One that only audits or denies changes nothing.
Sources: Azure Policy documentation, "Azure Policy definitions effect basics", "modify effect", "deployIfNotExists effect".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from natpin.model.doubt import Doubt, Reach
from natpin.model.location import Location
from natpin.model.record import field, mutable, record
from natpin.model.resource import CLUSTER, ROUTE, ROUTE_TABLE, SUBNET
from natpin.regex import late_regex
from natpin.workspace import holds_any, lowered

_EFFECTS = (b"modify", b"deployifnotexists", b"append")
_DEFINES = late_regex(rb"[\"']?\bthen\b[\"']?[ \t\r\n]{0,20}[:=]?[ \t\r\n]{0,20}(?:\{|effect\b)")
_CHANGES = (
    late_regex(rb"effect[\"']?[ \t\r\n]{0,20}[:=][ \t\r\n]{0,20}[\"']?(?:modify|append|deployifnotexists)\b"),
    late_regex(
        rb"default(?:value)?[\"']?[ \t\r\n]{0,20}[:=][ \t\r\n]{0,20}[\"']?(?:modify|append|deployifnotexists)\b"
    ),
)
_ASSIGNS = (
    late_regex(rb"microsoft\.authorization/policyassignments"),
    late_regex(rb"azurerm_(?:\w{1,40}_)?policy_assignment\b"),
    late_regex(rb"policy(?<!\wpolicy)[ \t]+assignment[ \t]+create\b"),
    late_regex(rb"new-azpolicyassignment\b"),
    late_regex(rb"authorization:policyassignment\b"),
    late_regex(rb"policyassignmentarm\b"),
)
"""Each begins with letters, all of them alike: that is found a hundred times as fast as one of many."""
_WHAT: Sequence[tuple[bytes, Reach, str]] = (
    (b"natgateway", Reach((SUBNET,), properties=("natGateway",)), "the NAT gateway of subnets"),
    (b"routetable", Reach((SUBNET,), properties=("routeTable",)), "the route table of subnets"),
    (b"nexthop", Reach((ROUTE_TABLE, ROUTE), adds=True), "routes"),
    (b"outboundtype", Reach((CLUSTER,), properties=("networkProfile",)), "the outbound type of clusters"),
)
"""Words of what a definition changes, what that reaches, and how it is called."""
_SETTLE = "lint what stands in Azure (--azure)"


@record
class _Definition:
    at: Location
    reach: Reach
    what: str


def _any(patterns: Sequence[re.Pattern[bytes]], said: bytes) -> bool:
    return any(one.search(said) is not None for one in patterns)


@mutable
class Policies:
    """What a walk over the workspace found of them."""

    definitions: list[_Definition] = field(default_factory=list)
    assigned: bool = False

    def look_at(self, path: str, data: bytes) -> None:
        """Take in what a file says of policies."""
        said = lowered(data)
        if said.find(b"polic") < 0 and said.find(b"then") < 0:
            return
        self.assigned = self.assigned or (said.find(b"assignment") >= 0 and _any(_ASSIGNS, said))
        if not holds_any(said, _EFFECTS) or not _any(_CHANGES, said):
            return
        begins = _DEFINES.search(said)
        if begins is None:
            return
        for word, reach, what in _WHAT:
            place = said.find(word, begins.start())
            if place >= 0:
                at = Location(path, said.count(b"\n", 0, place) + 1)
                self.definitions.append(_Definition(at, reach, what))

    def doubts(self) -> Iterator[Doubt]:
        """What may be otherwise in every stack of the workspace."""
        for one in self.definitions if self.assigned else ():
            yield Doubt(
                f"a definition of Azure Policy changes {one.what}, wherever it is assigned",
                one.at,
                _SETTLE,
                one.reach,
            )
