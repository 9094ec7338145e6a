"""JSON as people write it: tolerated, placed, bounded."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from natpin.languages.located_json import MAX_DEPTH, JsonError, LocatedText, decode, parse, plain
from natpin.languages.tolerant_json import Document
from natpin.model.location import Location
from natpin.model.value import Node, Value, dig
from natpin.model.value import plain as bare

TOLERATED = {
    "line comment": ('{"a": 1 // one\n}', {"a": 1}),
    "block comment": ('/* head **/ {"a": /* in * between */ 1}', {"a": 1}),
    "trailing commas": ('{"a": [1, 2,],}', {"a": [1, 2]}),
    "byte order mark": ('\ufeff{"a": 1}', {"a": 1}),
    "line break in a string": ('{"a": "x\ny"}', {"a": "x\ny"}),
    "same name twice": ('{"a": 1, "a": 2}', {"a": 2}),
    "a slash in a string": ('{"a": "http://x/*"}', {"a": "http://x/*"}),
    "lone surrogate": ('{"a": "\\ud800"}', {"a": "\ufffd"}),
    "surrogate pair": ('{"a": "\\ud83d\\ude00"}', {"a": "\U0001f600"}),
}

REFUSED = {
    "": "ends too early (line 1, column 1)",
    '{"a":\n [1': "ends too early (line 2, column 4)",
    '{"a" 1}': "expected ':' (line 1, column 6)",
    "{a: 1}": "unexpected 'a' (line 1, column 2)",
    "[1,,2]": "unexpected ',' (line 1, column 4)",
    "[1 2]": "expected ',' or ']' (line 1, column 4)",
    "[,]": "unexpected ',' (line 1, column 2)",
    '{"a": 1]': "expected ',' or '}' (line 1, column 8)",
    '"abc': "a string is not closed (line 1, column 1)",
    "/* x": "a comment is not closed (line 1, column 1)",
    "[01]": "unexpected '0' (line 1, column 2)",
    "[NaN]": "unexpected 'N' (line 1, column 2)",
    "[1e999]": "a number is too large (line 1, column 2)",
    '["\\q"]': "invalid \\escape (line 1, column 3)",
    "{} {}": "unexpected '{' after the end of the document (line 1, column 4)",
    "[" * (MAX_DEPTH + 1): f"is nested deeper than {MAX_DEPTH} levels (line 1, column {MAX_DEPTH + 1})",
}


@pytest.mark.parametrize(("text", "expected"), TOLERATED.values(), ids=TOLERATED)
def test_what_people_write_is_read(text: str, expected: object) -> None:
    assert bare(parse(text, "a.json")) == expected
    assert plain(text) == expected


@pytest.mark.parametrize(("text", "message"), REFUSED.items(), ids=[text[:12] for text in REFUSED])
def test_what_is_no_json_is_refused_at_its_place(text: str, message: str) -> None:
    with pytest.raises(JsonError) as caught:
        parse(text, "a.json")
    assert str(caught.value) == message


def test_every_value_knows_its_span() -> None:
    node = parse('{\n  "a": ["x",\n\t{"b": true}]\n}\n', "d/a.json")
    spans = {path: dig(node, path) for path in ("a", "a[0]", "a[1].b")}
    assert {path: found.at for path, found in spans.items() if isinstance(found, Value)} == {
        "a": Location("d/a.json", 2, 8, 3, 14),
        "a[0]": Location("d/a.json", 2, 9, 2, 12),
        "a[1].b": Location("d/a.json", 3, 8, 3, 12),
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_with_a_mark_are_read(encoding: str) -> None:
    assert plain(decode('{"ä": "é"}'.encode(encoding))) == {"ä": "é"}


def test_bytes_of_no_encoding_are_refused_at_their_place() -> None:
    with pytest.raises(JsonError, match=r"is no utf-8 text \(line 2, column 3\)"):
        decode(b"{\n  \xff}")


_DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(_DOCUMENTS, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_both_ways_read_what_the_standard_library_reads(
    document: object, indent: int | str | None, ascii_only: bool
) -> None:
    text = json.dumps(document, indent=indent, ensure_ascii=ascii_only)
    assert plain(text) == bare(parse(text, "a.json"))
    if "\\ud" not in text:
        assert plain(text) == document


@given(st.text(alphabet='{}[],:"\\/*0123456789.eE+- \n\ttruefalsn'))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        expected = bare(parse(text, "a.json"))
    except JsonError:
        return
    assert plain(text) == expected


_BLANKS = st.text(alphabet=" \t\r\n", max_size=3)


@st.composite
def _written(draw: st.DrawFn, document: object) -> str:
    """A document as JSON with blanks wherever there may be some, and now and then a name that is there twice."""
    match document:
        case dict():
            members = [*document.items(), *draw(st.sampled_from([[], [*document.items()][:1]]))]
            each = [f"{draw(_written(name))}:{draw(_written(value))}" for name, value in members]
            text = "{" + (",".join(each) or draw(_BLANKS)) + "}"
        case list():
            text = "[" + (",".join(draw(_written(value)) for value in document) or draw(_BLANKS)) + "]"
        case _:
            text = json.dumps(document, ensure_ascii=draw(st.booleans()))
    return draw(_BLANKS) + text + draw(_BLANKS)


def _everything(node: Node) -> list[tuple[Node, Location]]:
    assert isinstance(node, Value)
    data = node.data
    children = data.values() if isinstance(data, dict) else data if isinstance(data, tuple) else ()
    return [(node, node.at), *(each for child in children for each in _everything(child))]


@given(_DOCUMENTS.flatmap(_written), st.randoms())
def test_a_place_looked_for_late_is_the_one_that_the_exact_reader_gives(text: str, random: Random) -> None:
    exact, late = Document(text, "a.json").document(), parse(text, "a.json")
    pairs = list(zip(_everything(exact), _everything(late), strict=True))
    random.shuffle(pairs)
    for (_, expected), (_, found) in pairs:
        assert (found.end_column, found.line, str(found)) == (
            expected.end_column,
            expected.line,
            str(expected),
        )
        assert found == expected
        assert hash(found) == hash(expected)
        assert repr(found) == repr(expected)
    assert repr(late) == repr(exact)  # 1, 1.0 and True are equal


HOSTILE = st.text(
    alphabet='{}[],:"\\/*0123456789.eE+- \n\ttruefalsnNI\ufeff\u2028\x00é\U0001f600'
) | st.sampled_from(
    [
        "[" * 50_000,
        '{"a":' * 50_000,
        "[" * 50_000 + "]" * 50_000,
        "[" * MAX_DEPTH + "]" * MAX_DEPTH,
        "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1),
        "[-" + "9" * 5000 + "]",
        "[1e400, 1]",
        "[NaN]",
        "[-Infinity]",
        '["\\ud800"]',
        '["\\\\ud800"]',
        '["\ud800\\n"]',
        '{"\\ude00": 1, "\\ude00": 2}',
        '["\\u00zz"]',
        '["\x00"]',
    ]
)


@given(HOSTILE)
def test_whatever_the_text_is_it_is_read_or_refused_as_the_exact_reader_does(text: str) -> None:
    assert _outcome(lambda: parse(text, "a.json")) == _outcome(lambda: Document(text, "a.json").document())


def _outcome(read: Callable[[], Node]) -> object:
    try:
        return read()
    except JsonError as error:
        return str(error)


def test_what_people_write_without_comments_is_read_by_the_scanner() -> None:
    assert LocatedText('{"a": ["é", 1.5,\n null]}', "a.json").document() is not None
    assert LocatedText('{"a": "one line\nand another"}', "a.json").document() is not None
    assert LocatedText('{"a": 1 // one\n}', "a.json").document() is None


@given(st.binary())
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        text = decode(data)
    except JsonError:
        return
    _outcome(lambda: parse(text, "a.json"))
