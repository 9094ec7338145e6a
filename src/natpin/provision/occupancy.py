"""Who leaves from a subnet: clusters by where their pools are, anything else by the network interfaces Azure lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from natpin.model.change import Json
from natpin.model.record import record
from natpin.provision.bodies import ids_in, read
from natpin.provision.ids import parent_of, parse
from natpin.provision.ports import Live

_PASSIVE = ("/loadbalancers/", "/privatelinkservices/")
"""Configurations that begin no connection: a load balancer's internal frontend answers only."""


@record
class Occupant:
    """Somebody whose connections leave from a subnet."""

    id: str
    """A cluster's id; of anything else the id of the resource group it is in, or of its service association link."""
    cluster: bool
    where: str
    """What of it is in the subnet: ``pools system, user``, ``3 network interfaces``."""

    @property
    def label(self) -> str:
        """For a sentence."""
        parsed = parse(self.id)
        if self.cluster:
            return f"the cluster {parsed.name} of {parsed.group} ({self.where})"
        return f"{self.where} of {parsed.group or self.id}"


def places(cluster: Json) -> dict[str, tuple[str, ...]]:
    """By subnet id in lower case, what of a live cluster leaves from it.

    Source: Azure REST API specifications, Microsoft.ContainerService 2026-05-01: ``agentPoolProfiles[].vnetSubnetID``
    and ``podSubnetID``, ``hostedSystemProfile``, ``addonProfiles.aciConnectorLinux.config.SubnetName`` (the name of a
    subnet of the pools' network: AKS, "Use virtual nodes").
    """
    found: dict[str, list[str]] = {}
    network = ""
    for profile in pools(cluster):
        name = str(profile.get("name") or "?")
        for key, what in (("vnetSubnetID", f"pool {name}"), ("podSubnetID", f"the pods of pool {name}")):
            subnet = profile.get(key)
            if isinstance(subnet, str) and subnet:
                found.setdefault(subnet.lower(), []).append(what)
                network = network or parent_of(subnet)
    hosted = read(cluster, "properties.hostedSystemProfile")
    for value in hosted.values() if isinstance(hosted, Mapping) else ():
        if isinstance(value, str) and "/subnets/" in value.lower():
            found.setdefault(value.lower(), []).append("its hosted system nodes")
    connector = read(cluster, "properties.addonProfiles.aciConnectorLinux")
    name_ = read(connector, "config.SubnetName") if isinstance(connector, Mapping) else None
    if isinstance(name_, str) and network and read(connector, "enabled") is True:  # type: ignore[arg-type]
        found.setdefault(f"{network}/subnets/{name_}".lower(), []).append("its virtual nodes")
    return {subnet: tuple(dict.fromkeys(what)) for subnet, what in found.items()}


def pools(cluster: Json) -> list[Mapping[str, Any]]:
    """The node pools of a live cluster, as Azure lists them in it."""
    return _objects(read(cluster, "properties.agentPoolProfiles"))


def node_group(cluster: Live) -> str:
    """The id, in lower case, of the resource group that holds a cluster's nodes; empty when it is not told."""
    name = read(cluster.body, "properties.nodeResourceGroup")
    subscription = parse(cluster.id).subscription
    return f"/subscriptions/{subscription}/resourcegroups/{name}".lower() if isinstance(name, str) else ""


def interfaces(subnet: Json) -> list[str]:
    """The ids, in lower case, of what holds addresses in a subnet and may begin connections.

    Azure lists them in ``ipConfigurations``, names in capitals (recorded).
    """
    found = []
    for name in ("ipConfigurations", "ipConfigurationProfiles"):
        for id_ in ids_in(read(subnet, f"properties.{name}")):
            key = id_.lower()
            if not any(word in key for word in _PASSIVE):
                found.append(key.partition("/ipconfigurations/")[0])
    return list(dict.fromkeys(found))


def links(subnet: Json) -> list[str]:
    """The ids of services that use a subnet. ``AzureKubernetesService`` stands for pods of clusters (Azure/ARO-HCP#469).

    Source: Azure REST API, "Subnets - Get": ``serviceAssociationLinks`` and ``resourceNavigationLinks`` are the external
    resources that use the subnet; ``applicationGatewayIPConfigurations`` are those of application gateways in it.
    """
    found = [
        id_
        for name in ("serviceAssociationLinks", "resourceNavigationLinks")
        for id_ in ids_in(read(subnet, f"properties.{name}"))
        if not id_.lower().endswith("/azurekubernetesservice")
    ]
    gateways = ids_in(read(subnet, "properties.applicationGatewayIPConfigurations"))
    return list(dict.fromkeys([*found, *(parent_of(id_) for id_ in gateways)]))


def group_of_interface(interface: str) -> str:
    """The id of the resource group that an interface's id names, in lower case."""
    return "/".join(interface.lower().split("/")[:5])


def occupants(
    subnet: Live, clusters: Iterable[Live], owners: Mapping[str, str], passive: frozenset[str] = frozenset()
) -> tuple[Occupant, ...]:
    """Everybody in a subnet, clusters first.

    ``owners`` maps a resource group's id to the id of the cluster that Azure says manages it (``managedBy``);
    ``passive`` are ids of interfaces that begin no connection. All in lower case.
    """
    found: list[Occupant] = []
    groups: dict[str, str] = {}
    shown: set[str] = set()
    key = subnet.id.lower()
    for cluster in clusters:
        groups[node_group(cluster)] = cluster.id
        what = places(cluster.body).get(key, ())
        if what:
            found.append(Occupant(cluster.id, True, ", ".join(what)))
            shown.add(cluster.id.lower())
    rest: dict[str, int] = {}
    for interface in interfaces(subnet.body):
        group = group_of_interface(interface)
        owner = groups.get(group) or owners.get(group)
        if interface in passive:
            continue
        if owner and owner.lower() not in shown:
            # Nodes that no pool accounts for (node auto-provisioning), or a cluster that may not be read.
            shown.add(owner.lower())
            found.append(Occupant(owner, True, "nodes"))
        elif not owner:
            rest[group] = rest.get(group, 0) + 1
    found += [
        Occupant(group, False, f"{count} network interface{'s'[: count > 1]}")
        for group, count in rest.items()
    ]
    found += [Occupant(id_, False, f"the service {parse(id_).name or id_}") for id_ in links(subnet.body)]
    known = {one.id.lower() for one in found if one.cluster}
    if _pods_of_nobody(subnet.body) and not known:
        found.append(Occupant(subnet.id, False, "pods of a cluster that was not found"))
    return tuple(sorted(found, key=lambda one: (not one.cluster, one.id.lower())))


def _pods_of_nobody(subnet: Json) -> bool:
    """AKS links itself to a subnet that pods get addresses from."""
    found = ids_in(read(subnet, "properties.serviceAssociationLinks"))
    return any(id_.lower().endswith("/azurekubernetesservice") for id_ in found)


def _objects(value: object) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
