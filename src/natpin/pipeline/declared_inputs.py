"""The inputs that roots declare, and values of the command line that none of them takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.workspace import Workspace

_DOCUMENTS = (".md", ".mdx", ".rst", ".txt", ".adoc")
"""They speak of inputs and use none; a page that is a stack of its own is asked by itself."""


def undeclared(variables: Iterable[str], stacks: Sequence[Stack], workspace: Workspace) -> Iterator[Skipped]:
    """Values of the command line that no stack has an input for: whoever gives one believes that it counts.

    Scripts, pipelines and playbooks declare their inputs nowhere. There a name counts that any file of the workspace
    speaks of, since a sourced script, a role or a template may use it.
    """
    undeclaring = [stack.root for stack in stacks if stack.reader not in INPUTS]
    there = [n for one in stacks if one.reader in INPUTS for n in _declared(one, workspace)] if stacks else []
    known, alike = {n.lower() for n in there}, {_bare(n) for n in there}
    for name in variables if stacks else ():
        meant = _bare(name) in alike  # outboundType for outbound_type: whatever else speaks of it
        if name.lower() not in known and (
            meant or not (undeclaring and _spoken_of(name, undeclaring, workspace))
        ):
            from natpin.languages.located_yaml.checked import suggestion

            why = "no variable of this name is declared under the paths that were named"
            yield Skipped(f"<--var {name}>", f"--var {name}: {why}{suggestion(name, there)}", claims_aks=True)


def _declared(stack: Stack, workspace: Workspace) -> Iterable[str]:
    return INPUTS[stack.reader](stack.root, workspace)


def _bare(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "")


def _spoken_of(name: str, first: Iterable[str], workspace: Workspace) -> bool:
    """Whether a file has the name as a word: one of the ``first``, else any of the workspace that is no document."""
    word = re.compile(rb"(?<!\w)" + re.escape(name.encode()) + rb"(?!\w)")
    return any(
        not isinstance(data := workspace.peek(path), Skipped) and word.search(data)
        for path in chain(first, (one for one in workspace.walk() if not one.endswith(_DOCUMENTS)))
    )


def _of_terraform(root: str, workspace: Workspace) -> Iterable[str]:
    from natpin.languages.terraform.folder import load_folder

    return load_folder(root, workspace).variables


def _of_unit(root: str, workspace: Workspace) -> Iterable[str]:
    from natpin.languages.terraform.folder import load_folder
    from natpin.languages.terragrunt.units import units

    source = units(workspace).sources.get(root)
    return load_folder(source.folder, workspace).variables if source is not None and source.folder else ()


def _of_stack(root: str, workspace: Workspace) -> Iterable[str]:
    from natpin.languages.terraform_stacks.components import configuration

    return configuration(root, workspace).folder.variables


def _of_bicep(root: str, workspace: Workspace) -> Iterable[str]:
    from natpin.formats.bicep.roots import parameters_of

    return parameters_of(root, workspace)


def _of_arm(root: str, workspace: Workspace) -> Iterable[str]:
    from natpin.formats.arm.roots import parameters_of

    return parameters_of(root, workspace)


INPUTS: Mapping[str, Callable[[str, Workspace], Iterable[str]]] = {
    "terraform": _of_terraform,
    "terragrunt": _of_unit,
    "terraform-stacks": _of_stack,
    "bicep": _of_bicep,
    "arm": _of_arm,
}
"""By the reader of a root, the names of its inputs."""
