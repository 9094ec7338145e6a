"""What is read by one match is what is read word by word, or is left to that."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from natpin.languages.hcl import HclError, Source, bodies
from natpin.languages.hcl.ast import Body
from natpin.languages.hcl.bodies import parse_body

VALUES = st.one_of(
    st.sampled_from(
        [
            '"a"', '""', '"a b"', '"a\\n"', '"${a}"', '"$${a}"', '"a%b"', '"é"', '"a" ', "1", "007", "1.5", "1e3",
            "9" * 18, "9" * 19, "-1", "true", "false", "null", "true.a", "null()", "a", "a.b", "a.b-c.d", "a.0.b",
            "a[0].b", "a.*.b", "a. b", "a .b", "a.", ".a", "a.b + 1", "a ? b : c", "f(a)", "é.ü", "[1]", "{}", "(a)",
            "a # b", "a // b", "a /* b */", "/* b */ a", "<<E\na\nE", "", "=", "a b", "a.true", "²", "1a", "a\r", "\ra",
        ]
    ),
    st.text('"a1.-_ []$%\\é²\t', max_size=6),
)  # fmt: skip
LINES = st.builds(
    "{}{}={}{}{}".format,
    st.sampled_from(["a", "b", "a-b", "é", "1", '"a"', "  c", "d.e", "f g"]),
    st.sampled_from(["", " ", "\t", "  "]),
    st.sampled_from(["", " ", "\t "]),
    VALUES,
    st.sampled_from(["\n", "\r\n", "\n\n", "", " \n", "; ", "\n  # c\n", "}\n"]),
)


def read(source: Source) -> Body | tuple[str, int]:
    try:
        return parse_body(source)
    except HclError as error:
        return error.message, error.offset


@given(
    st.lists(LINES, max_size=4),
    st.sampled_from(["{}", "x {{\n{}}}\n", "x {{\n{}\n}}\ny = 1\n", "x {{ {} }}\n"]),
)
def test_one_match_reads_what_word_by_word_would(lines: list[str], around: str) -> None:
    source = Source("main.tf", around.format("".join(lines)))
    found = read(source)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bodies, "plain", lambda words, name, start: None)
        assert read(source) == found


def test_most_lines_are_read_by_one_match() -> None:
    text = 'a = "b"\n  c  = d.e.f\n\nx {\n  g = 1\n}\nh = true\n'
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("natpin.languages.hcl.bodies.expression", None)
        body = parse_body(Source("main.tf", text))
    assert [*body.attributes, *body.blocks[0].body.attributes] == ["a", "c", "h", "g"]
