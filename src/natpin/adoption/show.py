"""The way in words for a terminal, and as data."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from natpin.adoption.assessment import Reason
from natpin.adoption.cautions import cautions
from natpin.adoption.partners import Partner
from natpin.adoption.standing import full_name
from natpin.adoption.way import ANNOUNCE, DONE, Stage, Way
from natpin.model.path import EgressPath, Role
from natpin.model.resource import Resource
from natpin.model.value import Unknown
from natpin.provision.authorized import ranges_of
from natpin.provision.ids import parse
from natpin.provision.migrations import AS_OF, OWN_NAT, PAGE
from natpin.provision.observed import outbound_type
from natpin.reporters import neutral

SCHEMA = "natpin/adoption/v1"
_WIDTH = 110


def text(way: Way, commands: Callable[[int, Stage], tuple[str, ...]] = lambda number, stage: ()) -> str:
    """For a terminal. ``commands``: what does a stage, by its number from 1."""
    lines = [
        *(" " * (len(line) - len(line.lstrip())) + neutral.terminal(line.lstrip()) for line in _head(way)),
        "",
    ]
    if way.assessment.reasons:
        lines += ["It cannot get there from where it stands:", ""]
        for reason in way.assessment.reasons:
            lines += [
                *_item("- ", reason.why),
                *([*_item("  ", reason.instead)] if reason.instead else []),
                "",
            ]
        if way.stages:
            lines += ["A new cluster beside it does:", ""]
    elif way.assessment.there:
        lines += [f"Nothing has to move: it leaves through the NAT gateway of its subnets, as {OWN_NAT}.", ""]
    else:
        lines += [
            *_item(
                "",
                f"It gets there where it stands: no new cluster, subnet or pool. AKS changes the outbound type in place ({PAGE}, as of "
                f"{AS_OF}).",
            ),
            "",
        ]
    if way.stages and way.assessment.missing:
        lines += [
            *_item(
                "",
                "This identity may not apply all of it. Whoever does takes these actions, too (docs/azure-roles.md): "
                f"{', '.join(way.assessment.missing)}.",
            ),
            "",
        ]
    for number, stage in enumerate(way.stages, 1):
        lines += [*_stage(number, stage, way, commands(number, stage)), ""]
    return "\n".join(lines)


def _head(way: Way) -> Iterator[str]:
    standing = way.assessment.standing
    yield f"{full_name(standing.cluster)}: outbound type {outbound_type(standing.cluster)}"
    for live in standing.sharing:
        yield f"In its subnets, too: {full_name(live)}: outbound type {outbound_type(live)}"
    for live in standing.clusters:
        if ranges_of(live):
            yield (
                f"The API server of {parse(live.id).name} lets in {', '.join(ranges_of(live))} only: new IPs are let in before "
                "anything moves"
            )
    for caution in cautions(standing):
        yield from _item("", f"Note: {caution}.")
    for one in standing.others:
        yield f"In its subnets, too: {one.label}"
    yield ""
    yield "Today:"
    for path in way.assessment.paths:
        yield f"  {_path(path)}"
    if not way.assessment.paths:
        yield "  no pool was found"
    if way.partners or not way.assessment.there:
        yield ""
        yield from _about_partners(way)


def _path(path: EgressPath) -> str:
    pods = "the pods of " if path.role is Role.POD else ""
    subnet = (
        f"the subnet {path.subnet.label}"
        if isinstance(path.subnet, Resource)
        else "a subnet that AKS manages"
    )
    if isinstance(path.subnet, Unknown):
        subnet = "a subnet that is not known"
    return f"{path.cluster.label}, {pods}pool {path.pool.name} in {subnet}: {path.exit.value}, {_ips(path)}"


def _ips(path: EgressPath) -> str:
    if isinstance(path.ips, Unknown):
        return f"from IPs that are not known ({path.ips.reason})"
    return f"from {', '.join(ip.label for ip in path.ips)}" if path.ips else "from no IP of its own"


def _about_partners(way: Way) -> Iterator[str]:
    if not way.partners:
        yield from _item(
            "",
            "natpin.yaml's egress contract promises these IPs to nobody. Whoever allows them all the same notices any change of "
            "them: find out who does.",
        )
        return
    yield "Partners who were given IPs that the way leads away from, by the egress contract:"
    for partner in way.partners:
        yield f"  {_partner(partner)}"


def _partner(partner: Partner) -> str:
    name = partner.name or "somebody the contract does not name"
    until = f", promised until {partner.until}" if partner.until else ""
    return f"{name}: {', '.join(partner.allows)}{until}"


def _stage(number: int, stage: Stage, way: Way, commands: Iterable[str]) -> Iterator[str]:
    done = stage.state == DONE
    yield from _item("", f"{number}. {stage.name} ({stage.state}): {stage.title}")
    for word, told in (
        ("writes", () if done else stage.writes),
        ("traffic notices", () if done else stage.notices),
        ("blocked as of today", () if done else stage.obstacles),
        ("before it", () if done else stage.needs),
        ("tell", _to_tell(way) if stage.name == ANNOUNCE and not done else ()),
        ("before the next", () if done else stage.after),
        ("way back", stage.back.words),
        ("run", tuple(commands)),
    ):
        for line in told:
            yield from _item(f"   {word}: ", line, wrapped=word != "run")


def _to_tell(way: Way) -> tuple[str, ...]:
    waiting = [partner for partner in way.partners if not partner.told]
    if not way.partners:
        return ("whoever allows the present IPs; the contract names nobody",)
    if not waiting:
        return ("nobody any more: the contract names every partner with the new IPs",)
    return tuple(
        f"{partner.name or 'whoever the contract does not name'}: allow {new_ips(way)} beside {', '.join(partner.allows)}, and "
        f"keep the latter {kept_until(way, partner)}"
        for partner in waiting
    )


def kept_until(way: Way, partner: Partner) -> str:
    """How long a partner needs the present IPs, for a sentence: ``until 2027-03-31``."""
    end = way.assessment.end
    day = max((each.after for each in end.retired), default="") if end is not None else ""
    return (
        f"until {day or partner.until}" if day or partner.until else "until it is told that nothing uses them"
    )


def new_ips(way: Way) -> str:
    """The addresses that traffic will leave from, or what they will be the addresses of."""
    end = way.assessment.end
    if way.addresses:
        return ", ".join(way.addresses)
    if end is None or end.prefix is None:
        return "the IPs of the NAT gateway"
    return f"the /{end.prefix.length} of {parse(end.prefix.id).name} (its addresses are known when it is allocated)"


def _item(start: str, said: str, *, wrapped: bool = True) -> Iterator[str]:
    clean = neutral.terminal(said)
    if not wrapped:
        yield start + clean
        return
    yield from textwrap.wrap(
        clean,
        _WIDTH,
        initial_indent=start,
        subsequent_indent=" " * len(start),
        break_long_words=False,
        break_on_hyphens=False,
    )


def document(way: Way) -> dict[str, Any]:
    """As data."""
    assessment = way.assessment
    end = assessment.end
    return {
        "schema": SCHEMA,
        "cluster": assessment.standing.cluster.id,
        "sharing": [live.id for live in assessment.standing.sharing],
        "others": [{"id": one.id, "what": one.where} for one in assessment.standing.others],
        "outboundTypes": {live.id: outbound_type(live) for live in assessment.standing.clusters},
        "migrations": {"source": PAGE, "asOf": AS_OF},
        "today": [_path_document(path) for path in assessment.paths],
        "cautions": list(cautions(assessment.standing)),
        "partners": [
            {
                "name": partner.name or None,
                "allows": list(partner.allows),
                "until": partner.until or None,
                "told": partner.told,
            }
            for partner in way.partners
        ],
        "inPlace": bool(end) and not assessment.reasons,
        "done": assessment.there and not assessment.reasons,
        "reasons": [_reason(reason) for reason in assessment.reasons],
        "addresses": list(way.addresses),
        "missingActions": list(assessment.missing),
        "stages": [_stage_document(stage) for stage in way.stages],
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {"why": reason.why, "instead": reason.instead or None}


def _path_document(path: EgressPath) -> dict[str, Any]:
    return {
        "cluster": path.cluster.label,
        "pool": path.pool.name,
        "role": path.role.value,
        "subnet": path.subnet.label if isinstance(path.subnet, Resource) else None,
        "exit": path.exit.value,
        "ips": None if isinstance(path.ips, Unknown) else [ip.label for ip in path.ips],
        "unknown": path.ips.reason if isinstance(path.ips, Unknown) else None,
    }


def _stage_document(stage: Stage) -> dict[str, Any]:
    return {
        "name": stage.name,
        "title": stage.title,
        "state": stage.state,
        "entry": stage.wish.entry() if stage.wish else None,
        "stage": stage.part or None,
        "allow": list(stage.allow),
        "writes": list(stage.writes),
        "notices": list(stage.notices),
        "blocked": list(stage.obstacles),
        "needs": list(stage.needs),
        "before": list(stage.after),
        "back": {
            "entry": stage.back.wish.entry() if stage.back.wish else None,
            "allow": list(stage.back.allow),
            "words": list(stage.back.words),
        },
    }
