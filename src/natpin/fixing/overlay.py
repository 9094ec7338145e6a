"""A workspace in which some files read otherwise than they are on disk."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from natpin.model.digest import blob_id
from natpin.model.value import Skipped
from natpin.pipeline.remembered.looks import Identified


class OverlayWorkspace:
    """What ``base`` holds, with other bytes in some of its files. No file comes or goes. ``whole``: all of it is asked for,
    and not only the paths that the user named."""

    def __init__(self, base: Identified, changed: Mapping[str, bytes], whole: bool = False) -> None:
        self.base = base
        self.changed = dict(changed)
        self.whole = whole

    def walk(self) -> Iterator[str]:
        """Every file of the base."""
        return self.base.walk()

    def read(self, path: str) -> bytes | Skipped:
        """A file's bytes, as changed."""
        found = self.changed.get(posixpath.normpath(path))
        return self.base.read(path) if found is None else found

    def peek(self, path: str) -> bytes | Skipped:
        """The same."""
        found = self.changed.get(path)
        return self.base.peek(path) if found is None else found

    def kept(self, path: str) -> bytes | None:
        """The bytes of a file, where they are at hand."""
        found = self.changed.get(posixpath.normpath(path))
        if found is not None:
            return found
        data = self.base.read(path)
        return data if isinstance(data, bytes) else None

    def identity(self, path: str) -> str | None:
        """What tells a file's bytes from all others."""
        found = self.changed.get(posixpath.normpath(path))
        return self.base.identity(path) if found is None else blob_id(found)

    @property
    def listed(self) -> str:
        """What tells the names of all files from all others."""
        return self.base.listed

    def exists(self, path: str) -> bool:
        """True for a file that can be read."""
        return self.base.exists(path)

    def listdir(self, folder: str) -> tuple[str, ...]:
        """The names of the files in a folder."""
        return self.base.listdir(folder)

    def is_folder(self, path: str) -> bool:
        """True for a folder inside the workspace."""
        return self.base.is_folder(path)

    @property
    def focus(self) -> tuple[str, ...]:
        """The paths asked for."""
        return (".",) if self.whole else self.base.focus

    def named(self, path: str) -> bool:
        """True for a path asked for."""
        return self.whole or self.base.named(path)

    @property
    def unread(self) -> tuple[Skipped, ...]:
        """Folders that a walk could not look into."""
        return self.base.unread
