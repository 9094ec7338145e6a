"""The report that README.md shows is the one that natpin prints of that example."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from natpin.cli import main

CHECKOUT = Path(__file__).parent.parent.parent


def test_the_report_shown_is_the_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = re.search(
        r"^```text\n(examples/payment-processor/.*?)^```", (CHECKOUT / "README.md").read_text(), re.S | re.M
    )
    assert shown is not None
    # out of this repository, which would be read as a whole: what lies beside may bear on the example
    shutil.copytree(CHECKOUT / "examples/payment-processor", tmp_path / "examples/payment-processor")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    main(["lint", "examples/payment-processor"])
    printed = capsys.readouterr().out.splitlines()
    assert [line for line in shown[1].splitlines() if line != "…" and line not in printed] == []
