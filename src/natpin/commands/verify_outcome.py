"""How the pools of a cluster fared, whichever way they were looked at."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

CLEAN, FINDINGS, INCOMPLETE = 0, 1, 4


class Outcome(Enum):
    """How a pool fared."""

    AS_PROMISED = "as-promised"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"


def status(outcomes: Sequence[Outcome]) -> int:
    """1 when traffic leaves from elsewhere, else 4 when a pool could not be checked."""
    if Outcome.ELSEWHERE in outcomes:
        return FINDINGS
    return INCOMPLETE if Outcome.UNKNOWN in outcomes or not outcomes else CLEAN
