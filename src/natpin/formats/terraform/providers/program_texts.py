"""What the text of a program says of Azure, beside commands on lines of their own.

A program of another language hands az a list of words, calls Azure's SDK, or its REST API.
"""

from __future__ import annotations

from natpin.regex import late_regex

_LISTED = late_regex(
    r"""["']az(?:\.cmd)?["']((?:\s*,\s*(?:f?"[^"\n]*"|f?'[^'\n]*'|[\w.]+(?:\([^()\n]*\))?))+)"""
)
_ELEMENT = late_regex(r"""f?"([^"\n]*)"|f?'([^'\n]*)'|([^\s,]+)""")

_API = late_regex(
    r"(?i)management\.(?:azure\.com|chinacloudapi\.cn|usgovcloudapi\.net|core\.windows\.net)|\bInvoke-AzRest\w*"
)
_WRITES = late_regex(
    r"(?i)(?:-X[ \t]*|--request[ =]+|-(?:Custom)?Method[ \t]+|\bmethod[\"']?[ \t]*[:=,][ \t]*)[\"']?(?:put|patch|delete)\b"
    r"|\.(?:put|patch|delete)(?:async)?\(|\brequest\([ \t]*[\"'](?:put|patch|delete)[\"']|\bhttp\.Method(?:Put|Patch|Delete)\b"
)
_PROVIDER = late_regex(r"(?i)providers/microsoft\.(\w+)")
_OURS = frozenset({"network", "containerservice", "resources"})

_SDK = late_regex(
    r"(?i)azure[.-]mgmt[.-](?:network|containerservice|resource)\b|azure/arm-(?:network|containerservice|resources)\b"
    r"|\barm(?:network|containerservice|resources)\b|Azure\.ResourceManager\.(?:Network|ContainerService|Resources)"
)
_CHANGES = late_regex(r"(?i)\b(?:begin_?)?(?:create|update|delete|set)(?:_?or_?update)?\w*\(")


def unlisted(text: str) -> str:
    """A text with the lists of words that begin with az as commands of their own."""
    return _LISTED.sub(lambda found: f"\naz {' '.join(_words(found[1]))}\n", text)


def _words(listed: str) -> list[str]:
    return [found[1] or found[2] or "$unknown" for found in _ELEMENT.finditer(listed)]


def call_of(text: str) -> str | None:
    """How a text changes what bears on egress by Azure's API or SDK; None where it does not."""
    found = _API.search(text)
    named = {one.lower() for one in _PROVIDER.findall(text)}
    if found is not None and _WRITES.search(text) and (not named or named & _OURS):
        return f"a call of Azure's API ({found[0]})"
    found = _SDK.search(text)
    if found is not None and _CHANGES.search(text):
        return f"a program that calls Azure's SDK ({found[0]})"
    return None
