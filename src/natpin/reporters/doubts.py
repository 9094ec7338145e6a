"""What was not followed, what that may change, and in which cases an open verdict fails: the words of every report."""

from __future__ import annotations

from natpin.model.doubt import Reach
from natpin.model.finding import Conditional
from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.report import Report
from natpin.model.resource import (
    AGENT_POOL,
    CLUSTER,
    NAT_GATEWAY,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    ROUTE_TABLE,
    SUBNET,
    VIRTUAL_NETWORK,
)
from natpin.reporters.words import enumerated

CASES = 4
"""Cases of one kind that are named; one input may have many values."""

_NOUNS = {
    CLUSTER: "clusters",
    AGENT_POOL: "node pools",
    SUBNET: "subnets",
    VIRTUAL_NETWORK: "virtual networks",
    NAT_GATEWAY: "NAT gateways",
    PUBLIC_IP: "public IPs",
    PUBLIC_IP_PREFIX: "public IP prefixes",
    ROUTE_TABLE: "route tables",
    f"{ROUTE_TABLE}/routes": "routes",
}
_BY_TYPE = {type_.lower(): noun for type_, noun in _NOUNS.items()}
_PROPERTIES = {
    "natgateway": "NAT gateway",
    "routetable": "route table",
    "addressprefix": "address range",
    "addressprefixes": "address range",
    "serviceendpoints": "service endpoints",
    "publicipaddresses": "public IPs",
    "publicipprefixes": "public IP prefixes",
    "networkprofile": "network settings",
    "agentpoolprofiles": "node pools",
    "subnets": "subnets",
    "routes": "routes",
    "idletimeoutinminutes": "idle timeout",
}


@record
class NotFollowed:
    """The same doubt, wherever it arises."""

    reason: str
    changes: str
    """``NAT gateway and route table of subnets``, ``anything of the stack``."""
    settle_by: str | None
    places: tuple[Location, ...]
    stacks: tuple[str, ...]
    """Ids of the stacks that it is about, in the report's order."""


def not_followed(report: Report) -> tuple[NotFollowed, ...]:
    """Every doubt of the report, in order of files, those that read alike as one. None where no cluster was found: they
    then change nothing that is told."""
    if not any(stack.clusters for stack in report.stacks):
        return ()
    places: dict[tuple[str, str, str | None], dict[Location, None]] = {}
    stacks: dict[tuple[str, str, str | None], dict[str, None]] = {}
    for stack in report.stacks:
        for doubt in stack.doubts:
            key = doubt.reason, changes(doubt.reach), doubt.settle_by
            places.setdefault(key, {})[doubt.at] = None
            stacks.setdefault(key, {})[stack.stack.id] = None
    found = [NotFollowed(*key, tuple(sorted(places[key])), tuple(ids)) for key, ids in stacks.items()]
    return tuple(sorted(found, key=lambda one: (one.places[0].path, one.places[0].line, one.reason)))


def changes(reach: Reach) -> str:
    """What a doubt may change, in plain words."""
    nouns = list(dict.fromkeys(_BY_TYPE.get(type_.lower(), type_) for type_ in reach.types))
    what = enumerated(nouns) if nouns else "anything of the stack"
    if not reach.alters:
        return f"further {what}" if nouns else "further resources"
    if reach.properties and nouns:
        names = [_PROPERTIES.get(name.lower(), name) for name in reach.properties]
        return f"{enumerated(names)} of {what}"
    return what


def when(conditional: Conditional) -> str:
    """``fails when enable_nat = false; passes otherwise``. The kind with most cases is the one that needs no list."""
    kinds = [
        ("fails", conditional.fails),
        ("is unknown", conditional.unknown),
        ("passes", conditional.passes),
    ]
    there = [(verb, cases) for verb, cases in kinds if cases]
    if not there:
        return ""
    rest = max(range(len(there)), key=lambda i: (len(there[i][1]), i)) if len(there) > 1 else -1
    said = [f"{verb} when {_cases(cases)}" for number, (verb, cases) in enumerate(there) if number != rest]
    return "; ".join([*said, f"{there[rest][0]} otherwise"] if len(there) > 1 else said)


def _cases(cases: tuple[str, ...]) -> str:
    shown = cases if len(cases) <= CASES + 1 else cases[:CASES]
    more = [f"in {len(cases) - len(shown)} other cases"] if len(shown) < len(cases) else []
    return " or ".join([*shown, *more])
