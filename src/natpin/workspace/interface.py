"""What a workspace answers, whatever holds its files, and what follows from the paths that were named in it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Protocol

from natpin.model.value import Skipped
from natpin.workspace.places import FOLDER_SUFFIXES


class Workspace(Protocol):
    """A tree of files. A folder on disk, or a commit."""

    def walk(self) -> Iterator[str]:
        """Every file of the workspace, sorted by folder, tool folders left out. A link to one of them is a file of its own where
        its name says otherwise what it is."""

    def read(self, path: str) -> bytes | Skipped:
        """A file's bytes; ``Skipped`` says why there are none."""

    def peek(self, path: str) -> bytes | Skipped:
        """The same, without keeping them: for the scan that looks at every file once."""

    def kept(self, path: str) -> bytes | None:
        """The bytes of a file as they were when ``read`` read it; None for a file that was not read. Opens nothing."""

    def exists(self, path: str) -> bool:
        """True for a file that can be read."""

    def listdir(self, folder: str) -> tuple[str, ...]:
        """The names of the files (not folders) directly in a folder, sorted; none when there is no such folder."""

    def is_folder(self, path: str) -> bool:
        """True for a folder inside the workspace."""

    @property
    def focus(self) -> tuple[str, ...]:
        """The paths asked for, relative to the workspace: folders and files."""

    def named(self, path: str) -> bool:
        """True for a file or folder under a path asked for, symbolic links followed. Complete after a walk."""

    @property
    def unread(self) -> tuple[Skipped, ...]:
        """Folders that a walk could not look into."""


def names_root(root: str, workspace: Workspace) -> bool:
    """True for a stack's root, a folder or a file, that the user named, or in which there is a file that they named."""
    return workspace.named(root or ".") or any(
        place.endswith((*FOLDER_SUFFIXES, ".hcl")) and (posixpath.dirname(place) or ".") == (root or ".")
        for place in workspace.focus
    )


def counts(caller: str, called: str, workspace: Workspace) -> bool:
    """Whether a call makes what is called a part of its caller's stack, and no root of its own.

    A module that the user names is a root when nothing else that the user names calls it; so is the workspace's own
    folder, which modules that are published from a repository of their own call in their examples.
    """
    if called == ".":
        return False
    return names_root(caller, workspace) or not names_root(called, workspace)
