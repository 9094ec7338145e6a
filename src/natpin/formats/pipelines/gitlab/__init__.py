"""GitLab CI/CD whose jobs provision AKS with az: one stack a configuration, its jobs in the order of their stages.

``jobs`` says what runs; ``script`` writes each job as a part of one script, which ``formats.az`` reads as any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from natpin.formats.interface import Inputs, Read
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.workspace import Workspace, as_utf8

name = "gitlab-ci"
suffixes = (".gitlab-ci.yml", ".gitlab-ci.yaml", ".yml", ".yaml")
workloads_only = False

_SPEAKS = (b"az aks create", b"az aks update", b"az aks nodepool", b"az network nat gateway")
_NAMES = (".gitlab-ci.yml", ".gitlab-ci.yaml")


def claims(path: str, data: bytes) -> bool:
    """True for a configuration with az commands that make or change clusters and gateways, or that includes files that
    may; and for a file of jobs that one may include."""
    if path.endswith(_NAMES):
        return any(words in data for words in _SPEAKS) or b"include:" in data
    if b"script:" not in data or b"steps:" in data or b"apiVersion:" in data:
        return False
    return "gitlab" in path.lower() and any(words in data for words in _SPEAKS)


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterator[Stack | Skipped]:
    """One stack a configuration that no other includes and that reaches az commands about AKS."""
    if not claimed:
        return
    from natpin.formats.pipelines.gitlab.jobs import files

    uses = {path: files(path, workspace) for path in claimed}
    used = {other for path, others in uses.items() for other in others if other != path}
    for path in sorted(claimed):
        texts = [workspace.read(one) for one in (path, *uses[path])]
        if path not in used and any(
            words in as_utf8(text) for text in texts if isinstance(text, bytes) for words in _SPEAKS
        ):
            yield Stack(name, path)


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """What the jobs of a configuration provision."""
    from natpin.formats.pipelines.gitlab.script import parts

    yield from parts(stack.root, workspace, inputs)
