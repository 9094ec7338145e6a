"""A script that deploys a template or a root makes a stack: what it gives beats the defaults, and the stack is named after it."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted

from natpin.pipeline.rollouts import DEPLOYS

from .table_of_rollouts import APPLY, AZD, BICEP, BY_SCRIPT, CREATE, PROVISIONS, ROOTS, TEMPLATES, TERRAFORM

LETTERS = {"pass": "P", "fail": "F", "unknown": "U"}


@pytest.fixture(autouse=True)
def _loud(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NATPIN_TRACEBACK", "1")


def verdicts(folder: Path, files: dict[str, str], **given: str) -> dict[str, str]:
    ended = {path: text if text.endswith("\n") else text + "\n" for path, text in files.items()}
    report = linted(folder, ended, **given)
    return {
        stack.stack.id: LETTERS[cluster.verdicts["node-subnet-no-nat"].value]
        for stack in report.stacks
        for cluster in stack.clusters
    }


@pytest.mark.parametrize(
    ("files", "expected"), [row[1:] for row in TEMPLATES], ids=[row[0] for row in TEMPLATES]
)
def test_templates(tmp_path: Path, files: dict[str, str], expected: dict[str, str]) -> None:
    assert verdicts(tmp_path, {"main.bicep": BICEP, "other.bicep": "param nat bool\n", **files}) == expected


@pytest.mark.parametrize(("files", "expected"), [row[1:] for row in ROOTS], ids=[row[0] for row in ROOTS])
def test_roots(tmp_path: Path, files: dict[str, str], expected: dict[str, str]) -> None:
    assert verdicts(tmp_path, {"infra/main.tf": TERRAFORM, **files}) == expected


def test_what_the_user_gives_wins(tmp_path: Path) -> None:
    files = {"main.bicep": BICEP, "up.sh": f"{CREATE} -p nat=false"}
    assert verdicts(tmp_path, files, nat="true") == {BY_SCRIPT: "P"}


@pytest.mark.parametrize(("files", "expected"), [row[1:] for row in AZD], ids=[row[0] for row in AZD])
def test_what_azd_provisions(tmp_path: Path, files: dict[str, str], expected: dict[str, str]) -> None:
    assert verdicts(tmp_path, {"azure.yaml": PROVISIONS, "infra/main.bicep": BICEP, **files}) == expected


@pytest.mark.parametrize(
    "script",
    [
        'EXTRA=()\nif [ "$1" = x ]; then EXTRA+=(--parameters nat=false); fi\n' + CREATE + ' "${EXTRA[@]}"',
        CREATE + " $(cat arguments.txt)",
        CREATE + " --mode Incremental $(cat arguments.txt)",
        CREATE + " --mode Incremental\n# a copy of the deployment\nrun_it --parameters nat=false",
    ],
)
def test_what_a_followed_script_may_give_unseen_is_not_known(script: str, tmp_path: Path) -> None:
    found = verdicts(tmp_path, {"main.bicep": BICEP, "up.sh": script})
    assert set(found.values()) == {"U"}


def test_an_abbreviated_flag_is_the_flag(tmp_path: Path) -> None:
    found = verdicts(tmp_path, {"main.bicep": BICEP, "up.sh": f"{CREATE} --param nat=false"})
    assert found == {BY_SCRIPT: "F"}


def test_an_input_whose_name_is_not_known_may_be_any(tmp_path: Path) -> None:
    files = {"infra/main.tf": TERRAFORM, "up.sh": 'terraform -chdir=infra apply -var "$1"'}
    assert set(verdicts(tmp_path, files).values()) == {"U"}


def test_more_deployments_than_are_kept_apart_leave_inputs_open(tmp_path: Path) -> None:
    lines = [f"{CREATE} -p nat=true location=l{number}" for number in range(60)]
    found = verdicts(tmp_path, {"main.bicep": BICEP, "up.sh": "\n".join([*lines, f"{CREATE} -p nat=false"])})
    assert "U" in found.values()


def test_a_long_line_that_names_a_program_again_and_again_is_read_in_time(tmp_path: Path) -> None:
    """The gap after a program is bounded; nothing is timed."""
    assert "{0,400}?" in DEPLOYS.pattern
    found = verdicts(
        tmp_path, {"main.bicep": BICEP, "up.sh": "# " + "terraform " * 9_000 + f"\n{CREATE} -p nat=false"}
    )
    assert found == {BY_SCRIPT: "F"}


@pytest.mark.parametrize(
    ("first", "second", "stacks"),
    [
        ('{"a": ["1"], "b": {"c": true}}', '{"b": {"c": true}, "a": ["1"]}', 1),
        ('{"a": ["1"], "b": {"c": true}}', '{"a": ["1"], "b": {"c": false}}', 2),
        ('["1", "2"]', '["1", "2"]', 1),
        ('["1", "2"]', '["2", "1"]', 2),
    ],
)
def test_equal_inputs_of_two_places_are_one_stack(
    tmp_path: Path, first: str, second: str, stacks: int
) -> None:
    declared = TERRAFORM + 'variable "more" {\n  default = null\n}\n'
    script = "\n".join(f"{APPLY} -var nat=true -var 'more={one}'" for one in (first, second))
    found = verdicts(tmp_path, {"infra/main.tf": declared, "up.sh": script})
    assert list(found.values()) == ["P"] * stacks
