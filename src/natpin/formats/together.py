"""Which files belong to one stack: objects refer to one another by name, whatever folder they are written in.

The files of a folder are one stack, with the files elsewhere that declare what they refer to. A name that two other
folders declare (a copy for each environment) belongs to neither: nobody can tell which is applied with this one. Nor does what the
folder of another environment declares.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from natpin.model.environments import environments_in
from natpin.model.record import record
from natpin.workspace import Workspace

T = TypeVar("T")


@record
class Group:
    """Files whose objects refer to one another."""

    root: str
    """Of the files that declare a cluster, or else of all, the first that the user named; the first where none is."""
    files: tuple[str, ...]


def groups(
    found: Mapping[str, Sequence[T]],
    key: Callable[[T], Hashable],
    wanted: Callable[[T], Iterable[Hashable]],
    is_cluster: Callable[[T], bool],
    workspace: Workspace,
) -> tuple[Group, ...]:
    """The groups that files make, by path; sorted by their roots. ``key`` identifies an object, ``wanted`` gives the keys
    of those that one refers to."""
    folders: dict[str, list[str]] = {}
    for path in sorted(found):
        folders.setdefault(posixpath.dirname(path), []).append(path)
    declared: dict[Hashable, set[str]] = {}
    for path, objects in found.items():
        for one in objects:
            declared.setdefault(key(one), set()).add(posixpath.dirname(path))
    joined = _Joined(folders)
    for folder, paths in folders.items():
        for sought in (each for path in paths for one in found[path] for each in wanted(one)):
            homes = declared.get(sought, set())
            if folder not in homes and len(homes) == 1 and not apart(folder, *homes):
                joined.join(folder, next(iter(homes)))
    made = []
    for paths in joined.groups():
        makes = [path for path in paths if any(is_cluster(one) for one in found[path])]
        made.append(Group(root_of(makes or paths, workspace), tuple(paths)))
    return tuple(sorted(made, key=lambda group: group.root))


def root_of(paths: Sequence[str], workspace: Workspace) -> str:
    """The file by which a stack of several is known: one that is named is judged, whichever comes first."""
    return next((path for path in paths if workspace.named(path.rstrip("/"))), paths[0])


def apart(folder: str, other: str) -> bool:
    """True for folders of two environments: what dev declares is never lent to prod."""
    mine, its = environments_in(folder)[-1:], environments_in(other)[-1:]
    return bool(mine and its and mine != its)


class _Joined:
    """Folders that belong together: a union of sets."""

    def __init__(self, folders: Mapping[str, Sequence[str]]) -> None:
        self._folders = folders
        self._above = {folder: folder for folder in folders}

    def _top(self, folder: str) -> str:
        while self._above[folder] != folder:
            folder = self._above[folder]
        return folder

    def join(self, one: str, other: str) -> None:
        first, second = sorted((self._top(one), self._top(other)))
        self._above[second] = first

    def groups(self) -> Iterator[list[str]]:
        """The files of each set."""
        together: dict[str, list[str]] = {}
        for folder in self._folders:
            together.setdefault(self._top(folder), []).extend(self._folders[folder])
        yield from together.values()
