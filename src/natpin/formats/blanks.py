"""Variables that a page leaves for its reader to fill in: ``NAME=`` and nothing behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from natpin.regex import late_regex

_SET = late_regex(
    r"^[ \t]*(?:(?:export|readonly|local)[ \t]+)?(?P<shell>[A-Za-z_]\w*)=(?P<text>[^\n]*)$"
    r"|^[ \t]*\$(?:env:)?(?P<pwsh>[A-Za-z_]\w*)[ \t]*=[ \t]*(?P<said>[^\n]*)$",
    re.MULTILINE,
)
_NOTHING = late_regex(r"(?:\"\"|'')?[ \t\r]*(?:#[^\n]*)?\Z")
_USE = late_regex(
    r"(?P<joined>(?<![\w-])--?[a-zA-Z][\w-]*[ \t]+[\"']?\$|(?<=[\w/.=-])\$|(?<=[\w/.=-][\"'])\$)?"
    r"(?(joined)|\$)(?:env:)?\{?(?P<name>[A-Za-z_]\w*)(?=(?P<more>\}?[/.-]|\}\w)?)"
)
"""A variable; what makes it a value or a part of a word stands before its sign or behind its name."""


def without_blanks(texts: Sequence[str]) -> list[str]:
    """The texts of one script without the assignments of nothing to what every assignment leaves empty, and commands use as
    a value: those variables are then not known. What may stand for no word at all (``$EXTRA``) stays; columns do too."""
    whole = "\n".join(texts)
    empty: dict[str, bool] = {}
    for match in _SET.finditer(whole):
        name = match["shell"] or match["pwsh"]
        empty[name] = empty.get(name, True) and _is_blank(match)
    blank = {name for name, nothing in empty.items() if nothing}
    if blank:
        blank &= _used_as_values(whole)
    if not blank:
        return list(texts)

    def cleared(match: re.Match[str]) -> str:
        return " " * len(match[0]) if (match["shell"] or match["pwsh"]) in blank else match[0]

    return [_SET.sub(cleared, text) for text in texts]


def _is_blank(match: re.Match[str]) -> bool:
    return _NOTHING.match(match["text"] if match["shell"] else match["said"]) is not None


def _used_as_values(text: str) -> set[str]:
    """The variables that are the value of a flag, or a part of a word: in one pass, however many there are."""
    return {match["name"] for match in _USE.finditer(text) if match["joined"] or match["more"]}
