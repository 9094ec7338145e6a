"""Prints ratios. ``python -m bench`` from the checkout, in its virtual environment; ``python -m bench live`` for Azure."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from bench.paired import Compared, compare
from bench.repository import make

WORK = Path(__file__).parent / "work"
NATPIN = [sys.executable, "-m", "natpin", "lint", ".", "--fail-on", "never"]
CAT = ["sh", "-c", "find . -type f -print0 | xargs -0 cat >/dev/null"]


def main() -> int:
    if sys.argv[1:] == ["live"]:
        from bench import live

        live.main(WORK / "live")
        return 0
    if WORK.exists():
        shutil.rmtree(WORK)
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors; medians of paired runs\n")
    _small()
    _quiet()
    _repository()
    return 0


def _small() -> None:
    folder = WORK / "small"
    folder.mkdir(parents=True)
    (folder / "main.tf").write_text(
        'resource "azurerm_kubernetes_cluster" "a" {\n  name = "a"\n  network_profile {\n    network_plugin = "azure"\n  }\n}\n'
    )
    result = compare(NATPIN, [sys.executable, "-c", "pass"], folder, runs=15)
    _floor("start-up: one small file, against python -c pass", result, goal=8)


def _quiet() -> None:
    """Few files about AKS: what it costs to look at the others."""
    folder = WORK / "quiet"
    counts = make(folder, files=3000, clusters=1)
    result = compare(NATPIN, CAT, folder, runs=7)
    _floor(f"{sum(counts.values())} files, 1 cluster, against cat of their bytes", result, goal=4)


def _repository() -> None:
    folder = WORK / "repository"
    counts = make(folder, files=2000, clusters=20)
    print(f"generated repository: {sum(counts.values())} files, {counts}")
    checkov = _checkov()
    if checkov is None:
        print("Checkov could not be installed here; no comparison\n")
        return
    frameworks = ("terraform", "arm", "kubernetes")
    command = [str(checkov), "-d", ".", "--quiet", "--compact", "--framework", *frameworks]
    result = compare(NATPIN, command, folder, runs=1, warmup=0)
    print(
        f"  natpin {result.ours.wall:8.2f} s wall {result.ours.cpu:8.2f} s CPU {result.ours.megabytes:6.0f} MB\n"
        f"  Checkov {result.theirs.wall:7.2f} s wall {result.theirs.cpu:8.2f} s CPU {result.theirs.megabytes:6.0f} MB\n"
        f"  natpin is {result.wall:.0f} times faster in wall time (goal: 100), {result.cpu:.0f} times in CPU\n"
    )


def _floor(what: str, result: Compared, goal: float) -> None:
    print(
        f"{what}\n"
        f"  natpin {result.ours.wall * 1000:7.0f} ms wall {result.ours.cpu * 1000:7.0f} ms CPU {result.ours.megabytes:5.0f} MB\n"
        f"  floor  {result.theirs.wall * 1000:7.0f} ms wall {result.theirs.cpu * 1000:7.0f} ms CPU\n"
        f"  {1 / result.wall:.1f} times the wall time, {1 / result.cpu:.1f} times the CPU (goal: at most {goal:g})\n"
    )


def _checkov() -> Path | None:
    """Checkov in an environment of its own, installed by this bench."""
    home = Path(__file__).parent / "work" / "checkov"
    program = home / "bin" / "checkov"
    try:
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True, capture_output=True)
        install = [str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", "checkov"]
        subprocess.run(install, check=True, capture_output=True)
    except subprocess.CalledProcessError:
        return None
    return program if program.exists() else None


if __name__ == "__main__":
    sys.exit(main())
