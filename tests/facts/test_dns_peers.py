"""Whether a network policy that admits DNS to some peers admits it to the cluster's DNS.

Kubernetes, "Network Policies": a peer is a block of addresses, or pods of namespaces. The DNS of an AKS cluster is the
kube-dns pods of kube-system.
"""

from __future__ import annotations

from typing import Any

import pytest
from declare import AT, UNKNOWN, cluster, fact, resource

from natpin.formats.egress_policies import network_policy
from natpin.model.resource import NETWORK_POLICY, Resource
from natpin.model.value import Value, of

SYSTEM = {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}}
KUBE_DNS = {"matchLabels": {"k8s-app": "kube-dns"}}
ALL_PRIVATE = [
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",
    "169.254.0.0/16",
    "168.63.129.16/32",
]


def block(cidr: Any, *left_out: str) -> dict[str, Any]:
    return {"ipBlock": {"cidr": cidr, **({"except": list(left_out)} if left_out else {})}}


PEERS: list[tuple[list[Any], bool | None]] = [
    # a partner's addresses are not the cluster's
    ([block("20.1.2.0/29")], False),
    ([block("2603:1030::/48")], False),
    ([block("0.0.0.0/0", *ALL_PRIVATE)], False),
    ([block("0.0.0.0/0")], True),
    # nobody wrote which addresses pods and services have
    ([block("0.0.0.0/0", "10.0.0.0/8")], None),
    ([block("10.0.0.10/32")], None),
    ([block("168.63.129.16/32")], None),
    ([block("169.254.10.10/32")], None),
    ([block("fd00::/8")], None),
    ([block(UNKNOWN)], None),
    ([block("no address")], None),
    ([{"namespaceSelector": {}}], True),
    ([{"namespaceSelector": SYSTEM}], True),
    ([{"namespaceSelector": SYSTEM, "podSelector": KUBE_DNS}], True),
    ([{"namespaceSelector": {}, "podSelector": KUBE_DNS}], True),
    ([{"namespaceSelector": {}, "podSelector": {}}], True),
    ([{"namespaceSelector": SYSTEM, "podSelector": {"matchLabels": {"k8s-app": "metrics-server"}}}], False),
    ([{"namespaceSelector": SYSTEM, "podSelector": {"matchLabels": {"app": "payments"}}}], False),
    ([{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "payments"}}}], False),
    # a team may label kube-system as it likes
    ([{"namespaceSelector": {"matchLabels": {"name": "kube-system"}}}], None),
    ([{"namespaceSelector": {"matchExpressions": [{"key": "kubernetes.io/metadata.name", "operator": "In", "values": ["kube-system", "payments"]}]}}], True),
    ([{"namespaceSelector": {"matchExpressions": [{"key": "kubernetes.io/metadata.name", "operator": "NotIn", "values": ["kube-system"]}]}}], False),
    # pods of the policy's own namespace
    ([{"podSelector": {}}], False),
    ([{"podSelector": KUBE_DNS}], False),
    # one peer is enough
    ([block("20.1.2.0/29"), {"namespaceSelector": SYSTEM}], True),
    ([block("20.1.2.0/29"), UNKNOWN], None),
]  # fmt: skip


@pytest.mark.parametrize(("peers", "expected"), PEERS, ids=[str(peers) for peers, _ in PEERS])
def test_peer(peers: list[Any], expected: bool | None) -> None:
    policy = resource(NETWORK_POLICY, "deny", namespace="pay", allowsDnsUdp=False, dnsUdpTo=[peers])
    found = fact("networkPolicy", "allowsDnsUdp", [cluster(), policy])
    assert found == expected if expected is not None else str(found).startswith("?")


def test_cilium_lets_no_block_hold_pods() -> None:
    policy = resource(NETWORK_POLICY, "deny", allowsDnsUdp=False, dnsUdpTo=[[block("0.0.0.0/0")]])
    on_cilium = cluster(networkProfile={"networkDataplane": "cilium"})
    assert str(fact("networkPolicy", "allowsDnsUdp", [on_cilium, policy])).startswith("?")


def test_pods_of_kube_system_itself() -> None:
    policy = resource(
        NETWORK_POLICY,
        "deny",
        namespace="kube-system",
        allowsDnsUdp=False,
        dnsUdpTo=[[{"podSelector": KUBE_DNS}]],
    )
    assert fact("networkPolicy", "allowsDnsUdp", [cluster(), policy]) is True


def test_the_reader_keeps_the_peers() -> None:
    partner = {"to": [block("20.1.2.0/29")]}
    dns = {"to": [{"namespaceSelector": SYSTEM}], "ports": [{"protocol": "UDP", "port": 53}]}
    for egress, udp, tcp in (
        ([partner], False, False),  # every port of the partner's, and nothing else
        ([partner, dns], True, False),
        ([{"ports": [{"protocol": "TCP", "port": 53}]}], False, True),
        ([{"to": [], "ports": [{"protocol": "TCP", "port": 53}]}], False, True),
    ):
        read = network_policy(of({"policyTypes": ["Egress"], "egress": egress}))
        policy = Resource("deny", NETWORK_POLICY, Value("deny"), read, AT)
        assert fact("networkPolicy", "allowsDnsUdp", [cluster(), policy]) is udp
        assert fact("networkPolicy", "allowsDnsTcp", [cluster(), policy]) is tcp
        assert fact("networkPolicy", "deniesEgress", [cluster(), policy]) is True
