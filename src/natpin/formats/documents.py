"""The documents of a file, YAML or JSON, parsed once for a workspace: a stack with questions is read many times."""

from __future__ import annotations

from collections.abc import Iterator
from weakref import WeakKeyDictionary

from natpin.model.location import Location
from natpin.model.value import Node, Skipped, Value, dig, items, text
from natpin.workspace import Workspace, made_once

_PARSED: WeakKeyDictionary[Workspace, dict[str, tuple[Node | Skipped, ...] | Skipped]] = WeakKeyDictionary()


def parsed(path: str, workspace: Workspace) -> tuple[Node | Skipped, ...] | Skipped:
    """Every document of a file; Skipped for one that is no text."""
    known = _PARSED.setdefault(workspace, {})
    if path not in known:
        known[path] = _parsed(path, workspace)
    return known[path]


def _parsed(path: str, workspace: Workspace) -> tuple[Node | Skipped, ...] | Skipped:
    data = workspace.read(path)
    key = "documents", path, data if isinstance(data, bytes) else None
    return made_once(workspace, key, lambda: _made(path, data))


def _made(path: str, data: bytes | Skipped) -> tuple[Node | Skipped, ...] | Skipped:
    from natpin.languages.located_yaml.documents import decode, documents  # YAML is slow to load

    if path.lower().endswith(".json") and not isinstance(data, Skipped):
        return _of_json(data, path)
    literal = data if isinstance(data, Skipped) else decode(data, path)
    return literal if isinstance(literal, Skipped) else tuple(documents(literal, path))


def _of_json(data: bytes, path: str) -> tuple[Node | Skipped, ...]:
    """The one document of a JSON file; why it is none, for what kubectl takes too: several, one after the other."""
    from natpin.languages.located_json import JsonError, decode, parse

    try:
        return (parse(decode(data), path),)
    except JsonError as error:
        at = Location(path, error.line, error.column)
        return (Skipped(path, f"is not a single JSON document: {error.message}", at),)


def listed(document: Node) -> Iterator[Node]:
    """A document, or the items of a List."""
    if (text(dig(document, "kind")) or "").endswith("List"):
        yield from items(dig(document, "items"))
    else:
        yield document


def first(path: str, workspace: Workspace) -> Value | Skipped:
    """The first document of a file."""
    found = parsed(path, workspace)
    if isinstance(found, Skipped):
        return found
    one = found[0] if found else None
    return one if isinstance(one, Value | Skipped) else Skipped(path, "holds nothing")
