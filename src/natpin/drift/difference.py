"""A difference before its effect is told."""

from __future__ import annotations

from natpin.drift.references import Target
from natpin.drift.words import Both, Effect
from natpin.model.change import Drift
from natpin.model.record import record


@record
class Difference:
    """What differs, and the pools whose traffic passes there."""

    drift: Drift
    behind: tuple[Both, ...] = ()
    words: str = ""
    """What it does besides moving egress, or when it moves none."""
    effect: Effect | None = None
    """Told already."""
    wanted: tuple[Target, ...] = ()
    """For a reference: what is declared."""
