"""Reader of Markdown and MDX whose fenced blocks provision AKS with az or Azure PowerShell: runbooks and tutorials.

Commands that stand outside of fences are told as not read (``outside``). Pages that only change networks are read beside
clusters, as scripts are.
"""

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
_BLOCKS = (b"```", b"~~~", b"<pre", b"<CodeBlock")
_COMMENT = late_regex(rb"<!--.*?-->", re.DOTALL)


def claims(path: str, data: bytes) -> bool:
    """True for Markdown with a block of code, or lines of commands, and az commands, or cmdlets of Az, that make or change
    clusters and gateways."""
    if not (holds_any(data, SPEAKS) and _has_commands(data)):
        return False
    shown = _COMMENT.sub(b"", data) if b"<!--" in data else data
    return any(words in shown for words in SPEAKS)


def changes_networks(path: str, data: bytes) -> bool:
    """True for Markdown whose commands change networks, which clusters of other files may use."""
    from natpin.formats.az.recognise import changes_networks as commands_do

    return b"az " in data and _has_commands(data) and commands_do(path, data)


def _has_commands(data: bytes) -> bool:
    if holds_any(data, _BLOCKS):
        return True
    from natpin.formats.markdown.outside import FIRST_ON_ITS_LINE  # few pages are without a block

    return FIRST_ON_ITS_LINE.search(data) is not None


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterable[Stack | Skipped]:
    """One stack a file."""
    return [Stack(name, path) for path in sorted(claimed)]


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """What the fences of a file provision, in order."""
    from natpin.formats.markdown.page import read_page

    return read_page(stack, workspace, inputs, SPEAKS)
