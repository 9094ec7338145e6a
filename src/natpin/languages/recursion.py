"""Room for expressions that lead to one another: values are worked out on demand, each inside of what asked for it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

FRAMES: Final = 12_000
"""Python's frames while a stack is read. The languages bound their own depth far below it; chains of 240 values with
70 nested calls, lists, objects or templates in each stay within a C stack of 8 MiB on Python 3.11, 3.12 and 3.13."""


@contextmanager
def deep_stack() -> Iterator[None]:
    """Room for ``FRAMES`` frames while the block runs; what was there before, afterwards."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, FRAMES))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
