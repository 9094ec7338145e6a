"""Scripts and pipelines, read once for two who ask: for what they deploy of other roots, and as stacks of their own.

A repository of pipelines took twice as long: each was followed to its end for its deployments, and again for what it makes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from natpin.formats.interface import Inputs, Read, Reader
from natpin.model.stack import Stack
from natpin.workspace import Workspace, found_before, found_once

Ahead = Callable[[Sequence[tuple[Reader, str]], float, Workspace, Inputs], None]
"""Perhaps reads some scripts for ``read_once``, each of which seems to take so many seconds of CPU time."""

_ASK_FOR_VARIABLES_ALONE = frozenset(
    ("az", "az-powershell", "azure-pipelines", "github-workflow", "gitlab-ci", "make")
)
"""Readers to which files of values are nothing (``--var-file``, ``--parameters``)."""


def read_once(
    reader: Reader, path: str, workspace: Workspace, variables: Mapping[str, str]
) -> Iterable[Read]:
    """What a file makes that is followed from its beginning, with nothing but ``--var NAME=VALUE`` given to it.

    What a reader yields before it breaks counts; so one that breaks is asked again, and breaks before whoever asked.
    """
    try:
        return found_once(workspace, _read, reader.name, reader.read, path, tuple(sorted(variables.items())))
    except Exception:
        return reader.read(Stack(reader.name, path), workspace, Inputs(variables=variables))


def keep_read(
    parts: tuple[Read, ...], reader: Reader, path: str, workspace: Workspace, variables: Mapping[str, str]
) -> None:
    """Keep what another process has read for ``read_once``."""
    found_before(workspace, parts, _read, reader.name, reader.read, path, tuple(sorted(variables.items())))


def as_read_once(reader: Reader, stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterable[Read] | None:
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
) -> tuple[Read, ...]:
    return tuple(read(Stack(name, path), workspace, Inputs(variables=dict(variables))))
