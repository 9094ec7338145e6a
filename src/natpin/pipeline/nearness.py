"""Which stacks with clusters lie nearest to a file: those whose roots share most leading folders with it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping, Sequence

from natpin.model.record import record
from natpin.pipeline.reading import ReadStack

FEW = 4
"""Roots that something is guessed to belong to when it lies in no folder of theirs."""


class Near:
    """Which stacks a file is most likely about that says of no cluster or network what it is called."""

    def __init__(self, stacks: Iterable[ReadStack]) -> None:
        self._hosts = [stack for stack in stacks if stack.has_cluster]
        self._below = by_beginning(self._hosts)
        self._known: dict[str, frozenset[int]] = {}

    def is_near(self, other: ReadStack, stack: ReadStack) -> bool:
        """Whether ``stack`` is one of those: what the file deploys; else what lies nearest to it, where that is not one of
        many."""
        root = other.stack.root
        if root not in self._known:
            found = [one for one in self._hosts if any(path == root for path, _ in one.deployed)]
            if not found:
                near = hosts_of("/".join(folders_of(root)), self._hosts, self._below)
                apart = _apart(root)
                found = (
                    []
                    if near.is_anywhere
                    else [one for one in near.stacks if one.stack.root.startswith(apart)]
                )
            self._known[root] = frozenset(map(id, found))
        return id(stack) in self._known[root]


@record
class Hosts:
    """The stacks whose clusters what lies in a folder may be about."""

    stacks: tuple[ReadStack, ...]
    guessed: bool
    """Whether each of them only may."""
    is_anywhere: bool = False
    """True where the folder says nothing at all."""


def by_beginning(hosts: Sequence[ReadStack]) -> Mapping[tuple[str, ...], Sequence[ReadStack]]:
    """By the leading folders of their roots, a few or all of them: what is near is looked up, not sought among all."""
    found: dict[tuple[str, ...], list[ReadStack]] = {}
    for stack in hosts:
        folders = folders_of(stack.stack.root)
        for depth in range(1, len(folders) + 1):
            found.setdefault(folders[:depth], []).append(stack)
    return found


def hosts_of(
    folder: str, hosts: Sequence[ReadStack], below: Mapping[tuple[str, ...], Sequence[ReadStack]]
) -> Hosts:
    """The stacks that share most leading folders with a folder; all where none shares any."""
    folders = tuple(folder.split("/"))
    depth = next((depth for depth in range(len(folders), 0, -1) if folders[:depth] in below), 0)
    near = tuple(below[folders[:depth]] if depth else hosts)
    roots = {stack.stack.root for stack in near}
    return Hosts(near, len(roots) > 1, len(roots) > FEW and not depth)


def folders_of(root: str) -> tuple[str, ...]:
    """The folders that lead to a root. One that is a file counts by its folder."""
    folders = (posixpath.dirname(root) if posixpath.splitext(root)[1] else root).split("/")
    return () if folders in (["."], [""]) else tuple(folders)


_APART = frozenset({"tests", "e2e", "examples", "example", "samples"})
"""Folders of what stands for itself. No ``test``: an environment may be called so."""


def _apart(root: str) -> str:
    """The path of the outermost folder of tests or examples that a root lies in: what is tried there is no other root's."""
    folders = folders_of(root)
    depth = next((number for number, name in enumerate(folders, 1) if name.lower() in _APART), 0)
    return "".join(f"{name}/" for name in folders[:depth])
