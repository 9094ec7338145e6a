"""What a cluster may be behind counts for it: nobody knows its subnet, its gateway, its gateway's IPs, its pools."""

from __future__ import annotations

from typing import Any

import pytest
from declare import (
    UNKNOWN,
    attach,
    cluster,
    gateway,
    graph,
    network,
    prefix,
    public_ip,
    ref,
    resource,
    subnet,
    told,
)

from natpin.egress.pools import pools
from natpin.model.finding import Verdict
from natpin.model.record import replace
from natpin.model.resource import AGENT_POOL, CLUSTER
from natpin.model.value import Value
from natpin.policy.evaluate import evaluate
from natpin.policy.load import built_in

LOST = [{"name": "a", "vnetSubnetID": UNKNOWN}]
OWN = [{"name": "a", "vnetSubnetID": ref("nodes")}]
NAT = {"natGateway": {"id": ref("nat")}}
WRONG = gateway(idleTimeoutInMinutes=600)
RIGHT = gateway(idleTimeoutInMinutes=10)
ON = [network(), subnet(**NAT)]
SECONDS = "nat-idle-seconds"
PRIVATE = "default-outbound-access"
UNGUARDED = "egress-ip-unprotected"
SOME_IP = replace(
    UNKNOWN,
    parts=(
        "/subscriptions/",
        None,
        "/resourceGroups/",
        None,
        "/providers/Microsoft.Network/publicIPAddresses/",
        UNKNOWN,
    ),
)
MAYBE_ON = attach(ref("nodes"), "natGateway", ref("nat"), conditional=UNKNOWN)
MAYBE_OTHER = replace(
    attach(ref("nodes"), "natGateway", ref("other"), conditional=UNKNOWN), address="another"
)
IDS = {"publicIpAddresses": [{"id": ref("ip")}]}

ROWS: list[tuple[str, str, list[Any], set[Verdict], set[Verdict]]] = [
    # what is asked, the rule, what is declared, verdicts on the cluster, findings
    ("its subnet is unknown", SECONDS, [cluster(pools=LOST), *ON, WRONG], {Verdict.UNKNOWN}, {Verdict.FAIL}),
    ("its subnet is unknown, nothing wrong", SECONDS, [cluster(pools=LOST), *ON, RIGHT], set(), set()),
    ("its gateway is unknown", SECONDS, [cluster(pools=OWN), network(), subnet(natGateway=UNKNOWN), WRONG], {Verdict.UNKNOWN}, {Verdict.FAIL}),
    ("its gateway may be one whose name is unknown", SECONDS, [cluster(pools=OWN), network(), subnet(natGateway={"id": ref("gone")}), gateway("gone", external=True), gateway(called=UNKNOWN, idleTimeoutInMinutes=600)], {Verdict.UNKNOWN}, {Verdict.FAIL, Verdict.UNKNOWN}),
    ("it has another", SECONDS, [cluster(pools=OWN), *ON, RIGHT, gateway("other", idleTimeoutInMinutes=600)], {Verdict.PASS}, {Verdict.FAIL}),
    ("it has none", SECONDS, [cluster(pools=OWN), network(), subnet(), WRONG], set(), {Verdict.FAIL}),
    ("its subnet may be one whose name is unknown", PRIVATE, [cluster(pools=OWN), network(), subnet(external=True, called=Value("nodes")), subnet("other", called=UNKNOWN)], {Verdict.UNKNOWN, Verdict.NOT_APPLICABLE}, {Verdict.UNKNOWN}),
    ("its subnet's name is unknown", PRIVATE, [cluster(pools=OWN), network(), subnet(external=True, called=UNKNOWN), subnet("other", called=Value("b"))], {Verdict.UNKNOWN, Verdict.NOT_APPLICABLE}, {Verdict.UNKNOWN}),
    ("its subnet is another", PRIVATE, [cluster(pools=OWN), network(), subnet(external=True, called=Value("a")), subnet("other", called=Value("b"))], {Verdict.NOT_APPLICABLE}, set()),
    ("its subnet lies in another network", PRIVATE, [cluster(pools=OWN), network(), network("hub"), subnet(external=True, called=UNKNOWN), subnet("other", "hub", called=Value("b"))], {Verdict.NOT_APPLICABLE}, set()),
    ("its subnet may stand in a list that is unknown", PRIVATE, [cluster(pools=LOST), network(subnets=UNKNOWN)], {Verdict.UNKNOWN}, set()),
    ("its subnet may be one of a list that is unknown", PRIVATE, [cluster(pools=LOST), network(subnets=[UNKNOWN])], {Verdict.UNKNOWN}, set()),
    ("the list of subnets is unknown, its own stands apart", PRIVATE, [cluster(pools=OWN), network(subnets=UNKNOWN), subnet(defaultOutboundAccess=False)], {Verdict.PASS}, set()),
    ("no network's subnets are unknown", PRIVATE, [cluster(pools=LOST), network()], set(), set()),
    ("which IPs is unknown", UNGUARDED, [cluster(pools=OWN), *ON, gateway(publicIpAddresses=UNKNOWN), public_ip()], {Verdict.UNKNOWN}, set()),
    ("one IP is unknown", UNGUARDED, [cluster(pools=OWN), *ON, gateway(publicIpPrefixes=[UNKNOWN]), prefix()], {Verdict.UNKNOWN}, set()),
    ("which IPs is known", UNGUARDED, [cluster(pools=OWN), *ON, gateway(**IDS), public_ip(traits={"retained": True}), public_ip("of-a-vm")], {Verdict.PASS}, set()),
    ("a gateway may be attached: one at most", "subnet-two-nats", [cluster(pools=OWN), network(), subnet(), MAYBE_ON, RIGHT], {Verdict.PASS}, set()),
    ("a gateway may be attached: one way at most", "pools-split-nat", [cluster(pools=OWN), network(), subnet(), MAYBE_ON, RIGHT], {Verdict.PASS}, set()),
    ("one of two may be attached", "pools-split-nat", [cluster(pools=OWN), network(), subnet(), MAYBE_ON, RIGHT, MAYBE_OTHER, gateway("other")], {Verdict.UNKNOWN}, set()),
    ("nobody knows which is attached", "pools-split-nat", [cluster(pools=OWN), network(), subnet(natGateway=UNKNOWN), RIGHT], {Verdict.UNKNOWN}, set()),
    ("its IP may be one of IPv6", "nat-incomplete", [cluster(pools=OWN), *ON, gateway(publicIpAddresses=[{"id": SOME_IP}]), public_ip(publicIPAddressVersion="IPv6")], {Verdict.UNKNOWN}, {Verdict.UNKNOWN}),
    ("its IP is declared elsewhere", "nat-incomplete", [cluster(pools=OWN), *ON, gateway(publicIpAddresses=[{"id": SOME_IP}]), public_ip()], {Verdict.PASS}, set()),
    ("another's IP", UNGUARDED, [cluster(pools=OWN), *ON, gateway(publicIpAddresses=UNKNOWN), gateway("other", **IDS), public_ip()], set(), {Verdict.FAIL}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "parts", "judged", "found"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_what_it_may_be_behind(
    rule: str, parts: list[Any], judged: set[Verdict], found: set[Verdict]
) -> None:
    policies = [policy for policy in built_in().policies if policy.id == rule]
    findings, judgements = evaluate(policies, list(told(*parts)), "s")
    mine = {judgement.verdict for judgement in judgements if "aks" in judgement.clusters}
    assert mine == judged
    assert {finding.verdict for finding in findings} == found


@pytest.mark.parametrize(
    ("parent", "may"),
    [
        (UNKNOWN, True),
        (ref("aks"), False),
        (Value("other"), False),
        (ref("somebody's"), True),
        (ref("theirs"), False),
    ],
    ids=["unknown", "its own", "of another", "looked up by an unknown name", "looked up by another name"],
)
def test_a_pool_of_nobody_knows_which_cluster_may_be_this_ones(parent: Any, may: bool) -> None:
    others = [
        resource(CLUSTER, "somebody's", external=True, called=UNKNOWN),
        resource(CLUSTER, "theirs", external=True),
    ]
    aks = cluster(pools=OWN)
    found = graph(aks, *ON, RIGHT, *others, resource(AGENT_POOL, "late", parent))
    conditional = {pool.name: pool.conditional is not None for pool in pools(found, aks)}
    assert conditional.get("late", False) is may
