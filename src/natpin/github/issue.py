"""The life of a drift issue: one per cluster or scope, opened, edited in place, reopened, closed with evidence.

What could not be read changes nothing but a banner: only a scope that was read and found in order closes an issue.
One listing serves all scopes of a run, and an unchanged scope costs no request.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from natpin.comments.marker import Mark, Standing, digest_of, disarmed
from natpin.comments.sections import BODY_LIMIT, Section, fitted
from natpin.github.advice import ISSUE, advice
from natpin.github.client import Client
from natpin.github.issue_body import IssueBody, body_of, entry, overhead, read_body
from natpin.github.issue_outcome import Drifted, InOrder, IssueOutcome, IssueResult, Observed, Unreadable
from natpin.github.revisions import Author, look, own_author
from natpin.github.snooze import snooze_of, without_snooze
from natpin.github.trouble import CallFailed, Trouble

if TYPE_CHECKING:
    from github.Issue import Issue

_ROUNDS = 5


class DriftIssues:
    """The drift issues of one repository, for one run over any number of scopes."""

    def __init__(
        self,
        client: Client,
        repository: str,
        standing: Standing,
        *,
        label: str = "natpin-drift",
        labels: Sequence[str] = (),
        assignees: Sequence[str] = (),
        now: datetime | None = None,
    ) -> None:
        """``label`` is how issues are found again; ``labels`` and ``assignees`` are set when one is opened, and then
        belong to the people."""
        self._client = client
        self._repository = repository
        self._standing = standing
        self._label = label
        self._labels = [label, *(name for name in labels if name != label)]
        self._assignees = list(assignees)
        self._now = now or datetime.now(UTC)
        self._known: dict[str, list[Issue]] | None = None
        self._unlabelled_seen = False

    def report(self, key: str, title: str, observed: Observed) -> IssueResult:
        """Makes the issue of the scope ``key`` say what was observed. Never raises for what GitHub answers."""
        try:
            return self._report(key, title, observed)
        except CallFailed as failed:
            outcome = IssueOutcome.DENIED if failed.refused else IssueOutcome.FAILED
            return IssueResult(outcome, f"{failed}: {advice(failed, ISSUE)}")

    def _report(self, key: str, title: str, observed: Observed) -> IssueResult:
        issue = self._find(key)
        if issue is None and isinstance(observed, Drifted):
            issue = self._find_unlabelled(key)
        if issue is None:
            return self._open(key, title, observed.sections) if isinstance(observed, Drifted) else _nothing()
        before = read_body(issue.body, key)
        if before is not None and before.mark.standing.age > self._standing.age:
            return _result(IssueOutcome.SUPERSEDED, issue)
        match observed:
            case Unreadable(cause):
                return self._unreadable(issue, key, before, cause)
            case InOrder(evidence):
                return self._close(issue, key, before, evidence)
            case Drifted(sections):
                return self._drifted(issue, key, before, sections)

    # what is there

    def _find(self, key: str) -> Issue | None:
        if self._known is None:
            self._known = self._listed(labels=[self._label], state="all")
        return next(iter(self._known.get(key, ())), None)

    def _find_unlabelled(self, key: str) -> Issue | None:
        """Somebody may have taken the label off: looked for once a run, and only before one would be opened."""
        if not self._unlabelled_seen:
            self._unlabelled_seen = True
            seen = look(self._client, [])
            if seen is not None and seen.viewer_login:
                me = self._client.user(seen.viewer_login)
                for other, issues in self._listed(creator=me, state="open").items():
                    assert self._known is not None
                    self._known.setdefault(other, issues)
        return self._find(key)

    def _listed(self, **which: Any) -> dict[str, list[Issue]]:
        """Ours among them, by key, lowest number first."""
        target = self._client.repository(self._repository)
        found = self._client.read(
            "list the drift issues",
            lambda: [
                issue
                for issue in target.get_issues(direction="asc", **which)
                if read_body(issue.body) is not None and "/pull/" not in issue.html_url
            ],
        )
        author = self._author(found)
        ours: dict[str, list[Issue]] = {}
        for issue in sorted(found, key=lambda issue: issue.number):
            parts = read_body(issue.body)
            if parts is not None and author.wrote(issue.user, issue.node_id):
                ours.setdefault(parts.mark.key, []).append(issue)
        return ours

    def _author(self, found: Sequence[Issue]) -> Author:
        if not found:
            return Author(None)
        return own_author(self._client, look(self._client, [found[0].node_id]))

    # what is done

    def _open(self, key: str, title: str, sections: Sequence[Section]) -> IssueResult:
        body = self._body(key, "open", sections, (), "opened")
        target = self._client.repository(self._repository)
        text = body.written()
        asked: dict[str, Any] = {
            "title": _title(self._client.clean(title)),
            "body": text,
            "labels": self._labels,
        }

        def arrived() -> Issue | None:
            listed = self._listed(labels=[self._label], state="open").get(key, [])
            return next((issue for issue in listed if issue.body == text), None)

        def post(assignees: list[str]) -> Issue:
            extra: dict[str, Any] = {"assignees": assignees} if assignees else {}
            return self._client.create(
                "open the drift issue", lambda: target.create_issue(**asked, **extra), arrived
            )

        notes: tuple[str, ...] = ()
        try:
            made = post(self._assignees)
        except CallFailed as failed:
            if failed.trouble is not Trouble.INVALID or not self._assignees:
                raise
            made = post([])
            notes = (f"nobody was assigned: {failed.detail}",)
        same = self._listed(labels=[self._label], state="open").get(key, [])
        keep, *rest = sorted(
            {issue.number: issue for issue in [*same, made]}.values(), key=lambda i: i.number
        )
        if self._known is not None:
            self._known[key] = [keep]
        for duplicate in rest:
            self._fold(duplicate, keep)
        if keep.number == made.number:
            return _result(IssueOutcome.OPENED, keep, notes=notes)
        before = read_body(keep.body, key)
        if before is not None and before.mark.standing.age >= self._standing.age:
            return _result(IssueOutcome.UNCHANGED, keep, notes=notes)
        return self._drifted(keep, key, before, sections)

    def _fold(self, duplicate: Issue, keep: Issue) -> None:
        """The later of two issues that racing runs opened."""
        pointer = Mark("", self._standing, digest_of(""), kind="folded").written()
        text = f"{pointer}\nThe same drift is in #{keep.number}.\n"
        self._client.write(
            "close a duplicate issue",
            lambda: duplicate.edit(body=text, state="closed", state_reason="not_planned"),
        )

    def _drifted(
        self, issue: Issue, key: str, before: IssueBody | None, sections: Sequence[Section]
    ) -> IssueResult:
        closed_by_us = issue.state == "closed" and before is not None and before.mark.state == "well"
        after = issue.closed_at if closed_by_us else None
        snooze = snooze_of(self._client, issue, self._now.date(), comments_after=after)
        if snooze.until is not None and issue.state == "closed":
            return _result(IssueOutcome.SNOOZED, issue, snooze.until, snooze.notes)
        what = "drift again" if issue.state == "closed" else "drift changed"
        body = self._body(key, "open", sections, before.history if before else (), what)
        unchanged = (
            before is not None
            and before.intact
            and before.mark.digest == body.mark.digest
            and before.mark.state == "open"
        )
        if issue.state == "open" and unchanged:
            outcome = IssueOutcome.SNOOZED if snooze.until else IssueOutcome.UNCHANGED
            return _result(outcome, issue, snooze.until, snooze.notes)
        reopened = issue.state == "closed"
        # The state is sent even where it seemed open: an older run may be closing it at this moment.
        changes = {"state": "open", "state_reason": "reopened"} if reopened else {"state": "open"}
        newer = self._write(issue, body, **changes)
        if newer:
            return _result(IssueOutcome.SUPERSEDED, issue, snooze.until, snooze.notes)
        outcome = IssueOutcome.REOPENED if reopened else IssueOutcome.EDITED
        return _result(IssueOutcome.SNOOZED if snooze.until else outcome, issue, snooze.until, snooze.notes)

    def _close(
        self, issue: Issue, key: str, before: IssueBody | None, evidence: Sequence[Section]
    ) -> IssueResult:
        if issue.state == "closed":
            return _nothing(issue)
        body = self._body(key, "well", evidence, before.history if before else (), "in order again, closed")
        labels = [label.name for label in issue.labels]
        kept = without_snooze(labels)
        extra: dict[str, Any] = {"labels": kept} if kept != labels else {}
        newer = self._write(issue, body, state="closed", state_reason="completed", **extra)
        return _result(IssueOutcome.SUPERSEDED if newer else IssueOutcome.CLOSED, issue)

    def _unreadable(self, issue: Issue, key: str, before: IssueBody | None, cause: str) -> IssueResult:
        if issue.state == "closed":
            return _nothing(issue)
        if before is not None and before.mark.state == "unreadable":
            return _result(IssueOutcome.UNCHANGED, issue)
        said = " ".join(disarmed(self._client.clean(cause)).split())[:500]
        banner = f"> **Could not be read since {self._now:%Y-%m-%d}:** {said} What follows is what was known before."
        line = entry(self._now, self._standing, "could not be read")
        history = (line, *(before.history if before else ()))[:15]
        content = before.content if before else ""
        body = body_of(key, self._standing, "unreadable", content, history, banner)
        newer = self._write(issue, body)
        return _result(IssueOutcome.SUPERSEDED if newer else IssueOutcome.EDITED, issue)

    def _body(
        self, key: str, state: str, sections: Sequence[Section], history: tuple[str, ...], what: str
    ) -> IssueBody:
        clean = [Section(s.name, disarmed(self._client.clean(s.body)), s.priority) for s in sections]
        text = fitted(clean, BODY_LIMIT - overhead(key, self._standing)).text
        lines = (entry(self._now, self._standing, what), *history)[:15]
        return body_of(key, self._standing, state, text, lines)

    def _write(self, issue: Issue, body: IssueBody, **changes: Any) -> bool:
        """Sends the body; then, as whoever writes last looks last, puts back a newer run's that it overwrote. True
        when that was so."""
        wanted = body
        for _ in range(_ROUNDS):
            text = wanted.written()
            sent = {"body": text, **changes}
            self._client.write("edit the drift issue", lambda sent=sent: issue.edit(**sent))  # type: ignore[misc]
            seen = look(self._client, [issue.node_id])
            now = seen.of(issue.node_id) if seen else None
            past = [found for old in (now.past if now else ()) if (found := read_body(old, wanted.mark.key))]
            newest = max(
                (found for found in past if found.intact),
                key=lambda found: found.mark.standing.age,
                default=wanted,
            )
            if newest.mark.standing.age <= wanted.mark.standing.age:
                break
            wanted = newest
            changes = _state_of(newest)
        return wanted is not body


def _state_of(body: IssueBody) -> dict[str, Any]:
    """The issue's state that goes with a text."""
    match body.mark.state:
        case "well":
            return {"state": "closed", "state_reason": "completed"}
        case "open":
            return {"state": "open"}
        case _:
            return {}


def _title(text: str) -> str:
    """One line, within GitHub's 256 characters, mentioning nobody."""
    return " ".join(text.replace("@", "@\u200b").split())[:200] or "natpin: egress drift"


def _nothing(issue: Issue | None = None) -> IssueResult:
    if issue is None:
        return IssueResult(IssueOutcome.NONE_NEEDED)
    return IssueResult(IssueOutcome.NONE_NEEDED, number=issue.number, url=issue.html_url)


def _result(
    outcome: IssueOutcome, issue: Issue, until: date | None = None, notes: tuple[str, ...] = ()
) -> IssueResult:
    return IssueResult(outcome, "", issue.number, issue.html_url, until, notes)
