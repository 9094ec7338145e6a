"""Places in a workspace: whose folders are tools', what lies within what, and which ones the user named."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from natpin.model.endings import SCRIPTS

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
        ".nox",
        ".hypothesis",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        ".idea",
        ".natpin",
    }
)
"""Folders of tools, never of infrastructure. ``.terraform/modules`` is read on demand, by its manifest."""

_BUILT = ("/bin/Debug", "/bin/Release", "/obj/Debug", "/obj/Release")
"""Where .NET lays copies of files when it builds. What else lies in ``bin`` somebody may have written: scripts are kept
there, too."""

FOLDER_SUFFIXES = (".tf", ".tf.json", ".tofu", ".tofu.json", ".tfvars", ".tfvars.json")
"""Files that count by the folder they are in: a link to one is a file of the folder that holds the link."""


def is_passed_by(folder: str) -> bool:
    """True for a folder that a walk does not enter: a tool's, or one in which a build has laid copies."""
    return folder.rpartition("/")[2] in IGNORED_FOLDERS or f"/{folder}".endswith(_BUILT)


def is_built(folder: str, names: Iterable[str]) -> bool:
    """True for a folder that .NET fills when it restores a project: ``names`` are the entries in it."""
    return folder.rpartition("/")[2] == "obj" and "project.assets.json" in names


def lies_apart(path: str) -> bool:
    """True for a path within such a folder: a walk comes to it only from there."""
    return not IGNORED_FOLDERS.isdisjoint(path.split("/")) or any(f"{one}/" in f"/{path}/" for one in _BUILT)


def reads_otherwise(link: str, target: str) -> bool:
    """True where a link's name says more of what it is than its target's: ``deploy.sh`` that leads to ``x.txt``, and so is
    read under its own name as well."""
    own, other = _ending(link), _ending(target)
    return own != other and (own != "" or not other.endswith(SCRIPTS))


def _ending(path: str) -> str:
    _, dot, ending = path.rpartition("/")[2].lower().rpartition(".")
    return "" if not dot else ".yaml" if ending == "yml" else "." + ending


def within(path: str, places: Iterable[str]) -> bool:
    """True for a path that is one of the places, or lies in one."""
    return any(place == "." or path == place or path.startswith(place + "/") for place in places)


def leads_out(path: str) -> bool:
    """True for a normalised path that does not lie in the workspace, or is none at all."""
    return path.startswith(("/", "../")) or path == ".." or "\0" in path


def places_from(folders: Iterable[str], written: str) -> tuple[str, ...]:
    """The places of the workspace that a path may mean from several folders, in the order of those."""
    found = (posixpath.normpath(posixpath.join(folder, written)) for folder in folders)
    return tuple(dict.fromkeys(one for one in found if not leads_out(one)))


class Focused:
    """A workspace, as far as it knows the paths that the user named."""

    def __init__(self, focus: Iterable[str]) -> None:
        """``focus``: normalised paths, relative to the workspace; ``.`` for the workspace itself."""
        self._focus = tuple(focus)
        self._linked: set[str] = set()

    @property
    def focus(self) -> tuple[str, ...]:
        """The paths asked for, relative to the workspace; ``.`` for the workspace itself."""
        return self._focus

    def named(self, path: str) -> bool:
        """True for a file or folder under a path asked for, or under the target of a link that lies there."""
        return "." in self._focus or within(path, self._focus) or within(path, self._linked)

    def _led(self, path: str, target: str) -> None:
        """Note where a symbolic link leads (``""``: to the workspace itself). One under a path asked for makes its
        target asked for too, but a file that counts by its folder, and what the link itself lies in."""
        if (
            within(path, self._focus)
            and not path.endswith(FOLDER_SUFFIXES)
            and not within(path, [target or "."])
        ):
            self._linked.add(target)
