"""SARIF 2.1.0, within what GitHub's code scanning takes.

Choices, and why:

*Unknown* is level ``note`` and says ``Unknown:``. SARIF's own word would be kind ``open``, but any kind other than
``fail`` demands level ``none`` (3.27.9, 3.27.10), GitHub ignores kinds, and viewers hide level ``none``: an
undecided rule would vanish. ``properties.verdict`` tells programs the two apart.

*Columns* count Unicode code points, as natpin's do everywhere, and ``columnKind`` says so. Converting them to UTF-16
units would take the text of each line, which a reporter does not have.

*Fingerprints*: GitHub tells alerts apart by ``primaryLocationLineHash``; an upload through its API without one opens
the same alert again on every push.

Limits: GitHub docs, "SARIF support for code scanning" and "SARIF results exceed one or more limits".
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import natpin
from natpin.model.finding import Finding, Related, Replacement, Rule, Severity, Suppressed
from natpin.model.location import Location
from natpin.model.report import Report
from natpin.model.value import Skipped
from natpin.reporters import neutral, words
from natpin.reporters.distinct import Told, gravest_first, told
from natpin.reporters.doubts import NotFollowed, not_followed, when
from natpin.reporters.interface import ReportOptions, is_pseudo

RESULTS = 5_000
"""GitHub stores no more of one run; it would choose by severity too."""

RELATED = 50
"""GitHub takes 1,000 locations of a result and shows 100."""

NOTIFICATIONS = 1_000
DESCRIPTION = 1_000
"""Characters. GitHub takes 1,024 of a rule's short or full description."""

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def render(report: Report, options: ReportOptions) -> str:
    """One SARIF log of one run."""
    document = {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [_run(report, options)],
    }
    return neutral.json_line_safe(json.dumps(document, indent=2)) + "\n"


def _run(report: Report, options: ReportOptions) -> dict[str, Any]:
    findings = gravest_first(told(report))
    suppressed = report.suppressed if options.show_suppressed else ()
    rules = _rules(report, findings, suppressed)
    index = {rule.id: position for position, rule in enumerate(rules)}
    seen: Counter[str] = Counter()
    results = [_result(one, index, seen, options) for one in findings]
    results += [_let_be(one, index, seen, options) for one in suppressed]
    category = {"automationDetails": {"id": neutral.visible(options.category)}} if options.category else {}
    return {
        **category,
        "tool": {
            "driver": {
                "name": "natpin",
                "semanticVersion": natpin.__version__,
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The root of the repository."}}},
        "invocations": [_invocation(report, len(results), options)],
        "results": results[:RESULTS],
    }


def _rules(report: Report, findings: tuple[Told, ...], suppressed: tuple[Suppressed, ...]) -> list[Rule]:
    """Every rule asked, and any other that a finding names (a broken suppression has a rule of its own)."""
    by_id = {rule.id: rule for rule in report.rules}
    for finding in (*(one.finding for one in findings), *(one.finding for one in suppressed)):
        by_id.setdefault(finding.rule.id, finding.rule)
    return list(by_id.values())


def _rule(rule: Rule) -> dict[str, Any]:
    references = [url for url in rule.references if neutral.is_address(url)]
    help_text = f"{neutral.sarif(rule.rationale)}\n\nFix: {neutral.sarif(rule.remediation)}"
    lines = [neutral.rich(rule.rationale), "", f"**Fix:** {neutral.rich(rule.remediation)}"]
    lines += (
        [""] + [f"- {neutral.link(reference)}" for reference in rule.references] if rule.references else []
    )
    lines += ["", f"`natpin explain` {neutral.code(rule.id)} tells the whole story."]
    shown: dict[str, Any] = {
        "id": neutral.visible(rule.id),
        "name": "".join(part[:1].upper() + part[1:] for part in neutral.visible(rule.id).split("-")),
        "shortDescription": {"text": neutral.clip(neutral.sarif(rule.title), DESCRIPTION) or "-"},
        "fullDescription": {
            "text": neutral.clip(neutral.sarif(rule.rationale or rule.title), DESCRIPTION) or "-"
        },
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "help": {"text": help_text, "markdown": "\n".join(lines)},
        "properties": {"tags": ["aks", "egress", "reliability"]},
    }
    if references:
        shown["helpUri"] = references[0]
    return shown


def _result(one: Told, index: dict[str, int], seen: Counter[str], options: ReportOptions) -> dict[str, Any]:
    shown = _bare(one.finding, one.word, index, seen, options)
    if len(one.stacks) > 1:
        shown["properties"]["stacks"] = [neutral.visible(stack) for stack in one.stacks]
    return shown


def _let_be(
    one: Suppressed, index: dict[str, int], seen: Counter[str], options: ReportOptions
) -> dict[str, Any]:
    word = Told(one.finding, ()).word
    shown = _bare(one.finding, word, index, seen, options)
    until = f" (until {one.until})" if one.until else ""
    suppression: dict[str, Any] = {
        "kind": "inSource" if one.by == "inline" else "external",
        "status": "accepted",
        "justification": neutral.sarif(one.reason + until),
    }
    if not is_pseudo(one.at.path):
        suppression["location"] = {"physicalLocation": _physical(one.at, options)}
    shown["suppressions"] = [suppression]
    return shown


def _bare(
    finding: Finding, word: str, index: dict[str, int], seen: Counter[str], options: ReportOptions
) -> dict[str, Any]:
    fingerprint = neutral.visible(finding.fingerprint) or neutral.visible(
        f"{finding.rule.id} {finding.at.path}"
    )
    seen[fingerprint] += 1
    shown: dict[str, Any] = {
        "ruleId": neutral.visible(finding.rule.id),
        "ruleIndex": index[finding.rule.id],
        "level": "note" if word == "unknown" else _LEVELS[finding.severity],
        "message": {"text": _message(finding, word)},
        "locations": [_location(finding.at, finding.subject, options)],
        "partialFingerprints": {
            "natpin/v1": fingerprint,
            "primaryLocationLineHash": f"{fingerprint}:{seen[fingerprint]}",
        },
        "properties": {"verdict": finding.verdict.value, "stack": neutral.visible(finding.stack)},
    }
    related = [*finding.related, *(Related(cause.reason, cause.at) for cause in finding.causes)]
    places = [_related(second, options) for second in related if not is_pseudo(second.at.path)][:RELATED]
    if places:
        shown["relatedLocations"] = [{"id": number, **place} for number, place in enumerate(places, 1)]
    fix = _fix(finding, options)
    if fix:
        shown["fixes"] = [fix]
    return shown


def _message(finding: Finding, word: str) -> str:
    """The first sentence says what is wrong: where space is short it is all that is shown."""
    told_first = f"Unknown: {finding.message}" if word == "unknown" else finding.message
    sentences = [told_first]
    for cause in finding.causes:
        told = words.settling(cause.settle_by, cause.at)
        settle = f" (to settle it: {told})" if told else ""
        sentences.append(f"Because {cause.reason}{settle}")
    if finding.conditional is not None and (said := when(finding.conditional)):
        sentences.append(f"It {said}")
    if finding.fix:
        sentences.append(f"Fix: {finding.fix.description}")
    return "\n".join(neutral.sarif(sentence) for sentence in sentences) or "-"


def _location(at: Location, subject: str, options: ReportOptions) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "logicalLocations": [{"fullyQualifiedName": neutral.visible(subject) or "-", "kind": "resource"}]
    }
    if not is_pseudo(at.path):
        shown["physicalLocation"] = _physical(at, options)
    return shown


def _related(related: Related, options: ReportOptions) -> dict[str, Any]:
    return {
        "message": {"text": neutral.sarif(related.message) or "-"},
        "physicalLocation": _physical(related.at, options),
    }


def _physical(at: Location, options: ReportOptions) -> dict[str, Any]:
    return {
        "artifactLocation": {"uri": neutral.uri(options.path(at.path)), "uriBaseId": "SRCROOT"},
        "region": _region(at),
    }


def _region(at: Location) -> dict[str, int]:
    line, column = max(at.line, 1), max(at.column, 1)
    region = {"startLine": line, "startColumn": column}
    end_line = line if at.end_line is None else at.end_line
    if at.end_column is not None and (end_line, at.end_column) > (line, column):
        region |= {"endLine": end_line, "endColumn": max(at.end_column, 1)}
    elif end_line > line:
        region["endLine"] = end_line
    return region


def _deleted(at: Location) -> dict[str, int]:
    """A region with its end, also where nothing is deleted: a column without an end means the rest of the line (SARIF
    2.1.0, 3.30.8)."""
    region = _region(at)
    if at.end_line is not None and at.end_column is not None:
        region |= {"endLine": at.end_line, "endColumn": max(at.end_column, 1)}
    return region


def _fix(finding: Finding, options: ReportOptions) -> dict[str, Any] | None:
    """Only a fix that names its text: SARIF has no fix in words."""
    fix = finding.fix
    if fix is None or not fix.replacements or any(is_pseudo(one.at.path) for one in fix.replacements):
        return None
    by_path: dict[str, list[Replacement]] = {}
    for one in fix.replacements:
        by_path.setdefault(one.at.path, []).append(one)
    changes = [
        {
            "artifactLocation": _physical(mine[0].at, options)["artifactLocation"],
            "replacements": [
                {
                    "deletedRegion": _deleted(one.at),
                    "insertedContent": {"text": neutral.unicode_only(one.text)},
                }
                for one in mine
            ],
        }
        for mine in by_path.values()
    ]
    return {"description": {"text": neutral.sarif(fix.description) or "-"}, "artifactChanges": changes}


def _invocation(report: Report, results: int, options: ReportOptions) -> dict[str, Any]:
    notifications = [_notification(one, options) for one in report.skipped[:NOTIFICATIONS]]
    open_ = not_followed(report)
    notifications += [_doubt(one, options) for one in open_[:NOTIFICATIONS]]
    if results > RESULTS:
        text = f"{results - RESULTS} of {results} results are left out; the gravest are kept."
        notifications.append({"level": "warning", "message": {"text": text}})
    if len(open_) > NOTIFICATIONS:
        text = f"{len(open_) - NOTIFICATIONS} more things are not followed."
        notifications.append({"level": "warning", "message": {"text": text}})
    if report.nothing_judged:
        notifications.append(
            {"level": "error", "message": {"text": neutral.sarif(words.nothing_found(report))}}
        )
    if len(report.skipped) > NOTIFICATIONS:
        text = f"{len(report.skipped) - NOTIFICATIONS} more inputs could not be read."
        notifications.append({"level": "warning", "message": {"text": text}})
    return {"executionSuccessful": not report.incomplete, "toolExecutionNotifications": notifications}


def _doubt(one: NotFollowed, options: ReportOptions) -> dict[str, Any]:
    settle = f"; to settle it: {one.settle_by}" if one.settle_by else ""
    text = f"Not followed: {one.reason}. It may change {one.changes}{settle}"
    shown: dict[str, Any] = {"level": "warning", "message": {"text": neutral.sarif(text)}}
    places = [at for at in one.places if not is_pseudo(at.path)][:RELATED]
    if places:
        shown["locations"] = [{"physicalLocation": _physical(at, options)} for at in places]
    return shown


def _notification(skipped: Skipped, options: ReportOptions) -> dict[str, Any]:
    unread = f"{options.path(skipped.path)} could not be read: {skipped.reason}"
    text = skipped.reason if skipped.is_flag else unread
    shown: dict[str, Any] = {
        "level": "error" if skipped.claims_aks else "note",
        "message": {"text": neutral.sarif(text)},
    }
    if not is_pseudo(skipped.path):
        at = skipped.at or Location(skipped.path)
        shown["locations"] = [{"physicalLocation": _physical(at, options)}]
    return shown
