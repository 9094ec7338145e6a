"""Policies asked of subjects as they come, each of which is let go of once it was asked.

The facts of a cluster and of all around it take more memory than its resources do, and a subscription holds thousands.
What fails or stays open is kept and told at the end: its message may speak of any other resource.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from natpin.model.finding import Finding, Verdict
from natpin.model.resource import Resource
from natpin.model.subject import Subject
from natpin.policy.definition import OnUnknown, Policy
from natpin.policy.evaluate import compiled, judge, outcome, told_apart
from natpin.policy.tally import Tally


def tallied(
    policies: Sequence[Policy], subjects: Iterable[Subject], stack_id: str
) -> tuple[list[Finding], Tally]:
    """What ``evaluate`` finds, in its order, with the verdicts on each cluster instead of every verdict."""
    tally = Tally()
    asked: dict[str, list[tuple[Policy, list[Subject]]]] = defaultdict(list)
    open_: list[tuple[Policy, list[Subject]]] = []
    for policy in policies:
        if policy.enabled:
            pair = policy, list[Subject]()
            open_.append(pair)
            asked[policy.subject].append(pair)
            compiled(policy)
    declared: dict[str, Resource] = {}
    for subject in subjects:
        if subject.resource is not None:
            declared[subject.address] = subject.resource
        for policy, kept in asked.get(subject.kind, ()):
            if _counted(tally, policy, subject):
                kept.append(subject)
    tally.settle(policy.id for policy, _ in open_)
    found = (judge(policy, subject, stack_id, declared)[1] for policy, kept in open_ for subject in kept)
    return told_apart([finding for finding in found if finding is not None]), tally


def _counted(tally: Tally, policy: Policy, subject: Subject) -> bool:
    """Counts the verdict; whether it has to be told."""
    verdict, _ = outcome(policy, subject)
    quiet = policy.on_unknown
    if verdict is Verdict.UNKNOWN and quiet is OnUnknown.FAIL:
        verdict = Verdict.FAIL
    tally.add(policy.id, subject.address, verdict, subject.clusters)
    if verdict is Verdict.PASS or verdict is Verdict.NOT_APPLICABLE:
        return False
    if subject.perhaps:
        tally.add(policy.id, subject.address, Verdict.UNKNOWN, subject.perhaps)
    return not subject.only_perhaps and (verdict is Verdict.FAIL or quiet is not OnUnknown.QUIET)
