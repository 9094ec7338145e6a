"""What is found by looking at many files, once for all who ask."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from natpin.workspace.interface import Workspace

T = TypeVar("T")

_FOUND: WeakKeyDictionary[Workspace, dict[Hashable, Any]] = WeakKeyDictionary()


def found_once(workspace: Workspace, make: Callable[..., T], *arguments: Hashable) -> T:
    """What ``make`` makes of a workspace and of arguments, and of nothing else: made when it is asked for first. Nobody may
    change it, and it may not keep the workspace.

    Who asks counts as having looked at all that it was made of. Where only little of that matters to each who asks,
    ``worked_out`` says so.
    """
    watched = getattr(workspace, "found_once", None)
    if watched is not None:
        return cast("T", watched(make, arguments))
    known = _FOUND.setdefault(workspace, {})
    key = make, arguments
    if key not in known:
        known[key] = make(workspace, *arguments)
    return cast("T", known[key])
