"""A fleet in the format that is asked for, written as its members come by."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Iterator

from natpin.commands.output import options_of, write_lines
from natpin.fleet.member import Member
from natpin.fleet.table import Line, line_of, rows_of

FORMATS = ("text", "fleet", "csv", "openmetrics", "html")
CLEAN, FINDINGS, INCOMPLETE = 0, 1, 4


def emit(members: Iterable[Member], arguments: Namespace) -> list[Line]:
    """Write them; and what they come to, for the exit status. Raises InputError for a file that cannot be written."""
    told: list[Line] = []
    write_lines(_RENDERED[arguments.format](_counted(members, told), arguments), arguments.output)
    return told


def status(told: Iterable[Line], fails: bool) -> int:
    """4 where a member is missing or was not read whole, 1 where clusters fail and that counts, else 0."""
    from natpin.reporters.rows import State

    lines = list(told)
    if fails and any(line.states[State.FAILS] for line in lines):
        return FINDINGS
    return INCOMPLETE if any(line.missing is not None or line.incomplete for line in lines) else CLEAN


_Counted = tuple[Member, Line]
"""A member, and what it comes to."""


def _counted(members: Iterable[Member], told: list[Line]) -> Iterator[_Counted]:
    for member in members:
        line = line_of(member)
        told.append(line)
        yield member, line


def _text(members: Iterable[_Counted], arguments: Namespace) -> Iterator[str]:
    from natpin.fleet.text import render

    yield render((line for _, line in members), options_of(arguments))


def _fleet(members: Iterable[_Counted], arguments: Namespace) -> Iterator[str]:
    from natpin.fleet.reading import written
    from natpin.reporters.neutral import json_line_safe

    return map(json_line_safe, written(member for member, _ in members))


def _csv(members: Iterable[_Counted], arguments: Namespace) -> Iterator[str]:
    from natpin.reporters import csv

    return csv.lines(row for member, _ in members for row in rows_of(member))


def _openmetrics(members: Iterable[_Counted], arguments: Namespace) -> Iterator[str]:
    from natpin.reporters import openmetrics

    known = list(members)
    yield from openmetrics.lines(
        (row for member, _ in known for row in rows_of(member)),
        [line.origin for _, line in known if line.missing is None],
        [line.origin for _, line in known if line.missing is not None],
        [line.origin for _, line in known if line.incomplete],
    )


def _html(members: Iterable[_Counted], arguments: Namespace) -> Iterator[str]:
    from natpin.reporters.page import page

    yield page((line.origin, member.report, member.missing) for member, line in members)


_RENDERED = {"html": _html, "text": _text, "fleet": _fleet, "csv": _csv, "openmetrics": _openmetrics}
