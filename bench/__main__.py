"""Prints ratios: ``python -m bench`` from the checkout, in its virtual environment.

``python -m bench startup hostile`` runs those cases alone, ``python -m bench repository FOLDER…`` natpin on these folders. Each case is a module of this package with
``main(folder)``, which may do as it likes in that folder.
"""

from __future__ import annotations

import os
import shutil
import sys
from importlib import import_module
from pathlib import Path

WORK = Path(__file__).parent / "work"

USUAL = ("startup", "quiet", "checkov", "modules", "hostile")
"""What ``make bench`` runs."""
ASKED_FOR = ("live", "drift", "estate", "diff", "fleet")
"""Run when named."""


def main(arguments: list[str]) -> int:
    """Run the cases that are named, or the usual ones."""
    if arguments[:1] == ["repository"]:
        from bench.folders import main as compare_folders

        WORK.mkdir(exist_ok=True)
        compare_folders(arguments[1:], WORK)
        return 0
    unknown = set(arguments) - {*USUAL, *ASKED_FOR}
    if unknown:
        print(f"no such case: {', '.join(sorted(unknown))}; there are {', '.join(USUAL + ASKED_FOR)}")
        return 2
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors\n")
    for name in arguments or USUAL:
        folder = WORK / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        import_module(f"bench.{name}").main(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
