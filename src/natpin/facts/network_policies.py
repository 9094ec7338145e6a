"""Network policies as subjects: they add up, so what one of a namespace admits is admitted for all it selects.

Source: Kubernetes, "Network Policies": "Network policies do not conflict; they are additive."
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from natpin.facts.network import known, same_name
from natpin.facts.scheduling import matches
from natpin.graph import Graph
from natpin.model.asking import elements_of, is_, object_of
from natpin.model.resource import NETWORK_POLICY, Resource
from natpin.model.several import Truth, both, either
from natpin.model.subject import Subject
from natpin.model.value import Node, Unknown, Value, dig, is_absent

_ADDED_UP = ("allowsDnsUdp", "allowsDnsTcp")


def network_policy_subjects(graph: Graph) -> Iterator[Subject]:
    """Every network policy, with what the others of its namespace admit for the same pods."""
    policies = graph.of_type(NETWORK_POLICY)
    for policy in policies:
        beside = [
            (other, same)
            for other in policies
            if other is not policy and (same := _same_namespace(other, policy)) is not False
        ]
        facts = {"name": known(policy.label, policy.at), **policy.properties}
        facts.pop("podSelector", None)
        for name in _ADDED_UP:
            if name in facts:
                facts[name] = _admitted(policy, beside, name)
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


def _admitted(policy: Resource, beside: Sequence[tuple[Resource, Truth]], name: str) -> Node:
    own = policy.get(name)
    answers: list[Truth] = [is_(own, True)]
    answers += [
        both(is_(other.get(name), True), same, _covers(other, policy), other.conditional or True)
        for other, same in beside
    ]
    answer = either(*answers)
    return answer if isinstance(answer, Unknown) else Value(answer, own.at if own is not None else policy.at)


def _covers(other: Resource, policy: Resource) -> Truth:
    """Whether a policy selects every pod that another one selects: it asks for no label that the other does not."""
    selector = policy.get("podSelector")
    by_expressions = elements_of(dig(selector, "matchExpressions")).every
    if by_expressions and object_of(dig(other.get("podSelector"), "matchLabels")):
        return Unknown("a selector by expressions", policy.at)
    return matches(other.get("podSelector"), dig(selector, "matchLabels"))
