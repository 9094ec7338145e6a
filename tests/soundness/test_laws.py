"""A sample of the campaign in the suite, the same each time; ``make soundness`` runs long ones."""

from __future__ import annotations

import pytest

from .campaign import run
from .cases import LANGUAGES, Case, derived, examples, language_of, topologies
from .told import summary, violation

MOST = 9
"""Mutants of each case: one of each law, and another of some."""
CASES = {
    language.NAME: [
        case
        for case in (*topologies(), *derived(), *examples())
        if language in {language_of(path, data) for path, data in case.files.items()}
    ]
    for language in LANGUAGES
}


@pytest.mark.usefixtures("every_rule")
@pytest.mark.parametrize("language", CASES)
def test_laws(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NATPIN_TRACEBACK", "1")
    cases: list[Case] = CASES[language]
    tally = run(cases, seed=20261128, seconds=float("inf"), most=MOST, shrink_for=5)
    told = ["", *summary(tally, 0)]
    for found in tally.violations:
        told += violation(found)
    assert not tally.violations, "\n".join(told)
    assert not tally.crashes, tally.crashes
    assert tally.cases >= 6
    assert tally.without_cluster == 0
    laws = {law for law, name in tally.counted if name in (language, "parts")}
    assert laws >= {"forget", "maybe", "threaten", "indifferent", "hide"}
