"""A bare word that is an argument by itself is read at one go, and as all others are."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from natpin.languages.powershell import commands
from natpin.languages.powershell.syntax import Parser

NEVER = re.compile(r"(?!)")
WORDS = [
    "a",
    "b.c",
    "/x",
    "-n",
    ",",
    ";",
    "|",
    "&",
    ">",
    "1",
    "*",
    "--%",
    "[int]",
    "if",
    "=",
    "é",
    "@(",
    ")",
    "}",
    "$v",
    "'b'",
    '"c"',
    "(1)",
    "{\xa0c\xa0}",
]
BETWEEN = [" ", "  ", "\t", "\n", "`\n", "#c\n", "<#c#>", "\u00a0"]
PARTS = st.sampled_from([*WORDS, *BETWEEN, " ", " "])


def read(text: str) -> tuple[object, int, bool]:
    parser = Parser("a.ps1", text)
    return parser.script(), parser.places, parser.too_deep


@given(st.lists(PARTS, max_size=14))
def test_it_is_read_as_any_word(parts: list[str]) -> None:
    text = "run " + "".join(parts)
    plain = commands._PLAIN_ARGUMENT
    at_one_go = read(text)
    try:
        commands._PLAIN_ARGUMENT = NEVER
        assert at_one_go == read(text)
    finally:
        commands._PLAIN_ARGUMENT = plain
