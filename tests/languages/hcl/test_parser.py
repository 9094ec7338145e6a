"""The tree that text becomes, where it says things are, and what a mistake costs."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from natpin.languages.hcl import (
    HclError,
    Source,
    decode,
    parse_body,
    parse_expression,
    parse_template,
    top_blocks,
)
from natpin.languages.hcl.ast import (
    Attr,
    Binary,
    Call,
    Index,
    Literal,
    Name,
    ObjectOf,
    Splat,
    Template,
    Traversal,
)
from natpin.languages.hcl.tfjson import json_blocks, json_values

FILES = sorted((Path(__file__).parent / "files").glob("*.tf"))


def expression(text: str) -> object:
    return parse_expression(Source("t.tf", text))


def test_precedence_and_associativity() -> None:
    found = expression("1 + 2 * 3 == 4 && !a")
    assert isinstance(found, Binary)
    assert found.operator == "&&"
    assert isinstance(found.left, Binary)
    assert found.left.operator == "=="
    minus = expression("8 - 4 - 2")
    assert isinstance(minus, Binary)
    assert isinstance(minus.left, Binary)


def test_functions_of_providers_have_long_names() -> None:
    found = expression("provider::azurerm::parse_resource_id(var.id)")
    assert isinstance(found, Call)
    assert found.name == "provider::azurerm::parse_resource_id"


def test_traversal_steps_stand_in_one_row() -> None:
    found = expression('a.b["c"].0[*].d.*.e')
    assert isinstance(found, Traversal)
    assert found.source == Name("a", 0, 1)
    kinds = [type(step) for step in found.steps]
    assert kinds == [Attr, Index, Index, Splat, Attr, Splat, Attr]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r'"a\n\"b\" \u00e9 $${x} %%{y}"', 'a\n"b" é ${x} %{y}'),
        ("<<E\n  a\nb\nE\n", "  a\nb\n"),
        ("<<-E\n    a\n      b\n\n    c\n  E\n", "a\n  b\n\nc\n"),
        ('"100%"', "100%"),
        ('"$"', "$"),
        ("12345678901234567890", 12345678901234567890),
        ("1.5e3", 1500.0),
        ("null", None),
    ],
)
def test_literals(text: str, expected: object) -> None:
    found = expression(text)
    assert isinstance(found, Literal)
    assert found.value == expected


def test_strip_markers_eat_the_blank_beside_them() -> None:
    found = expression('"a ${~ b ~} c"')
    assert isinstance(found, Template)
    assert found.parts[0] == "a"
    assert found.parts[2] == "c"


def test_locations_count_characters_not_bytes() -> None:
    source = Source("t.tf", '# é\nlocals { a = "é", }\n')
    block = top_blocks(Source("t.tf", 'x "é" {\n  é = 1 # ü\n  b = 2\n}\n')).blocks[0]
    body = block.body()
    assert body is not None
    attribute = body.attributes["b"]
    at = block.source.location(attribute.start, attribute.end)
    assert (at.line, at.column, at.end_line, at.end_column) == (3, 3, 3, 8)
    assert source.location(source.text.index('"é"')).column == 14


@pytest.mark.parametrize(
    "broken",
    [
        'resource "a" "bad" {\n  x = = 3\n}\n',
        'resource "a" "bad" {\n  x = {{ }}\n}\n',
        'resource "a" "bad" {\n  x = [1, 2\n}\n',
        'resource "a" "bad" {\n  x = "unclosed\n}\n',
        'resource "a" "bad" {\n  nested {\n',
        'resource "a" "bad" {\n  x = <<E\n nothing closes this\n}\n',
        "<<<<<<< HEAD\n=======\n>>>>>>> main\n",
        "}\n",
        'resource "a" {{\n',
    ],
)
def test_a_mistake_costs_its_own_block_only(broken: str) -> None:
    good = 'resource "a" "{}" {{\n  x = 1\n}}\n'
    sliced = top_blocks(Source("t.tf", good.format("before") + broken + good.format("after")))
    fine = [block.labels[1] for block in sliced.blocks if block.body() is not None]
    assert fine == ["before", "after"]
    problems = [block.problem for block in sliced.blocks if block.problem] + list(sliced.errors)
    assert problems


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000,
        "[" * 5000 + "]" * 5000,
        "!" * 5000 + "x",
        '"${' * 3000,
        "a ? b : " * 3000 + "c",
        "{a=" * 3000,
        "f(" * 3000,
    ],
)
def test_deep_nesting_is_an_error_not_a_crash(text: str) -> None:
    with pytest.raises(HclError):
        expression(text)


def test_nesting_that_takes_more_of_the_stack_than_there_is_is_an_error() -> None:
    """Within the bound, but with ten operators a level: the bound alone does not save a short stack."""
    text = "(a||b&&c==d<e+f*" * 140 + "g" + ")" * 140
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(1000)  # what a reader raised, elsewhere in this process, for its own evaluation
    try:
        with pytest.raises(HclError):
            expression(text)
    finally:
        sys.setrecursionlimit(before)


def test_long_chains_are_no_nesting() -> None:
    assert isinstance(expression(" + ".join(["1"] * 5000)), Binary)
    assert isinstance(expression("a" + ".b" * 5000), Traversal)


@pytest.mark.parametrize(
    "unit",
    [
        'resource "a" "b" {\n',
        "<<A\n",
        'x = "${\n',
        '"',
        "/*",
        "${",
        "a {",
        "}",
        "{\n",
        "locals {\nx = <<-A1\n",
        "\\",
        "#",
    ],
)
def test_hostile_text_takes_time_in_step_with_its_size(unit: str) -> None:
    """Anything quadratic would need hours for a megabyte of this."""
    source = Source("t.tf", unit * (1_000_000 // len(unit)))
    blocks = top_blocks(source).blocks
    assert all(block.end <= len(source.text) for block in blocks)
    for block in blocks[:2000]:
        block.body()


def test_json_syntax_gives_the_same_tree() -> None:
    text = """{
      "//": "a comment",
      "resource": {"azurerm_kubernetes_cluster": {"aks": {
        "name": "${var.name}-aks",
        "tags": {"a": "b"},
        "network_profile": [{"network_plugin": "azure"}],
        "default_node_pool": {"name": "a\\/b"}
      }}},
      "locals": [{"x": 1}],
      "variable": {"name": {"type": "string"}}
    }"""
    blocks = json_blocks(Source("t.tf.json", text)).blocks
    cluster = blocks[0]
    assert (cluster.type, cluster.labels) == ("resource", ("azurerm_kubernetes_cluster", "aks"))
    body = cluster.body()
    assert body is not None
    assert [block.type for block in body.blocks] == ["network_profile", "default_node_pool"]
    assert isinstance(body.attributes["tags"].expression, ObjectOf)
    assert isinstance(body.attributes["name"].expression, Template)
    assert [block.type for block in blocks] == ["resource", "locals", "variable"]


JSON_ARGUMENTS: list[tuple[str, list[str], list[tuple[str, tuple[str, ...]]]]] = [
    # what a resource holds, its arguments, and its blocks with their labels
    ('"for_each": {}', ["for_each"], []),
    ('"for_each": []', ["for_each"], []),
    ('"for_each": {"a": {"b": 1}}', ["for_each"], []),
    ('"for_each": "${toset([])}"', ["for_each"], []),
    ('"count": 0', ["count"], []),
    ('"identity": {"type": "x"}', [], [("identity", ())]),
    ('"identity": [{"type": "x"}]', [], [("identity", ())]),
    ('"dynamic": {"route": {"for_each": {}, "content": {}}}', [], [("dynamic", ("route",))]),
    ('"provisioner": {"local-exec": {"command": "x"}}', [], [("provisioner", ("local-exec",))]),
    ('"provisioner": [{"local-exec": {}}, {"file": {}}]', [], [("provisioner", ("local-exec",)), ("provisioner", ("file",))]),
    ('"provisioner": {"local-exec": [{}, {}]}', [], [("provisioner", ("local-exec",)), ("provisioner", ("local-exec",))]),
]  # fmt: skip


@pytest.mark.parametrize(("written", "arguments", "blocks"), JSON_ARGUMENTS, ids=[row[0] for row in JSON_ARGUMENTS])  # fmt: skip
def test_json_syntax_tells_blocks_from_arguments(
    written: str, arguments: list[str], blocks: list[tuple[str, tuple[str, ...]]]
) -> None:
    (block,) = json_blocks(Source("t.tf.json", f'{{"resource": {{"a_b": {{"c": {{{written}}}}}}}}}')).blocks
    body = block.body()
    assert body is not None
    assert list(body.attributes) == arguments
    assert [(one.type, one.labels) for one in body.blocks] == blocks


def test_json_that_is_none_gives_an_error() -> None:
    assert json_blocks(Source("t.tf.json", '{"resource": ')).errors
    assert json_blocks(Source("t.tf.json", "[1]")).errors
    with pytest.raises(HclError):
        json_values(Source("t.tfvars.json", "[1]"))


def test_utf16_is_read() -> None:
    text, problem = decode("a = 1\n".encode("utf-16"))
    assert (text, problem) == ("a = 1\n", None)
    assert decode(b"\xff\x00\xff")[1]


def test_values_file() -> None:
    body = parse_body(Source("t.tfvars", 'a = 1\nb = ["x", ]\n\n# c = 2\nd = { "e" : 1 }'))
    assert sorted(body.attributes) == ["a", "b", "d"]


@settings(max_examples=150)
@given(st.binary(max_size=300))
def test_any_bytes_can_be_read(data: bytes) -> None:
    text, _ = decode(data)
    for block in top_blocks(Source("t.tf", text)).blocks:
        block.body()
    json_blocks(Source("t.tf.json", text))


@settings(max_examples=150)
@given(
    st.sampled_from(FILES),
    st.lists(
        st.tuples(st.integers(0, 1200), st.integers(0, 40), st.text('{}[]()"$%<-=~\n ax', max_size=4)),
        max_size=5,
    ),
)
def test_mutated_files_can_be_read(path: Path, cuts: list[tuple[int, int, str]]) -> None:
    text = path.read_text()
    for offset, length, insertion in cuts:
        text = text[:offset] + insertion + text[offset + length :]
    source = Source("t.tf", text)
    for block in top_blocks(source).blocks:
        body = block.body()
        assert (body is None) == (block.problem is not None)
        if block.problem:
            assert 0 <= block.problem.offset <= len(text)
    with contextlib.suppress(HclError):
        parse_template(source)
