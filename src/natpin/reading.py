"""Reads every stack that the claimed files make, infrastructure first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from natpin.model.resource import CLUSTER, Resource, same_type
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.readers.interface import Inputs, Read, Reader
from natpin.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ReadStack:
    """A stack and everything its reader yielded."""

    stack: Stack
    parts: tuple[Read, ...]

    @property
    def has_cluster(self) -> bool:
        """True when the stack declares a cluster."""
        return any(
            isinstance(p, Resource) and same_type(p.type, CLUSTER) and not p.looked_up for p in self.parts
        )


def read_all(
    workspace: Workspace,
    readers: Sequence[Reader],
    claimed: dict[str, list[str]],
    inputs: Inputs,
    skipped: list[Skipped],
) -> tuple[list[ReadStack], list[Resource]]:
    """Every infrastructure stack, and the workloads: those only where there is a cluster they could run on."""
    infrastructure: list[ReadStack] = []
    for reader in readers:
        if not reader.workloads_only:
            infrastructure += _read_stacks(workspace, reader, claimed[reader.name], inputs, skipped)
    workloads: list[Resource] = []
    if any(read.has_cluster for read in infrastructure):
        for reader in readers:
            if reader.workloads_only:
                for read in _read_stacks(workspace, reader, claimed[reader.name], inputs, skipped):
                    workloads += [part for part in read.parts if isinstance(part, Resource)]
    return infrastructure, workloads


def _read_stacks(
    workspace: Workspace, reader: Reader, claimed: list[str], inputs: Inputs, skipped: list[Skipped]
) -> Iterable[ReadStack]:
    for stack in reader.stacks(claimed, workspace, inputs):
        if isinstance(stack, Skipped):
            skipped.append(stack)
            continue
        parts = tuple(reader.read(stack, workspace, inputs))
        skipped += [
            replace(part, stack=part.stack or stack.id) for part in parts if isinstance(part, Skipped)
        ]
        yield ReadStack(stack, parts)
