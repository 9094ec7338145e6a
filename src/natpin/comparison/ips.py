"""Which IPs come and go between two ways out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from natpin.comparison.sameness import identical, is_prefix, replacement
from natpin.model.egress_change import Fate, IpChange
from natpin.model.location import NOWHERE
from natpin.model.path import CHOSEN_BY_AKS, EgressPath, Exit, IpRange
from natpin.model.record import record
from natpin.model.resource import Resource
from natpin.model.value import Unknown, items, scalar

_NOBODYS = (Exit.INSTANCE_PUBLIC_IP, Exit.DEFAULT_OUTBOUND)
"""Exits whose IPs change by themselves: never the ones of a resource of the team's own."""

RENAMED = "a `moved` block, or terraform show -json of the plan"


@record
class Held:
    """An IP and the exit it is used by."""

    ip: IpRange
    exit: Exit

    @property
    def address(self) -> str:
        """Of its resource in the root that declares it; empty for what AKS chooses."""
        source = self.ip.source
        return source.address.partition(">.")[2] if source is not None and source.home else self.ip.address


@record
class Way:
    """Everything that is known of the IPs of some paths, and why there may be more."""

    held: tuple[Held, ...]
    unknown: tuple[Unknown, ...]


def way(paths: Iterable[EgressPath], unread: Iterable[Unknown] = ()) -> Way:
    """The IPs of several paths as one, each once. ``unread``: why there may be more."""
    held: list[Held] = []
    unknown: dict[str, Unknown] = {one.reason: one for one in unread}
    for path in paths:
        if isinstance(path.ips, Unknown):
            if path.exit not in _NOBODYS:
                unknown.setdefault(path.ips.reason, path.ips)
            continue
        for ip in path.ips:
            one = Held(ip, path.exit)
            if not any(_is(one, other) for other in held):
                held.append(one)
    return Way(tuple(held), tuple(unknown.values()))


def _is(left: Held, right: Held) -> bool:
    """The same IP on one side of the change."""
    if left.ip.cidr is not None and left.ip.cidr == right.ip.cidr:
        return True
    if left.ip.address or right.ip.address:
        return left.ip.address == right.ip.address
    return (left.ip.label, left.exit) == (right.ip.label, right.exit)


def changes(before: Way, after: Way, addresses_are_state: bool) -> tuple[IpChange, ...]:
    """What becomes of every IP of either side; those that stay first, as they are after.

    ``addresses_are_state``: the format keeps what exists under addresses (Terraform), so that another address for the
    same name means destroying and making anew, unless the move is declared.
    """
    kept: list[IpChange] = []
    came = list(after.held)
    gone: list[Held] = []
    for old in before.held:
        new = _successor(old, came)
        if new is None:
            gone.append(old)
            continue
        came.remove(new)
        kept.append(_met(old, new, addresses_are_state))
    result = sorted(kept, key=lambda change: [one.ip for one in after.held].index(change.after))  # type: ignore[arg-type]
    result += [_lost(old, _only_in(after, before)) for old in gone]
    result += [_new(ip, _only_in(before, after)) for ip in came]
    doubt = _only_in(after, before) or _only_in(before, after)
    if not result and doubt is not None:
        result.append(IpChange(Fate.UNKNOWN, "IPs not known", cause=doubt))
    return tuple(result)


def _successor(old: Held, came: Sequence[Held]) -> Held | None:
    """The same IP after the change: by its addresses, by where it is declared, by its name."""
    tests = (
        lambda new: old.ip.cidr is not None and old.ip.cidr == new.ip.cidr,
        lambda new: old.address != "" and old.address == new.address,
        lambda new: _same_resource(old.ip.source, new.ip.source),
        lambda new: (
            old.ip.source is None
            and new.ip.source is None
            and not (old.ip.cidr or new.ip.cidr)
            and (old.ip.label, old.exit) == (new.ip.label, new.exit)
        ),
    )
    for test in tests:
        found = next((new for new in came if test(new)), None)
        if found is not None:
            return found
    return None


def _same_resource(old: Resource | None, new: Resource | None) -> bool:
    return old is not None and new is not None and identical(old, new)


def _met(old: Held, new: Held, addresses_are_state: bool) -> IpChange:
    """What became of an IP that is on both sides."""
    before, after = old.ip, new.ip

    def told(fate: Fate, cause: Unknown | None = None, why: str = "") -> IpChange:
        return IpChange(fate, after.label, before, after, cause, why)

    if before.cidr is not None and before.cidr == after.cidr:
        return told(Fate.KEPT)
    if before.label == CHOSEN_BY_AKS and before.count != after.count:
        cause = Unknown(
            f"AKS chooses the IPs: {before.count} before, {after.count} after", after.at or NOWHERE
        )
        return told(Fate.UNKNOWN, cause)
    if before.cidr is not None and after.cidr is not None:
        return told(Fate.REPLACED, why=f"{before.cidr} → {after.cidr}")
    if before.source is None or after.source is None:
        return told(Fate.KEPT)
    forced = replacement(before.source, after.source)
    if isinstance(forced, Unknown):
        return told(Fate.UNKNOWN, forced)
    if forced:
        return told(Fate.REPLACED, why=forced)
    external = before.source.external or after.source.external
    if addresses_are_state and not external and not _moved(old.address, new):
        reason = (
            f"its address changes from {old.address} to {new.address}: unless that is declared as a move, Terraform"
            " destroys it and makes another"
        )
        return told(Fate.UNKNOWN, Unknown(reason, after.source.at, RENAMED))
    return told(Fate.KEPT)


def _moved(address: str, new: Held) -> bool:
    """Whether what stood under an address is what stands there now. Adding or removing ``count`` moves by itself.

    Source: Terraform language documentation, "Refactoring".
    """
    former = [] if new.ip.source is None else items(new.ip.source.traits.get("movedFrom"))
    known = (new.address, *(str(scalar(one)) for one in former))
    return any(address in (one, f"{one}[0]", one.removesuffix("[0]")) for one in known)


def _lost(old: Held, doubt: Unknown | None) -> IpChange:
    if doubt is not None:
        return IpChange(Fate.UNKNOWN, old.ip.label, before=old.ip, cause=doubt)
    return IpChange(Fate.REMOVED, old.ip.label, before=old.ip)


def _new(new: Held, doubt: Unknown | None) -> IpChange:
    if doubt is not None:
        return IpChange(Fate.UNKNOWN, new.ip.label, after=new.ip, cause=doubt)
    return IpChange(Fate.ADDED, new.ip.label, after=new.ip)


def _only_in(one: Way, other: Way) -> Unknown | None:
    """An unknown part that only one side has. One that both have stands for the same IPs on both."""
    return next((unknown for unknown in one.unknown if unknown.reason not in _reasons(other)), None)


def _reasons(way_: Way) -> set[str]:
    return {unknown.reason for unknown in way_.unknown}


def name_of(ip: IpRange) -> str:
    """``prefix payments-egress``, ``IP spare``, ``20.1.2.0/28``."""
    if ip.source is None:
        return ip.label
    kind = "prefix" if is_prefix(ip.source) else "IP"
    known = f"{kind} {ip.source.label}"
    return f"{known} ({ip.cidr})" if ip.cidr else known
