"""Mode lint: reads and judges the workspace, compared with its base where there is one.

It opens no socket, but for `scope` and for the addresses of IPs, where the workflow gives it an identity.
"""

from __future__ import annotations

from collections.abc import Mapping

from natpin.action import base, outputs
from natpin.action.addresses import look
from natpin.action.comment import locally
from natpin.action.inputs import Fixes
from natpin.action.job import Job
from natpin.action.result import Result
from natpin.commands import bearing, change_comment, diffing, lint
from natpin.commands.altered import altered_told
from natpin.commands.looking_up import Asking, told_with
from natpin.comparison import Comparison, changed_rules
from natpin.comparison import sections as changes
from natpin.config import FailOn
from natpin.model.allocated import Addresses
from natpin.model.merging import merged
from natpin.model.record import replace
from natpin.model.report import Report
from natpin.reporters import markdown, words
from natpin.reporters.interface import ReportOptions
from natpin.reporters.registry import reporter
from natpin.reporters.sized import Section

COMPARED = "Findings"
"""The section of a whole report that a comparison tells in its own way."""


def run(job: Job) -> Result:
    """Raises ConfigError, PolicyError, InputError; CloudError with `scope`."""
    result = _run(job)
    if job.inputs.telling.fixes is Fixes.OFF:
        return result
    from natpin.action import fixes
    from natpin.commands.fix_files import safe_fixes

    found = safe_fixes(lint.parser().parse_args(flags(job)))
    return replace(result, files=(*result.files, *fixes.files(found)), also=lambda: fixes.suggest(job, found))


def _run(job: Job) -> Result:
    revision = base.revision(job)
    if revision is not None:
        own = [f"--diff={revision}", f"--rules-from={base.rules_from(job)}"]
        asking = Asking(lambda groups: look(job, groups))
        comparison, fail_on = diffing.compared(lint.parser().parse_args([*own, *flags(job)]), asking.compared)
        if job.inputs.lint.diff_base in ("none", ""):
            return uncompared(job, comparison, fail_on)
        return compared(job, comparison, fail_on, asking.why, bearing.bears(job.root, revision))
    report, fail_on = _linted(job)
    report = told_with(report, Asking(lambda groups: look(job, groups)), lambda some: _linted(job, some)[0])
    return whole(job, report, lint.status(report, fail_on))


def flags(job: Job) -> list[str]:
    """The command line that does the same. Values are joined to their flags, so none is taken for a flag."""
    inputs = job.inputs.lint
    made = [f"--workspace={job.root}"]
    for name, value in (
        ("config", inputs.config),
        ("profile", inputs.profile),
        ("fail-on", inputs.fail_on),
        ("baseline", inputs.baseline),
        ("terraform-workspace", inputs.terraform_workspace),
    ):
        made += [f"--{name}={value}"] if value else []
    made += [f"--var-file={value}" for value in inputs.var_files]
    made += [f"--var={value}" for value in inputs.vars]
    made += [f"--parameters={value}" for value in inputs.parameters]
    made += ["--no-ignores"] if inputs.no_ignores else []
    return [*made, "--", *inputs.paths]


def _linted(job: Job, addresses: Mapping[str, Addresses] | None = None) -> tuple[Report, FailOn]:
    """The files, and live clusters too where `scope` names some."""
    from natpin.action import azure

    report, fail_on = lint.linted(lint.parser().parse_args(flags(job)), addresses)
    reports = [report]
    options = flags(job)[: -len(job.inputs.lint.paths) - 1]
    with azure.signed_in(job):
        for scope in job.inputs.azure.scope:
            asked = [*options, *azure.flags(job), f"--azure={scope}"]
            reports.append(lint.linted(lint.parser().parse_args(asked))[0])
    return merged(reports), fail_on


def whole(job: Job, report: Report, status: int) -> Result:
    """A report as every channel wants it."""
    sections = markdown.sections(report, ReportOptions(source_url=job.source_url))
    sections = (*sections[:1], *_warned(altered_told(job.root, job.commit)), *sections[1:])
    counted = outputs.counts(report)
    return Result(
        status=status,
        log=reporter("text").render(report, ReportOptions(width=120)),
        summary=sections,
        comment=(*change_comment.whole(sections, job.title), locally(job)),
        well=status == 0 and not _grave(counted) and not report.incomplete,
        report=report,
        render=lambda name, options: reporter(name).render(report, options),
        outputs={**counted, **outputs.egress(report)},
    )


def _warned(warning: str) -> tuple[Section, ...]:
    return (Section("Not the commit", f"⚠️ {warning}"),) if warning else ()


def uncompared(job: Job, comparison: Comparison, fail_on: FailOn) -> Result:
    """The whole of what the change leaves, by the rules of its base; what it alters in those is told first."""
    report = comparison.report(everything=True)
    result = whole(job, report, lint.status(report, fail_on))
    rules = changed_rules(_named(job, comparison), ReportOptions(source_url=job.source_url))
    summary = (*result.summary[:1], *rules, *result.summary[1:])
    comment = (*change_comment.whole(summary, job.title), locally(job))
    return replace(result, summary=summary, comment=comment, well=result.well and not comparison.loosens)


def compared(job: Job, comparison: Comparison, fail_on: FailOn, unasked: str, bears: bool) -> Result:
    """What a change does: what it answers for is annotated and fails, all the rest is told. ``unasked``: why IPs have
    no addresses. ``bears``: the change touches a file that natpin reads."""
    everything = job.inputs.lint.fail_on_existing
    options = ReportOptions(source_url=job.source_url)
    comparison = _named(job, comparison)
    answers_for = comparison.report(everything)
    told = [one for one in markdown.sections(comparison.head, options) if one.title != COMPARED]
    sections = (*markdown.sections(answers_for, options)[:1], *changes(comparison, options), *told[1:])
    counted = outputs.counts(answers_for)
    failed = comparison.fails(fail_on, everything)
    incomplete = comparison.head.incomplete and fail_on is not FailOn.NEVER
    status = lint.FINDINGS if failed else lint.INCOMPLETE if incomplete else lint.CLEAN
    warning = altered_told(job.root, job.commit)
    grave = failed or comparison.changed or comparison.loosens or comparison.head.incomplete or warning
    well = not (grave or _grave(counted))
    said = change_comment.Said(
        options,
        job.title,
        everything,
        failed=status != lint.CLEAN,
        addresses=unasked,
        warning=warning,
        end=(locally(job),),
    )
    sections = (*sections[:1], *_warned(warning), *sections[1:])
    return Result(
        status=status,
        log=diffing.rendered(comparison, "text", ReportOptions(width=120), everything),
        summary=sections,
        comment=change_comment.all_well(comparison, said)
        if well
        else change_comment.comment_on(comparison, said),
        well=well,
        lasting=well and bears and words.has_clusters(comparison.head),
        report=answers_for,
        # Code scanning closes the alerts of findings that are not told again: it gets all of them.
        render=lambda name, wish: diffing.rendered(comparison, name, wish, everything or name == "sarif"),
        outputs={
            **counted,
            **outputs.egress(comparison.head),
            "has-changes": "true" if comparison.changed else "false",
        },
    )


def _named(job: Job, comparison: Comparison) -> Comparison:
    """With the base's branch beside its commit."""
    branch = job.event.base_ref
    if not branch:
        return comparison
    commit = comparison.base_name[:12]
    judged = comparison.judged_by.replace(comparison.base_name.partition(" ")[0], f"{branch} ({commit})")
    return replace(comparison, base_name=f"{branch} ({commit})", judged_by=judged)


def _grave(counted: dict[str, str]) -> bool:
    return any(counted[name] != "0" for name in ("findings-error", "findings-warning", "unknown-count"))
