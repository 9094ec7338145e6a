"""Messages speak the language of the file: no ARM word is told to whoever writes Terraform, az or PowerShell."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from natpin.cli import main
from natpin.model.read_paths import READ

from .running import findings, kept

HERE = Path(__file__).parent
OTHERS = {"bicep", "arm", "azure", "snapshot", "kubernetes", "aso", "crossplane", "pulumi", "capz"}
"""Languages, as the cases' folders are called, that write ARM's names or names like them."""
ARM_WORDS = {
    word
    for paths in READ.values()
    for path in paths
    for word in re.split(r"[.\[\]]+", path)
    if re.search(r"[a-z][A-Z]", word)
} | {"natGatewayProfile", "loadBalancerProfile", "Microsoft.Authorization/locks"}
CASES = [
    case
    for case in sorted(HERE.glob("*/*/fail"))
    if case.parent.name not in OTHERS and not list(case.rglob("*.bicep")) and not list(case.rglob("*.json"))
]


@pytest.mark.parametrize("case", [case.relative_to(HERE).as_posix() for case in CASES])
def test_no_arm_word_is_told(
    case: str,
    every_rule: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    def natpin(*arguments: str) -> str:
        capsys.readouterr()
        main([*arguments])
        return capsys.readouterr().out

    for found in findings(kept(HERE / case, natpin, tmp_path)):
        if (
            "azapi" in found["subject"]["address"]
            if isinstance(found["subject"], dict)
            else "azapi" in found["subject"]
        ):
            continue  # azapi writes ARM's own body
        said = [found["message"], (found.get("fix") or {}).get("description", "")]
        said += [related["message"] for related in found.get("related", ())]
        for text in said:
            told = {word for word in ARM_WORDS if re.search(rf"(?<![\w-]){re.escape(word)}(?!\w)", text)}
            assert not told, text
