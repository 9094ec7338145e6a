"""natpin/drift/v1, for programs. ``drift.schema.json`` beside this file describes it. Plain ASCII."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import natpin
from natpin.model.drift import DriftReport, JudgedDrift, ScopeReport, State, Watched
from natpin.model.finding import Finding
from natpin.model.location import Location
from natpin.reporters import indented
from natpin.reporters.drift import wording
from natpin.reporters.neutral import json_line_safe, unicode_only

SCHEMA = "natpin/drift/v1"


def render(report: DriftReport) -> str:
    """The report as one JSON document."""
    return indented.gathered(lambda put: write(report, put))


def write(report: DriftReport, put: indented.Put) -> None:
    """The same document, piece by piece."""
    indented.write(_document(report, iter), lambda piece: put(json_line_safe(piece)))


def document(report: DriftReport) -> dict[str, Any]:
    """The report as plain data."""
    return _document(report, list)


def _document(report: DriftReport, many: Callable[[Iterable[Any]], object]) -> dict[str, Any]:
    """``many`` makes the lists of clusters: ``iter`` one that is made while it is written."""
    counts = Counter(cluster.state for cluster in report.clusters)
    return {
        "schema": SCHEMA,
        "tool": {"name": "natpin", "version": natpin.__version__},
        "state": report.state.value,
        "summary": {
            "clusters": len(report.clusters),
            **{_camel(state): counts[state] for state in State},
            "scopesUnknown": sum(1 for scope in report.scopes if scope.cause),
            "drifts": sum(entry.counts for entry in report.entries),
            "accepted": sum(not entry.counts for entry in report.entries),
            "liveFindings": sum(len(cluster.findings) for cluster in report.clusters),
            "uncompared": sum(len(cluster.uncompared) for cluster in report.clusters),
        },
        "scopes": [_scope(scope, many) for scope in report.scopes],
        "skipped": [{"path": _text(one.path), "reason": _text(one.reason)} for one in report.skipped],
        "notes": [_text(note) for note in report.notes],
    }


def _camel(state: State) -> str:
    first, *rest = state.value.split("-")
    return first + "".join(part.capitalize() for part in rest)


def _scope(scope: ScopeReport, many: Callable[[Iterable[Any]], object]) -> dict[str, Any]:
    return {
        "scope": scope.scope,
        "state": scope.state.value,
        "cause": _text(scope.cause) or None,
        "clusters": many(cluster(one) for one in scope.clusters),
        "undeclared": [_text(one) for one in scope.undeclared],
        "unconfirmed": scope.unconfirmed,
    }


def cluster(one: Watched) -> dict[str, Any]:
    """One cluster, as the document and the webhook's payload hold it."""
    return {
        "name": _text(one.name),
        "key": one.key,
        "state": one.state.value,
        "cause": _text(one.cause) or None,
        "stack": _text(one.stack),
        "address": _text(one.address),
        "declaredAt": _place(one.at),
        "live": _text(one.live) if one.live else None,
        "egress": [_text(line) for line in one.egress],
        "drifts": [_entry(entry) for entry in one.entries],
        "findings": [_finding(finding) for finding in one.findings],
        "uncompared": [
            {
                "address": _text(each.address),
                "property": _text(each.path),
                "reason": _text(each.cause.reason),
                "settleBy": each.cause.settle_by,
                "side": "live" if each.live_side else "declared",
            }
            for each in one.uncompared
        ],
    }


def _entry(entry: JudgedDrift) -> dict[str, Any]:
    drift = entry.drift
    return {
        "kind": drift.kind.value,
        "name": _text(drift.label),
        "severity": wording.grade(entry),
        "rules": [finding.rule.id for finding in entry.findings],
        "type": drift.type,
        "property": _text(drift.path) if drift.path else None,
        "declared": _plain(drift.declared),
        "live": _plain(drift.live),
        "address": _text(drift.address),
        "declaredAt": _place(drift.at),
        "id": _text(drift.id) if drift.id else None,
        "effect": _text(drift.effect or ""),
        "movesEgress": drift.moves,
        "pools": [_text(pool) for pool in drift.pools],
        "fix": _text(drift.fix or ""),
        "accepted": _text(wording.accepted(entry)) or None,
        "changedBy": None
        if entry.author is None
        else {
            "caller": _text(entry.author.caller),
            "when": _text(entry.author.when),
            "operation": _text(entry.author.operation),
        },
        "fingerprints": [finding.fingerprint for finding in entry.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule.id,
        "verdict": finding.verdict.value,
        "severity": finding.severity.value,
        "message": _text(finding.message),
        "subject": _text(finding.subject),
        "fingerprint": finding.fingerprint,
    }


def _place(at: Location | None) -> dict[str, Any] | None:
    if at is None or at.path.startswith("<"):
        return None
    return {"path": _text(at.path), "line": at.line, "column": at.column}


def _plain(value: object) -> object:
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return _text(value) if isinstance(value, str) else value


def _text(text: str) -> str:
    return unicode_only(text)
