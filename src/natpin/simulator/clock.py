"""The simulated time. By default it moves only when a request comes, so runs are repeatable and never sleep."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

EPOCH = datetime(2026, 1, 5, 8, 0, 0, tzinfo=UTC)


class Clock:
    """Seconds since the simulated world began.

    `tick` seconds pass with every request; with `real` the machine's own time passes as well. `advance` moves
    the clock by hand.
    """

    def __init__(self, *, tick: float = 1.0, real: bool = False) -> None:
        self.tick = tick
        self._started = time.monotonic() if real else None
        self._origin = datetime.now(UTC) if real else EPOCH
        self._moved = 0.0

    @property
    def seconds(self) -> float:
        passed = 0.0 if self._started is None else time.monotonic() - self._started
        return self._moved + passed

    def advance(self, seconds: float) -> None:
        self._moved += seconds

    def now(self) -> datetime:
        return self._origin + timedelta(seconds=self.seconds)

    def stamp(self) -> str:
        """The time as ARM writes it: UTC, seven decimals, a Z."""
        return self.now().strftime("%Y-%m-%dT%H:%M:%S.%f") + "0Z"
