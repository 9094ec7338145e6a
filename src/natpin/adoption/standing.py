"""Where a live cluster stands: whoever shares its subnets, where each pool leaves, and what decides that. It only reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from natpin.egress import trace
from natpin.errors import Refused
from natpin.graph import Graph
from natpin.model.path import EgressPath
from natpin.model.record import record
from natpin.model.resource import CLUSTER, RESOURCE_GROUP, same_type
from natpin.provision.as_declared import parts
from natpin.provision.bodies import ids_in, read
from natpin.provision.ids import parent_of, parse, same
from natpin.provision.neighbours import around
from natpin.provision.observed import Observed, also, pool_subnets, survey
from natpin.provision.occupancy import Occupant, places
from natpin.provision.ports import Cloud, Live
from natpin.provision.targets import Target


@record
class Standing:
    """A cluster, and everything that its way out depends on or is shared with."""

    cluster: Live
    sharing: tuple[Live, ...]
    """Other clusters in its subnets, and those in theirs: whoever moves when it moves."""
    subnets: tuple[Live, ...]
    """The subnets of all of them."""
    others: tuple[Occupant, ...]
    """What is no cluster, and leaves from these subnets too."""
    found: Observed

    @property
    def clusters(self) -> tuple[Live, ...]:
        """The cluster, then those that share."""
        return (self.cluster, *self.sharing)


def look_at(cluster_id: str, cloud: Cloud) -> Standing:
    """Look. Raises Refused when there is no such cluster, CloudError when Azure cannot be asked."""
    found = survey([Target(cluster_id, CLUSTER)], cloud)
    why = found.unreadable.get(cluster_id.lower())
    cluster = found.live(cluster_id)
    if cluster is None:
        raise Refused(
            f"{cluster_id}: {f'it could not be read: {why}' if why else 'there is no such cluster'}"
        )
    sharing: dict[str, Live] = {}
    subnets: dict[str, str] = {}
    pending = [cluster]
    while pending:
        fresh = {
            id_.lower(): id_ for live in pending for id_ in subnets_of(live) if id_.lower() not in subnets
        }
        subnets.update(fresh)
        pending = []
        if not fresh:
            break
        found = also(
            found, {parent_of(id_).lower(): parent_of(id_) for id_ in fresh.values()}.values(), cloud
        )
        found = around(found, list(fresh.values()), cloud)
        for id_ in fresh.values():
            for one in _occupants(id_, found):
                live = found.live(one.id) if one.cluster else None
                if live is not None and not same(live.id, cluster.id) and live.id.lower() not in sharing:
                    sharing[live.id.lower()] = live
                    pending.append(live)
    for live in (cluster, *sharing.values()):
        # of a NAT gateway that AKS manages: provisioning has no use for them
        profile = "properties.networkProfile.natGatewayProfile.effectiveOutboundIPs"
        found = also(found, ids_in(read(live.body, profile)), cloud)
    lives = [live for id_ in subnets.values() if (live := found.live(id_)) is not None]
    others: dict[str, Occupant] = {}
    for subnet in lives:
        for one in found.occupants(subnet):
            if not one.cluster or found.live(one.id) is None:
                others.setdefault(f"{one.id.lower()} {one.where}", one)
    in_order = tuple(sharing[key] for key in sorted(sharing))
    return Standing(cluster, in_order, tuple(lives), tuple(others.values()), found)


def _occupants(subnet_id: str, found: Observed) -> tuple[Occupant, ...]:
    live = found.live(subnet_id)
    return found.occupants(live) if live is not None else ()


def subnets_of(cluster: Live) -> list[str]:
    """The ids of every subnet that something of a cluster leaves from, each once, spelt as the pools spell it."""
    spelt = {id_.lower(): id_ for id_ in pool_subnets(cluster)}
    return [spelt.get(key, key) for key in dict.fromkeys((*spelt, *places(cluster.body)))]


def full_name(cluster: Live) -> str:
    """For a sentence: ``payments (resource group rg-payments)``."""
    return f"{parse(cluster.id).name} (resource group {parse(cluster.id).group})"


def paths_of(bodies: Iterable[Mapping[str, Any]], found: Observed) -> list[EgressPath]:
    """Where every pool among some ARM bodies leaves."""
    known = [body for body in bodies if not same_type(str(body.get("type")), RESOURCE_GROUP)]
    return list(trace(Graph.of(parts(known, found))))


def today(standing: Standing) -> list[EgressPath]:
    """Where the pools of all the clusters leave today."""
    every = paths_of((live.body for live in standing.found.found.values()), standing.found)
    own = {live.id.lower() for live in standing.clusters}
    return [path for path in every if path.cluster.address.lower() in own]
