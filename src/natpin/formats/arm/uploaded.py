"""Linked templates that are told by an address which only a deployment knows: ``concat(parameters('storageUri'), '/vnets.json')``.

People upload the files of a folder (``nestedtemplates``) side by side to where the address leads.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from natpin.workspace import Workspace, found_once, worked_out


def uploaded_from(place: str, workspace: Workspace) -> str:
    """Where the file lies that an address means: at ``place``, where the template itself would be uploaded beside it, else the
    one of its name in a folder right below, if there is one alone; ``place`` where there is none."""
    return place if workspace.exists(place) else worked_out(workspace, _below, None, place)


def _below(workspace: Workspace, inputs: None, place: str) -> str:
    folder, name = posixpath.split(place)
    found = found_once(workspace, _by_name).get(name.lower(), ())
    right_below = [
        path
        for path in found
        if posixpath.dirname(posixpath.dirname(path)) == folder != posixpath.dirname(path)
    ]
    return right_below[0] if len(right_below) == 1 else place


def _by_name(workspace: Workspace) -> Mapping[str, tuple[str, ...]]:
    """The JSON files of a workspace by their names, lower case."""
    found: dict[str, tuple[str, ...]] = {}
    for path in workspace.walk():
        if path.lower().endswith((".json", ".jsonc")):
            name = posixpath.basename(path).lower()
            found[name] = (*found.get(name, ()), path)
    return found
