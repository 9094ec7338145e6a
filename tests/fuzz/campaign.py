"""Feeds mutated examples through the whole lint path: any bytes whatever give a report.

``python tests/fuzz/campaign.py SECONDS [SEED]`` runs for a while and says how many files went through and how long the
slowest took; ``make fuzz`` calls it. A failure prints the seed that brings it back.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.path.insert(0, str(Path(__file__).parent))

from mutate import mutated

from natpin.config import Config
from natpin.formats.registry import READERS
from natpin.pipeline.lint import lint
from natpin.pipeline.settings import Settings
from natpin.policy.select import chosen
from natpin.reporters.interface import ReportOptions
from natpin.reporters.registry import REPORTERS, reporter
from natpin.workspace import FolderWorkspace
from soundness.cases import derived

CHECKOUT = Path(__file__).parent.parent.parent


def corpus() -> list[tuple[str, bytes]]:
    """Every infrastructure file of the examples and topologies, by the name it gets."""
    endings = (*(suffix for reader in READERS for suffix in reader.suffixes), "Makefile")
    folders = (CHECKOUT / "examples", CHECKOUT / "tests/topologies", CHECKOUT / "tests/formats")
    paths = sorted(path for folder in folders for path in folder.rglob("*") if path.name.endswith(endings))
    written = [
        (_named(path), path.read_bytes()) for path in paths if path.is_file() and path.name != "expected.json"
    ]
    return [*written, *made()]


def made() -> list[tuple[str, bytes]]:
    """Files that no folder holds as they are: Compositions, manifests of Cluster API and overlays of the topologies."""
    return [(Path(path).name, data) for case in derived() for path, data in case.files.items()]


def _named(path: Path) -> str:
    """A file's name; a workflow is one by its folder."""
    return f".github/workflows/{path.name}" if path.parent.name == "workflows" else path.name


@dataclass(frozen=True, slots=True)
class Case:
    """One mutated file."""

    seed: int
    name: str
    data: bytes


def cases(first: int, files: list[tuple[str, bytes]]) -> Iterator[Case]:
    """Endless, each made from its own seed alone."""
    seed = first
    while True:
        chance = random.Random(seed)
        name, data = chance.choice(files)
        yield Case(seed, name, mutated(data, chance))
        seed += 1


def run(case: Case, settings: Settings, folder: Path) -> float:
    """Lint one file and render its report in a format; seconds it took. Raises what natpin raises."""
    file = folder / case.name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(case.data)
    started = time.perf_counter()
    report = lint(FolderWorkspace(file, folder), READERS, settings)
    names = sorted(REPORTERS)
    reporter(names[case.seed % len(names)]).render(report, ReportOptions())
    took = time.perf_counter() - started
    file.unlink()
    return took


def main() -> int:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    os.environ["NATPIN_TRACEBACK"] = "1"  # a reader that breaks is a failure here, not a skipped file
    settings = Settings(chosen(Config()))
    slowest, count = (0.0, first), 0
    until = time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as folder:
        for case in cases(first, corpus()):
            if time.monotonic() > until:
                break
            try:
                slowest = max(slowest, (run(case, settings, Path(folder)), case.seed))
            except Exception:
                print(f"seed {case.seed} ({case.name}) broke natpin", file=sys.stderr)
                raise
            count += 1
    print(
        f"{count} mutated files in {seconds:.0f} s, none broke; the slowest took {slowest[0]:.2f} s (seed {slowest[1]})"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
