"""Parameter files, and which template they belong to.

Source of the shape: Azure Resource Manager, "Create Resource Manager parameter file".
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from natpin.formats.envsubst import in_braces
from natpin.languages import located_json as json_source
from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.value import Node, Skipped, Unknown, Value, member, members
from natpin.workspace import Workspace, found_once, worked_out

FOLDER = "parameters"
"""A folder beside a template in which its parameter files may lie."""
_OF_ENVIRONMENTS = (FOLDER, "params", "env", "environments")
"""Folders beside a template, or beside its folder, with a folder for each environment: ``parameters/prod/main.parameters.json``."""
MAX_FILES = 100
"""Parameter files looked at for one template."""


@record
class ParameterFile:
    """A parameter file, read."""

    path: str
    values: Mapping[str, Node]
    """By parameter name, case kept."""

    def fits(self, declared: Iterable[str]) -> bool:
        """True when the template has every parameter given; Azure refuses a file with others."""
        names = {name.lower() for name in declared}
        return bool(self.values) and all(name.lower() in names for name in self.values)


def read_parameters(path: str, workspace: Workspace) -> ParameterFile | Skipped:
    """A parameter file: ``{"parameters": {"name": {"value": …}}}``."""
    data = workspace.read(path)
    if isinstance(data, Skipped):
        return data
    try:
        root = json_source.parse(json_source.decode(data), path)
    except json_source.JsonError as error:
        return Skipped(
            path,
            f"is not valid JSON: {error.message}",
            Location(path, error.line, error.column),
            claims_aks=True,
        )
    written = member(members(root), "parameters")
    if not (isinstance(written, Value) and isinstance(written.data, Mapping)):
        return Skipped(path, "is not a parameter file", root.at, claims_aks=True)
    return ParameterFile(path, {name: _value(name, node) for name, node in written.data.items()})


def _value(name: str, node: Node) -> Node:
    given = members(node)
    value = member(given, "value")
    if value is not None:
        return in_braces(value)  # azd puts its environment in
    if member(given, "reference") is not None:
        return Unknown(f"parameter {name} is a secret in a key vault", node.at)
    return Unknown(f"parameter {name} has no value", node.at, "--parameters")


def beside(template: str, workspace: Workspace) -> tuple[str, ...]:
    """Files that look like parameter files of some template in the same folder."""
    folder, _ = posixpath.split(template)
    inner = posixpath.join(folder, FOLDER)
    found = [
        posixpath.join(folder, name)
        for name in workspace.listdir(folder or ".")
        if name.lower().endswith(".json") and "parameter" in name.lower()
    ]
    found += [
        posixpath.join(inner, name) for name in workspace.listdir(inner) if name.lower().endswith(".json")
    ]
    return tuple(found[:MAX_FILES])


def of_environments(
    paths: Iterable[str],
    template: str,
    siblings: Sequence[str],
    declared: Iterable[str],
    workspace: Workspace,
) -> Iterator[ParameterFile]:
    """Those of ``paths`` that are a template's own: named after it, and with no other parameters than it declares."""
    names = list(declared)
    for path in paths:
        found = read_parameters(path, workspace)
        if (
            isinstance(found, ParameterFile)
            and found.fits(names)
            and belongs(path, template, siblings, _never)
        ):
            yield found


def _never() -> bool:
    return False


def in_environments(template: str, workspace: Workspace) -> tuple[str, ...]:
    """Parameter files that are named after a template, in folders of environments beside it or beside its folder."""
    return worked_out(workspace, _named_alike, None, template)


def _named_alike(workspace: Workspace, inputs: None, template: str) -> tuple[str, ...]:
    folder = posixpath.dirname(template)
    by_folder = found_once(workspace, _by_folder)
    listed = by_folder.get(folder, ())
    if folder:
        listed += by_folder.get(posixpath.dirname(folder), ())
    return tuple(path for path in listed if _agreement(path, template))[:MAX_FILES]


def _by_folder(workspace: Workspace) -> Mapping[str, tuple[str, ...]]:
    """The JSON files in folders of environments, by the folder in which these lie."""
    found: dict[str, tuple[str, ...]] = {}
    for path in workspace.walk():
        if path.lower().endswith(".json"):
            folders = posixpath.dirname(path).split("/")
            for number in (len(folders) - 1, len(folders) - 2):
                if number >= 0 and folders[number].lower() in _OF_ENVIRONMENTS:
                    around = "/".join(folders[:number])
                    found[around] = (*found.get(around, ()), path)
                    break
    return found


def belongs(path: str, template: str, siblings: Iterable[str], fits: Callable[[], bool]) -> bool:
    """Whether a parameter file is a template's own.

    By its name: ``azuredeploy.parameters.json``, ``azuredeploy.prod.parameters.json``. One that is named after no
    template at all (``parameters.prod.json``) belongs where all of its parameters are declared.
    """
    own = _agreement(path, template)
    others = max((_agreement(path, other) for other in siblings), default=0)
    return own >= others if own else not others and fits()


def _agreement(path: str, template: str) -> int:
    """How much of its name a parameter file has from a template; 0 when it is named after another, or after none.

    ``cluster_parameters.json`` is also named after ``cluster_template.json``.
    """
    stem = posixpath.basename(template).rpartition(".")[0].lower()
    short = re.sub(r"[-_.]?template$", "", stem)
    return max(len(found) if found and _named_after(path, found) else 0 for found in (stem, short))


def _named_after(path: str, stem: str) -> bool:
    """``stem`` followed by a separator; then a parameter file's name says whose it is."""
    name = posixpath.basename(path).lower()
    return name.startswith(stem) and name[len(stem) : len(stem) + 1] in (".", "-", "_")
