"""Policies that close egress, or send it out by another node."""

from __future__ import annotations

from natpin.model.value import Node, Unknown, Value, dig, items, scalar, text

DNS = 53


def network_policy(spec: Node | None) -> dict[str, Node]:
    """Whether a policy closes egress, and whether DNS still gets out (Kubernetes, "Network Policies"). ``dnsUdpTo`` and
    ``dnsTcpTo``: the lists of peers to which alone a rule admits it."""
    if spec is None or isinstance(spec, Unknown):
        return {}
    types = [text(item) for item in items(dig(spec, "policyTypes"))]
    rules = items(dig(spec, "egress"))
    denies = "Egress" in types or (not types and bool(rules))
    to_all, to_some = (
        [rule for rule in rules if _to_everyone(rule)],
        [rule for rule in rules if not _to_everyone(rule)],
    )
    found: dict[str, Node] = {
        "podSelector": dig(spec, "podSelector") or Value({}, spec.at),
        "deniesEgress": Value(denies and not any(_admits_everything(rule) for rule in rules), spec.at),
    }
    for protocol in ("Udp", "Tcp"):
        admitted = any(_admits(rule, protocol.upper()) for rule in to_all)
        found[f"allowsDns{protocol}"] = Value(admitted, spec.at)
        peers = [
            to for rule in to_some if _admits(rule, protocol.upper()) and (to := dig(rule, "to")) is not None
        ]
        if peers and not admitted:
            found[f"dns{protocol}To"] = Value(tuple(peers), spec.at)
    return found


def _to_everyone(rule: Node) -> bool:
    to = dig(rule, "to")
    return not isinstance(to, Unknown) and not items(to)


def _admits_everything(rule: Node) -> bool:
    return _to_everyone(rule) and not items(dig(rule, "ports"))


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
