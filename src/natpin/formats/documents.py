"""The YAML documents of a file, parsed once for a workspace: a stack with questions is read many times."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from natpin.model.value import Node, Skipped, Value
from natpin.workspace import Workspace

_PARSED: WeakKeyDictionary[Workspace, dict[str, tuple[Node | Skipped, ...] | Skipped]] = WeakKeyDictionary()


def parsed(path: str, workspace: Workspace) -> tuple[Node | Skipped, ...] | Skipped:
    """Every document of a file; Skipped for one that is no text."""
    known = _PARSED.setdefault(workspace, {})
    if path not in known:
        known[path] = _parsed(path, workspace)
    return known[path]


def _parsed(path: str, workspace: Workspace) -> tuple[Node | Skipped, ...] | Skipped:
    from natpin.languages.located_yaml.documents import decode, documents  # YAML is slow to load

    data = workspace.read(path)
    literal = data if isinstance(data, Skipped) else decode(data, path)
    return literal if isinstance(literal, Skipped) else tuple(documents(literal, path))


def first(path: str, workspace: Workspace) -> Value | Skipped:
    """The first document of a file."""
    found = parsed(path, workspace)
    if isinstance(found, Skipped):
        return found
    one = found[0] if found else None
    return one if isinstance(one, Value | Skipped) else Skipped(path, "holds nothing")
