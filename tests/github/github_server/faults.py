"""Failures on request, and points at which somebody else gets in between."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Fault:
    """Applies to the first ``times`` requests that match, after ``skip`` that also do."""

    method: str
    path: str
    """A regular expression, searched in the path below the API's base."""
    status: int | None = None
    """Answer this instead of handling the request."""
    headers: dict[str, str] = field(default_factory=dict)
    body: object = None
    """Of the answer; a string goes out as HTML."""
    lost: bool = False
    """The request is handled, and then the answer is ``status``, or the connection is closed."""
    drop: bool = False
    """The connection is closed before anything is handled."""
    before: Callable[[], None] | None = None
    """Called before the request is handled, with no lock held: another client may do its whole work in it."""
    times: int = 1
    skip: int = 0

    def takes(self, method: str, path: str) -> bool:
        if method != self.method or not re.search(self.path, path) or self.times <= 0:
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        self.times -= 1
        return True
