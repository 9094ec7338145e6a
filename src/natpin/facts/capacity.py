"""How many nodes a cluster may grow to, and how many outbound IPs that takes: on ranges, where sizes are not known."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property

from natpin.facts.lists import first_unknown
from natpin.model.asking import doubt_of, elements_of, scalar_of
from natpin.model.location import NOWHERE, Location
from natpin.model.numbers import whole_number
from natpin.model.several import between
from natpin.model.snat import ips_for
from natpin.model.value import COMPUTED, Node, Unknown, Value, dig

DEFAULT_COUNT = 3
"""Nodes of a pool whose size nothing tells: az's default (Azure CLI, ``az aks create --node-count``)."""


class Sizes:
    """The sizes of a cluster's pools, or of everything behind one gateway."""

    def __init__(self, pools: Sequence[tuple[Value, Unknown | None]], rest: Unknown | None = None) -> None:
        """``pools``: facts of each, with why it may not be there; ``rest``: why there may be others."""
        self._pools = tuple(pools)
        self._rest = rest

    def together(self, other: Sizes) -> Sizes:
        """Both."""
        return Sizes((*self._pools, *other._pools), self._rest or other._rest)

    def max_nodes(self) -> Node:
        """The most nodes, upgrades included: a number, or an Unknown that says between which."""
        return self._most_nodes

    @cached_property
    def _most_nodes(self) -> Node:
        """Counted once: every cluster behind a gateway asks it of everything there."""
        least, most, why = 0, 0, self._rest
        open_ended = self._rest is not None
        for facts, doubt in self._pools:
            size = _size(facts)
            if isinstance(size, Unknown):
                why, open_ended = why or size, True
                continue
            why = why or doubt
            least += 0 if doubt is not None else size
            most += size
        return _fact(between(least, None if open_ended else most, why))

    def max_pods(self) -> Node | None:
        """The most pods; None where a pool does not say how many a node takes."""
        if any(dig(facts, "maxPods") is None for facts, _ in self._pools) or not self._pools:
            return None
        nodes = self.max_nodes()
        each = [dig(facts, "maxPods") for facts, _ in self._pools]
        unknown = first_unknown([nodes, *each])
        most = [value for node in each if isinstance(value := scalar_of(node), int)]
        if unknown is not None or len(most) != len(each):
            return unknown or next((node for node in map(doubt_of, each) if node is not None), None)
        amount = scalar_of(nodes)
        return _fact(amount * max(most)) if isinstance(amount, int) else None

    def required_ips(self) -> Node:
        """How many outbound IPs that many nodes need."""
        nodes = self.max_nodes()
        if isinstance(nodes, Unknown):
            least = ips_for(nodes.least or 0)
            return _fact(between(least, None if nodes.most is None else ips_for(nodes.most), nodes))
        amount = scalar_of(nodes)
        return _fact(ips_for(amount if isinstance(amount, int) else 0))

    def zone_count(self, at: Location) -> Node:
        """Over how many zones the pools are spread."""
        sure: set[str] = set()
        named: set[str] = set()
        why = self._rest
        open_ended = self._rest is not None
        for facts, doubt in self._pools:
            zones = elements_of(dig(facts, "availabilityZones"))
            words = [(scalar_of(zone), there) for zone, there in zones]
            unknown = zones.rest or first_unknown(word for word, _ in words)
            if unknown is not None:
                why, open_ended = why or unknown, True
            for word, there in words:
                if isinstance(word, Unknown):
                    continue
                named.add(str(word))
                if doubt is None and there is None:
                    sure.add(str(word))
                else:
                    why = why or doubt or there
        return _fact(between(len(sure), None if open_ended else len(named), why), at)


def _fact(count: int | Unknown, at: Location = NOWHERE) -> Node:
    return count if isinstance(count, Unknown) else Value(count, at, COMPUTED)


def _size(pool: Value) -> int | Unknown:
    maximum, surge = dig(pool, "maxCount"), dig(pool, "maxSurge")
    amount = scalar_of(maximum)
    if isinstance(amount, Unknown):
        return amount
    if maximum is not None and (isinstance(amount, bool) or not isinstance(amount, int | float)):
        return Unknown("a pool's size is unknown", maximum.at)
    amount = int(amount) if isinstance(amount, int | float) else DEFAULT_COUNT
    extra = scalar_of(surge)
    if isinstance(extra, Unknown):
        return extra
    more = _surge(extra, amount)
    return amount + more if more is not None else Unknown("a pool's surge is unknown", pool.at)


def _surge(written: object, amount: int) -> int | None:
    """Extra nodes during an upgrade; 10% when not written (AKS, "Customize node surge upgrade"). None for what is
    neither a number nor a share."""
    if isinstance(written, int | float) and not isinstance(written, bool):
        return int(written)
    literal = str(written or "10%").strip()
    share = whole_number(literal[:-1]) if literal.endswith("%") else None
    if share is not None:
        return math.ceil(amount * max(share, 0) / 100)
    number = whole_number(literal)
    return None if number is None else max(number, 0)
