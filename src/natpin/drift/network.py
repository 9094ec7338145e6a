"""Differences on the way out of a cluster: subnets, their gateways and routes, and the IPs."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence

from natpin.drift.context import Context
from natpin.drift.difference import Difference
from natpin.drift.gateways import gateway_differences
from natpin.drift.pairs import live_id
from natpin.drift.references import (
    Target,
    alike,
    declared_target,
    expected_id,
    is_absent_for_certain,
    is_declared,
    live_target,
    nameless,
    single,
    unread,
)
from natpin.drift.routes import route_differences, routes_nowhere, routes_shown
from natpin.drift.values import value_differences
from natpin.drift.words import Both, Effect, effect
from natpin.egress import nat_gateway_of
from natpin.model.change import Drift, DriftKind, Uncompared
from natpin.model.resource import NAT_GATEWAY, ROUTE_TABLE, Resource
from natpin.model.value import Unknown

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
        yield from gateway_differences(context, *gateway, behind)
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
    if written is None and declared.external:
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
        if not (declared.external and written is declared.get(name)):
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
        yield Uncompared(wanted.declared.address, "name", nameless(wanted.declared))
        return wanted.declared, found.live
    if wanted is not None and found is not None and wanted.id is None and wanted.declared is None:
        yield Uncompared(declared.address, name, Unknown(f"{wanted.label} is declared elsewhere", written.at))  # type: ignore[union-attr]
        return None
    if wanted is None and found is not None and type_ == ROUTE_TABLE and routes_nowhere(context, found.live):
        return None  # somebody's table of routes to private places: AKS's own, or a hub team's
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
    if wanted is not None and found is None and is_absent_for_certain(context, wanted):
        assert wanted.declared is not None
        kind, address, id_, type_of = DriftKind.MISSING, wanted.declared.address, None, type_
        label = f"{words} {wanted.label}"
        said = f"the {words} {wanted.label} is not there any more, and the subnet {live.label} has none"
    elif wanted is None and found is not None and not is_declared(context, found):
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
            strange = "" if is_declared(context, found) else ", which nothing declares"
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
            subject_at=declared.at,
            label=label,
            evidence=evidence,
        ),
        behind,
        effect=Effect(f"{said}; {made.text}" if made.text else said, made.moves, made.pools),
        wanted=(wanted,) if wanted else (),
    )
