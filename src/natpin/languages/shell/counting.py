"""``for ((i=0; i<3; i++))``: the rounds of a counting loop."""

from __future__ import annotations

import re
from collections.abc import Callable

_LOOP = re.compile(
    r"for\s*\(\(\s*([A-Za-z_]\w*)\s*=\s*([^;]{1,40}?)\s*;\s*\1\s*(<=|<)\s*([^;]{1,40}?)\s*;\s*"
    r"(?:\1\s*\+\+|\+\+\s*\1|\1\s*\+=\s*1)\s*\)\)"
)


def rounds(text: str, lookup: Callable[[str], str | None]) -> list[tuple[str, int]] | None:
    """The variable's name and value in each round; None for a loop that counts otherwise."""
    from natpin.languages.shell.arithmetic import evaluate

    found = _LOOP.match(text)
    if found is None:
        return None
    name, first, operator, last = found.groups()
    start, end = evaluate(first, lookup), evaluate(last, lookup)
    if start is None or end is None:
        return None
    stop = end + (operator == "<=")
    return [(name, number) for number in range(start, stop)[:1000]]
