"""Workflows that a generator wrote, one for each module: those that deploy nothing that has a name are followed a few times,
and not two hundred times."""

from __future__ import annotations

from pathlib import Path

from folders import linted

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
    barren = Barren(workspace)
    *alike, other = sorted(files)
    for path in alike[:MOST_BARREN]:
        assert not barren.enough(path)
        barren.note(path)
    assert all(map(barren.enough, alike))
    assert not barren.enough(other)


def test_it_is_the_folder_and_the_text_that_count(tmp_path: Path) -> None:
    texts = {f"a/run{number}.sh": f"echo run{number}\n" for number in range(MOST_BARREN)}
    workspace = _written(tmp_path, {**texts, "b/run9.sh": "echo run9\n", "a/run9.sh": "echo run8\n"})
    barren = Barren(workspace)
    for path in texts:
        barren.note(path)
    assert not barren.enough("b/run9.sh")
    assert not barren.enough("a/run9.sh")
