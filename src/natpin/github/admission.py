"""Which events may do what: lists of those that may. Whatever is not on a list is refused with a sentence.

Anybody may comment, review or open a pull request; who triggers such a run must neither choose what is read with the
repository's credentials nor what is written. Source: GitHub docs, "Events that trigger workflows".
"""

from __future__ import annotations

from natpin.github.event import Event, Kind

APPLY = ("push", "workflow_dispatch", "schedule", "release", "deployment")
"""What happens after a merge, or what somebody with write access starts."""

SIGN_IN = (*APPLY, "repository_dispatch", "merge_group", "pull_request", "pull_request_target")
"""Reading Azure; a fork's pull request is refused by itself."""

ISSUES = (*APPLY, "repository_dispatch")
"""Keeping an issue about live Azure, and posting to a webhook."""

MERGED = ("push", "workflow_dispatch", "release", "deployment")
"""Telling the merged pull request of a commit what was planned or applied. A scheduled run is about no change."""

SARIF = (
    Kind.PULL_REQUEST,
    Kind.PULL_REQUEST_TARGET,
    Kind.PUSH,
    Kind.SCHEDULE,
    Kind.WORKFLOW_DISPATCH,
)
"""Alerts belong to a branch or a pull request: a merge group's branch is gone in minutes, and a workflow_run or a
comment speaks of another commit than GITHUB_SHA."""

STRANGER = "the change comes from a fork: its natpin.yaml would decide what is read with your credentials. Mode lint needs none"


def apply_refusal(event: Event, *, environment: str = "", anyway: bool = False) -> str | None:
    """Why ``apply`` does not run here, in a sentence; None when it may.

    Only on the events of ``APPLY``, and on a workflow_run that one of them triggered in this repository; only in a job
    with a named environment, whose reviewers have approved, unless the workflow says ``anyway``.
    """
    where = "Run it on push to the default branch, or on workflow_dispatch, in an environment with reviewers"
    source = _source(event)
    if not source:
        return f"apply does not run here: nobody says what triggered this run. {where}"
    fork = event.kind is Kind.WORKFLOW_RUN and event.foreign and source in APPLY
    if fork:
        return f"apply does not run on a workflow_run from another repository ({_head(event)}). {where}"
    if event.about_a_change or event.pull_request is not None:
        return f"apply does not run on {source}: what is proposed there is not approved yet. {where}"
    if source not in APPLY:
        return f"apply does not run on {source}: it runs on {', '.join(APPLY)} alone. {where}"
    if not environment and not anyway:
        return (
            "apply runs in a named environment, whose reviewers approve it: give the job `environment: NAME` and the "
            "same name to the input `environment` (or set `apply-without-environment: true`)"
        )
    return None


def sign_in_refusal(event: Event, mode: str) -> str | None:
    """Why a mode that reads Azure does not run here; None when it may."""
    source = _source(event)
    if event.foreign:
        return f"mode {mode} does not run on {event.name}: {STRANGER}"
    if source not in SIGN_IN:
        return (
            f"mode {mode} signs in to Azure, and does not do so on {source or 'an event that nobody names'}: it runs on "
            f"{', '.join(SIGN_IN)}, and on a workflow_run that one of these triggered"
        )
    return None


def keeps_issues(event: Event) -> bool:
    """Whether this run may write what is not about its own commit: an issue, a webhook."""
    return _source(event) in ISSUES and not event.about_a_change


def tells_merged(event: Event) -> bool:
    """Whether this run may comment on the merged pull request of its commit."""
    return (
        _source(event) in MERGED and not event.about_a_change and not event.foreign and bool(event.repository)
    )


def _source(event: Event) -> str:
    """The event that stands at the beginning, as far as it is told."""
    return event.triggered_by if event.kind is Kind.WORKFLOW_RUN else event.name


def _head(event: Event) -> str:
    return event.head_repository or "which is not told"
