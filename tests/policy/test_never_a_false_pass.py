"""What must hold of every built-in rule, whatever the facts: hiding a fact never turns a verdict over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from natpin.errors import PolicyError
from natpin.languages.located_yaml.checked import read
from natpin.model.finding import Verdict
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.subject import Subject
from natpin.model.value import Node, Reference, Unknown, Value, default_of
from natpin.policy.evaluate import compiled, evaluate, judge
from natpin.policy.facts_document import parse
from natpin.policy.kinds import fields_of
from natpin.policy.load import built_in
from natpin.policy.outcomes import PathStart
from natpin.policy.trial import folder_cases
from natpin.policy.truths import truths_of

CASES = Path(__file__).resolve().parents[1] / "policies"
POLICIES = built_in().policies
HIDDEN = Unknown("hidden by the test", Location("main.tf", 1))


def hidden(node: Node) -> Iterator[Node]:
    """The node with each of its parts hidden in turn."""
    yield HIDDEN
    if isinstance(node, Value) and isinstance(node.data, dict):
        for name, child in node.data.items():
            for changed in hidden(child):
                yield replace(node, data={**node.data, name: changed})
    elif isinstance(node, Value) and isinstance(node.data, tuple):
        for index, child in enumerate(node.data):
            for changed in hidden(child):
                yield replace(node, data=(*node.data[:index], changed, *node.data[index + 1 :]))


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.id)
def test_a_hidden_fact_never_turns_a_verdict_over(policy) -> None:
    for case in folder_cases(policy, CASES / policy.id):
        if case.given.suffix != ".yaml":
            continue
        document = parse(read(case.given.read_bytes(), "case.yaml", PolicyError), policy.subject)
        values = {name: written.plain() for name, written in document.parameters.items()}
        asked = policy.tuned(True, None, values)
        before, _ = judge(asked, document.subject, "s")
        for facts in list(hidden(document.subject.facts))[1:]:
            after, _ = judge(asked, replace(document.subject, facts=facts), "s")
            allowed = {
                Verdict.FAIL: {Verdict.FAIL, Verdict.UNKNOWN},
                Verdict.PASS: {Verdict.PASS, Verdict.UNKNOWN},
            }.get(before, set(Verdict))
            assert after in allowed, (case.name, facts)


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.id)
def test_the_truth_alone_is_what_is_told(policy) -> None:
    """What thousands of subjects are asked with (``truths``) gives the verdict that the fields that decided explain."""
    for case in folder_cases(policy, CASES / policy.id):
        if case.given.suffix != ".yaml":
            continue
        document = parse(read(case.given.read_bytes(), "case.yaml", PolicyError), policy.subject)
        asked = policy.tuned(
            True, None, {name: written.plain() for name, written in document.parameters.items()}
        )
        for facts in hidden(document.subject.facts):
            scope = PathStart(facts, facts)
            assert truths_of(asked).verdict(scope) is compiled(asked).verdict(scope)[0], (case.name, facts)


@pytest.mark.parametrize(
    "policy", [policy for policy in POLICIES if policy.subject != "remark"], ids=lambda policy: policy.id
)
def test_who_knows_nothing_neither_passes_nor_fails(policy) -> None:
    names = {name.split(".")[0] for name in fields_of(policy.subject).names}
    # each its own unknown: one that is used twice is the same whatever it is
    hidden = {name: replace(HIDDEN, reason=f"{HIDDEN.reason}: {name}") for name in names}
    facts = Value(hidden, Location("main.tf", 1))
    verdict, _ = judge(policy, Subject(policy.subject, "a", "a", facts.at, facts), "s")
    assert verdict is Verdict.UNKNOWN


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 700), st.floats(allow_nan=True), st.text(max_size=8), st.sampled_from(
        ["userAssignedNATGateway", "Standard", "10.0.0.0/8", "2026-06-01", "VirtualAppliance", "IPv6"]
    )
)  # fmt: skip
LEAVES = st.one_of(
    st.builds(Value, SCALARS),
    st.builds(lambda data: Value(data, origin=default_of("a tool")), SCALARS),
    st.just(HIDDEN),
    st.just(Reference("azurerm_x.y")),
)
NODES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=2).map(lambda parts: Value(tuple(parts))), max_leaves=3
)


@settings(max_examples=60)
@given(st.data())
def test_any_facts_give_verdicts_and_messages(data) -> None:
    policy = data.draw(st.sampled_from(POLICIES)).tuned(True, None, {})
    subject = Subject(policy.subject, "a", "a", Location("main.tf", 1), shaped(policy.subject, data))
    findings, judgements = evaluate([policy], [subject], "s")
    assert len(judgements) == 1
    for finding in findings:
        assert finding.message
        assert (finding.verdict is Verdict.UNKNOWN) == bool(finding.causes)


def shaped(kind: str, data, base: str = "") -> Value:
    """An object with some of a kind's fields, of whatever type."""
    fields = fields_of(kind)
    names = sorted({name.split(".")[0] for name in fields.below(base)})
    chosen = data.draw(st.lists(st.sampled_from(names), max_size=6, unique=True)) if names else []
    made: dict[str, Node] = {}
    for name in chosen:
        full = f"{base}.{name}" if base else name
        if full in fields.lists and any(fields.below(full)) and data.draw(st.booleans()):
            made[name] = Value((shaped(kind, data, full),))
        else:
            made[name] = data.draw(NODES)
    return Value(made, Location("main.tf", 2))
