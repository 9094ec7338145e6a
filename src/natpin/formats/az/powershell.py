"""The reader's face for PowerShell scripts that call az."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from natpin.formats.az import scripts as shell
from natpin.formats.interface import Inputs, Read
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.workspace import Workspace

name = "az-powershell"
suffixes = (".ps1", ".psm1")
workloads_only = False


def claims(path: str, data: bytes) -> bool:
    """True for a script in which az makes or changes clusters, NAT gateways or their IPs."""
    return shell.claims(path, data)


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterable[Stack | Skipped]:
    """One stack a script."""
    return [Stack(name, path) for path in sorted(claimed)]


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """Every resource and source note of a script."""
    from natpin.formats.az.cli.session import Session
    from natpin.formats.az.powershell_interpreter import Interpreter
    from natpin.languages.powershell.syntax import Parser
    from natpin.languages.shell.scope import Scope

    data = workspace.read(stack.root)
    if isinstance(data, Skipped):
        yield Skipped(stack.root, data.reason, claims_aks=True, stack=stack.id)
        return
    session = Session()
    interpreter = Interpreter(session, Scope(inputs.variables))
    try:
        interpreter.run(Parser(stack.root, shell.decoded(data)))
    except RecursionError:
        reason = "it is nested too deeply to be followed"
        interpreter.skipped.append(Skipped(stack.root, reason, claims_aks=True))
    yield from session.finish()
    yield from interpreter.skipped
