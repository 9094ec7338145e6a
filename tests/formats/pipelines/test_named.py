"""Files that others take in: parts of those, and stacks of their own where the user names them alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted

from natpin.model.finding import Verdict

MAKES = "az aks create -g rg -n pay --network-plugin azure"
WORKFLOWS = {
    ".github/workflows/all.yml": "on: push\njobs:\n  a:\n    uses: ./.github/workflows/one.yml\n",
    ".github/workflows/one.yml": (
        "on: workflow_call\njobs:\n  a:\n    runs-on: x\n    steps:\n"
        f"      - uses: ./.github/actions/do\n      - run: {MAKES}\n"
    ),
    ".github/actions/do/action.yml": (
        f"runs:\n  using: composite\n  steps:\n    - shell: bash\n      run: {MAKES}\n"
    ),
}
AZURE = {
    "all.yml": "steps:\n- template: one.yml\n",
    "one.yml": f"steps:\n- script: {MAKES}\n",
}
MADE = {"Makefile": "include one.mk\n", "one.mk": f"a:\n\t{MAKES}\n"}
GITLAB = {".gitlab-ci.yml": "include: one.yml\n", "one.yml": f"a:\n  script: {MAKES}\n"}


@pytest.mark.parametrize(
    ("files", "named", "roots"),
    [
        (WORKFLOWS, (), [".github/workflows/all.yml"]),
        (WORKFLOWS, (".github/workflows/all.yml",), [".github/workflows/all.yml"]),
        (WORKFLOWS, tuple(WORKFLOWS), [".github/workflows/all.yml"]),
        (WORKFLOWS, (".github/workflows/one.yml",), [".github/workflows/one.yml"]),
        (WORKFLOWS, (".github/actions",), [".github/actions/do/action.yml"]),
        (AZURE, (), ["all.yml"]),
        (AZURE, ("one.yml",), ["one.yml"]),
        (MADE, ("one.mk",), ["one.mk"]),
        (GITLAB, tuple(GITLAB), [".gitlab-ci.yml"]),
    ],
)
def test_a_file_that_another_takes_in(
    files: dict[str, str], named: tuple[str, ...], roots: list[str], tmp_path: Path
) -> None:
    report = linted(tmp_path, files, *named)
    assert [stack.stack.root for stack in report.stacks] == roots
    for stack in report.stacks:
        assert {one.verdicts["outbound-type-not-nat"] for one in stack.clusters} == {Verdict.FAIL}


def test_a_file_that_only_a_configuration_elsewhere_takes_in_is_told(tmp_path: Path) -> None:
    report = linted(tmp_path, GITLAB, "one.yml")
    assert (list(report.stacks), [one.path for one in report.skipped]) == ([], ["one.yml"])
    assert not linted(tmp_path, GITLAB).skipped
