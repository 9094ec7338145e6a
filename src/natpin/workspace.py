"""The only door through which files are read: it never leads out of the workspace.

A reader asks for paths relative to the workspace, POSIX style. Symbolic links are followed only while they stay
inside; anything else gives ``Skipped`` with the reason.
"""

from __future__ import annotations

import os
import posixpath
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from natpin.errors import InputError
from natpin.model.value import Skipped

MAX_BYTES = 32 * 1024 * 1024
"""No infrastructure file is larger; one that is, is skipped with the reason."""

IGNORED_FOLDERS = frozenset(
    {
        ".git",
        ".hg",
        ".svn",
        ".venv",
        "venv",
        "node_modules",
        "__pycache__",
        ".terraform",
        ".terragrunt-cache",
        ".tox",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        ".idea",
        ".vscode",
        ".natpin",
        "bin",
        "obj",
    }
)
"""Folders of tools, never of infrastructure. ``.terraform/modules`` is read on demand, by its manifest."""

_READ_ONLY = (
    os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
)

MODULE_SUFFIXES = (".tf", ".tf.json", ".bicep")
"""What may be read between the path asked for and a workspace root that was only guessed."""


def as_utf8(data: bytes) -> bytes:
    """The bytes to look for words in: UTF-16 with a byte-order mark, as Windows PowerShell's ``>`` writes it, as UTF-8."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace").encode("utf-8", "replace")
    return data


class Workspace(Protocol):
    """A tree of files. A folder on disk, or a commit."""

    def walk(self) -> Iterator[str]:
        """Every file under the path asked for, sorted by folder, tool folders left out."""

    def read(self, path: str) -> bytes | Skipped:
        """A file's bytes; ``Skipped`` says why there are none."""

    def peek(self, path: str) -> bytes | Skipped:
        """The same, without keeping them: for the scan that looks at every file once."""

    def exists(self, path: str) -> bool:
        """True for a file that can be read."""

    def listdir(self, folder: str) -> tuple[str, ...]:
        """The names of the files (not folders) directly in a folder, sorted; none when there is no such folder."""

    def is_folder(self, path: str) -> bool:
        """True for a folder inside the workspace."""

    @property
    def focus(self) -> str:
        """The path asked for, relative to the workspace: a folder, or one file."""


class FolderWorkspace:
    """A folder on disk."""

    def __init__(self, asked: Path, root: Path | None = None) -> None:
        """``asked`` is what the user named. ``root`` bounds all reading; found when None (see ``find_root``).

        Raises InputError when ``asked`` is not there or lies outside ``root``.
        """
        if not asked.exists():
            raise InputError(f"{asked}: no such file or folder")
        self._asked = asked.resolve()
        guessed = False
        if root is None:
            root, guessed = find_root(self._asked)
        self._root = root.resolve()
        if not self._root.is_dir():
            raise InputError(f"--workspace {root}: no such folder")
        if not self._asked.is_relative_to(self._root):
            raise InputError(
                f"{asked} lies outside the workspace {root}; name a path inside it, or --workspace"
            )
        self._prefix = str(self._root).rstrip("/") + "/"
        self._focus = self._asked.relative_to(self._root).as_posix()
        self._guessed = guessed
        self._cache: dict[str, bytes | Skipped] = {}
        self._listings: dict[str, tuple[str, ...]] = {}
        self._admitted: set[str] = set()
        self._real: dict[str, str] = {}

    @property
    def root(self) -> Path:
        """The folder that bounds all reading."""
        return self._root

    @property
    def focus(self) -> str:
        """The path asked for, relative to the root; ``.`` for the root itself."""
        return self._focus

    def walk(self) -> Iterator[str]:
        """Every file under the path asked for; sorted, so reports never depend on the file system's order."""
        if self._asked.is_file():
            yield self._focus
            return
        start = "" if self._focus == "." else self._focus + "/"
        yield from self._walk(str(self._asked), start)

    def _walk(self, folder: str, prefix: str) -> Iterator[str]:
        pending = [(folder, prefix)]
        while pending:
            folder, prefix = pending.pop()
            self._real[prefix.rstrip("/")] = folder  # no link has been followed to it
            try:
                with os.scandir(folder) as entries:
                    found = sorted(entries, key=lambda entry: entry.name)
            except OSError:
                continue
            folders = []
            for entry in found:
                try:
                    if entry.is_dir(follow_symlinks=False):
                        if entry.name not in IGNORED_FOLDERS:
                            folders.append((entry.path, f"{prefix}{entry.name}/"))
                    elif entry.is_file(follow_symlinks=True):
                        yield prefix + entry.name
                except OSError:
                    continue
            pending.extend(reversed(folders))

    def read(self, path: str) -> bytes | Skipped:
        """A file's bytes, read once."""
        path = posixpath.normpath(path)
        if path not in self._cache:
            self._cache[path] = self._read(path)
        return self._cache[path]

    def peek(self, path: str) -> bytes | Skipped:
        """A file's bytes without keeping them: for the scan that looks at every file once."""
        return self._cache.get(path) or self._read(path)

    def _read(self, path: str) -> bytes | Skipped:
        real = self._located(path)
        if isinstance(real, Skipped):
            return real
        try:
            descriptor = os.open(real, _READ_ONLY)
            try:
                size = os.fstat(descriptor).st_size
                if size > MAX_BYTES:
                    return Skipped(path, f"larger than {MAX_BYTES // 2**20} MiB ({size} bytes)")
                data = os.read(descriptor, size + 1)
                if len(data) == size:  # as nearly always: the end was reached
                    return data
                chunks = [data]
                while chunk := os.read(descriptor, 2**20):
                    chunks.append(chunk)
                    if sum(map(len, chunks)) > MAX_BYTES:
                        return Skipped(path, f"larger than {MAX_BYTES // 2**20} MiB")
                return b"".join(chunks)
            finally:
                os.close(descriptor)
        except OSError as error:
            return Skipped(path, f"cannot be read: {error.strerror or error}")

    def admit(self, file: Path) -> str:
        """Let a file that the user named be read, wherever it lies; its name as the workspace knows it."""
        if file.is_relative_to(self._root):
            name = file.relative_to(self._root).as_posix()
            self._admitted.add(name)
            return name
        name = f"<outside>/{file.name}"
        try:
            self._cache[name] = file.read_bytes()
        except OSError as error:
            self._cache[name] = Skipped(name, f"cannot be read: {error.strerror or error}")
        return name

    def _located(self, path: str) -> str | Skipped:
        """Where a file really lies; ``Skipped`` when it may not be read."""
        if _leads_out(path):
            return Skipped(path, "lies outside the workspace")
        folder, _, name = path.rpartition("/")
        try:
            real = f"{self._real_folder(folder)}/{name}"
            mode = os.lstat(real).st_mode
            if stat.S_ISLNK(mode):
                real = os.path.realpath(real)
                mode = os.stat(real).st_mode if real.startswith(self._prefix) else mode
        except OSError:
            return Skipped(path, "no such file")
        except ValueError:
            return Skipped(path, "is no usable path")
        if not real.startswith(self._prefix):
            return Skipped(path, "is a symbolic link out of the workspace")
        if not stat.S_ISREG(mode):
            return Skipped(path, "is no regular file")
        asked_for = path in self._admitted or f"{real}/".startswith(f"{self._asked}/")
        if self._guessed and not asked_for and not real.endswith(MODULE_SUFFIXES):
            return Skipped(
                path,
                "lies outside the path asked for (no repository was found; name its root with --workspace)",
            )
        return real

    def _real_folder(self, folder: str) -> str:
        """A folder without symbolic links, looked up once: many files lie in it. Raises ValueError for no path at all."""
        if folder not in self._real:
            self._real[folder] = os.path.realpath(self._prefix + folder)
        return self._real[folder]

    def exists(self, path: str) -> bool:
        """True for a file that can be read."""
        if isinstance(self._cache.get(path), bytes):
            return True
        return not isinstance(self._located(posixpath.normpath(path)), Skipped)

    def is_folder(self, path: str) -> bool:
        """True for a folder that lies inside the workspace."""
        path = posixpath.normpath(path)
        if _leads_out(path):
            return False
        real = self._real_folder(path)
        return (real + "/").startswith(self._prefix) and os.path.isdir(real)

    def listdir(self, folder: str) -> tuple[str, ...]:
        """The file names directly in a folder, sorted."""
        folder = posixpath.normpath(folder)
        if folder not in self._listings:
            names: Iterable[str] = ()
            if self.is_folder(folder):
                try:
                    with os.scandir(self._prefix + folder) as entries:
                        names = [entry.name for entry in entries if _is_file(entry)]
                except OSError:
                    names = ()
            self._listings[folder] = tuple(sorted(names))
        return self._listings[folder]


def _leads_out(path: str) -> bool:
    return path.startswith(("/", "../")) or path == ".." or "\0" in path


def _is_file(entry: os.DirEntry[str]) -> bool:
    """A link that leads in circles is no file, and no reason to miss its neighbours."""
    try:
        return entry.is_file()
    except OSError:
        return False


def find_root(asked: Path) -> tuple[Path, bool]:
    """The workspace that a path belongs to, and whether it was only guessed.

    The enclosing git work tree; else the current folder, when the path lies in it; else, as a guess, up to five
    folders above the path, never the home folder, nor the file system's top two levels. Beyond the path asked for,
    a guessed root gives out module sources alone.
    """
    folder = asked if asked.is_dir() else asked.parent
    for candidate in (folder, *folder.parents):
        if (candidate / ".git").exists():
            return candidate, False
    here = Path.cwd().resolve()
    if folder.is_relative_to(here) and here != Path(here.anchor):
        return here, False
    root = folder
    home = Path.home()
    for candidate in list(folder.parents)[:5]:
        if len(candidate.parts) < 3 or candidate == home or home.is_relative_to(candidate):
            break
        root = candidate
    return root, True
