"""Resources and links, in ARM's vocabulary whoever declared them.

Readers translate their format's spelling at the border; nothing above a reader knows azurerm, az or Bicep names.
"""

from __future__ import annotations

from collections.abc import Mapping

from natpin.model.location import Location
from natpin.model.record import field, record, replace
from natpin.model.value import NULL, Node, Unknown, Value, dig_members, text

OWN_SUBSCRIPTION = "ownSubscription"
"""Trait: why nobody knows the subscription that a stack names as its own. It changes no identity inside of the stack; it
does what may be said of Azure."""

# ARM resource types, in the casing of the ARM schemas. Compare with ``same_type``.
CLUSTER = "Microsoft.ContainerService/managedClusters"
AGENT_POOL = "Microsoft.ContainerService/managedClusters/agentPools"
NAT_GATEWAY = "Microsoft.Network/natGateways"
PUBLIC_IP = "Microsoft.Network/publicIPAddresses"
PUBLIC_IP_PREFIX = "Microsoft.Network/publicIPPrefixes"
VIRTUAL_NETWORK = "Microsoft.Network/virtualNetworks"
SUBNET = "Microsoft.Network/virtualNetworks/subnets"
ROUTE_TABLE = "Microsoft.Network/routeTables"
ROUTE = "Microsoft.Network/routeTables/routes"
RESOURCE_GROUP = "Microsoft.Resources/resourceGroups"
LOCK = "Microsoft.Authorization/locks"
FIREWALL = "Microsoft.Network/azureFirewalls"
LOAD_BALANCER = "Microsoft.Network/loadBalancers"
PEERING = "Microsoft.Network/virtualNetworks/virtualNetworkPeerings"
NETWORK_GATEWAY = "Microsoft.Network/virtualNetworkGateways"
HUB_CONNECTION = "Microsoft.Network/virtualHubs/hubVirtualNetworkConnections"

# Kubernetes kinds that bear on egress; types of their own, not ARM's.
WORKLOAD = "Kubernetes/workload"
STATIC_EGRESS = "Kubernetes/StaticGatewayConfiguration"
NODE_CLASS = "Kubernetes/AKSNodeClass"
NETWORK_POLICY = "Kubernetes/NetworkPolicy"
EGRESS_POLICY = "Kubernetes/EgressGatewayPolicy"
NAMESPACE = "Kubernetes/Namespace"
CONFIG_MAP = "Kubernetes/ConfigMap"
"""One that may give containers a proxy, or a Secret that may (``kind``): ``data``, and ``names``, which it is or was called before a build renamed it."""
OUTSIDE = "Kubernetes/Service"
"""A service whose name stands for a host outside of the cluster."""
DELIVERY = "Kubernetes/Delivery"
"""What says that a folder's manifests are applied to a cluster: its ``path`` and the ``cluster``'s name."""

GUESSED = "clusterGuessed"
"""The trait of a workload that as well may run on the cluster of another root."""

TAKEN_IN = "takenIn"
"""The trait of a node pool that the root of its cluster takes in: it is judged there."""

POOLS_LOOKED_UP = "poolsLookedUp"
"""The trait of a cluster that is looked up with its node pools: its root sets none of them."""

APPLIED_BY = "appliedBy"
"""The trait of a workload that an overlay applies: the path of the overlay."""

ENVELOPE = frozenset(
    {"location", "sku", "zones", "tags", "identity", "kind", "extendedLocation", "etag", "id"}
)
"""Members that ARM keeps beside ``properties``. ``Resource.properties`` holds both, flattened: no type natpin
reads uses one name in both places."""


@record
class Resource:
    """One declared (or looked-up, or live) resource of a stack."""

    address: str
    """Unique in its stack, in the words of its format: ``azurerm_subnet.aks["user"]``, ``az:subnet:rg/vnet/aks``."""
    type: str
    """ARM's type; see the constants of this module."""
    name: Node
    """The last segment of the ARM name."""
    properties: Mapping[str, Node] = field(default_factory=dict)
    """ARM's property names; envelope members (``sku``, ``zones``, ``location``) stand beside the others."""
    at: Location = field(default_factory=lambda: Location("<none>"))
    parent: Node | None = None
    """For a child type (subnet, agent pool, route): a Reference to the parent, its id, or its name."""
    resource_group: Node | None = None
    """Its name, or a Reference to it."""
    subscription: Node | None = None
    external: bool = False
    """Only named here, not created: a data source, a Bicep ``existing``, ``az … show``. Absent properties of a
    looked-up resource are unknown, not absent."""
    conditional: Unknown | None = None
    """Why it may not exist (an unknown count); None when it certainly does."""
    traits: Mapping[str, Node] = field(default_factory=dict)
    """What the source says about the resource beyond ARM: ``preventDestroy``, ``dependsOn`` (tuple of references),
    ``apiVersion``, ``writtenSubnets`` (of a virtual network of which something else changes a subnet), ``provider``
    (``azurerm 4.x``, ``az``), ``ignoreChanges``, ``calledBy`` (what stands for a name that is unknown: ``$CLUSTER``),
    ``selfManaged`` (the network of a cluster that is no AKS), ``OWN_SUBSCRIPTION``."""
    doubt: Unknown | None = None
    """Why none of its properties is certain: something that natpin does not follow may have set them. None as a rule."""
    called_at: tuple[Location, ...] = field(default=(), compare=False, repr=False)
    """The calls that make it, outermost first: a ``module`` block, a nested deployment, a task that takes in a role. A
    suppression at one of them covers findings about the resource."""

    def get(self, path: str) -> Node | None:
        """A property by dotted path; None when absent, Unknown when this resource's declaration is elsewhere."""
        if self.doubt is not None:
            return self.doubt
        found = dig_members(self.properties, path)
        if found is None and self.external:
            return self.only_looked_up
        return found

    @property
    def only_looked_up(self) -> Unknown:
        """Why nothing is known of a property of which no file says anything, where the resource is declared elsewhere."""
        return Unknown(
            f"{self.label} is only looked up here, not declared",
            self.at,
            "lint the files that declare it together with these, or use --azure",
        )

    @property
    def label(self) -> str:
        """The name if it is known, else what the source calls it (``$CLUSTER``), else the address."""
        known = self.name.data if isinstance(self.name, Value) else None
        called = text(self.traits.get("calledBy"))
        return known if isinstance(known, str) and known else called or self.address

    @property
    def home(self) -> str | None:
        """The other root that declares it, for a resource that joined this stack from there; else None.

        Its address then begins with that root in angle brackets: ``<network>.azurerm_subnet.aks``.
        """
        return home_of(self.address)

    def with_properties(self, **changes: Node) -> Resource:
        """A copy with some properties replaced."""
        return replace(self, properties={**self.properties, **changes})


def home_of(address: str) -> str | None:
    """The other root that an address is of; None for one of the stack's own."""
    root, closing, _ = address[1:].partition(">.")
    return root if closing and address.startswith("<") else None


@record
class Link:
    """A separate declaration that sets a property of another resource.

    ``azurerm_subnet_nat_gateway_association`` sets ``natGateway`` of a subnet; the graph folds it in. When its
    ``source`` cannot be known, the property of every subnet it might mean is unknown rather than absent.
    """

    address: str
    source_type: str
    source: Node
    """Reference to, or id of, the resource whose property it sets."""
    property: str
    """``natGateway`` or ``routeTable`` (an object with an id), or with a trailing ``[]`` an element of a list:
    ``publicIpAddresses[]``, ``publicIpPrefixes[]``."""
    target: Node
    at: Location
    conditional: Unknown | None = None


@record
class SourceNote:
    """Something a reader saw in the source text that is no property of a resource, offered to policies.

    ``kind`` is one of: ``abbreviated-flag`` (flag, fullFlag, command), ``used-before-created`` (type, name,
    resourceGroup, createdLater: bool, groupCreatedHere: bool), ``lost-continuation`` (flag, command),
    ``unknown-flag`` (flag, command), ``removed-value`` (flag, value).
    """

    kind: str
    at: Location
    facts: Mapping[str, Node] = field(default_factory=dict)
    address: str | None = None


def same_type(left: str, right: str) -> bool:
    """ARM types compare without regard to case."""
    return left == right or left.lower() == right.lower()  # nearly always written alike


def named(node: Node | None) -> Node:
    """A name that must be there: absent becomes a written null."""
    return NULL if node is None else node
