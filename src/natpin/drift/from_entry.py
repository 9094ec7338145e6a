"""An ``egress:`` entry of natpin.yaml as a declaration to compare with.

An entry names subnets, not pools: which pools are in them is not its business. So every live pool in one of its subnets
counts as declared, and any other as not. Where no live pool is in any of them, the entry still says where the cluster's
pools belong: each is declared in its first subnet, so that the cluster is out of order, never "not compared".
"""

from __future__ import annotations

from collections.abc import Iterator

from natpin.egress import pools
from natpin.graph import Graph
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.resource import (
    CLUSTER,
    NAT_GATEWAY,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    SUBNET,
    VIRTUAL_NETWORK,
    Resource,
    same_type,
)
from natpin.model.value import Node, Unknown, Value, of, text
from natpin.provision.desired import Desired, DesiredCluster
from natpin.provision.families import IP_LISTS, IPV4
from natpin.provision.ids import parent_of, parse


def resources(wanted: Desired, live: Graph) -> Iterator[Resource]:
    """The declared resources. ``live`` tells which pools its subnets hold."""
    yield _resource(wanted.network.id, VIRTUAL_NETWORK, {}, wanted.network.at, external=True)
    for subnet in wanted.subnets:
        properties: dict[str, object] = {"natGateway": {"id": wanted.gateway.id}}
        if len(subnet.prefixes) > 1:
            properties["addressPrefixes"] = list(subnet.prefixes)
        elif subnet.prefixes:
            properties["addressPrefix"] = subnet.prefixes[0]
        made = _resource(subnet.id, SUBNET, properties, subnet.at)
        yield _child(made, parent_of(subnet.id))
    yield _gateway(wanted)
    for prefix in wanted.prefixes:
        body: dict[str, object] = {"prefixLength": prefix.length, "sku": {"name": wanted.gateway.sku}}
        if prefix.version != IPV4:
            body["publicIPAddressVersion"] = prefix.version
        yield _guarded(wanted, _resource(prefix.id, PUBLIC_IP_PREFIX, body, prefix.at))
    for id_ in (*wanted.existing, *wanted.existing_v6):
        type_ = PUBLIC_IP if same_type(parse(id_).type, PUBLIC_IP) else PUBLIC_IP_PREFIX
        yield _guarded(wanted, _resource(id_, type_, {}, wanted.at, external=True))
    for cluster in wanted.clusters:
        settings: dict[str, object] = {
            "networkProfile": {"outboundType": cluster.outbound_type},
            "agentPoolProfiles": _pools(wanted, cluster, live),
        }
        # the entry says nothing of the API server
        settings["apiServerAccessProfile"] = Unknown("the entry does not say", cluster.at)
        yield _resource(cluster.id, CLUSTER, settings, cluster.at)


def _guarded(wanted: Desired, ip: Resource) -> Resource:
    """An IP with the lock that the entry asks for: where nothing guards it any more, that is a difference."""
    if not wanted.lock:
        return ip
    return replace(ip, traits={**ip.traits, "retained": Value(True, wanted.at)})


def _gateway(wanted: Desired) -> Resource:
    gateway = wanted.gateway
    lists: dict[str, object] = {
        **{
            path.removeprefix("properties."): [
                {"id": id_} for id_ in wanted.ips_of(version) if same_type(parse(id_).type, type_)
            ]
            for path, version, type_ in IP_LISTS
        },
        "sku": {"name": gateway.sku},
    }
    lists["idleTimeoutInMinutes"] = (
        Unknown("the entry leaves it as it is", gateway.at)
        if gateway.idle_minutes is None
        else gateway.idle_minutes
    )
    if gateway.zone:
        lists["zones"] = [gateway.zone]
    return _resource(gateway.id, NAT_GATEWAY, lists, gateway.at)


def _pools(wanted: Desired, own_cluster: DesiredCluster, live: Graph) -> Node:
    """The live pools in the entry's subnets, or all of them put where the entry wants them."""
    own = {subnet.id.lower() for subnet in wanted.subnets}
    at = own_cluster.at
    found, elsewhere = [], []
    for cluster in live.of_type(CLUSTER):
        if cluster.address.lower() != own_cluster.id.lower():
            continue
        for pool in pools(live, cluster):
            subnets = {
                name: subnet
                for name in ("vnetSubnetID", "podSubnetID")
                if (subnet := text(pool.resource.get(name))) and subnet.lower() in own
            }
            if "vnetSubnetID" in subnets:
                found.append({"name": pool.name, **subnets})
            elsewhere.append({"name": pool.name, "vnetSubnetID": wanted.subnets[0].id})
    return of(found or elsewhere, at) if found or elsewhere else Unknown("no live pool is known", at)


def _resource(
    identifier: str, type_: str, body: dict[str, object], at: Location, external: bool = False
) -> Resource:
    own = parse(identifier)
    return Resource(
        address=identifier,
        type=type_,
        name=Value(own.name, at),
        properties={"id": Value(identifier, at), **{name: of(value, at) for name, value in body.items()}},
        at=at,
        resource_group=Value(own.group, at),
        subscription=Value(own.subscription, at),
        external=external,
    )


def _child(made: Resource, parent: str) -> Resource:

    return replace(made, parent=Value(parent, made.at))
