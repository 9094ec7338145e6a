"""What edits must keep to: their findings are gone, and nothing else is worse.

- Every finding that a proposal is for is gone, and no other one came or grew graver.
- No rule says worse of a cluster than before: a pass stays one, or the rule no longer applies.
- The same holds of everything else in the workspace, which may use the same modules and value files.
- Nothing became unreadable, and natpin doubts nothing that it did not doubt before.
- Every value that was to be written reads as that value: a number inside of ``60 * 10`` is not the timeout.
- With a safe fix, traffic leaves where it left; but for IPs of the nodes themselves, which change with every node.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from natpin.fixing import places
from natpin.fixing.proposal import Proposal
from natpin.fixing.state import State
from natpin.model.finding import Finding, Verdict
from natpin.model.path import Exit
from natpin.model.report import Report
from natpin.model.value import scalar
from natpin.regex import late_regex

_RANK = {Verdict.FAIL: 0, Verdict.UNKNOWN: 1, Verdict.PASS: 2, Verdict.NOT_APPLICABLE: 2}
_NUMBERED = late_regex(r"#[0-9]+\Z")
_PLACE = late_regex(r":[0-9]+(?::[0-9]+)?\b")

Key = tuple[str, str, str, str]


def broken(before: State, after: State, made: Sequence[Proposal]) -> str | None:
    """Which part of the law the edits break, in words; None for none."""
    return (
        _findings(before.report, after.report, made)
        or _verdicts(before.report, after.report)
        or _readable(before.report, after.report)
        or (_exits(before.report, after.report) if all(one.remedy.safe for one in made) else None)
        or _values(after, made)
        or _elsewhere(before, after)
    )


def _elsewhere(before: State, after: State) -> str | None:
    if "." in before.workspace.focus:
        return None
    there, now = before.elsewhere(), after.elsewhere()
    return _findings(there, now, ()) or _verdicts(there, now) or _readable(there, now)


def _findings(before: Report, after: Report, made: Sequence[Proposal]) -> str | None:
    there, now = Counter(map(_key, before.findings)), Counter(map(_key, after.findings))
    gone = Counter(_key(finding) for finding in {id(f): f for one in made for f in one.findings}.values())
    for key, count in now.items():
        if count > there[key] - gone[key]:
            return f"{key[0]} would {'still ' if gone[key] else ''}say {key[1]} of {key[3] or 'the files'}"
    hidden, shown = (Counter(_key(one.finding) for one in report.suppressed) for report in (before, after))
    return "a finding that was hidden would no longer be" if shown - hidden else None


def _key(finding: Finding) -> Key:
    return finding.rule.id, finding.verdict.value, finding.stack, _NUMBERED.sub("", finding.subject)


def _verdicts(before: Report, after: Report) -> str | None:
    there = _of_clusters(before)
    now = _of_clusters(after)
    if there.keys() != now.keys():
        return "a cluster would come or go"
    for cluster, verdicts in there.items():
        for rule in {*verdicts, *now[cluster]}:
            old, new = verdicts.get(rule, 2), now[cluster].get(rule, 2)
            if new < old:
                return f"{rule} would be worse for {cluster[1]}"
    return None


def _of_clusters(report: Report) -> dict[tuple[str, str], dict[str, int]]:
    return {
        (f"{stack.stack.reader} {stack.stack.id}", cluster.resource.address): {
            rule: _RANK[verdict] for rule, verdict in cluster.verdicts.items()
        }
        for stack in report.stacks
        for cluster in stack.clusters
    }


def _readable(before: Report, after: Report) -> str | None:
    unread = Counter(one.path for one in after.skipped) - Counter(one.path for one in before.skipped)
    if unread:
        return f"{next(iter(unread))} could no longer be read"
    doubts = _doubts(after) - _doubts(before)
    return "natpin would doubt what it did not doubt before" if doubts else None


def _doubts(report: Report) -> Counter[str]:
    return Counter(_PLACE.sub("", doubt.reason) for stack in report.stacks for doubt in stack.doubts)


def _exits(before: Report, after: Report) -> str | None:
    there, now = _ways(before), _ways(after)
    for way, exit_ in there.items():
        if now.get(way) is not exit_ and exit_ is not Exit.INSTANCE_PUBLIC_IP:
            return f"traffic of {way[2]} would leave elsewhere"
    return None


def _ways(report: Report) -> dict[tuple[str, str, str, str], Exit]:
    return {
        (stack.stack.id, cluster.resource.address, path.pool.address, path.role.value): path.exit
        for stack in report.stacks
        for cluster in stack.clusters
        for path in cluster.paths
    }


def _values(after: State, made: Iterable[Proposal]) -> str | None:
    for each in made:
        for one in each.expected:
            subject = after.subject(one.stack, one.kind, one.address)
            if subject is None or subject.resource is None:
                return f"{one.address} would be another resource"
            found = places.found(subject.resource, one.path)
            if one.value is None:
                if found is not None:
                    return f"{one.path} would still be there"
            elif scalar(found) != one.value and not (one.value is False and found is None):
                return f"{one.path} would not be {one.value}"
    return None
