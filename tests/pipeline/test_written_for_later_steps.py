"""What a step's script or program writes into ``$GITHUB_ENV``, the steps after it get.

Source: GitHub documentation, "Workflow commands for GitHub Actions", "Setting an environment variable".
"""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted

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
