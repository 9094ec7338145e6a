"""Whether a peer of a network policy's egress rule may be the cluster's DNS.

The DNS of an AKS cluster is the ``kube-dns`` pods of the namespace ``kube-system`` (AKS, "Customize CoreDNS"). Sources for
what a peer selects: Kubernetes, "Network Policies", "Behavior of to and from selectors"; for blocks of addresses and pods:
Microsoft Learn, "Azure CNI Powered by Cilium", which does not let an ``ipBlock`` admit traffic to pods or nodes.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping

from natpin.facts.selectors import matches
from natpin.graph import Graph
from natpin.model.asking import called, doubt_of, elements_of, is_, object_of, text_of
from natpin.model.location import NOWHERE
from natpin.model.resource import CLUSTER
from natpin.model.several import Truth, both, either, negated
from natpin.model.value import Node, Unknown, Value, dig, is_absent

_DNS_NAMESPACE = "kube-system"
_NAMESPACE_LABELS: Mapping[str, Node] = {"kubernetes.io/metadata.name": Value(_DNS_NAMESPACE)}
"""What Kubernetes labels every namespace with. Others may have been added."""
_POD_LABELS: Mapping[str, Node] = {"k8s-app": Value("kube-dns")}
_OTHERWISE_NAMED = ("app", "app.kubernetes.io/name")
"""Labels that AKS does not give to its DNS pods, which are named by ``k8s-app``."""
_SETTLE = "name the DNS pods: namespaceSelector kubernetes.io/metadata.name: kube-system, podSelector k8s-app: kube-dns"

_NEAR = tuple(
    ipaddress.ip_network(each)
    for each in (
        *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"),  # pods, nodes and services
        *("169.254.0.0/16", "168.63.129.16/32"),  # DNS on the node itself; Azure's own resolver
        *("fc00::/7", "fe80::/10"),
    )
)
"""Addresses that a cluster's DNS may have. Pods and services take theirs from private ranges (AKS, "Azure CNI Overlay":
private ranges or 100.64.0.0/10); LocalDNS listens on 169.254.10.10 and .11 (AKS, "LocalDNS"), NodeLocal DNSCache on
169.254.20.10 (Kubernetes); 168.63.129.16 is the virtual network's resolver (Azure, "What is IP address 168.63.129.16?")."""


def admits_dns(peers: Node | None, namespace: Node | None, graph: Graph) -> Truth:
    """Whether the peers of a rule hold the cluster's DNS. ``namespace``: the policy's own."""
    found = elements_of(peers)
    return found.any(lambda peer: _is_dns(peer, namespace, graph))


def _is_dns(peer: Node, namespace: Node | None, graph: Graph) -> Truth:
    unclear = doubt_of(peer)
    if unclear is not None:
        return unclear
    block = dig(peer, "ipBlock")
    if block is not None and not is_absent(block):
        return _holds_dns(block, graph)
    spaces, pods = dig(peer, "namespaceSelector"), dig(peer, "podSelector")
    if is_absent(spaces):  # pods of the policy's own namespace
        there = is_(namespace, _DNS_NAMESPACE)
    else:
        there = matches(spaces, _labels(spaces, _NAMESPACE_LABELS))
    return both(there, is_absent(pods) or matches(pods, _labels(pods, _POD_LABELS, _OTHERWISE_NAMED)))


def _labels(selector: Node | None, known: Mapping[str, Node], absent: tuple[str, ...] = ()) -> Node:
    """The labels that a selector is held against: what else it asks about may be there."""
    asked = list(object_of(dig(selector, "matchLabels")))
    requirements = elements_of(dig(selector, "matchExpressions")).every
    asked += [key for each in requirements if (key := called(dig(each, "key"))) is not None]
    at = selector.at if selector is not None else NOWHERE
    return Value(
        {
            **{
                key: Unknown(f"whether the cluster's DNS has the label {key} is not known", at, _SETTLE)
                for key in asked
                if key not in absent
            },
            **known,
        },
        at,
    )


def _holds_dns(block: Node, graph: Graph) -> Truth:
    """Whether a block of addresses holds the cluster's DNS: sure of one that holds no address it may have, and of one that
    holds every address where pods count as addresses."""
    cidr = text_of(dig(block, "cidr"))
    if isinstance(cidr, Unknown):
        return cidr
    network, exceptions = _network(cidr), elements_of(dig(block, "except"))
    if network is None:
        return Unknown("the cidr of an ipBlock cannot be read", block.at)
    near = [one for one in _NEAR if _within(network, one) or _within(one, network)]
    left_out = [one for each in exceptions.sure if (one := _network(called(each))) is not None]
    if all(any(_within(one, other) for other in left_out) for one in near):
        return False
    everything = network.prefixlen == 0 and exceptions.there() is False
    if everything and _pods_count_as_addresses(graph) is True:
        return True
    return Unknown(f"whether {network} holds the cluster's DNS is not known", block.at, _SETTLE)


def _network(cidr: str | None) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network((cidr or "").strip(), strict=False)
    except ValueError:
        return None


def _within(inner: ipaddress.IPv4Network | ipaddress.IPv6Network, outer: object) -> bool:
    """Two blocks hold one another or have nothing in common."""
    match inner, outer:
        case ipaddress.IPv4Network(), ipaddress.IPv4Network():
            return inner.subnet_of(outer)
        case ipaddress.IPv6Network(), ipaddress.IPv6Network():
            return inner.subnet_of(outer)
    return False


def _pods_count_as_addresses(graph: Graph) -> Truth:
    """False where Cilium judges: there a block of addresses holds no pods."""
    return negated(
        either(
            *(
                is_(cluster.get(f"networkProfile.{name}"), "cilium")
                for cluster in graph.of_type(CLUSTER)
                for name in ("networkDataplane", "networkPolicy")
            )
        )
    )
