"""A change that touches one root of two hundred: both sides against the lint of the head alone."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from bench import estate
from bench.paired import LINT, compare

CLUSTERS = 600
ROOTS = 200

_GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{
        f"GIT_{who}_{what}": "bench@example.org"
        for who in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    },
}


def main(folder: Path) -> None:
    """By one process: the base is read from git's objects by one anyway."""
    estate.make(folder, CLUSTERS, ROOTS)
    for arguments in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "base"]):
        subprocess.run(["git", *arguments], cwd=folder, check=True, env={**os.environ, **_GIT})
    touched = folder / "root-007" / "main.tf"
    touched.write_text(touched.read_text().replace("Standard_D4ds_v5", "Standard_D8ds_v5", 1))
    alone = [*LINT, "--jobs", "1"]
    result = compare(alone, [*alone, "--diff", "HEAD"], folder, runs=3)
    print(
        f"one root of {ROOTS} changed, {CLUSTERS} clusters\n"
        f"  lint         {result.ours.cpu:6.2f} s CPU {result.ours.megabytes:5.0f} MB\n"
        f"  lint --diff  {result.theirs.cpu:6.2f} s CPU {result.theirs.megabytes:5.0f} MB\n"
        f"  {result.cpu:.2f} times the CPU (goal: at most 1.3)\n"
    )
