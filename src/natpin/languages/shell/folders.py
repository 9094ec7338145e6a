"""The folder that a script works in, and those that it may go back to.

They are kept among its variables: they fork and join with the ways that it may go, and a subshell does not keep its own.
"""

from __future__ import annotations

from natpin.languages.shell.layers import Layers
from natpin.languages.shell.variable import Variable
from natpin.languages.shell.words import Chunk, literal_of
from natpin.model.location import NOWHERE
from natpin.model.record import mutable

SOMEWHERE = "?"
"""Begins a working folder of which only the end is known."""
HERE = "././"
"""Begins a path from the workspace's root, whatever folder it is used in: what ``pwd`` says, and ``$0``."""
FOLDER = "\0folder"
"""The working folder, relative to the workspace: it forks and joins with the ways that a script may go."""
FOLDER_BEFORE = "\0folder-before"
"""The one that ``cd -`` leads back to."""
FOLDERS_LEFT = "\0folders"
"""Those that ``popd`` leads back to, one a line."""


@mutable
class Folders:
    """Paths are relative to the workspace; one begins with ``SOMEWHERE`` where it is not known."""

    variables: Layers[Variable]

    @property
    def now(self) -> str:
        """The working folder."""
        return self._kept(FOLDER) or ""

    @property
    def said(self) -> str:
        """The same, as ``pwd`` says it."""
        folder = self.now
        return folder if folder.startswith(SOMEWHERE) else f"{HERE}{folder or '.'}"

    def be(self, path: str) -> None:
        """Work in a folder from here on, with none to go back to."""
        self._keep(FOLDER, path)

    def go(self, path: str) -> None:
        """``cd``"""
        self._keep(FOLDER_BEFORE, self.now)
        self.be(path)

    def go_back(self) -> None:
        """``cd -``"""
        before = self._kept(FOLDER_BEFORE)
        self.go(SOMEWHERE if before is None else before)

    def push(self, path: str) -> None:
        """``pushd``"""
        left = self._kept(FOLDERS_LEFT)
        self._keep(FOLDERS_LEFT, self.now if left is None else f"{left}\n{self.now}")
        self.go(path)

    def pop(self) -> None:
        """``popd``; it fails where there is nothing to go back to."""
        left = self._kept(FOLDERS_LEFT)
        if left is not None:
            rest, more, last = left.rpartition("\n")
            if more or left != SOMEWHERE:
                self.variables.note(FOLDERS_LEFT, Variable((Chunk(rest, NOWHERE),)) if more else None)
            self.go(last)

    def _kept(self, key: str) -> str | None:
        found = self.variables.get(key)
        if found is None:
            return None
        said = literal_of(found.pieces)
        return SOMEWHERE if said is None else said

    def _keep(self, key: str, path: str) -> None:
        self.variables.note(key, Variable((Chunk(path, NOWHERE),)))
