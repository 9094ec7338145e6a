"""natpin/diff/v1: the comparison for programs. ``diff.schema.json`` beside this file describes it.

Stacks and findings are written as natpin/report/v1 writes them.
"""

from __future__ import annotations

import json
from typing import Any

import natpin
from natpin.comparison.result import Comparison
from natpin.facts.contract import declared, for_cluster, for_stack
from natpin.model.contract import Contract, Promise
from natpin.model.egress_change import (
    ClusterChange,
    Fate,
    IpChange,
    OutboundChange,
    PathChange,
    StackChange,
    WorkloadChange,
)
from natpin.model.finding import Finding
from natpin.model.location import Location
from natpin.model.path import IpRange
from natpin.model.rule_change import RuleChange
from natpin.model.value import Unknown, Value
from natpin.reporters import json as report_json
from natpin.reporters.interface import ReportOptions, is_pseudo
from natpin.reporters.neutral import json_line_safe, unicode_only

SCHEMA = "natpin/diff/v1"


def render(comparison: Comparison, options: ReportOptions) -> str:
    """The comparison as one JSON document, plain ASCII."""
    return json_line_safe(json.dumps(document(comparison, options), indent=2)) + "\n"


def document(comparison: Comparison, options: ReportOptions) -> dict[str, Any]:
    """The comparison as plain data, as the schema describes it."""
    write = _Writer(comparison, options)
    return {
        "schema": SCHEMA,
        "tool": {"name": "natpin", "version": natpin.__version__},
        "base": unicode_only(comparison.base_name),
        "head": unicode_only(comparison.head_name),
        "stacks": [write.stack(stack) for stack in comparison.stacks],
        "rules": {
            "judgedBy": unicode_only(comparison.judged_by) or None,
            "fromTheChange": comparison.own_rules,
            "changes": [write.rule_change(one) for one in comparison.rule_changes],
        },
        "contract": write.contract(),
        "findings": {
            "aboutTheRules": [write.finding(one) for one in comparison.rules],
            "aboutTheChange": [write.finding(one) for one in comparison.about],
            "new": [write.finding(one) for one in comparison.new],
            "fixed": [write.finding(one) for one in comparison.fixed],
            "remaining": [write.finding(one) for one in comparison.remaining],
        },
        "notes": [unicode_only(note) for note in comparison.notes],
        "summary": _summary(comparison),
    }


def _summary(comparison: Comparison) -> dict[str, Any]:
    clusters = [cluster for stack in comparison.stacks for cluster in stack.clusters]
    ips = [ip.fate for cluster in clusters for ip in cluster.ips]
    return {
        "egressChanged": comparison.changed,
        "ips": {fate.value: ips.count(fate) for fate in Fate},
        "clusters": len(clusters),
        "clustersChanged": sum(cluster.changed for cluster in clusters),
        "aboutTheRules": len(comparison.rules),
        "aboutTheChange": len(comparison.about),
        "new": len(comparison.new),
        "fixed": len(comparison.fixed),
        "remaining": len(comparison.remaining),
        "incompleteBefore": comparison.base.incomplete,
        "incomplete": comparison.head.incomplete,
    }


class _Writer:
    """The model's types as JSON data."""

    def __init__(self, comparison: Comparison, options: ReportOptions) -> None:
        self._comparison = comparison
        self._options = options
        self._findings = {
            id(finding): written
            for report in (comparison.base, comparison.head, comparison.report(everything=True))
            for stack, shown in zip(
                report.stacks, report_json.document(report, options)["stacks"], strict=True
            )
            for finding, written in zip(stack.findings, shown["findings"], strict=True)
        }

    def finding(self, finding: Finding) -> dict[str, Any]:
        return {**self._findings[id(finding)], "stack": unicode_only(finding.stack)}

    def rule_change(self, change: RuleChange) -> dict[str, Any]:
        return {
            "what": change.what,
            "name": unicode_only(change.name),
            "said": unicode_only(change.said),
            "effect": change.effect.value,
            "at": self.at(change.at),
        }

    def stack(self, change: StackChange) -> dict[str, Any]:
        contract = for_stack(self._comparison.contract, change.stack)
        return {
            "id": unicode_only(change.stack.id),
            "before": unicode_only(change.before.id) if change.before else None,
            "after": unicode_only(change.after.id) if change.after else None,
            "reader": unicode_only(change.stack.reader),
            "fate": change.fate.value,
            "changed": change.changed,
            "clusters": [
                self.cluster(cluster, for_cluster(contract, cluster.name, cluster.nameless))
                for cluster in change.clusters
            ],
        }

    def cluster(self, change: ClusterChange, contract: Contract | None) -> dict[str, Any]:
        return {
            "name": unicode_only(change.name),
            "address": unicode_only(change.address),
            "at": self.at(change.at),
            "fate": change.fate.value,
            "changed": change.changed,
            "outboundType": self.outbound(change.outbound),
            "ips": [self.ip(ip, contract) for ip in change.ips],
            "pools": [self.path(path, contract) for path in change.paths],
            "workloads": [self.workload(one, contract) for one in change.workloads],
        }

    def outbound(self, change: OutboundChange) -> dict[str, Any]:
        return {
            "fate": change.fate.value,
            "before": _text(change.before),
            "after": _text(change.after),
            "cause": self.cause(change.cause),
        }

    def path(self, change: PathChange, contract: Contract | None) -> dict[str, Any]:
        return {
            "pool": unicode_only(change.pool),
            "role": change.role.value,
            "fate": change.fate.value,
            "changed": change.changed,
            "exitBefore": change.before.value if change.before else None,
            "exitAfter": change.after.value if change.after else None,
            "ips": [self.ip(ip, contract) for ip in change.ips],
        }

    def workload(self, change: WorkloadChange, contract: Contract | None) -> dict[str, Any]:
        return {
            "name": unicode_only(change.name),
            "kind": _text(change.kind),
            "fate": change.fate.value,
            "changed": change.changed,
            "poolsBefore": [unicode_only(pool) for pool in change.before],
            "poolsAfter": [unicode_only(pool) for pool in change.after],
            "ips": [self.ip(ip, contract) for ip in change.ips],
        }

    def ip(self, change: IpChange, contract: Contract | None) -> dict[str, Any]:
        return {
            "fate": change.fate.value,
            "label": unicode_only(change.label),
            "before": _range(change.before),
            "after": _range(change.after),
            "at": self.at(change.at),
            "why": unicode_only(change.why) or None,
            "cause": self.cause(change.cause),
            "inContract": _in_contract(change.before or change.after, contract),
        }

    def cause(self, cause: Unknown | None) -> dict[str, Any] | None:
        if cause is None:
            return None
        return {
            "reason": unicode_only(cause.reason),
            "at": self.at(cause.at),
            "settleBy": _text(cause.settle_by),
        }

    def at(self, at: Location | None) -> dict[str, Any] | None:
        if at is None or is_pseudo(at.path):
            return None
        return {"path": unicode_only(self._options.path(at.path)), "line": at.line, "column": at.column}

    def contract(self) -> dict[str, Any] | None:
        contract = self._comparison.contract
        if contract is None:
            return None
        return {
            "promises": [self.promise(one) for one in contract.promises],
            "declared": [self.promise(one) for one in self._comparison.declared],
            "withdrawn": [self.promise(one) for one in self._comparison.withdrawn],
        }

    def promise(self, promise: Promise) -> dict[str, Any]:
        return {
            "what": unicode_only(promise.what),
            "partners": [unicode_only(one) for one in promise.partners],
            "until": _text(promise.until),
            "at": self.at(promise.at),
        }


def _range(ip: IpRange | None) -> dict[str, Any] | None:
    if ip is None:
        return None
    return {
        "label": unicode_only(ip.label),
        "cidr": _text(ip.cidr),
        "count": ip.count,
        "address": unicode_only(ip.address) or None,
    }


def _in_contract(ip: IpRange | None, contract: Contract | None) -> bool | None:
    """None when there is no contract, or it is not known."""
    if ip is None or contract is None:
        return None
    found = declared(ip, contract)
    return found.data if isinstance(found, Value) and isinstance(found.data, bool) else None


def _text(found: str | None) -> str | None:
    return None if found is None else unicode_only(found)
