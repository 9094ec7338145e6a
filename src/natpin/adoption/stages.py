"""The stages of the way: allocate, announce, move (group of subnets by group), retire. Each is a wish with a plan of its own,
and each has its way back.

While subnets move, every cluster keeps its outbound type, as AKS's own steps have it (the gateway is attached first, the
type changed last: AKS, "Customize cluster egress with outbound types", "Update cluster from loadbalancer to
userAssignedNATGateway in BYO vnet scenario"). So the load balancer and its IPs stay until the stage retire, and taking a
subnet off the gateway leads back to the IPs that partners allow.
"""

from __future__ import annotations

from collections.abc import Iterable

from natpin.adoption.assessment import Assessment
from natpin.adoption.back import bound_to_gateway, from_move, from_retire, names
from natpin.adoption.notices import carried_out, effects, obstacles, writes
from natpin.adoption.partners import Partner, announced, concerned
from natpin.adoption.way import ANNOUNCE, DONE, LATER, MOVE, NEXT, RETIRE, WAITS, Back, Stage, Way
from natpin.adoption.wish import attached, groups, moving, retiring
from natpin.model.contract import Contract
from natpin.model.path import IpRange
from natpin.model.record import replace
from natpin.model.value import Unknown
from natpin.provision.authorized import addresses
from natpin.provision.bodies import equal
from natpin.provision.desired import ALLOCATE, EGRESS_CHANGE, GATEWAY_DETACH, OUTBOUND_TYPE_CHANGE, Desired
from natpin.provision.ids import parse
from natpin.provision.migrations import OWN_NAT
from natpin.provision.observed import Observed, balancer_ips, outbound_type
from natpin.provision.plan import plan
from natpin.provision.ports import Live


def way_of(assessment: Assessment, contract: Contract | None, allow: frozenset[str] = frozenset()) -> Way:
    """The stages, each with what it writes and what traffic notices, and how far the cluster has come.

    ``allow``: the team's; what it has agreed with others there holds for the stages, too.
    """
    may = frozenset({OUTBOUND_TYPE_CHANGE}) | (allow & {EGRESS_CHANGE})
    end = assessment.end
    if end is None:
        return Way(assessment, concerned(leaving(assessment), contract, (), ()), (), ())
    cidrs = tuple(sorted(cidr for cidr in addresses(end, assessment.found).values() if cidr))
    partners = concerned(leaving(assessment), contract, end.ip_ids, cidrs)
    if assessment.reasons or assessment.there:
        return Way(assessment, partners, (), cidrs)
    if not end.retired:
        endless = any(not partner.until for partner in partners)
        day = "" if endless else max((partner.until for partner in partners), default="")
        end = replace(end, retired=retiring(assessment.standing, day, [*end.ip_ids]))
    stages = [_allocate(assessment, end, bool(cidrs))]
    stages.append(announce(announced(contract, partners, end.ip_ids, cidrs)))
    found = assessment.supposed
    on = list(attached(assessment.standing, end.gateway.id))
    parties = groups(assessment.standing)
    for number, party in enumerate(parties, 1):
        stage, found = _move(assessment, end, on, party, found, may)
        on += [live for live in party if live not in on]
        last = number == len(parties)
        stages.append(replace(stage, name=f"{MOVE}-{number}", after=_after_move(last)))
    stages.append(_retire(assessment, end, on, found, may, promised_without_end(assessment, end, partners)))
    return Way(assessment, partners, with_states(stages), cidrs)


def leaving(assessment: Assessment) -> list[tuple[str, IpRange]]:
    """The IPs that the clusters leave from today, and those of load balancers that they leave for good in the end: each with
    its cluster's name."""
    found = [
        (path.cluster.label, ip)
        for path in assessment.paths
        if not isinstance(path.ips, Unknown)
        for ip in path.ips
    ]
    known = {ip.cidr for _, ip in found}
    for live in assessment.standing.clusters:
        for id_ in balancer_ips(live):
            address, cidr = assessment.standing.found.address(id_), assessment.standing.found.cidr(id_)
            if address and cidr not in known:
                found.append((parse(live.id).name, IpRange(address, None, cidr)))
    return found


def _allocate(assessment: Assessment, end: Desired, allocated: bool) -> Stage:
    if end.prefix is None:
        title = f"the NAT gateway {parse(end.gateway.id).name} has its IPs already"
        return Stage(ALLOCATE, title, DONE, Back(None, (), ()))
    step = plan(replace(end, stage=ALLOCATE), assessment.found, frozenset())
    name = parse(end.prefix.id).name
    return Stage(
        ALLOCATE,
        f"the prefix {name} exists, and nothing uses it",
        DONE if allocated else LATER,
        Back(
            None,
            (),
            (
                f"Before a NAT gateway has {name}, nothing uses it. natpin deletes nothing: az network public-ip prefix delete "
                f"--ids {end.prefix.id}",
            ),
        ),
        moving(end, assessment.standing, assessment.standing.subnets),
        ALLOCATE,
        writes=writes(step, end),
        notices=effects(step, end) or ("Nothing.",),
        obstacles=obstacles(step, end),
        step=step,
        seen=assessment.found,
    )


def announce(told: bool) -> Stage:
    """Partners allow the new IPs: nothing is written, and a person says when it is done."""
    return Stage(
        ANNOUNCE,
        "partners allow the new IPs beside the present ones",
        DONE if told else WAITS,
        Back(
            None,
            (),
            (
                "Nothing moved: take the new IPs out of the contract again, and tell partners that they need not allow them.",
            ),
        ),
        notices=("Nothing.",),
        after=(
            "Every partner has confirmed that it allows the new IPs, and still allows the present ones. natpin cannot see "
            "that; a person can.",
        ),
    )


def _move(
    assessment: Assessment,
    end: Desired,
    on: list[Live],
    party: tuple[Live, ...],
    found: Observed,
    may: frozenset[str],
) -> tuple[Stage, Observed]:
    """The stage, without its number, and Azure when it is done."""
    standing = assessment.standing
    moved = [*on, *(live for live in party if live not in on)]
    wish = moving(end, standing, moved)
    step = plan(wish, found, may)
    done = len(moved) == len(on)
    held = bound_to_gateway(assessment, party)
    many = len(party) > 1
    stage = Stage(
        MOVE,
        f"the subnet{'s'[:many]} {names(party)} {'go' if many else 'goes'} over to the NAT gateway {parse(end.gateway.id).name}",
        DONE if done else LATER,
        Back(None, (), (held,))
        if held
        else Back(
            moving(end, standing, moved, back=party),
            (GATEWAY_DETACH, OUTBOUND_TYPE_CHANGE),
            from_move(assessment, party),
        ),
        wish,
        allow=(OUTBOUND_TYPE_CHANGE,),
        writes=writes(step, end),
        notices=effects(step, end),
        obstacles=obstacles(step, end),
        step=step,
        seen=found,
    )
    return stage, carried_out(step, wish, found)


def promised_without_end(
    assessment: Assessment, end: Desired, partners: Iterable[Partner]
) -> tuple[str, ...]:
    """Why AKS may not release the load balancers' IPs: the contract promises them, and nobody said until when."""
    found = assessment.standing.found
    released = {found.cidr(id_) for live in assessment.standing.clusters for id_ in balancer_ips(live)} - {
        found.cidr(id_) for id_ in end.ip_ids
    }
    held = [one for one in partners if not one.until and released & set(one.allows)]
    if end.retired or not held:
        return ()
    names_ = ", ".join(one.name or "somebody" for one in held)
    allowed = ", ".join(sorted({cidr for one in held for cidr in one.allows if cidr in released}))
    return (
        f"the egress contract promises {allowed} to {names_} without an end, and AKS releases it: agree on the last day with "
        "them, then give it by --promised-until, or as until in the contract",
    )


def _retire(
    assessment: Assessment,
    end: Desired,
    on: Iterable[Live],
    found: Observed,
    may: frozenset[str],
    promises: tuple[str, ...],
) -> Stage:
    standing = assessment.standing
    step = plan(end, found, may)
    # what it does is told of a retirement whose day has not come, too
    whole = plan(replace(end, retired=()), found, may)
    changing = [live for live in standing.clusters if not equal(outbound_type(live), OWN_NAT)]
    types = ", ".join(f"{parse(live.id).name}: {outbound_type(live)} to {OWN_NAT}" for live in changing)
    return Stage(
        RETIRE,
        f"the outbound type changes ({types})"
        if types
        else "the present way out is left: nothing of it has to change",
        LATER if changing else DONE,
        Back(moving(end, standing, on), (OUTBOUND_TYPE_CHANGE,), from_retire(changing)),
        end,
        allow=(OUTBOUND_TYPE_CHANGE,),
        writes=writes(whole, end),
        notices=effects(whole, end),
        obstacles=(*obstacles(step, end), *(promises if changing else ())),
        step=step,
        seen=found,
    )


def _after_move(last: bool) -> tuple[str, ...]:
    held = "Partners see connections from the new IPs: ask them, or run natpin verify."
    if not last:
        return (held,)
    return (
        held,
        "Connections that were open before the move keep the present IPs until they close: until then partners need both.",
        "The last day that the present IPs are promised to anybody has passed.",
    )


def with_states(stages: Iterable[Stage]) -> tuple[Stage, ...]:
    """The first stage that is not done is next, unless it waits for a person; the others come later."""
    made = []
    open_ = True
    for stage in stages:
        if stage.state != DONE:
            stage = replace(stage, state=(WAITS if stage.state == WAITS else NEXT) if open_ else LATER)
            open_ = False
        made.append(stage)
    return tuple(made)
