"""Networks of self-managed clusters of Cluster API: the subnets and NAT gateways of an AzureCluster, which is no AKS.

Such a cluster is not judged, and its network counts: an AKS cluster elsewhere may have its nodes in it.
Sources: Cluster API Provider Azure, v1beta1 API reference (AzureCluster, NetworkSpec) and "Node Outbound" (an IPv4 node subnet
gets a NAT gateway with one public IP; one of a control plane is ignored), "Custom Virtual Networks" (a network that exists is
named with its resource group or without ``cidrBlocks``, and is left as it is); of what it names by itself, its
azurecluster_default.go, 69ec3a40, and at its tags: v1.9.0 is the first that gives a subnet a gateway by itself, and serves
v1beta1 alone; v1alpha3 has no gateways, v1alpha4 those that are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from natpin.formats.capz import templates
from natpin.formats.capz.objects import Object
from natpin.formats.envsubst import substituted
from natpin.formats.kustomizations import patched
from natpin.formats.manifests import opened
from natpin.model.doubt import Doubt, Reach
from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.resource import (
    NAT_GATEWAY,
    PUBLIC_IP,
    ROUTE_TABLE,
    SUBNET,
    VIRTUAL_NETWORK,
    Resource,
    same_type,
)
from natpin.model.value import Node, Reference, Skipped, Unknown, Value, default_of, dig, items, members, text
from natpin.workspace import Workspace

KINDS = ("AzureCluster", "AzureClusterTemplate")
_PROVIDER = "Cluster API Provider Azure"
_SETTLE = "--azure"
_ELSEWHERE = "cluster.x-k8s.io/managed-by"
"""The annotation of infrastructure that something else makes. Source: The Cluster API Book, "Externally managed
infrastructure"."""
_REACH = (SUBNET, VIRTUAL_NETWORK, NAT_GATEWAY, PUBLIC_IP, ROUTE_TABLE)


def networks(
    found: Sequence[Object], over: Mapping[str, Sequence[str]], workspace: Workspace
) -> Iterator[Resource | Doubt | Skipped]:
    """What each self-managed cluster makes of networks, what may change that, and that it is not judged."""
    made: dict[str, Sequence[Resource]] = {}
    yield from (_told(one) for one in found if one.kind in KINDS)
    for one in (*found, *templates.made(found)):
        if one.kind != "AzureCluster":
            continue
        if one.address in made:
            why = f"{one.name} is declared more than once; the one applied last counts"
            for each in made[one.address]:
                yield Doubt(why, one.at, _SETTLE, Reach((each.type,), Reference(each.address)))
            continue
        resources = made[one.address] = tuple(_Network(one).resources())
        yield from resources
        for each in resources:
            reach = Reach((each.type,), Reference(each.address))
            yield from patched(one.kind, one.name, one.at, over.get(one.at.path, ()), workspace, reach)
        yield from opened(one.open, Reach(_REACH))


def _told(of: Object) -> Skipped:
    """One reason for all of a kind: fifty templates of such clusters are told in one line."""
    if of.kind == "AzureCluster":
        why = "AzureCluster is a self-managed cluster, no AKS: its nodes are not judged, its network is read"
    else:
        why = f"{of.kind} makes self-managed clusters, no AKS: their nodes are not judged, the networks of clusters here are read"
    return Skipped(of.at.path, why)


@record
class _Network:
    """The network of one cluster."""

    of: Object

    def resources(self) -> Iterator[Resource]:
        """The network, its subnets, and what these send their traffic through."""
        exists = self._exists()
        at = self._name("vnet.name", "-vnet").at
        name = self._name("vnet.name", "-vnet")
        network = self._resource("network", VIRTUAL_NETWORK, name, at, {}, exists is not False)
        yield network
        gateways: dict[str, Resource] = {}
        tables: dict[str, Resource] = {}
        for number, subnet in enumerate(self._subnets(), 1):
            there = exists is not False or (dig(subnet.written, "id") is not None and subnet.gateway is None)
            properties: dict[str, Node] = {}
            if isinstance(exists, Unknown):
                properties["natGateway"] = exists
            elif not there:
                properties = dict(self._ways(subnet, gateways, tables))
            yield Resource(
                f"{self.of.address}/subnet/{text(subnet.name) or number}",
                SUBNET,
                substituted(subnet.name),
                properties,
                subnet.name.at,
                parent=Reference(network.address, "id", subnet.name.at),
                resource_group=network.resource_group,
                subscription=network.subscription,
                external=there,
                traits=self._traits(subnet.name),
            )
        yield from gateways.values()
        yield from tables.values()

    def _ways(
        self, subnet: _Subnet, gateways: dict[str, Resource], tables: dict[str, Resource]
    ) -> Iterator[tuple[str, Node]]:
        """The gateway and the route table of a subnet, these added to the ones that are known."""
        gateway = self._gateway(subnet)
        if isinstance(gateway, Unknown) and not gateway.parts:
            yield "natGateway", gateway
        elif gateway is not None:
            made = self._made_gateway(subnet, gateway)
            for each in made:
                gateways.setdefault(each.address, each)
            yield "natGateway", _id(made[0].address, gateway.at)
        written = dig(subnet.written, "routeTable.name")
        if written is not None:  # one of this name may be there, with routes
            label = f"route-table/{text(written) or subnet.position}"
            table = self._resource(label, ROUTE_TABLE, written, written.at, {}, True)
            tables.setdefault(table.address, table)
            yield "routeTable", _id(table.address, written.at)

    def _gateway(self, subnet: _Subnet) -> Node | None:
        """The name of a subnet's gateway; None where it has none, unknown where that cannot be told."""
        role = text(subnet.role)
        if role == "bastion" or (role == "control-plane" and subnet.gateway is None):
            return None
        if role not in ("node", "cluster"):
            why = f"what Cluster API does with the NAT gateway of a {role or 'subnet of an unknown role'}"
            return Unknown(why, subnet.name.at, _SETTLE)
        served = (text(self.of.get("apiVersion")) or "").rpartition("/")[2]
        if subnet.gateway is not None and served == "v1alpha3":
            return Unknown("v1alpha3 has no NAT gateways", subnet.gateway.at, "write v1beta1")
        if subnet.gateway is not None:
            return substituted(subnet.gateway)
        if served in ("v1alpha3", "v1alpha4"):
            return None
        listed = dig(subnet.written, "cidrBlocks")
        prefixes = [text(each) for each in items(listed)]
        if isinstance(listed, Unknown) or None in prefixes or any("$" in each for each in prefixes if each):
            return Unknown("whether the subnet is IPv4, which has a NAT gateway", subnet.name.at, _SETTLE)
        if any(":" in each for each in prefixes if each):
            return None
        middle = "natgw" if role == "cluster" else "node-natgw"
        number = f"-{subnet.number}" if subnet.number else ""
        return self._called(f"-{middle}{number}")

    def _made_gateway(self, subnet: _Subnet, name: Node) -> tuple[Resource, Resource]:
        """A gateway, and the one public IP that it has."""
        standard = Value({"name": Value("Standard", name.at, default_of(_PROVIDER))}, name.at)
        zones = Unknown("Cluster API takes the zones that the region has", name.at, _SETTLE)
        label = text(name) or str(subnet.position)
        ip_name = dig(subnet.written, "natGateway.ip.name") or _around("pip-", name, "")
        ip = self._resource(
            f"ip/{label}",
            PUBLIC_IP,
            ip_name,
            ip_name.at,
            {
                "sku": standard,
                "publicIPAllocationMethod": Value("Static", name.at, default_of(_PROVIDER)),
                "publicIPAddressVersion": Value("IPv4", name.at, default_of(_PROVIDER)),
                "zones": zones,
            },
        )
        properties: dict[str, Node] = {
            "sku": standard,
            "publicIpAddresses": Value((_id(ip.address, ip_name.at),), ip_name.at),
        }
        written = dig(subnet.written, "natGateway.zones")
        if written is not None:
            properties["zones"] = Value(tuple(map(substituted, items(written))), written.at)
            if isinstance(written, Unknown):
                properties["zones"] = written
        return self._resource(f"nat-gateway/{label}", NAT_GATEWAY, name, name.at, properties), ip

    def _subnets(self) -> Iterator[_Subnet]:
        """The subnets that are written, and the one of nodes that is made where none is."""
        number, found = 0, False
        for position, one in enumerate(items(self._spec("subnets")), 1):
            role = dig(one, "role")
            number += text(role) == "node"
            found = found or text(role) not in ("control-plane", "bastion")
            name = dig(one, "name") or self._called(_SUBNETS.get(text(role) or "", "-subnet"))
            yield _Subnet(one, name, role, position, number if text(role) == "node" else 0)
        if not found and not isinstance(self._spec("subnets"), Unknown):
            name = self._called("-node-subnet")
            yield _Subnet(Value({}, name.at), name, Value("node", name.at), 0, 0)

    def _exists(self) -> bool | Unknown:
        """Whether the network is one that is there already: it names a group that is not the cluster's, or something else
        makes it; one that is named without addresses may be."""
        if _ELSEWHERE in members(self.of.get("metadata.annotations")):
            return True
        written = self._spec("vnet.resourceGroup")
        if written is not None and (text(written) is None or text(written) != text(self._own_group())):
            return True
        name = self._spec("vnet.name")
        if name is not None and self._spec("vnet.cidrBlocks") is None:
            why = "whether the network exists already, which is left as it is, or is made with a NAT gateway"
            return Unknown(
                why, name.at, "write vnet.cidrBlocks where Cluster API makes the network, or use --azure"
            )
        return False

    def _spec(self, path: str) -> Node | None:
        return self.of.spec(f"networkSpec.{path}")

    def _name(self, path: str, ending: str) -> Node:
        return self._spec(path) or self._called(ending)

    def _called(self, ending: str) -> Node:
        name = self.of.get("metadata.name") or Unknown("metadata.name is not written", self.of.at)
        return _around("", name, ending)

    def _own_group(self) -> Node:
        return self.of.spec("resourceGroup") or self._called("")

    def _resource(
        self,
        label: str,
        type_: str,
        name: Node,
        at: Location,
        properties: Mapping[str, Node],
        external: bool = False,
    ) -> Resource:
        with_network = same_type(type_, VIRTUAL_NETWORK) or same_type(type_, ROUTE_TABLE)
        group = (self._spec("vnet.resourceGroup") if with_network else None) or self._own_group()
        subscription = self.of.spec("subscriptionID")
        return Resource(
            f"{self.of.address}/{label}",
            type_,
            substituted(name),
            properties,
            at,
            resource_group=substituted(group),
            subscription=substituted(subscription) if subscription is not None else None,
            external=external,
            traits=self._traits(name),
        )

    def _traits(self, name: Node) -> Mapping[str, Node]:
        at = self.of.at
        traits: dict[str, Node] = {"provider": Value("cluster-api", at), "selfManaged": Value(True, at)}
        called = text(name)
        if called is not None and "$" in called:
            traits["calledBy"] = Value(called, name.at)
        return traits


_SUBNETS = {"control-plane": "-controlplane-subnet", "node": "-node-subnet"}
"""By role, the ending of a subnet's name where none is written."""


@record
class _Subnet:
    """A subnet as it is written, or as it is made where none is."""

    written: Node
    name: Node
    role: Node | None
    position: int
    number: int
    """Its place among the subnets of nodes; zero for another one, and for the one that is not written."""

    @property
    def gateway(self) -> Node | None:
        """The name of its gateway, where it is written."""
        return dig(self.written, "natGateway.name")


def _around(before: str, name: Node, after: str) -> Node:
    """A name with something before and after it."""
    written = text(name)
    if written is not None:
        return substituted(Value(f"{before}{written}{after}", name.at, default_of(_PROVIDER)))
    unknown = name if isinstance(name, Unknown) else Unknown("a name that is no text", name.at, _SETTLE)
    pieces = tuple(piece for piece in (before, *(unknown.parts or (unknown,)), after) if piece)
    return Unknown(unknown.reason, name.at, _SETTLE, pieces)


def _id(address: str, at: Location) -> Node:
    return Value({"id": Reference(address, "id", at)}, at)
