"""Is the tree in the workspace the commit that the result will speak of?

On pull_request_target and workflow_run actions/checkout takes the base unless it is told otherwise: a verdict on that
tree, told as one on the head, would vouch for what nobody read.
"""

from __future__ import annotations

from natpin.action.commits import commits
from natpin.action.inputs import Mode
from natpin.action.job import Job
from natpin.errors import InputError
from natpin.git import commit_of, is_stale_merge
from natpin.github.event import Event, Kind

VOUCHING = (Mode.LINT, Mode.PLAN, Mode.APPLY)
"""Modes whose result is about a commit. The others tell of live Azure."""


MERGED = (Kind.PULL_REQUEST, Kind.PULL_REQUEST_TARGET, Kind.REVIEW, Kind.REVIEW_COMMENT)
"""Events of a pull request, on which GitHub's test merge may be checked out. A merge group's commits are merges of others."""


class WrongTree(InputError):
    """The workspace holds another commit than the event is about: nothing may be told of either."""


def confirm(job: Job) -> None:
    """Learns which commit is checked out. Raises WrongTree when it is none that the event names, InputError for an
    input `tree` that is no commit here."""
    event, wish = job.event, job.inputs.lint.tree
    if not event.about_a_change and job.inputs.mode not in VOUCHING:
        return
    root = job.root
    try:
        here = commit_of(root, "HEAD") if (root / ".git").exists() else ""
    except InputError:
        here = ""
    if not here:
        if event.about_a_change or job.inputs.mode is Mode.APPLY or wish:
            raise WrongTree(
                f"{root} is not a git checkout, so nobody can say which commit this is: check the change out with "
                "actions/checkout, in a job that has git, and with `fetch-depth: 2`"
            )
        return
    job.commit = here
    if wish:
        if commit_of(root, wish) != here:
            raise WrongTree(
                f"the input `tree` says {wish[:80]}, and the checkout is {here[:12]}: check that commit out"
            )
        return
    named = commits(event)
    if event.kind in MERGED and here in named and is_stale_merge(root, here, event.head_sha):
        raise WrongTree(
            f"the checkout is commit {here[:12]}, GitHub's merge of an earlier commit than {event.head_sha[:12]}, which the "
            "event is about: natpin would vouch for what it did not read. Push again, or give actions/checkout "
            "`ref: ${{ github.event.pull_request.head.sha }}`"
        )
    if named and here not in named:
        raise WrongTree(
            f"the checkout is commit {here[:12]}, and the event {event.name} is about {_words(event, named)}: natpin would "
            f"vouch for what it did not read. {_mend(event)}"
        )


def _words(event: Event, named: tuple[str, ...]) -> str:
    return " or ".join(one[:12] for one in named if one) or "a commit that it does not name"


def _mend(event: Event) -> str:
    ref = {
        Kind.PULL_REQUEST_TARGET: "${{ github.event.pull_request.head.sha }}",
        Kind.WORKFLOW_RUN: "${{ github.event.workflow_run.head_sha }}",
    }.get(event.kind, "${{ github.sha }}")
    return (
        f"Give actions/checkout `ref: {ref}` and `persist-credentials: false`, or name the tree that you mean in the "
        "input `tree`"
    )
