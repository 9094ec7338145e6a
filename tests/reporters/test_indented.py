"""Reports as JSON are what the standard library would write, byte for byte."""

import json
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from natpin.reporters import indented

_SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
_DOCUMENTS = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4)
)


def text(data: object) -> str:
    pieces: list[str] = []
    indented.write(data, pieces.append)
    return "".join(pieces)


@given(_DOCUMENTS)
def test_the_text_is_that_of_the_standard_library(data: Any) -> None:
    assert text(data) == json.dumps(data, indent=2) + "\n"


@given(st.lists(_SCALARS, max_size=4))
def test_an_iterator_is_written_as_the_list_that_it_makes(data: list[Any]) -> None:
    assert text({"a": iter(data)}) == json.dumps({"a": data}, indent=2) + "\n"


def test_a_long_list_is_handed_on_while_it_is_made() -> None:
    """What is written is not held until the end, and no string is torn."""
    pieces: list[str] = []
    seen: list[int] = []

    def rows() -> Iterator[str]:
        for number in range(20_000):
            seen.append(len(pieces))
            yield f"##[{number}"

    indented.write(rows(), pieces.append)
    assert seen[-1] > 2
    assert "".join(pieces) == json.dumps([f"##[{number}" for number in range(20_000)], indent=2) + "\n"
    assert sum(piece.count("##[") for piece in pieces) == 20_000
