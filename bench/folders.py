"""Repositories of anyone's: ``python -m bench repository FOLDER…``, natpin beside what else looks at their files."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.checkov import FRAMEWORKS, installed
from bench.paired import LINT, compare, once

RUNS = 3


def main(folders: Sequence[str], work: Path) -> None:
    """Each folder as it lies there: nothing is written into it."""
    for one in folders:
        folder = Path(one).resolve()
        once(
            LINT, folder
        )  # not counted: files and bytecode come to lie where they are on anybody's second run
        files = sum(1 for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts)
        print(f"{folder.name}{_commit(folder)}: {files} files")
        for name, command, runs in _beside(folder, work):
            result = compare(LINT, command, folder, runs=runs, warmup=0)
            ours, theirs = result.ours, result.theirs
            print(
                f"  natpin {ours.wall:7.2f} s wall {ours.cpu:7.2f} s CPU {ours.megabytes:5.0f} MB   "
                f"{name} {theirs.wall:7.2f} s wall {theirs.cpu:7.2f} s CPU {theirs.megabytes:5.0f} MB   "
                f"{name} / natpin: {result.wall:.2f} wall, {result.cpu:.2f} CPU",
                flush=True,
            )
        print()


def _beside(folder: Path, work: Path) -> Iterator[tuple[str, list[str], int]]:
    """What is run beside natpin: its name, its command, and how many pairs."""
    yield "cat", ["sh", "-c", "find . -path ./.git -prune -o -type f -exec cat {} + > /dev/null"], RUNS
    if (folder / ".git").exists():
        yield "git ls-files", ["git", "ls-files"], RUNS
    checkov = installed(work / "checkov-environment")
    if checkov is not None:
        command = [str(checkov), "-d", ".", "--quiet", "--compact", "--framework", *FRAMEWORKS, "bicep"]
        yield "Checkov", command, 1
    trivy = shutil.which("trivy")
    if trivy is not None:
        yield "Trivy", [trivy, "config", "--quiet", "--skip-check-update", "."], 1


def _commit(folder: Path) -> str:
    if not (folder / ".git").exists():
        return ""
    told = subprocess.run(
        ["git", "-C", str(folder), "rev-parse", "--short", "HEAD"], capture_output=True, text=True
    )
    return f" at {told.stdout.strip()}" if told.returncode == 0 else ""
