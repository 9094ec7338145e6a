"""The template language: what each function gives, and what stays known beside the unknown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from natpin.formats.arm.deployment import Deployment
from natpin.formats.arm.json_template import read_template
from natpin.formats.arm.world import StackDeployments
from natpin.languages import located_json as json_source
from natpin.languages.arm_expressions.evaluate import evaluate
from natpin.languages.arm_expressions.parser import parse_string
from natpin.languages.arm_expressions.scope import Effort, TooMuchWork
from natpin.languages.arm_expressions.syntax import Broken
from natpin.model.location import Location
from natpin.model.value import Node, Reference, Unknown, Value
from natpin.workspace import FolderWorkspace

AT = Location("a.json", 3, 5)
TEMPLATE = """{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "parameters": {
    "open": {"type": "string"}, "flag": {"type": "bool"}, "list": {"type": "array"},
    "known": {"type": "string", "defaultValue": "Known"}
  },
  "variables": {
    "numbers": [3, 1, 2],
    "object": {"a": 1, "B": {"c": "d"}, "null": null},
    "people": [{"name": "Eve", "age": 3}, {"name": "Bob", "age": 7}],
    "subnetId": "[resourceId('Microsoft.Network/virtualNetworks/subnets', parameters('open'), 'nodes')]"
  }
}"""


def value_of(expression: str) -> Node:
    world = StackDeployments(
        FolderWorkspace.__new__(FolderWorkspace), Effort(50_000), lambda path, world: "no files here"
    )
    deployment = Deployment(read_template(json_source.parse(TEMPLATE, "a.json"), "a.json"), world, {})
    return evaluate(parse_string(expression, AT), deployment.frame)


def shown(node: Node) -> object:
    match node:
        case Value(data=tuple() as elements):
            return [shown(element) for element in elements]
        case Value(data=data) if hasattr(data, "items"):
            return {name: shown(child) for name, child in data.items()}  # type: ignore[union-attr]
        case Value(data=data):
            return data
        case Unknown(parts=parts):
            pieces = "".join(part if isinstance(part, str) else "…" for part in parts)
            return f"?{pieces}" if pieces.strip("…") else "?"
        case Reference(target=target, attribute=attribute):
            return f"->{target}.{attribute}"


VALUES: dict[str, object] = {
    # texts
    "plain": "plain",
    "[[not an expression]": "[not an expression]",
    "[only the beginning": "[only the beginning",
    "['it''s']": "it's",
    "[concat('a', 'b', parameters('known'))]": "abKnown",
    "[CONCAT(createArray(1), createArray(2, 3))]": [1, 2, 3],
    "[format('{0}-{1:D3}-{{0}}', 'a', 7)]": "a-007-{0}",
    "[toLower(concat('A', parameters('open')))]": "?a…",
    "[toUpper('ab')]": "AB",
    "[split('a,b;c', createArray(',', ';'))]": ["a", "b", "c"],
    "[last(split(variables('subnetId'), '/'))]": "nodes",
    "[split(variables('subnetId'), '/')[4]]": "?",
    "[split(parameters('open'), '/')[8]]": "?",
    "[join(createArray('a', parameters('open'), 'c'), '-')]": "?a-…-c",
    "[replace('a-b-c', '-', '')]": "abc",
    "[substring('payments', 3, 2)]": "me",
    "[substring('pay', 3, 2)]": "?",
    "[padLeft(7, 3, '0')]": "007",
    "[startsWith('Payments', 'PAY')]": True,
    "[endsWith('payments', 'x')]": False,
    "[trim('  a ')]": "a",
    "[indexOf('Payments', 'MENT')]": 3,
    "[lastIndexOf('aba', 'a')]": 2,
    "[base64ToString(base64('ü'))]": "ü",
    "[json('{\"a\": [1]}').a[0]]": 1,
    "[string(createObject('a', 1))]": '{"a":1}',
    "[uri('https://x/a/b.json', 'c/d.json')]": "https://x/a/c/d.json",
    "[uriComponentToString(uriComponent('a b/c'))]": "a b/c",
    # logic, three-valued
    "[if(true(), 'yes', parameters('open'))]": "yes",
    "[if(parameters('flag'), 'same', 'same')]": "same",
    "[if(parameters('flag'), 'one', 'other')]": "?",
    "[if(parameters('flag'), createObject('a', 1, 'b', 2), createObject('a', 1))]": {"a": 1, "b": "?"},
    "[and(parameters('flag'), false)]": False,
    "[and(parameters('flag'), true)]": "?",
    "[or(parameters('flag'), equals(1, 1))]": True,
    "[not(parameters('flag'))]": "?",
    "[equals(createArray(1, 'A'), createArray(1, 'A'))]": True,
    "[equals(createObject('A', 1), createObject('a', 1))]": True,
    "['A']": "A",
    "[equals('A', 'a')]": False,
    "[equals(1, true)]": False,
    "[equals(parameters('open'), parameters('OPEN'))]": True,
    "[equals(parameters('open'), 'x')]": "?",
    "[equals(variables('subnetId'), '')]": False,
    "[empty(variables('subnetId'))]": False,
    "[empty(parameters('open'))]": "?",
    "[less(1, 2)]": True,
    "[greaterOrEquals('b', 'a')]": True,
    "[coalesce(variables('object').null, 'b')]": "b",
    "[bool('TRUE')]": True,
    # lists and objects
    "[length(variables('numbers'))]": 3,
    "[length(variables('object'))]": 3,
    "[first('abc')]": "a",
    "[first(createArray())]": None,
    "[skip(variables('numbers'), 1)]": [1, 2],
    "[take('abc', 2)]": "ab",
    "[range(2, 3)]": [2, 3, 4],
    "[contains(variables('object'), 'b')]": True,
    "[contains(createArray(parameters('open')), 'x')]": "?",
    "[contains(createArray(parameters('open'), 'x'), 'x')]": True,
    "[contains('abc', 'B')]": False,
    "[union(variables('object'), createObject('b', createObject('e', 5), 'f', 6))]": {
        "a": 1,
        "B": {"c": "d", "e": 5},
        "null": None,
        "f": 6,
    },
    "[union(createArray(1, 2), createArray(2, 3))]": [1, 2, 3],
    "[union(variables('object'), parameters('list'))]": "?",
    "[intersection(createArray(1, 2), createArray(2, 3))]": [2],
    "[intersection(createObject('a', 1, 'b', 2), createObject('a', 1, 'b', 3))]": {"a": 1},
    "[min(variables('numbers'))]": 1,
    "[max(1, 7, 3)]": 7,
    "[items(createObject('b', 1, 'a', 2))]": [{"key": "a", "value": 2}, {"key": "b", "value": 1}],
    "[objectKeys(createObject('b', 1, 'a', 2))]": ["b", "a"],
    "[flatten(createArray(createArray(1), createArray(2, 3)))]": [1, 2, 3],
    "[shallowMerge(createArray(createObject('a', 1), createObject('a', 2)))]": {"a": 2},
    "[tryGet(variables('object'), 'B', 'c')]": "d",
    "[tryGet(variables('object'), 'x', 'c')]": None,
    "[variables('object').b.c]": "d",
    "[variables('object').x]": "?",
    "[variables('numbers')[7]]": "?",
    "[array('a')]": ["a"],
    # numbers
    "[add(1, mul(2, sub(7, 3)))]": 9,
    "[div(-7, 2)]": -3,
    "[mod(-7, 2)]": -1,
    "[div(1, 0)]": "?",
    "[int('42')]": 42,
    # networks
    "[cidrSubnet('10.20.0.0/16', 24, 2)]": "10.20.2.0/24",
    "[cidrHost('10.20.0.0/24', 3)]": "10.20.0.4",
    "[parseCidr('10.20.0.0/24').lastUsable]": "10.20.0.254",
    # lambdas
    "[map(variables('people'), lambda('p', toUpper(lambdaVariables('p').name)))]": ["EVE", "BOB"],
    "[filter(variables('people'), lambda('p', greater(lambdaVariables('p').age, 5)))[0].name]": "Bob",
    "[sort(variables('numbers'), lambda('a', 'b', less(lambdaVariables('a'), lambdaVariables('b'))))]": [
        1,
        2,
        3,
    ],
    "[reduce(variables('numbers'), 0, lambda('a', 'b', add(lambdaVariables('a'), lambdaVariables('b'))))]": 6,
    "[toObject(variables('people'), lambda('p', lambdaVariables('p').name), lambda('p', lambdaVariables('p').age))]": {
        "Eve": 3,
        "Bob": 7,
    },
    "[mapValues(createObject('a', 1), lambda('v', add(lambdaVariables('v'), 1)))]": {"a": 2},
    "[groupBy(createArray('ab', 'ac', 'b'), lambda('x', first(lambdaVariables('x'))))]": {
        "a": ["ab", "ac"],
        "b": ["b"],
    },
    # ids
    "[resourceId('Microsoft.Network/natGateways', 'n')]": (
        "?/subscriptions/…/resourceGroups/…/providers/Microsoft.Network/natGateways/n"
    ),
    "[resourceId('rg', 'Microsoft.Network/natGateways', 'n')]": (
        "?/subscriptions/…/resourceGroups/rg/providers/Microsoft.Network/natGateways/n"
    ),
    "[resourceId('sub', 'rg', 'Microsoft.Network/virtualNetworks/subnets', 'v', 's')]": (
        "/subscriptions/sub/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/s"
    ),
    "[resourceId(parameters('open'), 'Microsoft.Network/natGateways', 'n')]": (
        "?/subscriptions/…/resourceGroups/…/providers/Microsoft.Network/natGateways/n"
    ),
    "[subscriptionResourceId('Microsoft.Resources/resourceGroups', 'rg')]": (
        "?/subscriptions/…/providers/Microsoft.Resources/resourceGroups/rg"
    ),
    "[extensionResourceId(resourceId('Microsoft.Network/natGateways', 'n'), 'Microsoft.Authorization/locks', 'l')]": (
        "?/subscriptions/…/resourceGroups/…/providers/Microsoft.Network/natGateways/n"
        "/providers/Microsoft.Authorization/locks/l"
    ),
    "[tenantResourceId('Microsoft.Management/managementGroups', 'm')]": (
        "/providers/Microsoft.Management/managementGroups/m"
    ),
    "[concat(resourceGroup().id, '/providers/Microsoft.Network/natGateways/n')]": (
        "?/subscriptions/…/resourceGroups/…/providers/Microsoft.Network/natGateways/n"
    ),
    "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v')]": "?",
    # what only Azure knows
    "[concat('a-', uniqueString(resourceGroup().id))]": "?a-…",
    "[json(concat('{\"id\": \"rt-', uniqueString('a'), '\"}')).id]": "?rt-…",
    "[json(concat('{\"ids\": [\"rt-', uniqueString('a'), '-', uniqueString('b'), '\"], \"n\": 1}')).ids[0]]": "?rt-…-…",
    "[json(concat('{\"id\": \"rt-', uniqueString('a'), '\", \"n\": 1}')).n]": 1,
    "[equals(json(concat('{\"id\": \"', uniqueString('a'), '\"}')).id, uniqueString('a'))]": True,
    "[json(concat('{\"', uniqueString('a'), '\": 1}')).a]": "?",
    "[json(concat('{\"n\": ', uniqueString('a'), '}')).n]": "?",
    "[json(concat('{\"id\": \"', uniqueString('a'), '\"}', '\"}')).id]": "?",
    "[json(uniqueString('a')).id]": "?",
    "[equals(uniqueString('a'), uniqueString('a'))]": True,
    "[equals(uniqueString('a'), uniqueString('b'))]": "?",
    "[resourceGroup().location]": "?",
    "[futureFunction('a')]": "?",
}


@pytest.mark.parametrize(("expression", "expected"), VALUES.items(), ids=list(VALUES))
def test_expressions_come_to(expression: str, expected: object) -> None:
    assert shown(value_of(expression)) == expected


REASONS = {
    "[parameters('open')]": ("parameter open has no value", "--parameters"),
    "[concat('a', parameters('open'))]": ("parameter open has no value", "--parameters"),
    "[if(parameters('flag'), 'a', 'b')]": ("parameter flag has no value", "--parameters"),
    "[variables('nosuch')]": ("there is no variable nosuch", None),
    "[futureFunction('a')]": ("futurefunction() is not evaluated", None),
    "[concat('a']": ("the expression cannot be read: expected ','", None),
    "[copyIndex()]": ("copyIndex() stands outside its loop", None),
    "[reference('nosuch').x]": ("nosuch is not declared in this template", "--azure"),
}


@pytest.mark.parametrize(("expression", "expected"), REASONS.items(), ids=list(REASONS))
def test_unknowns_say_why_and_what_would_settle_them(
    expression: str, expected: tuple[str, str | None]
) -> None:
    found = value_of(expression)
    assert isinstance(found, Unknown)
    assert (found.reason, found.settle_by) == expected


@given(st.text(alphabet="()[],.'?\"ab09- {}$concatparameters", max_size=80))
def test_any_text_is_an_expression_or_broken(text: str) -> None:
    expression = parse_string(f"[{text}]", AT)
    assert isinstance(expression, Broken) or expression.at == AT


_ATOMS = st.sampled_from(
    [
        "'a'",
        "1",
        "true",
        "parameters('open')",
        "parameters('list')",
        "variables('object')",
        "resourceGroup().id",
        "null()",
    ]
)
_CALLS = st.sampled_from(
    [
        "concat",
        "format",
        "if",
        "and",
        "union",
        "split",
        "join",
        "length",
        "contains",
        "replace",
        "resourceId",
        "reference",
        "map",
        "json",
        "string",
        "range",
        "createArray",
        "first",
        "last",
        "take",
        "equals",
        "coalesce",
        "tryGet",
        "cidrSubnet",
        "substring",
        "uri",
        "items",
        "int",
    ]
)
_EXPRESSIONS = st.recursive(
    _ATOMS,
    lambda inner: st.builds(
        lambda name, arguments: f"{name}({', '.join(arguments)})", _CALLS, st.lists(inner, max_size=4)
    ),
    max_leaves=12,
)


@given(_EXPRESSIONS)
def test_any_call_comes_to_a_node(expression: str) -> None:
    try:
        found = value_of(f"[{expression}]")
    except TooMuchWork:
        return
    assert isinstance(found, Value | Unknown | Reference)
    assert found == value_of(f"[{expression}]")
