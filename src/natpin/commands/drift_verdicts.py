"""From differences to what is told of them: findings by the policies, watched clusters, who made a change."""

from __future__ import annotations

import hashlib
from argparse import Namespace
from collections.abc import Mapping, Sequence

from natpin.azure.activity import ActivityLog
from natpin.azure.confirm import Confirmation, root_of
from natpin.commands.declared import Assignment, Declared
from natpin.commands.linting import settings_of, settled
from natpin.config import Config, FailOn
from natpin.drift import Compared, Side, compare
from natpin.drift.paths import leaves, plural, who
from natpin.facts.drift import drift_subjects
from natpin.formats.interface import Inputs
from natpin.model.change import Drift
from natpin.model.drift import Author, DriftReport, JudgedDrift, ScopeReport, Watched
from natpin.model.finding import Finding, Suppressed, Verdict
from natpin.model.location import Location
from natpin.model.path import EgressPath
from natpin.model.record import record, replace
from natpin.model.report import Report, StackReport
from natpin.model.stack import Stack
from natpin.model.subject import Subject
from natpin.pipeline.judging import findings_on
from natpin.pipeline.reading import ReadStack
from natpin.pipeline.settings import Settings
from natpin.policy.evaluate import evaluate, fingerprint
from natpin.policy.select import chosen
from natpin.policy.suppress import STACK as SUPPRESSIONS
from natpin.workspace import FolderWorkspace

CONTRACT = ("contract-not-kept", "managed-ip-contract")
"""Rules that hold live IPs to the egress contract: a failure of theirs counts as drift does, however grave it is, and
opens an issue."""


Couple = tuple[Declared, Compared]


@record
class Rules:
    """What differences and live clusters are judged by."""

    workspace: FolderWorkspace
    config: Config
    settings: Settings
    arguments: Namespace
    fail_on: FailOn


def rules(workspace: FolderWorkspace, config: Config, arguments: Namespace) -> Rules:
    """From flags and configuration. Raises ConfigError, PolicyError."""
    settings = settings_of(chosen(config, workspace, arguments.profile), Inputs(), config, workspace)
    if settings.contract is not None and settings.contract.stacks:
        # what is live is in no stack of files; which clusters it is about still counts
        settings = replace(settings, contract=replace(settings.contract, stacks=()))
    fail_on = FailOn(arguments.fail_on) if arguments.fail_on else config.fail_on
    return Rules(workspace, config, settings, arguments, fail_on)


@record
class Live:
    read: ReadStack
    side: Side


def judged(
    one: Assignment,
    there: Live,
    couples: Sequence[Couple],
    confirmation: Confirmation,
    rules: Rules,
    log: ActivityLog | None,
) -> tuple[ScopeReport, list[Finding]]:
    """Differences and live clusters as policies see them, cluster by cluster."""
    lived = findings_on(there.read, rules.settings, there.side.graph, there.side.paths)
    reports = [StackReport(there.read.stack, (), _only_watched(lived, couples))]
    judged: list[tuple[Declared, Compared, list[tuple[Finding, ...]]]] = []
    for declared, compared in couples:
        names = {address: name for name, address, _, _ in names_of(one, declared)}
        findings = [
            _about(rules, subject, drift, declared.stack.id)
            for drift, subject in zip(compared.drifts, drift_subjects(compared.drifts, names), strict=True)
        ]
        judged.append((declared, compared, findings))
        said = tuple(finding for each in findings for finding in each)
        reports.append(StackReport(Stack("drift", declared.stack.id), (), said))
    report = Report(tuple(reports), (), (), ())
    kept = settled(report, rules.workspace, rules.config, rules.settings.policies, rules.arguments)
    hidden = {suppressed.finding.fingerprint: suppressed for suppressed in kept.suppressed}
    live_findings = kept.stacks[0].findings
    clusters: list[Watched] = []
    by_cluster: dict[str, list[Finding]] = {}
    for finding in live_findings:
        for address in finding.clusters:
            by_cluster.setdefault(address.lower(), []).append(finding)
    paths = _by_cluster(there.side.paths)
    for declared, compared, findings in judged:
        entries = _entries(compared.drifts, findings, hidden, log)
        clusters += _watched(one, declared, compared, entries, by_cluster, paths, rules)
    taken = {id_.lower() for _, compared in couples for id_ in compared.clusters.values()}
    about = [
        finding
        for stack in kept.stacks
        if stack.stack != SUPPRESSIONS
        for finding in stack.findings
        if not finding.clusters and stack is kept.stacks[0]
    ]
    unread = [f"{id_}: {why}" for id_, why in confirmation.estate.unread if "does not exist" not in why]
    cause = ""
    if unread:
        cause = f"{len(unread)} resource(s) could not be read, first {unread[0]}"
    undeclared = tuple(
        id_ for id_ in confirmation.clusters if id_.lower() not in taken and one.scope.holds(id_)
    )
    return (
        ScopeReport(str(one.scope), tuple(clusters), cause, undeclared, len(confirmation.skipped)),
        about,
    )


def _only_watched(lived: Sequence[Finding], couples: Sequence[Couple]) -> tuple[Finding, ...]:
    """What is said of clusters that nothing declares is nobody's drift: ``natpin lint --azure`` tells it."""
    taken = {id_.lower() for _, compared in couples for id_ in compared.clusters.values()}
    return tuple(
        finding for finding in lived if any(address.lower() in taken for address in finding.clusters)
    )


def _about(rules: Rules, subject: Subject, drift: Drift, stack: str) -> tuple[Finding, ...]:
    """What the policies say of one difference. Two on one resource are told apart by their property."""
    findings, _ = evaluate(rules.settings.policies, [subject], stack)
    return tuple(
        replace(
            finding,
            property=drift.path,
            fingerprint=fingerprint(finding.fingerprint, drift.path, (drift.id or "").lower()),
        )
        for finding in findings
    )


def _entries(
    drifts: Sequence[Drift],
    findings: Sequence[tuple[Finding, ...]],
    hidden: Mapping[str, Suppressed],
    log: ActivityLog | None,
) -> list[JudgedDrift]:
    """Each difference with what is said of it, and who made it."""
    made = []
    for drift, mine in zip(drifts, findings, strict=True):
        kept = tuple(finding for finding in mine if finding.fingerprint not in hidden)
        accepted = tuple(hidden[finding.fingerprint] for finding in mine if finding.fingerprint in hidden)
        author = _author(log, drift) if log is not None and kept else None
        made.append(JudgedDrift(drift, kept, accepted, author))
    return made


def _author(log: ActivityLog, drift: Drift) -> Author | None:
    """Who wrote the resource last, or what it is a part of; for what is gone, what it was to be found on."""
    places = [drift.id or "", *((root_of(drift.id),) if drift.id else drift.evidence)]
    return log.author(*dict.fromkeys(place for place in places if place))


def _watched(
    one: Assignment,
    declared: Declared,
    compared: Compared,
    entries: Sequence[JudgedDrift],
    findings: dict[str, list[Finding]],
    paths: dict[str, list[EgressPath]],
    rules: Rules,
) -> list[Watched]:
    made = []
    for name, address, at, key in names_of(one, declared):
        live_id = compared.clusters.get(address)
        mine = tuple(entry for entry in entries if address in entry.drift.clusters)
        found = tuple(findings.get((live_id or "").lower(), ()))
        uncompared = tuple(each for each in compared.uncompared if address in each.clusters)
        blind = [each for each in uncompared if each.live_side]
        cause = ""
        if live_id is None and address not in compared.missing:
            cause = next(
                (each.cause.reason for each in uncompared if each.path == "name"),
                "which live cluster it is cannot be told",
            )
        elif blind:
            cause = "; ".join(dict.fromkeys(each.cause.reason for each in blind[:3]))
        made.append(
            Watched(
                name,
                address,
                at,
                declared.stack.id,
                key,
                live_id,
                _egress(paths.get((live_id or "").lower(), ())),
                mine,
                found,
                uncompared,
                cause,
                rules.fail_on.met_by(found) or breaks_contract(found),
            )
        )
    return made


def breaks_contract(findings: Sequence[Finding]) -> bool:
    """True when live IPs are not those that partners were given."""
    return any(f.rule.id in CONTRACT and f.verdict is Verdict.FAIL for f in findings)


def _egress(paths: Sequence[EgressPath]) -> tuple[str, ...]:
    """How a live cluster's pools leave, those alike together."""
    groups: dict[str, list[EgressPath]] = {}
    for path in paths:
        groups.setdefault(leaves(path), []).append(path)
    return tuple(
        f"{who(mine)} leave{'' if plural(mine) else 's'} from {where}" for where, mine in groups.items()
    )


def _by_cluster(paths: Sequence[EgressPath]) -> dict[str, list[EgressPath]]:
    found: dict[str, list[EgressPath]] = {}
    for path in paths:
        found.setdefault(path.cluster.address.lower(), []).append(path)
    return found


def names_of(one: Assignment, declared: Declared) -> list[tuple[str, str, Location, str]]:
    """Label, address, place and key of every declared cluster. Keys come from the declaration and the scope alone, so
    that a scope which cannot be read speaks of the same issues as one that can."""
    found = []
    seen: dict[str, int] = {}
    if declared.wanted is not None and declared.wanted.cluster is not None:
        clusters = [(one.id.rsplit("/", 1)[-1], one.id, one.at) for one in declared.wanted.clusters]
    else:
        clusters = [(c.label, c.address, c.at) for c in declared.clusters]
    for name, address, at in clusters:
        text = f"{one.scope.subscription}/{name}".lower()
        seen[text] = seen.get(text, 0) + 1
        if seen[text] > 1:
            text += f"/{address}"
        digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:10]
        shown = "".join(ch for ch in name.lower() if ch.isalnum() or ch in "-_")[:40]
        found.append((name, address, at, f"drift-{shown}-{digest}"))
    return found


def compared_sides(
    one: Side, one_name: str, other: Side, other_name: str, rules: Rules, gaps: Sequence[str]
) -> DriftReport:
    """``natpin diff``: what differs between two sides, neither of which is looked at again."""
    compared = compare(one, other)
    clusters = {path.cluster.address: path.cluster for path in one.paths}
    names = {address: cluster.label for address, cluster in clusters.items()}
    subjects = drift_subjects(compared.drifts, names)
    findings = [
        _about(rules, subject, drift, one_name)
        for drift, subject in zip(compared.drifts, subjects, strict=True)
    ]
    entries = _entries(compared.drifts, findings, {}, None)
    paths = _by_cluster(other.paths)
    watched = []
    for address, cluster in clusters.items():
        live_id = compared.clusters.get(address)
        uncompared = tuple(each for each in compared.uncompared if address in each.clusters)
        blind = live_id is None and address not in compared.missing
        watched.append(
            Watched(
                cluster.label,
                address,
                cluster.at,
                one_name,
                f"drift-{hashlib.sha256(address.encode('utf-8', 'replace')).hexdigest()[:10]}",
                live_id,
                _egress(paths.get((live_id or "").lower(), ())),
                tuple(entry for entry in entries if address in entry.drift.clusters),
                (),
                uncompared,
                "which cluster of the other side it is cannot be told" if blind else "",
            )
        )
    cause = f"{len(gaps)} part(s) could not be read, first {gaps[0]}" if gaps else ""
    scope = ScopeReport(other_name, tuple(watched), cause, compared.undeclared)
    return DriftReport((scope,))
