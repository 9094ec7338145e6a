"""A command whose name is put together of pieces is that command: over the end of a line, of two texts, by a variable."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted

from .table_of_rollouts import BICEP, TERRAFORM, workflow
from .test_rollouts import verdicts

APPLY = "form -chdir=infra apply -var nat=false"
FILES = {"infra/main.tf": TERRAFORM}


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("up.sh", f"terra\\\n{APPLY}\nX=1", {"infra (by up.sh)": "F"}),
        ("up.sh", f"terra\\\r\n{APPLY}\r\nX=1", {"infra (by up.sh)": "F"}),
        ("up.sh", "export TF_V\\\nAR_nat=false\nterraform -chdir=infra apply", {"infra (by up.sh)": "F"}),
        ("up.sh", f'"terra"{APPLY}', {"infra (by up.sh)": "F"}),
        ("up.sh", f"T=terra\n${{T}}{APPLY}", {"infra (by up.sh)": "F"}),
        (
            ".github/workflows/up.yml",
            workflow(f"run: |\n  terra\\\n  {APPLY}"),
            {"infra (by .github/workflows/up.yml)": "F"},
        ),
        ("up.ps1", f"& ('terra' + 'form') {APPLY[5:]}", {"infra (by up.ps1)": "F"}),
        ("up.py", f"run(['terra' 'form', {', '.join(map(repr, APPLY.split()[1:]))}])", {"infra": "U"}),
        ("up.py", f"os.system('terra' + '{APPLY}')", {"infra": "U"}),
        ("up.js", "exec('ter' + 'raform', ['apply', '-var=nat=false'])", {"infra": "U"}),
        ("up.py", "run(['nomad', 'plan', '-verbose'])", {"infra": "P"}),
    ],
)
def test_roots(tmp_path: Path, path: str, text: str, expected: dict[str, str]) -> None:
    assert verdicts(tmp_path, {**FILES, path: text}) == expected


def test_templates(tmp_path: Path) -> None:
    files = {
        "main.bicep": BICEP,
        "up.sh": "az deploy\\\nment group create -g rg -f main.bicep \\\n  -p nat=false",
    }
    assert verdicts(tmp_path, files) == {"main.bicep (by up.sh)": "F"}


def test_clusters_and_the_lines_after_them(tmp_path: Path) -> None:
    gateway = "az network nat gateway create -g rg -n egress --idle-timeout 600"
    files = {"up.sh": f"X=1\naz aks cre\\\nate -g rg -n shop\n{gateway}\n"}
    [stack] = linted(tmp_path, files).stacks
    assert [cluster.name for cluster in stack.clusters] == ["shop"]
    assert {finding.at.line for finding in stack.findings if finding.at is not None} == {2, 4}
