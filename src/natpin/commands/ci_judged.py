"""What a run of ``natpin ci`` found: nothing in it has been told yet."""

from __future__ import annotations

import sys
from collections.abc import Callable

from natpin.model.record import record
from natpin.model.report import Report
from natpin.reporters.interface import ReportOptions


@record
class Judged:
    """The outcome of a run, not told yet."""

    report: Report
    """What annotations are made from."""
    status: int
    render: Callable[[str], str]
    """The report in a format."""
    notices: tuple[str, ...] = ()
    """What limits the run, in sentences without a full stop."""
    say: Callable[[], tuple[str, str]] | None = None
    """Writes the comment: its address, and a sentence where something went wrong."""


def options_for(format_: str) -> ReportOptions:
    """How a format is written here. Code scanning would raise alerts for what is suppressed."""
    if format_ == "text":
        return ReportOptions(unicode=(sys.stdout.encoding or "").lower().startswith("utf"))
    return ReportOptions(show_suppressed=False)
