"""What ``make`` runs that a step of a pipeline calls: the recipes of its targets, as texts of bash."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from natpin.formats.az.bash.makefiles import Asked, Made, Maker, Recipe
from natpin.formats.az.running import may_be
from natpin.formats.pipelines.holes import Holes
from natpin.formats.pipelines.make.rules import makefile
from natpin.formats.pipelines.make.script import Writer
from natpin.formats.pipelines.make.variables import Variables
from natpin.model.location import Location
from natpin.workspace import Workspace, leads_out

NAMES = ("GNUmakefile", "makefile", "Makefile")
"""In the order in which make looks for them (GNU make manual, "What Name to Give Your Makefile")."""
MAX_RUNS = 100
"""Of one pipeline."""


def maker(workspace: Workspace, holes: Holes) -> Maker:
    """What runs a Makefile of the workspace. ``holes``: the pipeline's, for what only make works out."""
    runs = 0

    def made(folder: str, asked: Asked, given: Mapping[str, str]) -> Made | None:
        nonlocal runs
        runs += 1
        path = _path(folder, asked, workspace) if runs <= MAX_RUNS else None
        if path is None:
            return None
        opened = {name for name, text in given.items() if "$" in text}
        known = {name: text for name, text in given.items() if name not in opened}
        found = makefile(path, workspace, known, opened, asked.environment)
        if any("$" in target or target not in found.recipes for target in asked.targets):
            return None
        environment = frozenset(asked.environment) - given.keys()
        number = len(holes.by_name) + runs
        variables = Variables(path, found, given, holes, environment, number)
        writer = Writer(path, found, workspace, variables, start=posixpath.dirname(path))
        recipes = [
            Recipe(
                part.file or path,
                part.row,
                part.text,
                part.indent,
                part.turn is not None and part.turn.may_fail,
            )
            for part in writer.made(asked.targets)
        ]
        elsewhere = [(line.text.strip(), Location(line.path, line.row + 1)) for line in found.elsewhere]
        return Made(path, recipes, elsewhere)

    return made


def _path(folder: str, asked: Asked, workspace: Workspace) -> str | None:
    names = (asked.file,) if asked.file else NAMES
    for base in may_be(folder):
        for name in names:
            path = posixpath.normpath(posixpath.join(base, asked.folder, name))
            if not leads_out(path) and workspace.exists(path):
                return path
    return None
