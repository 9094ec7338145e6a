"""Files that a script writes beside a root of Terraform, and that only say where its state is kept: they change nothing that
is judged.

Source: Terraform documentation, "Backend Configuration"; OpenTofu has the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEREDOC = re.compile(
    r"\bcat\b[^|;&]*?(?<!>)>(?!>)[^|;&]*?<<-?[ \t]*[\"']?(?P<end>\w+)|<<-?[ \t]*[\"']?(?P<first>\w+)[\"']?[ \t]*(?<!>)>(?!>)"
)
_OPENS = (re.compile(r"terraform\s*\{\Z"), re.compile(r"backend\s+\"\w+\"\s*\{\Z"))
_SETS = re.compile(r"\w+\s*=\s*(?:\"[^\"`]*\"|true|false|\d+)\Z")
_WHOLE = re.compile(r"(?:backend\s+\"\w+\"\s*\{\s*\}|required_version\s*=\s*\"[^\"$`]*\")\Z")
_RUNS = ("`", "$(")
_LONGEST = 60


def writes_backend(line: str, after: Sequence[str]) -> bool:
    """True where a line lays a text into a file, and the text is the place of a state alone. ``after``: the lines after it."""
    found = _HEREDOC.search(line)
    if found is None:
        return False
    depth, end = 0, found["end"] or found["first"]
    seen = False
    for each in after[:_LONGEST]:
        said = each.strip()
        if said == end:
            return seen and depth == 0
        if not said or said.startswith(("#", "//")):
            continue
        if any(run in _without_macros(said) for run in _RUNS):
            return False
        if depth < len(_OPENS) and _OPENS[depth].match(said):
            depth, seen = depth + 1, True
        elif said == "}" and depth:
            depth -= 1
        elif not ((depth == 1 and _WHOLE.match(said)) or (depth == len(_OPENS) and _SETS.match(said))):
            return False
    return False


def _without_macros(said: str) -> str:
    """A line without a pipeline's own macros, ``$(STATE_KEY)``, which are no commands."""
    return re.sub(r"\$\([\w.]+\)", "", said)
