"""YAML as values: what people write, and what nobody should."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from natpin.languages.located_yaml.documents import MAX_DEPTH, decode, documents
from natpin.model.value import Skipped, Unknown, Value, dig, plain


@pytest.mark.parametrize(
    ("source", "data"),
    [
        ("a: 1\nb: [x, 'y', \"2\"]", {"a": 1, "b": ["x", "y", "2"]}),
        ("a: &x {n: 1}\nb: *x", {"a": {"n": 1}, "b": {"n": 1}}),
        ("base: &b {n: 1, m: 2}\nc:\n  <<: *b\n  n: 3", {"base": {"n": 1, "m": 2}, "c": {"n": 3, "m": 2}}),
        ("c:\n  n: 3\n  <<: [{n: 1, k: 1}, {k: 2}]", {"c": {"n": 3, "k": 1}}),
        (
            "on: yes\noff: no\nt: true\nn: ~\nf: 1.5",
            {"on": "yes", "off": "no", "t": True, "n": None, "f": 1.5},
        ),
        ("s: |\n  1\n", {"s": "1\n"}),
        ("? [complex]\n: dropped\nkept: 1", {"kept": 1}),
        ("", None),
    ],
)
def test_read(source: str, data: object) -> None:
    found = list(documents(source, "a.yaml"))
    assert [plain(node) for node in found if not isinstance(node, Skipped)] == ([data] if source else [])


def test_places_count_from_one() -> None:
    (document,) = documents("a:\n  b: x\n", "a.yaml")
    assert not isinstance(document, Skipped)
    node = dig(document, "a.b")
    assert node is not None
    assert (node.at.line, node.at.column) == (2, 6)


def test_documents_before_a_broken_one_are_kept() -> None:
    first, broken = documents("a: 1\n---\nb: [", "a.yaml")
    assert isinstance(first, Value)
    assert isinstance(broken, Skipped)
    assert broken.at is not None


def test_what_nests_too_deeply_is_refused_and_never_recursed_into() -> None:
    for hostile in ("a: " + "[" * 200_000, "{a: " * 200_000, "- " * 50_000):
        (found,) = documents(hostile, "a.yaml")
        assert isinstance(found, Skipped)
        assert str(MAX_DEPTH) in found.reason


def test_an_alias_that_contains_itself_is_unknown() -> None:
    (document,) = documents("a: &a [*a]", "a.yaml")
    assert not isinstance(document, Skipped)
    assert isinstance(dig(document, "a.0"), Unknown)


def test_an_alias_bomb_costs_its_text() -> None:
    lines = ["a0: &a0 x", *(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 40))]
    (document,) = documents("\n".join(lines), "a.yaml")
    assert isinstance(document, Skipped)
    assert "aliases" in document.reason


@given(st.text(max_size=200) | st.text(alphabet="&*[]{}:-? \n'\"|>!%@`a1<", max_size=120))
def test_any_text_gives_nodes_or_a_reason(source: str) -> None:
    for found in documents(source, "a.yaml"):
        assert isinstance(found, Skipped | Value | Unknown)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(encoding: str) -> None:
    assert decode("a: ü".encode(encoding), "a.yaml") == "a: ü"


def test_no_text_is_said_to_be_none() -> None:
    assert isinstance(decode(b"\xff\x00\x81", "a.yaml"), Skipped)
