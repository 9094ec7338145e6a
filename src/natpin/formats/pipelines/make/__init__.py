"""Makefiles whose recipes provision AKS with az: one stack a Makefile, its targets after what they need.

``rules`` takes a Makefile apart, ``variables`` says what its references stand for, and ``script`` writes each recipe as parts
of one script, which ``formats.az`` reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from natpin.formats.interface import Inputs, Read
from natpin.formats.pipelines.stacks import changes, may_act, stacks_of
from natpin.formats.reachable import reachable
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.regex import late_regex
from natpin.workspace import Workspace

name = "make"
suffixes = (".", ".mk")
"""A Makefile has no ending: the scan gives its name's ending as a lone dot."""
workloads_only = False

_INCLUDES = late_regex(rb"(?m)^-?s?include[ \t]")
_NAMES = frozenset({"makefile", "gnumakefile"})


def claims(path: str, data: bytes) -> bool:
    """True for a Makefile with az commands that make or change clusters and gateways, that names a script, or that includes files that may."""
    return runs(path, data) and (may_act(data) or _INCLUDES.search(data) is not None)


def runs(path: str, data: bytes) -> bool:
    """True for a Makefile, whatever it is about: it may deploy what other files declare."""
    name = path.rpartition("/")[2].lower()
    return name in _NAMES or name.endswith(".mk")


def changes_networks(path: str, data: bytes) -> bool:
    """True for one that changes networks, which clusters of other files may use."""
    return runs(path, data) and changes(path, data)


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterator[Stack | Skipped]:
    """One stack a Makefile that no other includes."""
    if not claimed:
        return
    from natpin.formats.pipelines.make.rules import included

    yield from stacks_of(
        name, claimed, workspace, lambda path: reachable([path], lambda one: included(one, workspace))
    )


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """What the recipes of a Makefile provision."""
    from natpin.formats.pipelines.make.script import parts

    yield from parts(stack.root, workspace, inputs)
