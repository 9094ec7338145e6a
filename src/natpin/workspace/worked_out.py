"""What is made of many files, and how a view that notes looks notes that: ``found_once`` as looks at all of them, for all who
ask; ``worked_out`` as the answer itself, where little of what was looked at matters."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from natpin.workspace.interface import Workspace

T = TypeVar("T")


def worked_out(workspace: Workspace, make: Callable[..., T], inputs: Any, *arguments: Hashable) -> T:
    """What ``make`` makes of a workspace, of the inputs, and of arguments: of nothing else. Who only wants to know whether a
    reader would find the same again asks for this anew, and not for all files that it is made of: so it has to be data that
    can be compared, and nobody may change it. ``make`` sees to it that its work is done once for a workspace."""
    watched = getattr(workspace, "worked_out", None)
    if watched is not None:
        found: T = watched(make, inputs, arguments)
        return found
    return make(workspace, inputs, *arguments)


_FOUND: WeakKeyDictionary[Workspace, dict[Hashable, Any]] = WeakKeyDictionary()


def found_before(workspace: Workspace, found: T, make: Callable[..., T], *arguments: Hashable) -> None:
    """What ``found_once`` is to give, where another process has made it. One that watches makes it itself."""
    if getattr(workspace, "found_once", None) is None:
        _FOUND.setdefault(workspace, {})[make, arguments] = found


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
