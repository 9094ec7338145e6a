"""Lays two reports side by side."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from natpin.comparison.clusters import clusters_changed, paired
from natpin.comparison.findings import sorted_findings
from natpin.comparison.result import Comparison
from natpin.facts.changes import change_subjects
from natpin.facts.contract import for_stack
from natpin.model.contract import Contract, Promise
from natpin.model.egress_change import StackChange
from natpin.model.finding import Finding
from natpin.model.location import Location
from natpin.model.report import Report, StackReport
from natpin.model.value import Skipped, Unknown
from natpin.policy.definition import Policy
from natpin.policy.evaluate import evaluate

Pair = tuple[StackReport | None, StackReport | None]


def compare(
    base: Report,
    head: Report,
    contract: Contract | None = None,
    policies: Sequence[Policy] | None = None,
) -> Comparison:
    """What becomes of ``base``.

    ``contract`` None: what partners hold is the contract that ``base`` was linted with; where it had none, ``head``'s.
    ``policies`` None: the built-in ones as they are.
    """
    if policies is None:
        from natpin.config import Config
        from natpin.policy.select import chosen

        policies = chosen(Config())
    before, after = contract or base.contract, contract or head.contract
    pairs = list(_paired(base.stacks, head.stacks))
    stacks = tuple(_stack(old, new, base, head) for old, new in pairs)
    fixed, remaining, new_ones = sorted_findings(pairs)
    return Comparison(
        base,
        head,
        stacks,
        new_ones,
        fixed,
        remaining,
        about_change(stacks, before, after, policies),
        contract=before or after,
        declared=_only(after, before),
        withdrawn=_only(before, after),
        notes=tuple(_notes(base)),
    )


def about_change(
    stacks: Sequence[StackChange], before: Contract | None, after: Contract | None, policies: Sequence[Policy]
) -> tuple[Finding, ...]:
    """Findings about the change itself, by the contract on either side."""
    asked = [policy for policy in policies if policy.subject == "change"]
    about: list[Finding] = []
    for change in stacks:
        subjects = change_subjects(
            change.clusters,
            for_stack(before, change.before or change.stack),
            for_stack(after, change.after or change.stack),
        )
        about += evaluate(asked, list(subjects), change.stack.id)[0]
    return tuple(about)


def _paired(before: Sequence[StackReport], after: Sequence[StackReport]) -> Iterator[Pair]:
    """The same stack on both sides: by its name; or, where it was moved or written anew in another language, by its
    clusters."""
    return paired(
        before,
        after,
        lambda one: (one.stack.reader, one.stack.id),
        lambda one: _moved(one, one.stack.reader, _environment(one)),
        lambda one: _moved(one, one.stack.reader),
        lambda one: _moved(one),
    )


def _moved(report: StackReport, *more: object) -> object:
    names = frozenset(cluster.name.lower() for cluster in report.clusters)
    return (names, *more) if names else None


def _environment(report: StackReport) -> tuple[str, ...]:
    stack = report.stack
    if stack.environment:
        return (stack.environment,)
    return (*map(posixpath.basename, stack.inputs), *((stack.by,) if stack.by else ()))


def _stack(before: StackReport | None, after: StackReport | None, base: Report, head: Report) -> StackChange:
    told = after or before
    assert told is not None
    ids = {one.stack.id for one in (before, after) if one is not None}
    unread_before, unread_after = _unread(base, head, ids), _unread(head, base, ids)
    clusters = clusters_changed(
        before.clusters if before else (),
        after.clusters if after else (),
        told.stack.reader,
        unread_before,
        unread_after,
    )
    return StackChange(before.stack if before else None, after.stack if after else None, clusters)


def _unread(side: Report, other: Report, stacks: set[str]) -> tuple[Unknown, ...]:
    """Why something may be on one side though it was not seen there: files about AKS that only there are unreadable."""
    same = {(one.path, one.reason) for one in other.skipped}
    return tuple(
        _cause(one)
        for one in side.skipped
        if one.claims_aks
        and (one.stack is None or one.stack in stacks)
        and (one.path, one.reason) not in same
    )


def _cause(skipped: Skipped) -> Unknown:
    return Unknown(
        f"{skipped.path} could not be read: {skipped.reason}", skipped.at or Location(skipped.path)
    )


def _only(one: Contract | None, other: Contract | None) -> tuple[Promise, ...]:
    """Promises of one contract that the other neither makes nor made until their last day."""
    if one is None:
        return ()
    known = {promise.identity for promise in (*other.promises, *other.expired)} if other else set()
    return tuple(promise for promise in one.promises if promise.identity not in known)


def _notes(base: Report) -> Iterator[str]:
    missing = sum(one.claims_aks for one in base.skipped)
    if missing:
        yield (
            f"{missing} {'file' if missing == 1 else 'files'} about AKS could not be read before the change:"
            " some findings may only seem new"
        )
