"""GitLab CI/CD whose jobs provision AKS with az: one stack a configuration, its jobs in the order of their stages.

``jobs`` says what runs; ``script`` writes each job as a part of one script, which ``formats.az`` reads as any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from natpin.formats.interface import Inputs, Read
from natpin.formats.pipelines.stacks import changes, may_act, stacks_of
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.workspace import Workspace

name = "gitlab-ci"
suffixes = (".gitlab-ci.yml", ".gitlab-ci.yaml", ".yml", ".yaml")
workloads_only = False

_NAMES = (".gitlab-ci.yml", ".gitlab-ci.yaml")


def claims(path: str, data: bytes) -> bool:
    """True for a configuration with az commands that make or change clusters and gateways, that names a script, or that includes files that
    may; and for a file of jobs that one may include."""
    if path.endswith(_NAMES):
        return may_act(data) or b"include" in data
    if "gitlab" not in path.lower() or b"script" not in data:
        return False
    return b"steps:" not in data and b"apiVersion:" not in data and may_act(data)


def takes_in(claimed: Sequence[str], workspace: Workspace) -> Iterator[str]:
    """The files that configurations include, or start as pipelines of their own, whatever they are called."""
    if not claimed:
        return
    from natpin.formats.pipelines.gitlab.configurations import files

    for path in claimed:
        yield from files(path, workspace)


def runs(path: str, data: bytes) -> bool:
    """True for a configuration, whatever it is about: it may deploy what other files declare."""
    return path.endswith(_NAMES)


def changes_networks(path: str, data: bytes) -> bool:
    """True for one that changes networks, which clusters of other files may use."""
    return runs(path, data) and changes(path, data)


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterator[Stack | Skipped]:
    """One stack a configuration that no other includes and that reaches az commands about AKS."""
    if not claimed:
        return
    from natpin.formats.pipelines.gitlab.configurations import files

    yield from stacks_of(name, claimed, workspace, lambda path: files(path, workspace))


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """What the jobs of a configuration provision."""
    from natpin.formats.pipelines.gitlab.script import parts

    yield from parts(stack.root, workspace, inputs)
