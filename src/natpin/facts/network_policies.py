"""Network policies as subjects: they add up, so what one of a namespace admits is admitted for all it selects.

Source: Kubernetes, "Network Policies": "Network policies do not conflict; they are additive."
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from natpin.facts.network import known
from natpin.facts.scheduling import matches
from natpin.graph import Graph
from natpin.model.resource import NETWORK_POLICY, Resource
from natpin.model.several import Truth, both, either
from natpin.model.subject import Subject
from natpin.model.value import Node, Unknown, Value, dig, items, members, scalar, text

_ADDED_UP = ("allowsDnsUdp", "allowsDnsTcp")


def network_policy_subjects(graph: Graph) -> Iterator[Subject]:
    """Every network policy, with what the others of its namespace admit for the same pods."""
    policies = graph.of_type(NETWORK_POLICY)
    for policy in policies:
        beside = [other for other in policies if other is not policy and _same_namespace(other, policy)]
        facts = {"name": known(policy.label, policy.at), **policy.properties}
        facts.pop("podSelector", None)
        for name in _ADDED_UP:
            if name in facts:
                facts[name] = _admitted(policy, beside, name)
        yield Subject(
            "networkPolicy", policy.address, policy.label, policy.at, Value(facts, policy.at), (), policy
        )


def _same_namespace(one: Resource, other: Resource) -> bool:
    return text(one.get("namespace")) == text(other.get("namespace"))


def _admitted(policy: Resource, beside: Sequence[Resource], name: str) -> Node:
    own = policy.get(name)
    if isinstance(own, Unknown):
        return own
    answers: list[Truth] = [scalar(own) is True]
    answers += [both(scalar(other.get(name)) is True, _covers(other, policy)) for other in beside]
    answer = either(*answers)
    return answer if isinstance(answer, Unknown) else Value(answer, own.at if own is not None else policy.at)


def _covers(other: Resource, policy: Resource) -> Truth:
    """Whether a policy selects every pod that another one selects: it asks for no label that the other does not."""
    selector = policy.get("podSelector")
    if items(dig(selector, "matchExpressions")) and members(dig(other.get("podSelector"), "matchLabels")):
        return Unknown("a selector by expressions", policy.at)
    return matches(other.get("podSelector"), members(dig(selector, "matchLabels")))
