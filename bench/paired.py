"""Times whole processes in turn, A B A B …, so that a drifting machine slows both alike."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# the workspace is named: the folder lies in a checkout, all of which would be looked at otherwise
LINT = [sys.executable, "-m", "natpin", "lint", ".", "--workspace", ".", "--fail-on", "never"]

ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Without what keeps Python from writing bytecode: an installed natpin has its own, and so has this one after a run
that is not counted."""


@dataclass(frozen=True, slots=True)
class Run:
    """One finished process."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds, user and system."""
    megabytes: float
    """Peak resident memory."""


def once(
    command: Sequence[str],
    cwd: Path,
    environment: Mapping[str, str] = ENVIRONMENT,
    statuses: Collection[int] | None = None,
) -> Run:
    """Run a command to its end, output thrown away; what the kernel says it used. Raises SystemExit for one that ends with none
    of ``statuses``; None for any."""
    with open(os.devnull, "w") as nowhere:
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=cwd, stdout=nowhere, stderr=nowhere, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)  # reaped above
        wall = time.perf_counter() - started
    if statuses is not None and process.returncode not in statuses:
        raise SystemExit(f"{' '.join(command)} in {cwd} ended with {process.returncode}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


@dataclass(frozen=True, slots=True)
class Compared:
    """A against B: medians, and the median of the ratios pair by pair."""

    ours: Run
    theirs: Run
    wall: float
    """Their wall time over ours: above 1, we are faster."""
    cpu: float
    """The same of the CPU time."""


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


def floor(what: str, result: Compared, goal: float) -> None:
    """Print how many times the floor's cost is ours."""
    ours, theirs = result.ours, result.theirs
    print(
        f"{what}\n"
        f"  natpin {ours.wall * 1000:7.0f} ms wall {ours.cpu * 1000:7.0f} ms CPU {ours.megabytes:5.0f} MB\n"
        f"  floor  {theirs.wall * 1000:7.0f} ms wall {theirs.cpu * 1000:7.0f} ms CPU\n"
        f"  {1 / result.wall:.1f} times the wall time, {1 / result.cpu:.1f} times the CPU (goal: at most {goal:g})\n"
    )
