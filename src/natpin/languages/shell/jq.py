"""What ``jq`` prints of a text that is known: a path into JSON (``.network.type``, ``.pools[0].name``), and nothing else of jq.

Source: jq manual, "Object Identifier-Index", "Array Index", "--raw-output".
"""

from __future__ import annotations

import json

from natpin.regex import late_regex

_PATH = late_regex(r"\.(?:[A-Za-z_]\w*(?:\[\d{1,6}\])*)(?:\.[A-Za-z_]\w*(?:\[\d{1,6}\])*)*\Z")
_STEP = late_regex(r"[A-Za-z_]\w*|\[\d+\]")
_FLAGS = frozenset(
    {"-r", "--raw-output", "-c", "--compact-output", "-M", "--monochrome-output", "-rc", "-cr"}
)
_RAW = frozenset({"-r", "--raw-output", "-rc", "-cr"})


def printed(text: str, words: list[str | None]) -> str | None:
    """What ``jq`` with these words prints of a text; None for a filter, a flag or a text of which that is not told here."""
    flags = [one for one in words if one is not None and one.startswith("-")]
    plain = [one for one in words if one is None or not one.startswith("-")]
    path = plain[0] if plain else None
    if path is None or not _PATH.match(path) or any(flag not in _FLAGS for flag in flags):
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    for step in _STEP.findall(path):
        found = _step(found, step)
        if found is _REFUSED:
            return None
    if isinstance(found, str):
        return found if _RAW.intersection(flags) else json.dumps(found, ensure_ascii=False)
    if found is None or isinstance(found, bool | int):
        return json.dumps(found)
    return None


_REFUSED = object()
"""jq ends with an error."""


def _step(found: object, step: str) -> object:
    """A member or an element; of null, and where there is none, null."""
    if found is None:
        return None
    if step.startswith("["):
        number = int(step[1:-1])
        if not isinstance(found, list):
            return _REFUSED
        return found[number] if number < len(found) else None
    return found.get(step) if isinstance(found, dict) else _REFUSED
