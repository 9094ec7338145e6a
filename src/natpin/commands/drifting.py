"""Declared against live, scope by scope: what ``natpin drift`` and the Action's mode drift both do.

The inventory comes from Resource Graph, a thousand rows a request. Whatever seems to differ is looked at directly, and
what it newly refers to as well, before it is told: the inventory lags.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from natpin.azure import live
from natpin.azure.activity import ActivityLog
from natpin.azure.arm import Arm
from natpin.azure.confirm import Confirmation
from natpin.azure.connection import Connection
from natpin.azure.estate import Estate, survey
from natpin.azure.refusals import told
from natpin.azure.scope import AzureScope
from natpin.commands.declared import Assignment, Declared
from natpin.commands.drift_verdicts import Couple, Live, Rules, judged, names_of
from natpin.commands.output import waiting
from natpin.drift import Side, compare
from natpin.drift.from_entry import resources
from natpin.egress import trace
from natpin.errors import CloudError, Rejected
from natpin.graph import Graph
from natpin.model.change import DriftKind
from natpin.model.drift import DriftReport, ScopeReport, Watched
from natpin.model.finding import Finding
from natpin.model.record import replace
from natpin.model.value import Skipped
from natpin.pipeline.reading import ReadStack

ROUNDS = 3
"""Comparisons at most: what a direct look brings to light may differ in turn."""


def observe(
    connection: Connection,
    assigned: list[Assignment],
    rules: Rules,
    *,
    skipped: Sequence[Skipped] = (),
    notes: Sequence[str] = (),
    authors: bool = True,
) -> DriftReport:
    """Look at every scope. One that cannot be read is unknown, and the others are looked at all the same.

    ``assigned`` is emptied: thousands of declared clusters are let go of once they have been compared, for judging the live
    ones takes as much memory again.
    """
    scopes: list[ScopeReport] = []
    said = list(notes)
    about: list[Finding] = []
    with live.reading(connection) as arm:
        log = ActivityLog(arm) if authors else None
        while assigned:
            scope_id = assigned[0].scope.id
            named = replace(
                assigned[0], declared=tuple(declared.named() for declared in assigned[0].declared)
            )
            try:
                scope, findings = look(arm, assigned.pop(0), rules, log)
            except CloudError as error:
                problem = told(error, connection, f"reading {scope_id}", scope_id)
                scopes.append(_unreadable(named, str(problem)))
                continue
            scopes.append(scope)
            about += findings
        if log is not None and log.refusal:
            said.append(f"who changed what is not told: {log.refusal}")
    return DriftReport(tuple(scopes), tuple(skipped), tuple(said), tuple(about))


def look(
    arm: Arm, one: Assignment, rules: Rules, log: ActivityLog | None
) -> tuple[ScopeReport, list[Finding]]:
    """One scope, by one way to ARM. Raises CloudError when it cannot be read."""
    confirmation = Confirmation.of(arm, _surveyed(arm, one.scope))
    sides = {id(declared): _side(declared) for declared in one.declared if declared.wanted is None}
    for _ in range(ROUNDS):
        there = _live(confirmation, one.scope)
        compared = _compared(one, there, sides)
        evidence = [id_ for _, found in compared for drift in found.drifts for id_ in drift.evidence]
        if not confirmation.look(evidence):
            break
    else:
        there = _live(confirmation, one.scope)
        compared = _compared(one, there, sides)
    # compared, and in the way of what is judged now: all that is declared, but for which clusters there are
    sides.clear()
    compared = [(declared.named(), found) for declared, found in compared]
    one = replace(one, declared=tuple(declared.named() for declared in one.declared))
    return judged(one, there, compared, confirmation, rules, log)


def _unreadable(one: Assignment, cause: str) -> ScopeReport:
    watched = [
        Watched(name, address, at, declared.stack.id, key, cause=cause)
        for declared in one.declared
        for name, address, at, key in names_of(one, declared)
    ]
    return ScopeReport(str(one.scope), tuple(watched), cause)


def _surveyed(arm: Arm, scope: AzureScope) -> Estate:
    """The estate; an empty one where the scope is there and holds no cluster: then every declared one is missing."""
    try:
        with waiting():
            return survey(arm, scope)
    except Rejected as error:
        if error.status == 404 and error.code in ("ResourceNotFound", "NoClusterInScope"):
            return Estate(scope, (), None, ())
        raise


def _live(confirmation: Confirmation, scope: AzureScope) -> Live:
    read = ReadStack(live.stack_of(scope), confirmation.reads())
    graph = Graph.of(read.parts)
    absent = frozenset(confirmation.absent)
    return Live(read, Side(graph, trace(graph), absent, scope.subscription, scope.resource_group))


def _side(declared: Declared) -> Side:
    """What files or a snapshot declare, traced: it stays the same, whatever direct looks bring to light."""
    graph = Graph.of(declared.read.parts if declared.read is not None else ())
    return Side(graph, trace(graph))


def _compared(one: Assignment, there: Live, sides: Mapping[int, Side]) -> list[Couple]:
    """Every declaration of a scope against it. What one of them declares is unmanaged for none. ``sides``: of declarations that
    are no entries, by ``id``."""
    found: list[Couple] = []
    for declared in one.declared:
        side = sides.get(id(declared))
        if side is None:
            assert declared.wanted is not None
            graph = Graph.of(resources(declared.wanted, there.side.graph))
            side = Side(graph, trace(graph))
        compared = compare(side, there.side)
        if one.by_name and not compared.clusters:
            continue  # none of its clusters is here: it declares another environment
        found.append((declared, compared))
    if len(found) < 2:
        return found
    managed: set[str] = set()
    for _, compared in found:
        managed |= compared.managed
    return [
        (
            declared,
            replace(
                compared,
                drifts=tuple(
                    drift
                    for drift in compared.drifts
                    if drift.kind is not DriftKind.UNMANAGED or (drift.id or "").lower() not in managed
                ),
            ),
        )
        for declared, compared in found
    ]
