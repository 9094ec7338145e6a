"""``natpin report``: reports of many runs as one, and as tables."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from natpin.commands.fleet import add_output
from natpin.commands.fleet_output import CLEAN, emit, status
from natpin.errors import InputError
from natpin.reporters.words import count

if TYPE_CHECKING:
    from natpin.fleet.member import Member
    from natpin.fleet.table import Line


def parser() -> ArgumentParser:
    """The command's flags."""
    made = ArgumentParser(
        prog="natpin report",
        description="Joins reports of lint, drift and fleet. The order and the groups in which they are joined change nothing in "
        "the result. Of several readings of one source the latest counts.",
    )
    several = made.add_subparsers(dest="doing", required=True, metavar="merge|show")
    for name, text, form, fails in (
        ("merge", "one fleet file of several reports", "fleet", None),
        ("show", "reports as text or as a table", "text", "error"),
    ):
        one = several.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
        one.add_argument(
            "files",
            nargs="+",
            metavar="[NAME=]FILE",
            help="a fleet file, or a JSON report of lint or drift; NAME says whose that is (default: the file's name)",
        )
        one.add_argument(
            "--expect",
            metavar="NAME",
            action="append",
            default=[],
            help="a source that is to be there, or @FILE with one a line; one of which no file holds a report is told as not "
            "read; repeatable",
        )
        add_output(one, form, fails)
    return made


def run(arguments: Namespace) -> int:
    """Merge, and write what came of it; the exit status. Raises InputError for a file that is no report."""
    from natpin.fleet.merging import expected, merged

    sources = [name for text in arguments.expect for name in _named(text)]
    streams = [members_of(text) for text in arguments.files]
    told = emit(expected(merged(streams), sources), arguments)
    if arguments.doing == "merge" and not any(line.states.total() for line in told):
        _say_empty(arguments.files, told)
    # merging judges nothing unless it is asked to: what fails, or was not read, stands in the file
    return CLEAN if arguments.fail_on is None else status(told, arguments.fail_on)


def _say_empty(files: list[str], told: list[Line]) -> None:
    """A merged file without a cluster may be right, and may be what failed workers leave: whoever merges is told."""
    missing = sum(line.missing is not None for line in told)
    read = f"{count(len(told) - missing, 'source')} read" + (f", {missing} not read" if missing else "")
    print(f"natpin: merged {count(len(files), 'file')}: {read}, and no cluster in any", file=sys.stderr)


def _named(text: str) -> list[str]:
    if not text.startswith("@"):
        return [text]
    try:
        lines = Path(text[1:]).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"--expect {text}: {getattr(error, 'strerror', None) or 'is no text'}") from None
    return [line.strip() for line in lines if line.strip()]


def members_of(text: str) -> Iterator[Member]:
    """The members of a file that the command line names, with or without whose it is. Raises InputError."""
    from natpin.fleet.reading import members

    name, separator, path = text.partition("=")
    if separator and not Path(text).exists():
        return members(Path(path), name)
    return members(Path(text))
