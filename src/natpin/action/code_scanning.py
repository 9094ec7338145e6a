"""The SARIF report, and its upload to code scanning where the token may."""

from __future__ import annotations

from natpin.action.inputs import Sarif
from natpin.action.job import Job
from natpin.github.event import Kind
from natpin.reporters import neutral

_TEMPORARY = (Kind.MERGE_GROUP, Kind.WORKFLOW_RUN)
"""A merge group's branch is gone in minutes, and with it every alert; a workflow_run speaks of another commit."""


def upload(job: Job, sarif: str) -> None:
    """Uploads, when that is asked for and makes sense here. A refusal is a notice only when it was asked for."""
    wish, event = job.inputs.telling.sarif, job.event
    commit, ref = _commit_and_ref(job)
    if wish not in (Sarif.AUTO, Sarif.UPLOAD) or event.kind in _TEMPORARY or not commit or not ref:
        return
    insist = wish is Sarif.UPLOAD
    if event.read_only_token or job.client is None:
        if insist:
            job.notices.append("the token of this run cannot upload SARIF")
        return
    from natpin.github.sarif import UploadState, upload_sarif

    told = upload_sarif(job.client, event.repository, sarif, commit_sha=commit, ref=ref)
    job.toolkit.debug(f"SARIF: {told.state.value} {told.detail}")
    if told.state is UploadState.DENIED and insist:
        job.notices.append(
            "the token may not upload SARIF (the job needs `permissions: security-events: write`, in a private "
            "repository `actions: read` too, and code scanning has to be switched on)"
        )
    elif told.state in (UploadState.REJECTED, UploadState.TOO_LARGE, UploadState.FAILED) and insist:
        job.notices.append(f"SARIF was not uploaded: {told.state.value} ({neutral.terminal(told.detail)})")


def _commit_and_ref(job: Job) -> tuple[str, str]:
    """On pull_request_target GITHUB_SHA is the base branch, whose alerts a stranger's change must not touch."""
    event = job.event
    if event.kind is Kind.PULL_REQUEST_TARGET and event.pull_request is not None:
        return event.head_sha, f"refs/pull/{event.pull_request.number}/head"
    return event.sha, event.ref
