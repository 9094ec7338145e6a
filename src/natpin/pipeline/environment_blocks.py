"""The variables of ``env:``, ``environment:`` and the like in files that are not followed, whatever their names look like."""

from __future__ import annotations

from collections.abc import Iterator

from natpin.languages.shell.scope import ANY_VARIABLE
from natpin.regex import late_regex

_OPENS = late_regex(
    r"(?m)^(?P<indent>[ \t]*)(?P<dash>-[ \t]+)?[\"']?(?:env|envs|environment|environment_?[vV]ariables|containerEnv)[\"']?[ \t]*[:=]"
    r"[ \t]*(?:[&!][\w-]+[ \t]*)?(?P<rest>[^\n]*)$"
)
_ENTRY = late_regex(
    r"[ \t]*(?P<dash>-[ \t]+)?[{ \t]*(?:[\"']?(?:name|key)[\"']?[ \t]*:[ \t]*)?(?P<quote>[\"']?)(?P<name>[A-Za-z_]\w*)(?P=quote)"
    r"[ \t]*(?P<sign>[:=]|,|\}|$)"
)
_WORKED_OUT = late_regex(r"[ \t]*-[ \t]+(?:name|key):[ \t]*[\"']?(?:\{\{|\$)")
"""An entry whose name a template works out."""
_IN_FLOW = late_regex(r"[{\[,][ \t]*[\"']?([A-Za-z_]\w*)[\"']?[ \t]*(?=[:=,}\]])")
_MOST_LINES = 400
_LONGEST = 400
_BESIDE = frozenset(
    {"value", "valueFrom", "secretValue", "configMapKeyRef", "secretKeyRef", "key", "name", "optional"}
)
"""What stands beside a variable's name in an entry of more than one line."""


def names_in_blocks(text: str) -> Iterator[str]:
    """The variables that stand in blocks which set some; ``ANY_VARIABLE`` where a name is worked out."""
    for opens in _OPENS.finditer(text):
        rest = opens["rest"].strip()
        if rest and not rest.startswith("#"):
            if rest[0] in "{[" and len(rest) > 1:
                yield from (match[1] for match in _IN_FLOW.finditer(rest))
                continue
            if rest not in ("{", "["):
                continue
        yield from _entries(text, opens.end() + 1, len(opens["indent"]) + len(opens["dash"] or ""))


def _entries(text: str, start: int, outer: int) -> Iterator[str]:
    """The names in the lines below a key, as far as they are indented further; elements of a list may begin below it."""
    first: int | None = None
    for _ in range(_MOST_LINES):
        if start >= len(text):
            return
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line, start = text[start : min(end, start + _LONGEST)], end + 1
        bare = line.strip()
        if not bare or bare.startswith(("#", "//", "{{")):
            continue
        indent = len(line) - len(line.lstrip())
        if indent < outer or (indent == outer and not bare.startswith("-")):
            return
        if _WORKED_OUT.match(line):
            yield ANY_VARIABLE
        first = indent if first is None else first
        entry = _ENTRY.match(line)
        if entry is not None and indent == first and entry["name"] not in _BESIDE:
            yield entry["name"]
