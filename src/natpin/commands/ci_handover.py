"""Commenting for a fork: what an unprivileged run hands over, and everything that has to agree before it is believed.

A fork's ``pull_request`` run has a token that cannot write. It hands over one small file, which says which pull request it
was about: the ``workflow_run`` event does not (its ``pull_requests`` is empty for forks; docs.github.com, "Events that
trigger workflows"). Anybody who opens a pull request can make that run upload whatever they like, so the file is data from a
stranger: it must be small, plain and of one shape, and its pull request must have the very commit that the event names as its
head, from the repository that the event names. The result itself is not handed over: the privileged run reads the commit
from git's objects and judges it again; nothing of it is laid into the work tree, and nothing of it is run.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Mapping
from typing import Any

from natpin.comments.change import Change
from natpin.comments.marker import Standing
from natpin.errors import InputError
from natpin.github.event import Event, Kind, read_event, source_of
from natpin.model.record import record

SCHEMA = "natpin/handover/v1"
LARGEST = 1_024
"""Bytes; the file has about a hundred and fifty."""


@record
class Handover:
    """What the file says, of the right shape and not yet believed."""

    pull_request: int
    head_sha: str


def read(path: str) -> Handover:
    """Raises InputError for a file that is not exactly what ``tests/specs/handover.schema.json`` describes."""
    data = _bytes(path)
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        raise InputError(f"--handover {path}: not JSON") from None
    if not isinstance(found, dict) or set(found) != {"schema", "pull_request", "head_sha"}:
        raise InputError(
            f"--handover {path}: an object with schema, pull_request and head_sha, and nothing else"
        )
    if found["schema"] != SCHEMA:
        raise InputError(f"--handover {path}: the schema is not {SCHEMA}")
    number, head = found["pull_request"], found["head_sha"]
    if type(number) is not int or not 0 < number < 10**9:
        raise InputError(f"--handover {path}: pull_request is not the number of a pull request")
    if not isinstance(head, str) or not re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", head):
        raise InputError(f"--handover {path}: head_sha is not a commit")
    return Handover(number, head)


def _bytes(path: str) -> bytes:
    """A regular file, small, reached through no link."""
    flags = (
        os.O_RDONLY
        | getattr(os, "O_NOFOLLOW", 0)
        | getattr(os, "O_NONBLOCK", 0)
        | getattr(os, "O_CLOEXEC", 0)
    )
    try:
        descriptor = os.open(path, flags)
    except OSError as error:
        raise InputError(f"--handover {path}: cannot be read ({error.strerror})") from None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise InputError(f"--handover {path}: not a plain file")
        data = os.read(descriptor, LARGEST + 1)
    finally:
        os.close(descriptor)
    if len(data) > LARGEST:
        raise InputError(f"--handover {path}: larger than {LARGEST} bytes")
    return data


def change_of(path: str, environ: Mapping[str, str]) -> Change:
    """The pull request, after everything agreed. Raises InputError where something does not, PlatformError when GitHub could
    not be asked."""
    event, said = read_event(environ), read(path)
    if event.kind is not Kind.WORKFLOW_RUN or event.triggered_by != "pull_request":
        raise InputError("--handover is for workflow_run after a run on pull_request")
    if said.head_sha != event.head_sha:
        raise InputError(
            f"--handover {path} names commit {said.head_sha[:12]}, but this event is for {event.head_sha[:12] or 'none'}"
        )
    token = environ.get("GITHUB_TOKEN", "").strip()
    if not token:
        raise InputError(
            "--handover needs a token in GITHUB_TOKEN, to ask GitHub for the pull request's head"
        )
    pull = _asked(event, token, said.pull_request)
    _agree(event, pull, said, environ)
    base_sha, base_ref = _at(pull, "base", "sha"), _at(pull, "base", "ref")
    run = event.run
    return Change(
        name=f"pull request {said.pull_request}",
        commits=(said.head_sha,),
        # The branch as it is now: its rules judge the change.
        bases=tuple(one for one in (f"origin/{base_ref}", base_sha) if isinstance(one, str)),
        standing=Standing(said.head_sha, run.id, run.attempt, run.number, event.run_url),
        target=base_ref if isinstance(base_ref, str) else "",
        fork=True,
        deepen="give actions/checkout `fetch-depth: 0`",
        source_url=f"{event.server_url}/{event.repository}/blob/{said.head_sha}",
        number=said.pull_request,
        read_from_git=said.head_sha,
    )


def _asked(event: Event, token: str, number: int) -> Mapping[str, Any]:
    from natpin.github.client import Client
    from natpin.github.trouble import CallFailed, Trouble

    try:
        with Client(token, api_url=event.api_url) as client:
            return client.get("read the pull request", f"/repos/{event.repository}/pulls/{number}")
    except CallFailed as failed:
        if failed.trouble is Trouble.MISSING:
            raise InputError(f"there is no pull request {number} in {event.repository}") from None
        raise
    except ModuleNotFoundError:
        raise InputError("--handover needs more packages: pip install 'natpin[action]'") from None


def _agree(event: Event, pull: Mapping[str, Any], said: Handover, environ: Mapping[str, str]) -> None:
    head = _at(pull, "head", "sha")
    if head != event.head_sha:
        raise InputError(
            f"the head of pull request {said.pull_request} is {str(head)[:12]}, and this event is about "
            f"{event.head_sha[:12]}: either a newer push has a run of its own, or the file names another's pull request"
        )
    ours, theirs = source_of(environ), _at(pull, "head", "repo", "full_name")
    if not ours or not isinstance(theirs, str) or ours.lower() != theirs.lower():
        raise InputError(
            f"pull request {said.pull_request} comes from {theirs or 'a repository that is gone'}, and this event is about "
            f"{ours or 'none'}"
        )
    if pull.get("state") != "open":
        raise InputError(f"pull request {said.pull_request} is closed")


def _at(value: object, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value
