"""Azure Pipelines whose steps provision AKS with az: one stack a pipeline, its stages, jobs and steps in order.

``steps`` lists what runs, templates of the repository included; ``expressions`` says what ``${{ … }}`` and ``$(…)`` stand
for; ``script`` writes each step as a part of one script, which ``formats.az`` reads as any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from natpin.formats.documents import first
from natpin.formats.interface import Inputs, Read
from natpin.formats.pipelines.stacks import changes, may_act, stacks_of
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.workspace import Workspace, holds_any

name = "azure-pipelines"
suffixes = (".yml", ".yaml")
workloads_only = False

_FRAME = (b"steps", b"stages", b"jobs", b"extends")
_STEPS = (b"task", b"script", b"bash", b"pwsh", b"powershell", b"template")
_OTHERS = (b"apiVersion:", b"runs-on:", b"using:")
"""What Kubernetes and GitHub write in files that have steps too."""
_OF_GITLAB = (".gitlab-ci.yml", ".gitlab-ci.yaml")
"""GitLab's configurations have stages, ``extends`` and scripts too."""


def claims(path: str, data: bytes) -> bool:
    """True for a pipeline or template with az commands that make or change clusters and gateways, that names a script, or that uses templates
    that may."""
    return runs(path, data) and (may_act(data) or b"template" in data)


@lru_cache(maxsize=1)  # of each file both of what is around it ask
def runs(path: str, data: bytes) -> bool:
    """True for a pipeline or template, whatever it is about: it may deploy what other files declare."""
    if not holds_any(data, _FRAME):
        return False
    if ".github/" in path or path.endswith(_OF_GITLAB) or holds_any(data, _OTHERS):
        return False
    return holds_any(data, _STEPS)


def changes_networks(path: str, data: bytes) -> bool:
    """True for one that changes networks, which clusters of other files may use."""
    return runs(path, data) and changes(path, data)


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterator[Stack | Skipped]:
    """One stack a pipeline or template that nothing else uses and that reaches az commands about AKS."""
    if not claimed:
        return
    from natpin.formats.pipelines.azure.templates import reached

    yield from stacks_of(
        name, claimed, workspace, lambda path: reached(first(path, workspace), path, workspace)
    )


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """What the steps of a pipeline provision."""
    from natpin.formats.pipelines.azure.script import parts

    yield from parts(first(stack.root, workspace), stack.root, workspace, inputs)
