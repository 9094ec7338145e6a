"""Patterns leave out what git leaves out."""

from __future__ import annotations

import os
import random
import subprocess
from pathlib import Path

import pytest

from natpin.globs import excluded, problem

SEGMENTS = ("a", "b", "ab", "abc", "x1", "live", "prod")
ATOMS = (
    "a",
    "b",
    "ab*",
    "*c",
    "a?",
    "[a-b]",
    "[!a]b",
    "x[0-9]",
    "live",
    "prod",
    "**",
    "*",
    "f.tf",
    "*.tf",
    "\\*",
)


def a_pattern(chance: random.Random) -> str:
    body = "/".join(chance.choice(ATOMS) for _ in range(chance.randint(1, 3)))
    lead = chance.choice(("", "", "", "/"))
    return f"{chance.choice(('', '', '', '!'))}{lead}{body}{chance.choice(('', '', '', '/'))}"


def test_as_git_does(tmp_path: Path) -> None:
    chance = random.Random(20260131)
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    files = set()
    for _ in range(120):
        folder = tmp_path / "/".join(chance.choice(SEGMENTS) for _ in range(chance.randint(1, 4)))
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / chance.choice(("f.tf", "g.sh"))
        file.write_text("")
        files.add(file.relative_to(tmp_path).as_posix())
    for _ in range(80):
        patterns = [a_pattern(chance) for _ in range(chance.randint(1, 3))]
        (tmp_path / ".git/info/exclude").write_text("\n".join(patterns) + "\n")
        asked = ["git", "-C", tmp_path, "check-ignore", "--no-index", "--stdin"]
        environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
        said = subprocess.run(
            asked, input="\n".join(files), capture_output=True, text=True, env=environment, check=False
        )
        assert {path for path in files if excluded(patterns, path)} == set(said.stdout.split()), patterns


@pytest.mark.parametrize(
    ("pattern", "wrong"),
    [("/legacy", False), ("live/*", False), ("a[", True), ("", True), ("/", True), ("!", True), ("..", True)],
)
def test_what_is_no_pattern(pattern: str, wrong: bool) -> None:
    assert (problem(pattern) is not None) is wrong
