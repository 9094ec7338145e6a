"""Whether a change touches a file that natpin reads."""

from __future__ import annotations

from pathlib import Path

from natpin.formats.registry import is_claimed, readers_of
from natpin.git import changed_paths
from natpin.model.value import Skipped
from natpin.workspace import FolderWorkspace

MOST_PATHS = 3_000
"""Changed files that are looked at; a change of more is taken to touch infrastructure."""


def bears(root: Path, revision: str) -> bool:
    """Whether the change touches a file that natpin reads: one that does not needs no comment. When in doubt it does."""
    paths = changed_paths(root, revision)
    if paths is None or len(paths) > MOST_PATHS:
        return True
    tree = FolderWorkspace(root, root)
    for path in paths:
        data = tree.peek(path) if readers_of(path) else b""
        if isinstance(data, Skipped) or is_claimed(path, data):
            return True
    return any(path.rpartition("/")[2] in ("natpin.yaml", ".natpin.yaml") for path in paths)
