"""A job of a thousand lines costs what its lines do, each of which is looked for in the file by itself."""

from __future__ import annotations

from pathlib import Path

from folders import linted
from work import lines_at_most

from natpin.model.report import Report

LINES = 1_000
EACH = 1_200
"""Lines of natpin's that a line of a script may take: it takes some 700."""


def test_a_job_of_a_thousand_lines(tmp_path: Path) -> None:
    cluster = "a:\n  script:\n  - az aks create -n a -g b\n"
    linted(tmp_path, {".gitlab-ci.yml": cluster})  # what is loaded and compiled once
    with lines_at_most(LINES * EACH):
        report: Report = linted(tmp_path, {".gitlab-ci.yml": cluster + "  - echo hello\n" * LINES})
    assert len(report.stacks[0].clusters) == 1
