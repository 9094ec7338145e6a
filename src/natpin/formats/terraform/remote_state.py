"""Whose state it is that a remote state names: settings of backends, held against one another."""

from __future__ import annotations

import posixpath

from natpin.languages.hcl.ast import Literal
from natpin.languages.terraform.folder import Folder, load_folder
from natpin.languages.terraform.values import ANONYMOUS
from natpin.model.location import Location
from natpin.model.value import Unknown
from natpin.workspace import Workspace

_KEYS = ("key", "prefix", "path", "state_name", "bucket", "container_name", "storage_account_name", "name")


def keeps(root: str, backend: str, config: dict[str, object], reader: str, workspace: Workspace) -> bool:
    """True when a root's backend is where ``reader``, another root, reads this state from."""
    if backend == "local":
        path = config.get("path")
        if not isinstance(path, str):
            return False
        folder = posixpath.dirname(posixpath.normpath(posixpath.join(reader, path))) or "."
        return folder == root
    mine = _backend(load_folder(root, workspace), backend)
    if mine is None:
        return False
    told = False
    for key in _KEYS:
        one, other = mine.get(key), config.get(key)
        if one is None or other is None:
            continue
        if one != other:
            return False
        told = told or key in ("key", "prefix", "state_name")
    return told


def unknown_state(name: str, why: str, at: Location) -> Unknown:
    """What a remote state gives that is not followed, and why it is not."""
    return Unknown(f"data.terraform_remote_state.{name} {why}", at, "terraform show -json", ANONYMOUS)


def _backend(folder: Folder, kind: str) -> dict[str, object] | None:
    """The literal settings of a root's backend, if it is of this kind."""
    for block in folder.settings:
        body = block.body()
        for inner in body.blocks if body else ():
            if inner.type == "backend" and inner.labels == (kind,):
                return {
                    name: attribute.expression.value
                    for name, attribute in inner.body.attributes.items()
                    if isinstance(attribute.expression, Literal)
                }
    return None
