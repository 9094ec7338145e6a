"""Can the cluster get to pinned IPs where it stands? If not, each reason, with what can be done instead.

The wish at the end of the way is planned and traced like any other: what the plan would refuse, and what would leave another
way all the same, is a reason. Sources: AKS, "Customize cluster egress with outbound types" (the table is in
``natpin.provision.migrations``), "Configure a public standard load balancer" (outbound IPs of one's own); NAT gateway,
"What is Azure NAT Gateway?" (a route to an appliance or a gateway overrides it).
"""

from __future__ import annotations

from collections.abc import Iterator

from natpin.adoption.stand_in import pretended
from natpin.adoption.standing import Standing, full_name, paths_of, subnets_of, today
from natpin.adoption.wish import Choices, prefix_id, whole
from natpin.errors import Refused
from natpin.model.change import Plan
from natpin.model.path import EgressPath, Exit
from natpin.model.record import record, replace
from natpin.model.resource import Resource
from natpin.provision.bodies import equal, read
from natpin.provision.desired import ALLOWABLE, Desired
from natpin.provision.ids import parse, same
from natpin.provision.migrations import AS_OF, LOAD_BALANCER, OWN_NAT, PAGE, in_place, reachable
from natpin.provision.observed import Observed, also, gateway_of, outbound_type
from natpin.provision.plan import make, plan
from natpin.provision.planned import planned_bodies
from natpin.provision.ports import Cloud, Live

_OVERRIDES_PAGE = "https://learn.microsoft.com/azure/nat-gateway/nat-overview"
_BALANCER_PAGE = "https://learn.microsoft.com/azure/aks/configure-load-balancer-standard"


@record
class Reason:
    """Why the cluster cannot get there from where it stands."""

    why: str
    instead: str = ""
    """What can be done about it, or in its place."""


@record
class Assessment:
    """What was found out about the way."""

    standing: Standing
    paths: tuple[EgressPath, ...]
    """Where the pools leave today."""
    end: Desired | None
    """The wish at the end of the way; None where there is no such way."""
    reasons: tuple[Reason, ...]
    found: Observed
    """Azure as plans of the end see it."""

    missing: tuple[str, ...] = ()
    """Actions that the way takes and this identity may not do. No reason against the way: looking takes less than applying."""

    @property
    def supposed(self) -> Observed:
        """The same, as if the prefix were allocated."""
        return pretended(self.end, self.found) if self.end is not None else self.found

    @property
    def there(self) -> bool:
        """Nothing has to move: every subnet is on the gateway, every cluster of the type that lives on it."""
        return (
            self.end is not None
            and all(same(gateway_of(subnet), self.end.gateway.id) for subnet in self.standing.subnets)
            and all(equal(outbound_type(live), OWN_NAT) for live in self.standing.clusters)
        )


def assess(standing: Standing, choices: Choices, cloud: Cloud) -> Assessment:
    """Find out. It only reads. Raises CloudError when Azure cannot be asked."""
    paths = tuple(today(standing))
    reasons = [*_of_clusters(standing), *_unread(standing), *_not_agreed(standing, choices)]
    if any(not subnets_of(live) for live in standing.clusters) or not standing.subnets:
        return Assessment(standing, paths, None, tuple(reasons), standing.found)
    known = also(standing.found, [prefix_id(standing, choices)], cloud)
    try:
        end = whole(replace(standing, found=known), choices)
    except Refused as error:
        return Assessment(standing, paths, None, (*reasons, Reason(error.message)), standing.found)
    _draft, seen = make(replace(end, retired=()), frozenset(ALLOWABLE), cloud)
    needed = [pair for pairs in seen.needed.values() for pair in pairs]
    missing = tuple(sorted({action for action, scope in needed if seen.forbids(action, scope)}))
    found = replace(seen, permissions={}, denials=())
    supposed = pretended(end, found)
    made = plan(replace(end, retired=()), supposed, frozenset(ALLOWABLE))
    reasons += [
        Reason(f"{_named(change.id)}: {reason}") for change in made.blocked for reason in change.reasons
    ]
    reasons += _other_ways(made, end, supposed, standing)
    told = {(reason.why, reason.instead): reason for reason in reasons}
    return Assessment(standing, paths, end, tuple(told.values()), found, missing)


def _of_clusters(standing: Standing) -> Iterator[Reason]:
    """What AKS does not change on a cluster that stays."""
    for live in standing.clusters:
        before = outbound_type(live)
        if not subnets_of(live):
            yield _managed_network(live, before)
        elif not equal(before, OWN_NAT) and not in_place(before, OWN_NAT, own_network=True):
            yield Reason(
                f"AKS does not change the outbound type {before} of {full_name(live)} to {OWN_NAT} in place ({PAGE}, as of "
                f"{AS_OF})",
                _new_cluster(live),
            )


def _managed_network(live: Live, before: str) -> Reason:
    ways = ", ".join(reachable(before, own_network=False)) or "nothing that its table names"
    own = ""
    if equal(before, LOAD_BALANCER):
        own = (
            " To pin the IPs of this cluster without a new one, its load balancer can leave from a public IP prefix of yours: "
            f"az aks update --load-balancer-outbound-ip-prefixes ({_BALANCER_PAGE}); natpin plans no load balancers"
        )
    return Reason(
        f"AKS manages the virtual network of {full_name(live)}, and no cluster leaves such a network: its outbound type "
        f"{before} can become {ways} ({PAGE}, as of {AS_OF}), and none of these types takes a NAT gateway of yours",
        _new_cluster(live) + own,
    )


def _new_cluster(live: Live) -> str:
    name = parse(live.id).name
    return (
        "It takes a new cluster in a subnet of your own with a NAT gateway (--new NAME --address-space CIDR writes the stages to "
        f"one): have partners allow its IPs, deploy the workloads of {name} there, direct their users to it, and delete {name} "
        "when no partner is promised its IPs any more."
    )


def _unread(standing: Standing) -> Iterator[Reason]:
    known = {subnet.id.lower() for subnet in standing.subnets}
    for live in standing.clusters:
        for id_ in subnets_of(live):
            if id_.lower() not in known:
                why = standing.found.unreadable.get(id_.lower())
                yield Reason(
                    f"the subnet {id_} of {full_name(live)} {f'could not be read: {why}' if why else 'does not exist'}",
                    "Let the caller read it, then run this again." if why else "",
                )
    if standing.found.blind:
        yield Reason(
            f"who else is in its subnets is not known: {standing.found.blind}",
            "Let the caller read them, then run this again.",
        )


def _not_agreed(standing: Standing, choices: Choices) -> Iterator[Reason]:
    """A NAT gateway is a property of a subnet: whoever is in it moves, too."""
    asked = {id_.lower() for id_ in choices.together}
    missing = [live for live in standing.sharing if live.id.lower() not in asked]
    for live in missing:
        ids = {id_.lower() for id_ in subnets_of(live)}
        shared = [
            parse(subnet.id).name
            for subnet in standing.subnets
            if subnet.id.lower() in ids and subnet.id.lower() in _everybody_else(standing, live)
        ]
        yield Reason(
            f"{full_name(standing.cluster)} and {full_name(live)} share subnets ({', '.join(shared)}): a NAT gateway is for a "
            "whole subnet, so neither moves without the other",
            f"Agree with the owners of {parse(live.id).name}, then move them together: --together "
            f"{parse(live.id).group}/{parse(live.id).name}. Or give {parse(standing.cluster.id).name} pools in a subnet of its "
            "own, from where it moves alone: --own-subnet NAME=CIDR --write FOLDER writes the commands (natpin apply makes no pools).",
        )


def _everybody_else(standing: Standing, one: Live) -> set[str]:
    return {id_.lower() for live in standing.clusters if live.id != one.id for id_ in subnets_of(live)}


def _other_ways(made: Plan, end: Desired, found: Observed, standing: Standing) -> Iterator[Reason]:
    """Pools that would not leave by the gateway, everything done."""
    own = {live.id.lower() for live in standing.clusters}
    if made.blocked:
        # what is blocked stays as it is, and would be told a second time: only what overrides a gateway is news
        deciding: tuple[Exit, ...] = (Exit.VIRTUAL_APPLIANCE, Exit.NONE)
    else:
        deciding = tuple(exit_ for exit_ in Exit if exit_ is not Exit.NAT_GATEWAY)
    said: dict[str, list[str]] = {}
    for path in paths_of(planned_bodies(made, end, found), found):
        if path.cluster.address.lower() not in own or path.exit not in deciding:
            continue
        said.setdefault(_overriding(path, found), []).append(f"{path.pool.name} of {path.cluster.label}")
    for why, pools in said.items():
        yield Reason(
            f"with a NAT gateway on its subnet, {'the pool' if len(pools) == 1 else 'the pools'} "
            f"{', '.join(dict.fromkeys(pools))} would not leave through it: {why}",
            _instead_of_route(why),
        )


def _overriding(path: EgressPath, found: Observed) -> str:
    if path.exit is Exit.UNKNOWN:
        return "; ".join(dict.fromkeys(cause.reason for cause in path.causes)) or "natpin cannot tell why"
    end = path.hops[-1].label if path.hops else path.exit.value
    subnet = found.live(path.subnet.address) if isinstance(path.subnet, Resource) else None
    table = read(subnet.body, "properties.routeTable.id") if subnet is not None else None
    if subnet is None or not isinstance(table, str):
        return f"they leave through {path.exit.value} ({end})"
    held = found.live(table)
    return (
        f"the route table {parse(table).name} (resource group {parse(table).group}) of the subnet {parse(subnet.id).name} leads "
        f"their traffic {_led_to(held) if held is not None else f'to {end}'}, and a route overrides a NAT gateway "
        f"({_OVERRIDES_PAGE})"
    )


def _led_to(table: Live) -> str:
    """The widest routes of a table: ``elsewhere (0.0.0.0/0 to VirtualAppliance 10.0.0.4)``."""
    told = []
    routes = read(table.body, "properties.routes")
    for route in routes if isinstance(routes, list) else []:
        prefix = str(read(route, "properties.addressPrefix") or "")
        if prefix.endswith(("/0", "/1")):
            address = read(route, "properties.nextHopIpAddress")
            kind = str(read(route, "properties.nextHopType") or "?")
            told.append(f"{prefix} to {kind}{f' {address}' if address else ''}")
    return f"elsewhere ({', '.join(told)})" if told else "elsewhere"


def _instead_of_route(why: str) -> str:
    if "route table" not in why:
        return ""
    return (
        "Nothing has to move where the public IPs of what it leads to are the ones that partners are given: make these the "
        "contract. Otherwise whoever owns the route table takes its default route off that subnet, which opens a way past "
        "what stands there: natpin changes no route table."
    )


def _named(id_: str) -> str:
    parsed = parse(id_)
    return f"{parsed.type.rpartition('/')[2]} {parsed.name}"
