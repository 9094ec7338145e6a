"""What a change is compared with: the base that the event names, if this checkout has it."""

from __future__ import annotations

from natpin.action.job import Job
from natpin.errors import InputError
from natpin.git import commit_of
from natpin.github.event import Kind

MISSING = (
    "the base of this change is not in the checkout, so natpin cannot say what the change does, and every finding "
    "counts: give actions/checkout `fetch-depth: 2` ({why})"
)


def revision(job: Job) -> str | None:
    """A commit that is here; None when nothing is compared. Raises InputError for one that was asked for by name."""
    wish = job.inputs.lint.diff_base
    if wish in ("none", ""):
        return None
    if wish != "auto":
        return commit_of(job.root, wish)
    if job.inputs.azure.scope or not (job.root / ".git").exists():
        return None
    candidates = _candidates(job)
    why = ""
    for candidate in candidates:
        try:
            return commit_of(job.root, candidate)
        except InputError as error:
            why = why or str(error).partition(";")[0]
    if candidates:
        job.notices.append(MISSING.format(why=why[:200]))
    return None


def _candidates(job: Job) -> list[str]:
    """The surest first. Pushes are judged whole: a finding that stays on the default branch keeps failing there."""
    event = job.event
    try:
        here = commit_of(job.root, "HEAD")
    except InputError:
        return []
    named = [event.base_sha] if event.base_sha else []
    match event.kind:
        case Kind.PULL_REQUEST if here == event.sha:
            # The merge commit that GitHub made: its first parent is the base that it was merged with, which may be
            # newer than the one the event speaks of.
            return ["HEAD^1", *named]
        case Kind.PULL_REQUEST | Kind.MERGE_GROUP:
            return named
        case Kind.PULL_REQUEST_TARGET if here == event.head_sha:
            return named
        case _:
            return []
