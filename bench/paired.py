"""Times whole processes in turn, A B A B …, so that a drifting machine slows both alike."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Run:
    """One finished process."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds, user and system."""
    megabytes: float
    """Peak resident memory."""


def once(command: Sequence[str], cwd: Path) -> Run:
    """Run a command to its end, output thrown away; what the kernel says it used."""
    with open(os.devnull, "w") as nowhere:
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=cwd, stdout=nowhere, stderr=nowhere)
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0  # reaped above
        wall = time.perf_counter() - started
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


@dataclass(frozen=True, slots=True)
class Compared:
    """A against B: medians, and the median of the ratios pair by pair."""

    ours: Run
    theirs: Run
    wall: float
    """Their wall time over ours (above 1: we are faster), or ours over theirs where B is a floor."""
    cpu: float


def compare(ours: Sequence[str], theirs: Sequence[str], cwd: Path, runs: int, warmup: int = 1) -> Compared:
    """Run both in turn; ratios are theirs over ours."""
    for _ in range(warmup):
        once(ours, cwd)
        once(theirs, cwd)
    pairs = [(once(ours, cwd), once(theirs, cwd)) for _ in range(runs)]
    return Compared(
        median([a for a, _ in pairs]),
        median([b for _, b in pairs]),
        statistics.median(b.wall / a.wall for a, b in pairs),
        statistics.median(b.cpu / a.cpu for a, b in pairs),
    )


def median(runs: Sequence[Run]) -> Run:
    """Each figure's median."""
    return Run(
        statistics.median(run.wall for run in runs),
        statistics.median(run.cpu for run in runs),
        max(run.megabytes for run in runs),
    )
