"""What Pulumi prints of a stack: ``pulumi preview --json --show-sames`` and ``pulumi stack export``.

Programs in TypeScript, Python, Go, C# and Java cannot be read; what they come to can. ``resources`` finds the resources
that such a document leaves standing, ``values`` what their properties hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from natpin.formats.interface import Inputs, Read
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.workspace import Workspace, holds_any

name = "pulumi-state"
suffixes = (".json",)
workloads_only = False

_SPEAKS = (
    b"azure-native:containerservice",
    b"azure-native:network",
    b"azure:containerservice",
    b"azure:network",
)


def claims(path: str, data: bytes) -> bool:
    """True for a preview or an exported state with clusters or networks."""
    return b"urn:pulumi:" in data and holds_any(data, _SPEAKS)


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterable[Stack | Skipped]:
    """Each document is a stack."""
    return [Stack(name, path) for path in claimed]


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """Every resource that the document leaves standing, and what it does not tell."""
    from natpin.formats.pulumi.translate import parts
    from natpin.formats.pulumi_state.document import load

    found = load(stack.root, workspace)
    if isinstance(found, Skipped):
        yield found
        return
    deployed, doubts = found
    yield from doubts
    yield from parts(deployed)
