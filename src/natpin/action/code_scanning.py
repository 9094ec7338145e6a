"""The SARIF report, and its upload to code scanning where the token may."""

from __future__ import annotations

from natpin.action.inputs import Sarif
from natpin.action.job import Job
from natpin.github.admission import SARIF
from natpin.github.event import Kind
from natpin.reporters import neutral


def upload(job: Job, sarif: str) -> None:
    """Uploads, when that is asked for and makes sense here. A refusal is a notice only when it was asked for."""
    wish, event = job.inputs.telling.sarif, job.event
    commit, ref = _commit_and_ref(job)
    insist = wish is Sarif.UPLOAD
    if wish not in (Sarif.AUTO, Sarif.UPLOAD) or not commit or not ref:
        return
    if event.kind not in SARIF or job.elsewhere:
        if insist:
            why = (
                "the tree is not the event's"
                if job.elsewhere
                else f"on {event.name} alerts have no branch to belong to"
            )
            job.notices.append(f"SARIF was not uploaded: {why}")
        return
    if event.read_only_token or job.client is None:
        if insist:
            job.notices.append("the token of this run cannot upload SARIF")
        return
    from natpin.github.sarif import UploadState, upload_sarif

    told = upload_sarif(job.client, event.repository, sarif, commit_sha=commit, ref=ref)
    job.toolkit.debug(f"SARIF: {told.state.value} {told.detail}")
    if told.state not in (UploadState.ACCEPTED, UploadState.COMPLETE) and insist:
        job.notices.append(f"SARIF was not uploaded: {told.state.value} ({neutral.terminal(told.detail)})")


def _commit_and_ref(job: Job) -> tuple[str, str]:
    """On pull_request_target GITHUB_SHA is the base branch, whose alerts a stranger's change must not touch."""
    event = job.event
    if event.kind is Kind.PULL_REQUEST_TARGET and event.pull_request is not None:
        return event.head_sha, f"refs/pull/{event.pull_request.number}/head"
    return event.sha, event.ref
