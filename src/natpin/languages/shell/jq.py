"""What ``jq`` prints of a text that is known: the results of its filter, one a line.

Source: jq 1.7 manual, "Invoking jq".
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from natpin.model.record import field, mutable

MAX_RESULTS = 1_000
MAX_TEXT = 200_000
_LETTERS = frozenset("rcMSajs")
_LONG = {
    "--raw-output": "r",
    "--compact-output": "c",
    "--monochrome-output": "M",
    "--join-output": "j",
    "--slurp": "s",
}


@mutable
class Asked:
    """The words of a command, taken apart."""

    letters: set[str] = field(default_factory=set)
    variables: dict[str, Any] = field(default_factory=dict)
    plain: list[str] = field(default_factory=list)
    """The filter, and the files."""


def asked(words: Sequence[str | None]) -> Asked | None:
    """What the words of ``jq`` say; None where one of them is not known, or asks for what is not followed."""
    found = Asked()
    rest = iter(words)
    for word in rest:
        if word is None:
            return None
        if word in ("--arg", "--argjson"):
            name, given = next(rest, None), next(rest, None)
            if name is None or given is None:
                return None
            try:
                found.variables[name] = given if word == "--arg" else json.loads(given)
            except ValueError:
                return None
        elif word in _LONG:
            found.letters.add(_LONG[word])
        elif word.startswith("-") and len(word) > 1:
            if not _LETTERS.issuperset(word[1:]):
                return None
            found.letters.update(word[1:])
        else:
            found.plain.append(word)
    return found if found.plain else None


def printed(text: str, words: Sequence[str | None]) -> str | None:
    """What ``jq`` with these words prints of a text; None for a filter, a flag or a text of which that is not told here."""
    from natpin.languages.shell.jq_filters import compiled
    from natpin.languages.shell.jq_functions import Refused, shown

    said = asked(words)
    run = compiled(said.plain[0]) if said is not None and len(text) <= MAX_TEXT else None
    if said is None or run is None:
        return None
    rows: list[str] = []
    raw = not said.letters.isdisjoint("rj")
    try:
        values = list(_values(text))
        for value in [values] if "s" in said.letters else values:
            for result in islice(run(value, said.variables), MAX_RESULTS + 1):
                if raw and isinstance(result, str):
                    rows.append(result)
                else:
                    rows.append(shown(result, compact="c" in said.letters))
    except (Refused, ValueError, RecursionError, StopIteration, RuntimeError):
        return None
    if len(rows) > MAX_RESULTS:
        return None
    return ("" if "j" in said.letters else "\n").join(rows)


def _values(text: str) -> Iterator[Any]:
    """The values of a text, which may stand one after the other."""
    decoder = json.JSONDecoder()
    position = 0
    while True:
        while position < len(text) and text[position] in " \t\r\n\ufeff":
            position += 1
        if position == len(text):
            return
        value, position = decoder.raw_decode(text, position)
        yield value
