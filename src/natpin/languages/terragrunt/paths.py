"""Paths in a Terragrunt configuration. Functions give absolute ones; where the workspace lies is not part of it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

ROOT = "/<workspace>"
"""Stands for the folder that the workspace lies in, which is the repository's."""
CONFIGURATION = "terragrunt.hcl"
STACK = "terragrunt.stack.hcl"


def absolute(path: str) -> str:
    """A path of the workspace as Terragrunt's functions give it."""
    return ROOT if path in (".", "") else f"{ROOT}/{path}"


def inside(written: str, folder: str) -> str | None:
    """A path that a configuration names, from a folder, as the workspace knows it; None for one that leads out."""
    if "\0" in written or len(written) > 4000:
        return None
    if written == ROOT or written.startswith(ROOT + "/"):
        found = posixpath.normpath(written[len(ROOT) + 1 :] or ".")
    elif written.startswith(("/", "~")):
        return None
    else:
        found = posixpath.normpath(posixpath.join(folder, written))
    return None if found == ".." or found.startswith(("../", "/")) else found


def above(folder: str) -> Iterator[str]:
    """The folders around a folder, the nearest first."""
    while folder not in (".", ""):
        folder = posixpath.dirname(folder) or "."
        yield folder


def between(start: str, end: str) -> str:
    """The way from one folder of the workspace to another."""
    return posixpath.relpath(end or ".", start or ".")
