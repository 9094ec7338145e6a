"""What this GitHub knows: accounts, tokens, issues, pull requests, comments, checks, SARIF uploads."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

FIRST_ID = 3_000_000_000
"""Comment and issue ids left 32 bits long ago."""

EVERYTHING = frozenset({"issues", "pull_requests", "checks", "security_events"})


@dataclass
class Account:
    """A user or a bot, and its role in the repository."""

    id: int
    login: str
    type: str = "User"
    role: str = "none"
    """none, read, triage, write, maintain or admin."""


@dataclass
class Token:
    """What a credential may write, and how many requests it has left."""

    account: Account
    writes: frozenset[str] = EVERYTHING
    graphql: bool = True
    rest_user: bool = False
    """Whether GET /user answers: it does not for installation tokens, GITHUB_TOKEN among them."""
    remaining: int | None = None
    reset_in: int = 1800


@dataclass
class Comment:
    id: int
    issue: int
    author: Account | None
    body: str
    created: str
    updated: str
    minimized: str | None = None
    edits: list[str] = field(default_factory=list)
    """Newest first; empty until the first edit, then the first text is among them."""

    @property
    def node_id(self) -> str:
        return f"IC_{self.id}"


@dataclass
class Issue:
    number: int
    author: Account
    title: str
    body: str
    created: str
    updated: str
    state: str = "open"
    state_reason: str | None = None
    labels: list[str] = field(default_factory=list)
    assignees: list[str] = field(default_factory=list)
    closed: str | None = None
    locked: bool = False
    edits: list[str] = field(default_factory=list)
    pull: Pull | None = None
    states: list[str] = field(default_factory=list)
    """Every state it went through after the first."""

    @property
    def id(self) -> int:
        return FIRST_ID + 500_000 + self.number

    @property
    def node_id(self) -> str:
        return f"I_{self.number}"


@dataclass
class Pull:
    head_sha: str
    base_sha: str
    head_repository: str | None
    files: list[dict[str, object]] = field(default_factory=list)
    draft: bool = False
    merge_sha: str | None = None
    """The commit by which it was merged."""
    merged: str | None = None
    """When; None while it is not."""


class Hub:
    """One repository's worth of GitHub."""

    def __init__(self, repository: str = "octo-org/octo-repo") -> None:
        self.repository = repository
        self.lock = threading.RLock()
        self.bot = Account(41898282, "github-actions[bot]", "Bot", "write")
        self.owner = Account(1, "octocat", role="admin")
        self.stranger = Account(666, "stranger", role="read")
        self.accounts = {account.login: account for account in (self.bot, self.owner, self.stranger)}
        self.tokens = {
            "ghs_actions": Token(self.bot),
            "ghs_fork": Token(self.bot, frozenset()),
            "ghp_owner": Token(self.owner, rest_user=True),
            "ghp_stranger": Token(self.stranger, frozenset({"issues", "pull_requests"}), rest_user=True),
        }
        self.issues: dict[int, Issue] = {}
        self.comments: dict[int, Comment] = {}
        self.checks: dict[int, dict[str, object]] = {}
        self.annotations: dict[int, list[dict[str, object]]] = {}
        self.reviews: list[dict[str, object]] = []
        """Reviews as they were sent, each with its pull request's number and its comments' ids."""
        self.sarifs: dict[str, dict[str, object]] = {}
        self.issues_enabled = True
        self._ids = itertools.count(FIRST_ID)
        self._numbers = itertools.count(1)
        self._clock = self._ticks()

    @staticmethod
    def _ticks() -> Iterator[str]:
        start = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)
        for second in itertools.count():
            yield (start + timedelta(seconds=second)).isoformat().replace("+00:00", "Z")

    def now(self) -> str:
        """A second later each time it is asked."""
        return next(self._clock)

    def next_id(self) -> int:
        return next(self._ids)

    def add_issue(self, author: Account, title: str, body: str, *, pull: Pull | None = None) -> Issue:
        now = self.now()
        issue = Issue(next(self._numbers), author, title, body, now, now, pull=pull)
        self.issues[issue.number] = issue
        return issue

    def add_pull(
        self, head_sha: str, *, fork: str | None = None, files: list[dict[str, object]] | None = None
    ) -> Issue:
        pull = Pull(head_sha, "b" * 40, fork or self.repository, files or [])
        return self.add_issue(self.owner, "Move egress", "", pull=pull)

    def merge(self, issue: Issue, sha: str) -> None:
        assert issue.pull is not None
        issue.pull.merge_sha, issue.pull.merged = sha, self.now()
        issue.state, issue.closed = "closed", issue.pull.merged

    def add_comment(self, author: Account, issue: int, body: str) -> Comment:
        now = self.now()
        comment = Comment(self.next_id(), issue, author, body, now, now)
        self.comments[comment.id] = comment
        return comment

    def edit(self, thing: Comment | Issue, body: str) -> None:
        if body == thing.body:
            return
        if not thing.edits:
            thing.edits.append(thing.body)
        thing.edits.insert(0, body)
        thing.body = body
        thing.updated = self.now()

    def visible(self, issue: int) -> list[Comment]:
        """What a reader of the conversation sees unfolded."""
        return [c for c in self.comments.values() if c.issue == issue and c.minimized is None]

    def node(self, node_id: str) -> Comment | Issue | None:
        things: list[Comment | Issue] = [*self.comments.values(), *self.issues.values()]
        return next((thing for thing in things if thing.node_id == node_id), None)
