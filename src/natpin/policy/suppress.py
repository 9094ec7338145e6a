"""Takes out of a report what the team decided to live with, and judges those decisions too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from natpin.config import Config
from natpin.model.finding import Finding, Suppressed
from natpin.model.record import replace
from natpin.model.report import StackReport
from natpin.model.stack import Stack
from natpin.model.subject import Subject
from natpin.model.value import Node, Skipped, Value
from natpin.policy.definition import Policy
from natpin.policy.evaluate import evaluate
from natpin.policy.waiver import Waiver, of_config
from natpin.workspace import Workspace

if TYPE_CHECKING:
    import datetime

STACK = Stack("natpin", "suppressions")
"""Under which findings about suppressions themselves are reported."""


def settle(
    reports: Sequence[StackReport],
    policies: Sequence[Policy],
    waivers: Iterable[Waiver],
    today: datetime.date,
) -> tuple[tuple[StackReport, ...], tuple[Suppressed, ...]]:
    """Reports without what valid waivers hide, what they hid, and a report on the waivers that are not right."""
    known = {policy.id: policy for policy in policies}
    checked = [_checked(waiver, known) for waiver in waivers]
    day = today.isoformat()
    used: set[int] = set()
    suppressed: list[Suppressed] = []

    def kept(finding: Finding) -> bool:
        hidden = False
        for number, waiver in enumerate(checked):
            if waiver.problem is None and waiver.covers(finding):
                used.add(number)
                if not hidden and not waiver.expired(day):
                    hidden = True
                    suppressed.append(Suppressed(finding, waiver.reason, waiver.by, waiver.at, waiver.until))
        return not hidden

    settled = [
        replace(report, findings=tuple(finding for finding in report.findings if kept(finding)))
        for report in reports
    ]
    checked = [
        waiver if number in used else _inside(waiver, reports) for number, waiver in enumerate(checked)
    ]
    subjects = [
        _subject(waiver, _state(waiver, number in used, known, day)) for number, waiver in enumerate(checked)
    ]
    about, _ = evaluate(
        [policy for policy in policies if policy.subject == "suppression"], subjects, STACK.id
    )
    if about:
        settled.append(StackReport(STACK, (), tuple(about)))
    return tuple(settled), tuple(suppressed)


def collected(
    workspace: Workspace,
    paths: Iterable[str],
    reports: Iterable[StackReport],
    config: Config,
    inline: bool = True,
) -> list[Waiver]:
    """The waivers of a run: comments in the files that were read or have findings, and natpin.yaml's ``ignore``.

    None of them when ``inline`` is false (``--no-ignores``) or the configuration says ``ignore-suppressions``.
    """
    if not inline or config.ignore_suppressions:
        return []
    places = (place for report in reports for f in report.findings for place in (f.at, f.subject_at))
    named = {
        *paths,
        *(place.path for place in places if place is not None and not place.path.startswith("<")),
    }
    waivers = [of_config(entry) for entry in config.ignore]
    for path in sorted(named):
        data = workspace.read(path)
        if not isinstance(data, Skipped) and b"natpin" in data:
            from natpin.policy.directives import directives

            waivers += directives(path, data)
    return waivers


def _checked(waiver: Waiver, known: Mapping[str, Policy]) -> Waiver:
    """With a problem, when it names rules that are not there or may not be hidden."""
    if waiver.problem is not None:
        return waiver
    for rule in waiver.rules:
        if rule not in known:
            if waiver.by == "baseline":  # a rule that is gone leaves a stale entry, not a mistake
                continue
            from natpin.languages.located_yaml.checked import suggestion

            return replace(waiver, problem=f"there is no rule {rule!r}{suggestion(rule, known)}")
        if not known[rule].ignorable:
            return replace(
                waiver, problem=f"natpin.yaml or the rule itself does not let {rule} be suppressed"
            )
    return waiver


def _inside(waiver: Waiver, reports: Iterable[StackReport]) -> Waiver:
    """With a problem, when it hides nothing because it stands inside the block that a finding of its rules is about."""
    if waiver.problem is not None or waiver.by != "inline":
        return waiver
    for finding in (one for report in reports for one in report.findings if one.rule.id in waiver.rules):
        for block in (finding.subject_at, finding.at, *finding.called_at):
            if (
                block is not None
                and block.path == waiver.at.path
                and block.line < waiver.at.line <= (block.end_line or 0)
            ):
                where = f"write it on a line of its own above line {block.line}"
                return replace(
                    waiver, problem=f"it stands inside the block that {finding.rule.id} is about; {where}"
                )
    return waiver


def _state(waiver: Waiver, used: bool, known: Mapping[str, Policy], day: str) -> str:
    if waiver.problem is not None:
        return "invalid"
    if waiver.expired(day):
        return "expired"
    # findings about a change are made by `lint --diff` alone: what waits for them is not unused
    asked = waiver.by == "baseline" or any(
        known[rule].enabled and known[rule].subject != "change" for rule in waiver.rules
    )
    return "unused" if asked and not used else "valid"


def _subject(waiver: Waiver, state: str) -> Subject:
    def said(data: str | None) -> Node:
        return Value(data, waiver.at)

    rules = Value(tuple(Value(rule, waiver.at) for rule in waiver.rules), waiver.at)
    facts = {
        "state": said(state),
        "by": said(waiver.by),
        "rules": rules,
        "reason": said(waiver.reason or None),
        "until": said(waiver.until),
        "problem": said(waiver.problem),
    }
    # the fingerprint must not hold a line number: what is suppressed identifies the waiver
    identity = waiver.fingerprint or ",".join(waiver.rules) or "unreadable"
    return Subject(
        "suppression", f"suppression:{identity}", "suppression", waiver.at, Value(facts, waiver.at)
    )
