"""A megabyte of every format at its worst: nesting, what never ends, and much of what is costly.

Each file begins as one that speaks of AKS and must be read, and goes on with one fragment over and over
(``bench/fragments/``). All are tried at a quarter of a megabyte; the slowest of each format then at one, two and four, which
says whether it is linear. ``NATPIN_HOSTILE=shell,arm`` takes those formats alone.
"""

from __future__ import annotations

import os
from pathlib import Path

from bench.fragments import ANY, FORMATS, Hostile
from bench.paired import LINT, Run, once

MEGABYTE = 1_000_000
SCREENED = MEGABYTE // 4
"""At which size the slowest fragments are looked for."""
MEASURED = (1, 2, 4)
"""Megabytes."""
SLOWEST = int(os.environ.get("NATPIN_HOSTILE_SLOWEST", "2"))
"""How many fragments of a format are measured."""


def main(folder: Path) -> None:
    """Each format's slowest inputs."""
    asked = os.environ.get("NATPIN_HOSTILE", "")
    names = asked.split(",") if asked else list(FORMATS)
    print(
        "CPU seconds of 1, 2 and 4 MB of one hostile fragment (goal: one second a megabyte, 20 MB a megabyte)"
    )
    for name in names:
        hostile = FORMATS[name]
        fragments = hostile.fragments + ANY
        tried = [(each, _timed(folder, hostile, each, SCREENED)) for each in fragments]
        tried.sort(key=lambda each: -each[1].cpu)
        for fragment, _ in tried[:SLOWEST]:
            runs = [_timed(folder, hostile, fragment, times * MEGABYTE) for times in MEASURED]
            seconds = " ".join(f"{run.cpu:6.2f}" for run in runs)
            memory = " ".join(f"{run.megabytes:4.0f}" for run in runs)
            print(f"  {name:15} {seconds} s  {memory} MB   {fragment[:60]!r}", flush=True)
    print()


def _timed(folder: Path, hostile: Hostile, fragment: str, size: int) -> Run:
    place = folder / "tried"
    for path, text in {**hostile.beside, hostile.path: hostile.text(fragment, size)}.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_text(text, encoding="utf-8")
    run = once(LINT, place)
    for path in (*hostile.beside, hostile.path):
        (place / path).unlink()
    return run
