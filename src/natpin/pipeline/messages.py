"""Messages of scripts that speak of a command and run none: ``Write-Error "has terraform apply completed for $Stage?"``."""

from __future__ import annotations

from natpin.regex import late_regex

_SPEAKS = late_regex(
    r"(?i)[ \t]*(?:\}?[ \t]*(?:else|then|do|\|\||&&)?[ \t{]*)"
    r"(?:Write-(?:Host|Err(?:or)?|Warn(?:ing)?|Verbose|Debug|Info(?:rmation)?|Log|Message|Step|Success|Status)|throw|die|fail|fatal|abort|bail|usage|warn(?:ing)?|err(?:or)?|(?:log|msg|message|info|debug|notice)"
    r"(?:_(?:err(?:or)?|warn(?:ing)?|info|debug|step|success|msg|message|status|header|red|green|yellow))?)"
    r"[ \t]+(?P<quote>[\"'])(?P<before>(?:(?!(?P=quote))[^`\n]){0,2000})\Z"
)
"""A command that says something to people, up to a place in what it says. ``Write-Output`` and ``echo`` print what may be
taken up by another command, and so do not count (learn.microsoft.com, about_Output_Streams)."""


_GOES_ON = late_regex(r"[|>`]|\$\(")
"""What may make a command of a text that is printed, or is one within it."""


def in_message(text: str, at: int) -> bool:
    """Whether an offset of a script's text lies in the quoted text of a message that nothing takes up, with no command put
    into it."""
    found = _SPEAKS.match(text, text.rfind("\n", 0, at) + 1, at)
    if found is None or "$(" in found["before"]:
        return False
    end = text.find("\n", at)
    rest = text[at : end if end >= 0 else len(text)][:4000]
    return found["quote"] in rest and _GOES_ON.search(rest) is None


_SHOWS = late_regex(
    r"(?i)[ \t]*(?:-[ \t]+)?(?:(?:run|script|bash|pwsh):[ \t]*)?@?(?:echo|printf|Write-(?:Host|Output|Verbose|Debug|Information|Warning))"
    r"[ \t][^|;&$`<>\n]*\Z"
)
"""A command that prints, up to a place in what it prints."""
_LEADS_ON = late_regex(r"[|>;&`]")
"""What may make something else of a text that is printed."""


def is_shown(text: str, start: int, end: int) -> bool:
    """Whether what lies between two offsets is a part of what a command prints, which nothing on its line takes up. Whoever
    runs the script may: this is for counting the commands of a file that is followed whole."""
    line = text.rfind("\n", 0, start) + 1
    after = text[end : stop if (stop := text.find("\n", end)) >= 0 else len(text)]
    return _SHOWS.match(text[line:start]) is not None and not _LEADS_ON.search(after)
