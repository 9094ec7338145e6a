"""Makefiles whose recipes provision AKS with az: one stack a Makefile, its targets after what they need.

``rules`` takes a Makefile apart; ``script`` writes each recipe as parts of one script, which ``formats.az`` reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from natpin.formats.interface import Inputs, Read
from natpin.formats.reachable import reachable
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.regex import late_regex
from natpin.workspace import Workspace, as_utf8

name = "make"
suffixes = (".", ".mk")
"""A Makefile has no ending: the scan gives its name's ending as a lone dot."""
workloads_only = False

_SPEAKS = (b"az aks create", b"az aks update", b"az aks nodepool", b"az network nat gateway")
_INCLUDES = late_regex(rb"(?m)^-?s?include[ \t]")
_NAMES = frozenset({"makefile", "gnumakefile"})


def claims(path: str, data: bytes) -> bool:
    """True for a Makefile with az commands that make or change clusters and gateways, or that includes files that may."""
    name = path.rpartition("/")[2].lower()
    if name not in _NAMES and not name.endswith(".mk"):
        return False
    return any(words in data for words in _SPEAKS) or _INCLUDES.search(data) is not None


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterator[Stack | Skipped]:
    """One stack a Makefile that no other includes."""
    if not claimed:
        return
    from natpin.formats.pipelines.make.rules import included

    uses = {path: set(reachable([path], lambda one: included(one, workspace))) for path in claimed}
    used = {other for path, others in uses.items() for other in others if other != path}
    for path in sorted(claimed):
        texts = [workspace.read(one) for one in uses[path]]
        if path not in used and any(
            words in as_utf8(text) for text in texts if isinstance(text, bytes) for words in _SPEAKS
        ):
            yield Stack(name, path)


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """What the recipes of a Makefile provision."""
    from natpin.formats.pipelines.make.script import parts

    yield from parts(stack.root, workspace, inputs)
