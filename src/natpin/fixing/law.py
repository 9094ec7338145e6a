"""What edits must keep to: their findings are gone, and nothing else is worse.

- Every finding that a proposal is for is gone, and no other one came or grew graver.
- No rule says worse of a cluster than before: a pass stays one, or the rule no longer applies. What was said of a gateway
  before may be said of the cluster that gets it, where it is milder than what is mended.
- The same holds of everything else in the workspace, which may use the same modules and value files.
- Nothing became unreadable, and natpin doubts nothing that it did not doubt before.
- Every value that was to be written reads as that value: a number inside of ``60 * 10`` is not the timeout.
- Nobody is cut off: a node pool that reaches the internet still does.
- With a safe fix, traffic leaves where it left; but for IPs of the nodes themselves, which change with every node.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from natpin.fixing import places
from natpin.fixing.proposal import Proposal
from natpin.fixing.state import State
from natpin.fixing.writers.literals import spelt
from natpin.formats.spelling import speech_of
from natpin.model.finding import Finding, Severity, Verdict
from natpin.model.path import Exit
from natpin.model.record import record
from natpin.model.report import Report
from natpin.model.resource import Resource
from natpin.model.value import scalar
from natpin.regex import late_regex

_RANK = {Verdict.FAIL: 0, Verdict.UNKNOWN: 1, Verdict.PASS: 2, Verdict.NOT_APPLICABLE: 2}
_SAID = {Verdict.FAIL: "fail", Verdict.UNKNOWN: "become unknown"}
_NUMBERED = late_regex(r"#[0-9]+\Z")
_PLACE = late_regex(r":[0-9]+(?::[0-9]+)?\b")

Key = tuple[str, str, str, str]


@record
class Breach:
    """One part of the law that edits break, and where it shows: what was edited there may be why."""

    why: str
    """For whoever wrote the file, in words that follow ``because``."""
    stack: str = ""
    """The id of the stack in which it shows; empty where it shows in a file, or in a fix's own value."""
    path: str = ""
    by: Proposal | None = None
    """The proposal of which a value does not read as it was meant."""


def breaches(before: State, after: State, made: Sequence[Proposal]) -> Iterator[Breach]:
    """Every part of the law that the edits break."""
    there, now = before.report, after.report
    yield from _findings(there, now, made)
    yield from _verdicts(there, now, made)
    yield from _readable(there, now)
    yield from _cut_off(there, now)
    if all(one.remedy.safe for one in made):
        yield from _exits(there, now)
    yield from _values(after, made)
    if "." not in before.workspace.focus:
        there, now = before.elsewhere(), after.elsewhere()
        yield from _findings(there, now, ())
        yield from _verdicts(there, now, made)
        yield from _readable(there, now)


def _findings(before: Report, after: Report, made: Sequence[Proposal]) -> Iterator[Breach]:
    there, now = Counter(map(_key, before.findings)), Counter(map(_key, after.findings))
    gone = Counter(_key(finding) for finding in {id(f): f for one in made for f in one.findings}.values())
    for finding in after.findings:
        key = _key(finding)
        if now[key] > there[key] - gone[key]:
            begin = "the edit is not enough for" if gone[key] else "the edit leads to"
            yield Breach(f"{begin} {finding.rule.id}: {finding.message}", finding.stack)
    hidden, shown = (Counter(_key(one.finding) for one in report.suppressed) for report in (before, after))
    for rule, _, stack, _ in shown - hidden:
        yield Breach(f"the edit leads to {rule}, which is ignored here", stack)


def _key(finding: Finding) -> Key:
    return finding.rule.id, finding.verdict.value, finding.stack, _NUMBERED.sub("", finding.subject)


def _verdicts(before: Report, after: Report, made: Sequence[Proposal]) -> Iterator[Breach]:
    lived_with = _lived_with(before, after, made)
    there, now = _of_clusters(before), _of_clusters(after)
    for key in there.keys() ^ now.keys():
        count = "one cluster more" if key in now else "one cluster less"
        yield Breach(f"natpin would see {count} in {key[1]}", key[1])
    for key in there.keys() & now.keys():
        (name, old), (_, new) = there[key], now[key]
        for rule, verdict in new.items():
            worse = _RANK[verdict] < _RANK[old.get(rule, Verdict.NOT_APPLICABLE)]
            if worse and (key[1], rule, verdict) not in lived_with:
                yield Breach(f"{rule} would {_SAID[verdict]} for cluster {name}", key[1])


def _lived_with(before: Report, after: Report, made: Sequence[Proposal]) -> set[tuple[str, str, Verdict]]:
    """Stacks, rules and verdicts of which every finding was there before, and is ignored or milder than each that is mended: a
    gateway's note is the cluster's too once its nodes leave from there, and no reason to leave them without a gateway."""
    mended = max((one.severity.rank for each in made for one in each.findings), default=len(Severity))
    known = Counter(map(_key, (*before.findings, *(one.finding for one in before.suppressed))))
    mild: set[tuple[str, str, Verdict]] = set()
    new: set[tuple[str, str, Verdict]] = set()
    told = [(one, one.severity.rank > mended) for one in after.findings]
    for finding, milder in (*told, *((one.finding, True) for one in after.suppressed)):
        key = _key(finding)
        known[key] -= 1
        at = finding.stack, finding.rule.id, finding.verdict
        (mild if known[key] >= 0 and milder else new).add(at)
    return mild - new


def _of_clusters(report: Report) -> dict[tuple[str, str, str], tuple[str, Mapping[str, Verdict]]]:
    """By reader, stack and address: what a cluster is called, and each rule's verdict."""
    return {
        (stack.stack.reader, stack.stack.id, cluster.resource.address): (cluster.name, cluster.verdicts)
        for stack in report.stacks
        for cluster in stack.clusters
    }


def _readable(before: Report, after: Report) -> Iterator[Breach]:
    there = Counter(one.path for one in before.skipped)
    for one in after.skipped:
        there[one.path] -= 1
        if there[one.path] < 0:
            yield Breach(f"natpin could no longer read {one.path}: {one.reason}", one.stack or "", one.path)
    doubted = _doubts(before)
    for stack in after.stacks:
        for doubt in stack.doubts:
            said = _PLACE.sub("", doubt.reason)
            doubted[said] -= 1
            if doubted[said] < 0:
                yield Breach(f"natpin does not follow what the edit leads to: {said}", stack.stack.id)


def _doubts(report: Report) -> Counter[str]:
    return Counter(_PLACE.sub("", doubt.reason) for stack in report.stacks for doubt in stack.doubts)


def _exits(before: Report, after: Report) -> Iterator[Breach]:
    there, now = _ways(before), _ways(after)
    for way, (pool, exit_) in there.items():
        moved = way not in now or now[way][1] is not exit_
        if moved and exit_ is not Exit.INSTANCE_PUBLIC_IP:
            yield Breach(f"traffic of node pool {pool} would leave by another way", way[0])


def _cut_off(before: Report, after: Report) -> Iterator[Breach]:
    """A safer subnet is of no use to nodes that can no longer reach anything."""
    there = _ways(before)
    for way, (pool, exit_) in _ways(after).items():
        if exit_ is Exit.NONE and there.get(way, (pool, None))[1] is not Exit.NONE:
            yield Breach(f"node pool {pool} would have no way out", way[0])


def _ways(report: Report) -> dict[tuple[str, str, str, str], tuple[str, Exit]]:
    return {
        (stack.stack.id, cluster.resource.address, path.pool.address, path.role.value): (
            path.pool.name,
            path.exit,
        )
        for stack in report.stacks
        for cluster in stack.clusters
        for path in cluster.paths
    }


def _values(after: State, made: Iterable[Proposal]) -> Iterator[Breach]:
    for each in made:
        for one in each.expected:
            subject = after.subject(one.stack, one.kind, one.address)
            if subject is None or subject.resource is None:
                yield Breach(f"the edit would give {one.address} another name", one.stack, by=each)
                continue
            found = places.found(subject.resource, one.path)
            if one.value is None:
                if found is not None:
                    yield Breach(
                        f"{_said(subject.resource, one.path)} would still be set", one.stack, by=each
                    )
            elif not _is(scalar(found), one.value) and not (one.value is False and found is None):
                said = _said(subject.resource, one.path)
                yield Breach(f"{said} would not become {spelt(one.value)}", one.stack, by=each)


def _is(there: object, value: bool | int | str) -> bool:
    """True for a value, and for a number in quotes, as it was."""
    return there == value or (isinstance(there, str) and type(value) is int and there == str(value))


def _said(resource: Resource, path: str) -> str:
    return speech_of(resource).name(path)
