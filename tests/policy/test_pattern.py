"""Patterns agree with Python's ``re`` on what both know, and take linear time on what ``re`` does not."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from natpin.policy.pattern import MAX_TEXT, PatternError, compile_pattern

ATOMS = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", "[a-c]", r"\d", r"\W", "^", "$", "(?:ab)", "(a|b)"])
REPEATS = st.sampled_from(["", "", "*", "+", "?", "{2}", "{1,2}", "{0,}"])
PATTERNS = st.lists(
    st.tuples(ATOMS, REPEATS).map(lambda pair: pair[0] if pair[0] in "^$" else "".join(pair)), max_size=6
).map("".join)


@given(PATTERNS, st.text("abc1-\n", max_size=12))
def test_agrees_with_re(pattern: str, text: str) -> None:
    expected = re.search(pattern.replace("$", r"\Z"), text, re.ASCII) is not None
    assert compile_pattern(pattern).search(text) is expected


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a|a)*b", "(a*)*(a*)*b", "(.*)(.*)(.*)(.*)=$", "(a?){30}a{30}"]
)
def test_patterns_that_hang_a_backtracking_engine_answer(pattern: str) -> None:
    assert compile_pattern(pattern).search("a" * 200 + "!") in (True, False)


def test_a_text_too_long_to_ask_is_undecided() -> None:
    assert compile_pattern("x").search("y" * (MAX_TEXT + 1)) is None


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("(a", "without its )"),
        ("a)", "a ) too many"),
        ("*a", "nothing before it"),
        ("a**", "repeats a repetition"),
        ("(?=a)", "not supported"),
        (r"(a)\1", "not supported"),
        ("[a", "ends too early"),
        ("a{2", "no {m,n}"),
        ("a{3,2}", "repeats {3,2}"),
        ("(((a{99}){99}){99})", "repeats too much"),
        ("a" * 300, "longer than"),
        ("^*", "repeats an anchor"),
        ("[z-a]", "range z-a"),
    ],
)
def test_what_is_no_pattern_says_why(pattern: str, why: str) -> None:
    with pytest.raises(PatternError, match=re.escape(why)):
        compile_pattern(pattern)
