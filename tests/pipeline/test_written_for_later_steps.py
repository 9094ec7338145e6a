"""What a step's script or program writes into ``$GITHUB_ENV``, the steps after it get.

Source: GitHub documentation, "Workflow commands for GitHub Actions", "Setting an environment variable".
"""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted

from natpin.formats.pipelines import left_behind
from natpin.formats.pipelines.left_behind import left_by
from natpin.workspace import FolderWorkspace

UP = 'az aks create -g pay -n pay --network-plugin azure --outbound-type "${OUT:-managedNATGateway}"\n'
PYTHON = "import os\nwith open(os.environ['GITHUB_ENV'], 'a') as f:\n    f.write('{}=loadBalancer\\n')\n"
SHELL = 'echo "{}=loadBalancer" >> "$GITHUB_ENV"\n'
SCRIPT = "core.exportVariable('OUT', 'loadBalancer')\n"

ROWS = [
    # the step, the file that it runs, what that holds, the verdict of the workflow's cluster
    ("./set.sh", "set.sh", SHELL.format("OUT"), "fail"),
    ("bash tools/set.sh prod", "tools/set.sh", SHELL.format("OUT"), "fail"),
    ("./set.sh", "set.sh", SHELL.format("OTHER"), "pass"),
    ("python set.py", "set.py", PYTHON.format("OUT"), "unknown"),
    ("python set.py", "set.py", PYTHON.format("OTHER"), "pass"),
    ("node ./tools/set.js", "tools/set.js", SCRIPT, "unknown"),
    ("python set.py", "set.py", "print('OUT=loadBalancer')\n", "pass"),
]


@pytest.mark.parametrize(("step", "path", "held", "verdict"), ROWS)
def test_what_a_step_leaves_for_the_next(
    tmp_path: Path, step: str, path: str, held: str, verdict: str
) -> None:
    steps = f"      - run: {step}\n      - run: ./up.sh\n"
    workflow = f"on: push\njobs:\n  d:\n    runs-on: ubuntu-latest\n    steps:\n{steps}"
    report = linted(tmp_path, {".github/workflows/d.yml": workflow, path: held, "up.sh": UP})
    found = {
        stack.stack.root: cluster.verdicts["outbound-type-not-nat"].value
        for stack in report.stacks
        for cluster in stack.clusters
    }
    assert found[".github/workflows/d.yml"] == verdict


@pytest.mark.parametrize("most_held", [left_behind._MOST_HELD, 0])
@pytest.mark.parametrize("few", [left_behind._FEW, 0])
def test_what_a_step_leads_to_through_others(
    tmp_path: Path, most_held: int, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many files there are, and however many of them leave something."""
    monkeypatch.setattr(left_behind, "_MOST_HELD", most_held)
    monkeypatch.setattr(left_behind, "_FEW", few)
    files = {
        "run.sh": "bash tools/more.sh\n",
        "tools/more.sh": "python -m helpers.set_all\n",
        "helpers/set_all.py": PYTHON.format("OUT"),
        "tools/other.sh": "echo set_al\n",
        "Makefile": "more:\n\t./tools/more.sh\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    workspace = FolderWorkspace(tmp_path, tmp_path)
    everything = {"helpers/set_all.py"}
    assert {one.path for one in left_by("./run.sh", workspace)} == everything
    assert {one.path for one in left_by("make more", workspace)} == everything
    assert not left_by("tools/other.sh", workspace)
