"""Three-valued logic: what conditions answer, and that an unknown never decides."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from natpin.errors import PolicyError
from natpin.languages.located_yaml.checked import read
from natpin.model.value import Unknown, Value, of
from natpin.policy.conditions import compile_condition
from natpin.policy.facts_document import subject_of
from natpin.policy.outcomes import PathStart
from natpin.policy.truths import compile_truth

FACTS = """
name: egress
idleTimeoutInMinutes: 600
ipCount: "16"
zones: ["1", "2"]
managed: false
location: {$unknown: var.location has no default}
resourceGroup: {$reference: azurerm_resource_group.rg, attribute: name}
sku: {name: {$default: Standard, of: azurerm 4}}
provider: {$computed: az}
publicIps:
  - {name: a, count: 8, sku: {name: Standard}}
  - {name: b, count: 8, sku: {name: Basic}}
  - {name: c, count: {$unknown: var.length has no default}, sku: {name: Standard}}
subnets: [{name: x, addressPrefix: 10.1.0.0/16}]
"""

ANSWERS = [
    # field operators
    ("{field: name, equals: EGRESS}", True),
    ("{field: idleTimeoutInMinutes, equals: 600}", True),
    ("{field: ipCount, equals: 16}", True),
    ("{field: idleTimeoutInMinutes, equals: '600'}", True),
    ("{field: SKU.Name, equals: standard}", True),
    ("{field: managed, equals: false}", True),
    ("{field: managed, equals: 'false'}", True),
    ("{field: name, notEquals: other}", True),
    ("{field: name, in: [other, Egress]}", True),
    ("{field: name, notIn: [other]}", True),
    ("{field: idleTimeoutInMinutes, gt: 120}", True),
    ("{field: idleTimeoutInMinutes, lte: 120}", False),
    ("{field: ipCount, gte: 16}", True),
    ("{field: ipCount, lt: 16}", False),
    ("{field: idleTimeoutInMinutes, between: [600, 601]}", True),
    ("{field: idleTimeoutInMinutes, multipleOf: 60}", True),
    ("{field: idleTimeoutInMinutes, multipleOf: 7}", False),
    ("{field: name, matches: '^eg.*s$'}", True),
    ("{field: name, contains: GRES}", True),
    ("{field: zones, contains: 2}", True),
    ("{field: zones, contains: 3}", False),
    ("{field: zones, empty: false}", True),
    ("{field: zones, equals: x}", False),
    ("{field: sku.name, sameAs: sku.name}", True),
    ("{field: name, sameAs: sku.name}", False),
    # provenance
    ("{field: name, written: true}", True),
    ("{field: sku.name, written: true}", False),
    ("{field: provider, written: true}", False),
    ("{field: subscription, written: true}", False),
    # absent is null
    ("{field: subscription, equals: null}", True),
    ("{field: subscription, equals: x}", False),
    ("{field: subscription, notEquals: x}", True),
    ("{field: subscription, gt: 0}", False),
    ("{field: subscription, lt: 0}", False),
    ("{field: subscription, in: [x]}", False),
    ("{field: subscription, exists: false}", True),
    ("{field: subscription, absent: true}", True),
    ("{field: subscription, empty: true}", True),
    ("{field: subscription, matches: '.'}", False),
    ("{field: subscription, contains: a}", False),
    ("{field: subscription, olderThan: 2026-06-01}", False),
    ("{field: subscription, cidrWithin: [10.0.0.0/8]}", False),
    ("{field: subscription, cidrContains: [10.0.0.0/8]}", False),
    # nothing stands below a text
    ("{field: name.x, exists: true}", False),
    # unknown stays unknown, whatever is asked of it
    ("{field: location, equals: westeurope}", None),
    ("{field: location, exists: true}", None),
    ("{field: location, absent: true}", None),
    ("{field: location, written: true}", None),
    ("{field: location, empty: true}", None),
    ("{not: {field: location, equals: westeurope}}", None),
    ("{field: name, sameAs: location}", None),
    ("{field: location, known: false}", True),
    ("{field: name, known: true}", True),
    ("{undecided: nobody knows}", None),
    # a reference exists, and is known only once deployed
    ("{field: resourceGroup, exists: true}", True),
    ("{field: resourceGroup, absent: true}", False),
    ("{field: resourceGroup, empty: true}", False),
    ("{field: resourceGroup, written: true}", True),
    ("{field: resourceGroup, known: true}", False),
    ("{field: resourceGroup, known: false}", True),
    ("{field: resourceGroup, equals: x}", None),
    ("{field: resourceGroup, sameAs: resourceGroup}", True),
    ("{field: resourceGroup, sameAs: name}", None),
    # not of the kind: unknown, neither pass nor fail
    ("{field: name, gt: 3}", None),
    ("{field: zones, matches: x}", None),
    ("{field: name, olderThan: 2026-06-01}", None),
    # Kleene
    ("{all: [{field: managed, equals: true}, {field: location, equals: x}]}", False),
    ("{all: [{field: location, equals: x}, {field: managed, equals: true}]}", False),
    ("{all: [{field: managed, equals: false}, {field: location, equals: x}]}", None),
    ("{any: [{field: location, equals: x}, {field: managed, equals: false}]}", True),
    ("{any: [{field: location, equals: x}, {field: managed, equals: true}]}", None),
    # quantifiers
    ("{each: publicIps, satisfy: {field: sku.name, equals: Standard}}", False),
    ("{each: publicIps, satisfy: {field: count, gte: 1}}", None),
    ("{each: publicIps, where: {field: name, in: [a, b]}, satisfy: {field: count, gte: 1}}", True),
    ("{each: publicIps, where: {field: count, gte: 9}, satisfy: {field: sku.name, equals: Standard}}", True),
    ("{each: publicIps, where: {field: count, gte: 9}, satisfy: {field: sku.name, equals: Basic}}", None),
    ("{some: publicIps, where: {field: sku.name, equals: Basic}}", True),
    ("{some: publicIps, where: {field: count, gt: 8}}", None),
    ("{some: publicIps, where: {field: name, equals: z}}", False),
    ("{none: publicIps, where: {field: name, equals: z}}", True),
    ("{none: publicIps, where: {field: sku.name, equals: Basic}}", False),
    ("{some: zones, where: {field: ., equals: 2}}", True),
    ("{count: publicIps, equals: 3}", True),
    ("{count: publicIps, where: {field: count, equals: 8}, gte: 2}", True),
    ("{count: publicIps, where: {field: count, equals: 8}, equals: 2}", None),
    ("{count: publicIps, where: {field: count, equals: 8}, gt: 3}", False),
    (
        "{each: publicIps, where: {field: name, equals: a}, satisfy: {field: count, lt: {field: subject.ipCount}}}",
        True,
    ),
    ("{none: clusterZones, where: {field: ., equals: 1}}", True),
    ("{each: clusterZones, satisfy: {field: ., equals: 1}}", True),
    ("{some: clusterZones, where: {field: ., equals: 1}}", False),
]


@pytest.mark.parametrize(("condition", "answer"), ANSWERS, ids=[condition for condition, _ in ANSWERS])
def test_a_condition_answers(condition: str, answer: bool | None) -> None:
    assert asked(condition)[0] is answer


CIDRS = [
    ("{field: addressPrefix, cidrWithin: [10.0.0.0/8]}", True),
    ("{field: addressPrefix, cidrWithin: 10.1.2.0/24}", False),
    ("{field: addressPrefix, cidrContains: 10.1.2.0/24}", True),
    ("{field: addressPrefix, cidrContains: ['10.1.2.0/24', '10.2.0.0/24']}", False),
    ("{field: addressPrefix, cidrWithin: ['fc00::/7']}", False),
    ("{field: name, cidrWithin: [10.0.0.0/8]}", None),
]


@pytest.mark.parametrize(("condition", "answer"), CIDRS)
def test_address_ranges_compare_as_sets(condition: str, answer: bool | None) -> None:
    assert asked(f"{{some: subnets, where: {condition}}}")[0] is answer


@pytest.mark.parametrize(
    ("version", "older"),
    [
        ("2025-10-01", True),
        ("2026-06-01", False),
        ("2026-06-01-preview", True),
        ("2026-07-01-preview", False),
    ],
)
def test_api_versions_compare_by_day(version: str, older: bool) -> None:
    facts = subject_of(read(f"apiVersion: '{version}'".encode(), "f", PolicyError), "cluster").facts
    compiled = compile_condition({"field": "apiVersion", "olderThan": "2026-06-01"}, {})
    assert compiled(PathStart(facts, facts))[0] is older


def test_what_decided_is_told_with_its_path_and_element() -> None:
    truth, deciding = asked("{each: publicIps, satisfy: {field: sku.name, equals: Standard}}")
    assert truth is False
    assert [operand.path for operand in deciding] == ["publicIps[1].sku.name"]
    assert deciding[0].elements[0] is not None


@pytest.mark.parametrize(
    ("condition", "paths"),
    [
        # an element that is not chosen was not asked whether it satisfies
        (
            "{some: publicIps, where: {field: name, equals: z}, satisfy: {field: sku.name, equals: Standard}}",
            ["publicIps[0].name", "publicIps[1].name", "publicIps[2].name"],
        ),
        # an element is told by its place in the list, and so is one that is asked itself
        ("{some: zones, where: {field: ., equals: 3}}", ["zones[0]", "zones[1]"]),
        # where no field was asked, the elements themselves decide
        ("{none: publicIps}", ["publicIps[0]", "publicIps[1]", "publicIps[2]"]),
    ],
)
def test_what_decided_about_a_list(condition: str, paths: list[str]) -> None:
    truth, deciding = asked(condition)
    assert truth is False
    assert [operand.path for operand in deciding] == paths


def test_unknown_tells_its_cause_and_leaves_out_what_did_not_matter() -> None:
    _, deciding = asked("{all: [{field: managed, equals: false}, {field: location, equals: x}]}")
    assert [(operand.path, getattr(operand.node, "reason", None)) for operand in deciding] == [
        ("location", "var.location has no default")
    ]


PARAMETERS = {"name": "Egress", "least": 600}


@pytest.mark.parametrize(
    ("condition", "answer"),
    [
        ("{field: name, equals: {param: name}}", True),
        ("{field: name, in: [other, {param: name}]}", True),
        ("{field: name, in: [other, {param: least}]}", False),
        ("{field: idleTimeoutInMinutes, between: [{param: least}, 601]}", True),
        ("{field: idleTimeoutInMinutes, between: [601, {param: least}]}", False),
        ("{count: publicIps, lt: {param: least}}", True),
    ],
)
def test_a_parameter_stands_for_its_value(condition: str, answer: bool) -> None:
    assert asked(condition, PARAMETERS)[0] is answer


def asked(condition: str, parameters: Mapping[str, object] = MappingProxyType({})):
    facts = subject_of(read(FACTS.encode(), "main.tf", PolicyError), "natGateway").facts
    plain = read(condition.encode(), "rule.yaml", PolicyError).plain()
    return compile_condition(plain, parameters)(PathStart(facts, facts))


# -- what must always hold -------------------------------------------------------------------------------------

NAMES = ("a", "b", "c")
LEAVES = st.sampled_from(NAMES).flatmap(
    lambda name: st.sampled_from(
        [
            {"field": name, "equals": 1},
            {"field": name, "gt": 0},
            {"field": name, "in": [0, 2]},
            {"field": name, "exists": True},
            {"field": name, "sameAs": "a"},
            {"some": "list", "where": {"field": ".", "sameAs": f"subject.{name}"}},
            {"each": "list", "satisfy": {"field": ".", "gte": {"field": f"subject.{name}"}}},
            {"count": "list", "where": {"field": ".", "lt": {"field": f"subject.{name}"}}, "gte": 1},
        ]
    )
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=6,
)


@given(CONDITIONS, st.sets(st.sampled_from(NAMES)))
def test_a_definite_answer_holds_whatever_the_unknowns_turn_out_to_be(condition, hidden) -> None:
    compiled = compile_condition(condition, {})
    completions = set()
    for values in itertools.product((0, 1, 2, None), repeat=len(hidden)):
        completions.add(answer(compiled, dict(zip(sorted(hidden), values, strict=True))))
    with_holes = answer(compiled, {name: Unknown(f"{name} is hidden") for name in hidden})
    assert None not in completions
    if with_holes is not None:
        assert completions == {with_holes}


@given(
    CONDITIONS, st.dictionaries(st.sampled_from(NAMES), st.sampled_from((0, 1, 2, None, Unknown("hidden"))))
)
def test_the_truth_alone_is_the_same(condition, settled) -> None:
    whole = compile_condition(condition, {})
    alone = compile_truth(condition, {})
    for element in (of(2), Unknown("one of its own"), Unknown("any number", others=True)):
        facts = of({"a": 1, "b": 2, "c": 0, "list": [of(0), element]} | settled)
        scope = PathStart(facts, facts)
        assert alone(scope) is whole(scope)[0]


def answer(compiled, settled):
    known = {"a": 1, "b": 2, "c": 0} | settled
    facts = of({**known, "list": [of(0), of(2)]})
    assert isinstance(facts, Value)
    return compiled(PathStart(facts, facts))[0]
