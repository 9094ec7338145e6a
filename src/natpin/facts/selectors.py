"""Whether labels are what a selector or an affinity asks for.

As Kubernetes documents it ("Labels and Selectors", "Assigning Pods to Nodes"). Of a pod all labels are written; a node has
some that the platform sets.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from natpin.model.asking import doubt_of, elements_of, key_of, object_of, scalar_of, text_of
from natpin.model.numbers import whole_number
from natpin.model.several import Several, Truth, both, either, negated
from natpin.model.value import Node, Unknown, dig

SPOT = "kubernetes.azure.com/scalesetpriority"
"""The label of a Spot pool's nodes, and their taint."""

_OTHERWISE_LABELLED = (
    "topology.kubernetes.io/",
    "kubernetes.io/",
    "node.kubernetes.io/",
    "kubernetes.azure.com/",
)
"""Labels the platform sets and that are not written anywhere: a selector on one can match."""


def matches(selector: Node | None, labels: Node | None) -> Truth:
    """Whether a label selector (an empty one selects everything) selects what has these labels and no others."""
    unclear = doubt_of(selector)
    if unclear is not None:
        return unclear
    pairs, expressions = dig(selector, "matchLabels"), elements_of(dig(selector, "matchExpressions"))
    answers: list[Truth] = [
        _labelled(labels, name, wanted)
        for name, wanted in object_of(pairs).items()
        # Cilium's label for the pod's namespace
        if not name.startswith(("io.kubernetes.pod.namespace", "k8s:io.kubernetes.pod.namespace"))
    ]
    if (vague := doubt_of(pairs) or expressions.cause) is not None:
        answers.append(vague)
    answers += [_requires(labels, each) for each in expressions.sure]
    return both(*answers)


def _requires(labels: Node | None, expression: Node) -> Truth:
    """One requirement of ``matchExpressions`` (Kubernetes, "Labels and Selectors", set-based requirements: NotIn and
    DoesNotExist also select what has no such label)."""

    def has(key: str, values: Several[Node] | None) -> Truth:
        have = key_of(labels, key)
        if have is None or isinstance(have, Unknown):
            return have or False
        return True if values is None else values.any(lambda wanted: same_word(have, wanted))

    return _by_operator(expression, "a selector", has)


def _by_operator(expression: Node, what: str, has: Callable[[str, Several[Node] | None], Truth]) -> Truth:
    """One requirement by its operator. ``has``: whether the labels have a key, with one of the values where these count."""
    key, operator = text_of(dig(expression, "key")), text_of(dig(expression, "operator"))
    if not isinstance(key, str):
        return key or Unknown(f"{what} without a key", expression.at)
    if isinstance(operator, Unknown):
        return operator
    values = elements_of(dig(expression, "values"))
    match operator:
        case "In":
            return has(key, values)
        case "NotIn":
            return negated(has(key, values))
        case "Exists":
            return has(key, None)
        case "DoesNotExist":
            return negated(has(key, None))
        case _:
            return Unknown(f"{what} by the operator {operator}", expression.at)


def _labelled(labels: Node | None, name: str, wanted: Node) -> Truth:
    have = key_of(labels, name)
    return False if have is None else same_word(have, wanted)


def same_word(left: Node, right: Node) -> Truth:
    """Whether two values are the same word of a label."""
    one, other = word_of(left), word_of(right)
    if isinstance(one, Unknown):
        return one
    return other if isinstance(other, Unknown) else one == other


def word_of(node: Node | None) -> str | Unknown:
    """A label's value as Kubernetes has it: text, and empty for what is absent."""
    found = scalar_of(node)
    if isinstance(found, Unknown):
        return found
    return "" if found is None else str(found).lower() if isinstance(found, bool) else str(found)


def _has(labels: Node, name: str, holds: Several[Node] | None) -> Truth:
    """Whether a node carries a label, with one of the values when given."""
    have = key_of(labels, name)
    if have is None:
        unset = name.startswith(_OTHERWISE_LABELLED)
        return Unknown(f"the platform sets the label {name}", labels.at) if unset else False
    if holds is None:
        perhaps = isinstance(labels, Unknown) or name == SPOT
        return have if perhaps and isinstance(have, Unknown) else True
    return holds.any(lambda wanted: same_word(have, wanted))


def selected(selector: Node | None, labels: Node) -> Truth:
    """Whether a node selector takes nodes with these labels."""
    unclear = doubt_of(selector)
    if unclear is not None:
        return unclear
    return both(*(_has(labels, name, Several((node,))) for name, node in object_of(selector).items()))


def affine(terms: Node | None, labels: Node) -> Truth:
    """Whether the terms of a required node affinity take nodes with these labels: one of them does, or there is none."""
    found = elements_of(terms)
    if found.there() is False:
        return True
    return found.any(lambda term: _term(term, labels))


def _term(term: Node, labels: Node) -> Truth:
    unclear = doubt_of(term)
    if unclear is not None:
        return unclear
    fields, expressions = elements_of(dig(term, "matchFields")), elements_of(dig(term, "matchExpressions"))
    by_name: Truth = Unknown("an affinity to nodes by name", term.at) if fields.every else True
    # a term that asks for nothing takes no node (Kubernetes, API reference of NodeSelectorTerm)
    asks = either(fields.there(), expressions.there())
    return both(asks, expressions.all(lambda each: _expression(labels, each)), by_name)


def _expression(labels: Node, expression: Node) -> Truth:
    if text_of(dig(expression, "operator")) in ("Gt", "Lt"):
        return _ordered(labels, expression)
    return _by_operator(expression, "an affinity", partial(_has, labels))


def _ordered(labels: Node, expression: Node) -> Truth:
    """``Gt`` and ``Lt`` compare the label, a whole number, with the only value (Kubernetes, "Node affinity operators")."""
    key, values = text_of(dig(expression, "key")), elements_of(dig(expression, "values"))
    has = _has(labels, key, None) if isinstance(key, str) else key or Unknown("no key", expression.at)
    if has is not True or values.cause is not None or len(values.sure) != 1:
        return has if has is not True else Unknown("an affinity with more than one number", expression.at)
    have, wanted = word_of(key_of(labels, str(key))), word_of(values.sure[0])
    if isinstance(have, Unknown) or isinstance(wanted, Unknown):
        return have if isinstance(have, Unknown) else wanted  # type: ignore[return-value]
    left, right = whole_number(have), whole_number(wanted)
    if left is None or right is None:
        return False
    return left > right if text_of(dig(expression, "operator")) == "Gt" else left < right
