"""An address pasted into a script is no function of a module, whatever words are in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.cli import main

SCRIPT = """\
az network public-ip create -g rg -n egress --sku standard
az network nat gateway create -g rg -n nat --public-ip-addresses egress
LINE
"""


@pytest.mark.parametrize(
    ("line", "followed"),
    [
        ("https://learn.microsoft.com/azure/aks/egress-outboundtype#update-cluster", True),
        ("New-EgressNetwork", False),
    ],
)
def test_it_is_passed_over(
    line: str, followed: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "up.ps1").write_text(SCRIPT.replace("LINE", line))
    main(["lint", str(tmp_path), "--workspace", str(tmp_path)])
    told = " ".join(capsys.readouterr().out.split())
    assert ("is a function of a module that is not there" in told) is not followed
