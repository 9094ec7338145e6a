"""An entry of natpin.yaml made from what somebody declared (or has live): only where everything it takes is known."""

from __future__ import annotations

from collections.abc import Iterable

from natpin.errors import Refused
from natpin.graph import Graph
from natpin.model.numbers import whole_number
from natpin.model.path import EgressPath, Exit
from natpin.model.resource import PUBLIC_IP_PREFIX, RESOURCE_GROUP, VIRTUAL_NETWORK, Resource
from natpin.model.value import Node, Reference, Unknown, Value, is_absent, items, scalar, text
from natpin.provision.desired import (
    OUTBOUND_TYPES,
    Desired,
    DesiredCluster,
    DesiredGateway,
    DesiredNetwork,
    DesiredPrefix,
    DesiredSubnet,
)
from natpin.provision.families import IP_LISTS, IPV4, IPV6
from natpin.provision.ids import parse, resource_id


class NoGateway(Refused):
    """A cluster leaves by something else than a NAT gateway of its owner's."""


def entries(
    graph: Graph, traced: Iterable[EgressPath], subscription: str | None, group: str | None = None
) -> dict[str, Desired]:
    """One entry per cluster whose pools all leave by one NAT gateway of the owner's, by the cluster's name.

    ``traced`` are the graph's egress paths. ``subscription`` and ``group`` (a resource group's name)
    stand in where the stack does not say. Raises Refused, naming what is unknown or does not fit;
    nothing is guessed.
    """
    by_cluster: dict[str, list[EgressPath]] = {}
    for path in traced:
        by_cluster.setdefault(path.cluster.address, []).append(path)
    if not by_cluster:
        raise Refused("it declares no cluster")
    made = [_Entry(graph, subscription, group, paths).wanted() for paths in by_cluster.values()]
    return {wanted.name: wanted for wanted in made}


def of_cluster(traced: Iterable[EgressPath], name: str | None) -> list[EgressPath]:
    """The paths of the cluster of that name, or of the only one: what does not fit in others is no obstacle.

    Raises Refused when there is none of that name, or a choice to make.
    """
    paths = list(traced)
    names = {path.cluster.label for path in paths}
    if (name is None and len(names) > 1) or (name is not None and names and name not in names):
        raise Refused(f"choose a cluster with --entry: {', '.join(sorted(names))}")
    return [path for path in paths if name in (None, path.cluster.label)]


class _Entry:
    """One cluster's entry, and what is unknown about it."""

    def __init__(
        self, graph: Graph, subscription: str | None, group: str | None, paths: list[EgressPath]
    ) -> None:
        self._graph, self._paths = graph, paths
        self._cluster = paths[0].cluster
        self._given, self._given_group = subscription, group
        self._unknown: list[str] = []

    def wanted(self) -> Desired:
        """The entry. Raises Refused."""
        gateway = self._gateway()
        subnets = self._subnets()
        network = self._network(subnets)
        prefix, existing = self._ips(gateway, IPV4)
        prefix_v6, existing_v6 = self._ips(gateway, IPV6)
        location = self._text(gateway.get("location"), f"the region of {gateway.label}")
        outbound = self._text(self._outbound(), f"the outbound type of {self._cluster.label}")
        name = self._text(self._cluster.name, f"the name of {self._cluster.address}")
        minutes = gateway.get("idleTimeoutInMinutes")
        wanted = Desired(
            name=name,
            subscription=self._subscription(gateway),
            resource_group=self._group(gateway),
            location=location.replace(" ", "").lower(),
            network=network,
            subnets=tuple(self._subnet(network, subnet) for subnet in subnets),
            gateway=DesiredGateway(
                self._id(gateway),
                self._sku(gateway),
                self._whole(minutes, f"the idle timeout of {gateway.label}") if minutes is not None else None,
                self._zone(gateway),
                gateway.at,
            ),
            prefix=prefix,
            existing=existing,
            prefix_v6=prefix_v6,
            existing_v6=existing_v6,
            clusters=(DesiredCluster(self._id(self._cluster), outbound, None, self._cluster.at),),
            at=self._cluster.at,
        )
        if self._unknown:
            listed = "\n".join(f"  - {reason}" for reason in dict.fromkeys(self._unknown))
            raise Refused(f"not everything that {self._cluster.label} takes is known:\n{listed}")
        if outbound not in OUTBOUND_TYPES:
            raise Refused(
                f"{self._cluster.label}: the outbound type {outbound} does not allow a NAT gateway of your own"
            )
        return wanted

    # -- what the paths say --------------------------------------------------------------------------------------

    def _gateway(self) -> Resource:
        found: dict[str, Resource] = {}
        for path in self._paths:
            where = f"pool {path.pool.name} of {self._cluster.label}"
            if path.exit is Exit.UNKNOWN:
                causes = "; ".join(self._why(cause) for cause in path.causes)
                raise Refused(f"the way out of {where} is unknown: {causes}")
            if isinstance(path.nat_gateway, Unknown):
                raise Refused(f"the NAT gateway of {where} is unknown: {self._why(path.nat_gateway)}")
            if path.exit is not Exit.NAT_GATEWAY or path.nat_gateway is None:
                raise NoGateway(
                    f"{where} leaves through {path.exit.value}, not through a NAT gateway: make an entry by hand, or let natpin adopt show "
                    "the way of the live cluster"
                )
            found[path.nat_gateway.address] = path.nat_gateway
        if len(found) > 1:
            raise Refused(
                f"the pools of {self._cluster.label} use several NAT gateways: make entries by hand"
            )
        return next(iter(found.values()))

    def _outbound(self) -> Node:
        """What is written, else what the AKS API fills in."""
        written = self._cluster.get("networkProfile.outboundType")
        return written if written is not None and not is_absent(written) else Value("loadBalancer")

    def _subnets(self) -> list[Resource]:
        found: dict[str, Resource] = {}
        for path in self._paths:
            if isinstance(path.subnet, Resource):
                found[path.subnet.address] = path.subnet
            else:
                self._unknown.append(f"the subnet of pool {path.pool.name}")
        return list(found.values())

    def _network(self, subnets: list[Resource]) -> DesiredNetwork:
        for subnet in subnets:
            network = self._graph.parent(subnet)
            if isinstance(network, Resource):
                space = [text(node) for node in items(network.get("addressSpace.addressPrefixes"))]
                known = tuple(each for each in space if each)
                return DesiredNetwork(
                    self._id(network), known if len(known) == len(space) else (), network.at
                )
            identifier = text(subnet.parent)
            if identifier and parse(identifier).names:
                return DesiredNetwork(identifier, (), subnet.at)
        self._unknown.append(f"the virtual network of {self._cluster.label}")
        return DesiredNetwork(resource_id("", "", VIRTUAL_NETWORK, ""))

    def _subnet(self, network: DesiredNetwork, subnet: Resource) -> DesiredSubnet:
        name = self._text(subnet.name, f"the name of {subnet.address}")
        one = text(subnet.get("addressPrefix"))
        written = [one] if one else [text(node) for node in items(subnet.get("addressPrefixes"))]
        prefix = next((each for each in written if each and ":" not in each), None)
        prefix_v6 = next((each for each in written if each and ":" in each), None) if prefix else None
        return DesiredSubnet(f"{network.id}/subnets/{name}", prefix, subnet.at, prefix_v6=prefix_v6)

    def _ips(self, gateway: Resource, version: str) -> tuple[DesiredPrefix | None, tuple[str, ...]]:
        """The IPs of one address family: the first prefix that the stack declares is the entry's own."""
        prefix: DesiredPrefix | None = None
        existing: list[str] = []
        for node, type_ in (
            (node, type_)
            for path, family, type_ in IP_LISTS
            if family == version
            for node in self._graph.elements(gateway, path.removeprefix("properties."))
        ):
            found = self._graph.follow(node, type_)
            if isinstance(found, Unknown):
                identifier = text(node) or text(node.data.get("id") if _is_object(node) else None)  # type: ignore[union-attr]
                if identifier and parse(identifier).names:
                    existing.append(identifier)
                else:
                    self._unknown.append(f"a public IP of {gateway.label}: {self._why(found)}")
            elif type_ == PUBLIC_IP_PREFIX and prefix is None and not found.external:
                length = self._whole(found.get("prefixLength"), f"the length of {found.label}")
                prefix = DesiredPrefix(self._id(found), length, found.at, version)
            else:
                existing.append(self._id(found))
        if prefix is None and not existing and version == IPV4:
            self._unknown.append(f"the public IPs of {gateway.label}: it has none")
        return prefix, tuple(existing)

    def _sku(self, gateway: Resource) -> str:
        node = gateway.get("sku.name")
        if node is None:
            return "Standard"
        found = self._text(node, f"the SKU of {gateway.label}")
        return "StandardV2" if found.lower() == "standardv2" else "Standard"

    def _zone(self, gateway: Resource) -> str | None:
        node = gateway.get("zones")
        if isinstance(node, Unknown):
            self._unknown.append(f"the zone of {gateway.label}: {self._why(node)}")
        zones = [scalar(zone) for zone in items(node)]
        return str(zones[0]) if len(zones) == 1 and self._sku(gateway) == "Standard" else None

    # -- names and ids ---------------------------------------------------------------------------------------------

    def _id(self, resource: Resource) -> str:
        name = self._text(resource.name, f"the name of {resource.address}")
        return resource_id(self._subscription(resource), self._group(resource), resource.type, name)

    def _subscription(self, resource: Resource) -> str:
        found = text(resource.subscription) or self._given
        if not found:
            self._unknown.append("the subscription: give --subscription, or set AZURE_SUBSCRIPTION_ID")
            return ""
        return found.lower()

    def _group(self, resource: Resource) -> str:
        node = self._graph.group_of(resource)
        if isinstance(node, Reference):
            group = self._graph.follow(node, RESOURCE_GROUP)
            target = self._graph.get(node.target) if isinstance(group, Unknown) else group
            node = target.name if isinstance(target, Resource) else node
        found = text(node) or self._given_group
        if not found:
            why = f"the resource group of {resource.label}: {self._why(node)}"
            self._unknown.append(f"{why}: give --resource-group")
        return found or ""

    def _text(self, node: Node | None, what: str) -> str:
        found = text(node)
        if found is None:
            self._unknown.append(f"{what}: {self._why(node)}")
        return found or ""

    def _whole(self, node: Node | None, what: str) -> int:
        data = scalar(node)
        if isinstance(data, str):
            data = whole_number(data)
        if not isinstance(data, int) or isinstance(data, bool):
            self._unknown.append(f"{what}: {self._why(node)}")
            return 0
        return data

    def _why(self, node: Node | None) -> str:
        match node:
            case Unknown():
                settle = f" ({node.settle_by} would settle it)" if node.settle_by else ""
                return f"{node.reason}{settle}"
            case Reference():
                return f"only {node.target} tells, once it exists"
            case _:
                return "it is not written"


def _is_object(node: Node) -> bool:
    return isinstance(node, Value) and isinstance(node.data, dict)


def one(found: Iterable[Desired], name: str | None) -> Desired:
    """The entry asked for by its cluster's name, or the only one. Raises Refused."""
    by_name = {wanted.name: wanted for wanted in found}
    if name is None and len(by_name) == 1:
        return next(iter(by_name.values()))
    if name is None or name not in by_name:
        raise Refused(f"choose a cluster with --entry: {', '.join(sorted(by_name))}")
    return by_name[name]
