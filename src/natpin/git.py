"""A commit as a workspace: the only room that runs git, and it runs plumbing alone.

The repository may be anyone's, its ``.git/config`` included. So git is told to run no hook, no monitor and no filter,
to fetch nothing (a partial clone would, from whatever its configuration names) and to ask nobody. Only ``rev-parse``,
``merge-base``, ``ls-tree`` and ``cat-file`` are used: none of them looks at the working tree, an attribute, a textconv
or a pager.

Sources: git-config(1) ``core.fsmonitor``, ``core.hooksPath``, ``protocol.allow``; git(1) ``GIT_ALLOW_PROTOCOL``,
``GIT_NO_LAZY_FETCH``, ``GIT_CONFIG_COUNT``; git-cat-file(1) "BATCH OUTPUT".
"""

from __future__ import annotations

import os
import posixpath
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO

from natpin.errors import InputError
from natpin.model.record import record
from natpin.model.value import Skipped
from natpin.workspace import FOLDER_SUFFIXES, IGNORED_FOLDERS, MAX_BYTES, is_built, within

_SETTINGS = {
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "protocol.allow": "never",
    "core.pager": "",
    "gc.auto": "0",
}
_DROPPED = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_NAMESPACE", "GIT_TRACE", "GIT_EXTERNAL_DIFF")
"""What a surrounding git (a hook that runs natpin) set for itself."""

_FILE, _EXECUTABLE, _LINK, _SUBMODULE = b"100644", b"100755", b"120000", b"160000"
_MOST_LINKS = 32
_WAIT = 120
"""Seconds after which a git that says nothing is given up."""


@record
class Base:
    """What a change is compared with."""

    commit: str
    """Object id."""
    name: str
    """As people name it: ``origin/main (3f2a91c0d4e5)``."""
    notes: tuple[str, ...] = ()
    """What limits the comparison."""


@record
class _Entry:
    mode: bytes
    id: str


def base_of(root: Path, asked: str, head: str = "HEAD") -> Base:
    """The commit from which ``head`` went its own way: the merge base with ``asked``, else ``asked`` itself.

    Raises InputError, with what to do, where there is no such commit here.
    """
    tip = commit_of(root, asked)
    found = _git(root, "merge-base", tip, head)
    if found.returncode == 0 and found.stdout.strip():
        commit = found.stdout.split()[0].decode("ascii", "replace")
        return Base(commit, f"{asked} ({commit[:12]})")
    if _is_shallow(root):
        note = f"this checkout is shallow, so {asked} itself is compared with, not where the change left it"
    else:
        note = f"the change and {asked} have no commit in common; {asked} itself is compared with"
    return Base(tip, f"{asked} ({tip[:12]})", (note,))


def commit_of(root: Path, asked: str) -> str:
    """The id of a commit. Raises InputError, with what to do, where it is not here."""
    if not asked or asked.startswith("-") or any(ch.isspace() or not ch.isprintable() for ch in asked):
        raise InputError(f"{asked[:80]!r} is no name of a commit")
    found = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{asked}^{{commit}}")
    if found.returncode == 0 and found.stdout.strip():
        return found.stdout.split()[0].decode("ascii", "replace")
    inside = _git(root, "rev-parse", "--git-dir")
    if inside.returncode != 0:
        said = inside.stderr.decode("utf-8", "replace").strip().splitlines()
        why = f": git says {said[0][:200]!r}" if said and "not a git repository" not in said[0] else ""
        raise InputError(
            f"{root} is in no git repository that could be read, so there is nothing to compare with{why}"
        )
    branch = asked.partition("/")[2] if asked.startswith("origin/") else asked
    state = "a shallow clone" if _is_shallow(root) else "this clone"
    raise InputError(
        f"there is no commit {asked} in {state}; run `git fetch --depth=1 origin {branch}` and name FETCH_HEAD, or check"
        " out with its whole history (actions/checkout: fetch-depth: 0)"
    )


def has_parents(root: Path, commit: str, number: int) -> bool:
    """True for a commit with at least so many parents, whether or not those are here."""
    found = _git(root, "cat-file", "commit", commit)
    head = found.stdout.partition(b"\n\n")[0].split(b"\n")
    return found.returncode == 0 and sum(line.startswith(b"parent ") for line in head) >= number


def changed_paths(root: Path, before: str, after: str = "HEAD") -> tuple[str, ...] | None:
    """Paths from the repository's top that differ between two commits; None where git cannot tell. Reads objects
    alone: no filter or driver of the repository has a say."""
    done = _git(
        root, "diff-tree", "-r", "-z", "--name-only", "--no-renames", "--end-of-options", before, after
    )
    if done.returncode != 0:
        return None
    return tuple(os.fsdecode(path) for path in done.stdout.split(b"\0") if path)


def _is_shallow(root: Path) -> bool:
    return _git(root, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true"


def top_of(root: Path) -> str:
    """Where a folder lies in its repository: ``""`` for the top, else ``deploy/``."""
    return os.fsdecode(_git(root, "rev-parse", "--show-prefix").stdout.rstrip(b"\n"))


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _DROPPED}
    try:
        number = int(kept.get("GIT_CONFIG_COUNT", "0"))
    except ValueError:
        number = 0
    for offset, (name, value) in enumerate(_SETTINGS.items(), number):
        kept[f"GIT_CONFIG_KEY_{offset}"], kept[f"GIT_CONFIG_VALUE_{offset}"] = name, value
    return kept | {
        "GIT_CONFIG_COUNT": str(number + len(_SETTINGS)),
        "GIT_ALLOW_PROTOCOL": "",  # beats any protocol.<name>.allow of the repository
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_PAGER": "",
        "GIT_ATTR_NOSYSTEM": "1",
        "LC_ALL": "C",
    }


def _command(root: Path, *arguments: str) -> list[str]:
    return ["git", "--no-pager", "-C", str(root), *arguments]


def _git(root: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603 - a fixed program, fixed verbs, checked names
            _command(root, *arguments),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=_environment(),
            timeout=_WAIT,
            check=False,
        )
    except FileNotFoundError:
        raise InputError("--diff needs git, and no program of that name is on PATH") from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InputError(f"git cannot be used: {type(error).__name__}") from None


class CommitWorkspace:
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
        self._root = root
        self._commit = commit
        self._focus = tuple(posixpath.normpath(place) for place in focus)
        self._linked: set[str] = set()
        self._given = dict(given or {})
        self._entries = dict(_entries(root, commit))
        self._folders = {folder for path in self._entries for folder in _above(path)}
        self._listings: dict[str, list[str]] | None = None
        self._cache: dict[str, bytes | Skipped] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self.missing: str | None = None
        """A file whose content is not in this clone; None while there was none. After one, nothing more is read."""

    def __enter__(self) -> CommitWorkspace:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        process, self._process = self._process, None
        if process is not None:
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()
            process.kill()
            process.wait()

    @property
    def focus(self) -> tuple[str, ...]:
        """The paths asked for, relative to the workspace."""
        return self._focus

    def named(self, path: str) -> bool:
        """True for a file or folder under a path asked for, or under the target of a link that lies there."""
        return "." in self._focus or within(path, self._focus) or within(path, self._linked)

    @property
    def unread(self) -> tuple[Skipped, ...]:
        """Nothing: a commit's folders can be looked into, whoever may read the work tree's."""
        return ()

    @property
    def submodules(self) -> tuple[str, ...]:
        """Folders that another repository fills: nothing of them is read."""
        return tuple(path for path, entry in self._entries.items() if entry.mode == _SUBMODULE)

    def walk(self) -> Iterator[str]:
        """Every file, folder by folder as in a work tree, tool folders left out."""
        starts = ["", *(place for place in self._focus if IGNORED_FOLDERS.intersection(place.split("/")))]
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
                    if name not in IGNORED_FOLDERS:
                        inner.append(path)
                elif self._entries[path].mode == _LINK:
                    real = self._link(path)
                    if real in self._folders:
                        inner += [] if self._walked(real) else [real]
                    elif self.exists(path) and (path.endswith(FOLDER_SUFFIXES) or not self._walked(real)):
                        yield path
                elif self.exists(path):
                    yield path
            pending.extend(reversed(inner))

    def _link(self, path: str) -> str:
        """Where a symbolic link leads; ``""`` for one that leads out."""
        real = self._real(path) or ""
        if (
            within(path, self._focus)
            and not path.endswith(FOLDER_SUFFIXES)
            and not within(path, [real or "."])
        ):
            self._linked.add(real)
        return real

    def _walked(self, path: str) -> bool:
        """True for a file or folder that the walk comes to under its own name."""
        return not IGNORED_FOLDERS.intersection(path.split("/"))

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
        return tuple(name for name, path in paths if path not in self._folders and self.exists(path))

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
        if path.startswith(("/", "../")) or path == ".." or "\0" in path:
            return Skipped(path, "lies outside the workspace")
        real = self._real(path)
        if real is None:
            return Skipped(path, "is a symbolic link out of the workspace")
        entry = self._entries.get(real)
        if entry is None:
            return Skipped(path, "is no regular file" if real in self._folders else "no such file")
        if entry.mode not in (_FILE, _EXECUTABLE) and not entry.mode.startswith(b"100"):
            return Skipped(path, "is no regular file")
        return real

    def _real(self, path: str) -> str | None:
        """A path with every symbolic link in it followed; None when one leads out, or in circles."""
        if path in (".", ""):
            return "."
        if path in self._entries and self._entries[path].mode != _LINK:
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
            if entry is None or entry.mode != _LINK:
                done.append(part)
                continue
            links += 1
            target = self._content(here, entry.id)
            if links > _MOST_LINKS or isinstance(target, Skipped) or len(target) > 4096:
                return None
            written = os.fsdecode(target)
            if written.startswith("/") or "\0" in written:
                return None
            parts = [*written.split("/"), *parts]
        return "/".join(done) or "."

    def _content(self, path: str, identifier: str) -> bytes | Skipped:
        if self.missing is not None:
            return self._absent(path)
        if self._process is None:
            try:
                self._process = subprocess.Popen(  # noqa: S603 - a fixed program and verb
                    _command(self._root, "cat-file", "--batch"),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env=_environment(),
                )
            except OSError as error:
                raise InputError(f"git cannot be used: {error.strerror}") from None
        asked, said = self._process.stdin, self._process.stdout
        assert asked is not None
        assert said is not None
        try:
            asked.write(f"{identifier}\n".encode("ascii"))
            asked.flush()
            header = said.readline().split()
            if len(header) == 3 and header[1] == b"blob" and header[2].isdigit():
                return _body(said, int(header[2]), path)
        except (OSError, ValueError):
            pass
        # "missing", or git gave up: a clone without the content tries to fetch it first, which it may not
        self.missing = self.missing or path
        return self._absent(path)

    def _absent(self, path: str) -> Skipped:
        return Skipped(path, f"its content at {self._commit[:12]} is not in this clone")


def _body(said: IO[bytes], size: int, path: str) -> bytes | Skipped:
    if size <= MAX_BYTES:
        data = said.read(size)
        said.read(1)
        if len(data) != size:
            raise ValueError("git stopped")
        return data
    left = size + 1
    while left and (chunk := said.read(min(left, 1 << 20))):
        left -= len(chunk)
    return Skipped(path, f"larger than {MAX_BYTES // 2**20} MiB ({size} bytes)")


def _entries(root: Path, commit: str) -> Iterator[tuple[str, _Entry]]:
    """Every file, link and submodule of a commit under the workspace's folder, by workspace-relative path."""
    prefix = top_of(root)
    found = _git(root, "ls-tree", "-r", "-z", "--full-tree", commit)
    if found.returncode != 0:
        raise InputError(
            f"the files of {commit[:12]} are not in this clone; fetch it whole (git fetch --refetch, or actions/checkout"
            " without filter)"
        )
    for line in found.stdout.split(b"\0"):
        about, tab, name = line.partition(b"\t")
        parts = about.split(b" ")
        if not tab or len(parts) != 3:
            continue
        path = os.fsdecode(name)
        if not path.startswith(prefix) or any(part in ("", ".", "..") for part in path.split("/")):
            continue
        yield path[len(prefix) :], _Entry(parts[0], parts[2].decode("ascii", "replace"))


def _above(path: str) -> Iterator[str]:
    folder = posixpath.dirname(path)
    while folder:
        yield folder
        folder = posixpath.dirname(folder)
