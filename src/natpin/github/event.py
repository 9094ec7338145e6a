"""What started the run: the GITHUB_* variables and the event's payload, read once and checked.

Payload and variables are data from outside: whatever is missing or malformed becomes an absent value and a note,
never an exception. Field by field as in GitHub's webhook documentation ("Webhook events and payloads").
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from natpin.github.payload import (
    commit_id,
    count,
    member_at,
    read_payload,
    repository_name,
    server_url_or,
    short_text,
)
from natpin.model.record import field, record


class Kind(Enum):
    """The events natpin knows; any other is OTHER and treated like a push without a pull request."""

    PULL_REQUEST = "pull_request"
    PULL_REQUEST_TARGET = "pull_request_target"
    MERGE_GROUP = "merge_group"
    PUSH = "push"
    SCHEDULE = "schedule"
    WORKFLOW_DISPATCH = "workflow_dispatch"
    WORKFLOW_RUN = "workflow_run"
    REVIEW = "pull_request_review"
    REVIEW_COMMENT = "pull_request_review_comment"
    OTHER = "other"


@record
class PullRequest:
    """The pull request an event is about."""

    number: int
    draft: bool = False
    state: str = "open"
    """``open`` or ``closed``."""
    head_repository: str | None = None
    """None when it was deleted, or is not told."""
    fork: bool = False
    """The head is another repository than the base, or one that is gone: its token is read-only."""


@record
class Run:
    """Which run of which workflow."""

    id: int = 0
    number: int = 0
    attempt: int = 1
    workflow: str = ""
    job: str = ""
    actor: str = ""


@record
class Event:
    """Everything the Action asks of its surroundings."""

    kind: Kind
    name: str
    """As GitHub names it, OTHER's too."""
    action: str = ""
    """``opened``, ``synchronize``, ``closed`` …"""
    repository: str = ""
    """``owner/name``; empty when not told."""
    sha: str = ""
    """GITHUB_SHA. On pull_request it is a merge commit that no one wrote: use ``head_sha`` for checks and texts."""
    head_sha: str = ""
    merge_sha: str | None = None
    """On pull_request_target: the test merge of base and head, where the payload names it."""
    head_repository: str | None = None
    """Where the head commit comes from, for events about a change; None when it was deleted, or is not told."""
    base_sha: str | None = None
    """What to compare with: the base of the pull request or merge group, the commit before a push."""
    ref: str = ""
    base_ref: str = ""
    head_ref: str = ""
    pull_request: PullRequest | None = None
    run: Run = field(default_factory=Run)
    triggered_by: str = ""
    """For workflow_run: the event of the run that triggered it."""
    default_branch: str = ""
    server_url: str = "https://github.com"
    api_url: str = "https://api.github.com"
    notes: tuple[str, ...] = ()
    """What could not be read, for the log."""

    @property
    def run_url(self) -> str:
        """The run's page; empty outside of one."""
        if not (self.repository and self.run.id):
            return ""
        return f"{self.server_url}/{self.repository}/actions/runs/{self.run.id}"

    @property
    def may_comment(self) -> bool:
        """There is one pull request to speak on. A merge group stands for several; a review is no new commit."""
        kinds = (Kind.PULL_REQUEST, Kind.PULL_REQUEST_TARGET, Kind.WORKFLOW_RUN)
        return self.pull_request is not None and self.kind in kinds and bool(self.repository)

    @property
    def about_a_change(self) -> bool:
        """Something is proposed and not merged: what it says of itself counts for nothing."""
        return self.kind in _PROPOSALS or (
            self.kind is Kind.WORKFLOW_RUN
            and (
                self.pull_request is not None
                or self.foreign
                or self.triggered_by in {kind.value for kind in _PROPOSALS}
            )
        )

    @property
    def foreign(self) -> bool:
        """The head comes from another repository, or nobody says from which. A workflow_run that a fork triggered
        names no pull request at all: its head repository tells."""
        told = self.kind in (*_PULLS, Kind.WORKFLOW_RUN)
        head = self.head_repository
        return told and (head is None or head.lower() != self.repository.lower())

    @property
    def read_only_token(self) -> bool:
        """GitHub gives this run a token that cannot write, whatever the workflow asks for: a fork's pull request."""
        if self.kind not in (Kind.PULL_REQUEST, Kind.REVIEW, Kind.REVIEW_COMMENT):
            return False
        return self.pull_request is not None and self.pull_request.fork

    @property
    def dependabots(self) -> bool:
        """Dependabot started the run, or somebody runs again what it started: the token reads alone unless the workflow's
        ``permissions`` say more, and there are no secrets but Dependabot's. Source: GitHub docs, "Troubleshooting
        Dependabot on GitHub Actions"."""
        return self.run.actor == "dependabot[bot]"

    @property
    def confirm_head(self) -> bool:
        """Runs of this event do not start in the order of the pushes they are about."""
        return self.kind is Kind.WORKFLOW_RUN

    @property
    def untrusted_code(self) -> bool:
        """The head was written by somebody who may have no rights in the repository."""
        return self.foreign


_PULLS = (Kind.PULL_REQUEST, Kind.PULL_REQUEST_TARGET, Kind.REVIEW, Kind.REVIEW_COMMENT)
"""Events whose payload holds the pull request."""

_PROPOSALS = (*_PULLS, Kind.MERGE_GROUP)


def read_event(environ: Mapping[str, str]) -> Event:
    """The event of this run, from its environment variables and the payload they name. Never raises."""
    notes: list[str] = []
    payload = read_payload(environ.get("GITHUB_EVENT_PATH", ""), notes)
    name = environ.get("GITHUB_EVENT_NAME", "")
    kind = next((kind for kind in Kind if kind.value == name), Kind.OTHER)
    repository = repository_name(environ.get("GITHUB_REPOSITORY")) or repository_name(
        member_at(payload, "repository", "full_name")
    )
    sha = commit_id(environ.get("GITHUB_SHA")) or ""
    pull = _pull_request(kind, payload, repository or "", notes)
    head, base = _commits(kind, payload)
    if not head and kind in (*_PULLS, Kind.WORKFLOW_RUN):
        notes.append("the event payload names no head commit")
    return Event(
        kind=kind,
        name=name,
        action=short_text(payload.get("action")),
        repository=repository or "",
        sha=sha,
        # On pull_request_target GITHUB_SHA is the base branch: no stand-in for the head.
        head_sha=head or ("" if kind in (Kind.PULL_REQUEST_TARGET, Kind.WORKFLOW_RUN) else sha),
        base_sha=base,
        merge_sha=commit_id(member_at(payload, "pull_request", "merge_commit_sha"))
        if kind is Kind.PULL_REQUEST_TARGET
        else None,
        head_repository=_head_repository(kind, payload),
        ref=environ.get("GITHUB_REF", ""),
        base_ref=environ.get("GITHUB_BASE_REF", "")
        or short_text(member_at(payload, "pull_request", "base", "ref")),
        head_ref=environ.get("GITHUB_HEAD_REF", "")
        or short_text(member_at(payload, "pull_request", "head", "ref")),
        pull_request=pull,
        run=Run(
            id=count(environ.get("GITHUB_RUN_ID")),
            number=count(environ.get("GITHUB_RUN_NUMBER")),
            attempt=count(environ.get("GITHUB_RUN_ATTEMPT")) or 1,
            workflow=environ.get("GITHUB_WORKFLOW", ""),
            job=environ.get("GITHUB_JOB", ""),
            actor=environ.get("GITHUB_ACTOR", ""),
        ),
        triggered_by=short_text(member_at(payload, "workflow_run", "event"))
        if kind is Kind.WORKFLOW_RUN
        else "",
        default_branch=short_text(member_at(payload, "repository", "default_branch")),
        server_url=server_url_or(environ.get("GITHUB_SERVER_URL"), "https://github.com", notes),
        api_url=server_url_or(environ.get("GITHUB_API_URL"), "https://api.github.com", notes),
        notes=tuple(notes),
    )


def _pull_request(
    kind: Kind, payload: Mapping[str, Any], repository: str, notes: list[str]
) -> PullRequest | None:
    if kind in _PULLS:
        number = count(payload.get("number")) or count(member_at(payload, "pull_request", "number"))
        if not number:
            notes.append("the event payload names no pull request")
            return None
        base = repository_name(member_at(payload, "pull_request", "base", "repo", "full_name")) or repository
        head = repository_name(member_at(payload, "pull_request", "head", "repo", "full_name"))
        return PullRequest(
            number=number,
            draft=member_at(payload, "pull_request", "draft") is True,
            state="closed" if member_at(payload, "pull_request", "state") == "closed" else "open",
            head_repository=head,
            fork=head is None or head.lower() != base.lower(),
        )
    if kind is Kind.WORKFLOW_RUN:
        number = count(member_at(_only_pull(payload), "number"))
        if number:
            head = repository_name(member_at(payload, "workflow_run", "head_repository", "full_name"))
            return PullRequest(
                number=number, head_repository=head, fork=head is None or head.lower() != repository.lower()
            )
    return None


def _head_repository(kind: Kind, payload: Mapping[str, Any]) -> str | None:
    if kind is Kind.WORKFLOW_RUN:
        return repository_name(member_at(payload, "workflow_run", "head_repository", "full_name"))
    return (
        repository_name(member_at(payload, "pull_request", "head", "repo", "full_name"))
        if kind in _PULLS
        else None
    )


def _commits(kind: Kind, payload: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Head and base."""
    match kind:
        case Kind.PULL_REQUEST | Kind.PULL_REQUEST_TARGET | Kind.REVIEW | Kind.REVIEW_COMMENT:
            pull = payload.get("pull_request")
            return commit_id(member_at(pull, "head", "sha")), commit_id(member_at(pull, "base", "sha"))
        case Kind.MERGE_GROUP:
            return commit_id(member_at(payload, "merge_group", "head_sha")), commit_id(
                member_at(payload, "merge_group", "base_sha")
            )
        case Kind.PUSH:
            return commit_id(payload.get("after")), commit_id(payload.get("before"))
        case Kind.WORKFLOW_RUN:
            return (
                commit_id(member_at(payload, "workflow_run", "head_sha")),
                commit_id(member_at(_only_pull(payload), "base", "sha")),
            )
        case _:
            return None, None


def _only_pull(payload: Mapping[str, Any]) -> Any:
    """The one pull request of a workflow_run. The list is empty for a fork's, and may name pull requests of other
    repositories of the same network, whose numbers mean nothing here."""
    listed = member_at(payload, "workflow_run", "pull_requests")
    here = count(member_at(payload, "repository", "id"))
    if not isinstance(listed, list) or not here:
        return None
    ours = [pull for pull in listed if count(member_at(pull, "base", "repo", "id")) == here]
    return ours[0] if len(ours) == 1 else None


def source_of(environ: Mapping[str, str]) -> str:
    """Where the commit of a workflow_run comes from, ``owner/name``: its ``pull_requests`` is empty for a fork. Empty when
    the payload does not say."""
    payload = read_payload(environ.get("GITHUB_EVENT_PATH", ""), [])
    return repository_name(member_at(payload, "workflow_run", "head_repository", "full_name")) or ""
