"""A repository with twenty clusters, against Checkov in an environment of its own, which this installs once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bench.paired import LINT, compare
from bench.repository import make

FRAMEWORKS = ("terraform", "arm", "kubernetes")


def main(folder: Path) -> None:
    """Both on the same files in the same run."""
    counts = make(folder, files=4000, clusters=20)
    print(f"generated repository: {sum(counts.values())} files, {counts}")
    checkov = installed(folder.parent / "checkov-environment")
    if checkov is None:
        return
    command = [str(checkov), "-d", ".", "--quiet", "--compact", "--framework", *FRAMEWORKS]
    result = compare(LINT, command, folder, runs=1, warmup=0)
    ours, theirs = result.ours, result.theirs
    print(
        f"  natpin  {ours.wall:7.2f} s wall {ours.cpu:8.2f} s CPU {ours.megabytes:6.0f} MB\n"
        f"  Checkov {theirs.wall:7.2f} s wall {theirs.cpu:8.2f} s CPU {theirs.megabytes:6.0f} MB\n"
        f"  natpin is {result.wall:.0f} times faster in wall time (goal: 150), {result.cpu:.0f} times in CPU\n"
    )


def installed(home: Path) -> Path | None:
    """Checkov's program; None, and said why, where it cannot be installed."""
    program = home / "bin" / "checkov"
    if not program.exists():
        python = str(home / "bin" / "python")
        try:
            subprocess.run([sys.executable, "-m", "venv", str(home)], check=True, capture_output=True)
            subprocess.run(
                [python, "-m", "pip", "install", "--quiet", "checkov"], check=True, capture_output=True
            )
        except subprocess.CalledProcessError as error:
            why = error.stderr.decode(errors="replace").strip().splitlines()[-1:] or ["no reason given"]
            print(f"  no comparison: Checkov cannot be installed here ({why[0]})\n")
            return None
    told = subprocess.run([str(program), "--version"], capture_output=True, text=True)
    if told.returncode != 0:
        print("  no comparison: Checkov does not run here\n")
        return None
    print(f"  Checkov {told.stdout.strip()}, frameworks {', '.join(FRAMEWORKS)}")
    return program
