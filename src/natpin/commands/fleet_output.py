"""A fleet in the format that is asked for, written as its members come by."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from natpin.commands.output import options_of
from natpin.commands.streamed import write_lines
from natpin.fleet.member import Member
from natpin.fleet.table import Line, line_of, rows_of
from natpin.reporters.rows import Remark, Row, State

FORMATS = ("text", "fleet", "csv", "openmetrics", "markdown", "html")
MARKDOWN_BYTES = 60_000
"""Of a Markdown report: an issue of GitHub takes 65,536 characters, and a summary more."""
CLEAN, FINDINGS, INCOMPLETE = 0, 1, 4
COUNTED: Final[Mapping[str, tuple[str, ...]]] = {
    "never": (),
    "error": ("fails",),
    "warning": ("fails", "warns"),
    "unknown": ("fails", "warns", "unknown"),
}
"""The states of clusters that fail a run, by ``--fail-on``. Each includes the ones before it, as with lint."""


def emit(members: Iterable[Member], arguments: Namespace) -> list[Line]:
    """Write them; and what they come to, for the exit status. Raises InputError for a file that cannot be written."""
    told: list[Line] = []
    write_lines(_RENDERED[arguments.format](_counted(members, told), arguments), arguments.output)
    return told


def status(told: Iterable[Line], fail_on: str, part: bool = False) -> int:
    """1 where clusters, or findings that concern none, are in a state that counts; 4 where a member is missing or was not read whole, or where there is no
    cluster at all: nothing judged is not all well; else 0. With ``unknown``, what was not read counts like a cluster that
    is unknown. ``part``: these members are a share of a fleet, which may hold no cluster."""
    lines = list(told)
    open_ = any(line.missing is not None or line.gap for line in lines)
    counted = COUNTED[fail_on]
    if any(line.states[state] for line in lines for state in State if state.value in counted):
        return FINDINGS
    if any(one.state.value in counted for line in lines for one in line.apart):
        return FINDINGS
    if open_ and State.UNKNOWN.value in counted:
        return FINDINGS
    nothing = not part and not any(line.states.total() for line in lines)
    return INCOMPLETE if open_ or nothing else CLEAN


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


def _markdown(members: Iterable[_Counted], arguments: Namespace) -> Iterator[str]:
    from natpin.fleet.markdown import render
    from natpin.model.record import replace

    options = replace(options_of(arguments), max_bytes=MARKDOWN_BYTES)
    yield render((line for _, line in members), options)


def _fleet(members: Iterable[_Counted], arguments: Namespace) -> Iterator[str]:
    from natpin.fleet.reading import written
    from natpin.reporters.neutral import json_line_safe

    return map(json_line_safe, written(member for member, _ in members))


def _csv(members: Iterable[_Counted], arguments: Namespace) -> Iterator[str]:
    from natpin.reporters import csv

    return csv.lines(row for counted in members for row in _rows(*counted))


def _rows(member: Member, line: Line) -> Iterator[Row | Remark]:
    """Its rows, and what no row can say. A source without a row would read as if nobody had asked for it."""
    yield from rows_of(member)
    if line.missing is not None:
        yield Remark(line.origin, "not-read", line.missing)
    elif line.gap:
        yield Remark(line.origin, "partly-read", line.gap)
    elif not line.clusters:
        yield Remark(line.origin, "no-cluster", "it was read, and there is no cluster")
    for one in line.apart:
        yield Remark(line.origin, "findings", f"{one.state.value}, but no cluster: {', '.join(one.rules)}")


def _openmetrics(members: Iterable[_Counted], arguments: Namespace) -> Iterator[str]:
    from natpin.reporters import openmetrics

    # families are told one after the other: the rows are kept, and not the reports that they are of
    known = [(tuple(rows_of(member)), line) for member, line in members]
    yield from openmetrics.lines(
        (row for rows, _ in known for row in rows),
        [line.origin for _, line in known if line.missing is None],
        [line.origin for _, line in known if line.missing is not None],
        [line.origin for _, line in known if line.gap],
        {line.origin: line.apart for _, line in known if line.missing is None},
    )


def _html(members: Iterable[_Counted], arguments: Namespace) -> Iterator[str]:
    from natpin.reporters.page import page

    yield page((line.origin, member.report, member.missing) for member, line in members)


_RENDERED = {
    "html": _html,
    "text": _text,
    "markdown": _markdown,
    "fleet": _fleet,
    "csv": _csv,
    "openmetrics": _openmetrics,
}
