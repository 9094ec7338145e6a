"""How often each rule fails, or cannot be decided: where to begin in a repository with many findings."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from natpin.model.record import record
from natpin.model.report import Report
from natpin.reporters import neutral, words
from natpin.reporters.distinct import WORDS, tally, told
from natpin.reporters.interface import ReportOptions
from natpin.reporters.layout import Ink


@record
class Row:
    """A rule, and how often it is told in one word."""

    number: int
    word: str
    """``error``, ``warning``, ``note`` or ``unknown``."""
    rule: str
    title: str


def rows(report: Report) -> Iterator[Row]:
    """The most frequent first, graver ones before others. A finding of several stacks counts once."""
    titles = {finding.rule.id: finding.rule.title for finding in report.findings}
    counts = Counter((one.word, one.finding.rule.id) for one in told(report))
    for (word, rule), number in sorted(
        counts.items(), key=lambda each: (-each[1], WORDS.index(each[0][0]), each[0][1])
    ):
        yield Row(number, word, rule, titles[rule])


def as_text(report: Report, options: ReportOptions) -> str:
    """A row a rule, and the sum."""
    ink = Ink(options.color, options.unicode, options.width)
    found = list(rows(report))
    width = max((len(str(row.number)) for row in found), default=1)
    longest = max((len(neutral.terminal(row.rule)) for row in found), default=1)
    lines = [
        f"{row.number:{width}}  {ink.paint(f'{row.word:7}', row.word)}  {neutral.terminal(row.rule):{longest}}  "
        f"{ink.paint(neutral.terminal(row.title), 'dim')}"
        for row in found
    ]
    said = words.tallied(tally(told(report))) or words.nothing_found(report)
    if report.narrowed is not None:
        said += f" · {words.narrowed(report.narrowed)}"
    return ink.encodable(neutral.unstarted("\n".join([*lines, said]))) + "\n"


def as_json(report: Report, options: ReportOptions) -> str:
    """The same for programs: a list of objects."""
    found = [
        {"count": row.number, "as": row.word, "rule": row.rule, "title": neutral.unicode_only(row.title)}
        for row in rows(report)
    ]
    return neutral.json_line_safe(json.dumps(found, indent=2)) + "\n"
