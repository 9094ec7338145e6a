"""The steps of the reusable workflow for forks, run by bash, with artifacts of every kind."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
import yaml
from platform_server.repository import BEFORE, WORSE, git

from natpin.commands.ci_handover import LARGEST, Handover, read
from natpin.errors import InputError

ROOT = Path(__file__).parents[2]
STEPS = {
    step["name"]: step
    for step in yaml.safe_load((ROOT / ".github/workflows/fork-comment.yml").read_text())["jobs"]["comment"][
        "steps"
    ]
}
GH = """#!/bin/sh
case "$2" in
  */artifacts\\?name=natpin-handover) cat "$FAKE/artifacts.json" ;;
  */artifacts/7/zip) cat "$FAKE/handover.zip" ;;
  *) exit 9 ;;
esac
"""
GOOD = json.dumps({"schema": "natpin/handover/v1", "pull_request": 1, "head_sha": "a" * 40})


def bash(step: str, folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """As GitHub's runner does it: `bash -e`."""
    found = {"PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "HOME": str(folder), **environ}
    return subprocess.run(
        ["bash", "-e", "-c", STEPS[step]["run"]], cwd=folder, env=found, capture_output=True, text=True
    )


def artifact(size: int = 300, expired: bool = False) -> dict[str, object]:
    return {"id": 7, "name": "natpin-handover", "size_in_bytes": size, "expired": expired}


@pytest.fixture
def download(tmp_path):
    if not (shutil.which("jq") and shutil.which("unzip")):
        pytest.skip("jq and unzip are on GitHub's runners, and not here")

    def run(artifacts: list[dict[str, object]], members: dict[str, str]) -> subprocess.CompletedProcess[str]:
        (tmp_path / "bin").mkdir()
        (tmp_path / "bin/gh").write_text(GH)
        (tmp_path / "bin/gh").chmod(0o755)
        (tmp_path / "artifacts.json").write_text(json.dumps({"artifacts": artifacts}))
        with zipfile.ZipFile(tmp_path / "handover.zip", "w", zipfile.ZIP_DEFLATED) as packed:
            for name, content in members.items():
                packed.writestr(name, content)
        target = tmp_path / "temp"
        target.mkdir()
        name = "The artifact, if it is as small as it has to be"
        return bash(
            name, tmp_path, FAKE=str(tmp_path), TARGET=str(target), RUN="900", REPOSITORY="o/r", GH_TOKEN="x"
        )

    return run


def test_the_file_arrives(download, tmp_path):
    assert download([artifact()], {"natpin-handover.json": GOOD}).returncode == 0
    assert read(str(tmp_path / "temp/natpin-handover.json")) == Handover(1, "a" * 40)


@pytest.mark.parametrize(
    "artifacts",
    [[], [artifact(4097)], [artifact(expired=True)], [artifact(), artifact()]],
    ids=["none", "large", "expired", "two"],
)
def test_another_artifact_is_not_downloaded(download, tmp_path, artifacts):
    done = download(artifacts, {"natpin-handover.json": GOOD})
    assert done.returncode == 2
    assert "no artifact natpin-handover of at most 4096 bytes" in done.stdout
    assert not (tmp_path / "temp/handover.zip").exists()


@pytest.mark.parametrize(
    "members",
    [
        {"natpin-handover.json": " " * 50_000_000},
        {"other.json": GOOD},
        {"../natpin-handover.json": GOOD},
        {"natpin-handover.json": ""},
    ],
    ids=["bomb", "another name", "another folder", "empty"],
)
def test_what_is_in_it_is_believed_in_nothing(download, tmp_path, members):
    download([artifact()], members)
    there = {path.name for path in tmp_path.iterdir()}
    assert there == {"bin", "artifacts.json", "handover.zip", "temp"}
    handed = tmp_path / "temp/natpin-handover.json"
    assert handed.stat().st_size <= LARGEST + 1
    with pytest.raises(InputError):
        read(str(handed))


def test_the_change_comes_as_objects_and_lays_nothing_down(tmp_path):
    origin, clone = tmp_path / "origin", tmp_path / "clone"
    origin.mkdir()
    git(origin, "init", "--quiet")
    for script in (BEFORE, WORSE):
        (origin / "provision.sh").write_text(script)
        git(origin, "add", ".")
        git(origin, "commit", "--quiet", "--message", "x")
    head = git(origin, "rev-parse", "HEAD")
    git(origin, "update-ref", "refs/pull/1/head", head)
    git(origin, "reset", "--quiet", "--hard", "HEAD^1")
    git(origin, "config", "uploadpack.allowAnySHA1InWant", "true")
    git(tmp_path, "clone", "--quiet", f"file://{origin}", str(clone))
    step = "The change, as objects of git"
    assert bash(step, clone, HEAD=head, TOKEN="x", URL=f"file://{origin}").returncode == 0
    assert git(clone, "cat-file", "-t", head) == "commit"
    assert (clone / "provision.sh").read_text() == BEFORE
    assert not (clone / ".git/FETCH_HEAD").exists()
    for odd in ("", "--upload-pack=touch evil", "main", "a;touch evil"):
        assert bash(step, clone, HEAD=odd, TOKEN="x", URL=f"file://{origin}").returncode == 2
    assert not (clone / "evil").exists()
