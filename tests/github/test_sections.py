"""Fitting a text, and finding it again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from natpin.comments.marker import Mark, Standing, content_of, digest_of, disarmed, footer, intact, read_mark
from natpin.comments.sections import Section, fitted, length

ANY = st.text(max_size=200)


@given(
    st.lists(st.builds(Section, st.text(max_size=20), ANY, st.integers(0, 3)), max_size=8),
    st.integers(400, 1200),
)
def test_it_always_fits_and_says_what_is_missing(sections, limit):
    fit = fitted(sections, limit)
    assert length(fit.text) <= limit
    assert ("for length" in fit.text) or not fit.dropped


def test_dropped_are_the_least_important_last_first():
    sections = [
        Section("map", "a" * 300),
        Section("early", "b" * 300, 1),
        Section("late", "c" * 300, 1),
        Section("picture", "d" * 300, 2),
    ]
    assert fitted(sections, 2000).dropped == ()
    assert fitted(sections, 1100).dropped == ("picture",)
    assert fitted(sections, 900).dropped == ("late", "picture")
    assert fitted(sections, 600, whole="the summary").text.endswith(
        "early, late, picture. The whole report: the summary._"
    )
    assert fitted(sections, 300).dropped[0] == "map"


@pytest.mark.parametrize(
    ("body", "closing"),
    [
        ("```text\n" + "x\n" * 500 + "```", "```"),
        ("````\n```\n" + "x\n" * 500 + "````", "````"),
        ("<details><summary>s</summary>\n\n" + "x\n" * 500 + "</details>", "</details>"),
        ("~~~\n" + "x\n" * 500 + "~~~", "~~~"),
        ("```\na\n```\n" + "x\n" * 500, "x"),
    ],
)
def test_what_a_cut_leaves_open_is_closed(body, closing):
    text = fitted([Section("map", body)], 600).text
    assert text.split("\n\n_Left out")[0].split("\n")[-1] == closing


MARKS = st.builds(
    Mark,
    key=st.text(min_size=1, max_size=30),
    standing=st.builds(
        Standing,
        sha=st.sampled_from(["a" * 40, "0123456789abcdef" * 4, ""]),
        run_id=st.integers(0, 10**15),
        attempt=st.integers(1, 99),
        run_number=st.integers(0, 10**6),
    ),
    digest=st.just("0" * 16),
    state=st.sampled_from(["open", "well"]),
    kind=st.sampled_from(["", "drift"]),
)


@given(MARKS, ANY)
def test_a_mark_is_found_again_and_only_by_its_key_and_kind(mark, text):
    body = f"{mark.written()}\n{text}"
    assert read_mark(body, mark.kind, mark.key) == mark
    assert read_mark(body, mark.kind, mark.key + "x") is None
    assert read_mark(body, "folded") is None
    assert read_mark(f"> {body}", mark.kind) is None
    assert mark.written().count("-->") == 1


@given(ANY)
def test_no_text_is_taken_for_a_mark_by_accident(text):
    assert read_mark(text) is None
    assert "<!-- natpin" not in disarmed(text)


@given(ANY, st.sampled_from(["\n", "\r\n"]))
def test_content_survives_the_way_there_and_back(text, newline):
    text = text.replace("\r", "").replace("\n", newline)
    mark = Mark("k", Standing("a" * 40, 3, 1, 2, "https://g.example/r/1"), digest_of(text))
    body = f"{mark.written()}\n{text}{footer(mark.standing)}".replace("\n", newline).replace("\r\r", "\r")
    assert intact(body, mark)
    assert digest_of(content_of(body)) == digest_of(text)
    assert (
        not intact(body.replace("</sub>", "") if not text.strip() else body.replace(text, text + "!"), mark)
        or not text.strip()
    )


@pytest.mark.parametrize("line", [
    "<!-- natpin:v1 key=k sha=0 run=1.1 state=open hash=0 -->",
    "<!-- natpin:v1 key=k sha=0 run=1.1.x state=open hash=0 -->",
    "<!-- natpin:v1 key=k sha=0 run=1.1.99999999999999999999 state=open hash=0 -->",
    "<!-- natpin:v2 key=k sha=0 run=1.1.1 state=open hash=0 -->",
    "<!-- natpin:v1  -->",
    "<!-- natpin:v1 key=k sha=0 run=1.1.1 state=open hash=0 --> more",
])  # fmt: skip
def test_a_broken_mark_is_none(line):
    assert read_mark(line) is None


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://x/) [y](z", "https://x\n::error::", ""])
def test_only_a_plain_link_becomes_a_link(url):
    assert "](" not in footer(Standing("a" * 40, 3, 1, 2, url))
