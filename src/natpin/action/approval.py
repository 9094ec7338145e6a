"""What was approved: a plan's fingerprint in a check, and the environment whose reviewers looked at it."""

from __future__ import annotations

from natpin.action.job import Job
from natpin.action.result import Check
from natpin.errors import PlatformError, Refused
from natpin.github import oidc
from natpin.reporters import neutral


def record(job: Job, check: Check) -> None:
    """Makes the check run, where the token may; the artifact and the output tell the same."""
    if job.client is None or job.event.read_only_token or not job.event.head_sha:
        return
    from natpin.github.checks import Conclusion, plan_id, publish_check

    conclusion = Conclusion.ACTION_REQUIRED if check.waits else Conclusion.SUCCESS
    told = publish_check(
        job.client,
        job.event.repository,
        job.event.head_sha,
        check.name,
        Conclusion.FAILURE if check.blocked else conclusion,
        title=check.title,
        summary=check.summary,
        external_id=plan_id(check.fingerprint),
        details_url=job.event.run_url,
    )
    if not told.published:
        job.toolkit.debug(told.detail)
        job.notices.append(
            "the plan's check could not be made (the job needs `permissions: checks: write`), so apply cannot "
            "compare its plan with it"
        )


def compare(job: Job, check_name: str, fingerprint: str) -> None:
    """Refuses a plan that is not the one recorded for this commit. Without a record (a token that may not read checks,
    a plan made elsewhere) the plan stands for itself: apply computes it again either way. Raises Refused."""
    if job.client is None or not job.event.head_sha:
        return
    from natpin.github.checks import recorded_plan

    try:
        recorded = recorded_plan(job.client, job.event.repository, job.event.head_sha, check_name)
    except PlatformError as error:
        job.toolkit.debug(str(error))
        job.notices.append("the plan's check could not be read (the job needs `permissions: checks: read`)")
        return
    if recorded is not None and recorded != fingerprint:
        raise Refused(
            f"the plan file is not the plan that was approved: its fingerprint is {fingerprint[:16]}…, the check "
            f"{check_name!r} on commit {job.event.head_sha[:10]} has {recorded[:16]}…. Run mode plan again"
        )


def confirm_environment(job: Job) -> None:
    """Compares the input `environment` with what GitHub's identity token says of the job. Raises Refused.

    Only where the job may ask for a token at all. Anybody who writes the workflow writes the input too; the token's
    claim is GitHub's own word (docs.github.com, "OpenID Connect reference": claim ``environment``).
    """
    wanted = job.inputs.azure.environment
    if not wanted or job.inputs.azure.auth != "oidc" or not oidc.available():
        return
    token = oidc.assertion(learned=job.toolkit.secret)()
    said = oidc.claims(token).get("environment")
    if said != wanted:
        told = f"in the environment {neutral.visible(str(said))!r}" if said else "in no environment"
        raise Refused(
            f"the input `environment` says {neutral.visible(wanted)!r}, but GitHub says the job runs {told}"
        )
