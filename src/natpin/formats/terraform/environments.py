"""Which variable files go with which root, by what people do.

Every root and each of its environments is a stack of its own. A variable file belongs to a root when it sets the
root's variables and lies in the root, in a folder of it, or in a folder beside it that holds no Terraform. Files that
set different variables belong together; files that set the same ones are alternatives. ``common.tfvars`` and its like
are part of every environment.
"""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from natpin.formats.terraform.inputs import auto_loaded, read_values
from natpin.formats.terraform.roots import Layout
from natpin.languages.terraform.folder import Folder, load_folder
from natpin.model.value import Skipped
from natpin.workspace import Workspace

_COMMON = frozenset({"common", "global", "globals", "base", "default", "defaults", "shared", "all"})
_SAMPLES = frozenset(
    {"example", "sample", "template", "terraform.example", "example.terraform", "sample.terraform"}
)


def combinations(
    root: str, layout: Layout, workspace: Workspace, more: Sequence[str] = ()
) -> list[tuple[str, ...]]:
    """The input files of each stack of a root; the empty tuple is the root by itself.

    ``more`` are files from elsewhere that fit this root alone (see ``strays``).
    """
    folder = load_folder(root, workspace)
    candidates = [*_candidates(root, layout), *more]
    sets = {path: keys for path in candidates if (keys := _keys(path, folder, workspace))}
    stems = {path: _stem(path) for path in sets}
    samples = [path for path in sets if stems[path] in _SAMPLES]
    environments = [path for path in sets if path not in samples] or samples
    common = [path for path in environments if stems[path] in _COMMON]
    if len(common) < len(environments):
        environments = [path for path in environments if path not in common]
    else:
        common = []
    groups = [(*common, *group) for group in _grouped(environments, sets)]
    missing = _missing(root, folder, workspace)
    settled = {key for path in environments for key in sets[path]}
    if not groups or not missing & settled:
        groups.insert(0, ())
    return groups


def strays(roots: Sequence[str], layout: Layout, workspace: Workspace) -> dict[str, list[str]]:
    """Variable files that lie near no root, each with the only root that declares all of what it sets."""
    near: dict[str, list[str]] = {}
    for root in roots:
        for path in _candidates(root, layout):
            near.setdefault(path, []).append(root)
    found: dict[str, list[str]] = {}
    for path in layout.values:
        if _nearest(posixpath.dirname(path) or ".", layout) is not None:
            continue
        # one beside a root that it sets nothing of is none of that root's
        if any(_keys(path, load_folder(root, workspace), workspace) for root in near.get(path, ())):
            continue
        body = read_values(path, workspace)
        keys = frozenset() if isinstance(body, Skipped) else frozenset(body.attributes)
        fitting = [root for root in roots if keys and keys <= load_folder(root, workspace).variables.keys()]
        if len(fitting) == 1 and fitting[0] not in near.get(path, ()):
            found.setdefault(fitting[0], []).append(path)
    return found


def belonging(root: str, named: Sequence[str], workspace: Workspace) -> tuple[str, ...]:
    """Of the variable files named by the user, those that set a variable of this root."""
    folder = load_folder(root, workspace)
    return tuple(path for path in named if _keys(path, folder, workspace, exactly=False))


def _stem(path: str) -> str:
    return posixpath.basename(path).removesuffix(".json").removesuffix(".tfvars").lower()


def _candidates(root: str, layout: Layout) -> list[str]:
    """Variable files in a root, in its folders that are no roots themselves, and in folders beside it."""
    found = []
    above = posixpath.dirname(root) if root not in (".", "") else None
    for path in layout.values:
        folder = posixpath.dirname(path) or "."
        automatic = posixpath.basename(path).endswith(
            (".auto.tfvars", ".auto.tfvars.json")
        ) or posixpath.basename(path) in ("terraform.tfvars", "terraform.tfvars.json")
        if folder == root:
            if not automatic:
                found.append(path)
        elif folder not in layout.calls and (
            _nearest(folder, layout) == root
            or (above is not None and _nearest(folder, layout) is None and _inside(folder, above or "."))
        ):
            found.append(path)
    return found


def _inside(folder: str, above: str) -> bool:
    return above == "." or folder == above or folder.startswith(above + "/")


def _nearest(folder: str, layout: Layout) -> str | None:
    """The Terraform folder that a folder lies in."""
    while True:
        if folder in layout.calls:
            return folder
        if folder in (".", ""):
            return None
        folder = posixpath.dirname(folder) or "."


def _keys(path: str, folder: Folder, workspace: Workspace, exactly: bool = True) -> frozenset[str]:
    """The root's variables that a file sets; none when it seems to be meant for another root."""
    body = read_values(path, workspace)
    if isinstance(body, Skipped):
        return frozenset()
    keys = frozenset(body.attributes)
    known = keys & folder.variables.keys()
    if exactly and 2 * len(known) < len(keys):
        return frozenset()
    return known


def _grouped(paths: list[str], sets: dict[str, frozenset[str]]) -> list[tuple[str, ...]]:
    """Files of one folder that set different variables make one environment; others are one each."""
    folders: dict[str, list[str]] = {}
    for path in paths:
        folders.setdefault(posixpath.dirname(path), []).append(path)
    groups: list[tuple[str, ...]] = []
    for members in folders.values():
        seen: set[str] = set()
        apart = True
        for path in members:
            apart = apart and not seen & sets[path]
            seen |= sets[path]
        if len(members) > 1 and apart:
            groups.append(tuple(members))
        else:
            groups.extend((path,) for path in members)
    return groups


def _missing(root: str, folder: Folder, workspace: Workspace) -> set[str]:
    """Variables without a default that no automatic file sets."""
    given: set[str] = set()
    for path in auto_loaded(root, workspace):
        body = read_values(path, workspace)
        if not isinstance(body, Skipped):
            given |= body.attributes.keys()
    missing: set[str] = set()
    for name, declared in folder.variables.items():
        body_of = declared.body()
        if name not in given and body_of is not None and "default" not in body_of.attributes:
            missing.add(name)
    return missing
