"""What the clusters of other roots put behind the same NAT gateway: SNAT ports are shared by all of them.

Source: Azure NAT Gateway, "NAT gateway resource" (ports are shared by every subnet of a gateway). Only clusters that the
gateway certainly carries are counted, one environment of each root, and none twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from natpin.egress import trace
from natpin.facts.capacity import Sizes
from natpin.facts.gateways import sizes_behind
from natpin.graph import Graph
from natpin.model.record import record, replace
from natpin.model.resource import NAT_GATEWAY, Resource, same_type
from natpin.model.value import symbol
from natpin.pipeline.pairing import pair_up
from natpin.pipeline.reading import ReadStack

_Gateway = tuple[str, str, str | None]
"""The root that declares it, its address there, and its name: one root declares a gateway for each environment."""


@record
class _Load:
    """What a stack's own clusters put behind each gateway."""

    stack: ReadStack
    clusters: frozenset[tuple[str | None, str | None]]
    sizes: Mapping[_Gateway, tuple[str, Sizes]]
    """By gateway: its address in the stack, and the sizes."""


def told_of_each_other(stacks: Sequence[ReadStack]) -> Iterator[ReadStack]:
    """The stacks, those whose gateway carries clusters of other roots too with the sizes of those."""
    by_root: dict[str, list[int]] = defaultdict(list)
    for index, stack in enumerate(stacks):
        if stack.has_cluster:
            for root in _roots(stack):
                by_root[root].append(index)
    sharing = {
        index
        for found in by_root.values()
        if len({stacks[i].stack.root for i in found}) > 1
        for index in found
    }
    loads = {index: _load(stacks[index]) for index in sorted(sharing)}
    using: dict[_Gateway, list[int]] = defaultdict(list)
    for index, load in loads.items():
        for gateway in load.sizes:
            using[gateway].append(index)
    for index, stack in enumerate(stacks):
        sharers = (
            {other for gateway in loads[index].sizes for other in using[gateway]} if index in loads else ()
        )
        behind = _behind(loads[index], [loads[other] for other in sorted(sharers)]) if sharers else {}
        yield replace(stack, behind=behind) if behind else stack


def _roots(stack: ReadStack) -> set[str]:
    """The roots whose NAT gateways a stack's traffic may leave by."""
    gateways = [p for p in stack.parts if isinstance(p, Resource) and same_type(p.type, NAT_GATEWAY)]
    return {gateway.home or stack.stack.root for gateway in gateways}


def _load(stack: ReadStack) -> _Load:
    graph = Graph.of(stack.parts)
    paths = trace(graph)
    sizes: dict[_Gateway, tuple[str, Sizes]] = {}
    for address, found in sizes_behind(graph, paths).items():
        gateway = graph.get(address)
        if gateway is not None:
            home = gateway.home
            plain = address.removeprefix(f"<{home}>.") if home else address
            sizes[home or stack.stack.root, plain, symbol(gateway.name)] = address, found
    clusters = frozenset((symbol(path.cluster.name), symbol(path.cluster.resource_group)) for path in paths)
    return _Load(stack, clusters, sizes)


def _behind(mine: _Load, loads: Iterable[_Load]) -> dict[str, Sizes]:
    """By a gateway's address in a stack, the sizes that other roots' clusters add."""
    found: dict[str, Sizes] = {}
    counted: set[tuple[str, _Gateway]] = set()
    for other in loads:
        root = other.stack.stack.root
        if root == mine.stack.stack.root or mine.clusters & other.clusters:
            continue
        if pair_up(mine.stack.stack, other.stack.stack) is False:
            continue
        for gateway in mine.sizes.keys() & other.sizes.keys():
            if (root, gateway) not in counted:
                counted.add((root, gateway))
                address, more = mine.sizes[gateway][0], other.sizes[gateway][1]
                found[address] = found[address].together(more) if address in found else more
    return found
