"""Mode drift: what is live, held against what is declared; one issue for each cluster, a signed POST, a summary."""

from __future__ import annotations

from natpin.action import azure
from natpin.action.job import Job
from natpin.action.result import File, Result
from natpin.commands import drift as command
from natpin.commands.declared import DriftSection
from natpin.errors import PlatformError
from natpin.github.admission import ISSUES, keeps_issues
from natpin.model.drift import DriftReport, State
from natpin.model.finding import Finding, Verdict
from natpin.model.record import replace
from natpin.reporters import neutral

_TOLD = {State.DRIFT: "true", State.UNKNOWN: "unknown", State.FINDINGS: "false", State.IN_ORDER: "false"}


def run(job: Job) -> Result:
    """Raises ConfigError, CloudError. What cannot be read is unknown, and never closes an issue."""
    from natpin.reporters.drift import json, markdown, text

    with azure.signed_in(job):
        report, section, fail_on = command.observed(command.parser().parse_args(_flags(job)))
    log = text.render(report)
    log += "".join(f"{neutral.terminal(line)}\n" for line in _issues(job, report, section))
    _post(job, report)
    return Result(
        status=command.status(report, fail_on),
        log=log,
        summary=markdown.sections(report),
        outputs={"drifted": _TOLD[report.state], **_counts(report)},
        files=(File("drift.json", json.render(report)), File("drift.md", markdown.render(report))),
    )


def _flags(job: Job) -> list[str]:
    lint, own = job.inputs.lint, job.inputs.azure
    flags = [f"--workspace={job.root}", *azure.flags(job)]
    for name, value in (
        ("config", lint.config),
        ("profile", lint.profile),
        ("fail-on", lint.fail_on),
        ("baseline", lint.baseline),
        ("terraform-workspace", lint.terraform_workspace),
    ):
        flags += [f"--{name}={value}"] if value else []
    flags += [f"--var-file={value}" for value in lint.var_files]
    flags += [f"--var={value}" for value in lint.vars]
    flags += [f"--parameters={value}" for value in lint.parameters]
    flags += [f"--entry={name}" for name in own.entries] + [f"--scope={scope}" for scope in own.scope]
    flags += [f"--azure={own.subscription_id}"] if own.subscription_id and not own.scope else []
    flags += ["--no-ignores"] if lint.no_ignores else []
    # The default path stands for whatever natpin.yaml declares: its `egress` entries, else the files.
    return flags if lint.paths == (".",) else [*flags, "--", *lint.paths]


def _counts(report: DriftReport) -> dict[str, str]:
    """Differences and live findings alike, by severity."""
    found: dict[int, Finding] = {}
    for cluster in report.clusters:
        told = (*cluster.findings, *(one for entry in cluster.entries for one in entry.findings))
        found |= {id(finding): finding for finding in told}
    failed = [finding.severity.value for finding in found.values() if finding.verdict is Verdict.FAIL]
    counts = {f"findings-{word}": str(failed.count(word)) for word in ("error", "warning", "note")}
    return counts | {"unknown-count": str(len(found) - len(failed))}


def _issues(job: Job, report: DriftReport, section: DriftSection) -> list[str]:
    """What became of each issue."""
    telling = job.inputs.telling
    if not telling.issue:
        return []
    if job.client is None or not keeps_issues(job.event) or not job.event.head_sha:
        events = ", ".join(ISSUES)
        job.notices.append(f"no drift issue is kept here: that takes a token, and one of the events {events}")
        return []
    from natpin.commands.drift_issues import keep

    section = replace(
        section,
        labels=tuple(dict.fromkeys((*section.labels, *telling.issue_labels))),
        assignees=tuple(dict.fromkeys((*section.assignees, *telling.issue_assignees))),
    )
    told = list(keep(report, section, job.client, job.event.repository, job.standing))
    failed = next((line for line in told if line.startswith(("issue denied", "issue failed"))), "")
    if failed:
        job.notices.append(
            f"a drift issue could not be written: {neutral.terminal(failed.rpartition(': GitHub: ')[2])}"
        )
    return told


def _post(job: Job, report: DriftReport) -> None:
    telling = job.inputs.telling
    if not telling.webhook_url:
        return
    if not keeps_issues(job.event):
        job.notices.append(f"the webhook was not called: that takes one of the events {', '.join(ISSUES)}")
        return
    from natpin.commands.webhook import SECRET, send

    try:
        send(telling.webhook_url, report, {SECRET: telling.webhook_secret})
    except PlatformError as error:
        job.notices.append(neutral.terminal(str(error)))
