"""Terragrunt's files parsed, each once for a workspace."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from natpin.languages.hcl import HclError, Source, decode, parse_body
from natpin.languages.hcl.ast import Body
from natpin.languages.hcl.tfjson import json_values
from natpin.model.value import Skipped
from natpin.workspace import Workspace

_PARSED: WeakKeyDictionary[Workspace, dict[str, Body | Skipped]] = WeakKeyDictionary()


def parsed(path: str, workspace: Workspace) -> Body | Skipped:
    """What a file holds, parsed once for each workspace."""
    known = _PARSED.setdefault(workspace, {})
    if path not in known:
        known[path] = _parsed(path, workspace)
    return known[path]


def _parsed(path: str, workspace: Workspace) -> Body | Skipped:
    data = workspace.read(path)
    if isinstance(data, Skipped):
        return Skipped(path, data.reason)
    source = Source(path, decode(data)[0])
    try:
        return json_values(source) if path.endswith(".json") else parse_body(source)
    except HclError as error:
        return Skipped(path, f"cannot be parsed: {error.message}", source.location(error.offset))
