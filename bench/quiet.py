"""A repository in which few files are about AKS: what it costs to look at the others."""

from __future__ import annotations

from pathlib import Path

from bench.paired import LINT, compare, floor
from bench.repository import make

CAT = ["sh", "-c", "find . -type f -print0 | xargs -0 cat >/dev/null"]


def main(folder: Path) -> None:
    """Against ``cat`` of all its bytes."""
    counts = make(folder, files=3000, clusters=2, kinds=("terraform", "json", "script", "prose", "yaml"))
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    result = compare(LINT, CAT, folder, runs=11)
    floor(
        f"{sum(counts.values())} files, {size:.0f} MB, 2 clusters, against cat of their bytes", result, goal=4
    )
