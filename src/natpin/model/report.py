"""What a lint run found: the one thing reporters print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from natpin.model.contract import Contract
from natpin.model.doubt import Doubt
from natpin.model.finding import Conditional, Finding, Rule, Severity, Suppressed, Verdict
from natpin.model.location import Location
from natpin.model.path import EgressPath
from natpin.model.record import field, record
from natpin.model.resource import Resource
from natpin.model.stack import Stack
from natpin.model.value import Node, Skipped, Unknown

if TYPE_CHECKING:
    from natpin.model.evidence import Evidence
    from natpin.model.snat import GatewayLoad


@record
class WorkloadEgress:
    """A workload and the pools it may land on."""

    workload: Resource
    name: str
    replicas: Node | None
    pools: tuple[str, ...]
    """Names of the pools it can be scheduled to."""
    certain: bool
    """False when taints, labels or affinities could not be known, so ``pools`` is an upper bound."""
    unsure: tuple[tuple[str, Unknown], ...] = ()
    """Those of ``pools`` that it may as well not land on, each with why."""


@record
class ClusterReport:
    """One cluster of one stack."""

    resource: Resource
    name: str
    network: Mapping[str, Node]
    """plugin, pluginMode, outboundType: effective values, with provenance."""
    paths: tuple[EgressPath, ...]
    workloads: tuple[WorkloadEgress, ...]
    verdicts: Mapping[str, Verdict]
    """Rule id to the worst verdict over the cluster and everything on its paths."""
    conditional: Mapping[str, Conditional] = field(default_factory=dict)
    """Rule id to the cases that decide it, for verdicts that are unknown only because of a few open inputs."""


@record
class StackReport:
    """One stack: its clusters, and what was found."""

    stack: Stack
    clusters: tuple[ClusterReport, ...]
    findings: tuple[Finding, ...]
    same_as: str | None = None
    """Id of an earlier stack of the same root with equal findings, so that text reports need not repeat them."""
    doubts: tuple[Doubt, ...] = ()
    """What of it is not followed although it bears on egress, or may."""
    evidence: tuple[Evidence, ...] = ()
    """What the verdicts rest on that were asked for."""
    gateways: tuple[GatewayLoad, ...] = ()
    """NAT gateways that carry its clusters, or may."""


@record
class DeclaredIp:
    """A public IP or prefix that a root declares, with a cluster or without; everything in lower case but the root."""

    root: str
    type: str
    name: str
    group: str
    """Empty where it is not known."""


@record
class Narrowed:
    """What the command line left of the rules: a report on some of them must not read like one on all."""

    asked: int
    """Rules that were asked."""
    of: int
    """Rules that would have been asked, and those that the command line asks beyond them."""
    selection: str
    """The flags: ``--select exits --ignore nat-ip-count``."""


@record
class Report:
    """The whole run."""

    stacks: tuple[StackReport, ...]
    skipped: tuple[Skipped, ...]
    suppressed: tuple[Suppressed, ...]
    rules: tuple[Rule, ...]
    """Every rule that was asked."""
    files_seen: int = 0
    files_read: int = 0
    claimed: int = 0
    """Infrastructure files that speak of AKS or its egress, whether or not a cluster was found in them."""
    declaring: int = 0
    """Of those, files that seem to make clusters, by a look at their bytes."""
    marked: tuple[str, ...] = ()
    """Files that hold ``natpin:`` comments."""
    contract: Contract | None = None
    """The egress contract it was judged by."""
    excluded: tuple[str, ...] = ()
    """Files that speak of AKS or its egress, and that the configuration leaves out: told, for a pull request may have
    written it."""
    ips: tuple[DeclaredIp, ...] = ()
    """Every IP whose name is known and whose subscription is not: environments call theirs alike."""
    switched_off: tuple[str, ...] = ()
    """Ids of the rules that the configuration switches off, by itself and not by its profile."""
    narrowed: Narrowed | None = None
    """None where every rule of the configuration was asked."""
    sources: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    """Lines that findings point at, by path and number, as they were when they were judged; for reports that show them."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings of all stacks."""
        return tuple(finding for stack in self.stacks for finding in stack.findings)

    @property
    def nothing_judged(self) -> bool:
        """True when files make clusters, or may, and no cluster was made out: that is not "all is well"."""
        unread = any(skipped.claims_aks and not skipped.is_flag for skipped in self.skipped)
        return bool(self.declaring or unread) and not any(stack.clusters for stack in self.stacks)

    @property
    def incomplete(self) -> bool:
        """True when a file that speaks of AKS could not be read, a flag counts for nothing, or nothing could be judged:
        clean would claim too much."""
        return any(skipped.claims_aks for skipped in self.skipped) or self.nothing_judged

    @property
    def open(self) -> bool:
        """True when anything is not known: a file that was not read, or something in one that was not followed."""
        return self.incomplete or any(stack.doubts for stack in self.stacks if stack.clusters)

    def tally(self) -> Counter[str]:
        """Failing findings by severity, and ``unknown``."""
        counts: Counter[str] = Counter({severity.value: 0 for severity in Severity})
        counts["unknown"] = 0
        for finding in self.findings:
            counts["unknown" if finding.verdict is Verdict.UNKNOWN else finding.severity.value] += 1
        return counts


def shown(at: Location | None) -> dict[str, object] | None:
    """A location as the report's JSON writes it."""
    if at is None:
        return None
    return {"path": at.path, "line": at.line, "column": at.column}
