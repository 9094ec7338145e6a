"""How full a NAT gateway is once every pool behind it has grown as far as it may, and what if things were otherwise."""

from __future__ import annotations

from enum import StrEnum

from natpin.model.azure_defaults import GATEWAY_IPS
from natpin.model.record import record, replace
from natpin.model.snat import CONNECTIONS_AN_IP, PORTS_A_NODE, PORTS_AN_IP, Range, ips_for
from natpin.reporters.capacity.table import Gateway


class State(StrEnum):
    """What is to be said of a gateway in one word; the gravest first."""

    SHORT = "short"
    """It certainly has fewer IPs than are needed."""
    UNKNOWN = "unknown"
    """It may have fewer: something is not known."""
    NEAR = "near"
    """It has enough, and little is left."""
    OK = "ok"


@record
class Change:
    """What a number is assumed to be."""

    amount: int
    relative: bool
    """True for so many more, or fewer; False for so many."""
    gateway: str = ""
    """The one whose number it is; empty for all."""

    def of(self, found: Range) -> Range:
        """The number as assumed; none below 0."""
        if not self.relative:
            return Range(max(self.amount, 0), max(self.amount, 0))
        most = None if found.most is None else max(found.most + self.amount, 0)
        return replace(found, least=max(found.least + self.amount, 0), most=most)


@record
class Assumed:
    """What is reckoned with in place of what is there."""

    nodes: tuple[Change, ...] = ()
    ips: tuple[Change, ...] = ()
    connections: int = 0
    """Connections of each node to one destination, at the same time; 0 where nobody said."""
    near: int = 80
    """From how many percent on a gateway is near its limit."""


@record
class Reckoned:
    """A gateway at full size."""

    gateway: Gateway
    """With the nodes and IPs that were reckoned with."""
    ports: Range
    """SNAT ports that it has."""
    needed: Range
    """SNAT ports that its nodes take."""
    connections: Range
    """Connections to one destination that it can hold."""
    asked: Range
    """Connections to one destination that its nodes hold; 0 where nobody said how many a node has."""
    required: Range
    """IPs that it needs."""
    percent: Range
    """How much of it is used, of ports or of connections, whichever is more; rounded up."""
    state: State

    @property
    def missing(self) -> Range:
        """IPs that it lacks."""
        ips, required = self.gateway.ips, self.required
        least = 0 if ips.most is None else max(required.least - ips.most, 0)
        return Range(least, None if required.most is None else max(required.most - ips.least, 0))

    @property
    def left_a_node(self) -> Range | None:
        """Connections to one destination that each node may have at the same time, if all have as many; None for no
        node."""
        nodes = self.gateway.nodes
        if not nodes.least:
            return None
        most = None if self.connections.most is None else self.connections.most // nodes.least
        return Range(self.connections.least // nodes.most if nodes.most else 0, most)

    @property
    def beyond(self) -> bool:
        """Whether it needs more IPs than a gateway can have."""
        return self.required.least > GATEWAY_IPS.most

    @property
    def whys(self) -> tuple[Range, ...]:
        """What is not known, where that decides."""
        if self.state is not State.UNKNOWN:
            return ()
        return tuple(one for one in (self.gateway.nodes, self.gateway.ips) if not one.known)


def reckoned(gateway: Gateway, assumed: Assumed) -> Reckoned:
    """How full it is, under what is assumed."""
    nodes, ips = gateway.nodes, gateway.ips
    for change in assumed.nodes:
        nodes = change.of(nodes) if change.gateway in ("", gateway.name) else nodes
    for change in assumed.ips:
        ips = change.of(ips) if change.gateway in ("", gateway.name) else ips
    most = None if nodes.most is None else ips_for(nodes.most, assumed.connections)
    required = Range(ips_for(nodes.least, assumed.connections), most)
    ports, needed = ips.times(PORTS_AN_IP), nodes.times(PORTS_A_NODE)
    connections = ips.times(CONNECTIONS_AN_IP)
    # nothing is asked where nobody said how much, however many nodes there are
    asked = nodes.times(assumed.connections) if assumed.connections else Range(0, 0)
    percent = _larger(_percent(needed, ports), _percent(asked, connections))
    return Reckoned(
        replace(gateway, nodes=nodes, ips=ips),
        *(ports, needed, connections, asked, required, percent),
        _state(ips, required, percent, assumed.near),
    )


def _state(ips: Range, required: Range, percent: Range, near: int) -> State:
    if ips.most is not None and ips.most < required.least:
        return State.SHORT
    if required.most is None or required.most > ips.least:
        return State.UNKNOWN
    return State.NEAR if percent.most is None or percent.most >= near else State.OK


def _percent(part: Range, whole: Range) -> Range:
    least = _share(part.least, whole.most) if whole.most is not None else 0
    most = None if part.most is None else _share(part.most, whole.least)
    return Range(least or 0, most)


def _share(part: int, whole: int) -> int | None:
    """None for something of nothing."""
    if not part:
        return 0
    return -(-100 * part // whole) if whole else None


def _larger(one: Range, other: Range) -> Range:
    most = None if one.most is None or other.most is None else max(one.most, other.most)
    return Range(max(one.least, other.least), most)
