"""Messages of scripts that speak of a command and run none: ``Write-Error "has terraform apply completed for $Stage?"``."""

from __future__ import annotations

from natpin.regex import late_regex

_SPEAKS = late_regex(
    r"(?i)[ \t]*(?:\}?[ \t]*(?:else|then|do|\|\||&&)?[ \t{]*)"
    r"(?:Write-(?!Output\b)\w+|throw|die|fail|fatal|abort|bail|usage|warn(?:ing)?|err(?:or)?|(?:log|msg|message|info|debug|notice)"
    r"(?:_(?:err(?:or)?|warn(?:ing)?|info|debug|step|success|msg|message|status|header|red|green|yellow))?)"
    r"[ \t]+(?P<quote>[\"'])(?P<before>(?:(?!(?P=quote))[^`\n]){0,2000})\Z"
)
"""A command that says something to people, up to a place in what it says. ``Write-Output`` and ``echo`` print what may be
taken up by another command, and so do not count (learn.microsoft.com, about_Output_Streams)."""


def in_message(text: str, at: int) -> bool:
    """Whether an offset of a script's text lies in the quoted text of a message, with no command put in before it."""
    found = _SPEAKS.match(text, text.rfind("\n", 0, at) + 1, at)
    return found is not None and "$(" not in found["before"]
