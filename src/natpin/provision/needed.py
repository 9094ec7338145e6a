"""The actions that a write takes, each with the scope it is checked at."""

from __future__ import annotations

from collections.abc import Iterator

from natpin.model.resource import CLUSTER, NAT_GATEWAY, SUBNET, same_type
from natpin.provision.bodies import desired, ids_in, read
from natpin.provision.desired import Desired
from natpin.provision.families import IP_LISTS
from natpin.provision.ids import same
from natpin.provision.observed import Observed, nearest_scope, pool_subnets
from natpin.provision.ports import Live
from natpin.provision.targets import Target


def needs(target: Target, live: Live | None, wanted: Desired, found: Observed) -> Iterator[tuple[str, str]]:
    """The actions that writing a target takes, each with the scope it is checked at.

    Source: Azure RBAC, "Linked access checks": a PUT needs ``join/action`` on every resource it refers to, ones
    merely kept included.
    """
    group = same_type(target.type, "Microsoft.Resources/resourceGroups")
    action = "Microsoft.Resources/subscriptions/resourceGroups" if group else target.type
    yield f"{action}/write", nearest_scope(target.id, found)
    body = desired(target, live.body) if live is not None else (target.create or {})
    for path, linked in (
        ("properties.natGateway.id", NAT_GATEWAY),
        ("properties.networkSecurityGroup.id", "Microsoft.Network/networkSecurityGroups"),
        ("properties.routeTable.id", "Microsoft.Network/routeTables"),
    ):
        id_ = read(body, path)
        if same_type(target.type, SUBNET) and isinstance(id_, str):
            # What a live subnet refers to exists; only the NAT gateway may still have to be made.
            yield f"{linked}/join/action", nearest_scope(id_, found) if linked == NAT_GATEWAY else id_
    if same_type(target.type, SUBNET):
        for id_ in ids_in(read(body, "properties.serviceEndpointPolicies")):
            yield "Microsoft.Network/serviceEndpointPolicies/join/action", id_
    if same_type(target.type, NAT_GATEWAY):
        for path, _version, linked in IP_LISTS:
            for id_ in ids_in(read(body, path)):
                yield f"{linked}/join/action", nearest_scope(id_, found)
    if same_type(target.type, CLUSTER):
        subnets = pool_subnets(live) if live is not None else [wanted.subnets[0].id]
        for id_ in subnets:
            yield f"{SUBNET}/join/action", nearest_scope(id_, found) if live is None else id_
        own = next((cluster for cluster in wanted.clusters if same(cluster.id, target.id)), None)
        creation = own.create if own else None
        if live is None and creation is not None and creation.identity != "system":
            yield "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action", creation.identity
