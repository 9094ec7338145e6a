"""Azure Resource Manager templates in JSON, with their parameter files, nested and linked templates.

What evaluates them is imported when a template was found: most repositories have none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from natpin.formats.arm.recognise import NAME as name
from natpin.formats.arm.recognise import changes_networks, claims
from natpin.formats.interface import Inputs, Read
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.workspace import Workspace

suffixes: tuple[str, ...] = (".json", ".jsonc")
workloads_only = False

__all__ = ["changes_networks", "claims", "name", "read", "stacks", "suffixes", "workloads_only"]


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterable[Stack | Skipped]:
    """A stack for each root template and each of its parameter files."""
    if not claimed:
        return ()
    from natpin.formats.arm import roots

    return roots.stacks(claimed, workspace, inputs)


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """Every resource of a stack that bears on egress, and what of it could not be read."""
    from natpin.formats.arm import reader

    return reader.read(stack, workspace, inputs)
