"""What it does to a root that a script writes its files: inputs are open where a file of values is written, and anything
may be otherwise where a declaring one is.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Sequence

from natpin.formats.interface import Inputs, Unseen
from natpin.model.doubt import Doubt
from natpin.model.record import replace
from natpin.model.stack import Stack
from natpin.model.value import Unknown
from natpin.pipeline.declared_inputs import INPUTS
from natpin.pipeline.file_texts import text_of
from natpin.pipeline.giving_tools import PROGRAMS
from natpin.pipeline.rewritten import LOADED, VALUES, Write, scripts, writes
from natpin.pipeline.rollouts import DEPLOYS, Rollouts
from natpin.workspace import Workspace

Pair = tuple[Stack, Inputs]
_SETTLE = "lint the plan"
MOST_TOLD = 8
"""How many writes are told of one root: the first leaves all of it unknown, and the others may be thousands."""


def laid_over(
    pairs: Sequence[Pair],
    reader: str,
    claimed: Sequence[str],
    givers: Sequence[str],
    rollouts: Rollouts,
    workspace: Workspace,
) -> tuple[list[Pair], dict[str, list[Doubt]]]:
    """The stacks of a reader with the inputs open that a script may write, and doubts by root."""
    roots = list(dict.fromkeys(stack.root for stack, _ in pairs))
    deploying = [
        path
        for path in (givers if roots else ())
        if any(not one.idle for one in rollouts.by_file.get(path, ())) or _deploys(path, workspace)
    ]
    if not deploying:
        return list(pairs), {}
    folders = roots if reader == "terraform" else []
    lying = (posixpath.normpath(f"{one}/{name}") for one in folders for name in workspace.listdir(one))
    values = [path for stack, _ in pairs for path in stack.inputs]
    watched = dict.fromkeys(
        (*claimed, *values, *(p for p in lying if p.endswith((".tf", ".tofu", ".tf.json", *VALUES))))
    )
    known = frozenset(roots)
    doubts: dict[str, list[Doubt]] = {}
    everywhere: list[Doubt] = []
    opened: dict[str, Unknown] = {}
    for one in writes(scripts(deploying, workspace), list(watched), folders, workspace):
        if one.path in values or LOADED.search(one.path):
            opened.setdefault(one.path, Unknown(one.reason, one.at, "--var NAME=VALUE"))
            continue
        if one.path.endswith(VALUES):
            continue  # of an environment that nobody deploys
        mine = _using(one, known, reader)
        for told in [doubts.setdefault(root, []) for root in mine] or [everywhere]:
            if len(told) < MOST_TOLD:
                told.append(Doubt(one.reason, one.at, _SETTLE))
    if everywhere:
        doubts = {root: [*doubts.get(root, ()), *everywhere] for root in roots}
    return [(stack, _opened(stack, own, reader, opened, workspace)) for stack, own in pairs], doubts


def _using(one: Write, roots: Collection[str], reader: str) -> list[str]:
    """The roots that a declaring file is a part of; none where it may be part of any, as a module's may."""
    mine = [root for root in dict.fromkeys((one.path, posixpath.dirname(one.path) or ".")) if root in roots]
    return mine if reader == "terraform" or one.path in roots else []


def _opened(
    stack: Stack, own: Inputs, reader: str, opened: dict[str, Unknown], workspace: Workspace
) -> Inputs:
    for path, why in opened.items():
        loaded = LOADED.search(path) and (posixpath.dirname(path) or ".") == (stack.root or ".")
        if path not in stack.inputs and not loaded:
            continue
        told = {name.lower() for name in stack.given} if reader != "terraform" else set[str]()
        names = [name for name in INPUTS[reader](stack.root, workspace) if name.lower() not in told]
        mine = {**{name: Unseen(why) for name in names}, **own.unseen.get(stack.root, {})}
        own = replace(own, unseen={**own.unseen, stack.root: mine})
    return own


def _deploys(path: str, workspace: Workspace) -> bool:
    if path.endswith(PROGRAMS):
        return False  # its lines are no commands: what it writes opens inputs (``giving_anything``)
    text = text_of(path, workspace)
    return text is not None and DEPLOYS.search(text) is not None
