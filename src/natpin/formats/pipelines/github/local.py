"""The actions and workflows of the same repository that a workflow uses."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from natpin.formats.documents import first
from natpin.model.value import Node, Skipped, Value, dig, items, members, text
from natpin.workspace import Workspace

_MOST_FILES = 500
"""Of one workflow."""


def local(used: Node | None, workspace: Workspace) -> str | None:
    """The file that ``uses: ./…`` names; None for what is no local one or is not there."""
    written = text(used)
    if written is None or not written.startswith("./"):
        return None
    path = posixpath.normpath(written)
    names = (path,) if path.endswith((".yml", ".yaml")) else (f"{path}/action.yml", f"{path}/action.yaml")
    return next((one for one in names if workspace.exists(one)), None)


def reached(plan: Value | Skipped, workspace: Workspace) -> list[str]:
    """The local actions and workflows that a workflow uses, directly and through others."""
    found: list[str] = []
    pending = [plan]
    while pending and len(found) < _MOST_FILES:
        for used in _uses(pending.pop()):
            path = local(used, workspace)
            if path is not None and path not in found:
                found.append(path)
                pending.append(first(path, workspace))
    return found


def _uses(plan: Value | Skipped) -> Iterator[Node]:
    if isinstance(plan, Skipped):
        return
    bodies = list(members(dig(plan, "jobs")).values())
    for holder in (*bodies, dig(plan, "runs")):
        for one in (holder, *items(dig(holder, "steps"))):
            used = dig(one, "uses")
            if used is not None:
                yield used
