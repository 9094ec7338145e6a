"""Which version of a provider a constraint pins.

Source: Terraform, "Version Constraints": ``~>`` lets the rightmost component alone increase.
"""

from __future__ import annotations

import re

_TERM = re.compile(r"\s*(=|!=|>=|<=|>|<|~>)?\s*v?([0-9]{1,6}(?:\.[0-9]{1,6}){0,2})(?:-[\w.]+)?\s*")


def pinned(constraint: str) -> str | None:
    """The version of ``= 4.27.0``, the major version of ``~> 4.0`` or ``>= 4.1, < 5.0``; None when majors are left
    open, as in ``>= 3.0``."""
    lowest: int | None = None
    highest: int | None = None
    for term in constraint.split(","):
        match = _TERM.fullmatch(term)
        if match is None:
            return None
        operator, version = match[1] or "=", match[2]
        parts = [int(part) for part in version.split(".")]
        match operator:
            case "=":
                return version
            case "~>":
                lowest = parts[0]
                highest = parts[0] if len(parts) > 1 else highest
            case ">=" | ">":
                lowest = max(parts[0], lowest or 0)
            case "<" | "<=":
                whole = operator == "<" and not any(parts[1:])
                bound = parts[0] - 1 if whole else parts[0]
                highest = bound if highest is None else min(bound, highest)
    return str(highest) if highest is not None and (lowest is None or lowest == highest) else None
