"""Policies asked of subjects as they come, each of which is let go of once it was asked.

The facts of a cluster and of all around it take more memory than its resources do, and a subscription holds thousands.
What fails or stays open is kept and told at the end: its message may speak of any other resource.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

from natpin.model.finding import Finding, Verdict
from natpin.model.resource import Resource
from natpin.model.subject import Subject
from natpin.policy.definition import OnUnknown, Policy
from natpin.policy.evaluate import judge, told_apart
from natpin.policy.outcomes import PathStart
from natpin.policy.tally import Tally
from natpin.policy.truths import Truths, truths_of


def tallied(
    policies: Sequence[Policy], subjects: Iterable[Subject], stack_id: str
) -> tuple[list[Finding], Tally]:
    """What ``evaluate`` finds, in its order, with the verdicts on each cluster instead of every verdict."""
    tally = Tally()
    open_ = [policy for policy in policies if policy.enabled]
    found = _asked(open_, subjects, stack_id, tally)
    tally.settle(policy.id for policy in open_)
    return found, tally


def found_by(policies: Sequence[Policy], subjects: Iterable[Subject], stack_id: str) -> list[Finding]:
    """The same findings alone: who asks for no cluster's verdicts does not pay for them."""
    return _asked([policy for policy in policies if policy.enabled], subjects, stack_id, None)


def _asked(
    policies: Sequence[Policy], subjects: Iterable[Subject], stack_id: str, tally: Tally | None
) -> list[Finding]:
    asked: dict[str, list[_Kept]] = defaultdict(list)
    open_ = [_Kept(policy) for policy in policies]
    for one in open_:
        asked[one.policy.subject].append(one)
    declared: dict[str, Resource] = {}
    for subject in subjects:
        if subject.resource is not None:
            declared[subject.address] = subject.resource
        scope = PathStart(subject.facts, subject.facts)
        concerns = bool(subject.clusters or subject.perhaps)
        for one in asked.get(subject.kind, ()):
            verdict = one.truths.verdict(scope)
            if not concerns and (verdict is _NOT_APPLICABLE or verdict is _PASS):
                continue
            if _counted(tally, one, verdict, subject):
                one.subjects.append(subject)
    found = (judge(one.policy, subject, stack_id, declared)[1] for one in open_ for subject in one.subjects)
    return told_apart([finding for finding in found if finding is not None])


_PASS, _FAIL, _UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
_NOT_APPLICABLE = Verdict.NOT_APPLICABLE
_FAILS, _QUIET = OnUnknown.FAIL, OnUnknown.QUIET
"""By names of their own, as in ``truths``."""


class _Kept:
    """A policy, and the subjects of which its verdict has to be told."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.rule = policy.id
        self.quiet = policy.on_unknown
        self.subjects: list[Subject] = []

    @cached_property
    def truths(self) -> Truths:
        """Compiled when there is a subject of its kind."""
        return truths_of(self.policy)


def _counted(tally: Tally | None, asked: _Kept, verdict: Verdict, subject: Subject) -> bool:
    """Counts the verdict, where it is asked for; whether it has to be told."""
    if verdict is _FAIL and subject.conditional is not None:
        verdict = _UNKNOWN  # as ``evaluate.outcome`` says why
    quiet = asked.quiet
    if verdict is _UNKNOWN and quiet is _FAILS:
        verdict = _FAIL
    if tally is not None and subject.clusters:
        tally.add(asked.rule, subject.address, verdict, subject.clusters)
    if verdict is _PASS or verdict is _NOT_APPLICABLE:
        return False
    if tally is not None and subject.perhaps:
        tally.add(asked.rule, subject.address, _UNKNOWN, subject.perhaps)
    return not subject.only_perhaps and (verdict is _FAIL or quiet is not _QUIET)
