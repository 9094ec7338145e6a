"""Two workspaces of which most files are the same, as both sides of a change are."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar, cast
from weakref import WeakKeyDictionary

from natpin.workspace.interface import Workspace

T = TypeVar("T")

_MADE: WeakKeyDictionary[Workspace, dict[Hashable, object]] = WeakKeyDictionary()


def same_files(one: Workspace, other: Workspace) -> None:
    """From now on, what ``made_once`` makes is made once for both."""
    _MADE[one] = _MADE[other] = {}


def made_once(workspace: Workspace, key: Hashable, make: Callable[[], T]) -> T:
    """What ``make`` makes of nothing but ``key``, a file's path and bytes and what is to be made of them. Nobody may change it
    in a way that another can see."""
    made = _MADE.get(workspace)
    if made is None:
        return make()
    if key not in made:
        made[key] = make()
    return cast("T", made[key])
