"""Whatever is declared, held against itself, has not drifted; and no string of anybody's leads a report astray."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from natpin.drift import Side, compare
from natpin.egress import trace
from natpin.formats.interface import Inputs
from natpin.formats.registry import READERS
from natpin.graph import Graph
from natpin.model.change import Drift, DriftKind, Uncompared
from natpin.model.drift import Author, DriftReport, JudgedDrift, ScopeReport, Watched
from natpin.model.finding import Finding, Rule, Severity, Verdict
from natpin.model.location import Location
from natpin.model.value import Unknown
from natpin.pipeline.cross_stack import joined
from natpin.pipeline.reading import read_all
from natpin.pipeline.scan import scan
from natpin.reporters.drift import json as json_report
from natpin.reporters.drift import markdown, text
from natpin.workspace import FolderWorkspace

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("folder", ["tests/topologies", "examples"])
def test_every_example_is_as_it_is_declared(folder: str) -> None:
    workspace = FolderWorkspace(ROOT / folder, ROOT / folder)
    claimed = scan(workspace, READERS, lambda path: False).claimed
    infrastructure, _ = read_all(workspace, READERS, claimed, Inputs(), [])
    compared = 0
    for read in joined(infrastructure):
        if read.has_cluster:
            graph = Graph.of(read.parts)
            side = Side(graph, trace(graph))
            found = compare(side, side)
            assert found.drifts == (), read.stack.id
            assert len(found.clusters) == len({path.cluster.address for path in side.paths})
            compared += 1
    assert compared >= 4


HOSTILE = (
    "x\n::error::boo\x1b[31m ##[error] @octocat <img src=x> `| [a](http://e.vil) \u202e\ud800 --> ${{ x }}"
)


def hostile() -> DriftReport:
    at = Location(HOSTILE, 3)
    drift = Drift(
        DriftKind.CHANGED, HOSTILE, HOSTILE, "Microsoft.Network/natGateways", HOSTILE, HOSTILE, [HOSTILE], at, HOSTILE,
        label=HOSTILE, moves=True, clusters=(HOSTILE,), pools=(HOSTILE,), fix=HOSTILE,
    )  # fmt: skip
    rule = Rule("drift-egress", "t", Severity.ERROR, "r", "m", ())
    finding = Finding(rule, Verdict.FAIL, Severity.ERROR, HOSTILE, at, HOSTILE, HOSTILE)
    cluster = Watched(
        HOSTILE, HOSTILE, at, HOSTILE, "drift-x-0123456789", HOSTILE, (HOSTILE,),
        (JudgedDrift(drift, (finding,), (), Author(HOSTILE, HOSTILE, HOSTILE)),), (finding,),
        (Uncompared(HOSTILE, HOSTILE, Unknown(HOSTILE, at)),), HOSTILE,
    )  # fmt: skip
    return DriftReport((ScopeReport(HOSTILE, (cluster,), HOSTILE, (HOSTILE,), 3),), (), (HOSTILE,))


def test_a_terminal_and_a_log_show_names_as_names() -> None:
    shown = text.render(hostile(), verbose=True)
    assert "\x1b" not in shown
    assert "##[" not in shown
    assert not any(line.lstrip().startswith("::") for line in shown.splitlines())
    shown.encode("utf-8")


def test_markdown_shows_names_as_names() -> None:
    report = hostile()
    for shown in (
        markdown.render(report),
        *(s.intro + "".join(s.items) for s in markdown.of_cluster(report.clusters[0])),
    ):
        assert "<img" not in shown
        assert "\n::" not in shown
        assert "](http" not in shown.replace("`", "")
        shown.encode("utf-8")


def test_json_is_ascii_and_whole() -> None:
    shown = json_report.render(hostile())
    assert shown.isascii()
    assert "##[" not in shown
    assert json.loads(shown)["state"] == "drift"
