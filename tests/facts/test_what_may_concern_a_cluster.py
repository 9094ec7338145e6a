"""Rules asked of what a cluster may use: where it would fail nobody knows, and where it passes nobody need know."""

from __future__ import annotations

from typing import Any

import pytest
from declare import AT, UNKNOWN, attach, cluster, gateway, network, prefix, ref, subnet, told, workload

from natpin.config import Config
from natpin.model.finding import Verdict
from natpin.model.value import Unknown
from natpin.policy.evaluate import evaluate
from natpin.policy.load import built_in
from natpin.policy.select import chosen

LOST = cluster(
    "userAssignedNATGateway", [{"name": "a", "vnetSubnetID": UNKNOWN, "availabilityZones": ["1", "2"]}]
)
OWN = [{"name": "system", "vnetSubnetID": ref("nodes")}]
NAT = {"natGateway": {"id": ref("nat")}}
ON_PREFIX = gateway(publicIpPrefixes=[{"id": ref("prefix")}])
KEEPALIVE = {"securityContext": {"sysctls": [{"name": "net.ipv4.tcp_keepalive_time", "value": UNKNOWN}]}}
LATE = {"securityContext": {"sysctls": [{"name": "net.ipv4.tcp_keepalive_time", "value": "900"}]}}
MAYBE = Unknown("var.nat has no default", AT)


def verdicts(rule: str, *parts: Any) -> dict[tuple[str, ...], Verdict]:
    """A rule's verdicts by the clusters that they count for, and the causes that are told."""
    assert rule in {policy.id for policy in built_in().policies}
    policies = [policy for policy in chosen(Config()) if policy.id == rule]
    _, judgements = evaluate(policies, told(*parts), "stack")
    return {judgement.clusters: judgement.verdict for judgement in judgements}


CASES: list[tuple[str, list[Any], dict[tuple[str, ...], Verdict]]] = [
    # the subnet of a cluster is not known: it may be this one
    ("default-outbound-access", [LOST, network(), subnet()], {(): Verdict.UNKNOWN, ("aks",): Verdict.UNKNOWN}),
    ("default-outbound-access", [LOST, network(), subnet(defaultOutboundAccess=False)], {(): Verdict.PASS}),
    ("default-outbound-access", [cluster(pools=OWN), network(), subnet()], {("aks",): Verdict.FAIL}),
    ("default-outbound-access", [cluster(), network(), subnet()], {(): Verdict.NOT_APPLICABLE}),
    # one pool is in it for certain, another perhaps: the cluster is concerned
    ("default-outbound-access", [cluster(pools=[*OWN, {"name": "b", "vnetSubnetID": UNKNOWN}]), network(), subnet()], {("aks",): Verdict.FAIL}),
    ("nat-zonal-spof", [LOST, ON_PREFIX, prefix()], {(): Verdict.UNKNOWN, ("aks",): Verdict.UNKNOWN}),
    ("nat-zonal-spof", [LOST, gateway(sku={"name": "StandardV2"})], {(): Verdict.NOT_APPLICABLE}),
    ("nat-incomplete", [LOST, gateway(publicIpAddresses=[])], {(): Verdict.FAIL, ("aks",): Verdict.UNKNOWN}),
    ("nat-incomplete", [LOST, ON_PREFIX, prefix()], {(): Verdict.PASS}),
    # the gateway of a cluster's subnet is not known: it may be this one
    ("nat-incomplete", [cluster("userAssignedNATGateway", OWN), network(), subnet(natGateway={"id": UNKNOWN}), gateway(publicIpAddresses=[])], {(): Verdict.FAIL, ("aks",): Verdict.UNKNOWN}),
    # a keepalive that is not known, and one that is too late where a gateway may be
    ("workload-network-hygiene", [cluster("userAssignedNATGateway", OWN), network(), subnet(**NAT), ON_PREFIX, prefix(), workload(pod=KEEPALIVE)], {("aks",): Verdict.UNKNOWN}),
    ("workload-network-hygiene", [cluster(), workload(pod=KEEPALIVE)], {("aks",): Verdict.NOT_APPLICABLE}),
    ("workload-network-hygiene", [cluster("userAssignedNATGateway", OWN), network(), subnet(), ON_PREFIX, attach(ref("nodes"), "natGateway", ref("nat"), conditional=MAYBE), workload(pod=LATE)], {("aks",): Verdict.UNKNOWN}),
    ("vnet-inline-subnets", [network(subnets=UNKNOWN)], {(): Verdict.PASS}),
    ("vnet-inline-subnets", [network(subnets=UNKNOWN), subnet(**NAT), ON_PREFIX, prefix()], {(): Verdict.UNKNOWN}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "parts", "expected"), CASES)
def test_what_may_concern_a_cluster(
    rule: str, parts: list[Any], expected: dict[tuple[str, ...], Verdict]
) -> None:
    assert verdicts(rule, *parts) == expected


def test_the_cause_is_told() -> None:
    policies = [policy for policy in chosen(Config()) if policy.id == "default-outbound-access"]
    findings, _ = evaluate(policies, told(LOST, network(), subnet()), "stack")
    assert [cause.reason for finding in findings for cause in finding.causes] == ["var.x has no default"]
