"""An entry of natpin.yaml as the resources it takes: for each, how to make it, and what natpin keeps as wanted."""

from __future__ import annotations

from collections.abc import Mapping

from natpin.model.change import Json
from natpin.model.location import NOWHERE, Location
from natpin.model.record import field, record
from natpin.model.resource import (
    CLUSTER,
    LOCK,
    NAT_GATEWAY,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    RESOURCE_GROUP,
    SUBNET,
    VIRTUAL_NETWORK,
    same_type,
)
from natpin.provision.desired import (
    ALLOCATE,
    LOCK_NAME,
    Desired,
    DesiredCluster,
    DesiredPrefix,
    DesiredSubnet,
)
from natpin.provision.families import IP_LISTS, IPV4, IPV6
from natpin.provision.ids import group_of, parse

EXIT = "properties.natGateway.id"
"""Of a subnet."""
OUTBOUND = "properties.networkProfile.outboundType"
"""Of a cluster."""

_NOTHING: Mapping[str, object] = {}
_NO_LISTS: Mapping[str, tuple[str, ...]] = {}


@record
class Target:
    """One resource that is wanted."""

    id: str
    type: str
    at: Location = NOWHERE
    create: Json | None = None
    """The body to make it with; None when it must be there already."""
    owned: Mapping[str, object] = field(default_factory=lambda: _NOTHING)
    """Dotted path to the value natpin keeps it at, on a resource that exists."""
    included: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NO_LISTS)
    """Dotted path of a list of ``{"id": …}`` to the ids it must hold. Others in the list stay: natpin detaches none."""
    fixed: Mapping[str, object] = field(default_factory=lambda: _NOTHING)
    """Dotted path to the value it must have, that nothing can change once it exists."""
    depends_on: tuple[str, ...] = ()
    missing: str = ""
    """What to do when it is absent and is not to be created."""
    optional: bool = False
    """True for what may be absent: a cluster that something else will create later."""
    ranges: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NO_LISTS)
    """Dotted path of a list of CIDRs to those it must cover. Others in the list stay."""
    excluded: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NO_LISTS)
    """Dotted path of a list of ``{"id": …}`` to the ids it must not hold."""
    step: str = ""
    """As ``Change.step``."""

    @property
    def key(self) -> str:
        """As ``Change.key``."""
        return f"{self.id.lower()}#{self.step}" if self.step else self.id.lower()


def targets(wanted: Desired) -> tuple[Target, ...]:
    """Every resource of an entry, whatever it depends on first; of a stage, those that it is about."""
    if wanted.stage == ALLOCATE:
        return _allocated(wanted)
    made = [*_groups(wanted), _network(wanted)]
    made += [_prefix(wanted, prefix) for prefix in wanted.prefixes]
    made += [_existing(id_, IPV4) for id_ in wanted.existing]
    made += [_existing(id_, IPV6) for id_ in wanted.existing_v6]
    made += [_lock(wanted, id_) for id_ in wanted.ip_ids if wanted.lock]
    made.append(_gateway(wanted))
    made += [_subnet(wanted, position) for position in range(len(wanted.subnets))]
    made += [_cluster(wanted, cluster) for cluster in wanted.clusters]
    return tuple(made)


def _allocated(wanted: Desired) -> tuple[Target, ...]:
    """What makes the addresses known, and moves nothing: the prefixes, and the groups they are in."""
    groups = {group_of(prefix.id).lower() for prefix in wanted.prefixes}
    return (
        *(target for target in _groups(wanted) if target.id.lower() in groups),
        *(_prefix(wanted, prefix) for prefix in wanted.prefixes),
        *(_lock(wanted, prefix.id) for prefix in wanted.prefixes if wanted.lock),
    )


def _lock(wanted: Desired, id_: str) -> Target:
    """A lock on a public IP or prefix. Source: Management locks REST API, "Create or update by scope"."""
    level: dict[str, object] = {"level": wanted.lock}
    return Target(
        f"{id_}/providers/{LOCK}/{LOCK_NAME}",
        LOCK,
        wanted.at,
        {
            "properties": {
                **level,
                "notes": f"An egress IP of {wanted.name}: partners allow it, and a deleted one is lost.",
            }
        },
        owned={"properties.level": wanted.lock},
        depends_on=(id_,),
    )


def _tagged(wanted: Desired, body: dict[str, object]) -> dict[str, object]:
    return {
        "location": wanted.location,
        **({"tags": dict(sorted(wanted.tags.items()))} if wanted.tags else {}),
        **body,
    }


def _groups(wanted: Desired) -> list[Target]:
    """The resource groups that natpin would create something in. Only the entry's own is created."""
    own = f"/subscriptions/{wanted.subscription}/resourceGroups/{wanted.resource_group}"
    found = {own.lower(): Target(own, RESOURCE_GROUP, wanted.at, _tagged(wanted, {}))}
    ids = [wanted.network.id, wanted.gateway.id]
    ids += [prefix.id for prefix in wanted.prefixes]
    ids += [cluster.id for cluster in wanted.clusters if cluster.create]
    for id_ in ids:
        group = group_of(id_)
        found.setdefault(
            group.lower(),
            Target(group, RESOURCE_GROUP, wanted.at, missing="create it, or name the group it is really in"),
        )
    return list(found.values())


def _network(wanted: Desired) -> Target:
    network = wanted.network
    create = None
    if network.address_space:
        create = _tagged(
            wanted, {"properties": {"addressSpace": {"addressPrefixes": list(network.address_space)}}}
        )
    return Target(
        network.id,
        VIRTUAL_NETWORK,
        network.at,
        create,
        fixed={"location": wanted.location},
        depends_on=(group_of(network.id),),
        missing="give virtual-network an address-space to have it created",
    )


def _zones(wanted: Desired) -> dict[str, object]:
    return {"zones": [wanted.gateway.zone]} if wanted.gateway.zone else {}


def _prefix(wanted: Desired, prefix: DesiredPrefix) -> Target:
    body = {
        "sku": {"name": wanted.gateway.sku, "tier": "Regional"},
        **_zones(wanted),
        "properties": {"prefixLength": prefix.length, "publicIPAddressVersion": prefix.version},
    }
    return Target(
        prefix.id,
        PUBLIC_IP_PREFIX,
        prefix.at,
        _tagged(wanted, body),
        fixed={
            "location": wanted.location,
            "sku.name": wanted.gateway.sku,
            "properties.prefixLength": prefix.length,
            "properties.publicIPAddressVersion": prefix.version,
        },
        depends_on=(group_of(prefix.id),),
    )


def _existing(id_: str, version: str) -> Target:
    type_ = PUBLIC_IP if same_type(parse(id_).type, PUBLIC_IP) else PUBLIC_IP_PREFIX
    key = "existing-v6" if version == IPV6 else "existing"
    return Target(id_, type_, missing=f"it is named under public-ips, {key}: natpin does not create it")


def _gateway(wanted: Desired) -> Target:
    gateway = wanted.gateway
    included = {
        path: tuple(sorted(ids, key=str.lower))
        for path, version, type_ in IP_LISTS
        if (ids := [id_ for id_ in wanted.ips_of(version) if same_type(parse(id_).type, type_)])
    }
    properties: dict[str, object] = {
        path.removeprefix("properties."): [{"id": id_} for id_ in listed] for path, listed in included.items()
    }
    owned: dict[str, object] = {}
    if gateway.idle_minutes is not None:
        properties["idleTimeoutInMinutes"] = gateway.idle_minutes
        owned["properties.idleTimeoutInMinutes"] = gateway.idle_minutes
    fixed: dict[str, object] = {"location": wanted.location, "sku.name": gateway.sku}
    if gateway.zone:
        fixed["zones"] = [gateway.zone]
    return Target(
        gateway.id,
        NAT_GATEWAY,
        gateway.at,
        _tagged(
            wanted,
            {"sku": {"name": gateway.sku, "tier": "Regional"}, **_zones(wanted), "properties": properties},
        ),
        owned,
        included,
        fixed,
        depends_on=(group_of(gateway.id), *wanted.ip_ids),
        excluded={
            path: retired
            for path, _version, type_ in IP_LISTS
            if (retired := tuple(each.id for each in wanted.retired if same_type(parse(each.id).type, type_)))
        },
    )


def _subnet(wanted: Desired, position: int) -> Target:
    subnet = wanted.subnets[position]
    if not subnet.attached:
        return _detached(wanted, subnet)
    reference = {"id": wanted.gateway.id}
    create: Json | None = None
    fixed: dict[str, object] = {}
    if subnet.prefixes:
        # A private subnet: nothing leaves through default outbound access should the NAT gateway ever be detached.
        create = {
            "properties": {
                **_address_space(subnet),
                "natGateway": reference,
                "defaultOutboundAccess": False,
            }
        }
    return Target(
        subnet.id,
        SUBNET,
        subnet.at,
        create,
        owned={EXIT: wanted.gateway.id},
        fixed=fixed,
        depends_on=(wanted.network.id, wanted.gateway.id),
        missing="give it a prefix to have it created",
    )


def _address_space(subnet: DesiredSubnet) -> dict[str, object]:
    """One prefix, or one of each family. Source: Azure Virtual Network, "Add IPv6 to an IPv4 application": a subnet of both
    families has a list of two."""
    if len(subnet.prefixes) > 1:
        return {"addressPrefixes": list(subnet.prefixes)}
    return {"addressPrefix": subnet.prefixes[0]}


def _detached(wanted: Desired, subnet: DesiredSubnet) -> Target:
    """A subnet without a NAT gateway: whoever is in it has to have another way out first."""
    return Target(
        subnet.id,
        SUBNET,
        subnet.at,
        owned={EXIT: None},
        depends_on=(wanted.network.id, *(cluster.id for cluster in wanted.clusters)),
        optional=True,
    )


def _cluster(wanted: Desired, cluster: DesiredCluster) -> Target:
    create: Json | None = None
    if cluster.create is not None:
        creation = cluster.create
        pool: dict[str, object] = {
            "name": "system",
            "mode": "System",
            "type": "VirtualMachineScaleSets",
            "osType": "Linux",
            "count": creation.node_count,
            "vnetSubnetID": wanted.subnets[0].id,
        }
        if creation.vm_size:
            pool["vmSize"] = creation.vm_size
        network: dict[str, object] = {
            "networkPlugin": creation.network_plugin,
            "outboundType": cluster.outbound_type,
            "loadBalancerSku": "standard",
        }
        if creation.network_plugin_mode:
            network["networkPluginMode"] = creation.network_plugin_mode
        if creation.ip_families:
            network["ipFamilies"] = list(creation.ip_families)
        properties: dict[str, object] = {
            "dnsPrefix": parse(cluster.id).name.replace("_", "-")[:54].rstrip("-"),
            "agentPoolProfiles": [pool],
            "networkProfile": network,
        }
        if creation.kubernetes_version:
            properties["kubernetesVersion"] = creation.kubernetes_version
        identity: dict[str, object] = {"type": "SystemAssigned"}
        if creation.identity != "system":
            identity = {"type": "UserAssigned", "userAssignedIdentities": {creation.identity: {}}}
        create = _tagged(wanted, {"identity": identity, "properties": properties})
    return Target(
        cluster.id,
        CLUSTER,
        cluster.at,
        create,
        owned={OUTBOUND: cluster.outbound_type},
        fixed={"location": wanted.location},
        depends_on=(group_of(cluster.id), *(subnet.id for subnet in wanted.subnets if subnet.attached)),
        optional=True,
    )
