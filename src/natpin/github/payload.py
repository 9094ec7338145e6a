"""The event's payload: data from outside. What is missing or malformed is absent, and never an exception."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_LARGEST_PAYLOAD = 32 * 1024 * 1024
"""Bytes. GitHub caps a webhook payload at 25 MB."""


def read_payload(path: str, notes: list[str]) -> Mapping[str, Any]:
    """The payload at a path; empty, with a note why, where there is none to read."""
    if not path:
        return {}
    try:
        file = Path(path)
        if file.stat().st_size > _LARGEST_PAYLOAD:
            notes.append("the event payload is larger than any that GitHub sends; it was not read")
            return {}
        payload = json.loads(file.read_bytes())
    except OSError as error:
        notes.append(f"the event payload could not be read: {error.strerror}")
    except (ValueError, RecursionError):
        notes.append("the event payload is not JSON")
    else:
        if isinstance(payload, dict):
            return payload
        notes.append("the event payload is not a JSON object")
    return {}


def member_at(value: object, *keys: str) -> Any:
    """What stands under these keys, one in the other; None where one of them is missing."""
    for key in keys:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def short_text(value: object) -> str:
    """At most 500 characters; empty for anything else than text."""
    return value[:500] if isinstance(value, str) else ""


def count(value: object) -> int:
    """A positive number, 0 for anything else."""
    if isinstance(value, str) and re.fullmatch("[0-9]{1,18}", value):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**18 else 0


def commit_id(value: object) -> str | None:
    """A commit id. All zeros mean "none": a new branch's ``before``, a deleted one's ``after``."""
    if not isinstance(value, str) or not re.fullmatch("[0-9a-f]{40}|[0-9a-f]{64}", value):
        return None
    return value if value.strip("0") else None


def repository_name(value: object) -> str | None:
    """``owner/name``."""
    if isinstance(value, str) and re.fullmatch(
        r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}/[A-Za-z0-9._-]{1,100}", value
    ):
        return value
    return None


def server_url_or(value: str | None, otherwise: str, notes: list[str]) -> str:
    """A server's URL without its last slash; ``otherwise`` where there is none, or nothing that could be one."""
    if not value:
        return otherwise
    if re.fullmatch(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?", value):
        return value.rstrip("/")
    notes.append(f"not a URL of a GitHub server: {value[:80]!r}")
    return otherwise
