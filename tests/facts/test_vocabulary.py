"""What facts fill in and what policies may compare are the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from declare import (
    AT,
    cluster,
    gateway,
    graph,
    network,
    pool,
    prefix,
    public_ip,
    ref,
    resource,
    route_table,
    subnet,
)

from natpin.egress import trace
from natpin.facts.changes import change_subjects
from natpin.facts.drift import drift_subjects
from natpin.facts.scheduling import landing
from natpin.facts.subjects import subjects
from natpin.facts.vocabulary import VOCABULARY, known
from natpin.model.change import Drift, DriftKind
from natpin.model.contract import Contract, Promise
from natpin.model.egress_change import (
    ClusterChange,
    Fate,
    IpChange,
    OutboundChange,
    PathChange,
    WorkloadChange,
)
from natpin.model.path import Exit, IpRange, Role
from natpin.model.resource import NETWORK_POLICY, SUBNET, WORKLOAD, Resource, SourceNote
from natpin.model.subject import Subject
from natpin.model.value import Node, Value, items, members, of


def everything() -> list[Subject]:
    """A graph in which every kind of subject occurs with every field."""
    declared = (
        cluster(
            "userAssignedNATGateway",
            [
                {
                    "name": "system",
                    "vnetSubnetID": ref("nodes"),
                    "podSubnetID": ref("pods"),
                    "count": 3,
                    "maxPods": 30,
                    "mode": "System",
                    "upgradeSettings": {"maxSurge": "33%"},
                    "windowsProfile": {"disableOutboundNat": True},
                    "nodePublicIPPrefixID": "x",
                    "availabilityZones": ["1"],
                }
            ],
            location="westeurope",
            id="/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/aks",
            apiServerAccessProfile={"authorizedIPRanges": ["20.0.0.0/8"], "enablePrivateCluster": False},
            hostedSystemProfile={"enabled": False},
            nodeProvisioningProfile={"mode": "Manual"},
            httpProxyConfig={"httpProxy": "http://p"},
        ),
        network(location="westeurope", subnets=[{"name": "nodes"}]),
        subnet(
            natGateway={"id": ref("nat")},
            routeTable={"id": ref("routes")},
            addressPrefix="10.0.0.0/24",
            defaultOutboundAccess=False,
            delegations=[{"properties": {"serviceName": "x"}}],
            serviceEndpoints=[{"service": "Microsoft.Storage"}],
        ),
        subnet("pods", natGateway={"id": ref("nat")}),
        route_table("Internet").with_properties(disableBgpRoutePropagation=Value(True)),
        gateway(
            publicIpPrefixes=[{"id": ref("prefix")}],
            publicIpAddresses=[{"id": ref("ip")}],
            location="westeurope",
        ),
        prefix(ipPrefix="20.1.2.0/28", location="westeurope"),
        public_ip(
            ipAddress="20.1.3.4",
            ipTags=[{"ipTagType": "RoutingPreference", "tag": "Internet"}],
            ddosSettings={"protectionMode": "Enabled"},
        ),
        pool("user", vnetSubnetID=ref("nodes")),
        resource(
            WORKLOAD,
            "processor",
            kind="Deployment",
            namespace="pay",
            replicas=3,
            labels={"natpin.io/egress": "pinned"},
            podAnnotations={"kubernetes.azure.com/static-gateway-configuration": "gw"},
            podSpec={
                "securityContext": {"sysctls": [{"name": "net.ipv4.tcp_keepalive_time", "value": "60"}]},
                "containers": [{"env": [{"name": "HTTPS_PROXY", "value": "http://p.corp:1"}]}],
            },
        ),
        resource(
            NETWORK_POLICY, "deny", namespace="pay", deniesEgress=True, allowsDnsUdp=True, allowsDnsTcp=False
        ),
    )
    source_note = SourceNote(
        "abbreviated-flag", AT, members(of({"flag": "--a", "fullFlag": "--ab", "command": "az"}))
    )
    whole = graph(*declared, source_note)  # type: ignore[arg-type]
    paths = trace(whole)
    workload = next(part for part in declared if isinstance(part, Resource) and part.type == WORKLOAD)
    contract = Contract((Promise(AT, cidr="20.1.2.0/28", partners=("Acme",)),))
    return [
        *subjects(whole, paths, {"aks": landing([workload], paths)}, contract),
        *change_subjects([changed()], contract, contract),
        *drift_subjects([drifted()], {"aks": "aks"}),
    ]


def drifted() -> Drift:
    """A subnet on which another gateway stands."""
    return Drift(
        DriftKind.CHANGED, "nodes", "/live", SUBNET, "natGateway", "nat", "other", AT, "pool user now leaves …",
        label="NAT gateway of the subnet nodes", moves=True, clusters=("aks",), pools=("user",),
    )  # fmt: skip


def changed() -> ClusterChange:
    """A cluster whose prefix is made anew and whose outbound type changes."""
    range_ = IpRange("20.1.2.0/28", 16, "20.1.2.0/28", "prefix", AT)
    ip = IpChange(
        Fate.REPLACED, "20.1.2.0/28", range_, range_, why="zones none → 1: cannot be changed in place"
    )
    pool_ = PathChange("system", Role.NODE, Fate.KEPT, Exit.NAT_GATEWAY, Exit.NAT_GATEWAY, (ip,), AT)
    work = WorkloadChange("processor", "Deployment", Fate.KEPT, ("system",), ("system",), (ip,), AT)
    outbound = OutboundChange(Fate.REPLACED, "loadBalancer", "userAssignedNATGateway", at=AT)
    return ClusterChange("aks", "aks", Fate.KEPT, outbound, (pool_,), (work,), (ip,), AT)


def fields(node: Node, path: str = "") -> Iterator[str]:
    for name, child in members(node).items():
        here = f"{path}.{name}" if path else name
        yield here
        yield from fields(child, here)
        for element in items(child):
            yield from fields(element, f"{here}[]")


def test_every_kind_of_subject_occurs() -> None:
    assert {subject.kind for subject in everything()} == set(VOCABULARY)


def test_every_fact_is_in_the_vocabulary() -> None:
    strangers = {
        f"{subject.kind}: {path}"
        for subject in everything()
        for path in fields(subject.facts)
        if not known(subject.kind, path) and not path.startswith(("cluster.", "natGateway.publicIps"))
    }
    assert strangers == set()


NOT_IN_THIS_GRAPH = {
    "cluster": {
        "networkPluginMode",
        "networkDataplane",
        "podCidr",
        "provider",
        "apiVersion",
        "orderedAfterAssociation",
        "missingOrder",
        "maxPods",
    },
    "publicIp": {"plannedAction"},
    "natGateway": {"provider", "resourceGroup", "subscription"},
    "virtualNetwork": {"provider"},
    "remark": {"value", "type", "name", "resourceGroup", "createdLater", "groupCreatedHere", "declaredIn"},
    "nodePool": {"maxSurge"},
}
"""Fields that stand only where a source writes them."""


def test_every_plain_field_of_the_vocabulary_is_filled_in() -> None:
    present: dict[str, set[str]] = {}
    for subject in everything():
        present.setdefault(subject.kind, set()).update(fields(subject.facts))
    for kind, table in VOCABULARY.items():
        plain = {name for name in table if "[]" not in name and "." not in name and not name.endswith("…")}
        assert plain - present[kind] - NOT_IN_THIS_GRAPH.get(kind, set()) == set(), kind


OPEN = {"sku", "windowsProfile"}
"""Objects of ARM's of which one field is told."""


def test_what_holds_facts_has_a_line_of_its_own() -> None:
    for kind, table in VOCABULARY.items():
        for name in table:
            holder, _, _ = name.rpartition(".")
            assert (
                not holder or holder in table or holder.rpartition(".")[2] in OPEN or holder == "cluster"
            ), f"{kind}: {holder}"


@pytest.mark.parametrize(
    ("kind", "path", "there"),
    [
        ("cluster", "name", True),
        ("cluster", "nme", False),
        ("cluster", "name.first", False),
        ("cluster", "pools", True),
        ("cluster", "pools[].name", True),
        ("cluster", "pools.name", True),
        ("cluster", "pools[].nme", False),
        ("cluster", "pools[].subnet.natGateway.sku.name", True),
        ("cluster", "pools[].subnet.natGateway.sku", True),
        ("cluster", "pools[].subnet.natGateway.sku.tier", False),
        ("cluster", "natGatewayProfile", True),
        ("cluster", "natGatewayProfile.idleTimeoutInMinutes", True),
        ("cluster", "natGatewayProfiles", False),
        ("cluster", "networkPlugin.anything", False),
        ("nodePool", "cluster.name", True),
        ("nodePool", "cluster.pools[].name", False),
        ("subnet", "cluster.name", False),
    ],
)
def test_what_a_policy_may_compare(kind: str, path: str, there: bool) -> None:
    assert known(kind, path) is there
