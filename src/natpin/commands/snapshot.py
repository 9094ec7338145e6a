"""``natpin snapshot``: what stands in Azure, as a file to lint, to compare and to keep."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from natpin.commands import azure_flags, output
from natpin.reporters import neutral
from natpin.workspace.contents import MAX_BYTES

CLEAN, INCOMPLETE = 0, 4


def parser() -> ArgumentParser:
    """The command's flags."""
    made = ArgumentParser(
        prog="natpin snapshot",
        description="Writes what Azure has that decides the egress of a scope's clusters, as canonical JSON "
        "(natpin/snapshot/v1) without secrets, tags or etags. natpin lint reads it like any other file. It only reads.",
    )
    made.add_argument(
        "--output",
        metavar="FILE",
        help="write it there instead of to standard output; its name ends in .json",
    )
    azure_flags.add(made, "which subscription, resource group or cluster")
    return made


def run(arguments: Namespace) -> int:
    """Write the snapshot; 4 when something that is referred to could not be read."""
    from natpin.azure.live import estate
    from natpin.azure.quiet import quiet
    from natpin.azure.snapshot import written

    quiet()
    scope = azure_flags.scope(arguments)
    with azure_flags.connected(arguments) as connection, output.waiting():
        found = estate(connection, scope)
    text = written(found)
    output.write(text, arguments.output)
    if len(text) > MAX_BYTES:  # ASCII: a character is a byte
        size = f"{len(text) / 2**20:.0f} MiB"
        print(
            f"natpin: the snapshot is {size}, and natpin reads no file above {MAX_BYTES // 2**20} MiB: "
            "take one of each resource group (--azure SUBSCRIPTION/RG)",
            file=sys.stderr,
        )
    if arguments.output and not arguments.output.endswith(".json"):
        print(
            f"natpin: {neutral.terminal(arguments.output)}: lint, drift and diff read snapshots by names that end in .json",
            file=sys.stderr,
        )
    for identifier, reason in found.unread:
        print(f"natpin: {neutral.terminal(f'{identifier} {reason}')}", file=sys.stderr)
    return INCOMPLETE if found.unread else CLEAN
