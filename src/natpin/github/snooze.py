"""Until when a drift issue is to be left alone, by a label or by a comment of someone with write access.

A label ``natpin-snooze-until-2026-12-24`` needs no further check: only people with triage rights set labels. A comment
``/natpin snooze until 2026-12-24`` anybody can write, so its author's permission is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from natpin.github.client import Client
from natpin.github.trouble import CallFailed, Trouble
from natpin.model.record import record

if TYPE_CHECKING:
    from github.Issue import Issue

LABEL_PREFIX = "natpin-snooze-until-"
LONGEST = timedelta(days=366)
"""A date further off is taken for a slip of the pen."""
_COMMAND = re.compile(r"^/natpin (?:snooze until (\d{4}-\d{2}-\d{2})|(unsnooze))[ \t]*$", re.MULTILINE)
_MAY_SNOOZE = ("admin", "maintain", "write")


@record
class Snooze:
    """The last word."""

    until: date | None
    """The day on which the issue is awake again (UTC); None when it is awake."""
    by: str = ""
    notes: tuple[str, ...] = ()
    """Requests that were not honoured, and why."""


def snooze_of(client: Client, issue: Issue, today: date, *, comments_after: datetime | None = None) -> Snooze:
    """The latest valid request. Comments up to ``comments_after`` belong to an earlier drift. Raises CallFailed."""
    notes: list[str] = []
    dates = [
        (_date(name.removeprefix(LABEL_PREFIX), today, notes), f"label {name}") for name in _labels(issue)
    ]
    if issue.comments:
        found = _by_comment(client, issue, today, comments_after, notes)
        if found is not None and found[0] is None:  # unsnooze: the last word over labels, too
            return Snooze(None, found[1], tuple(notes))
        if found is not None:
            dates.append(found)
    awake_on, by = max(
        ((until, by) for until, by in dates if until is not None), default=(None, ""), key=lambda one: one[0]
    )
    return Snooze(awake_on, by, tuple(notes))


def without_snooze(labels: Sequence[str]) -> list[str]:
    """The labels that stay when the drift is gone."""
    return [name for name in labels if not name.startswith(LABEL_PREFIX)]


def _labels(issue: Issue) -> list[str]:
    return [label.name for label in issue.labels if label.name.startswith(LABEL_PREFIX)]


def _by_comment(
    client: Client, issue: Issue, today: date, after: datetime | None, notes: list[str]
) -> tuple[date | None, str] | None:
    """The newest request by somebody who may; its date is None for unsnooze."""
    comments = client.read(
        "list the issue's comments",
        lambda: [(c.created_at, c.body or "", c.user.login if c.user else "") for c in issue.get_comments()],
    )
    allowed: dict[str, bool] = {}
    for created, body, login in reversed(comments):
        commands = _COMMAND.findall(body.replace("\r\n", "\n")[:10_000])
        if not commands or not login or (after is not None and created <= after):
            continue
        if login not in allowed:
            allowed[login] = _may_snooze(client, issue, login)
        if not allowed[login]:
            notes.append("a snooze was asked for by somebody without write access")
            continue
        asked, unsnooze = commands[-1]
        if unsnooze:
            return None, login
        until = _date(asked, today, notes)
        if until is not None:
            return until, login
    return None


def _may_snooze(client: Client, issue: Issue, login: str) -> bool:
    repository = issue.html_url.split("/issues/")[0].split("/")[-2:]
    target = client.repository("/".join(repository))
    try:
        permission = client.read(
            "read a commenter's permission", lambda: target.get_collaborator_permission(login)
        )
    except CallFailed as failed:
        if failed.limited or failed.trouble is Trouble.UNREACHABLE:
            raise
        return False
    return permission in _MAY_SNOOZE


def _date(text: str, today: date, notes: list[str]) -> date | None:
    """None for a day that is past, too far off, or none."""
    try:
        until = date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None
    except ValueError:
        until = None
    if until is None:
        notes.append(f"not a date to snooze until: {text[:20]!r}")
    elif until > today + LONGEST:
        notes.append(f"snoozing until {until} is more than a year; it was not done")
        return None
    return until if until is not None and until > today else None
