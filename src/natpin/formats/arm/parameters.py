"""Parameter files, and which template they belong to.

Source of the shape: Azure Resource Manager, "Create Resource Manager parameter file".
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping

from natpin.formats.envsubst import in_braces
from natpin.languages import located_json as json_source
from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.value import Node, Skipped, Unknown, Value, member, members
from natpin.workspace import Workspace

FOLDER = "parameters"
"""A folder beside a template in which its parameter files may lie."""
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
