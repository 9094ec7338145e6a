"""Policies that close egress, or send it out by another node."""

from __future__ import annotations

from natpin.model.value import Node, Unknown, Value, dig, items, scalar, text

DNS = 53


def network_policy(spec: Node | None) -> dict[str, Node]:
    """Whether a policy closes egress, and whether DNS still gets out (Kubernetes, "Network Policies")."""
    if spec is None or isinstance(spec, Unknown):
        return {}
    types = [text(item) for item in items(dig(spec, "policyTypes"))]
    rules = items(dig(spec, "egress"))
    denies = "Egress" in types or (not types and bool(rules))
    return {
        "podSelector": dig(spec, "podSelector") or Value({}, spec.at),
        "deniesEgress": Value(denies and not any(_admits_everything(rule) for rule in rules), spec.at),
        "allowsDnsUdp": Value(any(_admits(rule, "UDP") for rule in rules), spec.at),
        "allowsDnsTcp": Value(any(_admits(rule, "TCP") for rule in rules), spec.at),
    }


def _admits_everything(rule: Node) -> bool:
    return not items(dig(rule, "to")) and not items(dig(rule, "ports"))


def _admits(rule: Node, protocol: str) -> bool:
    ports = items(dig(rule, "ports"))
    return not ports or any(
        (text(dig(port, "protocol")) or "TCP") == protocol and _is_dns(port) for port in ports
    )


def _is_dns(port: Node) -> bool:
    first, last = scalar(dig(port, "port")), scalar(dig(port, "endPort"))
    if isinstance(first, int) and isinstance(last, int):
        return first <= DNS <= last
    return first in (DNS, str(DNS), "dns", None)


def egress_gateway_policy(spec: Node | None) -> dict[str, Node]:
    """Whose traffic leaves by which nodes (Cilium, "Egress Gateway")."""
    selectors = [
        selector
        for item in items(dig(spec, "selectors"))
        if (selector := dig(item, "podSelector")) is not None
    ]
    gateways = dig(spec, "egressGateway.nodeSelector.matchLabels")
    found: dict[str, Node] = {"podSelectors": Value(tuple(selectors))}
    if gateways is not None:
        found["nodeSelector"] = gateways
    return found
