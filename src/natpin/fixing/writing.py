"""Writes mended files: each in one piece, none outside of the workspace, none through a symbolic link.

The commit that is mended may hold links, and may change while it is read: a file is written only where it stands itself,
and only while it holds the bytes that were read.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from natpin.model.value import Skipped
from natpin.workspace import Workspace

_TEMPORARY = ".natpin-fix"


def write_all(root: Path, workspace: Workspace, changed: Mapping[str, bytes]) -> dict[str, str]:
    """Write every file; by path, why one was not written."""
    refused = {}
    for path, data in changed.items():
        was = workspace.read(path)
        why = "was not read" if isinstance(was, Skipped) else _write(root, path, was, data)
        if why is not None:
            refused[path] = why
    return refused


def _write(root: Path, path: str, was: bytes, data: bytes) -> str | None:
    target = root / path
    try:
        # a folder on the way may be a link as well
        if Path(os.path.realpath(target)) != Path(os.path.realpath(root)) / path:
            return "is reached by a symbolic link; fix the file that it leads to"
        mode = os.lstat(target).st_mode
        if not stat.S_ISREG(mode):
            return "is not a regular file"
        if target.read_bytes() != was:
            return "has changed since it was read; run natpin fix again"
        _replace(target, data, stat.S_IMODE(mode))
    except OSError as error:
        return f"cannot be written: {error.strerror or error}"
    return None


def _replace(target: Path, data: bytes, mode: int) -> None:
    """A new file beside the old one, which then takes its place. Raises OSError."""
    beside = target.with_name(f"{target.name[:100]}{_TEMPORARY}-{os.getpid()}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(beside, flags, 0o600)
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        os.chmod(beside, mode)
        os.replace(beside, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(beside)
        raise
