"""What was not followed, what that may change, and in which cases an open verdict fails: the words of every report."""

from __future__ import annotations

from natpin.model.doubt import Reach, unfollowed
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

_FURTHER = "further "

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
    "networkprofile.outboundtype": "outbound type",
    "defaultoutboundaccess": "default outbound access",
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
    """Every doubt of the report, in order of files, those that read alike as one, and what one thing may change in one
    line. None where no cluster was found: they then change nothing that is told."""
    if not any(stack.clusters for stack in report.stacks):
        return ()
    heard: dict[tuple[str, str | None, str], tuple[dict[Location, None], dict[str, None]]] = {}
    for stack in report.stacks:
        for doubt in stack.doubts:
            key = unfollowed(doubt.reason), doubt.settle_by, changes(doubt.reach)
            places, stacks = heard.setdefault(key, ({}, {}))
            places[doubt.at] = stacks[stack.stack.id] = None
    once: dict[tuple[str, str | None, tuple[Location, ...], tuple[str, ...]], list[str]] = {}
    for (reason, settle_by, changed), (places, stacks) in heard.items():
        alike = reason, settle_by, tuple(sorted(places)), tuple(stacks)
        once.setdefault(alike, []).append(changed)
    found = [
        NotFollowed(reason, _together(changed), settle_by, at, ids)
        for (reason, settle_by, at, ids), changed in once.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.places[0].path, one.places[0].line, one.reason)))


def _together(changed: list[str]) -> str:
    """What one thing may change, its further resources as one list."""
    more = [one.removeprefix(_FURTHER) for one in changed if one.startswith(_FURTHER)]
    said = [one for one in changed if not one.startswith(_FURTHER)]
    return "; ".join([*said, _FURTHER + enumerated(more)] if more else said)


def changes(reach: Reach) -> str:
    """What a doubt may change, in plain words."""
    nouns = list(dict.fromkeys(_BY_TYPE.get(type_.lower(), type_) for type_ in reach.types))
    what = enumerated(nouns) if nouns else "anything of the stack"
    if not reach.alters:
        return _FURTHER + (what if nouns else "resources")
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
