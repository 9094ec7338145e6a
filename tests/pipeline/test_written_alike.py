"""Workflows that a generator wrote, one for each module: those that deploy nothing that has a name are followed a few times,
and not two hundred times."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted, verdicts

from natpin.pipeline.written_alike import MOST_BARREN, Barren
from natpin.workspace import FolderWorkspace

from .table_of_rollouts import BICEP

NAMES = tuple(f"module.m{number}" for number in range(MOST_BARREN + 3))
WORKFLOW = """on: push
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - run: az deployment group create -g g -f {target} -p nat=true
"""


def _workflows(target: str) -> dict[str, str]:
    return {
        f".github/workflows/{name}.yml": WORKFLOW.format(target=target.format(name.replace(".", "/")))
        for name in NAMES
    }


def _written(folder: Path, files: dict[str, str]) -> FolderWorkspace:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return FolderWorkspace(folder, folder)


def test_each_that_deploys_is_followed(tmp_path: Path) -> None:
    roots = {f"{name.replace('.', '/')}/main.bicep": BICEP for name in NAMES}
    report = linted(tmp_path, {**roots, **_workflows("{}/main.bicep")})
    verdicts = [each.verdicts["node-subnet-no-nat"].value for one in report.stacks for each in one.clusters]
    assert verdicts == ["pass"] * len(NAMES)


def test_those_that_deploy_nothing_are_followed_a_few_times(tmp_path: Path) -> None:
    files = _workflows("$UNKNOWN/{}")
    files[".github/workflows/other.yml"] = "# says more\n" + WORKFLOW.format(target="$UNKNOWN")
    workspace = _written(tmp_path, files)
    barren = Barren(workspace, list(workspace.walk()))
    *alike, other = sorted(files)
    for path in alike[:MOST_BARREN]:
        assert not barren.enough(path)
        barren.note(path)
    assert all(map(barren.enough, alike))
    assert not barren.enough(other)


def test_it_is_the_folder_and_the_text_that_count(tmp_path: Path) -> None:
    texts = {f"a/run{number}.sh": f"echo run{number}\n" for number in range(MOST_BARREN)}
    workspace = _written(tmp_path, {**texts, "b/run9.sh": "echo run9\n", "a/run9.sh": "echo run8\n"})
    barren = Barren(workspace, list(workspace.walk()))
    for path in texts:
        barren.note(path)
    assert not barren.enough("b/run9.sh")
    assert not barren.enough("a/run9.sh")


def test_a_name_is_taken_out_as_a_word_alone(tmp_path: Path) -> None:
    texts = {f".github/workflows/{name}.yml": f"run: {name}pply {name}\n" for name in "abcdefgh"}
    workspace = _written(tmp_path, texts)
    barren = Barren(workspace, list(texts))
    for path in texts:
        barren.note(path)
    assert not any(map(barren.enough, texts))


HEAD = "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    "
STEP = HEAD + "steps:\n      - run: {}\n"
DEPLOYS = "az deployment group create -g g -f main.bicep -p nat=false\n"
ACTION = "runs:\n  using: composite\n  steps:\n    - shell: bash\n      run: {}"
TEAMS = "abcde"
LAST = "w"


@pytest.mark.parametrize(
    ("workflow", "of_a_team", "of_the_last"),
    [
        (
            STEP.format("./deploy/{0}.sh"),
            {"deploy/{0}.sh": "echo nothing\n"},
            {"deploy/w.sh": DEPLOYS},
        ),
        (STEP.format("./{0}/deploy.sh"), {"{0}/deploy.sh": "echo nothing\n"}, {"w/deploy.sh": DEPLOYS}),
        (
            HEAD + "steps:\n      - uses: ./actions/{0}\n",
            {"actions/{0}/action.yml": ACTION.format("echo nothing\n")},
            {"actions/w/action.yml": ACTION.format(DEPLOYS)},
        ),
        (
            STEP.format("./{0}/deploy.sh") + "        env:\n          NAT: 'false'\n",
            {"{0}/deploy.sh": "echo nothing\n"},
            {"w/deploy.sh": DEPLOYS.replace("=false", "=${NAT:-true}")},
        ),
        (
            STEP.format("./run.sh {0}") + "        env:\n          NAT: 'false'\n",
            {},
            {"run.sh": f'if [ "$1" = w ]; then {DEPLOYS.strip().replace("=false", "=${NAT:-true}")}; fi\n'},
        ),
        (STEP.format("./run.sh {0}"), {}, {"run.sh": f'if [ "$1" = w ]; then {DEPLOYS.strip()}; fi\n'}),
        (
            "on: push\njobs:\n  deploy:\n    uses: ./.github/workflows/called.yml\n    with:\n      team: {0}\n",
            {},
            {
                ".github/workflows/called.yml": "on:\n  workflow_call:\n    inputs:\n      team: {type: string}\n"
                "jobs:\n  deploy:\n    if: inputs.team == 'w'\n    runs-on: ubuntu-latest\n    steps:\n      - run: "
                + DEPLOYS
            },
        ),
    ],
    ids=["script", "folder", "action", "variable", "argument and variable", "argument", "called workflow"],
)
def test_one_that_deploys_is_not_lost_behind_those_that_do_not(
    workflow: str, of_a_team: dict[str, str], of_the_last: dict[str, str], tmp_path: Path
) -> None:
    files = {"main.bicep": BICEP}
    for team in (*TEAMS, LAST):
        files[f".github/workflows/{team}.yml"] = workflow.format(team)
    for team in TEAMS:
        files |= {path.format(team): text for path, text in of_a_team.items()}
    files |= of_the_last
    found = verdicts(linted(tmp_path, files))
    assert found
    assert "pass" not in {one.value for one in found}


def test_lines_that_say_nothing_make_no_difference(tmp_path: Path) -> None:
    said = WORKFLOW.format(target="$UNKNOWN")
    commented = said.replace("    steps:\n", "\n    # what it does\n\n    steps:\n")
    other = said.replace("az deployment", "  # no\n      - run: az deployment")
    workspace = _written(tmp_path, {"a.yml": said, "b.yml": commented, "c.yml": other})
    barren = Barren(workspace, [])
    for _ in range(MOST_BARREN):
        barren.note("a.yml")
    assert barren.enough("b.yml")
    assert not barren.enough("c.yml")


STEPS = """name: a
on:
  push:
    branches: [main]
jobs:
  deploy:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        include:
          - name: one
            folder: two
    steps:
      - name: What it does
        uses: actions/checkout@v4
        with:
          path: "${{ env.path }}"
"""


@pytest.mark.parametrize(
    ("before", "after", "alike"),
    [
        ("name: a\n", "name: 'b'\n", True),
        ("What it does", '"What it did"', True),
        ("checkout@v4", "checkout@v5", True),
        ('"${{ env.path }}"', "${{ env.path}} # so", True),
        ("  push:\n    branches", "    push:\n        branches", True),
        ("[main]", "[main] # not yet", True),
        ("ubuntu-latest", "'ubuntu-latest'", True),
        ("- name: one", "- name: two", False),
        ("actions/checkout", "actions/other", False),
        ("env.path", "env.other", False),
        ("        with:\n          path", "    with:\n      path", False),
        ("folder: two", "folder: three", False),
        ("actions/checkout@v4", "./a@v4", False),
    ],
)
def test_files_are_alike_that_their_reader_takes_for_the_same(
    before: str, after: str, alike: bool, tmp_path: Path
) -> None:
    assert STEPS.count(before) == 1
    workspace = _written(tmp_path, {"a.yml": STEPS, "b.yml": STEPS.replace(before, after)})
    barren = Barren(workspace, [])
    for _ in range(MOST_BARREN):
        barren.note("a.yml")
    assert barren.enough("b.yml") is alike
