"""What one reader works out of many files, though little of it matters: a view that notes looks notes the little."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

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
