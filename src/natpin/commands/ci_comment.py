"""The comment of ``natpin ci --diff``: on GitLab's merge request, on Azure DevOps' or GitHub's pull request.

Whatever the platform refuses becomes one sentence in the log; the exit status speaks of findings alone.
"""

from __future__ import annotations

import hashlib
from argparse import Namespace
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from natpin.commands.comment_sections import PICTURE, as_comment, at_your_desk
from natpin.commands.platforms import Platform
from natpin.comments.change import Change
from natpin.comments.outcome import Outcome, Published
from natpin.comments.sections import Section as CommentSection
from natpin.errors import PlatformError
from natpin.model.record import record
from natpin.reporters import neutral
from natpin.reporters.sized import Section

if TYPE_CHECKING:
    from natpin.azure_devops.threads import Threads
    from natpin.gitlab.notes import Notes

NEEDS = "no comment was written: it needs more packages (pip install 'natpin[{extra}]')"


@record
class Words:
    """What is to be said."""

    key: str
    sections: tuple[CommentSection, ...]
    well: bool
    create_when_well: bool
    create: bool = True
    """False puts right a comment that is there, and makes none."""
    whole: str = "the job's log and its report files"


def key_of(arguments: Namespace) -> str:
    """Names this configuration: jobs that read other inputs keep comments of their own."""
    if arguments.comment_key:
        return str(arguments.comment_key)[:200]
    names = ("paths", "config", "profile", "baseline", "var_file", "var", "parameters", "terraform_workspace")
    told_apart = [getattr(arguments, name, None) for name in names]
    return f"ci-{hashlib.sha256(repr(told_apart).encode('utf-8', 'replace')).hexdigest()[:10]}"


def sections_of(
    sections: Iterable[Section], change: Change, arguments: Namespace
) -> tuple[CommentSection, ...]:
    """A report's sections as a comment's, with how to run the same at the end; no picture where none can be drawn."""
    shown = (one for one in sections if change.pictures or one.title != PICTURE)
    return (*as_comment(shown), locally(change, arguments))


def locally(change: Change, arguments: Namespace) -> CommentSection:
    """How to run the same at one's own desk."""
    flags: list[str] = []
    for name in ("config", "profile", "fail_on", "baseline", "terraform_workspace"):
        value = getattr(arguments, name, None)
        flags += [f"--{name.replace('_', '-')}", value] if value else []
    for name in ("var_file", "var", "parameters"):
        for value in getattr(arguments, name, None) or []:
            flags += [f"--{name.replace('_', '-')}", value]
    return at_your_desk(flags, arguments.paths, change.target)


def comment(platform: Platform, environ: Mapping[str, str], change: Change, words: Words) -> tuple[str, str]:
    """Makes the comment right. Its address, empty when there is none; and a sentence for the log, empty when all went
    well."""
    try:
        match platform:
            case Platform.GITLAB:
                return _on_gitlab(environ, change, words)
            case Platform.AZURE_PIPELINES:
                return _on_azure_devops(environ, change, words)
            case Platform.GITHUB:
                return _on_github(environ, change, words)
            case Platform.OTHER:
                return "", ""
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in ("requests", "github"):
            raise
        return "", NEEDS.format(extra="action" if platform is Platform.GITHUB else "ci")
    except PlatformError as error:
        return "", f"the comment could not be written ({neutral.terminal(str(error))})"


def _on_gitlab(environ: Mapping[str, str], change: Change, words: Words) -> tuple[str, str]:
    from natpin.gitlab.notes import PERMISSION, TOKEN, conversation_of

    conversation = conversation_of(environ)
    if conversation is None:
        return "", _no_token(change, TOKEN, "a project access token, as a masked CI/CD variable")
    return _said(conversation, change, words, PERMISSION)


def _on_azure_devops(environ: Mapping[str, str], change: Change, words: Words) -> tuple[str, str]:
    from natpin.azure_devops.change import pull_request_of
    from natpin.azure_devops.threads import ON_GITHUB, PERMISSION, TOKEN, conversation_of

    if not pull_request_of(environ):
        return "", ON_GITHUB
    conversation = conversation_of(environ)
    if conversation is None:
        return "", _no_token(change, TOKEN, "`env: {SYSTEM_ACCESSTOKEN: $(System.AccessToken)}` at the step")
    return _said(conversation, change, words, PERMISSION)


def _said(conversation: Notes | Threads, change: Change, words: Words, permission: str) -> tuple[str, str]:
    from natpin.comments.sticky import publish

    with conversation:
        told = publish(
            conversation, words.key, words.sections, change.standing,
            all_well=words.well, create_when_well=words.create_when_well, create=words.create, whole=words.whole,
        )  # fmt: skip
    return _told(told, permission)


def _on_github(environ: Mapping[str, str], change: Change, words: Words) -> tuple[str, str]:
    from natpin.github.event import read_event

    event, token = read_event(environ), environ.get("GITHUB_TOKEN", "").strip()
    if not change.number or not event.repository:
        return "", ""
    if event.read_only_token:
        return "", "the token of this run cannot write (a pull request from a fork)"
    if not token:
        return "", _no_token(change, "GITHUB_TOKEN", "`env: {GITHUB_TOKEN: ${{ github.token }}}` at the step")
    from natpin.github.client import Client
    from natpin.github.comment import publish

    with Client(token, api_url=event.api_url) as client:
        told = publish(
            client, event.repository, change.number, words.key, words.sections, change.standing,
            all_well=words.well, create_when_well=words.create_when_well, confirm_head=event.confirm_head,
            whole=words.whole,
        )  # fmt: skip
    return _told(
        told,
        "the token may not comment on the pull request (the job needs `permissions: pull-requests: write`)",
    )


def _no_token(change: Change, name: str, how: str) -> str:
    if change.fork:
        return f"no comment was written: {change.name} comes from a fork, and this job has no token in {name}"
    return f"no comment was written: there is no token in {name} ({how})"


def _told(told: Published, permission: str) -> tuple[str, str]:
    match told.outcome:
        case Outcome.DENIED:
            return told.url, f"{permission} ({neutral.terminal(told.detail)})"
        case Outcome.FAILED:
            return told.url, f"the comment could not be written ({neutral.terminal(told.detail)})"
        case Outcome.SUPERSEDED:
            return told.url, f"this result is not in the comment: {neutral.terminal(told.detail)}"
        case _:
            return told.url, ""
