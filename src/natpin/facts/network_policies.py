"""Network policies as subjects: they add up, so what one of a namespace admits is admitted for all it selects.

Source: Kubernetes, "Network Policies": "Network policies do not conflict; they are additive."
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from natpin.facts.fields import known, same_name
from natpin.facts.selectors import matches
from natpin.graph import Graph
from natpin.model.asking import called, elements_of, is_
from natpin.model.resource import NETWORK_POLICY, WORKLOAD, Resource
from natpin.model.several import Truth, both, either, negated
from natpin.model.subject import Subject
from natpin.model.value import Node, Unknown, Value, dig, is_absent

_ADDED_UP = {"allowsDnsUdp": "dnsUdpTo", "allowsDnsTcp": "dnsTcpTo"}
"""What adds up, and the property that holds the peers to which alone it is admitted."""


def network_policy_subjects(graph: Graph) -> Iterator[Subject]:
    """Every network policy, with what the others of its namespace admit for the same pods."""
    policies = graph.of_type(NETWORK_POLICY)
    pods = graph.of_type(WORKLOAD)
    for policy in policies:
        beside = [
            (other, same)
            for other in policies
            if other is not policy and (same := _same_namespace(other, policy)) is not False
        ]
        facts = {"name": known(policy.label, policy.at), **policy.properties}
        facts.pop("podSelector", None)
        for name, peers in _ADDED_UP.items():
            facts.pop(peers, None)
            if name in facts:
                facts[name] = _admitted(policy, beside, name, pods, graph)
        yield Subject(
            "networkPolicy",
            policy.address,
            policy.label,
            policy.at,
            Value(facts, policy.at),
            (),
            policy,
            policy.conditional,
        )


def _same_namespace(one: Resource, other: Resource) -> Truth:
    return same_name(_namespace(one), _namespace(other))


def _namespace(policy: Resource) -> Node | None:
    written = policy.get("namespace")
    return Value("default", policy.at) if is_absent(written) else written


def _admitted(
    policy: Resource,
    beside: Sequence[tuple[Resource, Truth]],
    name: str,
    pods: Sequence[Resource],
    graph: Graph,
) -> Node:
    own = policy.get(name)
    answers: list[Truth] = [_admits(policy, name, graph)]
    answers += [
        both(_admits(other, name, graph), same, _covers(other, policy, pods), other.conditional or True)
        for other, same in beside
    ]
    answer = either(*answers)
    return answer if isinstance(answer, Unknown) else Value(answer, own.at if own is not None else policy.at)


def _admits(policy: Resource, name: str, graph: Graph) -> Truth:
    """Whether a policy by itself lets DNS out by a protocol: to everyone, or to peers that hold the cluster's DNS."""
    to_everyone = is_(policy.get(name), True)
    to_some = elements_of(policy.get(_ADDED_UP[name]))
    if to_everyone is True or to_some.there() is False:
        return to_everyone
    from natpin.facts.dns_peers import admits_dns

    return either(to_everyone, to_some.any(lambda peers: admits_dns(peers, _namespace(policy), graph)))


def _covers(other: Resource, policy: Resource, pods: Sequence[Resource]) -> Truth:
    """Whether a policy selects every pod that another one selects: it asks for nothing that the other does not, or it
    selects all of that one's pods that are declared here."""
    by_selector = _asks_no_more(other, policy)
    if by_selector is True:
        return True
    mine = [
        (matches(policy.get("podSelector"), pod.get("podLabels")), pod.get("podLabels"))
        for pod in pods
        if _same_namespace(pod, policy) is not False
    ]
    if any(selected is True for selected, _ in mine):
        also = both(
            *(
                either(negated(selected), matches(other.get("podSelector"), labels))
                for selected, labels in mine
            )
        )
        if also is True:
            return True
    return by_selector


def _asks_no_more(other: Resource, policy: Resource) -> Truth:
    """A pod that the policy selects may carry more labels than the policy asks for."""
    mine, its = policy.get("podSelector"), other.get("podSelector")
    narrowed = bool(elements_of(dig(mine, "matchExpressions")).every)
    by_absence = any(
        called(dig(each, "operator")) in ("NotIn", "DoesNotExist")
        for each in elements_of(dig(its, "matchExpressions")).every
    )
    answer = matches(its, dig(mine, "matchLabels"))
    if (answer is True and by_absence) or (answer is False and narrowed):
        return Unknown("a selector with expressions", policy.at)
    return answer
