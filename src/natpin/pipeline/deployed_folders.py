"""Terragrunt configurations by what they deploy: one whose ``source`` is a folder here that makes clusters speaks of AKS,
though neither it nor the folder's name says so."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from natpin.model.location import Location
from natpin.model.value import Skipped
from natpin.pipeline.unread import Sign, makes_clusters_here
from natpin.pipeline.unread_formats import TERRAGRUNT
from natpin.workspace import Workspace, words_of

_SOURCE = re.compile(rb"(?m)^[ \t]*source[ \t]*=[ \t]*\"(?P<path>[^\"\n]{1,300})\"")
_REMOTE = re.compile(r"(?:git::|tfr:|https?:|ssh:|git@|github\.com|s3:|gcs:)")


def deploys(path: str, data: bytes, workspace: Workspace) -> Sign | None:
    """A sign that a Terragrunt configuration deploys clusters; None when it deploys no folder here, or none with any.

    developer docs: docs.terragrunt.com, "terraform" block: ``source`` is a path from the file's folder, or an address;
    ``//`` separates the folder that is copied from the module in it.
    """
    if not path.endswith(".hcl"):
        return None
    for match in _SOURCE.finditer(data):
        written = match["path"].decode("utf-8", "replace")
        if _REMOTE.match(written):
            continue
        if any(_makes_clusters(folder, workspace) for folder in _folders(written, path, workspace)):
            return Sign(TERRAGRUNT, Location(path, data.count(b"\n", 0, match.start()) + 1), True)
    return None


def _folders(written: str, path: str, workspace: Workspace) -> Iterator[str]:
    """The folders that a source may mean, and all that they call."""
    from natpin.formats.terraform.roots import survey

    layout = survey(workspace)
    tail = posixpath.normpath(_written_out(written).partition("?")[0].replace("//", "/") or ".")
    if "${" in written:
        ending = re.sub(r"^(?:\.\./|/)+", "", tail)
        pending = [one for one in layout.calls if one == ending or one.endswith("/" + ending)]
    else:
        pending = [posixpath.normpath(posixpath.join(posixpath.dirname(path), tail))]
    seen: set[str] = set()
    while pending:
        folder = pending.pop()
        if folder not in seen:
            seen.add(folder)
            pending += layout.calls.get(folder, ())
            if folder in layout.speaking:
                yield folder


def _written_out(source: str) -> str:
    """A source without what it begins with where functions make it: ``${get_repo_root()}``."""
    return source.rpartition("}")[2]


def _makes_clusters(folder: str, workspace: Workspace) -> bool:
    for name in workspace.listdir(folder):
        data = workspace.peek(f"{folder}/{name}" if folder != "." else name) if name.endswith(_FILES) else b""
        if not isinstance(data, Skipped) and makes_clusters_here(words_of(data)):
            return True
    return False


_FILES = (".tf", ".tofu", ".tf.json")
