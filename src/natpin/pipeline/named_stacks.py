"""The stacks that a team named in natpin.yaml take the place of those that are found."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence

from natpin.config import Environment
from natpin.formats.interface import Inputs
from natpin.model.record import replace
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.workspace import Workspace, names_root

Found = tuple[Stack, Inputs]
"""A stack, and the inputs it is read with."""


def named(
    found: Iterable[Stack | Skipped],
    reader: str,
    claimed: Sequence[str],
    environments: Sequence[Environment],
    inputs: Inputs,
    workspace: Workspace,
) -> Iterator[Found | Skipped]:
    """The stacks of one reader: for each root that the team named, its environments, whatever was found for it.

    The value files of the command line are for the paths of the command line. Single variables are for every root that
    declares them.
    """
    elsewhere = replace(inputs, var_files=(), parameters=())
    told: set[str] = set()
    for stack in found:
        if isinstance(stack, Skipped):
            yield stack
            continue
        mine = [one for one in environments if one.root == (stack.root or ".")]
        if not mine:
            yield stack, inputs if names_root(stack.root, workspace) else elsewhere
        elif stack.root not in told:
            told.add(stack.root)
            yield from (_stack(one, reader, stack.root, inputs) for one in mine)
    for root in dict.fromkeys(one.root for one in environments):
        # a module that others call is a root when the team says so
        if root not in told and any(_holds(root, path) for path in claimed):
            yield from (_stack(one, reader, root, inputs) for one in environments if one.root == root)


def _holds(root: str, path: str) -> bool:
    return path == root or (path.endswith((".tf", ".tf.json")) and (posixpath.dirname(path) or ".") == root)


def _stack(environment: Environment, reader: str, root: str, inputs: Inputs) -> Found:
    own = replace(
        inputs,
        var_files=environment.var_files,
        parameters=environment.parameters,
        variables={**environment.variables, **inputs.variables},
        terraform_workspace=inputs.terraform_workspace or environment.workspace,
    )
    files = (*environment.var_files, *environment.parameters)
    return Stack(reader, root, files, environment.name), own


def is_asked_for(stack: Stack, workspace: Workspace) -> bool:
    """Whether the user named a stack's root, a script that deploys it, or what runs one of these."""
    by = (*stack.scripts, *(() if stack.deployed_at is None else (stack.deployed_at.path,)))
    if names_root(stack.root, workspace) or any(map(workspace.named, by)):
        return True
    scripts = (*by, *((stack.root,) if stack.reader in _OF_SCRIPTS else ()))
    if not scripts:
        return False
    from natpin.pipeline.run_by_named import is_run_by_named

    return any(is_run_by_named(path, workspace) for path in scripts)


_OF_SCRIPTS = ("az", "az-powershell")
"""Readers whose roots are scripts."""


def missing(
    environments: Sequence[Environment], workspace: Workspace, there: Iterable[str]
) -> Iterator[Skipped]:
    """Roots that the team named, that lie under the paths asked for, and of which nothing was read."""
    roots = set(there)
    for environment in {one.root: one for one in environments}.values():
        root = environment.root
        if root not in roots and names_root(root, workspace):
            reason = f"stacks: nothing about AKS or its egress was found in the root {root}"
            yield Skipped(environment.at.path, reason, environment.at)


def with_their_names(skipped: Iterable[Skipped], environments: Sequence[Environment]) -> Iterator[Skipped]:
    """Files that could not be read; of value files that the team named and that are not there, by whom and for what."""
    named = {path: one for one in environments for path in (*one.var_files, *one.parameters)}
    for each in skipped:
        environment = named.get(each.path)
        if environment is None or not each.reason.startswith("no such file"):
            yield each
            continue
        reason = f"stacks: the value file {each.path} of {environment.name} is not there: write its path from the root of the repository"
        yield replace(each, path=environment.at.path, reason=reason, at=environment.at)
