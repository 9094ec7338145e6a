"""Reader of Markdown and MDX whose fenced blocks provision AKS with az or Azure PowerShell: runbooks and tutorials."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from natpin.formats.interface import Inputs, Read
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.regex import late_regex
from natpin.workspace import Workspace, holds_any

name = "markdown"
suffixes = (".md", ".markdown", ".mdx")
workloads_only = False

SPEAKS = (
    b"az aks create",
    b"az aks update",
    b"az aks nodepool",
    b"az network nat gateway",
    b"New-AzAksCluster",
    b"Set-AzAksCluster",
    b"-AzAksNodePool",
    b"New-AzNatGateway",
)
_COMMENT = late_regex(rb"<!--.*?-->", re.DOTALL)


def claims(path: str, data: bytes) -> bool:
    """True for Markdown with a block of code and az commands, or cmdlets of Az, that make or change clusters and gateways."""
    if not (holds_any(data, (b"```", b"~~~", b"<pre", b"<CodeBlock")) and holds_any(data, SPEAKS)):
        return False
    shown = _COMMENT.sub(b"", data) if b"<!--" in data else data
    return any(words in shown for words in SPEAKS)


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterable[Stack | Skipped]:
    """One stack a file."""
    return [Stack(name, path) for path in sorted(claimed)]


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """What the fences of a file provision, in order."""
    from natpin.formats.markdown.page import read_page

    return read_page(stack, workspace, inputs, SPEAKS)
