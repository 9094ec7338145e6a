"""Variables of scripts and pipelines: a value that a command takes from one is mended where the variable gets it."""

from __future__ import annotations

import re

from natpin.fixing.edit import Change
from natpin.fixing.writers.literals import spelt
from natpin.regex import late_regex

_USE = late_regex(
    r"""["']?\$(?:\{\{?\s*(?:env\.|vars\.|inputs\.)?|\(|)(?P<name>[A-Za-z_]\w*)(?P<default>:?[-=][^}"'$]*)?\s*(?:\}\}?|\)|)["']?"""
)


def assigned(text: str, use: str, there: object, value: bool | int | str) -> list[Change] | None:
    """Another value for the variable that a word names, at the one place in the text that gives it ``there``; None where it
    is given in several places or in none."""
    found = _USE.fullmatch(use.strip())
    if found is None or not isinstance(there, bool | int | str):
        return None
    name, old = re.escape(found["name"]), re.escape(spelt(there))
    given = [
        match.span("value")
        for pattern in (
            # IDLE=600, $Idle = 600, IDLE := 600, idle: 600
            rf"(?mi)^[ \t]*(?:-[ \t]+|export[ \t]+|readonly[ \t]+|local[ \t]+|declare[ \t]+(?:-\w+[ \t]+)*)*\$?\"?{name}\"?[ \t]*(?:[:?+]?=|:)[ \t]*[\"']?(?P<value>{old})[\"']?[ \t]*;?[ \t]*(?:#[^\n]*)?\r?$",
            # ${IDLE:-600}
            rf"\$\{{{name}:?[-=](?P<value>{old})\}}",
        )
        for match in re.finditer(pattern, text)
    ]
    if len(given) != 1:
        return None
    return [Change(*given[0], spelt(value))]
