"""``python -m soundness --seconds 120 --seed 1 [FOLDER …]``; ``make soundness`` calls it."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from .campaign import Violation, run
from .cases import derived, examples, folders, topologies
from .told import summary, violation


def _tell(found: Violation) -> None:
    print("\n".join(violation(found)), end="\n\n", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=int, help="mutants of each case; all where not given")
    parser.add_argument("--only", default="", help="cases whose name has this in it")
    parser.add_argument(
        "--shrink", type=float, default=15, help="seconds to shrink a violation; 0 for not at all"
    )
    parser.add_argument("folders", nargs="*", type=Path, help="instead of the topologies and the examples")
    given = parser.parse_args()
    os.environ["NATPIN_TRACEBACK"] = "1"  # a reader that breaks is told, not skipped
    cases = [case for folder in given.folders for case in folders(folder)]
    if not given.folders:
        cases = [*topologies(), *derived(), *examples()]
    cases = [case for case in cases if given.only in case.name]
    started = time.monotonic()
    tally = run(cases, given.seed, given.seconds, given.most, given.shrink, tell=_tell)
    for case, what, error in tally.crashes:
        print(f"--- crash: {case}: {what}: {error}\n")
    print("\n".join(summary(tally, time.monotonic() - started)))
    return 1 if tally.violations or tally.crashes else 0


if __name__ == "__main__":
    sys.exit(main())
