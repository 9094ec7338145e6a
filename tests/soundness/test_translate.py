"""translate: the same topology in another language has the same verdicts, rule by rule, and the same map."""

from __future__ import annotations

import json

import pytest

from natpin.model.finding import Verdict

from .cases import TOPOLOGIES, in_compositions, in_markdown, in_overlays, topologies
from .judged import Outcome, judged

BY_TOPOLOGY: dict[str, list] = {}
for case in (*topologies(), *in_markdown(), *in_overlays(), *in_compositions()):
    BY_TOPOLOGY.setdefault(case.name.partition("/")[0], []).append(case)


def verdicts(outcome: Outcome) -> dict[str, str]:
    """What is told of the only cluster; what does not apply is told of by nobody, like a pass."""
    ((_, found),) = outcome.clusters.items()
    return {rule: v.value for rule, v in found.items() if v in (Verdict.FAIL, Verdict.UNKNOWN)}


@pytest.mark.parametrize("name", BY_TOPOLOGY)
def test_translate(name: str) -> None:
    expected = json.loads((TOPOLOGIES / name / "expected.json").read_text())
    outcomes = {case.name: judged(case.files) for case in BY_TOPOLOGY[name]}
    only = {rule for own in expected.get("only", {}).values() for rules in own.values() for rule in rules}
    told = {
        path: {rule: verdict for rule, verdict in verdicts(outcome).items() if rule not in only}
        for path, outcome in outcomes.items()
    }
    first, *others = told.values()
    assert all(other == first for other in others), told
    maps = {path: next(iter(outcome.lines.values())) for path, outcome in outcomes.items()}
    assert len({tuple(lines) for lines in maps.values()}) == 1, maps
    assert len(outcomes) > 1
