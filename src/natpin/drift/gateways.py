"""The IPs of a NAT gateway, one by one."""

from __future__ import annotations

from collections.abc import Iterator

from natpin.drift.context import Context
from natpin.drift.difference import Difference
from natpin.drift.locks import guard_differences
from natpin.drift.pairs import live_id
from natpin.drift.references import (
    Target,
    declared_target,
    expected_id,
    is_absent_for_certain,
    is_declared,
    live_target,
    matched,
    nameless,
    several,
    unread,
)
from natpin.drift.values import value_differences
from natpin.drift.words import Both, Effect, effect
from natpin.model.change import Drift, DriftKind, Uncompared
from natpin.model.resource import PUBLIC_IP, PUBLIC_IP_PREFIX, Resource
from natpin.model.value import Unknown

Found = Iterator[Difference | Uncompared]

_LISTS = (
    ("publicIpPrefixes", PUBLIC_IP_PREFIX, "prefix"),
    ("publicIpAddresses", PUBLIC_IP, "public IP"),
    ("publicIpPrefixesV6", PUBLIC_IP_PREFIX, "IPv6 prefix"),
    ("publicIpAddressesV6", PUBLIC_IP, "IPv6 address"),
)


def gateway_differences(
    context: Context, declared: Resource, live: Resource, behind: tuple[Both, ...]
) -> Found:
    evidence = (live_id(live),)
    yield from value_differences(declared, live, behind, f"NAT gateway {live.label}", evidence)
    for name, type_, words in _LISTS:
        unread = declared.external and isinstance(declared.get(name), Unknown)
        if unread and not context.declared.graph.links_to(declared, name + "[]"):
            continue  # whoever declares the gateway answers for its IPs
        written = several(context.declared.graph, declared, name)
        there = several(context.live.graph, live, name)
        if isinstance(written, Unknown) or isinstance(there, Unknown):
            cause = written if isinstance(written, Unknown) else there
            assert isinstance(cause, Unknown)
            yield Uncompared(declared.address, name, cause, live_side=not isinstance(written, Unknown))
            continue
        wanted = [declared_target(context.declared.graph, context.pairs, node, type_) for node in written]
        found = [live_target(context.live.graph, node, type_) for node in there]
        unknown = next((one for one in (*wanted, *found) if isinstance(one, Unknown)), None)
        if unknown is not None:
            yield Uncompared(declared.address, name, unknown)
            continue
        yield from _list(
            context,
            declared,
            live,
            behind,
            name,
            words,
            [one for one in wanted if isinstance(one, Target)],
            [one for one in found if isinstance(one, Target)],
        )


def _list(
    context: Context,
    declared: Resource,
    live: Resource,
    behind: tuple[Both, ...],
    name: str,
    words: str,
    wanted: list[Target],
    found: list[Target],
) -> Found:
    """The IPs of a gateway, one difference for each that is too many or too few."""
    vague = [one for one in wanted if one.id is None and not one.certain]
    lost, extra = matched([one for one in wanted if one not in vague], found)
    if len(vague) == 1 and len(extra) == 1 and vague[0].declared is not None and extra[0].live is not None:
        context.pairs.settle(vague[0].declared, extra[0].live)
        yield Uncompared(vague[0].declared.address, "name", nameless(vague[0].declared))
        vague, extra = [], []
    for one in vague:
        yield Uncompared(
            one.declared.address if one.declared else declared.address,
            "name",
            nameless(one.declared)
            if one.declared
            else Unknown(f"{one.label} is declared elsewhere", declared.at),
        )
    surplus = [] if vague else extra
    if surplus or lost:  # only then is it told, and it takes as long as all the rest
        made = effect(behind, context.declared.graph, context.pairs)
        told = f"; {made.text}" if made.text else ""
    for one in surplus:
        yield _extra(context, declared, live, behind, name, words, one, made, told)
    for one in lost:
        yield _lost(context, declared, live, behind, name, words, one, made, told)
    gone = {one.key for one in lost}
    for one in found:
        if one.live is None and one not in extra:
            yield unread(declared.address, name, one, declared.at)
    for one in wanted:
        pair = context.pairs.of(one.declared) if one.declared is not None else None
        if one.declared is None or not isinstance(pair, Resource) or one.key in gone:
            continue
        evidence = (live_id(pair),)
        yield from value_differences(one.declared, pair, behind, f"{words} {pair.label}", evidence)
        yield from guard_differences(context, one.declared, pair, words)


def _extra(
    context: Context,
    declared: Resource,
    live: Resource,
    behind: tuple[Both, ...],
    name: str,
    words: str,
    one: Target,
    made: Effect,
    told: str,
) -> Difference:
    shown = _address(one)
    if is_declared(context, one):
        kind, address, id_, type_ = DriftKind.CHANGED, declared.address, live_id(live), declared.type
        said = (
            f"the {words} {shown} is attached to the NAT gateway {live.label}, though nothing declares that"
        )
    else:
        kind, address, id_ = DriftKind.UNMANAGED, str(one.id), str(one.id)
        type_ = one.live.type if one.live is not None else PUBLIC_IP
        said = f"the {words} {shown}, which nothing declares, is on the NAT gateway {live.label}"
    return Difference(
        Drift(
            kind,
            address,
            id_,
            type_,
            name,
            None,
            shown,
            declared.at,
            label=f"{words} {one.label} on the NAT gateway {live.label}",
            evidence=tuple(dict.fromkeys([live_id(live), *([one.id] if one.id else [])])),
        ),
        behind,
        effect=Effect(f"{said}: new connections may leave from it{told}", made.moves, made.pools),
        wanted=(Target(live.label, live_id(live)),),
    )


def _lost(
    context: Context,
    declared: Resource,
    live: Resource,
    behind: tuple[Both, ...],
    name: str,
    words: str,
    one: Target,
    made: Effect,
    told: str,
) -> Difference:
    shown = _address(one)
    id_: str | None
    if is_absent_for_certain(context, one):
        assert one.declared is not None
        kind, address, type_ = DriftKind.MISSING, one.declared.address, one.declared.type
        id_ = None
        said = f"the {words} {shown} is not there: where it was deleted, its IPs cannot be had back"
    else:
        kind, address, id_, type_ = DriftKind.CHANGED, declared.address, live_id(live), declared.type
        said = f"the {words} {shown} is not on the NAT gateway {live.label} any more"
    at = one.declared.at if one.declared is not None else declared.at
    return Difference(
        Drift(
            kind,
            address,
            id_,
            type_,
            None if kind is DriftKind.MISSING else f"{name}[{one.label}]",
            shown,
            None,
            at,
            label=f"{words} {one.label} of the NAT gateway {live.label}",
            evidence=tuple(dict.fromkeys(id_ for id_ in (live_id(live), expected_id(context, one)) if id_)),
        ),
        behind,
        effect=Effect(f"{said}{told}", made.moves, made.pools),
        wanted=(Target(one.label, one.id, live=live),),
    )


def _address(target: Target) -> str:
    """An IP with its address, where Azure told it."""
    from natpin.drift.paths import allocated

    address = allocated(target.live) if target.live is not None else None
    return f"{target.label} ({address})" if address else target.label
