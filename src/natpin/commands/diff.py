"""``natpin diff A B``: any two of a path, a snapshot and a live scope, compared as drift does."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from natpin.commands import azure_flags, output
from natpin.config import FailOn, discover
from natpin.errors import ConfigError, InputError
from natpin.workspace import FolderWorkspace

if TYPE_CHECKING:
    from natpin.drift import Side

LIVE = "azure:"
FORMATS = ("text", "json", "markdown")


def parser() -> ArgumentParser:
    """The command's flags."""
    made = ArgumentParser(
        prog="natpin diff",
        allow_abbrev=False,
        description="Compares A with B: what only A has is missing, what only B has is unmanaged. Each is "
        "a path (a stack of files), a snapshot, or a live scope (azure:SUBSCRIPTION[/RG[/CLUSTER]]). Exit status: 0 no "
        "difference, 1 differences, 2 could not run, 4 a side could not be read whole.",
    )
    made.add_argument("a", metavar="A", help="the declared side")
    made.add_argument("b", metavar="B", help="the live side")
    made.add_argument("--format", choices=FORMATS, default="text", help="default: text")
    made.add_argument("--output", metavar="FILE", help="write it there instead of to standard output")
    made.add_argument("--workspace", metavar="FOLDER", help="natpin reads nothing outside this folder")
    made.add_argument("--stack", metavar="ID", help="the stack, if a path holds several")
    made.add_argument(
        "--var-file", metavar="FILE", action="append", default=[], help="Terraform variable file"
    )
    made.add_argument("--var", metavar="NAME=VALUE", action="append", default=[], help="one variable")
    made.add_argument("--parameters", metavar="FILE", action="append", default=[], help="ARM parameter file")
    made.add_argument("--terraform-workspace", metavar="NAME", help="the value of terraform.workspace")
    made.add_argument("--profile", help="a set of rules and severities")
    made.add_argument("--verbose", action="store_true", help="also show everything that was not compared")
    azure_flags.add(made)
    made.set_defaults(azure=None, config=None, baseline=None, no_ignores=True)
    return made


def run(arguments: Namespace) -> int:
    """Compare, print, and the exit status."""
    from natpin.azure.quiet import quiet
    from natpin.commands import drift
    from natpin.commands.drift_verdicts import Rules, compared_sides, rules

    quiet()
    root = Path(arguments.workspace) if arguments.workspace else None
    workspace = FolderWorkspace(root or Path("."), root)
    judged_by: Rules = rules(workspace, discover(workspace), _with_fail_on(arguments))
    one, one_name, one_gaps = _side(arguments.a, arguments)
    other, other_name, other_gaps = _side(arguments.b, arguments)
    report = compared_sides(one, one_name, other, other_name, judged_by, [*one_gaps, *other_gaps])
    output.write(drift.rendered(report, arguments), arguments.output)
    return drift.status(report, FailOn.ERROR)


def _with_fail_on(arguments: Namespace) -> Namespace:
    arguments.fail_on = FailOn.NEVER.value  # differences alone decide: neither side's findings are asked
    return arguments


def _side(written: str, arguments: Namespace) -> tuple[Side, str, list[str]]:
    """A side, its name, and what of it could not be read. Raises InputError, ConfigError, CloudError."""
    from natpin.drift import Side
    from natpin.egress import trace
    from natpin.graph import Graph
    from natpin.model.value import Skipped

    if written.startswith(LIVE):
        from natpin.azure import live

        arguments.azure = written.removeprefix(LIVE)
        scope = azure_flags.scope(arguments)
        with azure_flags.connected(arguments) as connection, output.waiting():
            parts = live.read(connection, scope)
        name = str(live.stack_of(scope).root)
    else:
        from natpin.commands import declared
        from natpin.commands.linting import check_inputs

        root = Path(arguments.workspace) if arguments.workspace else None
        workspace = FolderWorkspace(Path(written), root)
        check_inputs(workspace)
        found, unread = declared.stacks(workspace, discover(workspace), arguments)
        if arguments.stack:
            found = [one for one in found if one.stack.id == arguments.stack]
        if len(found) > 1:
            ids = ", ".join(one.stack.id for one in found[:8])
            raise ConfigError(f"{written} holds several stacks, say which with --stack: {ids}")
        if not found:
            why = f" ({unread[0].path}: {unread[0].reason})" if unread else ""
            raise InputError(f"{written} holds no stack with a cluster{why}")
        read = found[0].read
        parts = read.parts if read is not None else ()
        name = found[0].stack.id
    graph = Graph.of(parts)
    gaps = [f"{part.path}: {part.reason}" for part in parts if isinstance(part, Skipped)]
    return Side(graph, trace(graph)), name, gaps
