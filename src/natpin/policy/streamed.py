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
    asked: dict[str, list[tuple[Policy, str, list[Subject]]]] = defaultdict(list)
    open_: list[tuple[Policy, list[Subject]]] = []
    for policy in policies:
        kept: list[Subject] = []
        open_.append((policy, kept))
        asked[policy.subject].append((policy, policy.id, kept))
        compiled(policy)
    declared: dict[str, Resource] = {}
    for subject in subjects:
        if subject.resource is not None:
            declared[subject.address] = subject.resource
        for policy, id_, kept in asked.get(subject.kind, ()):
            if _counted(tally, policy, id_, subject):
                kept.append(subject)
    found = (judge(policy, subject, stack_id, declared)[1] for policy, kept in open_ for subject in kept)
    return told_apart([finding for finding in found if finding is not None])


def _counted(tally: Tally | None, policy: Policy, rule: str, subject: Subject) -> bool:
    """Counts the verdict, where it is asked for; whether it has to be told."""
    verdict, _ = outcome(policy, subject)
    quiet = policy.on_unknown
    if verdict is Verdict.UNKNOWN and quiet is OnUnknown.FAIL:
        verdict = Verdict.FAIL
    if tally is not None:
        tally.add(rule, subject.address, verdict, subject.clusters)
    if verdict is Verdict.PASS or verdict is Verdict.NOT_APPLICABLE:
        return False
    if tally is not None and subject.perhaps:
        tally.add(rule, subject.address, Verdict.UNKNOWN, subject.perhaps)
    return not subject.only_perhaps and (verdict is Verdict.FAIL or quiet is not OnUnknown.QUIET)
