"""A workspace in memory: thousands of mutants are judged, none is written to a disk."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from pathlib import Path

from natpin.model.value import Skipped
from natpin.workspace import IGNORED_FOLDERS, within

MOST_BYTES = 1024 * 1024
"""Of one file of a case: larger ones are data, and no law speaks of them."""


class HeldWorkspace:
    """Files by path, and the paths that are named."""

    def __init__(self, files: Mapping[str, bytes], focus: tuple[str, ...] = (".",)) -> None:
        self._files = files
        self._folders: dict[str, set[str]] = {"": set()}
        for path in files:
            folder = posixpath.dirname(path)
            self._folders.setdefault(folder, set()).add(posixpath.basename(path))
            while folder:
                folder = posixpath.dirname(folder)
                self._folders.setdefault(folder, set())
        self.focus = focus
        self.unread: tuple[Skipped, ...] = ()

    def walk(self) -> Iterator[str]:
        for folder in sorted(self._folders):
            if not IGNORED_FOLDERS.intersection(folder.split("/")):
                for name in sorted(self._folders[folder]):
                    yield posixpath.join(folder, name)

    def read(self, path: str) -> bytes | Skipped:
        path = posixpath.normpath(path)
        found = self._files.get(path)
        return Skipped(path, "no such file") if found is None else found

    peek = read

    def kept(self, path: str) -> bytes | None:
        return self._files.get(posixpath.normpath(path))

    def exists(self, path: str) -> bool:
        return posixpath.normpath(path) in self._files

    def listdir(self, folder: str) -> tuple[str, ...]:
        return tuple(sorted(self._folders.get(_plain(folder), ())))

    def is_folder(self, path: str) -> bool:
        return _plain(path) in self._folders

    def named(self, path: str) -> bool:
        return "." in self.focus or within(path, self.focus)


def _plain(folder: str) -> str:
    found = posixpath.normpath(folder or ".")
    return "" if found == "." else found


def loaded(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its path in it; links, repositories' own files and large ones left out."""
    found = {}
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_symlink() or not path.is_file() or ".git" in parts:
            continue
        if path.stat().st_size <= MOST_BYTES:
            found["/".join(parts)] = path.read_bytes()
    return found
