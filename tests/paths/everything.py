"""Infrastructure that has what the topologies and the rules' cases have not, so that whatever can be read is read."""

from __future__ import annotations

from collections.abc import Iterable

from declare import (
    Part,
    attach,
    cluster,
    gateway,
    network,
    pool,
    prefix,
    public_ip,
    ref,
    resource,
    route_table,
    subnet,
    told,
)

from natpin.facts.vocabulary import VOCABULARY
from natpin.model.resource import (
    HUB_CONNECTION,
    LOCK,
    NETWORK_GATEWAY,
    PEERING,
    RESOURCE_GROUP,
    SUBNET,
)
from natpin.model.subject import Subject
from natpin.model.value import Node, dig, items

ROUTING: tuple[Part, ...] = (
    resource(
        NETWORK_GATEWAY,
        "vpn",
        ipConfigurations=[{"subnet": {"id": ref("nodes")}}],
        gatewayType="Vpn",
        enableBgp=False,
    ),
    resource(HUB_CONNECTION, "connection", remoteVirtualNetwork={"id": ref("vnet")}),
    resource(PEERING, "peering", ref("vnet"), useRemoteGateways=False),
)

NETWORK: tuple[Part, ...] = (
    resource(RESOURCE_GROUP, "group", location="westeurope"),
    network(location=ref("group", "location"), group=ref("group")),
    subnet(
        routeTable={"id": ref("routes")},
        delegations=[{"properties": {"serviceName": "Microsoft.Web/serverFarms"}}],
        serviceEndpoints=[{"service": "Microsoft.Storage"}],
    ),
    subnet("virtual"),
    route_table("Internet", cidr="20.0.0.0/8"),
    gateway(location=ref("group", "location"), group=ref("group")),
    prefix(ipTags=[{"ipTagType": "RoutingPreference", "tag": "Internet"}]),
    public_ip(publicIPPrefix={"id": ref("prefix")}),
    attach(ref("nodes"), "natGateway", ref("nat"), SUBNET),
    attach(ref("nat"), "publicIpAddresses[]", ref("ip"), gateway().type),
    attach(ref("nat"), "publicIpPrefixes[]", ref("prefix"), gateway().type),
    resource(LOCK, "lock", scope=ref("ip")),
)

ADD_ONS = {"aciConnectorLinux": {"enabled": True, "config": {"SubnetName": "virtual"}}}

CLUSTERS: tuple[Part, ...] = (
    cluster(
        "userAssignedNATGateway",
        [{"name": "system", "vnetSubnetID": ref("nodes")}],
        location="westeurope",
        addonProfiles=ADD_ONS,
        nodeProvisioningProfile={"mode": "Auto"},
    ),
    pool("windows", vnetSubnetID=ref("nodes"), windowsProfile={"disableOutboundNat": True}),
    cluster(
        None,
        [],
        "automatic",
        sku={"name": "Automatic"},
        hostedSystemProfile={"enabled": True},
        apiServerAccessProfile={"authorizedIPRanges": ["192.0.2.0/24"]},
    ),
    cluster("managedNATGateway", None, "managed", networkProfile={"natGatewayProfile": {"sku": "Standard"}}),
)

EVERYTHING: tuple[Part, ...] = (*ROUTING, *NETWORK, *CLUSTERS)


OF_OPEN_FIELDS = {"nodeProvisioningProfile…": ("mode",), "hostedSystemProfile…": ("enabled",)}
"""What a team's own rules may ask of the objects that the vocabulary hands on as they are, beside what built-in ones do."""


def judge_everything() -> None:
    """Work out every fact that the vocabulary promises, of everything."""
    for subject in told(*EVERYTHING):
        ask_everything(subject)


def ask_everything(subject: Subject) -> None:
    """Every field that a rule may compare."""
    for path in VOCABULARY[subject.kind]:
        _follow([subject.facts], path.removesuffix("…").split("[]"))
        for member in OF_OPEN_FIELDS.get(path, ()):
            dig(subject.facts, f"{path.removesuffix('…')}.{member}")


def _follow(nodes: Iterable[Node | None], steps: list[str]) -> None:
    found = [dig(node, steps[0].removeprefix(".")) if steps[0] else node for node in nodes]
    if len(steps) > 1:
        _follow([item for node in found for item in items(node)], steps[1:])
