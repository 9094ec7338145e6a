"""Uploading SARIF to code scanning (POST /repos/{owner}/{repo}/code-scanning/sarifs); PyGithub has no method for it."""

from __future__ import annotations

import base64
import gzip
from enum import Enum

from natpin.github.advice import SARIF, advice
from natpin.github.client import Client
from natpin.github.trouble import CallFailed, Trouble
from natpin.model.record import record

LARGEST_UPLOAD = 10 * 1024 * 1024
"""Bytes, compressed; GitHub answers 413 beyond."""


class UploadState(Enum):
    """What became of an upload."""

    ACCEPTED = "accepted"
    """Received; GitHub processes it later."""
    COMPLETE = "complete"
    REJECTED = "rejected"
    """Not valid, or processing failed."""
    TOO_LARGE = "too large"
    DENIED = "denied"
    """No ``security-events: write`` (and, in private repositories, ``actions: read``), or code scanning is off."""
    FAILED = "failed"
    """GitHub could not be reached."""


@record
class Upload:
    """The outcome of one upload."""

    state: UploadState
    detail: str = ""
    id: str = ""


def upload_sarif(client: Client, repository: str, sarif: str, *, commit_sha: str, ref: str) -> Upload:
    """Sends a SARIF file's text. ``commit_sha`` and ``ref`` as the run has them: GITHUB_SHA with
    ``refs/pull/N/merge`` on a pull request. Sending the same twice replaces it, so it is safe to repeat."""
    packed = gzip.compress(client.clean(sarif).encode("utf-8", "replace"), mtime=0)
    if len(packed) > LARGEST_UPLOAD:
        size = f"{len(packed) / 1_048_576:.1f}"
        return Upload(UploadState.TOO_LARGE, f"{size} MiB compressed; GitHub takes 10")
    body = {
        "commit_sha": commit_sha,
        "ref": ref,
        "sarif": base64.b64encode(packed).decode("ascii"),
        "tool_name": "natpin",
    }
    try:
        receipt = client.post("upload SARIF", f"/repos/{repository}/code-scanning/sarifs", body)
    except CallFailed as failed:
        return Upload(_state(failed), f"{failed.detail}; {advice(failed, SARIF)}")
    number = receipt.get("id")
    return Upload(UploadState.ACCEPTED, id=number if isinstance(number, str) else "")


def upload_state(client: Client, repository: str, upload: Upload) -> Upload:
    """How processing went so far: ACCEPTED while it is pending."""
    if upload.state is not UploadState.ACCEPTED or not upload.id:
        return upload
    try:
        told = client.get("read the upload's state", f"/repos/{repository}/code-scanning/sarifs/{upload.id}")
    except CallFailed as failed:
        return Upload(upload.state, str(failed), upload.id)
    match told.get("processing_status"):
        case "complete":
            return Upload(UploadState.COMPLETE, id=upload.id)
        case "failed":
            errors = told.get("errors")
            said = "; ".join(str(error) for error in errors[:3]) if isinstance(errors, list) else ""
            return Upload(UploadState.REJECTED, said[:500], upload.id)
        case _:
            return upload


def _state(failed: CallFailed) -> UploadState:
    if failed.status == 413:
        return UploadState.TOO_LARGE
    match failed.trouble:
        case Trouble.DENIED | Trouble.MISSING | Trouble.BAD_TOKEN | Trouble.LOCKED:
            return UploadState.DENIED
        case Trouble.INVALID:
            return UploadState.REJECTED
        case _:
            return UploadState.FAILED
