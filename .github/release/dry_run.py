"""Makes a release of this checkout into a folder: the steps of release.yml as they stand, with a bare repository for GitHub.

    python .github/release/dry_run.py FOLDER [--package]

What is not here is told and not done: `docker` and `gh` write down what they were asked (FOLDER/asked.txt). With
``--package`` the release is tested and built as well, as the job Package does it. FOLDER/server/… is what GitHub would have.
Nothing is pushed anywhere else, and this checkout is not touched.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
REPOSITORY, SERVER = "Acme-Egress/natpin", "https://github.example"
DIGEST = "sha256:" + "5f" * 32
TOKEN = "dry-run-token"  # noqa: S105 - none
SHIM = """#!/bin/sh
printf '%s' "$(basename "$0")" >> "$ASKED"
printf ' %s' "$@" >> "$ASKED"
printf '\\n' >> "$ASKED"
case "$*" in
  *imagetools\\ inspect*) echo "$DIGEST_OF_THE_IMAGE" ;;
  *--password-stdin*) cat > /dev/null ;; # or who writes it is ended by a signal
esac
"""


class Failed(Exception):
    """A step ended otherwise than well; the text is what it said."""


def release(folder: Path, source: Path = ROOT, *, package: bool = False) -> Path:
    """A release of ``source``'s last commit; the bare repository that it was pushed to. Raises Failed."""
    jobs = yaml.safe_load((source / ".github/workflows/release.yml").read_text(encoding="utf-8"))["jobs"]
    folder.mkdir(parents=True, exist_ok=True)
    server, tools = folder / "server", folder / "bin"
    origin = server / REPOSITORY
    version = re.findall(r'^version = "([0-9.]+)"$', (source / "pyproject.toml").read_text(), re.MULTILINE)[0]
    tools.mkdir()
    for name in ("docker", "gh"):
        (tools / name).write_text(SHIM)
        (tools / name).chmod(0o755)
    for command in (
        ["git", "init", "--quiet", "--bare", str(origin)],
        ["git", "clone", "--quiet", str(source), str(folder / "commits")],
    ):
        _run(command, folder, {})
    digests = folder / "commits" / "digests"
    digests.mkdir()
    for number, platform in enumerate(("linux-amd64", "linux-arm64")):
        (digests / platform).write_text(f"sha256:{number:064x}\n")
    (folder / "gitconfig").write_text(
        # The address that is pushed to, led to the folder.
        f'[url "{server}/"]\n\tinsteadOf = {SERVER}/\n[init]\n\tdefaultBranch = main\n'
    )
    environ = {
        "ASKED": str(folder / "asked.txt"),
        "DIGEST_OF_THE_IMAGE": DIGEST,
        "DIGEST": DIGEST,
        "GH_TOKEN": TOKEN,
        "GIT_CONFIG_GLOBAL": str(folder / "gitconfig"),
        "GITHUB_ACTOR": "octocat",
        "GITHUB_OUTPUT": str(folder / "output.txt"),
        "GITHUB_REF_NAME": f"v{version}-rc",
        "GITHUB_REPOSITORY": REPOSITORY,
        "GITHUB_SERVER_URL": SERVER,
        "IMAGE": f"ghcr.io/{REPOSITORY.lower()}",
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "TOKEN": TOKEN,
        "VERSION": f"v{version}",
    }
    _steps(jobs["commits"], folder / "commits", environ)
    for job in ("package", "publish") if package else ("publish",):
        at = folder / job
        at.mkdir()
        (at / "release.bundle").write_bytes((folder / "commits" / "release.bundle").read_bytes())
        _steps(jobs[job], at, environ)
    return origin


def _steps(job: dict[str, object], at: Path, environ: dict[str, str]) -> None:
    steps = job["steps"]
    assert isinstance(steps, list)
    for step in steps:
        if "run" in step:
            where = at / step.get("working-directory", ".")
            _run(["bash", "-e", "-o", "pipefail", "-c", step["run"]], where, environ, step.get("name", ""))


def _run(command: list[str], at: Path, environ: dict[str, str], name: str = "") -> None:
    kept = {one: value for one, value in os.environ.items() if not one.startswith("GIT")}
    done = subprocess.run(command, cwd=at, env={**kept, **environ}, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        raise Failed(
            f"{name or ' '.join(command)}: exit status {done.returncode}\n{done.stdout}{done.stderr}"
        )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="a new one")
    parser.add_argument("--package", action="store_true", help="test and build the release too")
    given = parser.parse_args(arguments)
    if given.folder.exists():
        print(f"dry run: {given.folder} is there already", file=sys.stderr)
        return 2
    try:
        origin = release(given.folder.absolute(), package=given.package)
    except Failed as failed:
        print(f"dry run: {failed}", file=sys.stderr)
        return 1
    command = ["git", "-C", str(origin), "for-each-ref", "--format=%(refname) %(objectname:short)"]
    print(subprocess.run(command, check=True, capture_output=True, text=True).stdout, end="")  # noqa: S603
    print((given.folder / "asked.txt").read_text(), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
