"""Mode egress: which IPs live clusters leave from, as outputs, as a summary, and as an allowlist's file."""

from __future__ import annotations

from natpin.action import azure, outputs
from natpin.action.job import Job
from natpin.action.result import File, Result
from natpin.commands import egress as command
from natpin.commands import lint
from natpin.commands.change_comment import addresses, title
from natpin.commands.comment_sections import PICTURE, as_comment
from natpin.comments.sections import Section as CommentSection
from natpin.comparison.spoken import leaves_from
from natpin.config import FailOn
from natpin.model.merging import merged
from natpin.model.record import replace
from natpin.model.report import Report
from natpin.reporters import markdown, words
from natpin.reporters.interface import ReportOptions
from natpin.reporters.sized import Section


def run(job: Job) -> Result:
    """Raises ConfigError, CloudError."""
    from natpin.reporters import allowlist
    from natpin.reporters import egress as shown

    report = _read(job)
    found = allowlist.of(report)
    told = outputs.egress(report)
    complete = not found.gaps and bool(found.entries)
    told["egress-complete"] = "true" if complete else "false"
    never = job.inputs.lint.fail_on == FailOn.NEVER.value
    options = ReportOptions(source_url=job.source_url)
    return Result(
        status=command.CLEAN if complete or never else command.INCOMPLETE,
        log=shown.text(report, found, ReportOptions(width=120)),
        summary=(Section("natpin egress", shown.markdown(report, found, options), level=2),),
        comment=_comment(job, report, options, complete),
        lasting=True,
        outputs=told,
        files=(
            File("egress.json", shown.json_(report, found, options)),
            File("egress.md", shown.markdown(report, found, options)),
            File("egress-cidrs.txt", "".join(f"{entry.network}\n" for entry in found.entries)),
        ),
    )


def _comment(job: Job, report: Report, options: ReportOptions, complete: bool) -> tuple[CommentSection, ...]:
    """The addresses first; who leaves from which behind a line to click on."""
    clusters = sum(len(stack.clusters) for stack in report.stacks)
    if complete:
        head = f"✅ The egress IPs of {words.count(clusters, 'cluster')} are known: {leaves_from(report)}."
    elif clusters:
        head = f"⚠️ **Not every egress IP is known**: {leaves_from(report)}."
    else:
        head = "➖ There is no AKS cluster."
    rest = [
        one
        for one in markdown.sections(report, options)
        if one.title in ("Egress", PICTURE, "Not read", "Not used")
    ]
    return (
        CommentSection("headline", f"## {title(job.title, 'egress')}\n\n{head}"),
        CommentSection("the addresses", "\n\n".join(addresses(report, "", "now"))),
        *as_comment(replace(one, folded=True) for one in rest),
    )


def _read(job: Job) -> Report:
    """Live scopes; what files declare when there is none and nobody signs in."""
    scopes = job.inputs.azure.scope
    if not scopes and not job.inputs.azure.auth:
        flags = [f"--workspace={job.root}", "--", *job.inputs.lint.paths]
        return lint.linted(command.parser().parse_args(flags))[0]
    reports = []
    with azure.signed_in(job):
        for scope in scopes or ("",):
            flags = [f"--workspace={job.root}", *azure.flags(job), f"--azure={scope}"]
            reports.append(lint.linted(command.parser().parse_args(flags))[0])
    return merged(reports)
