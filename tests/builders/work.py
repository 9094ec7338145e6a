"""Work counted in calls, which are the same number on every machine, rather than in seconds, which are not."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


class TooMuchWork(BaseException):
    """More calls than a test allows. No ``Exception``, so that no reader takes it for a file it cannot read."""


@contextmanager
def at_most(calls: int) -> Iterator[None]:
    """The block ends within so many calls of Python functions and of built-in ones; else the test fails, at once.

    What a regular expression does inside of one call is not counted: only how often it is asked.
    """
    made = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal made
        if event in ("call", "c_call"):
            made += 1
            if made > calls:
                raise TooMuchWork(f"more than {calls} calls")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        yield
    finally:
        sys.setprofile(before)
