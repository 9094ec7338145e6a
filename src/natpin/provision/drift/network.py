"""Differences on the way out of a cluster: subnets, their gateways and routes, and the IPs."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence

from natpin.egress import nat_gateway_of
from natpin.model.change import Drift, DriftKind, Uncompared
from natpin.model.resource import NAT_GATEWAY, PUBLIC_IP, PUBLIC_IP_PREFIX, ROUTE_TABLE, Resource
from natpin.model.value import Unknown
from natpin.provision.drift.difference import Difference
from natpin.provision.drift.guards import guard_differences
from natpin.provision.drift.pairs import live_id
from natpin.provision.drift.references import (
    Target,
    alike,
    declared_target,
    expected_id,
    live_target,
    matched,
    several,
    single,
    unread,
)
from natpin.provision.drift.routes import route_differences, routes_shown
from natpin.provision.drift.sides import Context
from natpin.provision.drift.values import value_differences
from natpin.provision.drift.words import Both, Effect, effect

Found = Iterator[Difference | Uncompared]


def network_differences(context: Context, cluster: Resource, live: Resource, behind: Sequence[Both]) -> Found:
    """Of everything that paths of both sides share."""
    seen: set[tuple[str, str]] = set()
    for both in behind:
        declared, there = both.declared.subnet, both.live.subnet
        if not isinstance(declared, Resource) or not isinstance(there, Resource):
            continue
        pair = context.pairs.of(declared)
        if (
            not isinstance(pair, Resource)
            or pair.address != there.address
            or (declared.address, there.address) in seen
        ):
            continue
        seen.add((declared.address, there.address))
        mine = tuple(
            other
            for other in behind
            if isinstance(other.declared.subnet, Resource)
            and other.declared.subnet.address == declared.address
            and isinstance(other.live.subnet, Resource)
            and other.live.subnet.address == there.address
        )
        yield from _subnet(context, declared, there, mine)


def _subnet(context: Context, declared: Resource, live: Resource, behind: tuple[Both, ...]) -> Found:
    evidence = (_network(live_id(live)),)
    yield from value_differences(declared, live, behind, f"subnet {live.label}", evidence)
    gateway = yield from _attached(context, declared, live, behind, "natGateway", NAT_GATEWAY, "NAT gateway")
    if gateway is not None:
        yield from _gateway(context, *gateway, behind)
    table = yield from _attached(context, declared, live, behind, "routeTable", ROUTE_TABLE, "route table")
    if table is not None:
        yield from route_differences(context, *table, behind, (*evidence, live_id(table[1])))


def _network(subnet: str) -> str:
    return "/".join(subnet.split("/")[:9])


def _attached(
    context: Context,
    declared: Resource,
    live: Resource,
    behind: tuple[Both, ...],
    name: str,
    type_: str,
    words: str,
) -> Generator[Difference | Uncompared, None, tuple[Resource, Resource] | None]:
    """The gateway or route table of a subnet; the couple, as the generator's value, where both sides have the same."""
    written, there = single(context.declared.graph, declared, name), single(context.live.graph, live, name)
    if written is None and declared.looked_up:
        return None
    wanted = (
        None if written is None else declared_target(context.declared.graph, context.pairs, written, type_)
    )
    found = None if there is None else live_target(context.live.graph, there, type_)
    if isinstance(wanted, Unknown) and found is None and name == "natGateway":
        certain = nat_gateway_of(context.declared.graph, declared)
        if isinstance(certain, Resource):
            wanted = Target(certain.label, None, certain, certain=False)
    if isinstance(wanted, Unknown):
        if not (declared.looked_up and written is declared.get(name)):
            yield Uncompared(declared.address, name, wanted)
        return None
    if isinstance(found, Unknown):
        yield Uncompared(declared.address, name, found, live_side=True)
        return None
    if _by_place(wanted, found):
        assert wanted is not None
        assert wanted.declared is not None
        assert found is not None
        assert found.live is not None
        context.pairs.settle(wanted.declared, found.live)
        yield Uncompared(wanted.declared.address, "name", _nameless(wanted.declared))
        return wanted.declared, found.live
    if wanted is not None and found is not None and wanted.id is None and wanted.declared is None:
        yield Uncompared(declared.address, name, Unknown(f"{wanted.label} is declared elsewhere", written.at))  # type: ignore[union-attr]
        return None
    if alike(wanted, found):
        if wanted is None or found is None:
            return None
        if found.live is None:
            yield unread(declared.address, name, found, declared.at)
            return None
        return (wanted.declared, found.live) if wanted.declared is not None else None
    yield _detached(context, declared, live, behind, name, type_, words, wanted, found)
    return None


def _by_place(wanted: Target | None, found: Target | None) -> bool:
    """True when only the place can tell that two are one: the declaration does not name its own."""
    return (
        wanted is not None
        and found is not None
        and wanted.id is None
        and not wanted.certain
        and wanted.declared is not None
        and found.live is not None
    )


def _nameless(resource: Resource) -> Unknown:
    name = resource.name
    return name if isinstance(name, Unknown) else Unknown("its name is not known here", resource.at)


def _detached(
    context: Context,
    declared: Resource,
    live: Resource,
    behind: tuple[Both, ...],
    name: str,
    type_: str,
    words: str,
    wanted: Target | None,
    found: Target | None,
) -> Difference:
    at = declared.at
    links = context.declared.graph.links_to(declared, name)
    if links:
        at = links[0].at
    evidence = tuple(
        dict.fromkeys(
            [
                _network(live_id(live)),
                *(id_ for t in (found, wanted) if t and (id_ := expected_id(context, t))),
            ]
        )
    )
    routes = (
        routes_shown(context, found.live) if found and found.live is not None and type_ == ROUTE_TABLE else ""
    )
    if wanted is not None and found is None and _is_absent(context, wanted):
        assert wanted.declared is not None
        kind, address, id_, type_of = DriftKind.MISSING, wanted.declared.address, None, type_
        label = f"{words} {wanted.label}"
        said = f"the {words} {wanted.label} is not there any more, and the subnet {live.label} has none"
    elif wanted is None and found is not None and not _is_declared(context, found):
        kind, address, id_, type_of = DriftKind.UNMANAGED, str(found.id), found.id, type_
        label = f"{words} {found.label} on the subnet {live.label}"
        said = f"the {words} {found.label}, which nothing declares, is on the subnet {live.label}{routes}"
    else:
        kind, address, id_, type_of = DriftKind.CHANGED, declared.address, live_id(live), declared.type
        label = f"{words} of the subnet {live.label}"
        if found is None:
            assert wanted is not None
            said = f"the {words} {wanted.label} is detached from the subnet {live.label}"
        elif wanted is None:
            said = f"the {words} {found.label} is attached to the subnet {live.label}{routes}"
        else:
            strange = "" if _is_declared(context, found) else ", which nothing declares"
            said = (
                f"the subnet {live.label} has the {words} {found.label}{strange}, not {wanted.label}{routes}"
            )
    made = effect(behind, context.declared.graph, context.pairs)
    return Difference(
        Drift(
            kind,
            address,
            id_,
            type_of,
            None if kind is DriftKind.MISSING else name,
            wanted.label if wanted else None,
            found.label if found else None,
            at,
            label=label,
            evidence=evidence,
        ),
        behind,
        effect=Effect(f"{said}; {made.text}" if made.text else said, made.moves, made.pools),
        wanted=(wanted,) if wanted else (),
    )


def _is_absent(context: Context, target: Target) -> bool:
    """True for a declared resource that was asked for and is not there."""
    if target.declared is None or target.id is not None:
        return False
    expected = expected_id(context, target)
    return expected is not None and expected.lower() in context.live.absent


def _is_declared(context: Context, target: Target) -> bool:
    return target.id is not None and target.id.lower() in declared_ids(context, target)


def declared_ids(context: Context, target: Target) -> set[str]:
    """Ids, in lower case, of the live resources that something of the target's type declares."""
    type_ = target.live.type if target.live is not None else None
    if type_ is None:
        return set()
    return {
        live_id(pair).lower()
        for resource in context.declared.graph.declared(type_)
        if isinstance(pair := context.pairs.of(resource), Resource)
    }


# -- gateways and their IPs ----------------------------------------------------------------------------------------

_LISTS = (
    ("publicIpPrefixes", PUBLIC_IP_PREFIX, "prefix"),
    ("publicIpAddresses", PUBLIC_IP, "public IP"),
    ("publicIpPrefixesV6", PUBLIC_IP_PREFIX, "IPv6 prefix"),
    ("publicIpAddressesV6", PUBLIC_IP, "IPv6 address"),
)


def _gateway(context: Context, declared: Resource, live: Resource, behind: tuple[Both, ...]) -> Found:
    evidence = (live_id(live),)
    yield from value_differences(declared, live, behind, f"NAT gateway {live.label}", evidence)
    for name, type_, words in _LISTS:
        unread = declared.looked_up and isinstance(declared.get(name), Unknown)
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
        yield Uncompared(vague[0].declared.address, "name", _nameless(vague[0].declared))
        vague, extra = [], []
    for one in vague:
        yield Uncompared(
            one.declared.address if one.declared else declared.address,
            "name",
            _nameless(one.declared)
            if one.declared
            else Unknown(f"{one.label} is declared elsewhere", declared.at),
        )
    made = effect(behind, context.declared.graph, context.pairs)
    told = f"; {made.text}" if made.text else ""
    if not vague:
        for one in extra:
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
    if _is_declared(context, one):
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
    if _is_absent(context, one):
        assert one.declared is not None
        kind, address, type_ = DriftKind.MISSING, one.declared.address, one.declared.type
        id_ = None
        said = f"the {words} {shown} is not there any more: its IPs cannot be had back"
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
    from natpin.provision.drift.paths import allocated

    address = allocated(target.live) if target.live is not None else None
    return f"{target.label} ({address})" if address else target.label
