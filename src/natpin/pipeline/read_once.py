"""Scripts and pipelines, read once for two who ask: for what they deploy of other roots, and as stacks of their own.

A repository of pipelines took twice as long: each was followed to its end for its deployments, and again for what it makes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping

from natpin.formats.interface import Inputs, Read, Reader
from natpin.model.record import record
from natpin.model.stack import Stack
from natpin.workspace import Workspace, found_once

_ASK_FOR_VARIABLES_ALONE = frozenset(
    ("az", "az-powershell", "azure-pipelines", "github-workflow", "gitlab-ci", "make")
)
"""Readers to which files of values are nothing (``--var-file``, ``--parameters``)."""


@record
class WasRead:
    """What a reader yielded, up to where it broke."""

    parts: tuple[Read, ...]
    broke: Exception | None = None

    def __iter__(self) -> Iterator[Read]:
        """The parts once more. Raises what the reader raised."""
        yield from self.parts
        if self.broke is not None:
            raise self.broke


def read_once(reader: Reader, path: str, workspace: Workspace, variables: Mapping[str, str]) -> WasRead:
    """What a file makes that is followed from its beginning, with nothing but ``--var NAME=VALUE`` given to it."""
    return found_once(workspace, _read, reader.name, reader.read, path, tuple(sorted(variables.items())))


def as_read_once(reader: Reader, stack: Stack, workspace: Workspace, inputs: Inputs) -> WasRead | None:
    """The same for a stack of a script; None where something else is given to it than variables."""
    if reader.name not in _ASK_FOR_VARIABLES_ALONE or stack != Stack(reader.name, stack.root):
        return None
    if inputs.assumed or inputs.unseen.get(stack.root) or inputs.handed.get(stack.root):
        return None
    return read_once(reader, stack.root, workspace, inputs.variables)


def _read(
    workspace: Workspace,
    name: str,
    read: Callable[[Stack, Workspace, Inputs], Iterator[Read]],
    path: str,
    variables: tuple[tuple[str, str], ...],
) -> WasRead:
    found: list[Read] = []
    try:
        for part in read(Stack(name, path), workspace, Inputs(variables=dict(variables))):
            found.append(part)
    except Exception as error:
        if os.environ.get("NATPIN_TRACEBACK"):
            raise
        return WasRead(tuple(found), error)
    return WasRead(tuple(found))
