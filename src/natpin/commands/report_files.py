"""Files in the workspace, written as if the runner's user had: inside it, with its owner, through no symbolic link.

The workspace is a stranger's commit and we are root: a link named ``.natpin/report.json`` may lead to the file through
which the runner takes environment variables. So every folder on the way is opened without following links, and a file
is made anew beside its name and moved over it.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path, PurePosixPath

from natpin.errors import ConfigError

_FOLDER = (
    os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


def write_files(workspace: Path, folder: str, contents: dict[str, str]) -> dict[str, str]:
    """Writes files into a folder of the workspace, made when absent; their workspace-relative paths by name.

    Raises ConfigError for a folder that is not inside, or that is reached through a link, OSError for a full disk.
    """
    parts = PurePosixPath(folder).parts
    if PurePosixPath(folder).is_absolute() or ".." in parts or "\0" in folder:
        raise ConfigError(f"the report folder {folder} is outside the workspace")
    if os.open not in os.supports_dir_fd:
        return _by_path(workspace, folder, contents)
    owner = os.stat(workspace)
    descriptor = os.open(workspace, _FOLDER)
    try:
        for part in parts:
            entered = _entered(descriptor, part, owner, folder)
            os.close(descriptor)
            descriptor = entered
        if parts:  # never committed by a later `git add .`; a folder of the user's own is left as it is
            contents = {".gitignore": "*\n", **contents} if not os.listdir(descriptor) else contents
        for name, content in contents.items():
            _write(descriptor, name, content, owner)
    finally:
        os.close(descriptor)
    base = PurePosixPath(*parts)
    return {name: str(base / name) for name in contents if name != ".gitignore"}


def _by_path(workspace: Path, folder: str, contents: dict[str, str]) -> dict[str, str]:
    """The same where a file cannot be opened from a folder's descriptor (Windows): each step is looked at by its path.
    Nobody changes the workspace meanwhile but the job itself."""
    here = workspace
    for part in PurePosixPath(folder).parts:
        here = here / part
        if here.is_symlink() or (here.exists() and not here.is_dir()):
            raise ConfigError(f"the report folder {folder} cannot be used, it is a link or no folder")
        here.mkdir(exist_ok=True)
    if here != workspace and not any(here.iterdir()):
        contents = {".gitignore": "*\n", **contents}
    for name, content in contents.items():
        fresh = here / f".{name}.{secrets.token_hex(6)}"
        fresh.write_text(content, encoding="utf-8", errors="replace", newline="\n")
        os.replace(fresh, here / name)
    base = PurePosixPath(folder)
    return {name: str(base / name) for name in contents if name != ".gitignore"}


def _entered(parent: int, name: str, owner: os.stat_result, folder: str) -> int:
    """The folder ``name`` in ``parent``."""
    try:
        try:
            os.mkdir(name, 0o755, dir_fd=parent)
        except FileExistsError:
            return os.open(name, _FOLDER, dir_fd=parent)
        made = os.open(name, _FOLDER, dir_fd=parent)
        _give(made, owner)
        return made
    except OSError as error:
        raise ConfigError(
            f"the report folder {folder} cannot be used, it is a link or no folder ({error.strerror})"
        ) from error


def _write(folder: int, name: str, content: str, owner: os.stat_result) -> None:
    fresh = f".{name}.{secrets.token_hex(6)}"
    descriptor = os.open(fresh, _NEW, 0o644, dir_fd=folder)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(content)
            file.flush()
            _give(file.fileno(), owner)
        os.rename(fresh, name, src_dir_fd=folder, dst_dir_fd=folder)
    except OSError:
        os.unlink(fresh, dir_fd=folder)
        raise


def _give(descriptor: int, owner: os.stat_result) -> None:
    """Root's file becomes the workspace owner's, so that a later checkout can remove it."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        os.fchown(descriptor, owner.st_uid, owner.st_gid)
