"""``natpin init``: an egress: entry of natpin.yaml, from a stack or a live cluster."""

from __future__ import annotations

import os
import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path

from natpin.commands.natpin_yaml import present, with_entry
from natpin.commands.provisioning import add_flags, cloud_of, configured
from natpin.errors import ConfigError, InputError, Refused
from natpin.provision.desired import Desired

CLEAN = 0


def parser() -> ArgumentParser:
    """The command's flags."""
    made = ArgumentParser(
        prog="natpin init",
        description="Writes an egress: entry of natpin.yaml from a stack that lint understands completely, or from a "
        "live cluster. The rest of the file, comments included, stays as it is.",
    )
    made.add_argument(
        "--from",
        dest="source",
        metavar="STACK|CLUSTER",
        required=True,
        help="a stack's id, folder or file; or SUBSCRIPTION/RG/CLUSTER",
    )
    made.add_argument(
        "--entry", metavar="NAME", help="the cluster, if there are several; it also names the entry"
    )
    made.add_argument(
        "--subscription", metavar="ID", help="where the stack does not say; AZURE_SUBSCRIPTION_ID"
    )
    made.add_argument("--resource-group", metavar="NAME", help="where the stack does not say")
    made.add_argument("--replace", action="store_true", help="replace an entry of that name")
    made.add_argument("--stdout", action="store_true", help="print the file instead of writing it")
    add_flags(made)
    return made


def run(arguments: Namespace) -> int:
    """Write the entry; 0."""
    from natpin.commands.adoption import wanted_from
    from natpin.provision.from_stack import NoGateway

    config, workspace = configured(arguments)
    then = "natpin plan --entry"
    try:
        wanted = wanted_from(arguments.source, arguments, workspace)
    except NoGateway:
        if not _is_live(arguments.source, arguments):
            raise
        wanted, then = _at_the_end(arguments), f"natpin adopt {arguments.source} --entry"
    path, before = present(arguments, config, workspace)
    after = with_entry(before, wanted, arguments.replace, config)
    if arguments.stdout:
        print(after, end="")
        return CLEAN
    _write(path, after)
    print(f"{path}: wrote egress: {wanted.name}; look at it, then: {then} {wanted.name}")
    return CLEAN


def _is_live(source: str, arguments: Namespace) -> bool:
    """Does the source name a cluster in Azure, rather than files?"""
    from natpin.commands.adoption import live_scope

    try:
        return not Path(source).exists() and live_scope(source, arguments).cluster is not None
    except ConfigError:
        return False


def _at_the_end(arguments: Namespace) -> Desired:
    """The wish for a cluster that has no NAT gateway yet: what is at the end of its way to one. Raises Refused."""
    from natpin.adoption.assessment import assess
    from natpin.adoption.standing import look_at
    from natpin.adoption.wish import Choices
    from natpin.commands.adoption import live_scope

    with cloud_of(arguments) as (cloud, _pace):
        standing = look_at(live_scope(arguments.source, arguments).id, cloud)
        found = assess(standing, Choices(entry=arguments.entry or ""), cloud)
    if found.end is None or found.reasons:
        listed = "\n".join(
            f"  - {reason.why}" + (f"\n    {reason.instead}" if reason.instead else "")
            for reason in found.reasons
        )
        raise Refused(f"--from {arguments.source}: it cannot be moved to a NAT gateway in place:\n{listed}")
    return found.end


def _write(path: Path, text: str) -> None:
    """In one piece: a reader sees the old file or the new one."""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".natpin-")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(temporary, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(temporary, path)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}") from error
