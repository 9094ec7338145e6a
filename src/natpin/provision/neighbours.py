"""Whose way out a plan changes: found from the subnets, whoever the entry names.

A cluster is found by what its pools name (Resource Graph, every subscription the caller sees), and by the network
interfaces of its nodes in the subnet itself, whose resource group Azure marks with the cluster that manages it. The
first may lag, the second sees running nodes only: so both are asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from natpin.errors import Rejected
from natpin.model.change import Change
from natpin.model.record import replace
from natpin.model.resource import CLUSTER, NAT_GATEWAY, SUBNET, same_type
from natpin.provision.bodies import ids_in, read
from natpin.provision.ids import parent_of, parse
from natpin.provision.observed import Observed, also
from natpin.provision.occupancy import group_of_interface, interfaces, node_group
from natpin.provision.ports import Cloud, Live


def touched(change: Change, found: Observed) -> tuple[str, ...]:
    """The ids of the live subnets whose traffic leaves otherwise when a change is made."""
    live = found.live(change.id)
    if live is None or not change.properties:
        return ()
    if same_type(change.type, SUBNET):
        return (change.id,)
    if same_type(change.type, NAT_GATEWAY):
        return tuple(ids_in(read(live.body, "properties.subnets")))
    return ()


def look(found: Observed, changes: Iterable[Change], cloud: Cloud) -> Observed:
    """The same, with every cluster in the subnets that some changes touch. Asks nothing where no live subnet is."""
    subnets = list(dict.fromkeys(id_ for change in changes for id_ in touched(change, found)))
    return around(found, subnets, cloud) if subnets else found


def around(found: Observed, subnets: Sequence[str], cloud: Cloud) -> Observed:
    """The same, with everybody in some subnets (their ids)."""
    found = also(found, subnets, cloud)
    networks = list({parent_of(id_).lower(): parent_of(id_) for id_ in subnets}.values())
    blind = ""
    try:
        near = cloud.clusters_near(networks)
    except Rejected as error:
        if not error.about_one:
            raise
        near, blind = (), f"which clusters use {', '.join(networks)} could not be read: {error.message}"
    found = also(found, near, cloud)
    hidden = [id_ for id_ in near if id_.lower() in found.unreadable]
    if hidden:
        blind = f"which subnets {', '.join(hidden)} uses could not be read"
    lives = [live for id_ in subnets if (live := found.live(id_)) is not None]
    found = _owned(replace(found, blind=blind), lives, cloud)
    return replace(found, passive=found.passive | _passive(lives, cloud))


def _owned(found: Observed, subnets: Sequence[Live], cloud: Cloud) -> Observed:
    """Ask the resource groups of interfaces that no known cluster accounts for who manages them.

    Source: Azure REST API, "Resource Groups - Get": ``managedBy``, the id of the resource that manages the group; AKS
    sets it on a node resource group (unverified against a recording; where it does not, the interfaces are told as
    machines, which need the same permission).
    """
    known = {node_group(cluster) for cluster in found.clusters}
    groups = {group_of_interface(each) for subnet in subnets for each in interfaces(subnet.body)}
    owners = dict(found.owners)
    for group in sorted(groups - known - owners.keys()):
        owners[group] = ""
        try:
            live = cloud.get(group)
        except Rejected as error:
            if not error.about_one:
                raise
            continue
        owner = live.body.get("managedBy") if live is not None else None
        if isinstance(owner, str) and same_type(parse(owner).type, CLUSTER):
            owners[group] = owner
            found = also(found, (owner,), cloud)
    return replace(found, owners=owners)


def _passive(subnets: Sequence[Live], cloud: Cloud) -> frozenset[str]:
    """The interfaces of private endpoints: they answer, and begin nothing."""
    found: set[str] = set()
    for subnet in subnets:
        for id_ in ids_in(read(subnet.body, "properties.privateEndpoints")):
            try:
                live = cloud.get(id_)
            except Rejected as error:
                if not error.about_one:
                    raise
                continue
            if live is not None:
                found.update(each.lower() for each in ids_in(read(live.body, "properties.networkInterfaces")))
    return frozenset(found)
