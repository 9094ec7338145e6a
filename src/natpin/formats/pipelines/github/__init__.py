"""GitHub workflows whose steps provision AKS with az: one stack a workflow, its jobs and steps in order.

``steps`` lists what runs, local actions and called workflows included; ``expressions`` says what ``${{ … }}`` stands for;
``script`` writes each step as a part of one script, which ``formats.az`` reads as any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from natpin.formats.documents import first
from natpin.formats.interface import Inputs, Read
from natpin.formats.pipelines.stacks import changes, may_act, stacks_of
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.workspace import Workspace

name = "github-workflow"
suffixes = (".yml", ".yaml")
workloads_only = False

FOLDER = ".github/workflows/"
_ACTIONS = ("/action.yml", "/action.yaml")


def claims(path: str, data: bytes) -> bool:
    """True for a workflow or composite action with az commands that make or change clusters and gateways, that names a script, or that uses
    local actions and workflows that may."""
    if not _is_workflow(path) and not (path.endswith(_ACTIONS) and b"composite" in data):
        return False
    return may_act(data) or (b"uses" in data and b"./" in data)


def runs(path: str, data: bytes) -> bool:
    """True for a workflow, whatever it is about: it may deploy what other files declare."""
    return _is_workflow(path)


def _is_workflow(path: str) -> bool:
    return FOLDER in f"/{path}"


def changes_networks(path: str, data: bytes) -> bool:
    """True for one that changes networks, which clusters of other files may use."""
    return runs(path, data) and changes(path, data)


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterator[Stack | Skipped]:
    """One stack a workflow or action that nothing else uses and that reaches az commands about AKS."""
    if not claimed:
        return
    from natpin.formats.pipelines.github.local import reached

    yield from stacks_of(name, claimed, workspace, lambda path: reached(first(path, workspace), workspace))


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """What the steps of a workflow provision."""
    from natpin.formats.pipelines.github.script import parts

    yield from parts(first(stack.root, workspace), stack.root, workspace, inputs)
