"""Workspaces of which most files are the same, as both sides of a change are, or one commit after the other."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from natpin.workspace.interface import Workspace

T = TypeVar("T")


class Made:
    """What ``made_once`` made: all of it, or what was used last."""

    def __init__(self, most: int | None = None) -> None:
        """``most``: so many are kept; None for all."""
        self._made: dict[Hashable, Any] = {}
        self._most = most

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What ``make`` makes, or made before."""
        found = self._made.pop(key, None)
        if found is None:
            found = make()
            if self._most is not None and len(self._made) >= self._most:
                del self._made[next(iter(self._made))]
        self._made[key] = found  # the last used are the last
        return cast("T", found)


_MADE: WeakKeyDictionary[Workspace, Made] = WeakKeyDictionary()


def same_files(*workspaces: Workspace, made: Made | None = None) -> None:
    """From now on, what ``made_once`` makes is made once for all of them, and is found in ``made``."""
    made = made or Made()
    for one in workspaces:
        _MADE[one] = made


def alike(workspace: Workspace, view: Workspace) -> None:
    """From now on, what ``made_once`` makes for a workspace is that of a view of it."""
    if (made := _MADE.get(workspace)) is not None:
        _MADE[view] = made


def made_once(workspace: Workspace, key: Hashable, make: Callable[[], T]) -> T:
    """What ``make`` makes of nothing but ``key``, a file's path and bytes and what is to be made of them. Nobody may change it
    in a way that another can see."""
    made = _MADE.get(workspace)
    return make() if made is None else made.once(key, make)
