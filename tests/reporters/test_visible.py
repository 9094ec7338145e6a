"""Text that needs no cleaning is told apart from text that does, without cleaning it."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from natpin.reporters import neutral


@given(st.text(alphabet=" \t\n\r\x0bab~\x7f\x1bé…\u200b", max_size=12))
def test_the_quick_way_shows_what_the_thorough_one_does(text: str) -> None:
    """One line, blanks together, nothing in it that nobody sees."""
    line = re.sub("[ \t\r\n\v\f\x85\u2028\u2029]+", " ", text).strip(" ")
    thorough = neutral._INVISIBLE.sub(neutral._escaped, line)
    assert neutral.visible(text) == thorough
