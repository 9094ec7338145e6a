"""A folder on disk as a workspace."""

from __future__ import annotations

import os
import posixpath
import stat
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from pathlib import Path

from natpin.errors import InputError
from natpin.model.digest import blob_id, names_digest
from natpin.model.endings import SCRIPTS
from natpin.model.value import Skipped
from natpin.workspace.contents import contents, lowered
from natpin.workspace.places import (
    FOLDER_SUFFIXES,
    Focused,
    is_built,
    is_passed_by,
    leads_out,
    lies_apart,
    reads_otherwise,
    within,
)
from natpin.workspace.root import find_root

MODULE_SUFFIXES = (".tf", ".tf.json", ".bicep", ".hcl", ".py", *SCRIPTS)
"""What may be read between the path asked for and a workspace root that was only guessed: modules, and the scripts that
these run."""
_LARGE = 2**20
"""Bytes: files below this are not worth reading twice."""
_OFTEN = 8
"""After how many questions for files of one folder its entries are listed."""


class FolderWorkspace(Focused):
    """A folder on disk."""

    def __init__(self, asked: Path | Sequence[Path], root: Path | None = None) -> None:
        """``asked`` is what the user named; nothing, where only what ``hold`` is given is asked for. ``root`` bounds all
        reading; found when None (see ``find_root``).

        Raises InputError when one of ``asked`` is not there or lies outside ``root``.
        """
        several = [asked] if isinstance(asked, Path) else list(asked)
        for one in several:
            if not one.exists():
                raise InputError(f"{one}: no such file or folder")
        self._asked = [one.resolve() for one in several]
        guessed, wide = False, True
        if root is None:
            root, guessed = find_root(self._asked[0] if self._asked else Path.cwd())
            # a work tree is one thing; what else lies in the folder that somebody happens to stand in is not
            wide = (root / ".git").exists() and not Path.home().is_relative_to(root)
        self._root = root.resolve()
        if not self._root.is_dir():
            raise InputError(f"--workspace {root}: no such folder")
        for one, real in zip(several, self._asked, strict=True):
            if not real.is_relative_to(self._root):
                raise InputError(
                    f"{one} is outside the workspace {root}; name a path inside it, or --workspace"
                )
        self._prefix = str(self._root).rstrip("/") + "/"
        super().__init__(dict.fromkeys(one.relative_to(self._root).as_posix() for one in self._asked))
        self._guessed, self._wide = guessed, wide
        self._unread: dict[str, Skipped] = {}
        self._held: tuple[str, ...] = ()
        self._cache: dict[str, bytes | Skipped] = {}
        self._listings: dict[str, tuple[str, ...]] = {}
        self._admitted: set[str] = set()
        self._real: dict[str, str] = {}
        self._sought: dict[str, int | frozenset[str] | None] = {}
        """Of a folder, how often a file was sought in it; once that is often, what lies in it, in lower case; None where
        that cannot be told."""
        self._files: tuple[str, ...] | None = None
        self._listed: str | None = None
        self._identities: dict[str, str | None] = {}
        self._plain: set[str] = set()
        """Files that the walk has seen to be regular, no link on the way to them, under a path asked for."""

    @property
    def root(self) -> Path:
        """The folder that bounds all reading."""
        return self._root

    @property
    def unread(self) -> tuple[Skipped, ...]:
        """Folders under the paths asked for that a walk could not look into."""
        return tuple(one for path, one in self._unread.items() if self.named(path))

    def walk(self) -> Iterator[str]:
        """Every file; sorted, so reports never depend on the file system's order.

        Only those under the paths asked for where nothing but the folder the user stands in says what belongs
        together, or the root is the home folder: to look at everything there would be more than they can have meant.

        Looked up once: several readers walk, and what they read of a file is what was read first as well.
        """
        if self._files is None:
            self._files = tuple(self._found())
        return iter(self._files)

    def _found(self) -> Iterator[str]:
        yield from self._held
        starts = ["."] if self._wide else []
        for place in sorted(self._focus):
            if place in self._held:
                continue
            others = [*starts, *(other for other in self._focus if other != place)]
            if not within(place, others) or lies_apart(place):
                starts.append(place)
        seen: set[str] = set()
        for place in starts:
            if place != "." and os.path.isfile(self._prefix + place):
                yield place
            else:
                yield from self._walk("" if place == "." else place + "/", seen, self._plain)

    def _walk(self, prefix: str, seen: set[str], plain: set[str]) -> Iterator[str]:
        pending = [prefix]
        while pending:
            prefix = pending.pop()
            path = prefix.rstrip("/")
            if path in seen:
                continue
            seen.add(path)
            folder = (self._prefix + path).rstrip("/") or "/"
            self._real[path] = folder  # no link has been followed to it
            try:
                with os.scandir(folder) as entries:
                    found = sorted(entries, key=_NAME)
            except OSError as error:
                why = f"the folder cannot be read: {error.strerror or error}"
                self._unread[path] = Skipped(path or ".", why, claims_aks=True)
                continue
            if is_built(path, (entry.name for entry in found)):
                continue
            folders = []
            for entry in found:
                try:
                    if entry.is_dir(follow_symlinks=False):
                        if not is_passed_by(prefix + entry.name):
                            folders.append(f"{prefix}{entry.name}/")
                    elif entry.is_file(follow_symlinks=False):
                        file = prefix + entry.name
                        plain.add(file)
                        yield file
                        if "." not in entry.name:
                            self._link_as_text(file, entry)
                    elif entry.is_symlink():
                        real = self._link(prefix + entry.name)
                        if entry.is_file():
                            if (
                                real is None
                                or entry.name.endswith(FOLDER_SUFFIXES)
                                or not self._walked(real)
                                or reads_otherwise(entry.name, real)
                            ):
                                yield prefix + entry.name
                        elif real is not None and entry.is_dir() and not self._walked(real) and self._wide:
                            folders.append(real + "/")
                except OSError:
                    continue
            pending.extend(reversed(folders))

    def below(self, folder: str) -> Iterator[str]:
        """Every file in a folder and the folders in it."""
        return self._walk("" if folder == "." else folder + "/", set(), set())

    def _link(self, path: str) -> str | None:
        """Where in the workspace a symbolic link leads; None for one that leads out."""
        real = os.path.realpath(self._prefix + path)
        if not real.startswith(self._prefix):
            if os.path.isdir(real):
                self._unread[path] = Skipped(path, "is a symbolic link out of the workspace")
            return None
        target = real[len(self._prefix) :]
        self._led(path, target)
        return target

    def _link_as_text(self, path: str, entry: os.DirEntry[str]) -> None:
        """A symbolic link to a folder where git writes links as files that hold the target (``core.symlinks=false``)."""
        if not within(path, self._focus) or not 0 < entry.stat().st_size < 256:
            return
        data = self._read(path)
        written = data.decode("utf-8", "replace") if isinstance(data, bytes) else ""
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), written))
        leads = written and not any(map(str.isspace, written)) and self.is_folder(target)
        if leads and not within(path, [target]):
            self._linked.add(target)

    def _walked(self, path: str) -> bool:
        """True for a file or folder that the walk comes to under its own name."""
        inside = self._wide or within(path, self._focus)
        return inside and not lies_apart(path)

    def read(self, path: str) -> bytes | Skipped:
        """A file's bytes, read once."""
        path = posixpath.normpath(path)
        if path not in self._cache:
            self._cache[path] = self._read(path)
        return self._cache[path]

    def peek(self, path: str) -> bytes | Skipped:
        """A file's bytes without keeping them: for the scan that looks at every file once."""
        return self._cache.get(path) or self._read(path)

    def kept(self, path: str) -> bytes | None:
        """The bytes that ``read`` gave; None for what it was not asked for."""
        data = self._cache.get(posixpath.normpath(path))
        return data if isinstance(data, bytes) else None

    def identity(self, path: str) -> str | None:
        """What git's object id would be for a file's bytes, as they were when it was asked first; None where there is nothing
        to read, and for what lies in no file of the workspace."""
        path = posixpath.normpath(path)
        if path not in self._identities:
            data = self.peek(path)
            outside = path.startswith("<") or path in self._held
            self._identities[path] = None if isinstance(data, Skipped) or outside else blob_id(data)
        return self._identities[path]

    @property
    def listed(self) -> str:
        """A digest of the names that a walk gives, in its order."""
        if self._listed is None:
            self._listed = names_digest(self.walk())
        return self._listed

    def let_go(self) -> None:
        """Forget what large files hold, where they can be read again: for who has read a snapshot of thousands of clusters."""
        for path, data in list(self._cache.items()):
            if isinstance(data, bytes) and len(data) > _LARGE and path in self._plain:
                del self._cache[path]
        lowered.cache_clear()

    def _read(self, path: str) -> bytes | Skipped:
        if path in self._plain:  # what it is, the walk has seen: to ask again costs more than to read it
            real = self._prefix + path
        else:
            located = self._located(path)
            if isinstance(located, Skipped):
                return located
            real = located
        return contents(path, real)

    def hold(self, name: str, data: bytes) -> None:
        """Take a text that lies in no file, as one that the user named."""
        self._held += (name,)
        self._cache[name] = data
        self._focus += (name,)
        self._files = self._listed = None

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
        if leads_out(path):
            return Skipped(path, "is outside the workspace")
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
            return Skipped(path, "is not a usable path")
        if not real.startswith(self._prefix):
            return Skipped(path, "is a symbolic link out of the workspace")
        if not stat.S_ISREG(mode):
            return Skipped(path, "is not a regular file")
        if self._guessed and not real.endswith(MODULE_SUFFIXES) and not self._asked_for(path, real):
            return Skipped(
                path,
                "is outside the given path (no repository was found; name its root with --workspace)",
            )
        return real

    def _asked_for(self, path: str, real: str) -> bool:
        return path in self._admitted or any(f"{real}/".startswith(f"{one}/") for one in self._asked)

    def _real_folder(self, folder: str) -> str:
        """A folder without symbolic links, looked up once: many files lie in it. Raises ValueError for no path at all."""
        if folder not in self._real:
            self._real[folder] = os.path.realpath(self._prefix + folder)
        return self._real[folder]

    def exists(self, path: str) -> bool:
        """True for a file that can be read."""
        if isinstance(self._cache.get(path), bytes):
            return True
        path = posixpath.normpath(path)
        return not (leads_out(path) or self._is_absent(path) or isinstance(self._located(path), Skipped))

    def _is_absent(self, path: str) -> bool:
        """True for a path of which its folder's entries tell that nothing is there: one script may name thousands of files
        that are not. Entries are compared in lower case, as some file systems do; what is not ASCII, they compare otherwise.
        """
        if path == ".":
            return False  # the workspace itself stands in no listing
        folder, _, name = path.rpartition("/")
        known = self._sought.get(folder, 0)
        if isinstance(known, int):
            if known < _OFTEN:
                self._sought[folder] = known + 1
                return False
            real = self._real_folder(folder)
            if not (real + "/").startswith(self._prefix):
                return False
            try:
                known = frozenset(entry.lower() for entry in os.listdir(real))
            except (FileNotFoundError, NotADirectoryError):
                known = frozenset()
            except OSError:  # its entries may be found all the same
                known = None
            self._sought[folder] = known
        return known is not None and name.isascii() and name.lower() not in known

    def is_folder(self, path: str) -> bool:
        """True for a folder that lies inside the workspace."""
        path = posixpath.normpath(path)
        if leads_out(path) or self._is_absent(path):
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


_NAME = attrgetter("name")


def _is_file(entry: os.DirEntry[str]) -> bool:
    """A link that leads in circles is no file, and no reason to miss its neighbours."""
    try:
        return entry.is_file()
    except OSError:
        return False
