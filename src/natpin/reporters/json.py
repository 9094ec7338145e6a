"""natpin/report/v1: the whole report for programs. ``report.schema.json`` beside this file describes it.

Names are given as they are, not made harmless: JSON's escapes do that for the bytes, and what is done with a name
afterwards is the reading program's affair. The document is plain ASCII.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import natpin
from natpin.model.contract import Contract
from natpin.model.doubt import Doubt
from natpin.model.finding import Conditional, Finding, Fix, Suppressed
from natpin.model.location import Location
from natpin.model.path import EgressPath
from natpin.model.report import ClusterReport, Narrowed, Report, StackReport
from natpin.model.resource import Resource
from natpin.model.snat import GatewayLoad, Range
from natpin.model.value import Node, Skipped, Unknown, Value, plain, scalar
from natpin.reporters import indented
from natpin.reporters.distinct import tally, told
from natpin.reporters.doubts import changes, when
from natpin.reporters.interface import ReportOptions, is_pseudo
from natpin.reporters.neutral import json_line_safe, unicode_only
from natpin.reporters.routes import causes_of, idle_minutes

if TYPE_CHECKING:
    from natpin.model.evidence import Evidence, Place
    from natpin.reporters.excerpts import Sources

SCHEMA = "natpin/report/v1"


def render(report: Report, options: ReportOptions) -> str:
    """The report as one JSON document."""
    return indented.gathered(lambda put: write(report, options, put))


def write(report: Report, options: ReportOptions, put: indented.Put) -> None:
    """The same document, piece by piece: that of thousands of clusters is longer than all that natpin holds of them."""
    document = _document(report, _Writer(options, report.sources, iter))
    indented.write(document, lambda piece: put(json_line_safe(piece)))


def document(report: Report, options: ReportOptions) -> dict[str, Any]:
    """The report as plain data, as the schema describes it."""
    return _document(report, _Writer(options, report.sources, list))


def clusters(report: Report, options: ReportOptions) -> Iterator[tuple[str, dict[str, Any]]]:
    """The id of its stack, and what the document says of a cluster; each is made when it is asked for."""
    writer = _Writer(options, report.sources, iter)
    for stack in report.stacks:
        for cluster in stack.clusters:
            yield unicode_only(stack.stack.id), writer.cluster(cluster)


def _document(report: Report, write: _Writer) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "tool": {"name": "natpin", "version": natpin.__version__},
        "stacks": [write.stack(stack) for stack in report.stacks],
        "skipped": [write.skipped(skipped) for skipped in report.skipped],
        "suppressed": [write.suppressed(suppressed) for suppressed in report.suppressed],
        "excluded": [unicode_only(path) for path in report.excluded],
        "switchedOff": [unicode_only(rule) for rule in report.switched_off],
        **_narrowed(report.narrowed),
        **_contract(report.contract),
        "summary": _summary(report),
    }


def _narrowed(one: Narrowed | None) -> dict[str, Any]:
    if one is None:
        return {}
    return {"narrowed": {"asked": one.asked, "of": one.of, "selection": unicode_only(one.selection)}}


def _contract(one: Contract | None) -> dict[str, Any]:
    if one is None:
        return {}
    return {
        "contract": [
            {
                "what": unicode_only(promise.what),
                "cidr": promise.cidr,
                "partners": [unicode_only(partner) for partner in promise.partners],
                "until": promise.until,
            }
            for promise in one.promises
        ]
    }


def _summary(report: Report) -> dict[str, Any]:
    """Counts of distinct findings: one that holds for three stacks is one."""
    return {
        **tally(told(report)),
        "suppressed": len(report.suppressed),
        "skipped": len(report.skipped),
        "doubts": len({(doubt.reason, doubt.at) for stack in report.stacks for doubt in stack.doubts}),
        "nothingJudged": report.nothing_judged,
        "incomplete": report.incomplete,
        "stacks": len(report.stacks),
        "clusters": sum(len(stack.clusters) for stack in report.stacks),
        "rules": len(report.rules),
        "filesSeen": report.files_seen,
        "filesRead": report.files_read,
    }


class _Writer:
    """The model's types as JSON data, paths seen from the options' prefix. ``many`` makes the lists of clusters and
    findings: ``iter`` one that is made while it is written."""

    def __init__(
        self, options: ReportOptions, sources: Sources, many: Callable[[Iterable[Any]], object]
    ) -> None:
        self._many = many
        self._options = options
        self._sources = sources

    def stack(self, stack: StackReport) -> dict[str, Any]:
        evidence = {"evidence": [self.evidence(one) for one in stack.evidence]} if stack.evidence else {}
        at = stack.stack.deployed_at
        given = [unicode_only(name) for name in stack.stack.given]
        deployed = {} if at is None else {"deployed": {"at": self.at(at), "given": given}}
        return {
            **evidence,
            **deployed,
            "id": unicode_only(stack.stack.id),
            "reader": unicode_only(stack.stack.reader),
            "root": self._path(stack.stack.root),
            "inputs": [self._path(path) for path in stack.stack.inputs],
            "sameAs": None if stack.same_as is None else unicode_only(stack.same_as),
            "clusters": self._many(self.cluster(cluster) for cluster in stack.clusters),
            "findings": self._many(self.finding(finding) for finding in stack.findings),
            "doubts": [self.doubt(doubt) for doubt in stack.doubts],
            **({"gateways": [self.gateway(one) for one in stack.gateways]} if stack.gateways else {}),
        }

    def gateway(self, load: GatewayLoad) -> dict[str, Any]:
        return {
            "address": unicode_only(load.gateway.address),
            "name": unicode_only(load.gateway.label),
            "at": self.at(load.gateway.at),
            "ips": _bounds(load.ips),
            "nodes": _bounds(load.nodes),
            "clusters": [unicode_only(one) for one in load.clusters],
            "perhaps": [unicode_only(one) for one in load.perhaps],
            "otherStacks": load.others,
        }

    def cluster(self, cluster: ClusterReport) -> dict[str, Any]:
        return {
            "address": unicode_only(cluster.resource.address),
            "name": unicode_only(cluster.name),
            "at": self.at(cluster.resource.at),
            "network": {name: _known(node) for name, node in cluster.network.items()},
            "networkOrigins": {name: _origin(node) for name, node in cluster.network.items()},
            "egress": [self.egress(path) for path in cluster.paths],
            "workloads": [
                {
                    "name": unicode_only(one.name),
                    "kind": _kind(one.workload),
                    "at": self.at(one.workload.at),
                    "replicas": scalar(one.replicas) if isinstance(scalar(one.replicas), int) else None,
                    "pools": [unicode_only(pool) for pool in one.pools],
                    "certain": one.certain,
                }
                for one in cluster.workloads
            ],
            "verdicts": {unicode_only(rule): verdict.value for rule, verdict in cluster.verdicts.items()},
            "conditional": {
                unicode_only(rule): _conditional(one) for rule, one in cluster.conditional.items()
            },
        }

    def egress(self, path: EgressPath) -> dict[str, Any]:
        known = () if isinstance(path.ips, Unknown) else path.ips
        return {
            "pool": unicode_only(path.pool.name),
            "role": path.role.value,
            "subnet": _label(path.subnet),
            **_unnamed(path.subnet),
            "exit": path.exit.value,
            "natGateway": _label(path.nat_gateway),
            "idleTimeoutMinutes": idle_minutes(path),
            "ipCount": path.ip_count,
            "ips": None if isinstance(path.ips, Unknown) else [unicode_only(ip.label) for ip in known],
            "cidrs": [unicode_only(ip.cidr) for ip in known if ip.cidr],
            "hops": [
                {"kind": hop.kind, "label": unicode_only(hop.label), "at": self.at(hop.at)}
                for hop in path.hops
            ],
            "causes": [self.cause(cause.reason, cause.at, cause.settle_by) for cause in causes_of(path)],
        }

    def finding(self, finding: Finding) -> dict[str, Any]:
        return {
            "rule": unicode_only(finding.rule.id),
            "verdict": finding.verdict.value,
            "severity": finding.severity.value,
            "message": unicode_only(finding.message),
            "at": self.at(finding.at),
            "subject": unicode_only(finding.subject),
            "property": None if finding.property is None else unicode_only(finding.property),
            "clusters": [unicode_only(cluster) for cluster in finding.clusters],
            "related": [
                {"message": unicode_only(second.message), "at": self.at(second.at)}
                for second in finding.related
            ],
            "causes": [self.cause(cause.reason, cause.at, cause.settle_by) for cause in finding.causes],
            "conditional": None if finding.conditional is None else _conditional(finding.conditional),
            "fingerprint": unicode_only(finding.fingerprint),
            "remediation": unicode_only(finding.rule.remediation),
            "fix": None if finding.fix is None else self.fix(finding.fix),
            **self.excerpt(finding),
        }

    def excerpt(self, finding: Finding) -> dict[str, Any]:
        """The lines that it points at, where the report holds any."""
        if not self._sources:
            return {}
        from natpin.reporters.openings import excerpts

        found = [
            {
                "path": self._path(at.path),
                "line": at.line,
                "text": unicode_only(text),
                "mark": unicode_only(mark),
            }
            for at, text, mark in excerpts(finding, self._sources)
        ]
        return {"excerpt": found} if found else {}

    def fix(self, fix: Fix) -> dict[str, Any]:
        more = [{"at": self.at(one.at), "replacement": unicode_only(one.text)} for one in fix.more]
        return {
            "description": unicode_only(fix.description),
            "safe": fix.safe,
            "at": self.at(fix.at),
            "replacement": None if fix.replacement is None else unicode_only(fix.replacement),
            **({"more": more} if more else {}),
        }

    def cause(self, reason: str, at: Location, settle_by: str | None) -> dict[str, Any]:
        return {
            "reason": unicode_only(reason),
            "at": None if is_pseudo(at.path) else self.at(at),
            "settleBy": None if settle_by is None else unicode_only(settle_by),
        }

    def evidence(self, one: Evidence) -> dict[str, Any]:
        return {
            "rule": unicode_only(one.rule),
            "subject": unicode_only(one.subject),
            "label": unicode_only(one.label),
            "verdict": one.verdict.value,
            "clusters": [unicode_only(cluster) for cluster in one.clusters],
            "grounds": [
                {
                    "when": unicode_only(ground.when) or None,
                    "verdict": ground.verdict.value,
                    "facts": [unicode_only(fact) for fact in ground.facts],
                    "places": [self.place(place) for place in ground.places],
                    "path": [self.place(place) for place in ground.path],
                    "causes": [
                        self.cause(cause.reason, cause.at, cause.settle_by) for cause in ground.causes
                    ],
                    "exact": ground.exact,
                }
                for ground in one.grounds
            ],
        }

    def place(self, place: Place) -> dict[str, Any]:
        return {
            "kind": place.kind,
            "at": self.at(place.at),
            "about": unicode_only(place.about),
            "address": unicode_only(place.address),
            "text": unicode_only(place.text),
            "property": None if place.property is None else unicode_only(place.property),
            "value": None if place.value is None else unicode_only(place.value),
            "origin": None if place.origin is None else unicode_only(place.origin),
            "through": [self.at(step) for step in place.through],
        }

    def doubt(self, doubt: Doubt) -> dict[str, Any]:
        return {
            **self.cause(doubt.reason, doubt.at, doubt.settle_by),
            "mayChange": changes(doubt.reach),
            "reach": {
                "types": [unicode_only(type_) for type_ in doubt.reach.types],
                "properties": [unicode_only(name) for name in doubt.reach.properties],
                "adds": doubt.reach.adds,
                "alters": doubt.reach.alters,
            },
        }

    def skipped(self, skipped: Skipped) -> dict[str, Any]:
        return {
            "path": self._path(skipped.path),
            "reason": unicode_only(skipped.reason),
            "at": self.at(skipped.at),
            "claimsAks": skipped.claims_aks,
            "stack": None if skipped.stack is None else unicode_only(skipped.stack),
        }

    def suppressed(self, suppressed: Suppressed) -> dict[str, Any]:
        return {
            "finding": {**self.finding(suppressed.finding), "stack": unicode_only(suppressed.finding.stack)},
            "reason": unicode_only(suppressed.reason),
            "by": unicode_only(suppressed.by),
            "at": self.at(suppressed.at),
            "until": None if suppressed.until is None else unicode_only(suppressed.until),
        }

    def at(self, at: Location | None) -> dict[str, Any] | None:
        """Lines and columns from 1, columns in characters; the end only where it is known."""
        if at is None:
            return None
        place: dict[str, Any] = {"path": self._path(at.path), "line": at.line, "column": at.column}
        if at.end_line is not None:
            place["endLine"] = at.end_line
        if at.end_column is not None:
            place["endColumn"] = at.end_column
        return place

    def _path(self, path: str) -> str:
        return unicode_only(self._options.path(path))


def _bounds(found: Range) -> dict[str, Any]:
    return {
        "least": found.least,
        "most": found.most,
        "why": unicode_only(found.why) or None,
        "settleBy": None if found.settle_by is None else unicode_only(found.settle_by),
    }


def _conditional(found: Conditional) -> dict[str, Any]:
    return {
        "fails": [unicode_only(case) for case in found.fails],
        "passes": [unicode_only(case) for case in found.passes],
        "unknown": [unicode_only(case) for case in found.unknown],
        "text": unicode_only(when(found)),
    }


def _label(resource: Resource | Unknown | None) -> str | None:
    """A name; None for what is not there, or not known (its causes tell)."""
    return unicode_only(resource.label) if isinstance(resource, Resource) else None


def _unnamed(subnet: Resource | Unknown | None) -> dict[str, Any]:
    """Why there is no name of a subnet."""
    return {} if isinstance(subnet, Resource) else {"subnetUnknown": isinstance(subnet, Unknown)}


def _kind(workload: Resource) -> str | None:
    kind = scalar(workload.properties.get("kind"))
    return unicode_only(kind) if isinstance(kind, str) else None


def _known(node: Node) -> Any:
    found = plain(node)
    return unicode_only(found) if isinstance(found, str) else found


def _origin(node: Node) -> str:
    """``explicit``, ``explicit (variable plugin)``, ``computed``, ``default (AKS API)`` or ``unknown: why``."""
    match node:
        case Value(origin=origin):
            told = f"{origin.kind.value} ({origin.whose})" if origin.whose else origin.kind.value
        case Unknown(reason=reason):
            told = f"unknown: {reason}"
        case _:
            told = "reference"
    return unicode_only(told)
