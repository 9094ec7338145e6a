"""Baselines: findings that were there when a team began, kept in a file with reason and end.

An entry is one finding's fingerprint, so the same mistake in another resource, file or environment is a new finding.
One entry stands on one line: a baseline in version control shows in a diff what was accepted.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from natpin.config import is_day
from natpin.errors import ConfigError
from natpin.model.finding import Finding, Suppressed
from natpin.model.location import Location
from natpin.policy.waiver import Waiver

SCHEMA = "natpin/baseline/v1"
MAX_BYTES = 16 * 1024 * 1024
_KEYS = ("fingerprint", "rule", "subject", "path", "stack", "reason", "until")


def parse(source: bytes, path: str) -> list[Waiver]:
    """The entries of a baseline file. Raises ConfigError when it is none."""
    if len(source) > MAX_BYTES:
        raise ConfigError("the baseline is larger than 16 MiB", Location(path))
    try:
        document = json.loads(source)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        reason = getattr(error, "msg", None) or str(error)
        raise ConfigError(f"the baseline is not valid JSON: {reason}", Location(path, line)) from None
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise ConfigError(f'the baseline must say "schema": "{SCHEMA}"', Location(path))
    entries = document.get("entries")
    if not isinstance(entries, list):
        raise ConfigError("the baseline needs a list of entries", Location(path))
    lines = _lines(source)
    return [_entry(entry, path, lines) for entry in entries]


def _lines(source: bytes) -> dict[str, int]:
    """The first line on which each fingerprint stands."""
    found: dict[str, int] = {}
    for number, line in enumerate(source.decode("utf-8", "replace").splitlines(), 1):
        _, key, rest = line.partition('"fingerprint": "')
        if key:
            found.setdefault(rest.partition('"')[0], number)
    return found


def _entry(entry: Any, path: str, lines: dict[str, int]) -> Waiver:
    if not isinstance(entry, dict) or not all(isinstance(entry.get(key, ""), str | None) for key in _KEYS):
        raise ConfigError("each entry of the baseline must be an object of texts", Location(path))
    fingerprint = entry.get("fingerprint") or ""
    at = Location(path, lines.get(fingerprint, 1))
    for key in ("fingerprint", "rule", "reason"):
        if not entry.get(key):
            raise ConfigError(f"an entry of the baseline has no {key}", at)
    until = entry.get("until")
    if until is not None and not is_day(until):
        raise ConfigError(f"until must be a day such as 2027-01-31, not {until!r}", at)
    return Waiver((entry["rule"],), entry["reason"], "baseline", at, until, fingerprint=fingerprint)


def write(
    findings: Iterable[Finding],
    reason: str,
    until: str | None = None,
    kept: Sequence[Suppressed] = (),
) -> str:
    """A baseline of all findings; ``kept`` are those that the former baseline hid, with their own reasons."""
    former = [(one.finding, one.reason, one.until) for one in kept if one.by == "baseline"]
    rows = [*former, *((finding, reason, until) for finding in findings)]
    entries = {
        finding.fingerprint: {
            "fingerprint": finding.fingerprint,
            "rule": finding.rule.id,
            "subject": finding.subject,
            "path": finding.at.path,
            "stack": finding.stack,
            "reason": why,
            **({"until": end} if end else {}),
        }
        for finding, why, end in rows
    }
    ordered = sorted(entries.values(), key=lambda entry: (entry["path"], entry["rule"], entry["fingerprint"]))
    body = ",\n".join(f"    {json.dumps(entry, ensure_ascii=False)}" for entry in ordered)
    return f'{{\n  "schema": "{SCHEMA}",\n  "entries": [' + (f"\n{body}\n  " if body else "") + "]\n}\n"
