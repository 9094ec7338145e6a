"""Terraform: HCL roots with their modules and variable files.

``hcl`` parses, ``folder`` collects what a folder declares, ``evaluation`` works values out on demand, ``discovery`` finds
roots and their environments, ``neighbours`` resolves what one root looks up and another declares, ``reading`` turns the
instances that bear on egress into ARM's vocabulary by ``providers``.

All of that is imported when there is Terraform to read: looking at bytes needs none of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from natpin.formats.interface import Inputs, Read, Use
from natpin.formats.terraform.mentions import changes_by_running, changes_others, claims
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.workspace import Workspace

name = "terraform"
suffixes = (".tf", ".tf.json", ".tofu", ".tofu.json")
workloads_only = False


def changes_networks(path: str, data: bytes) -> bool:
    """True for a file that changes networks by commands or templates, wherever they are declared."""
    return changes_by_running(data)


def changes_others_networks(path: str, data: bytes) -> bool:
    """True for a file that only routes, attaches or updates: ``neighbours`` sees to it beside clusters of Terraform."""
    return changes_others(data)


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterator[Stack | Skipped]:
    """Every root that bears on AKS egress, with each of its environments."""
    if claimed:
        from natpin.formats.terraform.discovery import stacks as found

        yield from found(claimed, workspace, inputs)


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """Every resource, link and source note of a root with its inputs."""
    from natpin.formats.terraform.reading import read as found

    yield from found(stack, workspace, inputs)


def answering(
    stack: Stack, workspace: Workspace, inputs: Inputs
) -> Callable[[Mapping[str, str]], Iterator[Read]]:
    """A function from answers to its questions to what ``read`` yields of a root then."""
    from natpin.formats.terraform.answers import answering as found

    return found(stack, workspace, inputs)


def uses(stack: Stack, workspace: Workspace, inputs: Inputs) -> Callable[[str], Sequence[Use]]:
    """How values reach the arguments of a root's resources, by address."""
    from natpin.formats.terraform.handed_on import uses as found

    return found(stack, workspace, inputs)


__all__ = [
    "answering",
    "changes_networks",
    "changes_others_networks",
    "claims",
    "name",
    "read",
    "stacks",
    "suffixes",
    "uses",
    "workloads_only",
]
