"""JUnit XML, which Azure Pipelines and GitLab show as tests: a suite per stack, a test per cluster and rule.

A rule that could not be decided is *skipped*, with its cause: not passed, and not failed either. So is a note, which
is worth knowing and fails nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from natpin.model.finding import Finding, Suppressed, Verdict
from natpin.model.record import record
from natpin.model.report import Report, StackReport
from natpin.model.value import Skipped
from natpin.reporters import neutral, words
from natpin.reporters.distinct import word
from natpin.reporters.interface import ReportOptions


@record
class Case:
    """One test of a suite."""

    suite: str
    about: str
    name: str
    outcome: str = "passed"
    """``passed``, ``failure`` or ``skipped``."""
    kind: str = ""
    message: str = ""
    body: tuple[str, ...] = ()
    """Lines, each beginning with a word of ours: a log that shows them must not take one for a command."""
    file: str = ""


def render(report: Report, options: ReportOptions) -> str:
    """The suites of every stack, and one of the inputs that could not be read, if there are any."""
    suites = [(stack.stack.id, list(_cases(stack, report, options))) for stack in report.stacks]
    unread = [_unread(skipped, options) for skipped in report.skipped]
    if unread:
        suites.append(("inputs", unread))
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    cases = [case for _, several in suites for case in several]
    lines.append(f'<testsuites name="natpin" {_counts(cases)}>')
    for name, several in suites:
        lines.append(f'  <testsuite name="{neutral.xml(name)}" {_counts(several)}>')
        lines += [_element(case) for case in several]
        lines.append("  </testsuite>")
    return "\n".join([*lines, "</testsuites>"]) + "\n"


def _cases(stack: StackReport, report: Report, options: ReportOptions) -> Iterator[Case]:
    """Every finding, then every verdict that no finding has spoken of."""
    name = stack.stack.id
    told: set[tuple[str, str]] = set()
    for finding in stack.findings:
        told.update((cluster, finding.rule.id) for cluster in finding.clusters)
        yield _found(name, finding, options)
    let_be = {
        (cluster, one.finding.rule.id): one
        for one in report.suppressed
        if one.finding.stack == name
        for cluster in one.finding.clusters
    }
    rules_told = {finding.rule.id for finding in stack.findings}
    for cluster in stack.clusters:
        for rule, verdict in cluster.verdicts.items():
            key = (cluster.resource.address, rule)
            if verdict is Verdict.NOT_APPLICABLE or key in told:
                continue
            if verdict is Verdict.PASS:
                yield Case(name, cluster.name, rule)
            elif key in let_be:
                yield _let_be(name, cluster.name, rule, let_be[key])
            elif rule not in rules_told:
                yield Case(
                    name, cluster.name, rule, "skipped", message=f"{verdict.value}: see the other reports"
                )


def _found(stack: str, finding: Finding, options: ReportOptions) -> Case:
    kind = word(finding)
    lines = [f"at {options.path(str(finding.at))}: {finding.message}"]
    for cause in finding.causes:
        lines.append(f"because {cause.reason} ({options.path(str(cause.at))})")
        settle = words.settling(cause.settle_by, cause.at)
        if settle:
            lines.append(f"to settle it: {settle}")
    lines.append(f"fix: {finding.fix.description if finding.fix else finding.rule.remediation}")
    outcome = "skipped" if kind in ("unknown", "note") else "failure"
    message = finding.message if outcome == "failure" else f"{kind}: {finding.message}"
    about = finding.subject
    return Case(
        stack, about, finding.rule.id, outcome, kind, message, tuple(lines), options.path(finding.at.path)
    )


def _let_be(stack: str, cluster: str, rule: str, one: Suppressed) -> Case:
    until = f" until {one.until}" if one.until else ""
    return Case(stack, cluster, rule, "skipped", message=f"suppressed{until}: {one.reason}")


def _unread(skipped: Skipped, options: ReportOptions) -> Case:
    """Failed where it speaks of AKS: the scan is then incomplete, and must not look clean."""
    outcome = "failure" if skipped.claims_aks else "skipped"
    path = options.path(skipped.path)
    body = (f"at {path}: {skipped.reason}",)
    if skipped.is_flag:
        name = skipped.path.strip("<>")
        return Case(
            "inputs", name, "used", outcome, "not-used", skipped.reason, (f"because {skipped.reason}",)
        )
    return Case("inputs", path, "read", outcome, "not-read", skipped.reason, body, path)


def _counts(cases: list[Case]) -> str:
    failures = sum(case.outcome == "failure" for case in cases)
    skipped = sum(case.outcome == "skipped" for case in cases)
    return f'tests="{len(cases)}" failures="{failures}" errors="0" skipped="{skipped}"'


def _element(case: Case) -> str:
    attributes = {"classname": f"{case.suite}/{case.about}", "name": case.name, "file": case.file}
    shown = " ".join(f'{name}="{neutral.xml(text)}"' for name, text in attributes.items() if text)
    if case.outcome == "passed":
        return f"    <testcase {shown}/>"
    body = "\n".join(neutral.xml(line) for line in case.body)
    kind = f' type="{neutral.xml(case.kind)}"' if case.outcome == "failure" else ""
    inner = f'<{case.outcome} message="{neutral.xml(case.message)}"{kind}>{body}</{case.outcome}>'
    return f"    <testcase {shown}>{inner}</testcase>"
