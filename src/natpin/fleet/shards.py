"""Which worker looks at what, agreed upon without a word between them."""

from __future__ import annotations

import re

from natpin.errors import InputError
from natpin.model.digest import sha256
from natpin.model.record import record

_WRITTEN = re.compile(r"(\d{1,4})/(\d{1,4})")


@record
class Shard:
    """One of ``of`` workers; ``index`` counts from 1, as the jobs of a matrix do."""

    index: int
    of: int

    @classmethod
    def parse(cls, text: str) -> Shard:
        """From ``2/4``. Raises InputError."""
        found = _WRITTEN.fullmatch(text)
        if not found or not 1 <= int(found[1]) <= int(found[2]):
            raise InputError(f"--shard {text}: write INDEX/COUNT, as in 2/4")
        return cls(int(found[1]), int(found[2]))

    def holds(self, subscription: str) -> bool:
        """Whether a subscription is this worker's. By its id alone: a subscription that comes or goes moves no other."""
        return int(sha256(subscription.lower().encode())[:12], 16) % self.of == self.index - 1
