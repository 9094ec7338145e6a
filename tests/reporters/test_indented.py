"""Reports as JSON are what the standard library would write, byte for byte."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from natpin.reporters import indented

_SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
_DOCUMENTS = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4)
)


@given(_DOCUMENTS)
def test_the_text_is_that_of_the_standard_library(data: Any) -> None:
    assert indented.text(data) == json.dumps(data, indent=2) + "\n"


@given(st.lists(_SCALARS, max_size=4))
def test_an_iterator_is_written_as_the_list_that_it_makes(data: list[Any]) -> None:
    assert indented.text({"a": iter(data)}) == json.dumps({"a": data}, indent=2) + "\n"
