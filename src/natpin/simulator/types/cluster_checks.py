"""What AKS refuses about a cluster's outbound type and subnets.

Rules: learn.microsoft.com/azure/aks/egress-outboundtype, nat-gateway; the AKS release notes of 2022-05-01 and
2022-05-08 (creating into a subnet with a NAT gateway needs userAssignedNATGateway) and 2023-08-06 (pod subnets
are checked too). SubnetNotAssociatedWithNATGateway and ExistingRouteTableNotAssociatedWithSubnet are Azure's
codes as users report them; the other codes and every text are unverified.
"""

from __future__ import annotations

from natpin.simulator import errors
from natpin.simulator.exchange import Json
from natpin.simulator.ids import parent_id
from natpin.simulator.store import Stored
from natpin.simulator.types.rules import reference
from natpin.simulator.types.subnets import TYPE as SUBNET_TYPE
from natpin.simulator.world import SimulatedAzure

OUTBOUND_TYPES = frozenset(
    {"loadBalancer", "managedNATGateway", "userAssignedNATGateway", "userDefinedRouting", "none", "block"}
)
_MANAGED_ONLY = frozenset({"managedNATGateway", "block"})
_BYO_ONLY = frozenset({"userAssignedNATGateway", "userDefinedRouting"})
# egress-outboundtype, "Supported migration paths": from, for clusters in a VNet that AKS manages.
_MANAGED_MOVES = {
    "loadBalancer": {"managedNATGateway", "none", "block"},
    "managedNATGateway": {"none", "block"},
    "none": {"loadBalancer", "managedNATGateway", "block"},
    "block": {"loadBalancer", "managedNATGateway", "none"},
}
_BYO_MOVES = {"loadBalancer", "userAssignedNATGateway", "userDefinedRouting", "none"}


def subnets_of(pools: list[Json]) -> list[str]:
    """The node and pod subnets of pools, each once."""
    found: dict[str, str] = {}
    for pool in pools:
        for name in ("vnetSubnetID", "podSubnetID"):
            if pool.get(name):
                found.setdefault(str(pool[name]).lower(), str(pool[name]))
    return list(found.values())


def check_outbound(world: SimulatedAzure, outbound: str, before: str | None, pools: list[Json]) -> None:
    """Refuse an outbound type that the pools' subnets do not bear; `before` is the type of an existing cluster."""
    if outbound not in OUTBOUND_TYPES:
        raise errors.aks(
            400,
            "InvalidParameter",
            f"The value of parameter networkProfile.outboundType is invalid: {outbound}.",
            target="networkProfile.outboundType",
        )
    named = subnets_of(pools)
    subnets = [_subnet(world, target) for target in named]
    if len({parent_id(subnet.id).lower() for subnet in subnets}) > 1:
        raise errors.aks(
            400,
            "InvalidParameter",
            "All agent pools must be in subnets of the same virtual network.",
            target="agentPoolProfile.vnetSubnetID",
        )
    if outbound in _MANAGED_ONLY and subnets:
        _refuse_type(outbound, "cannot be used with a custom virtual network")
    if outbound in _BYO_ONLY and not subnets:
        _refuse_type(outbound, "requires a custom virtual network: set vnetSubnetID on every agent pool")
    if before is not None and before != outbound:
        allowed = _BYO_MOVES if subnets else _MANAGED_MOVES.get(before, set())
        if outbound not in allowed:
            _refuse_type(outbound, f"cannot be reached from outboundType {before} by an update")
    for subnet in subnets:
        _check_subnet(world, outbound, subnet, creating=before is None)


def _subnet(world: SimulatedAzure, target: str) -> Stored:
    entry = world.resources.get(target)
    if entry is None or entry.type != SUBNET_TYPE:
        raise errors.aks(
            400,
            "InvalidParameter",
            f"The subnet {target} was not found.",
            target="agentPoolProfile.vnetSubnetID",
        )
    return entry


def _check_subnet(world: SimulatedAzure, outbound: str, subnet: Stored, *, creating: bool) -> None:
    gateway = reference(subnet.properties.get("natGateway"))
    if outbound == "userAssignedNATGateway" and gateway is None:
        raise errors.aks(
            400,
            "SubnetNotAssociatedWithNATGateway",
            f"Subnet {subnet.id} is not associated with a NAT gateway. outboundType userAssignedNATGateway requires one. "
            "Please see https://aka.ms/aks/outboundtype for more details.",
        )
    if (
        outbound == "loadBalancer"
        and creating
        and gateway is not None
        and world.settings.refuse_load_balancer_on_nat_subnet
    ):
        raise errors.aks(
            400,
            "SubnetAssociatedWithNATGateway",
            f"Subnet {subnet.id} is associated with NAT gateway {gateway}: the cluster must be created with outboundType "
            "userAssignedNATGateway.",
        )
    if outbound == "userDefinedRouting" and reference(subnet.properties.get("routeTable")) is None:
        raise errors.aks(
            400,
            "ExistingRouteTableNotAssociatedWithSubnet",
            f"An existing route table has not been associated with subnet {subnet.id}. Please update the route table "
            "association.",
        )


def _refuse_type(outbound: str, why: str) -> None:
    raise errors.aks(
        400, "InvalidParameter", f"outboundType {outbound} {why}.", target="networkProfile.outboundType"
    )
