"""The only room that runs git, and it runs plumbing alone: commits by their names, what is in them, and their files' bytes.

The repository may be anyone's, its ``.git/config`` included. So git is told to run no hook, no monitor and no filter,
to fetch nothing (a partial clone would, from whatever its configuration names) and to ask nobody. Only ``rev-parse``,
``rev-list``, ``merge-base``, ``diff-tree``, ``ls-tree`` and ``cat-file`` are used: none of them looks at the working tree, an attribute, a textconv
or a pager.

Sources: git-config(1) ``core.fsmonitor``, ``core.hooksPath``, ``protocol.allow``; git(1) ``GIT_ALLOW_PROTOCOL``,
``GIT_NO_LAZY_FETCH``, ``GIT_CONFIG_COUNT``; git-cat-file(1) "BATCH OUTPUT".
"""

from __future__ import annotations

import calendar
import os
import re
import subprocess
import time
from collections.abc import Iterator
from itertools import dropwhile
from pathlib import Path
from typing import IO

from natpin.errors import InputError
from natpin.model.record import record
from natpin.model.value import Skipped
from natpin.workspace import MAX_BYTES

_SETTINGS = {
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "protocol.allow": "never",
    "core.pager": "",
    "gc.auto": "0",
}
_DROPPED = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_NAMESPACE", "GIT_TRACE", "GIT_EXTERNAL_DIFF")
"""What a surrounding git (a hook that runs natpin) set for itself."""

FILE, EXECUTABLE, LINK, SUBMODULE = b"100644", b"100755", b"120000", b"160000"
"""Modes of entries, as ``ls-tree`` prints them. git knows older modes of files; all begin with 100."""
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
class Entry:
    """A file, link or submodule of a commit."""

    mode: bytes
    id: str
    """Object id."""


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
        raise InputError(f"{asked[:80]!r} does not name a commit")
    found = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{asked}^{{commit}}")
    if found.returncode == 0 and found.stdout.strip():
        return found.stdout.split()[0].decode("ascii", "replace")
    inside = _git(root, "rev-parse", "--git-dir")
    if inside.returncode != 0:
        said = inside.stderr.decode("utf-8", "replace").strip().splitlines()
        why = f": git says {said[0][:200]!r}" if said and "not a git repository" not in said[0] else ""
        raise InputError(
            f"{root} is not in a git repository that natpin can read, so there is nothing to compare with{why}"
        )
    if asked == "HEAD":
        raise InputError(f"{root} is in a git repository that has no commit yet")
    branch = asked.partition("/")[2] if asked.startswith("origin/") else asked
    state = "a shallow clone" if _is_shallow(root) else "this clone"
    raise InputError(
        f"there is no commit {asked} in {state}; run `git fetch --depth=1 origin {branch}` and name FETCH_HEAD, or check"
        " out with its whole history (actions/checkout: fetch-depth: 0)"
    )


def has_parents(root: Path, commit: str, number: int) -> bool:
    """True for a commit with at least so many parents, whether or not those are here."""
    return len(parents_of(root, commit)) >= number


def parents_of(root: Path, commit: str) -> tuple[str, ...]:
    """The ids of a commit's parents, whether or not those are here; none for what is no commit here."""
    found = _git(root, "cat-file", "commit", commit)
    head = found.stdout.partition(b"\n\n")[0].split(b"\n") if found.returncode == 0 else []
    return tuple(line[7:].decode("ascii", "replace") for line in head if line.startswith(b"parent "))


def is_stale_merge(root: Path, commit: str, head: str) -> bool:
    """True for a merge that somebody made of another commit than ``head``: a platform's merge of a change is made anew
    only some time after a push."""
    parents = parents_of(root, commit)
    return bool(head) and commit != head and len(parents) >= 2 and head not in parents


def changed_paths(root: Path, before: str, after: str = "HEAD") -> tuple[str, ...] | None:
    """Paths from the repository's top that differ between two commits; None where git cannot tell. Reads objects
    alone: no filter or driver of the repository has a say."""
    done = _git(
        root, "diff-tree", "-r", "-z", "--name-only", "--no-renames", "--end-of-options", before, after
    )
    if done.returncode != 0:
        return None
    return tuple(os.fsdecode(path) for path in done.stdout.split(b"\0") if path)


def commits_of(root: Path, tip: str, since: str = "") -> tuple[str, ...]:
    """The ids of a commit and of its first parents, the oldest first. ``since``: a moment in UTC,
    as 2026-01-31T08:00:00Z; all from the first commit of that time or later on, whatever the clocks of those after it said.
    Raises InputError where git cannot tell."""
    found = _git(root, "rev-list", "--first-parent", "--reverse", "--timestamp", "--end-of-options", tip)
    if found.returncode != 0:
        raise InputError(f"the history of {tip[:12]} cannot be read: the clone may be damaged")
    made = [line.split() for line in found.stdout.decode("ascii", "replace").splitlines()]
    if since:
        moment = calendar.timegm(time.strptime(since, "%Y-%m-%dT%H:%M:%SZ"))
        made = list(dropwhile(lambda one: int(one[0]) < moment, made))
    return tuple(commit for _, commit in made)


def is_here(root: Path, commit: str) -> bool:
    """Whether a commit is in this clone."""
    return _git(root, "cat-file", "-e", f"{commit}^{{commit}}").returncode == 0


@record
class About:
    """Who made a commit, when, and what it is called."""

    author: str
    date: str
    """Of the commit in UTC: ``2026-11-29``."""
    subject: str
    body: str = ""
    """What it says below its subject."""


def about(root: Path, commit: str) -> About:
    """What a commit says of itself. Raises InputError for one that is not here."""
    found = _git(root, "cat-file", "commit", commit)
    if found.returncode != 0:
        raise InputError(f"the commit {commit[:12]} is not in this clone")
    raw = found.stdout.partition(b"\n\n")[0]
    named = re.search(rb"(?m)^encoding ([\w.:-]{1,40})$", raw)
    head, _, message = _decoded(found.stdout, named[1].decode("ascii") if named else "utf-8").partition(
        "\n\n"
    )
    people = {name: rest for name, _, rest in (line.partition(" ") for line in head.split("\n")) if rest}
    author, _, _ = people.get("author", "").partition(" <")
    seconds = people.get("committer", "").rsplit(" ", 2)[-2:][0]
    date = time.strftime("%Y-%m-%d", time.gmtime(int(seconds))) if seconds.isdecimal() else ""
    subject, _, body = message.strip().partition("\n")
    return About(author, date, subject, body)


def _decoded(data: bytes, encoding: str) -> str:
    """A commit's text, as it says that it is written."""
    try:
        return data.decode(encoding, "replace")
    except (LookupError, ValueError):  # of no name that Python knows
        return data.decode("utf-8", "replace")


def is_shallow(root: Path) -> bool:
    """True for a clone that lacks the beginning of its history."""
    return _is_shallow(root)


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
        raise InputError("this needs git, and no program of that name is on PATH") from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InputError(f"git cannot be used: {type(error).__name__}") from None


class Blobs:
    """What files hold, by object id: asked of one git process, which stays open until it is closed."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, identifier: str, path: str) -> bytes | Skipped | None:
        """A file's bytes; ``Skipped``, for ``path``, where there are too many of them; None where this clone has not got
        them. After that nothing more can be read: git may have given up.

        Raises InputError where git cannot be run.
        """
        asked, said = self._opened()
        try:
            asked.write(f"{identifier}\n".encode("ascii"))
            asked.flush()
            header = said.readline().split()
            if len(header) == 3 and header[1] == b"blob" and header[2].isdigit():
                return _body(said, int(header[2]), path)
        except (OSError, ValueError):
            pass
        # "missing", or git gave up: a clone without the content tries to fetch it first, which it may not
        return None

    def close(self) -> None:
        """End the process. Another one is begun when more is read."""
        process, self._process = self._process, None
        if process is not None:
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()
            process.kill()
            process.wait()

    def _opened(self) -> tuple[IO[bytes], IO[bytes]]:
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
        return asked, said


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


def entries(root: Path, commit: str) -> Iterator[tuple[str, Entry]]:
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
        yield path[len(prefix) :], Entry(parts[0], parts[2].decode("ascii", "replace"))
