"""Files that may name a script by a pattern are told by their bytes, in one look for endings."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from natpin.pipeline.calls_by_pattern import may_call

_PIECES = (
    b".sh",
    b".ps1",
    b".bash",
    b"a",
    b"*",
    b"-",
    b".",
    b"}",
    b" ",
    b"%",
    b"run-parts",
    b"_",
    b"\n",
    b"x" * 59,
    b"-" * 30,
    b"\xc3",
)
_SAID = re.compile(rb"[*})%\w][\w.-]{0,60}\.(?:sh|bash|zsh|azcli|ps1)\b|\brun-parts\b")
"""The same as one pattern, which tries each letter of a file."""


@given(st.lists(st.sampled_from(_PIECES), max_size=7).map(b"".join))
def test_it_is_what_one_pattern_says(data: bytes) -> None:
    assert may_call(data) == (_SAID.search(data) is not None)
