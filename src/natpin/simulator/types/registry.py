"""The one list of resource types."""

from __future__ import annotations

from collections.abc import Iterable

from natpin.simulator.store import Stored
from natpin.simulator.types import (
    agent_pools,
    managed_clusters,
    nat_gateways,
    plain,
    public_ip_prefixes,
    public_ips,
    route_tables,
    security_groups,
    subnets,
    virtual_networks,
)
from natpin.simulator.types.rules import TypeRules
from natpin.simulator.world import Link

TYPES: tuple[TypeRules, ...] = (
    public_ips.RULES,
    public_ip_prefixes.RULES,
    nat_gateways.RULES,
    virtual_networks.RULES,
    subnets.RULES,
    route_tables.RULES,
    route_tables.ROUTE_RULES,
    security_groups.RULES,
    managed_clusters.RULES,
    agent_pools.RULES,
    plain.IDENTITY_RULES,
    plain.LOAD_BALANCER_RULES,
    plain.INTERFACE_RULES,
    plain.NETWORK_GATEWAY_RULES,
    plain.WATCHER_RULES,
)

_BY_NAME = {rules.type.lower(): rules for rules in TYPES}


def find(resource_type: str) -> TypeRules | None:
    return _BY_NAME.get(resource_type.lower())


def links_of(entry: Stored) -> Iterable[Link]:
    rules = find(entry.type)
    if rules is None:
        # What the simulator only keeps (a network interface, say) may say itself what it holds on to.
        return [Link(target, "") for target in entry.facts.get("uses", [])]
    return rules.links(entry.properties)
