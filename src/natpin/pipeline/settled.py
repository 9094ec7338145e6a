"""What the cases of a stack come to together: a verdict that is the same in all of them is settled, and one that is not is
unknown and says in which case it fails.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from natpin.model.doubt import Question
from natpin.model.finding import Conditional, Finding, Verdict
from natpin.model.record import record, replace
from natpin.model.report import ClusterReport, StackReport

Answers = Mapping[str, str]


@record
class Case:
    """The stack as it is with some answers."""

    answers: Answers
    report: StackReport


def settled(report: StackReport, cases: Sequence[Case], questions: Mapping[str, Question]) -> StackReport:
    """The report on a stack, its verdicts as all cases together have them."""
    twins: dict[str, list[tuple[Answers, Mapping[str, Verdict]]]] = {}
    for case in cases:
        for twin in case.report.clusters:
            twins.setdefault(twin.resource.address, []).append((case.answers, twin.verdicts))
    clusters = tuple(
        _cluster(cluster, twins.get(cluster.resource.address, ()), questions)
        for cluster in (*_still_there(report, cases), *_only_in_cases(report, cases))
    )
    # what is undecided as it is may fail in every case: each verdict has a finding of its own to tell it
    findings: dict[tuple[str, str, str | None, Verdict], Finding] = {}
    for finding in (*report.findings, *(f for case in cases for f in case.report.findings)):
        findings.setdefault((finding.rule.id, finding.subject, finding.property, finding.verdict), finding)
    kept = []
    told = [(case.answers, _told(case.report.findings), _declared(case.report)) for case in cases]
    for (rule, subject, _, _), finding in findings.items():
        # a case in which no cluster that the finding is about is there says nothing of it
        about = [each for each in told if not each[2].isdisjoint(finding.clusters)] or told
        verdicts = [(answers, found.get((rule, subject), Verdict.PASS)) for answers, found, _ in about]
        settled = _finding(finding, verdicts, questions)
        if settled is not None:
            kept.append(settled)
    return replace(report, clusters=clusters, findings=_distinct(kept))


def _still_there(report: StackReport, cases: Sequence[Case]) -> Iterator[ClusterReport]:
    """The clusters but for those of which the answers say how many there are: each case has them under keys of their own
    (``pay[0]`` for ``pay[?]``)."""
    made = {
        (cluster.resource.at, cluster.resource.address) for case in cases for cluster in case.report.clusters
    }
    places = {at for at, _ in made}
    for cluster in report.clusters:
        at = cluster.resource.at
        if at not in places or (at, cluster.resource.address) in made:
            yield cluster


def _only_in_cases(report: StackReport, cases: Sequence[Case]) -> tuple[ClusterReport, ...]:
    """Clusters that only an answer brings about, each as the first case has it."""
    known = {cluster.resource.address for cluster in report.clusters}
    found: dict[str, ClusterReport] = {}
    for case in cases:
        for cluster in case.report.clusters:
            if cluster.resource.address not in known:
                found.setdefault(cluster.resource.address, cluster)
    return tuple(found.values())


def _declared(report: StackReport) -> frozenset[str]:
    return frozenset(cluster.resource.address for cluster in report.clusters)


def _told(findings: Iterable[Finding]) -> dict[tuple[str, str], Verdict]:
    """What one case says of each rule and subject. No finding is no failure."""
    found: dict[tuple[str, str], Verdict] = {}
    for finding in findings:
        key = finding.rule.id, finding.subject
        if found.get(key) is not Verdict.FAIL:
            told = finding.verdict in (Verdict.FAIL, Verdict.UNKNOWN)
            found[key] = finding.verdict if told else found.get(key, Verdict.PASS)
    return found


def _finding(
    finding: Finding, verdicts: Sequence[tuple[Answers, Verdict]], questions: Mapping[str, Question]
) -> Finding | None:
    """The finding as all cases together have it; None where none of them fails or is open."""
    kinds = {verdict for _, verdict in verdicts}
    if kinds == {Verdict.PASS}:
        return None
    if len(kinds) == 1:
        return finding if finding.verdict in kinds else None
    when = by_case(verdicts, questions)
    if finding.verdict is Verdict.UNKNOWN:
        return replace(finding, conditional=when)
    return replace(
        finding,
        verdict=Verdict.UNKNOWN,
        message=f"{finding.message}: but only when {' or when '.join(when.fails)}",
        conditional=when,
        fix=None,
    )


def _distinct(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """One finding for a rule, a subject and a verdict: cases tell the same at other places."""
    seen: dict[tuple[str, str, Verdict], Finding] = {}
    kept = []
    for finding in findings:
        key = finding.rule.id, finding.subject, finding.verdict
        if finding.conditional is None or key not in seen:
            seen.setdefault(key, finding)
            kept.append(finding)
    return tuple(kept)


def _cluster(
    cluster: ClusterReport,
    there: Sequence[tuple[Answers, Mapping[str, Verdict]]],
    questions: Mapping[str, Question],
) -> ClusterReport:
    verdicts: dict[str, Verdict] = {}
    conditional: dict[str, Conditional] = {}
    rules = dict.fromkeys((*cluster.verdicts, *(rule for _, told in there for rule in told)))
    for rule in rules:
        asked = [(answers, told.get(rule, Verdict.NOT_APPLICABLE)) for answers, told in there]
        if not asked:
            verdicts[rule] = cluster.verdicts[rule]
            continue
        verdict = _together({verdict for _, verdict in asked})
        verdicts[rule] = verdict
        if verdict is Verdict.UNKNOWN and len({found for _, found in asked}) > 1:
            conditional[rule] = by_case(asked, questions)
    return replace(cluster, verdicts=verdicts, conditional=conditional)


def _together(verdicts: set[Verdict]) -> Verdict:
    """One verdict for all cases: a rule that does not apply in some of them says nothing there."""
    asked = verdicts - {Verdict.NOT_APPLICABLE}
    if not asked:
        return Verdict.NOT_APPLICABLE
    if asked == {Verdict.FAIL} and Verdict.NOT_APPLICABLE in verdicts:
        return Verdict.UNKNOWN
    return asked.pop() if len(asked) == 1 else Verdict.UNKNOWN


def by_case(verdicts: Sequence[tuple[Answers, Verdict]], questions: Mapping[str, Question]) -> Conditional:
    """Which cases fail, pass and stay unknown, named by the inputs that tell them apart."""
    grouped: dict[str, list[Answers]] = {"fails": [], "passes": [], "unknown": []}
    for answers, verdict in verdicts:
        group = "fails" if verdict is Verdict.FAIL else "unknown" if verdict is Verdict.UNKNOWN else "passes"
        grouped[group].append(answers)
    named = {
        group: tuple(dict.fromkeys(_named(answers, questions) for answers in _fewest(mine, questions)))
        for group, mine in grouped.items()
    }
    return Conditional(named["fails"], named["passes"], named["unknown"])


def _fewest(cases: Sequence[Answers], questions: Mapping[str, Question]) -> list[Answers]:
    """The same cases with fewer words: an input that may have any of its values is not named."""
    found = [dict(case) for case in cases]
    for key, question in questions.items():
        merged: list[dict[str, str]] = []
        for case in found:
            if key not in case:
                merged.append(case)
                continue
            rest = {name: answer for name, answer in case.items() if name != key}
            siblings = [{**rest, key: option} for option in question.options]
            merged.append(rest if all(sibling in found for sibling in siblings) else case)
        found = [case for number, case in enumerate(merged) if case not in merged[:number]]
    return list(found)


def _named(answers: Answers, questions: Mapping[str, Question]) -> str:
    return " and ".join(f"{questions[key].asked} = {answer}" for key, answer in answers.items())
