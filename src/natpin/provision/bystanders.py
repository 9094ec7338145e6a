"""Whom a change concerns, and whether they may be moved: everybody in the subnets whose way out it changes."""

from __future__ import annotations

from collections.abc import Iterator

from natpin.model.change import PropertyChange
from natpin.model.resource import NAT_GATEWAY, SUBNET, same_type
from natpin.provision.bodies import ids_in, read
from natpin.provision.desired import EGRESS_CHANGE, OUTBOUND_TYPE_CHANGE, Desired
from natpin.provision.observed import Observed
from natpin.provision.occupancy import Occupant
from natpin.provision.ports import Live
from natpin.provision.targets import EXIT, Target


def bystanders(
    target: Target, live: Live, changes: tuple[PropertyChange, ...], found: Observed
) -> tuple[Occupant, ...]:
    """Everybody whose exit, IPs or idle timeout changes, as far as is known. A subnet is taken as it is now; the others
    of a gateway as they were found."""
    subnets: list[Live] = []
    if same_type(target.type, SUBNET) and any(change.path == EXIT for change in changes):
        subnets.append(live)
    elif same_type(target.type, NAT_GATEWAY) and any(_told(change) for change in changes):
        served = ids_in(read(live.body, "properties.subnets"))
        subnets += [other for id_ in served if (other := found.live(id_)) is not None]
    seen: dict[tuple[str, str], Occupant] = {}
    for subnet in subnets:
        for one in found.occupants(subnet):
            seen.setdefault((one.id.lower(), one.where), one)
    return tuple(seen.values())


def touches(
    target: Target, live: Live | None, changes: tuple[PropertyChange, ...], found: Observed
) -> tuple[str, ...]:
    """Their ids, as a change holds them."""
    concerned = bystanders(target, live, changes, found) if live is not None and changes else ()
    return tuple(sorted({one.id.lower() for one in concerned}))


def moved_without_a_word(
    target: Target,
    live: Live,
    changes: tuple[PropertyChange, ...],
    wanted: Desired,
    found: Observed,
    allow: frozenset[str],
) -> Iterator[str]:
    """Reasons against changing the way out of somebody the entry does not name, or of its own cluster, where
    natpin.yaml does not allow that by name."""
    exit_moves = any(change.path == EXIT for change in changes)
    for one in bystanders(target, live, changes, found):
        own = one.cluster and wanted.owns(one.id)
        if EGRESS_CHANGE in allow or (own and (not exit_moves or OUTBOUND_TYPE_CHANGE in allow)):
            continue
        if own:
            yield (
                f"{one.label} leaves from it, and its egress IPs change: add {OUTBOUND_TYPE_CHANGE} or {EGRESS_CHANGE} "
                "under allow: in natpin.yaml"
            )
        else:
            name = "name it under cluster:, or " if one.cluster else ""
            yield (
                f"{one.label} leaves from it, and this entry does not name it: agree with its owners, then {name}add "
                f"{EGRESS_CHANGE} under allow: in natpin.yaml"
            )
    served = ids_in(read(live.body, "properties.subnets")) if same_type(target.type, NAT_GATEWAY) else []
    unseen = [id_ for id_ in served if found.live(id_) is None]
    if unseen and EGRESS_CHANGE not in allow and any(_told(change) for change in changes):
        yield (
            f"who leaves from {', '.join(unseen)} could not be seen: give this identity the role Reader on it, or add {EGRESS_CHANGE} under "
            "allow: in natpin.yaml"
        )
    if found.blind and EGRESS_CHANGE not in allow and (exit_moves or same_type(target.type, NAT_GATEWAY)):
        yield f"{found.blind}; let the caller read them, or add {EGRESS_CHANGE} under allow: in natpin.yaml"


def _told(change: PropertyChange) -> bool:
    """True for what traffic through a gateway notices."""
    return not change.path.endswith("provisioningState")
