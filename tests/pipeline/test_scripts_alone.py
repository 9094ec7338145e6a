"""No script that makes a cluster is lost: it is read by itself, or where another one runs it."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted

ONE = "az aks create -g pay -n one --network-plugin azure --outbound-type managedNATGateway\n"
TWO = ONE.replace("-n one", "-n two")
CMDLET = (
    "New-AzAksCluster -ResourceGroupName pay -Name {} -NetworkPlugin azure -OutboundType managedNATGateway\n"
)

ROWS: dict[str, tuple[dict[str, str], list[list[str]]]] = {
    # the files, and the clusters of each stack
    "a comment": ({"a.sh": "# before: ./b.sh\n" + ONE, "b.sh": TWO}, [["one"], ["two"]]),
    "a text that is shown": ({"a.sh": 'echo "next: ./b.sh"\n' + ONE, "b.sh": TWO}, [["one"], ["two"]]),
    "a function that nobody calls": ({"a.sh": "never() {\n  ./b.sh\n}\n" + ONE, "b.sh": TWO}, [["one"], ["two"]]),
    "of a script that makes nothing itself": ({"a.sh": "never() {\n  ./b.sh\n}\n", "b.sh": TWO}, [["two"]]),
    "a condition that never holds": ({"a.sh": "if false; then\n  ./b.sh\nfi\n" + ONE, "b.sh": TWO}, [["one"], ["two"]]),
    "after the end": ({"a.sh": ONE + "exit 0\n./b.sh\n", "b.sh": TWO}, [["one"], ["two"]]),
    "a script that is run": ({"a.sh": "./b.sh\n" + ONE, "b.sh": TWO}, [["one", "two"]]),
    "a script that may be run": ({"a.sh": '[ "$1" = b ] && ./b.sh\n' + ONE, "b.sh": TWO}, [["one", "two"]]),
    "scripts that run each other": ({"a.sh": ONE + "./b.sh\n", "b.sh": TWO + "./a.sh\n"}, [["one", "two"]]),
    "a library": ({"a.sh": ". ./b.sh\nup\n", "b.sh": f"up() {{\n  {ONE}}}\n"}, [["one"]]),
    "PowerShell: a comment": ({"a.ps1": "# before: b.ps1\n" + ONE, "b.ps1": TWO}, [["one"], ["two"]]),
    "PowerShell: a text that is shown": ({"a.ps1": 'Write-Host "next: ./b.ps1"\n' + ONE, "b.ps1": TWO}, [["one"], ["two"]]),
    "PowerShell: a function that nobody calls": ({"a.ps1": "function Never { ./b.ps1 }\n" + ONE, "b.ps1": TWO}, [["one"], ["two"]]),
    "PowerShell: a script that is run": ({"a.ps1": "./b.ps1\n" + ONE, "b.ps1": TWO}, [["one", "two"]]),
    "PowerShell: one of two with the same name": ({"x/a.ps1": "./b.ps1\n" + ONE, "x/b.ps1": TWO, "y/b.ps1": TWO}, [["one", "two"], ["two"]]),
    "PowerShell: scripts that run each other": ({"a.ps1": ONE + "./b.ps1\n", "b.ps1": TWO + "./a.ps1\n"}, [["one", "two"]]),
    "PowerShell: a module": ({"a.ps1": "Import-Module ./b.psm1\nNew-Up\n", "b.psm1": f"function New-Up {{\n  {CMDLET.format('one')}}}\n"}, [["one"]]),
}  # fmt: skip


@pytest.mark.parametrize("what", ROWS)
def test_every_cluster_is_told(tmp_path: Path, what: str) -> None:
    files, clusters = ROWS[what]
    report = linted(tmp_path, files)
    found = [sorted(one.name for one in stack.clusters) for stack in report.stacks]
    assert sorted(one for one in found if one) == clusters


@pytest.mark.parametrize(
    ("caller", "script"),
    [
        ("a.ps1", "./b.ps1 -Out loadBalancer\n"),
        ("a.sh", "pwsh ./b.ps1 -Out loadBalancer\n"),
        ("a.sh", 'pwsh -File b.ps1 "$1"\n'),
    ],
)
def test_words_of_another_script_are_no_default(tmp_path: Path, caller: str, script: str) -> None:
    """Followed, they are what was given; else nobody knows them."""
    body = "param($Out = 'managedNATGateway')\n" + ONE.replace("managedNATGateway", "$Out")
    report = linted(tmp_path, {caller: script, "b.ps1": body})
    (cluster,) = (one for stack in report.stacks for one in stack.clusters)
    assert cluster.verdicts["outbound-type-not-nat"].value != "pass"
