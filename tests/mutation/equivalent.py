"""Mistakes that change nothing anyone can see, each with the reason. They are shown apart and not counted as alive."""

from __future__ import annotations

EQUIVALENT: tuple[tuple[str, str, str], ...] = ()
"""A line as it is written, the line with the mistake (both without the spaces around them), and why it is no mistake."""


def why(line: str, mistaken: str) -> str | None:
    """Why a mistake is none; None when it is one."""
    return next((reason for before, after, reason in EQUIVALENT if (before, after) == (line, mistaken)), None)
