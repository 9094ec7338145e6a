"""Which file a command means where several are called alike: one that it names with its folder is that one, wherever the
command runs.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Mapping, Sequence

from natpin.workspace import Workspace

Namesakes = Mapping[str, Collection[str]]
"""By file name, the files of the workspace that are called so."""

_WORD = re.compile(r"[^\s\"'=:,;()<>|&]+")
_OPEN = re.compile(r"[$*?{}\[\]`%]|\A\.{0,2}\Z")
"""What leaves open which folder is meant: a variable, a pattern, a step up."""


def namesakes(watched: Sequence[str], workspace: Workspace) -> Namesakes:
    """The files that are called as one of ``watched``."""
    found: dict[str, set[str]] = {posixpath.basename(path): set() for path in watched}
    for path in workspace.walk():
        if (name := posixpath.basename(path)) in found:
            found[name].add(path)
    return found


def without_others(said: str, watched: Collection[str], alike: Namesakes) -> str:
    """A text without the files that it names by their folders and that are none of ``watched``."""
    return _WORD.sub(lambda word: " " if _is_another(word[0], watched, alike) else word[0], said)


def _is_another(word: str, watched: Collection[str], alike: Namesakes) -> bool:
    """Whether a word is the path of a file that is here and not watched. The folders before those of the workspace may be
    where it was checked out (``repo/infra/main.tf``), so that the longest end that names a file tells which one is meant."""
    parts = [part for part in word.replace("\\", "/").split("/") if part != "."]
    here = alike.get(parts[-1], ()) if parts else ()
    if not here:
        return False
    first = next((at + 1 for at in range(len(parts) - 2, -1, -1) if _OPEN.search(parts[at])), 0)
    for start in range(first, len(parts) - 1):
        end = "/".join(parts[start:])
        named = [path for path in here if path == end or path.endswith(f"/{end}")]
        if named:
            return not any(path in watched for path in named)
    return False
