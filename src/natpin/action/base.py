"""What a change is compared with, and whose rules judge it: the base that the event names."""

from __future__ import annotations

from natpin.action.job import Job
from natpin.commands.rules_of import BASE, HEAD
from natpin.errors import ConfigError, InputError
from natpin.git import commit_of, has_parents
from natpin.github.event import Kind

MISSING = (
    "the base of this change is not in the checkout, so natpin cannot say what the change does, and every finding "
    "counts: give actions/checkout {how} ({why})"
)
NO_RULES = (
    "the base of this change is not in the checkout, and its natpin.yaml judges the change: give actions/checkout {how} "
    "({why}). To let the change's own rules count, set the input `rules-from: head`"
)


def rules_from(job: Job) -> str:
    """Whose rules count. What is merged is judged by its own."""
    return job.inputs.lint.rules_from if job.event.about_a_change else HEAD


def revision(job: Job) -> str | None:
    """A commit that is here; None when nothing is compared, and no base's rules count.

    Raises InputError for one that was asked for by name, and for a change whose base, or its rules, are not to be had.
    """
    wish = job.inputs.lint.diff_base
    needed = rules_from(job) == BASE
    if needed and job.inputs.azure.scope:
        raise ConfigError(
            f"with the input `scope` lint judges live clusters by the natpin.yaml of the checkout, which on {job.event.name} "
            "is the change's own: leave `scope` out, or set `rules-from: head`"
        )
    if wish not in ("auto", "none", ""):
        return commit_of(job.root, wish)
    if not needed and (wish != "auto" or job.inputs.azure.scope or not (job.root / ".git").exists()):
        return None
    candidates = _candidates(job)
    why = ""
    for candidate in candidates:
        try:
            return commit_of(job.root, candidate)
        except InputError as error:
            why = why or str(error).partition(";")[0]
    how = "`fetch-depth: 2`" if job.event.kind is Kind.PULL_REQUEST else "`fetch-depth: 0`"
    if needed and not candidates:
        raise InputError(
            f"the event {job.event.name} does not say what the change is compared with, and the base's natpin.yaml judges "
            "it: name the base in the input `diff-base` (`origin/main`), and give actions/checkout `fetch-depth: 0`"
        )
    if needed:
        raise InputError(NO_RULES.format(how=how, why=why[:200]))
    if candidates:
        job.notices.append(MISSING.format(how=how, why=why[:200]))
    return None


def _candidates(job: Job) -> list[str]:
    """The surest first. Pushes are judged whole: a finding that stays on the default branch keeps failing there."""
    event = job.event
    if not event.about_a_change:
        return []
    named = [event.base_sha] if event.base_sha else []
    # The merge commit that GitHub made: its first parent is the base that it was merged with, which may be newer than
    # the one the event speaks of. Any other commit's first parent may be a stranger's.
    merged = (
        event.sha if event.kind in (Kind.PULL_REQUEST, Kind.REVIEW, Kind.REVIEW_COMMENT) else event.merge_sha
    )
    if (
        job.commit
        and job.commit == merged
        and job.commit != event.head_sha
        and has_parents(job.root, "HEAD", 2)
    ):
        return ["HEAD^1", *named]
    return named
