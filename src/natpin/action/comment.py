"""The pull request's comment: which sections, and what became of it."""

from __future__ import annotations

import shlex
from collections.abc import Iterable

from natpin.action.inputs import Comment
from natpin.action.job import Job
from natpin.action.result import Result
from natpin.comments.sections import Section as CommentSection
from natpin.model.record import replace
from natpin.reporters import neutral
from natpin.reporters.sized import Section, document

LARGEST_SECTION = 24_000
"""Bytes of one section of a comment, so that no list of findings pushes out all the others."""

PICTURE = "Egress map"
"""Last, and behind a line to click on: in a conversation the words come first."""


def as_comment(sections: Iterable[Section]) -> tuple[CommentSection, ...]:
    """Sections of a report as sections of a comment: the picture folded, long lists cut with their number told."""
    found = []
    for section in sorted(sections, key=lambda one: one.title == PICTURE):
        folded = replace(section, folded=section.folded or section.title == PICTURE)
        body = document([replace(folded, rank=0)], LARGEST_SECTION)
        found.append(CommentSection(section.title, body, section.rank))
    return tuple(found)


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
    if job.event.base_ref:
        flags += ["--diff", f"origin/{job.event.base_ref}"]
    command = shlex.join(["natpin", "lint", *flags, *lint.paths])
    return CommentSection(
        "how to run it", f"The same at your desk: {neutral.code(neutral.clip(command, 600))}", 3
    )


def comment(job: Job, result: Result) -> str:
    """Makes the comment right; its URL, empty when there is none. What GitHub refuses becomes a notice."""
    wish, event = job.inputs.telling.comment, job.event
    if wish is Comment.NEVER or not result.comment or not event.may_comment or event.pull_request is None:
        return ""
    if event.read_only_token:
        job.notices.append("the token of this run cannot write (a pull request from a fork, or Dependabot's)")
        return ""
    client = job.client
    if client is None:
        job.notices.append("there is no token to comment with")
        return ""
    from natpin.comments.outcome import Outcome
    from natpin.github.comment import publish

    whole = f"[job summary]({event.run_url})" if event.run_url else "job summary"
    told = publish(
        client,
        event.repository,
        event.pull_request.number,
        job.key,
        result.comment,
        job.standing,
        all_well=result.well,
        create_when_well=wish is Comment.ALWAYS,
        confirm_head=event.confirm_head,
        whole=whole,
    )
    job.toolkit.debug(f"comment: {told.outcome.value} {told.detail}")
    if told.outcome is Outcome.DENIED:
        job.notices.append(
            "the token may not comment on the pull request (the job needs `permissions: pull-requests: write`)"
        )
    elif told.outcome is Outcome.FAILED:
        job.notices.append(f"the comment could not be written ({neutral.terminal(told.detail)})")
    elif told.outcome is Outcome.SUPERSEDED:
        job.notices.append(f"a newer run has commented already, {neutral.terminal(told.detail)}")
    return told.url
