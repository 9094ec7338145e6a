"""What the ways back lead to, and what they do not give back."""

from __future__ import annotations

from collections.abc import Iterable

from natpin.adoption.assessment import Assessment
from natpin.adoption.standing import subnets_of
from natpin.provision.authorized import ranges_of
from natpin.provision.bodies import equal, read
from natpin.provision.ids import parse
from natpin.provision.migrations import LOAD_BALANCER, OWN_NAT, PAGE
from natpin.provision.observed import outbound_type
from natpin.provision.ports import Live


def from_move(assessment: Assessment, party: tuple[Live, ...]) -> tuple[str, ...]:
    told = [
        f"New connections from {names(party)} leave the way they did before the move. Connections that are open may be interrupted (Azure does "
        "not say; unverified)."
    ]
    ranges = any(ranges_of(live) for live in assessment.standing.clusters)
    if ranges:
        told.append("Authorized IP ranges that were added stay: natpin takes none away.")
    told.append("The NAT gateway stays, and costs: natpin deletes nothing.")
    return tuple(told)


def bound_to_gateway(assessment: Assessment, party: tuple[Live, ...]) -> str:
    """Why subnets cannot be taken off the gateway again; empty where they can."""
    ids = {live.id.lower() for live in party}
    bound = [
        parse(live.id).name
        for live in assessment.standing.clusters
        if equal(outbound_type(live), OWN_NAT) and any(id_.lower() in ids for id_ in subnets_of(live))
    ]
    if not bound:
        return ""
    return (
        f"None by natpin: {', '.join(bound)} is of the outbound type {OWN_NAT} already, which takes a NAT gateway on every subnet "
        f"({PAGE}), and a subnet without one is a fault to mend, not a state to go back to."
    )


def from_retire(changing: list[Live]) -> tuple[str, ...]:
    types = ", ".join(dict.fromkeys(outbound_type(live) for live in changing)) or "what it was"
    told = [
        f"The outbound type becomes {types} again, with another interruption; traffic still leaves through the NAT gateway, since "
        "its subnets keep it. From there the ways back of the moves lead on, the last one first."
    ]
    managed = [
        parse(live.id).name
        for live in changing
        if equal(outbound_type(live), LOAD_BALANCER)
        and read(live.body, "properties.networkProfile.loadBalancerProfile.managedOutboundIPs")
    ]
    if managed:
        told.append(
            f"The present IPs of {', '.join(managed)} do not come back: AKS manages them, and releases them when the outbound type "
            "changes. The load balancer would get others. This is the step that cannot be undone for partners."
        )
    return tuple(told)


def names(lives: Iterable[Live]) -> str:
    return ", ".join(parse(live.id).name for live in lives)
