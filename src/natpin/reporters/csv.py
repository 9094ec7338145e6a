"""Comma-separated values (RFC 4180), a row for each way that a pool's traffic leaves: for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Final

from natpin.model.report import Report
from natpin.reporters import json as report_json
from natpin.reporters.interface import ReportOptions
from natpin.reporters.neutral import terminal, unicode_only
from natpin.reporters.rows import Origin, Remark, Row, rows

COLUMNS: Final = (
    "source", "kind", "taken", "stack", "cluster", "address", "state", "pool", "role", "subnet", "exit", "nat_gateway",
    "idle_timeout_minutes", "ip_count", "ips", "partners", "rules", "remark",
)  # fmt: skip
_SPECIAL: Final = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "::")
"""What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection"), and a workflow's log for a command."""


def render(report: Report, options: ReportOptions) -> str:
    """The table of one report."""
    return "".join(lines(rows(report_json.document(report, options), Origin())))


def lines(table: Iterable[Row | Remark]) -> Iterator[str]:
    """The head, and a line each."""
    yield line(COLUMNS)
    for row in table:
        if isinstance(row, Remark):
            yield line(_remark(row))
            continue
        yield line(
            (
                *(row.origin.source, row.origin.kind, row.origin.taken),
                *(row.stack, row.cluster, row.address, row.state.value),
                *(row.pool, row.role, row.subnet, row.exit, row.gateway),
                *("" if one is None else str(one) for one in (row.idle_minutes, row.ip_count)),
                " ".join(row.ips),
                *("; ".join(several) for several in (row.partners, row.rules)),
                "",
            )
        )


def _remark(one: Remark) -> Iterator[str]:
    cells = {
        "source": one.origin.source,
        "kind": one.origin.kind,
        "taken": one.origin.taken,
        "state": one.state,
        "remark": one.text,
    }
    return (cells.get(name, "") for name in COLUMNS)


def line(cells: Iterable[str]) -> str:
    """One line of such a table, each cell a text."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow([_cell(cell) for cell in cells])
    return text.getvalue()


def _cell(text: str) -> str:
    """A name is text, whatever it begins with."""
    shown = terminal(unicode_only(text), limit=None)
    return f"'{shown}" if shown.startswith(_SPECIAL) else shown
