"""A run, as text: how many mutants of each law in each language, and the smallest mutant of each broken law."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from .campaign import Tally, Violation
from .laws import Law
from .mutants import Files, data_of

_MOST_LINES = 120


def summary(tally: Tally, seconds: float) -> Iterator[str]:
    """The figures."""
    languages = sorted({language for _, language in tally.counted})
    yield f"{sum(tally.counted.values())} mutants of {tally.cases} cases ({tally.without_cluster} without a cluster) in {seconds:.0f} s"
    yield f"{'':12}" + "".join(f"  {language:>10}" for language in languages)
    for law in Law:
        row = [tally.counted[law.value, language] for language in languages]
        if any(row):
            wide = zip(row, languages, strict=True)
            yield f"{law.value:12}" + "".join(f"  {count:{max(10, len(name))}}" for count, name in wide)
    needless = sum(tally.needless.values())
    told = ", ".join(f"{rule} {count}" for rule, count in tally.needless.most_common(5))
    yield f"unknown although both cases agree: {needless} verdicts in {tally.agreed} mutants of maybe ({told})"
    told = ", ".join(f"{rule} {count}" for rule, count in tally.bold.most_common(8))
    yield f"said although it is unknown when settled: {sum(tally.bold.values())} ({told})"
    yield f"{len(tally.violations)} violations, {len(tally.crashes)} crashes"


def violation(found: Violation) -> Iterator[str]:
    """One broken law with its smallest mutant, as the first variant and what the others change in it."""
    mutant = found.mutant
    yield f"--- {mutant.law.value} in {mutant.language}: {found.case}: {mutant.what}"
    for each in found.found[:6]:
        yield f"    {each.rule}: {each.was} → {each.became} ({each.cluster})"
    first, *others = mutant.variants
    yield from _cut(_printed(first))
    for number, other in enumerate(others, 2):
        changed = list(difflib.unified_diff(_printed(first), _printed(other), lineterm="", n=0))[2:]
        if changed:
            yield f"  variant {number}:"
            yield from _cut(changed)


def _printed(files: Files) -> list[str]:
    lines = []
    for path, data in data_of(files).items():
        lines += [f"    == {path}", *(f"    {line}" for line in data.decode("utf-8", "replace").splitlines())]
    return lines


def _cut(lines: list[str]) -> list[str]:
    return (
        lines
        if len(lines) <= _MOST_LINES
        else [*lines[:_MOST_LINES], f"    … {len(lines) - _MOST_LINES} lines"]
    )
