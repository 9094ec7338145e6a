"""Every NAT gateway of a stack with what is behind it: what ``natpin capacity`` is reckoned from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from natpin.facts.capacity import Sizes
from natpin.facts.gateways import sizes_of
from natpin.facts.network import nat_facts
from natpin.facts.users import clusters_of, gateway_users, perhaps_of
from natpin.graph import Graph
from natpin.model.asking import scalar_of
from natpin.model.path import EgressPath
from natpin.model.resource import NAT_GATEWAY, Resource
from natpin.model.snat import GatewayLoad, Range
from natpin.model.value import Node, Unknown, dig


def gateway_loads(
    graph: Graph, paths: Sequence[EgressPath], behind: Mapping[str, Sizes]
) -> Iterator[GatewayLoad]:
    """The gateways that carry clusters, or may. ``behind``: by address, the sizes of other stacks' clusters there."""
    gateways = {gateway.address: gateway for gateway in graph.declared(NAT_GATEWAY)}
    gateways |= {
        path.nat_gateway.address: path.nat_gateway for path in paths if isinstance(path.nat_gateway, Resource)
    }
    for address, mine in gateway_users(graph, paths, gateways.values()).items():
        gateway = gateways[address]
        sizes = sizes_of(graph, mine)
        more = behind.get(address)
        yield GatewayLoad(
            gateway,
            bounds(dig(nat_facts(graph, gateway), "ipCount"), "how many IPs it has is not known"),
            bounds((sizes if more is None else sizes.together(more)).max_nodes(), "the size is not known"),
            clusters_of(mine.sure),
            perhaps_of(mine),
            more is not None,
        )


def bounds(node: Node | None, otherwise: str) -> Range:
    """A count, or between which it lies. ``otherwise`` is said of what is no count at all."""
    found = scalar_of(node)
    if isinstance(found, Unknown):
        return Range(found.least or 0, found.most, found.reason or otherwise, found.settle_by)
    if isinstance(found, int) and not isinstance(found, bool) and found >= 0:
        return Range(found, found)
    return Range(0, None, otherwise)
