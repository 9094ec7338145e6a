"""The NAT gateways of a report, and the clusters that leave by none: made of its JSON, so that reports of other machines
and of other days give the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from natpin.model.record import field, record, replace
from natpin.model.snat import Range
from natpin.reporters.rows import DRIFT, Origin

_NAT: Final = frozenset(("nat-gateway", "managed-nat-gateway"))
_PLACE = tuple[str, int, int]


@record
class Gateway:
    """A NAT gateway with what is behind it."""

    origin: Origin
    name: str
    address: str
    at: _PLACE
    ips: Range
    nodes: Range
    clusters: tuple[str, ...]
    """Names of the clusters that it carries; several may have one name."""
    perhaps: tuple[str, ...]
    """Of those that it may carry."""
    others: bool
    """True where clusters of other stacks are among its nodes."""
    stacks: tuple[str, ...] = field(default=(), compare=False)
    """The stacks that speak of it."""


@record
class Elsewhere:
    """A cluster that leaves by no NAT gateway, or by one that is not known."""

    origin: Origin
    stack: str
    cluster: str
    exits: tuple[str, ...]
    """Where its pools leave, as reports name it: ``load-balancer``."""
    why: str
    """Why an exit is not known; empty where all are."""
    settle_by: str | None = None


def gateways(document: Mapping[str, Any], origin: Origin) -> Iterator[Gateway]:
    """The gateways of a report of lint, those that several stacks share told once. A report of drift has none."""
    shared: dict[tuple[_PLACE, str, Range], list[Gateway]] = {}
    for stack in _stacks(document):
        named = {one["address"]: one["name"] for one in stack["clusters"]}
        for one in stack.get("gateways", ()):
            read = _gateway(one, named, origin, stack["id"])
            if read.others:
                shared.setdefault((read.at, read.name, read.nodes), []).append(read)
            else:
                yield read
    for several in shared.values():
        yield from _told_once(several)


def _told_once(several: list[Gateway]) -> Iterator[Gateway]:
    """One that is declared in another stack stands at the same place, is called the same and carries the same. Its clusters
    differ, and one stack may know more of its IPs than another; where they contradict one another they are several."""
    ips = _within([one.ips for one in several])
    if ips is not None:
        yield _together([replace(one, ips=ips) for one in several])
        return
    alike: dict[Range, list[Gateway]] = {}
    for one in several:
        alike.setdefault(one.ips, []).append(one)
    yield from map(_together, alike.values())


def _within(several: list[Range]) -> Range | None:
    """What all of them allow; None where that is nothing."""
    least = max(one.least for one in several)
    most = min((one.most for one in several if one.most is not None), default=None)
    if most is not None and most < least:
        return None
    vaguest = next((one for one in several if one.why), several[0])
    return Range(least, most) if least == most else replace(vaguest, least=least, most=most)


def elsewhere(document: Mapping[str, Any], origin: Origin) -> Iterator[Elsewhere]:
    """The clusters of a report that are behind none of its gateways, or of which a pool may leave by one that is not in it."""
    for stack in _stacks(document):
        behind = {
            cluster for one in stack.get("gateways", ()) for cluster in (*one["clusters"], *one["perhaps"])
        }
        for cluster in stack["clusters"]:
            ways = cluster["egress"]
            if cluster["address"] in behind:
                ways = [path for path in ways if path["exit"] == "unknown"]
                if not ways:
                    continue
            exits = tuple(sorted({path["exit"] for path in ways})) or ("unknown",)
            cause = next((each for path in ways for each in path["causes"]), None)
            why, settle_by = (cause["reason"], cause["settleBy"]) if cause else ("", None)
            if not why and _NAT.intersection(exits):
                why = "its report was written by a natpin that did not tell gateways yet: run it again"
            yield Elsewhere(origin, stack["id"], cluster["name"], exits, why, settle_by)


def _stacks(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if document["schema"] != DRIFT:
        yield from document["stacks"]


def _gateway(one: Mapping[str, Any], named: Mapping[str, str], origin: Origin, stack: str) -> Gateway:
    at = one["at"]
    return Gateway(
        *(origin, one["name"], one["address"], (at["path"], at["line"], at["column"])),
        *(_range(one["ips"]), _range(one["nodes"])),
        tuple(named.get(address, address) for address in one["clusters"]),
        tuple(named.get(address, address) for address in one["perhaps"]),
        one["otherStacks"],
        (stack,),
    )


def _range(one: Mapping[str, Any]) -> Range:
    return Range(one["least"], one["most"], one["why"] or "", one["settleBy"])


def _together(several: list[Gateway]) -> Gateway:
    return replace(
        several[0],
        clusters=tuple(name for one in several for name in one.clusters),
        perhaps=tuple(name for one in several for name in one.perhaps),
        stacks=tuple(name for one in several for name in one.stacks),
    )
