"""Every failing case of the rules and every topology: what can be mended is, and nothing gets worse."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from rule_cases import chosen

from natpin.fixing.remedies import remedies
from natpin.model.read_paths import READ
from natpin.policy import load

from .conftest import Natpin, contents

TESTS = Path(__file__).parent.parent
REMEDIES = remedies()

NOT_MENDED = frozenset(
    {
        "egress-ip-unprotected/ansible",
        "egress-ip-unprotected/powershell",
        "lb-profile-with-nat/powershell",
        *(
            f"nat-incomplete/{language}"
            for language in ("ansible", "aso", "crossplane", "powershell", "pulumi")
        ),
        "nat-profile-ignored/powershell",
        "suppression-unused/arm",
    }
)
"""What natpin leaves to its author, and says so (docs/fix.md): locks, lists and parameters in PowerShell, a comment in JSON; no lock in a
playbook, and no new prefix in YAML."""

CASES = [
    case
    for case in chosen("fail")
    if case.parent.parent.name in REMEDIES
    and f"{case.parent.parent.name}/{case.parent.name}" not in NOT_MENDED
    and not (case / "before").is_dir()
    and not (case / "live.json").is_file()
]
TOPOLOGIES = [
    path
    for path in sorted(TESTS.glob("topologies/[!_]*/*"))  # Python keeps bytecode beside the tests
    if path.name != "expected.json" and path.parent.is_dir()
]

ARM_WORDS = {
    word
    for paths in READ.values()
    for path in paths
    for word in re.findall(r"\w+", path)
    if re.search(r"[a-z][A-Z]", word)
}
"""Names of properties that nobody writes in Terraform, az or PowerShell."""
NOT_SAFE = {
    **dict.fromkeys(
        [f"nat-idle-range/{language}" for language in ("arm", "az", "bicep", "powershell")],
        "150 minutes: whoever wrote that has to wait less than they wanted",
    ),
    "script-lost-continuation/az": "the flag says where traffic leaves",
    "script-lost-continuation/powershell": "the flag says where traffic leaves",
}


def test_what_a_rule_calls_safe_is_mended_safely() -> None:
    rules = {policy.id: policy for policy in load.built_in().policies}
    for rule, several in REMEDIES.items():
        fix = rules[rule].fix
        assert fix is None or not fix.safe or any(one.safe for one in several), rule


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.parent.name}/{case.parent.name}")
def test_a_rules_case_is_mended(
    case: Path, tmp_path: Path, natpin: Natpin, failing: Callable[[Path], set[str]]
) -> None:
    rule, language = case.parent.parent.name, case.parent.name
    folder = tmp_path / "case"
    shutil.copytree(case, folder)
    before = failing(folder)
    assert rule in before
    told = natpin(folder, "fix", ".")[1]
    left = failing(folder)
    assert left <= before
    safe = any(one.safe for one in REMEDIES[rule]) and f"{rule}/{language}" not in NOT_SAFE
    assert (rule in left) is not safe
    assert "nothing to fix" in natpin(folder, "fix", ".")[1]
    told += natpin(folder, "fix", ".", "--unsafe")[1]
    assert failing(folder) <= left - {rule}
    if language in ("terraform", "az", "powershell") and "azapi_" not in str(contents(folder)):
        assert not {word for word in ARM_WORDS if re.search(rf"(?<![\w-]){word}(?!\w)", told)}, told
    there = contents(folder)
    assert natpin(folder, "fix", ".", "--unsafe") == (0, "nothing to fix\n")
    assert contents(folder) == there


@pytest.mark.parametrize("path", TOPOLOGIES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_nothing_that_can_be_mended_safely_is_left_in_a_topology(
    path: Path, tmp_path: Path, natpin: Natpin, failing: Callable[[Path], set[str]]
) -> None:
    folder = tmp_path / "case"
    if path.is_dir():
        shutil.copytree(path, folder / path.name)
    else:
        folder.mkdir()
        shutil.copy(path, folder)
    before = failing(folder)
    assert natpin(folder, "fix", ".")[0] == 0
    left = failing(folder)
    assert left <= before
    assert not {rule for rule in left if any(one.safe for one in REMEDIES.get(rule, ()))}
    if path.name in ("main.tf", "main.bicep", "azuredeploy.json", "provision.sh", "provision.ps1"):
        natpin(folder, "fix", ".", "--unsafe")
        assert not {rule for rule in failing(folder) if rule in REMEDIES}
