"""What an earlier ``natpin adopt --write`` left in its folder: what is remembered of it, and what must not stay as it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from natpin.commands.emitting import LANGUAGES
from natpin.config import discover
from natpin.errors import ConfigError, InputError
from natpin.provision.entries import parse_egress
from natpin.workspace import FolderWorkspace

FORMER = ".former"
"""What is added to the name of code that does not hold any more: no tool takes such a file for code, and nothing is lost."""
MARK = "# natpin adopt: "
"""How the lines begin that say where a file stands among the others."""
_MOVING = re.compile(rf"{MARK}stage [0-9]{{1,3}} of [0-9]{{1,3}}, (move-[0-9]{{1,3}}|retire)\n")
_WRITTEN = "as natpin plan --emit"
"""In the first lines of all code that natpin writes."""


def promised(folder: Path, workspace: FolderWorkspace) -> tuple[str, str]:
    """The last day that the present IPs are promised, as the stage *retire* of an earlier run has it, and the file that says
    so. Both are empty where none says one.

    Raises ConfigError where that file cannot be read: a day that nobody can see is not a day that has passed.
    """
    for path in sorted(folder.glob("[0-9]*-retire.yaml")):
        name = workspace.admit(path.resolve())
        try:
            entries = parse_egress(discover(workspace, name).sections.get("egress"))
        except ConfigError as error:
            raise ConfigError(
                f"{error} (whether IPs are promised for longer stands there: mend the file, or give --promised-until DAY)"
            ) from None
        days = [each.after for entry in entries.values() for each in entry.retired]
        if days:
            return max(days), str(path.relative_to(workspace.root))
    return "", ""


def moving_stage(file: Path) -> str:
    """The stage that a file of natpin's own is about, if it is one in which somebody leaves the present IPs; else nothing."""
    try:
        with file.open(encoding="utf-8", errors="replace") as opened:
            found = _MOVING.match(opened.read(200))
    except OSError:
        return ""
    return found[1] if found is not None else ""


def set_aside(folder: Path, written: Collection[str]) -> tuple[list[str], list[str]]:
    """Rename the code of earlier runs that this one has not written (its stage is done, is blocked, or is no more; or it is of
    another language): the new names, below the folder, and the names of what stays. What natpin did not write stays, and so
    does code that Terraform was run with: without it, a run there would delete what it made. Raises InputError."""
    renamed, staying = [], []
    for path in _code(folder):
        name = path.relative_to(folder).as_posix()
        if name in written:
            continue
        if (path.parent / ".terraform").exists() or any(path.parent.glob("*.tfstate")):
            staying.append(name)
            continue
        try:
            path.rename(path.with_name(path.name + FORMER))
        except OSError as error:
            raise InputError(f"cannot rename {path}: {error.strerror}") from error
        renamed.append(name + FORMER)
    return renamed, staying


def _code(folder: Path) -> Iterator[Path]:
    """Files in the folders of stages that natpin wrote as code: the main file, and the modules that a Bicep file names."""
    for main in sorted(folder.glob("[0-9]*-*/*")):
        if main.name not in LANGUAGES.values() or main.is_symlink() or not main.is_file():
            continue
        try:
            text = main.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        if _WRITTEN not in text[:1000]:
            continue
        yield main
        for module in sorted(main.parent.glob("*.bicep")):
            if module != main and f"'{module.name}'" in text and not module.is_symlink():
                yield module
