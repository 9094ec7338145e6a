"""What is said of gateways, the same for a terminal and in Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from natpin.model.azure_defaults import GATEWAY_IPS
from natpin.model.record import record
from natpin.model.snat import CONNECTIONS_AN_IP, PORTS_A_NODE, PORTS_AN_IP, Range
from natpin.reporters.capacity.reckoning import Assumed, Change, Reckoned, State
from natpin.reporters.capacity.table import Elsewhere
from natpin.reporters.words import count, enumerated, settling

HEADS = ("NAT gateway", "clusters", "nodes", "IPs", "ports needed", "ports", "used")
NOTHING = "no NAT gateway carries a cluster here"


@record
class Whole:
    """All that is to be told."""

    gateways: Sequence[Reckoned]
    """The gravest first."""
    elsewhere: Sequence[Elsewhere]
    missing: Sequence[tuple[str, str]]
    """Sources that could not be read, each with why."""
    assumed: Assumed
    partly: Sequence[str] = ()
    """Sources of which not all was read."""

    @property
    def states(self) -> Counter[State]:
        """How many gateways are in each state."""
        return Counter(one.state for one in self.gateways)

    @property
    def unknown_clusters(self) -> list[Elsewhere]:
        """Clusters that may leave by a gateway that is not among ``gateways``."""
        return [one for one in self.elsewhere if one.why]

    @property
    def open(self) -> bool:
        """Whether there may be gateways or nodes that nobody told of: that those which are here have room is not all."""
        return bool(self.missing or self.partly or self.unknown_clusters)


def ordered(several: Iterable[Reckoned]) -> list[Reckoned]:
    """The gravest first, of those the fullest."""
    ranks = {state: place for place, state in enumerate(State)}

    def rank(one: Reckoned) -> tuple[int, int, str, str]:
        full = one.percent.least if one.percent.most is None else one.percent.most
        return ranks[one.state], -full, one.gateway.origin.source, one.gateway.name

    return sorted(several, key=rank)


def amount(found: Range, unit: str = "") -> str:
    """``12``, ``3 to 12``, ``3 or more``."""
    if found.most is None:
        return f"{found.least:,}{unit} or more" if found.least else "unknown"
    return f"{found.least:,}{unit}" if found.known else f"{found.least:,} to {found.most:,}{unit}"


def cells(one: Reckoned) -> tuple[str, ...]:
    """A gateway as a row below ``HEADS``, its name left out."""
    gateway = one.gateway
    sure, perhaps = len(gateway.clusters), len(gateway.perhaps)
    clusters = Range(sure, sure + perhaps)
    return (
        amount(clusters) + ("+" if gateway.others else ""),
        *map(amount, (gateway.nodes, gateway.ips, one.needed, one.ports)),
        amount(one.percent, "%"),
    )


def place(one: Reckoned) -> str:
    """Where it is: its source, where there is one, and the file or Azure's id."""
    path, line, column = one.gateway.at
    where = path.strip("<>") if path.startswith("<") else f"{path}:{line}:{column}"
    return " · ".join(filter(None, (one.gateway.origin.source, where)))


def said(one: Reckoned) -> str:
    """What to make of it, in a sentence."""
    match one.state:
        case State.SHORT if one.beyond:
            return (
                f"It needs {amount(one.required)} IPs, and a NAT gateway has at most {GATEWAY_IPS.most}: "
                "spread the subnets over several gateways."
            )
        case State.SHORT:
            noun = "IP" if one.missing.most == 1 else "IPs"
            return f"It needs {amount(one.missing)} more public {noun}."
        case State.UNKNOWN:
            reasons = enumerated(
                (
                    f"{each.why}{f' (to settle it: {settling(each.settle_by)})' if each.settle_by else ''}"
                    for each in one.whys
                ),
                3,
            )
            return f"It may need more public IPs than it has; unknown because {reasons or 'its size is not known'}."
        case State.NEAR:
            return "It has enough, and little is left."
        case _:
            return ""


def connections(one: Reckoned) -> str:
    """What its IPs hold to one destination."""
    if one.asked.most != 0:
        return f"to one destination: {amount(one.asked)} connections asked of {amount(one.connections)}"
    left = one.left_a_node
    if left is None:
        return ""
    return f"to one destination: {amount(left)} connections per node at the same time"


def total(whole: Whole) -> str:
    """All in one line."""
    names = {
        State.SHORT: "short",
        State.UNKNOWN: "unknown",
        State.NEAR: "near the limit",
        State.OK: "with room",
    }
    counts = whole.states
    told = [count(len(whole.gateways), "NAT gateway")]
    told += [f"{counts[state]} {name}" for state, name in names.items() if counts[state]]
    open_ = len(whole.unknown_clusters)
    if open_:
        told.append(f"{count(open_, 'cluster')} with an unknown gateway")
    if whole.missing:
        told.append(f"{count(len(whole.missing), 'source')} not read")
    return " · ".join(told)


def notes(whole: Whole) -> list[str]:
    """What the table does not hold."""
    found = []
    known = Counter(exit_ for one in whole.elsewhere if not one.why for exit_ in one.exits)
    if known:
        ways = enumerated(f"{name.replace('-', ' ')} ({number})" for name, number in sorted(known.items()))
        clusters = sum(1 for one in whole.elsewhere if not one.why)
        verb = "leaves" if clusters == 1 else "leave"
        found.append(
            f"{count(clusters, 'cluster')} {verb} by no NAT gateway and {_is(clusters)} not counted: {ways}"
        )
    for one in whole.elsewhere:
        if one.why:
            settled = f"; to settle it: {settling(one.settle_by)}" if one.settle_by else ""
            found.append(
                f"cluster {one.cluster}: its NAT gateway, if it has one, is unknown because {one.why}{settled}"
            )
    found += [f"{source}: not read: {why}" for source, why in whole.missing]
    found += [
        f"{source or 'these files'}: not all was read, so there may be more nodes" for source in whole.partly
    ]
    return found


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def basis(assumed: Assumed) -> list[str]:
    """What was reckoned with."""
    found = [
        f"Every pool at its maximum with the extra nodes of an upgrade, {PORTS_A_NODE:,} SNAT ports a node (natpin's reckoning, "
        f"not Azure's); an IP has {PORTS_AN_IP:,} ports and holds {CONNECTIONS_AN_IP:,} connections to one destination."
    ]
    changes = [("nodes", one) for one in assumed.nodes] + [("IPs", one) for one in assumed.ips]
    if changes or assumed.connections:
        told = [_change(what, one) for what, one in changes]
        if assumed.connections:
            told.append(f"{assumed.connections:,} connections per node to one destination")
        found.append(f"What if: {enumerated(told)}.")
    return found


def _change(what: str, one: Change) -> str:
    where = f"behind {one.gateway}" if one.gateway else "behind each gateway"
    where = where.replace("behind", "on") if what == "IPs" else where
    return f"{one.amount:+,} {what} {where}" if one.relative else f"{one.amount:,} {what} {where}"
