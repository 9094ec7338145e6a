"""What a team wants of its egress: one entry of ``egress:`` in natpin.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from natpin.model.location import NOWHERE, Location
from natpin.model.record import field, record
from natpin.provision.families import IPV4, IPV6, addresses_in
from natpin.provision.ids import group_id, parse, same
from natpin.provision.migrations import LOAD_BALANCER, NONE, OWN_NAT, ROUTES

OUTBOUND_TYPE_CHANGE = "outbound-type-change"
CLUSTER_CREATE = "cluster-create"
EGRESS_CHANGE = "egress-change"
GATEWAY_CHANGE = "gateway-change"
GATEWAY_DETACH = "gateway-detach"
IP_RETIRE = "ip-retire"
ALLOWABLE = (
    OUTBOUND_TYPE_CHANGE,
    CLUSTER_CREATE,
    EGRESS_CHANGE,
    GATEWAY_CHANGE,
    GATEWAY_DETACH,
    IP_RETIRE,
)
"""What ``allow:`` may name: each interrupts, or makes, somebody's egress. ``egress-change`` is for whoever is in a subnet and
is not the entry's own; ``gateway-change`` takes a subnet from one NAT gateway to another, ``gateway-detach``
takes it off without another; ``ip-retire`` takes an IP off one."""

ALLOCATE = "allocate"
STAGES = (ALLOCATE,)
"""Parts of an entry that can be planned alone: ``allocate`` makes its addresses, which nothing uses yet."""

SKUS = ("Standard", "StandardV2")
CAN_NOT_DELETE = "CanNotDelete"
LOCK_NAME = "natpin"
"""What a lock of natpin's making is called: one on each public IP and prefix of an entry that asks for it."""
OUTBOUND_TYPES = (OWN_NAT, LOAD_BALANCER, ROUTES, NONE)
"""What AKS offers a cluster in a network of its owner's. Source: AKS, "Customize cluster egress with outbound types"."""


@record
class DesiredNetwork:
    """The virtual network; with an address space it is created when absent."""

    id: str
    address_space: tuple[str, ...] = ()
    at: Location = NOWHERE


@record
class DesiredSubnet:
    """A subnet that shall use the NAT gateway; with a prefix it is created when absent."""

    id: str
    prefix: str | None = None
    at: Location = NOWHERE
    attached: bool = True
    """False: it shall have no NAT gateway (``nat-gateway: none``), which is the way back from a move."""
    prefix_v6: str | None = None
    """Besides ``prefix``, for a subnet of both families."""

    @property
    def prefixes(self) -> tuple[str, ...]:
        """What is written, IPv4 first."""
        return tuple(each for each in (self.prefix, self.prefix_v6) if each)


@record
class DesiredGateway:
    """The NAT gateway. What is None is left as it is found, or to Azure's default when it is created."""

    id: str
    sku: str = "Standard"
    idle_minutes: int | None = None
    zone: str | None = None
    at: Location = NOWHERE


@record
class DesiredPrefix:
    """A public IP prefix of natpin's own making."""

    id: str
    length: int
    at: Location = NOWHERE
    version: str = IPV4

    @property
    def count(self) -> int:
        """How many addresses it has."""
        return addresses_in(self.length, self.version)


@record
class Retired:
    """A public IP or prefix that shall no longer be used after a day: it is taken off the NAT gateway, never deleted. Where
    it is the load balancer's, the outbound type stays until then."""

    id: str
    after: str
    """The last day it is promised to somebody, as in 2026-12-31."""
    at: Location = NOWHERE


@record
class ClusterCreation:
    """How to make the cluster when it is absent."""

    network_plugin: str = "azure"
    network_plugin_mode: str | None = "overlay"
    node_count: int = 3
    vm_size: str | None = None
    identity: str = "system"
    """``system``, or the id of a user-assigned identity."""
    kubernetes_version: str | None = None
    ip_families: tuple[str, ...] = ()
    """Empty for AKS's default, IPv4."""


@record
class DesiredCluster:
    """The cluster whose egress this is."""

    id: str
    outbound_type: str = OWN_NAT
    create: ClusterCreation | None = None
    at: Location = NOWHERE


@record
class Desired:
    """One entry, complete and valid in itself."""

    name: str
    subscription: str
    resource_group: str
    location: str
    network: DesiredNetwork
    subnets: tuple[DesiredSubnet, ...]
    gateway: DesiredGateway
    prefix: DesiredPrefix | None = None
    existing: tuple[str, ...] = ()
    """Ids of public IPs and prefixes that are there already; IPv4."""
    retired: tuple[Retired, ...] = ()
    """What the NAT gateway shall lose, each when its day has passed."""
    clusters: tuple[DesiredCluster, ...] = ()
    """Several where several share the subnets."""
    tags: Mapping[str, str] = field(default_factory=dict)
    lock: str = ""
    """``CanNotDelete`` to have its public IPs guarded against deletion; empty for no lock."""
    at: Location = NOWHERE
    prefix_v6: DesiredPrefix | None = None
    existing_v6: tuple[str, ...] = ()
    """As ``existing``; IPv6."""
    stage: str = ""
    """The part of it that is planned; empty for all. Chosen on the command line, no part of the entry."""

    @property
    def cluster(self) -> DesiredCluster | None:
        """The only cluster, or the first."""
        return self.clusters[0] if self.clusters else None

    @property
    def ip_ids(self) -> tuple[str, ...]:
        """The ids of the prefixes and of the IPs that the NAT gateway shall have, IPv4 first."""
        return (*self.ips_of(IPV4), *self.ips_of(IPV6))

    def ips_of(self, version: str) -> tuple[str, ...]:
        """Those of one address family."""
        prefix, existing = (
            (self.prefix_v6, self.existing_v6) if version == IPV6 else (self.prefix, self.existing)
        )
        return (*([prefix.id] if prefix else []), *existing)

    @property
    def prefixes(self) -> tuple[DesiredPrefix, ...]:
        """The prefixes of natpin's own making."""
        return tuple(each for each in (self.prefix, self.prefix_v6) if each is not None)

    def prefix_at(self, id_: str) -> DesiredPrefix | None:
        """The one of natpin's own making with an id."""
        return next((each for each in self.prefixes if same(each.id, id_)), None)

    def own(self, cluster_id: str) -> DesiredCluster | None:
        """A cluster as the entry names it; None where it does not."""
        return next((cluster for cluster in self.clusters if same(cluster.id, cluster_id)), None)

    def owns(self, cluster_id: str) -> bool:
        """True for a cluster that the entry names."""
        return self.own(cluster_id) is not None

    @property
    def scope(self) -> str:
        """What its plan is for."""
        return f"{group_id(self.subscription, self.resource_group)}#{self.name}"

    def entry(self) -> dict[str, Any]:
        """The entry as natpin.yaml writes it; ``parse_entry`` reads it back to an equal value."""
        made: dict[str, Any] = {
            "subscription": self.subscription,
            "resource-group": self.resource_group,
            "location": self.location,
        }
        if self.tags:
            made["tags"] = dict(sorted(self.tags.items()))
        if self.lock:
            made["lock"] = self.lock
        network = self._named(self.network.id)
        if self.network.address_space:
            network["address-space"] = list(self.network.address_space)
        made["virtual-network"] = network
        made["subnets"] = [
            {
                "name": parse(subnet.id).name,
                **({"prefix": subnet.prefix} if subnet.prefix else {}),
                **({"prefix-v6": subnet.prefix_v6} if subnet.prefix_v6 else {}),
                **({} if subnet.attached else {"nat-gateway": "none"}),
            }
            for subnet in self.subnets
        ]
        gateway = self._named(self.gateway.id)
        gateway["sku"] = self.gateway.sku
        if self.gateway.idle_minutes is not None:
            gateway["idle-timeout-minutes"] = self.gateway.idle_minutes
        if self.gateway.zone is not None:
            gateway["zone"] = self.gateway.zone
        made["nat-gateway"] = gateway
        ips: dict[str, Any] = {}
        for key, prefix in (("prefix", self.prefix), ("prefix-v6", self.prefix_v6)):
            if prefix:
                ips[key] = {**self._named(prefix.id), "length": prefix.length}
        for key, existing in (("existing", self.existing), ("existing-v6", self.existing_v6)):
            if existing:
                ips[key] = list(existing)
        if self.retired:
            ips["retire"] = [{"id": each.id, "after": each.after} for each in self.retired]
        made["public-ips"] = ips
        if self.clusters:
            several = [self._cluster(cluster) for cluster in self.clusters]
            made["cluster"] = several if len(several) > 1 else several[0]
        return made

    def _named(self, id_: str) -> dict[str, Any]:
        parsed = parse(id_)
        named: dict[str, Any] = {"name": parsed.name}
        if parsed.group.lower() != self.resource_group.lower():
            named["resource-group"] = parsed.group
        return named

    def _cluster(self, cluster: DesiredCluster) -> dict[str, Any]:
        made = self._named(cluster.id)
        made["outbound-type"] = cluster.outbound_type
        if cluster.create is not None:
            creation = cluster.create
            create: dict[str, Any] = {
                "network-plugin": creation.network_plugin,
                "network-plugin-mode": creation.network_plugin_mode or "none",
                "node-count": creation.node_count,
                "identity": creation.identity,
            }
            if creation.vm_size:
                create["vm-size"] = creation.vm_size
            if creation.kubernetes_version:
                create["kubernetes-version"] = creation.kubernetes_version
            if creation.ip_families:
                create["ip-families"] = list(creation.ip_families)
            made["create"] = create
        return made
