"""Work counted in calls, which are the same number on every machine, rather than in seconds, which are not."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, TypeAlias

TraceFunction: TypeAlias = Callable[[FrameType, str, Any], Any]


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


@contextmanager
def lines_at_most(lines: int) -> Iterator[None]:
    """The same, counted in lines that are executed: a loop that calls nothing is seen too, each time round."""
    run = 0

    def count(frame: FrameType, event: str, argument: object) -> TraceFunction:
        nonlocal run
        if event == "line":
            run += 1
            if run > lines:
                sys.settrace(None)
                raise TooMuchWork(f"more than {lines} lines")
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        yield
    finally:
        sys.settrace(before)
