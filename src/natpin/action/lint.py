"""Mode lint: reads and judges the workspace; opens no socket."""

from __future__ import annotations

from natpin.action import outputs
from natpin.action.comment import as_comment, locally
from natpin.action.job import Job
from natpin.action.result import Result
from natpin.commands import lint
from natpin.model.report import Report
from natpin.reporters.interface import ReportOptions
from natpin.reporters.registry import reporter


def run(job: Job) -> Result:
    """Raises ConfigError, PolicyError, InputError."""
    arguments = lint.parser().parse_args(flags(job))
    report, fail_on = lint.linted(arguments)
    status = lint.status(report, fail_on)
    return result_of(job, report, status)


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


def result_of(job: Job, report: Report, status: int) -> Result:
    """A report as every channel wants it."""
    from natpin.reporters import markdown

    options = ReportOptions(source_url=job.source_url)
    sections = markdown.sections(report, options)
    counted = outputs.counts(report)
    grave = any(counted[name] != "0" for name in ("findings-error", "findings-warning", "unknown-count"))
    return Result(
        status=status,
        log=reporter("text").render(report, ReportOptions(width=120)),
        summary=sections,
        comment=(*as_comment(sections), locally(job)),
        well=status == 0 and not grave and not report.incomplete,
        report=report,
        outputs={**counted, **outputs.egress(report)},
    )
