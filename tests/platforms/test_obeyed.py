"""Nothing of a text is a quick action or a reference, and code stays as it is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from natpin.comments.obeyed import unobeyed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/merge", "\u200b/merge"),
        ("a\n  /close\nb", "a\n  \u200b/close\nb"),
        ("a /close", "a /close"),
        ("fixes !12", "fixes !&#8203;12"),
        ("&#126;bug &#38;3 &#36;4", "&#126;&#8203;bug &#38;&#8203;3 &#36;&#8203;4"),
        ("&#60;b&#62;", "&#60;b&#62;"),
        ("![picture](x.png)", "![picture](x.png)"),
        ("`!12`", "`!12`"),
        ("```mermaid\nflowchart LR\n  a[!12]\n```", "```mermaid\nflowchart LR\n  a[!12]\n```"),
        ("[f](https://x/-/blob/a%20b#L1)", "[f](https://x/-/blob/a%20b#L1)"),
        ("100% of a", "100% of a"),
    ],
)
def test_table(text, expected):
    assert unobeyed(text) == expected


@given(st.text(alphabet="/!~%&#;`\n a1m3826", max_size=60))
def test_no_line_begins_an_action_and_twice_is_once(text):
    once = unobeyed(text)
    assert not re.search(r"^\s*/", once, re.MULTILINE)
    assert unobeyed(once) == once
