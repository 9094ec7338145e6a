"""Which folder bounds all reading, when the user does not say."""

from __future__ import annotations

from pathlib import Path


def find_root(asked: Path) -> tuple[Path, bool]:
    """The workspace that a path belongs to, and whether it was only guessed.

    The enclosing git work tree; else the current folder, when the path lies in it; else, as a guess, up to five
    folders above the path, never the home folder, nor the file system's top two levels. Beyond the path asked for,
    a guessed root gives out sources of modules and scripts alone.
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
