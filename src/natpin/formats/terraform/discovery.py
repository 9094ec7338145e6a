"""The stacks of a workspace: root modules with their inputs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from natpin.formats.interface import Inputs
from natpin.formats.terraform.environments import belonging, combinations, strays
from natpin.formats.terraform.roots import roots, survey
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.workspace import Workspace, names_root

NAME = "terraform"


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterator[Stack | Skipped]:
    """Every root that bears on AKS egress: with the variable files named by the user, or each of those found."""
    if not claimed:
        return
    layout = survey(workspace)
    found = roots(claimed, workspace, layout)
    elsewhere = strays(found, layout, workspace)
    asked = [root for root in found if names_root(root, workspace)] if inputs.var_files else []
    for root in found:
        if root in asked:
            named = inputs.var_files if len(asked) == 1 else belonging(root, inputs.var_files, workspace)
            yield Stack(NAME, root, named)
            continue
        for files in combinations(root, layout, workspace, elsewhere.get(root, ())):
            yield Stack(NAME, root, files)
