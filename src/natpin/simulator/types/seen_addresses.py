"""From which addresses connections out of a cluster's pools are seen."""

from __future__ import annotations

from ipaddress import ip_network

from natpin.simulator.store import Stored
from natpin.simulator.types import nat_gateways, route_tables
from natpin.simulator.types.cluster_network import managed_subnet
from natpin.simulator.types.rules import reference, references
from natpin.simulator.world import SimulatedAzure


def egress_addresses(world: SimulatedAzure, cluster: Stored, pool: Stored) -> list[str]:
    """The public addresses a pool's connections would be seen from, in order; empty when unknown or none.

    Precedence: virtual appliance route, NAT gateway, node public IP, load balancer
    (learn.microsoft.com/azure/nat-gateway/nat-overview).
    """
    subnet_id = pool.properties.get("podSubnetID") or pool.properties.get("vnetSubnetID")
    subnet = world.resources.get(str(subnet_id)) if subnet_id else managed_subnet(world, cluster)
    if subnet is not None:
        table = world.resources.get(reference(subnet.properties.get("routeTable")))
        for route in world.resources.children(table.id, route_tables.ROUTE_TYPE) if table else []:
            if (
                route.properties.get("addressPrefix") == "0.0.0.0/0"
                and route.properties.get("nextHopType") == "VirtualAppliance"
            ):
                return []
        gateway = world.resources.get(reference(subnet.properties.get("natGateway")))
        if gateway is not None:
            targets = [
                t
                for name, _v in (*nat_gateways.IP_LISTS, *nat_gateways.PREFIX_LISTS)
                for t in references(gateway.properties.get(name))
            ]
            return [address for target in targets for address in _addresses(world, target)]
    return [
        address for target in cluster.facts.get("effectiveLb", []) for address in _addresses(world, target)
    ]


def _addresses(world: SimulatedAzure, target: str) -> list[str]:
    entry = world.resources.get(target)
    if entry is None:
        return []
    if "ipPrefix" in entry.facts:
        return [str(address) for address in ip_network(str(entry.facts["ipPrefix"]))]
    return [str(entry.facts["ipAddress"])] if "ipAddress" in entry.facts else []
