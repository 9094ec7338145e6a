"""YAML with places: every value knows its line, and no bytes do harm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from natpin.errors import ConfigError
from natpin.languages.located_yaml.checked import MAX_DEPTH, Written, read, suggestion


def test_every_value_and_key_has_its_place() -> None:
    written = read(b"rules:\n  nat-idle-policy: {minMinutes: 10}\n", "natpin.yaml", ConfigError)
    rules = written.mapping("natpin.yaml")["rules"]
    assert str(rules.keys["nat-idle-policy"]) == "natpin.yaml:2:3"
    assert str(rules.mapping("rules")["nat-idle-policy"].mapping("x")["minMinutes"].at) == "natpin.yaml:2:33"


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("off", "off"),
        ("no", "no"),
        ("2027-01-31", "2027-01-31"),
        ("1:20", "1:20"),
        ("0x10", "0x10"),
        ("'10'", "10"),
        ("10", 10),
        ("-3", -3),
        ("1.5", 1.5),
        ("true", True),
        ("~", None),
        ("", None),
    ],
)
def test_scalars_mean_what_they_look_like(text: str, data: object) -> None:
    assert read(text.encode(), "f", ConfigError).data == data


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (b"a: [", r"f:2:1: is not valid YAML"),
        (b"a: 1\na: 2\n", r"f:2:1: 'a' is listed twice"),
        (b"a: !!python/object:os.system x", r"f:1:4: the YAML tag .* has no meaning here"),
        (b"a: *b", r"\*b stands for nothing"),
        (b"a: 1\n---\nb: 2\n", r"more than one YAML document"),
        (b"? [a]\n: 1", r"a key must be plain text"),
        (b"\xff\xfe", r"is not UTF-8 text"),
        (b"[" * 100_000, rf"nested more than {MAX_DEPTH} deep"),
        (b"- " * 100_000, rf"nested more than {MAX_DEPTH} deep|is no valid YAML"),
        (b"x" * 2_000_000, r"larger than 1 MiB"),
        (b"a: &a [*a]", r"stands for nothing"),
    ],
    ids=range(11),
)
def test_what_cannot_be_read_says_where(source: bytes, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        read(source, "f", ConfigError)


def test_aliases_cannot_explode() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    with pytest.raises(ConfigError, match="more than 100000 values"):
        read("\n".join(lines).encode(), "f", ConfigError)


@given(st.one_of(st.binary(max_size=200), st.text("ab:-[]{}&*!|>\"'#\n ", max_size=80).map(str.encode)))
def test_any_bytes_give_a_value_or_an_error_with_a_place(source: bytes) -> None:
    try:
        written = read(source, "f", ConfigError)
    except ConfigError as error:
        written = error
    assert isinstance(written, Written) or written.at is not None


@pytest.mark.parametrize(
    ("word", "near"), [("idleTimoutInMinutes", "idleTimeoutInMinutes"), ("IPCOUNT", "ipCount"), ("zzz", "")]
)
def test_a_near_word_is_suggested(word: str, near: str) -> None:
    said = suggestion(word, ["idleTimeoutInMinutes", "ipCount", "name"])
    assert said == (f"; did you mean {near!r}?" if near else "")
