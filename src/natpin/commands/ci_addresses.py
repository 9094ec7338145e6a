"""The addresses of IPs in ``natpin ci``: ``--addresses SUBSCRIPTION``, with the flags that say as whom.

Azure is never asked for a fork's change, nor on an event of GitHub's on which natpin does not sign in.
"""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from typing import TYPE_CHECKING

from natpin.commands import azure_flags
from natpin.commands.platforms import Platform
from natpin.errors import InputError

if TYPE_CHECKING:
    from natpin.azure.connection import Connection
    from natpin.commands.looking_up import Asking
    from natpin.comments.change import Change
    from natpin.model.allocated import Allocated

NAMES_ONLY = (
    "These IPs are told by their names. To see their addresses here, give natpin a reader: `--addresses SUBSCRIPTION` and "
    "`--auth`. Where you are signed in to Azure, `natpin egress --azure SUBSCRIPTION` tells them too."
)
ELSEWHERE = "These IPs are told by their names: natpin does not sign in to Azure on this event."


def add(made: ArgumentParser) -> None:
    """The flags."""
    made.add_argument(
        "--addresses",
        metavar="SUBSCRIPTION",
        action="append",
        default=[],
        help="read from Azure which addresses the IPs in the files have, and tell them; needs a reader (--auth); never for a "
        "fork's change; repeatable",
    )
    azure_flags.add(made)


def check(arguments: Namespace) -> None:
    """Raises InputError for a flag that would count for nothing."""
    if arguments.addresses:
        if not (arguments.auth or arguments.azure_info):
            raise InputError("--addresses reads from Azure, so it needs --auth")
        return
    stray = azure_flags.unused(arguments)
    if stray is not None:
        raise InputError(f"{stray} works only with --addresses SUBSCRIPTION")


def without(arguments: Namespace) -> Namespace:
    """The flags of a lint that reads files alone: live clusters are no part of ``natpin ci``."""
    made = Namespace(**vars(arguments))
    for name in azure_flags.HOWS:
        setattr(made, name, None)
    return made


def asking(
    arguments: Namespace,
    platform: Platform,
    change: Change | None,
    environ: Mapping[str, str],
    notices: list[str],
) -> Asking:
    """What asks Azure, where it may. Whatever goes wrong is added to ``notices``."""
    from natpin.commands.looking_up import FORK, Asking, asked, read

    def look(groups: frozenset[str]) -> tuple[Allocated | None, str]:
        if not arguments.addresses:
            return None, NAMES_ONLY
        if change is not None and change.fork:
            return None, FORK
        if platform is Platform.GITHUB and not _event_may(environ):
            return None, ELSEWHERE
        return asked(
            lambda: read(connect, dict.fromkeys(arguments.addresses), groups, "--addresses"), notices.append
        )

    def connect() -> Connection:
        return azure_flags.connection(arguments, os.environ)

    return Asking(look)


def _event_may(environ: Mapping[str, str]) -> bool:
    from natpin.github.admission import sign_in_refusal
    from natpin.github.event import read_event

    return sign_in_refusal(read_event(environ), "lint") is None
