"""Files that a step before natpin altered in the checkout: what is told is about them, and not about the commit.

A generated file is nobody's fault, and files that the commit does not have at all (a plan made in the job) are read on
purpose. But a result that speaks of a commit must say where it read something else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from natpin.errors import InputError
from natpin.formats.registry import is_claimed, readers_of
from natpin.git import EXECUTABLE, FILE, entries
from natpin.model.value import Skipped
from natpin.reporters import neutral, words
from natpin.workspace import FolderWorkspace

MOST_FILES = 20_000
"""Files of the commit that are looked at, by their names."""


def altered_told(root: Path, commit: str) -> str:
    """One sentence in Markdown; empty where all is as the commit has it."""
    return _told(altered(root, commit), commit, neutral.code)


def altered_noted(root: Path, commit: str) -> str:
    """The same in plain text, without its full stop."""
    return _told(altered(root, commit), commit, neutral.terminal).removesuffix(".")


def _told(found: Sequence[str], commit: str, shown: Callable[[str], str]) -> str:
    if not found:
        return ""
    named = words.joined((shown(neutral.clip(path, 100)) for path in found), 4)
    at = shown(commit[:10])
    return f"The checkout is not what commit {at} holds: {named} changed after it. This result is about the checkout."


def altered(root: Path, commit: str) -> tuple[str, ...]:
    """Paths that natpin reads, and whose content is not what the commit says; gone ones too."""
    if not commit:
        return ()
    try:
        return tuple(_altered(root, commit))
    except InputError:
        return ()  # the comparison itself says so


def _altered(root: Path, commit: str) -> Iterator[str]:
    tree = FolderWorkspace(root, root)
    looked = 0
    for path, entry in entries(root, commit):
        if not readers_of(path) or entry.mode not in (FILE, EXECUTABLE):
            continue
        looked += 1
        if looked > MOST_FILES:
            return
        data = tree.peek(path)
        if isinstance(data, Skipped):
            if not (root / path).exists():
                yield path
        elif not _is(data, entry.id) and is_claimed(path, data):
            yield path


def _is(data: bytes, identifier: str) -> bool:
    """Whether git knows this content under this id; line ends may be the checkout's. Source: Git, "Git Objects"."""
    return any(_hashed(each, len(identifier)) == identifier for each in (data, data.replace(b"\r\n", b"\n")))


def _hashed(data: bytes, length: int) -> str:
    blob = b"blob %d\0" % len(data) + data
    if length == 64:
        return hashlib.sha256(blob).hexdigest()
    return hashlib.sha1(blob, usedforsecurity=False).hexdigest()
