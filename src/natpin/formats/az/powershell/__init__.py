"""The reader's face for PowerShell: scripts that call az, and scripts of Az PowerShell."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from natpin.formats.az import recognise as shell
from natpin.formats.interface import Inputs, Read
from natpin.model.endings import POWERSHELL
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.regex import late_regex
from natpin.workspace import Workspace, lowered, narrowed

if TYPE_CHECKING:
    from natpin.languages.powershell.tree import Block

name = "az-powershell"
suffixes = POWERSHELL
workloads_only = False

_CMDLETS = late_regex(
    rb"\b(?:New|Set|Add|Update|Remove)-Az(?:ureRm)?(?:Aks\w*|NatGateway|PublicIpPrefix)\b", re.IGNORECASE
)
_NETWORKS = late_regex(
    rb"\b(?:New|Set|Add|Update|Remove)-Az(?:ureRm)?(?:VirtualNetwork\w*|VirtualHub\w*|VHub\w*|Route\w*|PublicIpAddress)\b",
    re.IGNORECASE,
)


def claims(path: str, data: bytes) -> bool:
    """True for a script in which az or Az PowerShell makes or changes clusters, NAT gateways or their IPs."""
    data = narrowed(data)
    return shell.claims(path, data) or (b"-az" in lowered(data) and _CMDLETS.search(data) is not None)


def runs(path: str, data: bytes) -> bool:
    """True for a script, whatever it is about: it may deploy what other files declare."""
    return path.lower().endswith(".ps1")


def may_deploy(path: str, workspace: Workspace) -> bool:
    """Whether following a script may come to a command that deploys what other files declare."""
    from natpin.formats.az.powershell.deploying import may_deploy as may

    return may(path, workspace)


def changes_networks(path: str, data: bytes) -> bool:
    """True for a script that changes networks, which clusters of other files may use."""
    return shell.changes_networks(path, data) or (
        b"-az" in lowered(data) and (_NETWORKS.search(data) is not None or shell.changes_by_id(data))
    )


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterable[Stack | Skipped]:
    """One stack a script; a module or script that another one loads is read there."""
    if not claimed:
        return ()
    from natpin.formats.az.callers import outermost

    return [Stack(name, path) for path in outermost(claimed, suffixes, workspace)]


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """Every resource, source note, doubt and question of a script."""
    from natpin.formats.az.cli.session import Session
    from natpin.formats.az.encoding import decoded
    from natpin.formats.az.powershell.machine import Machine
    from natpin.languages.powershell.syntax import parsed
    from natpin.languages.recursion import deep_stack

    data = workspace.read(stack.root)
    if isinstance(data, Skipped):
        yield Skipped(stack.root, data.reason, claims_aks=True, stack=stack.id)
        return
    blocks: dict[str, Block | None] = {}

    def bytes_of(path: str) -> bytes | None:
        found = workspace.read(path) if not path.startswith("..") and workspace.exists(path) else None
        return found if isinstance(found, bytes) else None

    def load(folder: str, written: str) -> tuple[str, Block] | None:
        """A script named in a script: from the script's own folder, or the workspace's root."""
        plain = written.replace("\\", "/")
        for base in dict.fromkeys((folder, posixpath.dirname(stack.root), "")):
            path = posixpath.normpath(posixpath.join(base, plain))
            if path not in blocks:
                found = bytes_of(path)
                blocks[path] = parsed(path, decoded(found))[0] if found is not None else None
            block = blocks[path]
            if block is not None:
                return path, block
        return None

    session = Session()
    machine = Machine(session, inputs, stack.root, load, bytes_of)
    session.look = machine.look
    session.placed = lambda written: machine.placed((posixpath.dirname(stack.root), ""), written)
    with deep_stack():
        block, too_deep = parsed(stack.root, decoded(data))
        if too_deep:
            machine.skipped.append(Skipped(stack.root, "brackets are nested too deeply", claims_aks=True))
        machine.script(block)
    yield from session.finish()
    yield from machine.parts()
