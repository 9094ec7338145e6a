"""GitLab's Code Quality report: an array of findings, each with a fingerprint of its own.

Source: GitLab docs, "Code Quality": description, check_name, fingerprint, severity (info, minor, major, critical,
blocker), location.path, location.lines.begin.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from natpin.model.location import Location
from natpin.model.report import Report
from natpin.reporters import neutral
from natpin.reporters.distinct import Told, told
from natpin.reporters.interface import ReportOptions, is_pseudo

_SEVERITIES = {"error": "critical", "warning": "major", "note": "minor", "unknown": "info"}


def render(report: Report, options: ReportOptions) -> str:
    """The array. A finding about nothing in a file is told at the first line of its stack's root."""
    roots = {stack.stack.id: stack.stack.root for stack in report.stacks}
    seen: Counter[str] = Counter()
    issues = [_issue(one, roots, seen, options) for one in told(report)]
    for skipped in report.skipped:
        if skipped.claims_aks:
            at = skipped.at or Location(skipped.path)
            fingerprint = f"not-read {skipped.path}"
            text = skipped.reason if skipped.is_flag else f"not read: {skipped.reason}"
            issues.append(_one(text, "not-read", fingerprint, "major", at, options))
    return neutral.json_line_safe(json.dumps(issues, indent=2)) + "\n"


def _issue(one: Told, roots: dict[str, str], seen: Counter[str], options: ReportOptions) -> dict[str, Any]:
    finding = one.finding
    seen[finding.fingerprint] += 1
    number = seen[finding.fingerprint]
    fingerprint = finding.fingerprint if number == 1 else f"{finding.fingerprint}:{number}"
    at = Location(roots.get(finding.stack) or ".") if is_pseudo(finding.at.path) else finding.at
    message = finding.message
    if one.word == "unknown":
        message = f"unknown: {message}" + "".join(f"; {cause.reason}" for cause in finding.causes)
    return _one(message, finding.rule.id, fingerprint, _SEVERITIES[one.word], at, options)


def _one(
    text: str, rule: str, fingerprint: str, severity: str, at: Location, options: ReportOptions
) -> dict[str, Any]:
    return {
        "description": neutral.visible(text),
        "check_name": neutral.visible(rule),
        "fingerprint": neutral.visible(fingerprint),
        "severity": severity,
        "location": {
            "path": neutral.unicode_only(options.path(at.path)),
            "lines": {"begin": max(at.line, 1)},
        },
    }
