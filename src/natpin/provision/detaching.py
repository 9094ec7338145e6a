"""A subnet that shall have no NAT gateway: the way back from a move, and what has to be true for it.

Sources: NAT gateway, "Azure NAT Gateway connectivity": without a gateway, a subnet leaves through the next method in Azure's
order (public IPs of nodes, then the load balancer's outbound rules). AKS, "Customize cluster egress with outbound types":
``userAssignedNATGateway`` needs a gateway on every subnet of the cluster. What becomes of open connections is not
documented for a subnet that loses its gateway (unverified).
"""

from __future__ import annotations

from collections.abc import Iterator

from natpin.model.change import PropertyChange
from natpin.provision.authorized import ranges_of
from natpin.provision.bodies import equal
from natpin.provision.desired import GATEWAY_DETACH, Desired
from natpin.provision.ids import parse
from natpin.provision.migrations import LOAD_BALANCER, OWN_NAT
from natpin.provision.observed import Observed, balancer_ips, outbound_type
from natpin.provision.ports import Live
from natpin.provision.targets import EXIT


def detaches(changes: tuple[PropertyChange, ...]) -> bool:
    """Do some changes take a subnet off its NAT gateway, and give it no other?"""
    return any(change.path == EXIT and change.after is None for change in changes)


def against_detaching(
    subnet: Live,
    changes: tuple[PropertyChange, ...],
    wanted: Desired,
    found: Observed,
    allow: frozenset[str],
) -> Iterator[str]:
    """Reasons against taking a subnet off its gateway."""
    if not detaches(changes):
        return
    if GATEWAY_DETACH not in allow:
        yield (
            "taking the subnet off its NAT gateway must be asked for by name: add "
            f"{GATEWAY_DETACH} under allow: in natpin.yaml"
        )
    for one in found.occupants(subnet):
        if not one.cluster:
            continue
        then, live = _type_then(one.id, wanted, found), found.live(one.id)
        if equal(then, OWN_NAT):
            yield (
                f"{one.label} leaves from it with the outbound type {OWN_NAT}, which takes a NAT gateway: have its outbound "
                "type changed first"
            )
        elif not equal(then, LOAD_BALANCER) and live is not None and ranges_of(live):
            # AKS lets in by itself what its load balancer leaves from, and nothing else
            yield (
                f"the API server of {one.label} lets in some ranges only, and with the outbound type {then} nobody knows what "
                "its nodes leave from without the gateway: they might be locked out. Change its outbound type to "
                f"{LOAD_BALANCER}, or lift the ranges, first"
            )


def _type_then(cluster_id: str, wanted: Desired, found: Observed) -> str:
    """The outbound type of a cluster once the wish is fulfilled."""
    own, live = wanted.own(cluster_id), found.live(cluster_id)
    if own is not None:
        return own.outbound_type
    return outbound_type(live) if live is not None else LOAD_BALANCER


def after_detaching(subnet: Live, wanted: Desired, found: Observed) -> str:
    """Where those in a subnet leave from without its gateway, as far as is known."""
    told: list[str] = []
    for one in found.occupants(subnet):
        live = found.live(one.id) if one.cluster else None
        name, then = parse(one.id).name, _type_then(one.id, wanted, found)
        if live is None:
            told.append(f"{one.label}: the next way out that it has")
        elif not equal(then, LOAD_BALANCER):
            told.append(f"{name}: as its outbound type {then} has it")
        elif not equal(outbound_type(live), LOAD_BALANCER):
            told.append(f"the load balancer of {name}, from IPs that AKS has yet to choose")
        else:
            there = [id_ for id_ in balancer_ips(live) if found.live(id_) is not None]
            known = [found.address(id_) or parse(id_).name for id_ in there]
            told.append(f"{', '.join(known) or 'IPs chosen by AKS'} (the load balancer of {name})")
    return "; ".join(told) or "the next way out that Azure has for it"
