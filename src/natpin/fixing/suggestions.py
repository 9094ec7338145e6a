"""Fixes as whole lines: what a reviewer can take with one click, as each is a fix by itself."""

from __future__ import annotations

from collections.abc import Iterator

from natpin.model.finding import Finding
from natpin.model.record import record
from natpin.model.report import Report
from natpin.workspace import Workspace


@record
class Suggestion:
    """Lines of one file, and the lines that mend them."""

    path: str
    first: int
    """1-based."""
    last: int
    old: tuple[str, ...]
    """The lines as they are, without their ends."""
    new: tuple[str, ...]
    finding: Finding


def suggestions(report: Report, workspace: Workspace) -> Iterator[Suggestion]:
    """The safe fixes of a report that carries them (``carried.with_fixes``), by file and line; of two that change the same
    line, the first. Files that are no UTF-8, or whose lines end otherwise than in a line feed, have none: what a review takes
    is written with line feeds."""
    last: dict[str, int] = {}
    found = {
        (one.path, one.first, one.last, one.new): one
        for stack in report.stacks
        for finding in stack.findings
        if (one := _of(finding, workspace)) is not None
    }
    for _, one in sorted(found.items(), key=lambda each: each[0]):
        if one.first > last.get(one.path, 0):
            last[one.path] = one.last
            yield one


def _of(finding: Finding, workspace: Workspace) -> Suggestion | None:
    fix = finding.fix
    if fix is None or not fix.safe or fix.at is None or fix.replacement is None or fix.more:
        return None
    data = workspace.read(fix.at.path)
    if not isinstance(data, bytes) or b"\r" in data or data.startswith(b"\xef\xbb\xbf"):
        return None
    try:
        lines = data.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        return None
    first, last = fix.at.line, fix.at.end_line or fix.at.line
    if not 1 <= first <= last <= len(lines):
        return None
    head = lines[first - 1][: fix.at.column - 1]
    tail = lines[last - 1][(fix.at.end_column or fix.at.column) - 1 :]
    new = f"{head}{fix.replacement}{tail}".split("\n")
    old = lines[first - 1 : last]
    while len(old) > 1 and len(new) > 1 and old[0] == new[0]:
        old, new, first = old[1:], new[1:], first + 1
    while len(old) > 1 and len(new) > 1 and old[-1] == new[-1]:
        old, new, last = old[:-1], new[:-1], last - 1
    if old == new:
        return None
    return Suggestion(fix.at.path, first, last, tuple(old), tuple(new), finding)
