"""Turns a checkout of main into what a release holds: no placeholder is left in what people copy.

    python .github/release/publish.py names --repository acme/natpin --version v0.1.0 --digest sha256:…
    python .github/release/publish.py pins --commit 0123…

``names`` puts the repository, the image's digest and the version in their places. ``pins`` names, in the examples, the commit
that ``names`` made: a commit cannot hold its own name, so this is a second one, and the tag points at it. Both are checked:
what is left of a placeholder ends with status 2 and a line for each.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

PUBLISHED = (
    "README.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md", "action.yml", "docs", "examples", "templates",
    "mega-linter-plugin-natpin", ".github/workflows", ".pre-commit-hooks.yaml", "policies",
)  # fmt: skip
"""What people read, copy or point at. Tests and code speak of owners in other senses."""
AS_THEY_ARE = ".github/workflows/"
"""GitHub takes no workflow that a workflow's own token has changed: they must do without placeholders."""

REPOSITORY = re.compile(r"\bOWNER/natpin\b")
DIGEST = "sha256:" + "0" * 64
COMMIT = "0" * 40
LEFT = re.compile(r"\bOWNER\b(?!(?:@ID)?/REPO)|(?<![0-9a-f])0{40}(?:0{24})?(?![0-9a-f])")
"""A placeholder of ours. ``OWNER/REPOSITORY`` stands for the reader's own repository."""
IMAGE = re.compile(r"^  image: (?:Dockerfile|docker://\S+)$", re.MULTILINE)


class Refused(Exception):
    """The release cannot be made; the text says why."""


def published(root: Path) -> list[Path]:
    """Files of the release that are text, as git knows them."""
    command = ["git", "-C", str(root), "ls-files", "-z", "--", *PUBLISHED]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own command line
    names = done.stdout.split("\0")
    return [root / name for name in names if name and not name.endswith((".png", ".svg"))]


def filled_in(root: Path) -> list[Path]:
    """Those in which names are put."""
    return [path for path in published(root) if not path.relative_to(root).as_posix().startswith(AS_THEY_ARE)]


def left(root: Path) -> list[str]:
    """Each placeholder with its place."""
    return [
        f"{path.relative_to(root)}:{number}: {found[0]}"
        for path in published(root)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for found in LEFT.finditer(line)
    ]


def version_of(root: Path) -> str:
    """What the package calls itself."""
    found = re.search(r'^version = "([0-9.]+)"$', (root / "pyproject.toml").read_text(), re.MULTILINE)
    if found is None:
        raise Refused("pyproject.toml: no version")
    return found[1]


def names(root: Path, repository: str, version: str, digest: str) -> None:
    """The repository, the image and the version in their places. Raises Refused."""
    if (
        not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+", repository)
        or repository == "OWNER/natpin"
    ):
        raise Refused(f"{repository!r} is no repository")
    if not re.fullmatch(r"sha256:[0-9a-f]{64}", digest) or digest == DIGEST:
        raise Refused(f"{digest!r} is no digest of an image")
    if version != f"v{version_of(root)}":
        raise Refused(f"the tag asks for {version}, and pyproject.toml says {version_of(root)}")
    for path in filled_in(root):
        text = path.read_text(encoding="utf-8")
        # Names of images are lower case.
        new = text.replace("ghcr.io/OWNER/natpin", f"ghcr.io/{repository.lower()}").replace(DIGEST, digest)
        new = REPOSITORY.sub(repository, new)
        if path.name == "action.yml" and path.parent == root:
            new, count = IMAGE.subn(f"  image: docker://ghcr.io/{repository.lower()}@{digest}", new)
            if count != 1:
                raise Refused("action.yml: no `image:` where it is expected")
        if new != text:
            path.write_text(new, encoding="utf-8")
    remaining = [one for one in left(root) if not one.endswith(COMMIT)]
    if remaining:
        raise Refused("\n".join(["placeholders are left:", *remaining]))


def pins(root: Path, commit: str) -> None:
    """Where an example pins the Action: the release's commit. Raises Refused."""
    if not re.fullmatch("[0-9a-f]{40}", commit) or commit == COMMIT:
        raise Refused(f"{commit!r} is no commit")
    version = version_of(root)
    for path in filled_in(root):
        text = path.read_text(encoding="utf-8")
        new = re.sub(rf"@{COMMIT} # the commit of the release you chose", f"@{commit} # v{version}", text)
        if new != text:
            path.write_text(new, encoding="utf-8")
    remaining = left(root)
    if remaining:
        raise Refused("\n".join(["placeholders are left:", *remaining]))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--root", type=Path, default=Path.cwd())
    steps = parser.add_subparsers(dest="step", required=True)
    first = steps.add_parser("names")
    for flag in ("--repository", "--version", "--digest"):
        first.add_argument(flag, required=True)
    steps.add_parser("pins").add_argument("--commit", required=True)
    given = parser.parse_args(arguments)
    try:
        if given.step == "names":
            names(given.root, given.repository, given.version, given.digest)
        else:
            pins(given.root, given.commit)
    except Refused as refused:
        print(f"release: {refused}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
