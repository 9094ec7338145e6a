"""How far a run has come, for whoever waits at a terminal. Nothing else may depend on it."""

from __future__ import annotations

from typing import Final

from natpin.model.record import mutable


@mutable
class Tally:
    """Counts since the process began."""

    files: int = 0
    """Files looked at."""
    stacks: int = 0
    """Stacks read."""
    clusters: int = 0
    """Clusters in them."""
    judged: int = 0
    """Stacks judged."""
    resources: int = 0
    """Live resources read from Azure."""


TALLY: Final = Tally()
"""The one of this process."""
