"""A commit as a workspace: the files that git's objects hold, with the links among them."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType

from natpin.git import EXECUTABLE, FILE, LINK, SUBMODULE, Blobs, entries
from natpin.model.digest import names_digest
from natpin.model.value import Skipped
from natpin.workspace import (
    FOLDER_SUFFIXES,
    Focused,
    is_built,
    is_passed_by,
    leads_out,
    lies_apart,
    reads_otherwise,
)

_MOST_LINKS = 32
_NOWHERE = "\0"
"""Where a link leads that leads in circles: a path that no file has."""


class CommitWorkspace(Focused):
    """The files of a commit, read from git's objects. Use as a context: a git process stays open meanwhile."""

    def __init__(
        self,
        root: Path,
        commit: str,
        focus: Sequence[str] = (".",),
        given: Mapping[str, bytes | Skipped] | None = None,
    ) -> None:
        """``root`` is the workspace's folder, which may lie deeper than the repository's; ``commit`` an object id.
        ``given`` holds files from elsewhere that the user named.

        Raises InputError when the commit's tree is not here.
        """
        super().__init__(posixpath.normpath(place) for place in focus)
        self._commit = commit
        self._given = dict(given or {})
        self._entries = dict(entries(root, commit))
        self._folders = {folder for path in self._entries for folder in _above(path)}
        self._listings: dict[str, list[str]] | None = None
        self._listed: str | None = None
        self._cache: dict[str, bytes | Skipped] = {}
        self._blobs = Blobs(root)
        self.missing: str | None = None
        """A file whose content is not in this clone; None while there was none. After one, nothing more is read."""

    def __enter__(self) -> CommitWorkspace:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._blobs.close()

    @property
    def unread(self) -> tuple[Skipped, ...]:
        """Nothing: a commit's folders can be looked into, whoever may read the work tree's."""
        return ()

    @property
    def submodules(self) -> tuple[str, ...]:
        """Folders that another repository fills: nothing of them is read."""
        return tuple(path for path, entry in self._entries.items() if entry.mode == SUBMODULE)

    def walk(self) -> Iterator[str]:
        """Every file, folder by folder as in a work tree, tool folders left out."""
        starts = ["", *(place for place in self._focus if lies_apart(place))]
        seen: set[str] = set()
        for place in starts:
            if place in self._entries:
                if self.exists(place):
                    yield place
            else:
                yield from self._walk(place, seen)

    def _walk(self, folder: str, seen: set[str]) -> Iterator[str]:
        folders = self._listing()
        pending = [folder]
        while pending:
            folder = pending.pop()
            names = folders.get(folder, ())
            if folder in seen or is_built(folder, names):
                continue
            seen.add(folder)
            inner = []
            for name in names:
                path = f"{folder}/{name}" if folder else name
                if path in self._folders:
                    if not is_passed_by(path):
                        inner.append(path)
                elif self._entries[path].mode == LINK:
                    if self._leads_out(path):  # what it holds is not known, which is not nothing
                        yield path
                        continue
                    real = self._link(path)
                    if real in self._folders:
                        inner += [] if self._walked(real) else [real]
                    elif self.exists(path) and (
                        path.endswith(FOLDER_SUFFIXES)
                        or not self._walked(real)
                        or reads_otherwise(path, real)
                    ):
                        yield path
                elif self.exists(path):
                    yield path
            pending.extend(reversed(inner))

    def _link(self, path: str) -> str:
        """Where a symbolic link leads, ``.`` for the workspace itself."""
        real = self._real(path) or ""
        self._led(path, real)
        return real

    def _leads_out(self, path: str) -> bool:
        """True for a symbolic link out of the workspace: a commit does not say what is there, and a work tree may hold it."""
        entry = self._entries.get(path)
        return entry is not None and entry.mode == LINK and self._real(path) is None

    def _walked(self, path: str) -> bool:
        """True for a file or folder that the walk comes to under its own name."""
        return not lies_apart(path)

    def read(self, path: str) -> bytes | Skipped:
        """A file's bytes, read once."""
        path = posixpath.normpath(path)
        if path not in self._cache:
            self._cache[path] = self.peek(path)
        return self._cache[path]

    def peek(self, path: str) -> bytes | Skipped:
        """A file's bytes without keeping them."""
        path = posixpath.normpath(path)
        if path in self._given:
            return self._given[path]
        found = self._cache.get(path)
        if found is not None:
            return found
        real = self._followed(path)
        if isinstance(real, Skipped):
            return real
        return self._content(path, self._entries[real].id)

    def kept(self, path: str) -> bytes | None:
        """The bytes that ``read`` gave; None for what it was not asked for."""
        data = self._cache.get(posixpath.normpath(path))
        return data if isinstance(data, bytes) else None

    def identity(self, path: str) -> str | None:
        """The object id of what a path leads to; None where there is nothing to read, and for what was given."""
        path = posixpath.normpath(path)
        if path in self._given:
            return None
        real = self._followed(path)
        return None if isinstance(real, Skipped) else self._entries[real].id

    @property
    def listed(self) -> str:
        """A digest of the names that a walk gives, in its order."""
        if self._listed is None:
            self._listed = names_digest(self.walk())
        return self._listed

    def exists(self, path: str) -> bool:
        """True for a file that can be read."""
        path = posixpath.normpath(path)
        return isinstance(self._given.get(path), bytes) or not isinstance(self._followed(path), Skipped)

    def is_folder(self, path: str) -> bool:
        """True for a folder of the commit."""
        real = self._real(posixpath.normpath(path))
        return real is not None and (real in self._folders or real == ".")

    def listdir(self, folder: str) -> tuple[str, ...]:
        """The file names directly in a folder, sorted."""
        real = self._real(posixpath.normpath(folder))
        if real is None or (real != "." and real not in self._folders):
            return ()
        real = "" if real == "." else real
        names = self._listing().get(real, ())
        paths = ((name, f"{real}/{name}" if real else name) for name in names)
        return tuple(
            name
            for name, path in paths
            if path not in self._folders and (self.exists(path) or self._leads_out(path))
        )

    def _listing(self) -> dict[str, list[str]]:
        """Folder (``""`` for the root) to the sorted names in it."""
        if self._listings is None:
            found: dict[str, list[str]] = {}
            for path in (*self._entries, *self._folders):
                folder, _, name = path.rpartition("/")
                found.setdefault(folder, []).append(name)
            self._listings = {folder: sorted(names) for folder, names in found.items()}
        return self._listings

    def _followed(self, path: str) -> str | Skipped:
        """The regular file that a path leads to."""
        if leads_out(path):
            return Skipped(path, "is outside the workspace")
        real = self._real(path)
        if real is None:
            return Skipped(path, "is a symbolic link out of the workspace")
        entry = self._entries.get(real)
        if entry is None:
            return Skipped(path, "is not a regular file" if real in self._folders else "no such file")
        if entry.mode not in (FILE, EXECUTABLE) and not entry.mode.startswith(b"100"):
            return Skipped(path, "is not a regular file")
        return real

    def _real(self, path: str) -> str | None:
        """A path with every symbolic link in it followed; None when one leads out."""
        if path in (".", ""):
            return "."
        if path in self._entries and self._entries[path].mode != LINK:
            return path
        if path in self._folders:
            return path
        links = 0
        parts = path.split("/")
        done: list[str] = []
        while parts:
            part = parts.pop(0)
            if part in ("", "."):
                continue
            if part == "..":
                if not done:
                    return None
                done.pop()
                continue
            here = "/".join([*done, part])
            entry = self._entries.get(here)
            if entry is None or entry.mode != LINK:
                done.append(part)
                continue
            links += 1
            target = self._content(here, entry.id)
            if links > _MOST_LINKS or isinstance(target, Skipped) or len(target) > 4096:
                return _NOWHERE
            written = os.fsdecode(target)
            if written.startswith("/") or "\0" in written:
                return None
            parts = [*written.split("/"), *parts]
        return "/".join(done) or "."

    def _content(self, path: str, identifier: str) -> bytes | Skipped:
        data = self._blobs.read(identifier, path) if self.missing is None else None
        if data is not None:
            return data
        self.missing = self.missing or path
        return Skipped(path, f"its content at {self._commit[:12]} is not in this clone")


def _above(path: str) -> Iterator[str]:
    folder = posixpath.dirname(path)
    while folder:
        yield folder
        folder = posixpath.dirname(folder)
