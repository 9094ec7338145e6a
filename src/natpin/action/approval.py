"""What was approved: a plan's fingerprint in a check, and the environment whose reviewers looked at it."""

from __future__ import annotations

from natpin.action.job import Job
from natpin.action.result import Check
from natpin.errors import Refused
from natpin.github import oidc
from natpin.reporters import neutral


def commit_of_record(job: Job) -> str:
    """Where a plan is recorded: on the commit whose natpin.yaml it was made from."""
    return job.commit or job.event.head_sha


def record(job: Job, check: Check) -> None:
    """Makes the check run, where the token may: apply does nothing without it."""
    commit = commit_of_record(job)
    if job.client is None or job.event.read_only_token or not commit:
        job.notices.append(
            "the plan is not recorded, so apply will refuse it: that takes a token that may write checks"
        )
        return
    from natpin.github.checks import Conclusion, plan_id, publish_check

    conclusion = Conclusion.ACTION_REQUIRED if check.waits else Conclusion.SUCCESS
    told = publish_check(
        job.client,
        job.event.repository,
        commit,
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
            f"the plan's check could not be made, so apply will refuse the plan: {neutral.terminal(told.detail)}"
        )


def compare(job: Job, check_name: str, fingerprint: str) -> None:
    """Refuses a plan that is not the one recorded for this commit, and one of which there is no record: then nobody can
    say that a person looked at it. Raises Refused."""
    commit = commit_of_record(job)
    if job.client is None or not commit:
        raise Refused(
            "apply compares the plan with the check in which mode plan recorded it, and there is no token to read that "
            "with: leave the input `token` out, and give the job `permissions: checks: read`"
        )
    from natpin.github.advice import CHECK_READ, advice
    from natpin.github.checks import recorded_plan
    from natpin.github.trouble import CallFailed

    try:
        recorded = recorded_plan(job.client, job.event.repository, commit, check_name)
    except CallFailed as failed:
        raise Refused(
            f"the record of the approved plan could not be read, so nothing was written: {advice(failed, CHECK_READ)}"
        ) from None
    if recorded is None:
        raise Refused(
            f"there is no record of an approved plan: no check {check_name!r} on commit {commit[:10]} carries a "
            "fingerprint. Run mode plan on this commit, with `permissions: checks: write` and the same `entries`"
        )
    if recorded != fingerprint:
        raise Refused(
            f"the plan file is not the plan that was approved: its fingerprint is {fingerprint[:16]}…, the check "
            f"{check_name!r} on commit {commit[:10]} has {recorded[:16]}…. Run mode plan again"
        )


def conclude(job: Job, check_name: str, fingerprint: str, *, well: bool, title: str, summary: str) -> None:
    """Ends the plan's check as apply ended. Without permission that is one notice."""
    if job.client is None:
        return
    from natpin.github.advice import CHECK_WRITE, advice
    from natpin.github.checks import conclude_plan
    from natpin.github.trouble import CallFailed

    commit = commit_of_record(job)
    try:
        conclude_plan(
            *(job.client, job.event.repository, commit, check_name, fingerprint),
            well=well,
            title=title,
            summary=summary,
        )
    except CallFailed as failed:
        job.notices.append(f"the plan's check could not be concluded: {advice(failed, CHECK_WRITE)}")


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
