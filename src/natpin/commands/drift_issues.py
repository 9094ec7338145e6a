"""One GitHub issue for each cluster, or for each scope: opened, kept right, closed with evidence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from natpin.commands.declared import DriftSection
from natpin.commands.drift_verdicts import breaks_contract
from natpin.comments.sections import Section
from natpin.github.issue import DriftIssues
from natpin.github.issue_outcome import Drifted, InOrder, IssueOutcome, IssueResult, Observed, Unreadable
from natpin.model.drift import DriftReport, ScopeReport, State, Watched
from natpin.reporters.drift import markdown
from natpin.reporters.neutral import prose
from natpin.reporters.sized import document

if TYPE_CHECKING:
    from natpin.comments.marker import Standing
    from natpin.github.client import Client

LARGEST = 50_000
"""Bytes of one section of an issue; the whole is fitted by ``github.issue``."""


def keep(
    report: DriftReport,
    section: DriftSection,
    client: Client,
    repository: str,
    standing: Standing,
    now: datetime | None = None,
) -> Iterator[str]:
    """Make every issue say what was observed; what became of each that changed, in words."""
    issues = DriftIssues(
        client, repository, standing, labels=section.labels, assignees=section.assignees, now=now
    )
    for key, title, observed in observations(report, section.per):
        result = issues.report(key, title, observed)
        if result.outcome not in (IssueOutcome.NONE_NEEDED, IssueOutcome.UNCHANGED):
            yield _said(title, result)


def observations(report: DriftReport, per: str) -> Iterator[tuple[str, str, Observed]]:
    """Key, title and what was observed, of every cluster or scope."""
    if per == "scope":
        for scope in report.scopes:
            key = "drift-scope-" + scope.scope.lower().replace("/", "-")[:80]
            yield key, f"natpin: egress drift in {scope.scope}", _of_scope(scope, report.incomplete)
        return
    for scope in report.scopes:
        for cluster in scope.clusters:
            yield cluster.key, f"natpin: egress drift of {cluster.name}", _of_cluster(cluster, scope)


def _of_cluster(cluster: Watched, scope: ScopeReport) -> Observed:
    if _is_open(cluster):
        return Drifted(tuple(_sections(cluster)))
    if cluster.cause:
        return Unreadable(prose(cluster.cause))
    if scope.cause:
        return Unreadable(prose(scope.cause))
    return InOrder((Section("evidence", markdown.evidence(cluster)),))


def _is_open(cluster: Watched) -> bool:
    """Drift, or live IPs that the contract does not name."""
    return cluster.state is State.DRIFT or breaks_contract(cluster.findings)


def _sections(cluster: Watched) -> Iterator[Section]:
    for made in markdown.of_cluster(cluster):
        body = document([made], LARGEST)
        yield Section(made.title.lower() or f"cluster {cluster.name}", body, made.rank)


def _of_scope(scope: ScopeReport, incomplete: bool) -> Observed:
    open_ = [cluster for cluster in scope.clusters if _is_open(cluster)]
    if open_:
        return Drifted(
            tuple(
                Section(section.name, section.body, section.priority + (position > 0))
                for position, cluster in enumerate(open_)
                for section in _sections(cluster)
            )
        )
    cause = scope.cause or next((cluster.cause for cluster in scope.clusters if cluster.cause), "")
    if cause or incomplete:
        return Unreadable(prose(cause or "a declaration could not be read"))
    return InOrder(tuple(Section(cluster.name, markdown.evidence(cluster), 1) for cluster in scope.clusters))


def _said(title: str, result: IssueResult) -> str:
    where = f" #{result.number}" if result.number else ""
    until = f" until {result.snoozed_until}" if result.snoozed_until else ""
    detail = f": {result.detail}" if result.detail else ""
    notes = f" ({'; '.join(result.notes)})" if result.notes else ""
    return f"issue{where} {result.outcome.value}{until}: {title}{detail}{notes}"
