"""A contract about a cluster that nobody finds in live Azure asks nothing: that is told, and not what lies elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.cli import main

CASES = [
    ("chekout", "", True),
    ("chekout", "/checkout", True),
    ("chekout", "/checkout/checkout", True),
    ("chekout", "/shop", False),  # what is looked at has no such neighbour
    ("ledger", "", True),
    ("ledger", "/checkout", False),
    ("checkout", "", False),
    ("check*", "/checkout", False),
]


@pytest.mark.parametrize(("name", "scope", "told"), CASES)
def test_a_name_that_fits_no_live_cluster(
    name: str, scope: str, told: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "natpin.yaml").write_text(f"contract:\n  clusters: ['{name}']\n  ips: [198.51.100.3]\n")
    flags = [
        "--format",
        "json",
        "--output",
        "report.json",
        "--fail-on",
        "unknown",
        "--select",
        "contract-not-kept",
    ]
    status = main(["lint", "--azure", f"simulator{scope}", *flags])
    said = (tmp_path / "report.json").read_text()
    assert ("which was not found: nothing is asked of it" in said) is told
    assert not told or status == 1
