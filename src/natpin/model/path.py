"""Egress paths: how a pool's traffic leaves, and from which IPs."""

from __future__ import annotations

from enum import Enum

from natpin.model.location import Location
from natpin.model.record import field, record
from natpin.model.resource import Resource
from natpin.model.value import Unknown


class Exit(Enum):
    """Where traffic to the internet leaves. The precedence is in ``natpin.egress``."""

    NAT_GATEWAY = "nat-gateway"
    MANAGED_NAT_GATEWAY = "managed-nat-gateway"
    LOAD_BALANCER = "load-balancer"
    VIRTUAL_APPLIANCE = "virtual-appliance"
    INSTANCE_PUBLIC_IP = "instance-public-ip"
    DEFAULT_OUTBOUND = "default-outbound"
    NONE = "none"
    UNKNOWN = "unknown"


class Role(Enum):
    """Whose traffic: a path is traced for the nodes, and for the pods when they have a subnet of their own."""

    NODE = "node"
    POD = "pod"


@record
class Hop:
    """One step of a path, as the map draws it."""

    kind: str
    """``pool``, ``subnet``, ``route-table``, ``nat-gateway``, ``public-ip``, ``public-ip-prefix``, ``load-balancer`` …"""
    label: str
    at: Location | None = None


CHOSEN_BY_AKS = "chosen by AKS"
"""Label of IPs that AKS takes and releases as it sees fit."""


@record
class IpRange:
    """IPs that traffic may leave from: one address, or a prefix."""

    label: str
    """The CIDR or address where it is known, else the resource's name: ``payments-prefix /28``."""
    count: int | None
    """How many addresses; None when that is unknown."""
    cidr: str | None = None
    """``20.1.2.0/28`` or ``20.1.2.3/32`` when Azure has allocated it already."""
    address: str = ""
    """Address of the resource that holds it; empty for one that Azure manages."""
    at: Location | None = None
    source: Resource | None = field(default=None, compare=False, repr=False)
    """That resource; None for one that Azure manages."""
    group: str = field(default="", compare=False, repr=False)
    """Name of its resource group; empty where that is not known."""
    subscription: str = field(default="", compare=False, repr=False)
    """Id of its subscription; empty where the files do not say."""
    subscription_open: str = field(default="", compare=False, repr=False)
    """Why the subscription that the files name is not known; empty where it is, or where they name none."""
    region: str = field(default="", compare=False, repr=False)
    """Its region as ARM writes it (``westeurope``); empty where the files do not say."""
    unaddressed: str = field(default="", compare=False, repr=False)
    """Why it has no address that is certain, once Azure was asked."""


@record
class Pool:
    """A node pool: an inline agent pool profile, an agentPools resource, or a node class of auto-provisioning."""

    name: str
    address: str
    """Of the resource, or ``<cluster address>#<pool name>`` for an inline profile."""
    resource: Resource
    """Its properties in agentPools' words, whichever way it was declared."""
    at: Location
    conditional: Unknown | None = None
    """Why it may not be there; None when it certainly is."""
    others: bool = False
    """True for what stands for pools that nobody can list: any number, none included."""
    auxiliary: bool = False
    """True for what is no node pool: node classes of auto-provisioning, virtual nodes."""


@record
class EgressPath:
    """How the traffic of one pool's nodes (or pods) leaves."""

    cluster: Resource
    pool: Pool
    role: Role
    exit: Exit
    subnet: Resource | Unknown | None
    """None when Azure manages the virtual network."""
    nat_gateway: Resource | Unknown | None = None
    """The gateway on the subnet, even where a route overrides it; a managed gateway is a resource made up from the
    cluster's natGatewayProfile."""
    hops: tuple[Hop, ...] = ()
    ips: tuple[IpRange, ...] | Unknown = ()
    causes: tuple[Unknown, ...] = ()
    """Why the exit is unknown, when it is."""
    beside: tuple[Unknown, ...] = ()
    """Why traffic leaves from further IPs in Azure, which the files do not declare."""

    @property
    def ip_count(self) -> int | None:
        """How many IPs; None when unknown."""
        if isinstance(self.ips, Unknown) or any(ip.count is None for ip in self.ips):
            return None
        return sum(ip.count or 0 for ip in self.ips)
