"""The egress contract, held against a plan: whom of the partners it would cut off, and why it is blocked for that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from natpin.commands.provisioning import stack_of
from natpin.commands.stage_order import Before
from natpin.errors import Refused
from natpin.facts.contract import declared, for_cluster, promised
from natpin.model.change import Change, Plan
from natpin.model.contract import Contract, Promise
from natpin.model.path import EgressPath, IpRange
from natpin.model.record import replace
from natpin.model.resource import CLUSTER, NAT_GATEWAY, PUBLIC_IP_PREFIX, same_type
from natpin.model.value import Unknown, Value
from natpin.provision.bodies import ids_of
from natpin.provision.desired import ALLOCATE, Desired
from natpin.provision.ids import parse
from natpin.provision.observed import Observed, balancer_ips
from natpin.provision.planned import planned_bodies
from natpin.provision.targets import EXIT, OUTBOUND

Paths = Mapping[tuple[str, str, str], EgressPath]
"""By cluster, pool and role: how it leaves."""


def with_promises(
    found: Observed, plan: Plan, wanted: Desired, contract: Contract | None, before: Before | None = None
) -> Observed:
    """The same, with what the contract has against the changes of a plan. ``before``: where it is a stage of an adoption."""
    if (contract is None and before is None) or wanted.stage == ALLOCATE or not plan.writes:
        return found
    today, then = _both(plan, wanted, found)
    unaware = tuple(_unaware(contract, today, then)) if contract is not None else ()
    early = tuple(_early(before, today, then)) if before is not None else ()
    refused = dict(found.refused)
    for change in plan.changes:
        against = [
            *(_taken_back(change, wanted, found, contract) if contract is not None else ()),
            *((*early, *unaware) if _moves(change) else ()),
        ]
        if against:
            key = change.id.lower()
            refused[key] = tuple(dict.fromkeys((*refused.get(key, ()), *against)))
    return replace(found, refused=refused)


def keep_promises(
    plan: Plan, wanted: Desired, found: Observed, contract: Contract | None, before: Before | None = None
) -> None:
    """Raise Refused where a plan that is about to be applied would break the contract."""
    against = with_promises(replace(found, refused={}), plan, wanted, contract, before).refused
    if against:
        listed = "\n".join(f"  - {id_}: {reason}" for id_, reasons in against.items() for reason in reasons)
        raise Refused(f"the plan breaks the egress contract, and nothing was written:\n{listed}")


def not_announced(plan: Plan, wanted: Desired, found: Observed, before: Before | None) -> str:
    """A word on a stage that moves somebody to IPs of which the team's own contract says nothing; empty where it names them."""
    if before is None or not any(_moves(change) for change in plan.writes):
        return ""
    today, then = _both(plan, wanted, found)
    named = before.contract or Contract()
    new = {
        ip.cidr or ip.label
        for key, path in then.items()
        for ip in _new(today.get(key), path)
        if not _names_all(ip, named)
    }
    if not new:
        return ""
    return (
        f"the stage {before.stage} comes after announce, and the egress contract of natpin.yaml does not name "
        f"{', '.join(sorted(new))}: find out who allows the present IPs, and let them allow the new ones first"
    )


def promises_told(plan: Plan, wanted: Desired, found: Observed, contract: Contract | None) -> tuple[str, ...]:
    """Each promise about an IP that a plan's clusters leave from, before or after, in a line: for code that is run later."""
    if contract is None:
        return ()
    told: dict[str, None] = {}
    for side in _both(plan, wanted, found):
        for key, path in side.items():
            about = for_cluster(contract, key[0])
            if about is None or isinstance(path.ips, Unknown):
                continue
            for promise in (each for ip in path.ips for each in promised(ip, about)):
                whom = f" to {', '.join(promise.partners)}" if promise.partners else ""
                end = f"until {promise.until}" if promise.until else "without an end"
                told[f"{promise.what}{whom}, {end}"] = None
    return tuple(told)


def _both(plan: Plan, wanted: Desired, found: Observed) -> tuple[Paths, Paths]:
    """How everybody leaves today, and when a plan is done."""
    return (
        _paths([live.body for live in found.found.values()], found),
        _paths(planned_bodies(plan, wanted, found), found),
    )


def _paths(bodies: Sequence[Mapping[str, Any]], found: Observed) -> Paths:
    made = stack_of(bodies, found, (), "plan")
    return {
        (cluster.name, path.pool.name, path.role.value): path
        for cluster in made.clusters
        for path in cluster.paths
    }


def _moves(change: Change) -> bool:
    """Does a change decide from which IPs somebody leaves?"""
    gateway = same_type(change.type, NAT_GATEWAY)
    return any(
        each.path in (EXIT, OUTBOUND) or (gateway and _gone(each.after, each.before))
        for each in change.properties
    )


def _taken_back(change: Change, wanted: Desired, found: Observed, contract: Contract) -> Iterator[str]:
    """IPs that a change takes off a gateway, or has AKS release, while the contract promises them.

    The contract's ``until`` is the last day. A promise without one is ended by the day that ``retire`` names.
    """
    if not _is_about(contract, (*(one.id for one in wanted.clusters), *change.touches)):
        return
    named = {each.id.lower() for each in wanted.retired}
    kept = {id_.lower() for id_ in wanted.ip_ids}
    for id_ in (each for each in _leaving(change, found) if each.lower() not in kept):
        for promise in _promises_of(id_, found, contract):
            if promise.until is None and id_.lower() in named:
                continue
            whom = f" to {', '.join(promise.partners)}" if promise.partners else ""
            end = f"until {promise.until}" if promise.until else "without an end"
            yield (
                f"the egress contract promises {found.address(id_) or parse(id_).name}{whom} {end}, and this takes it away: end "
                "the promise first (until, in the contract of natpin.yaml), and plan again when that day has passed"
            )


def _leaving(change: Change, found: Observed) -> list[str]:
    """The ids of the IPs that a change takes from those that leave by them."""
    if same_type(change.type, NAT_GATEWAY):
        return [id_ for each in change.properties for id_ in _gone(each.before, each.after)]
    live = found.live(change.id)
    if live is None or not same_type(change.type, CLUSTER):
        return []
    return balancer_ips(live) if any(each.path == OUTBOUND for each in change.properties) else []


def _gone(before: Any, after: Any) -> list[str]:
    kept = {id_.lower() for id_ in ids_of(after)}
    return [id_ for id_ in ids_of(before) if id_.lower() not in kept]


def _is_about(contract: Contract, ids: Iterable[str]) -> bool:
    return not contract.clusters or any(for_cluster(contract, parse(id_).name) for id_ in ids)


def _promises_of(id_: str, found: Observed, contract: Contract) -> Iterator[Promise]:
    kind = "prefix" if same_type(parse(id_).type, PUBLIC_IP_PREFIX) else "ip"
    cidr = found.cidr(id_)
    by_address = promised(IpRange("", None, cidr), contract) if cidr else ()
    for promise in contract.promises:
        by_name = promise.kind == kind and (promise.name or "").lower() == parse(id_).name.lower()
        if by_name or promise in by_address:
            yield promise


def _new(today: EgressPath | None, then: EgressPath) -> list[IpRange]:
    """The IPs that somebody leaves from then, and not today."""
    if today is None or isinstance(today.ips, Unknown) or isinstance(then.ips, Unknown):
        return []
    known = {ip.cidr for ip in today.ips if ip.cidr}
    return [ip for ip in then.ips if ip.cidr not in known]


def _given(ip: IpRange, contract: Contract) -> set[str]:
    """The partners who were given all of an IP or a range: half of it is not what traffic leaves from."""
    names = {name for one in promised(ip, contract) for name in one.partners}
    theirs = {
        name: replace(contract, promises=tuple(one for one in contract.promises if name in one.partners))
        for name in names
    }
    return {name for name, own in theirs.items() if _names_all(ip, own)}


def _names_all(ip: IpRange, contract: Contract) -> bool:
    named = declared(ip, contract)
    return isinstance(named, Value) and named.data is True


def _early(before: Before, today: Paths, then: Paths) -> Iterator[str]:
    """Partners who were given the present IPs, by the team's own contract, and not those that a stage moves to."""
    for key, path in then.items():
        about = for_cluster(before.contract, key[0])
        old = today.get(key)
        new = _new(old, path)
        if about is None or old is None or isinstance(old.ips, Unknown) or not new:
            continue
        given = {name for ip in old.ips for one in promised(ip, about) for name in one.partners}
        for ip in new:
            lost = sorted(given - _given(ip, about))
            if lost:
                yield (
                    f"the stage announce comes first: the egress contract of natpin.yaml does not give {ip.cidr or ip.label} to "
                    f"{', '.join(lost)}, who allow the present IPs of the cluster {key[0]}: when they have confirmed it, make the file "
                    "of announce natpin.yaml, then plan again"
                )


def _unaware(contract: Contract, before: Paths, after: Paths) -> Iterator[str]:
    """Partners who were given the IPs that a pool leaves from today, and not those that it would leave from."""
    for key, path in after.items():
        about, then = for_cluster(contract, key[0]), before.get(key)
        if about is None or then is None or isinstance(then.ips, Unknown) or isinstance(path.ips, Unknown):
            continue
        today = {ip.cidr for ip in then.ips}
        given = {name: ip.cidr for ip in then.ips for one in promised(ip, about) for name in one.partners}
        for ip in path.ips:
            names = _given(ip, about)
            lost = sorted(given.keys() - names) if names and ip.cidr not in today else []
            if lost:
                yield (
                    f"the egress contract gives {ip.cidr or ip.label} to {', '.join(sorted(names))}, and not to {', '.join(lost)}, who "
                    f"allow {', '.join(sorted({given[name] or '' for name in lost}))} of the cluster {key[0]}: name them there when they "
                    "allow it, or end their promise, then plan again"
                )
