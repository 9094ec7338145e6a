"""ARM's request limits: token buckets per subscription, caller and kind of request."""

from __future__ import annotations

import math

from natpin.model.record import field, mutable
from natpin.simulator import errors
from natpin.simulator.settings import Throttle


@mutable
class Buckets:
    """What is left of each bucket, and when it was last looked at."""

    _left: dict[tuple[str, str, str], tuple[float, float]] = field(default_factory=dict)

    def take(self, throttle: Throttle, method: str, subscription: str, caller: str, now: float) -> int:
        """Take one; returns what is left, raises Refused (429) when the bucket is empty."""
        match method:
            case "GET" | "HEAD":
                kind, size, rate = "read", throttle.reads, throttle.reads_per_second
            case "DELETE":
                kind, size, rate = "delete", throttle.deletes, throttle.deletes_per_second
            case _:
                kind, size, rate = "write", throttle.writes, throttle.writes_per_second
        key = (subscription, caller, kind)
        left, before = self._left.get(key, (float(size), now))
        left = min(float(size), left + (now - before) * rate)
        if left < 1:
            self._left[key] = (left, now)
            raise errors.throttled(kind, subscription, max(1, math.ceil((1 - left) / rate)))
        self._left[key] = (left - 1, now)
        return int(left - 1)
