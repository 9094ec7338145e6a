"""A line on the terminal for whoever waits longer than a second: how many files, stacks and clusters so far."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from natpin.model.tally import TALLY, Tally

FIRST = 1.0
"""Seconds after which a run is told of at all."""
EVERY = 0.2
"""Seconds between two looks."""
THREAD = "natpin waiting"
"""The name of the thread that keeps the line (``pipeline.spread`` knows it)."""
CLEAR = "\r\x1b[2K"

_telling = threading.Lock()
"""Held while a line is kept: what is done inside of another one is told by that."""


@contextmanager
def told(stream: TextIO, clock: Callable[[], float] = time.monotonic, every: float = EVERY) -> Iterator[None]:
    """Keeps one line right on a terminal while the block runs, from the first second on, and takes it away again."""
    if not _telling.acquire(blocking=False):
        yield
        return
    over = threading.Event()
    line = threading.Thread(
        target=_keep, args=(stream, clock, every, over, clock(), _now()), name=THREAD, daemon=True
    )
    try:
        line.start()
        yield
    finally:
        over.set()
        line.join()
        _telling.release()


def _keep(
    stream: TextIO,
    clock: Callable[[], float],
    every: float,
    over: threading.Event,
    began: float,
    first: Tally,
) -> None:
    """``began``, ``first``: when the block began, and what was counted by then."""
    shown = ""
    try:
        while not over.wait(every):
            if clock() - began >= FIRST:
                shown = f"natpin: {said(first, _now())}, {clock() - began:.0f} s"
                stream.write(CLEAR + shown)
                stream.flush()
        if shown:
            stream.write(CLEAR)
            stream.flush()
    except (OSError, ValueError):
        return  # the terminal has gone; the report is what matters


def said(first: Tally, now: Tally) -> str:
    """What was done between two looks: ``1,204 files, 12 stacks, 3 clusters, 2 of 12 stacks judged``."""
    parts = [
        f"{amount:,} {noun}"
        for amount, noun in (
            (now.files - first.files, "files"),
            (now.stacks - first.stacks, "stacks"),
            (now.clusters - first.clusters, "clusters"),
            (now.resources - first.resources, "live resources"),
        )
        if amount
    ]
    if now.judged > first.judged:
        parts.append(f"{now.judged - first.judged:,} judged")
    return ", ".join(parts) or "reading"


def _now() -> Tally:
    return Tally(TALLY.files, TALLY.stacks, TALLY.clusters, TALLY.judged, TALLY.resources)
