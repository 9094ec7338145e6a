"""Events for people and for programs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

import natpin
from natpin.history.states import Event
from natpin.reporters.interface import ReportOptions
from natpin.reporters.layout import Ink, Span, flow
from natpin.reporters.neutral import json_line_safe, terminal, unicode_only, unstarted

SCHEMA = "natpin/history/v1"
_COMMIT = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")


def as_text(
    events: Iterable[Event], options: ReportOptions, wanted: str = "", over_reports: bool = False
) -> str:
    """A heading for each moment, the newest first, and what it changed below. ``wanted``: the address that was asked for."""
    ink = Ink(options.color, options.unicode, options.width)
    lines: list[str] = []
    last = None
    for event in events:
        if event.at != last:
            last = event.at
            lines += [*([""] if lines else []), ink.heading(terminal(_moment(event)))]
        who = " · ".join(filter(None, (event.source, event.stack)))
        lines += flow(
            [Span(terminal(f"{event.cluster} {event.what}"), "static"), Span(terminal(who), "dim")], ink
        )
        for sign, several in (("-", event.before), ("+", event.after)):
            for one in several:
                lines += flow([Span(terminal(f"{sign} {one}"))], ink, "  ", "    ")
    if not lines:
        lines = flow([Span(terminal(_nothing(wanted, over_reports)))], ink)
    return ink.encodable(unstarted("\n".join(lines))) + "\n"


def _nothing(wanted: str, over_reports: bool) -> str:
    if not wanted:
        return "no egress changed"
    if over_reports:
        return f"no change of {wanted}"
    return (
        f"no change of {wanted}. Files mostly name their IPs and do not hold the addresses, which Azure chooses: reports of live "
        "clusters hold them (--reports)"
    )


def _moment(event: Event) -> str:
    at = event.at
    request = f"#{at.pull_request}" if at.pull_request else ""
    # a commit is known by its first digits, a file by its whole name
    name = at.id[:12] if _COMMIT.fullmatch(at.id) else at.id
    return "  ".join(filter(None, (at.date, name, request, at.author, at.subject)))


def as_json(events: Iterable[Event]) -> str:
    """``natpin/history/v1``."""
    document = {
        "schema": SCHEMA,
        "tool": {"name": "natpin", "version": natpin.__version__},
        "events": [_event(event) for event in events],
    }
    return json_line_safe(json.dumps(document, indent=2)) + "\n"


def _event(event: Event) -> dict[str, object]:
    at = event.at
    return {
        "at": {
            "id": unicode_only(at.id),
            "date": at.date,
            "author": unicode_only(at.author),
            "subject": unicode_only(at.subject),
            "pullRequest": at.pull_request or None,
        },
        "source": unicode_only(event.source),
        "stack": unicode_only(event.stack),
        "cluster": unicode_only(event.cluster),
        "what": event.what,
        "before": [unicode_only(one) for one in event.before],
        "after": [unicode_only(one) for one in event.after],
        "gained": [unicode_only(one) for one in event.gained],
        "lost": [unicode_only(one) for one in event.lost],
    }
