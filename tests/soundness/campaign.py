"""Mutants drawn by seed, turn by turn from every case and every law, judged, and what breaks a law shrunk."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace

from natpin.model.resource import Link, Resource

from .below import of_parts
from .cases import Case, language_of
from .changes import Making, of_file
from .judged import Outcome, judged
from .languages.interface import DEPLOY_MODULES
from .laws import Break, Law
from .mutants import Files, Mutant, pieces
from .shrink import shrunk


@dataclass(frozen=True)
class Violation:
    """A broken law: on which mutant, and the smallest that was found."""

    case: str
    mutant: Mutant
    found: tuple[Break, ...]
    also: int = 0
    """How many more mutants of the same case and law broke it in the same way."""


@dataclass
class Tally:
    """What a run did."""

    counted: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Mutants by law and language."""
    needless: Counter[str] = field(default_factory=Counter)
    """Unknown without need, by rule."""
    bold: Counter[str] = field(default_factory=Counter)
    """Said of files of which less is known, and unknown when they are settled; by rule."""
    agreed: int = 0
    """Mutants of which both cases could be compared with the open one."""
    violations: list[Violation] = field(default_factory=list)
    crashes: list[tuple[str, str, str]] = field(default_factory=list)
    cases: int = 0
    without_cluster: int = 0


def mutants_of(case: Case, seed: int) -> tuple[tuple[Files, Outcome], dict[Law, list[Making]]]:
    """A case with what natpin says of it, and every mutant of it by law, in the order of the seed."""
    chance = random.Random(f"{seed}:{case.name}")
    base = judged(case.files)
    files = pieces(case.files)
    found: dict[Law, list[Making]] = {}
    if not base.clusters:
        return (files, base), found
    folders = {part.at.path.rpartition("/")[0] for part in base.parts if isinstance(part, Resource | Link)}
    for path in sorted(files):
        language = language_of(path, case.files[path])
        if language is not None and (path.rpartition("/")[0] in folders or language.NAME in DEPLOY_MODULES):
            for law, making in of_file(files, path, language, base, chance):
                found.setdefault(law, []).append(making)
    for law, making in of_parts(files, base):
        found.setdefault(law, []).append(making)
    for makings in found.values():
        chance.shuffle(makings)
    return (files, base), found


def drawn(case: Case, seed: int, tally: Tally, laws: Collection[Law] = Law) -> Iterator[Mutant]:
    """The mutants of a case, a law after the other as long as there are any."""
    try:
        base, by_law = mutants_of(case, seed)
    except Exception as error:
        tally.crashes.append((case.name, "as it is", repr(error)))
        return
    tally.cases += 1
    tally.without_cluster += not base[1].clusters
    turns = max(map(len, by_law.values()), default=0)
    for turn in range(turns):
        for law in Law:
            if law in laws and turn < len(by_law.get(law, ())):
                yield replace(by_law[law][turn](), base=base)


def run(
    cases: Iterable[Case],
    seed: int,
    seconds: float,
    most: int | None = None,
    shrink_for: float = 15.0,
    laws: Collection[Law] = Law,
    tell: Callable[[Violation], None] = lambda found: None,
    enough: Callable[[Violation], bool] = lambda found: False,
) -> Tally:
    """Mutants of the cases in turn, until time is over, ``most`` of each case were judged, or there are no more.

    Who looks for one violation is done when there is ``enough`` with it.
    """
    tally = Tally()
    until = time.monotonic() + seconds
    waiting = [(case, drawn(case, seed, tally, laws), 0) for case in cases]
    seen: dict[tuple[str, str, tuple[str, str, str]], int] = {}
    while waiting and time.monotonic() < until:
        going = []
        for case, source, count in waiting:
            if time.monotonic() > until:
                break
            mutant = next(source, None)
            if mutant is None or (most is not None and count >= most):
                continue
            going.append((case, source, count + 1))
            told = len(tally.violations)
            _judge(case, mutant, tally, seen, shrink_for, tell)
            if any(map(enough, tally.violations[told:])):
                return tally
        waiting = going
    return tally


def _judge(
    case: Case,
    mutant: Mutant,
    tally: Tally,
    seen: dict[tuple[str, str, tuple[str, str, str]], int],
    shrink_for: float,
    tell: Callable[[Violation], None],
) -> None:
    tally.counted[mutant.law.value, mutant.language] += 1
    try:
        outcomes = mutant.outcomes()
    except Exception as error:
        tally.crashes.append((case.name, mutant.what, repr(error)))
        return
    broken = mutant.check(outcomes)
    if mutant.needless is not None:
        tally.agreed += 1
        tally.needless.update(each.rule for each in mutant.needless(outcomes))
    tally.bold.update(each.rule for each in broken if each.bold)
    broken = [each for each in broken if not each.bold]
    new = [each for each in broken if (case.name, mutant.law.value, each.kind) not in seen]
    for each in broken:
        key = case.name, mutant.law.value, each.kind
        seen[key] = seen.get(key, 0) + 1
    if new:
        small = shrunk(mutant, new[0].kind, shrink_for) if shrink_for else mutant
        tally.violations.append(Violation(case.name, small, tuple(broken)))
        tell(tally.violations[-1])
