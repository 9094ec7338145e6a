"""The pull request's comment: which sections, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from natpin.action.inputs import Comment, Mode
from natpin.action.job import Job
from natpin.action.result import Result
from natpin.commands.change_comment import title
from natpin.commands.comment_sections import at_your_desk
from natpin.comments.sections import Section as CommentSection
from natpin.github.admission import tells_merged
from natpin.github.advice import DEPENDABOT
from natpin.reporters import neutral

if TYPE_CHECKING:
    from natpin.github.client import Client


def locally(job: Job) -> CommentSection:
    """How to run the same at one's own desk."""
    lint = job.inputs.lint
    flags: list[str] = []
    for name, value in (("--config", lint.config), ("--profile", lint.profile), ("--fail-on", lint.fail_on)):
        flags += [name, value] if value else []
    for name, values in (
        ("--var-file", lint.var_files),
        ("--var", lint.vars),
        ("--parameters", lint.parameters),
    ):
        for value in values:
            flags += [name, value]
    if lint.terraform_workspace:
        flags += ["--terraform-workspace", lint.terraform_workspace]
    if lint.baseline:
        flags += ["--baseline", lint.baseline]
    return at_your_desk(flags, lint.paths, job.event.base_ref)


def comment(job: Job, result: Result) -> str:
    """Makes the comment right; its URL, empty when there is none. What GitHub refuses becomes a notice."""
    if not result.comment:
        return ""
    sections = result.comment
    if job.elsewhere:
        sections = (_of_another_tree(job), *sections)
    wish = job.inputs.telling.comment
    return _published(
        job,
        sections,
        well=result.well and not result.lasting and not job.elsewhere,
        create=True,
        create_when_well=wish is Comment.ALWAYS,
    )


def correct(job: Job, why: str) -> None:
    """Where an earlier run has commented: says that this one could not judge. Nothing is told where there is no comment,
    for the step's own error says it. Never raises because of GitHub."""
    if not job.event.may_comment and not _merged_asked(job):
        return
    if job.inputs.mode in (Mode.PLAN, Mode.APPLY):
        did = "planned" if job.inputs.mode is Mode.PLAN else "applied, or not whole"
        body = f"❌ **Commit {neutral.code((job.commit or job.event.head_sha)[:10])} is not {did}.** {neutral.prose(neutral.clip(why, 2_000))}"
        section = CommentSection("why", f"## {title(job.title, 'deploy')}\n\n{body}")
        _published(job, (section,), well=False, create=False, create_when_well=False)
        return
    said = (
        f"❌ **natpin could not judge** commit {neutral.code(job.event.head_sha[:10] or 'unknown')}. What stood here was "
        f"about an earlier commit, and counts no more.\n\n{neutral.prose(neutral.clip(why, 2_000))}"
    )
    section = CommentSection("why", f"## {title(job.title)}\n\n{said}")
    _published(job, (section,), well=False, create=False, create_when_well=False)


def _of_another_tree(job: Job) -> CommentSection:
    head = neutral.code(job.event.head_sha[:10] or "unknown")
    return CommentSection(
        "which tree",
        f"⚠️ This is about the tree of commit {neutral.code(job.commit[:10])}, which the input `tree` names, and not about "
        f"the pull request's head {head}.",
    )


def _published(
    job: Job, sections: tuple[CommentSection, ...], *, well: bool, create: bool, create_when_well: bool
) -> str:
    event = job.event
    if job.inputs.telling.comment is Comment.NEVER or not (event.may_comment or _merged_asked(job)):
        return ""
    if event.read_only_token:
        job.notices.append("the token of this run cannot write (a pull request from a fork)")
        return ""
    client = job.client
    if client is None:
        job.notices.append("there is no token to comment with")
        return ""
    number = event.pull_request.number if event.pull_request is not None else _merged(job, client)
    if not number:
        return ""
    from natpin.comments.outcome import Outcome
    from natpin.github.comment import publish

    told = publish(
        client,
        event.repository,
        number,
        job.key,
        sections,
        job.standing,
        all_well=well,
        create_when_well=create_when_well,
        confirm_head=event.confirm_head,
        whole=f"[job summary]({event.run_url})" if event.run_url else "job summary",
        create=create,
    )
    job.toolkit.debug(f"comment: {told.outcome.value} {told.detail}")
    if told.outcome in (Outcome.DENIED, Outcome.FAILED):
        whose = f". {DEPENDABOT}" if event.dependabots else ""
        job.notices.append(f"the comment could not be written: {neutral.terminal(told.advice)}{whose}")
    elif told.outcome is Outcome.SUPERSEDED:
        job.notices.append(f"a newer run has commented already, {neutral.terminal(told.detail)}")
    return told.url


def _merged_asked(job: Job) -> bool:
    """Whether this run tells the merged pull request of its commit what came of it."""
    return job.inputs.mode in (Mode.PLAN, Mode.APPLY) and tells_merged(job.event)


def _merged(job: Job, client: Client) -> int:
    """Its number; 0 where there is none. What GitHub refuses becomes a notice."""
    from natpin.github.advice import COMMENT, advice
    from natpin.github.merged import merged_pull
    from natpin.github.trouble import CallFailed

    branch = job.event.ref.removeprefix("refs/heads/") if job.event.ref.startswith("refs/heads/") else ""
    try:
        found = merged_pull(client, job.event.repository, job.commit or job.event.head_sha, branch)
    except CallFailed as failed:
        told = neutral.terminal(advice(failed, COMMENT))
        job.notices.append(f"the merged pull request could not be looked up, so it was not told: {told}")
        return 0
    if found.several:
        numbers = ", ".join(map(str, found.several[:5]))
        job.notices.append(
            f"several merged pull requests hold this commit ({numbers}), so none of them was told the result"
        )
    return found.number
