"""Rules that many repositories share: a configuration that whoever runs natpin names from outside of the workspace."""

from __future__ import annotations

import os
from pathlib import Path

from natpin.config import Shared
from natpin.errors import InputError
from natpin.workspace import FolderWorkspace


def shared(workspace: FolderWorkspace, path: str) -> Shared | None:
    """A configuration from outside of the workspace, or from another repository that is checked out inside of it (a
    submodule is the workspace's own: the commit chooses what it holds). None for a file of the workspace's own, and for
    a name in it that leads out. Raises InputError for one that cannot be read."""
    named = Path(os.path.abspath(path))
    for folder in named.parents:
        if folder.resolve() == workspace.root:
            return None
        if (folder / ".git").is_dir():
            break  # another repository's
    try:
        return Shared(path, named.read_bytes())
    except OSError as error:
        raise InputError(f"--config {path}: {error.strerror or error}") from None
