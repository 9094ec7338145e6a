"""A folder with files for OpenTofu beside files for Terraform: what it declares hangs on which of the two reads it.

OpenTofu takes ``x.tofu`` in place of ``x.tf``, Terraform knows no ``.tofu`` at all. natpin reads such a folder as OpenTofu
does, and says where Terraform would find something else. Source: OpenTofu documentation, "Files and Directories":
"Extension Precedence", which names modules for both tools as what it is for.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from natpin.languages.hcl import Source, decode, top_blocks
from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.value import Skipped
from natpin.workspace import Workspace

_VERSION = ".opentofu-version"
"""Which OpenTofu works in a folder and in those below it (documentation of tenv, "OpenTofu version files")."""
_LOCK = ".terraform.lock.hcl"
_REGISTRY = b'"registry.opentofu.org/'
"""Before each provider in the lock file that ``tofu init`` writes (OpenTofu documentation, "Dependency Lock File")."""
SETTLE_BY = f"add the file {_VERSION} if OpenTofu deploys it, or lint the plan"
_OF_THE_TOOL = ("terraform", "provider")
"""Blocks that say how the tool works, and declare nothing: what mostly differs in modules for both tools."""


@record
class Apart:
    """What Terraform would find in place of a file."""

    reason: str
    at: Location
    text: str
    """All that only one of the two tools reads."""


def otherwise_for_terraform(folder: str, names: Sequence[str], workspace: Workspace) -> Iterator[Apart]:
    """What of a folder's files Terraform would read otherwise, a part for each ``.tofu``; nothing where the folder is
    OpenTofu's alone or says that it works there. ``names``: the files of the folder that one of the two reads."""
    mine = [name for name in names if name.endswith((".tofu", ".tofu.json"))]
    if len(mine) == len(names) or _is_for_opentofu(folder, workspace):
        return
    for name in mine:
        path = posixpath.normpath(posixpath.join(folder, name))
        twin = name.replace(".tofu", ".tf")
        other = posixpath.normpath(posixpath.join(folder, twin)) if twin in names else None
        there, instead = (_declared(one, workspace) if one else frozenset() for one in (path, other))
        if there != instead:
            reads = f"Terraform reads {other} instead" if other else "Terraform does not read it"
            text = "\n".join(sorted(there ^ instead))
            yield Apart(f"{path} counts in OpenTofu alone: {reads}", Location(path), text)


def _is_for_opentofu(folder: str, workspace: Workspace) -> bool:
    lock = posixpath.normpath(posixpath.join(folder, _LOCK))
    locked = workspace.read(lock) if workspace.exists(lock) else b""
    if not isinstance(locked, Skipped) and _REGISTRY in locked:
        return True
    here = posixpath.normpath(folder)
    while True:
        if workspace.exists(posixpath.normpath(posixpath.join(here, _VERSION))):
            return True
        if here in (".", "", "/") or here.startswith(".."):
            return False
        here = posixpath.dirname(here) or "."


def _declared(path: str, workspace: Workspace) -> frozenset[str]:
    """The texts of a file's blocks that declare something, without the space between words; a file of JSON whole."""
    data = workspace.read(path)
    if isinstance(data, Skipped):
        return frozenset({path})
    text, _ = decode(data)
    if path.endswith(".json"):
        return frozenset({" ".join(text.split())})
    blocks = top_blocks(Source(path, text)).blocks
    return frozenset(
        " ".join(text[one.start : one.end].split()) for one in blocks if one.type not in _OF_THE_TOOL
    )
