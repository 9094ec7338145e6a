"""What every reporter makes of the shared result set, word for word."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from natpin.model.report import Report
from natpin.reporters.interface import ReportOptions
from natpin.reporters.registry import REPORTERS, reporter

GOLDEN = Path(__file__).parent / "golden"
NAMES = ("clean", "tutorial", "environments", "estate", "nothing")
SUFFIXES = {
    "text": "txt",
    "concise": "lines",
    "json": "json",
    "sarif": "sarif",
    "junit": "xml",
    "codequality": "cq.json",
    "github": "log",
    "markdown": "md",
    "csv": "csv",
    "openmetrics": "metrics",
    "svg": "svg",
    "dot": "dot",
}
"""All but ``html``: what a page shows is tested in a browser (tests/page)."""
VARIANTS = {
    "text": ReportOptions(),
    "text-color": ReportOptions(color=True),
    "text-ascii": ReportOptions(unicode=False, width=60, verbose=True, prefix="deploy"),
    **{name: ReportOptions() for name in REPORTERS if name in SUFFIXES and name != "text"},
}


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("name", NAMES)
def test_output_is_as_recorded(name: str, variant: str, results: Mapping[str, Report]) -> None:
    format_, _, style = variant.partition("-")
    text = reporter(format_).render(results[name], VARIANTS[variant])
    suffix = SUFFIXES[format_]
    golden = GOLDEN / f"{name}.{style + '.' if style else ''}{suffix}"
    if os.environ.get("NATPIN_UPDATE_GOLDEN"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text, encoding="utf-8", newline="\n")
    assert golden.read_text(encoding="utf-8") == text


def test_no_golden_file_is_left_over() -> None:
    expected = {
        f"{name}.{variant.partition('-')[2] + '.' if '-' in variant else ''}{SUFFIXES[variant.partition('-')[0]]}"
        for name in NAMES
        for variant in VARIANTS
    }
    assert {path.name for path in GOLDEN.iterdir()} == expected
