"""Mistakes put into a copy of natpin, one at a time: how many does no test notice?

    make mutants                      COUNT=40 mistakes in each package, SEED=1
    make mutants ONLY=facts COUNT=200
    make mutants ONLY=facts FILE=contract COUNT=0   every mistake in facts/contract.py

Prints every mistake that is not noticed, with its place. Exit status 1 when that is a tenth or more of them.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

from asked import HUNG, LATE, PASSED, Asked, Ordered, run_tests
from equivalent import why
from mistakes import Mutant, mutants
from mutated import PACKAGES, ROOT
from seen import Seen, seen

NOT_COPIED = shutil.ignore_patterns(
    *(".git", ".venv*", ".*_cache", ".coverage*", ".hypothesis", ".actionlint", ".sarif-multitool"),
    *("__pycache__", "node_modules", "bench", "recordings-raw", "*.egg-info", "htmlcov"),
)
"""Not every hidden folder: workflows of topologies lie in one."""
MOST_ALIVE = 0.10
LONGEST = 120.0
"""Seconds of a processor: a mistake that keeps tests busy for longer, and for longer than all of them take without it, is
noticed. Seconds of the clock decide nothing: a machine that others use is slow."""


class Case(NamedTuple):
    """A mistake in a module of a package."""

    package: str
    module: str
    mutant: Mutant

    def told(self) -> str:
        """The place, and the line before and after."""
        before, after = self.lines()
        return f"{self.module}:{self.mutant.line}: {self.mutant.kind} ({self.package})\n  - {before}\n  + {after}"

    def lines(self) -> tuple[str, str]:
        source = (ROOT / self.module).read_bytes()
        start = source.rfind(b"\n", 0, self.mutant.start) + 1
        end = source.find(b"\n", self.mutant.end)
        mistaken = self.mutant.applied(source)
        shift = len(mistaken) - len(source)
        before, after = source[start:end].decode().strip(), mistaken[start : end + shift].decode().strip()
        return before, after


def drawn(only: Sequence[str], file: str, count: int, seed: int) -> list[Case]:
    """So many mistakes of each package, the same ones for the same seed; all of them for a count of 0."""
    cases = []
    for name in only:
        possible = [
            Case(name, module, mutant)
            for module in PACKAGES[name].files()
            if file in module
            for mutant in mutants((ROOT / module).read_bytes())
        ]
        chosen = random.Random(f"{seed} {name}").sample(possible, min(count or len(possible), len(possible)))
        cases += sorted(chosen, key=lambda case: (case.module, case.mutant))
    return cases


class Copy:
    """A tree of its own, in which one mistake stands at a time."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "tree"
        shutil.copytree(ROOT, self.root, ignore=NOT_COPIED)
        self.log = folder / "log.txt"
        self._age = 2_000_000_000

    def write(self, module: str, source: bytes) -> None:
        """A module's text, newer than what Python compiled of it before."""
        (self.root / module).write_bytes(source)
        self._age += 2
        os.utime(self.root / module, (self._age, self._age))

    def ask(self, case: Case, files: Sequence[str], first: frozenset[str], limit: float) -> Asked:
        """Put a mistake in, and ask the tests about it, for so many seconds."""
        source = (ROOT / case.module).read_bytes()
        self.write(case.module, case.mutant.applied(source))
        return Asked(lambda: run_tests(self.root, ["-x", *files], [Ordered(first)]), self.log, limit)

    def mend(self, case: Case) -> None:
        """Take the mistake out again."""
        self.write(case.module, (ROOT / case.module).read_bytes())


def files_for(case: Case, known: Seen) -> tuple[list[str], frozenset[str]]:
    """The test files to ask, most direct first, and the tests among theirs that run the line.

    A table at the top of a module is run once, by whichever test imports it first, and looked into by any: all are
    asked about it.
    """
    order = [f"tests/{name}" for name in PACKAGES[case.package].tests if (ROOT / "tests" / name).exists()]
    if not case.mutant.inside:
        return order, frozenset()
    first = known.tests(case.module, case.mutant.line)
    held = {name.partition("::")[0] for name in first}
    asked = [
        file for start in order for file in sorted(held) if file == start or file.startswith(start + "/")
    ]
    return list(dict.fromkeys(asked)) or order, first


def campaign(cases: Sequence[Case], jobs: int, folder: Path) -> dict[Case, str]:
    """What became of each mistake."""
    copies = [Copy(folder / str(number)) for number in range(jobs)]
    known, limits = {}, {}
    for name in dict.fromkeys(case.package for case in cases):
        package = PACKAGES[name]
        tests = [f"tests/{each}" for each in package.tests if (ROOT / "tests" / each).exists()]
        began = time.monotonic()
        known[name] = seen(copies[0].root, package.files(), tests, copies[0].log)
        limits[name] = max(LONGEST, 2 * jobs * (time.monotonic() - began))
        print(f"{name}: its tests pass", flush=True)
    waiting, outcome = iter(cases), dict[Case, str]()
    running: dict[Copy, tuple[Case, Asked]] = {}
    idle = list(copies)
    while True:
        while idle and (case := next(waiting, None)):
            copy = idle.pop()
            running[copy] = case, copy.ask(case, *files_for(case, known[case.package]), limits[case.package])
        if not running:
            return outcome
        for copy, (case, asked) in list(running.items()):
            answer = asked.answer()
            if answer is not None:
                outcome[case] = answer
                copy.mend(case)
                idle.append(copy)
                del running[copy]
                show(case, answer)
        time.sleep(0.01)


def show(case: Case, answer: str) -> None:
    """Tell of a mistake that no test noticed, or that keeps them busy for ever."""
    if answer in (HUNG, LATE):
        print(f"{answer}: {case.told()}", flush=True)
    if answer == PASSED:
        reason = why(case.module, *case.lines())
        print(case.told() + (f"\n  = {reason}" if reason else ""), flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--only", default=",".join(PACKAGES), help="packages, comma between")
    parser.add_argument("--file", default="", help="modules with this in their path")
    parser.add_argument("--count", type=int, default=40, help="mistakes in each package; 0 for all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    chosen = parser.parse_args()
    cases = drawn(chosen.only.split(","), chosen.file, chosen.count, chosen.seed)
    with tempfile.TemporaryDirectory() as folder:
        outcome = campaign(cases, chosen.jobs, Path(folder))
    return told(outcome)


def told(outcome: dict[Case, str]) -> int:
    """The table, and the exit status."""
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for case, ended in outcome.items():
        kind = ended if ended != PASSED else "equivalent" if why(case.module, *case.lines()) else "alive"
        table[case.package][kind] += 1
        table["together"][kind] += 1
    print(f"\n{'':14}{'mutants':>9}{'noticed':>9}{'equivalent':>12}{'late':>6}{'alive':>7}")
    order = [*(name for name in table if name != "together"), "together"]
    for name in order:
        row = table[name]
        print(
            f"{name:14}{row.total():9}{row['failed'] + row[HUNG]:9}{row['equivalent']:12}{row[LATE]:6}{row['alive']:7}"
            f"  {row['alive'] / max(row.total() - row[LATE], 1):6.1%}"
        )
    whole = table["together"]
    return int(whole["alive"] >= MOST_ALIVE * (whole.total() - whole[LATE]))


if __name__ == "__main__":
    sys.exit(main())
