"""Bicep, with local modules, ``.bicepparam`` and JSON parameter files.

What evaluates it is imported when a Bicep file was found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from natpin.formats.bicep.recognise import NAME as name
from natpin.formats.bicep.recognise import changes_networks, claims
from natpin.formats.interface import Inputs, Read
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.workspace import Workspace

suffixes: tuple[str, ...] = (".bicep", ".bicepparam")
workloads_only = False

__all__ = ["changes_networks", "claims", "name", "read", "stacks", "suffixes", "workloads_only"]


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterable[Stack | Skipped]:
    """A stack for each root that leads to a cluster or gateway, with each of its parameter files."""
    if not claimed:
        return ()
    from natpin.formats.bicep import roots

    return roots.stacks(claimed, workspace, inputs)


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """Every resource of a stack that bears on egress, and what of it could not be read."""
    from natpin.formats.bicep import reader

    return reader.read(stack, workspace, inputs)
