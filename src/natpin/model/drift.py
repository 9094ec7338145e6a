"""What a look at live Azure found, held against what is declared: what the drift reporters print."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from natpin.model.change import Drift, Uncompared
from natpin.model.finding import Finding, Severity, Suppressed, Verdict
from natpin.model.location import Location
from natpin.model.record import field, record
from natpin.model.value import Skipped


class State(Enum):
    """What is known of a cluster, a scope, or all of them. The gravest counts."""

    DRIFT = "drift"
    """Live differs from what is declared, and nobody accepted that."""
    FINDINGS = "findings"
    """As declared; but a policy, or the egress contract, is not kept by what is live."""
    UNKNOWN = "unknown"
    """It could not be read, or not told which live cluster is meant. Never taken for in order."""
    IN_ORDER = "in-order"


_ORDER = (State.DRIFT, State.FINDINGS, State.UNKNOWN, State.IN_ORDER)


def gravest(states: Iterator[State]) -> State:
    """Drift before findings before unknown."""
    return min(states, key=_ORDER.index, default=State.IN_ORDER)


@record
class Author:
    """Who wrote a resource last, by Azure's activity log."""

    caller: str
    """A user's name, or an application's id."""
    when: str
    """As Azure writes it: ISO 8601, UTC."""
    operation: str


@record
class JudgedDrift:
    """One difference, judged."""

    drift: Drift
    findings: tuple[Finding, ...]
    """What the policies say of it; empty when no rule asks, or when it is accepted."""
    accepted: tuple[Suppressed, ...] = ()
    author: Author | None = None
    """None when the log tells nothing, or may not be read."""

    @property
    def severity(self) -> Severity | None:
        """The gravest of its failures; None when it is accepted."""
        failed = [finding.severity for finding in self.findings if finding.verdict is Verdict.FAIL]
        return min(failed, key=lambda severity: severity.rank, default=None)

    @property
    def counts(self) -> bool:
        """True for what is neither accepted nor outside of every rule."""
        return bool(self.findings)


@record
class Watched:
    """One declared cluster."""

    name: str
    address: str
    at: Location
    stack: str
    """``Stack.id``."""
    key: str
    """Stable from run to run, and the same when Azure cannot be read."""
    live: str | None = None
    """The live cluster's id."""
    egress: tuple[str, ...] = ()
    """How its pools leave, live, in words."""
    entries: tuple[JudgedDrift, ...] = ()
    findings: tuple[Finding, ...] = ()
    """What the policies say of the live cluster and what is on its way out."""
    uncompared: tuple[Uncompared, ...] = ()
    cause: str = ""
    """Why it is unknown."""
    grave: bool = False
    """A live finding is as grave as ``fail-on``."""

    @property
    def state(self) -> State:
        """What is known of it."""
        if any(entry.counts for entry in self.entries):
            return State.DRIFT
        if self.grave:
            return State.FINDINGS
        return State.UNKNOWN if self.cause else State.IN_ORDER


@record
class ScopeReport:
    """One scope."""

    scope: str
    clusters: tuple[Watched, ...] = ()
    cause: str = ""
    """Why it could not be read, whole or in part; empty when it was."""
    undeclared: tuple[str, ...] = ()
    """Ids of live clusters that nothing declares. They are not watched."""
    unconfirmed: int = 0
    """Resources whose difference was not confirmed by a direct look, since there were too many."""

    @property
    def state(self) -> State:
        """The gravest of its clusters'."""
        states = [cluster.state for cluster in self.clusters] + ([State.UNKNOWN] if self.cause else [])
        return gravest(iter(states))


@record
class DriftReport:
    """The whole run."""

    scopes: tuple[ScopeReport, ...]
    skipped: tuple[Skipped, ...] = ()
    """Declared files that could not be read."""
    notes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = field(default=())
    """About suppressions, and what concerns no cluster."""

    @property
    def incomplete(self) -> bool:
        """True when a declaration that speaks of AKS could not be read."""
        return any(skipped.claims_aks for skipped in self.skipped)

    @property
    def state(self) -> State:
        """The gravest of its scopes'."""
        states = [scope.state for scope in self.scopes] + ([State.UNKNOWN] if self.incomplete else [])
        return gravest(iter(states))

    @property
    def clusters(self) -> tuple[Watched, ...]:
        """Every watched cluster."""
        return tuple(cluster for scope in self.scopes for cluster in scope.clusters)

    @property
    def entries(self) -> tuple[JudgedDrift, ...]:
        """Every difference, each once, however many clusters it concerns."""
        found: dict[int, JudgedDrift] = {}
        for cluster in self.clusters:
            for entry in cluster.entries:
                found.setdefault(id(entry.drift), entry)
        return tuple(found.values())
