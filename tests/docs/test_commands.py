"""Every command that the docs show is run.

A fenced block ``sh`` holds commands; they are run in a copy of the examples, so that what a reader types works. What
cannot run here (it would recurse into this suite, clone, or write to somebody's Azure) is named in ``ELSEWHERE``,
each with what covers it.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent.parent
PAGES = [CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").glob("*.md"))]
FENCE = re.compile(r"^```sh\n(.*?)^```", re.S | re.M)

ELSEWHERE = {
    "make demo": "CI runs it",
    "make test": "this suite",
    "make check": "CI runs it",
    "make bench": "timing",
    "make image-test": "a target of its own",
    "make test-azure-cli": "a target of its own",
    "make fault-matrix": "a target of its own",
}
"""Commands that are not run here, and what runs them."""


def commands() -> list[tuple[str, str]]:
    """Page and command, continuation lines joined."""
    found = []
    for page in PAGES:
        for block in FENCE.findall(page.read_text()):
            for line in block.replace("\\\n", " ").splitlines():
                command = " ".join(line.split("  #")[0].split())
                if command and not command.startswith("#"):
                    found.append((page.relative_to(CHECKOUT).as_posix(), command))
    return found


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A reader's repository: Terraform in ``infra`` with an environment, and everything the docs mention."""
    root = tmp_path_factory.mktemp("repository")
    shutil.copytree(CHECKOUT / "examples", root / "examples")
    shutil.copytree(CHECKOUT / "examples/payment-processor-pinned/terraform", root / "infra")
    # what natpin is built from holds whole templates in its texts
    shutil.copytree(CHECKOUT / "policies", root / "policies", ignore=shutil.ignore_patterns("*.json"))
    shutil.copytree(CHECKOUT / "tests/policies", root / "tests/policies")
    (root / "env").mkdir()
    (root / "env/prod.tfvars").write_text('location = "northeurope"\n')
    environment = ["git", "-c", "user.name=docs", "-c", "user.email=docs@example.com"]
    for arguments in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "all"]):
        subprocess.run([*environment, *arguments], cwd=root, check=True, capture_output=True)
    return root


RUN = [(page, command) for page, command in commands() if command not in ELSEWHERE]


@pytest.mark.parametrize(("page", "command"), RUN, ids=[f"{page}: {command}" for page, command in RUN])
def test_command(sandbox: Path, page: str, command: str) -> None:
    words = shlex.split(command)
    assert words[0] == "natpin", f"{page}: only natpin's own commands are run; list {command!r} in ELSEWHERE"
    done = subprocess.run(
        [sys.executable, "-m", "natpin", *words[1:]], cwd=sandbox, capture_output=True, text=True, timeout=120
    )
    assert done.returncode in (0, 1), done.stderr + done.stdout[-2000:]
    assert "Traceback" not in done.stderr


def test_nothing_elsewhere_is_stale() -> None:
    shown = {command for _, command in commands()}
    assert {"make demo", "make test"} <= shown
