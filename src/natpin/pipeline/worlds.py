"""A stack judged in every case its files leave open.

Where a reader asks a question (a bool without a value, a condition nobody can decide), the stack is read again with
each answer. A verdict that is the same whatever the answer needs no answer; one that is not is unknown, and says in
which case it fails. Each case is judged as soundly as the stack itself: what stays unknown there stays unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product

from natpin.model.doubt import Question
from natpin.model.finding import Conditional, Finding, Verdict
from natpin.model.record import record, replace
from natpin.model.report import ClusterReport, StackReport
from natpin.pipeline.judging import judge
from natpin.pipeline.reading import ReadStack
from natpin.pipeline.settings import Settings

MOST_QUESTIONS = 12
"""Questions of one stack that are tried one by one."""
MOST_CASES = 24
"""Combinations of answers that are judged: four questions of yes or no, and some more."""
MOST_PARTS = 20_000
"""Parts read over all cases of one stack: an estate of thousands of resources is not read two dozen times. A stack of 400
parts has all its cases judged; the largest with questions in public repositories that natpin is tried on has 78."""
MOST_CLUSTERS = 1_500
"""Clusters judged over all cases of one stack, at about a millisecond each."""

Answers = Mapping[str, str]


@record
class Case:
    """The stack as it is with some answers."""

    answers: Answers
    report: StackReport


def judge_in_every_case(read: ReadStack, settings: Settings) -> StackReport:
    """The report on a stack, its verdicts settled as far as they are the same in all cases."""
    report = judge(read, settings)
    cases, questions = cases_of(read, settings, report)
    return _settled(report, cases, questions) if cases else report


def cases_of(
    read: ReadStack, settings: Settings, report: StackReport
) -> tuple[Sequence[Case], Mapping[str, Question]]:
    """The cases that decide a verdict of a stack, and their questions by key; none where no question does."""
    questions = list(dict.fromkeys(part for part in read.parts if isinstance(part, Question)))
    if not questions or read.again is None or not report.clusters:
        return (), {}
    allowed = min(MOST_PARTS // max(1, len(read.parts)), MOST_CLUSTERS // len(report.clusters))
    decisive = _decisive(read, settings, report, questions[: min(MOST_QUESTIONS, allowed // 4)])
    if not decisive:
        return (), {}
    chosen = _chosen(list(decisive), min(MOST_CASES, allowed))
    asked = {question.key: question for question in chosen}
    if len(chosen) == 1:
        return decisive[chosen[0]], asked
    return [
        _case(read, settings, dict(zip(asked, answers, strict=True)))
        for answers in product(*(q.options for q in chosen))
    ], asked


def answered(read: ReadStack, answers: Answers) -> ReadStack:
    """The stack as it is with some answers."""
    assert read.again is not None
    return replace(read, parts=(*read.again(answers), *read.parts[read.own :]), again=None)


def _case(read: ReadStack, settings: Settings, answers: Answers) -> Case:
    return Case(answers, judge(answered(read, answers), settings))


def _decisive(
    read: ReadStack, settings: Settings, report: StackReport, questions: Sequence[Question]
) -> dict[Question, list[Case]]:
    """The questions whose answers change a verdict, those that settle most first, and the case of each answer."""
    found: list[tuple[int, Question, list[Case]]] = []
    before = _outcomes(report)
    for question in questions:
        cases = [_case(read, settings, {question.key: option}) for option in question.options]
        outcomes = [_outcomes(case.report) for case in cases]
        changed = {
            key for outcome in outcomes for key in {*outcome, *before} if outcome.get(key) != before.get(key)
        }
        if changed:
            found.append((len(changed), question, cases))
    return {question: cases for _, question, cases in sorted(found, key=lambda each: -each[0])}


def _outcomes(report: StackReport) -> dict[tuple[str, str], Verdict]:
    return {
        (cluster.resource.address, rule): verdict
        for cluster in report.clusters
        for rule, verdict in cluster.verdicts.items()
    } | {(finding.subject, finding.rule.id): finding.verdict for finding in report.findings}


def _chosen(questions: Sequence[Question], most: int) -> list[Question]:
    """As many questions as can be combined."""
    chosen: list[Question] = []
    combinations = 1
    for question in questions:
        if combinations * len(question.options) <= most:
            combinations *= len(question.options)
            chosen.append(question)
    return chosen


def _settled(report: StackReport, cases: Sequence[Case], questions: Mapping[str, Question]) -> StackReport:
    twins: dict[str, list[tuple[Answers, Mapping[str, Verdict]]]] = {}
    for case in cases:
        for twin in case.report.clusters:
            twins.setdefault(twin.resource.address, []).append((case.answers, twin.verdicts))
    clusters = tuple(
        _cluster(cluster, twins.get(cluster.resource.address, ()), questions)
        for cluster in (*report.clusters, *_only_in_cases(report, cases))
    )
    # what is undecided as it is may fail in every case: each verdict has a finding of its own to tell it
    findings: dict[tuple[str, str, str | None, Verdict], Finding] = {}
    for finding in (*report.findings, *(f for case in cases for f in case.report.findings)):
        findings.setdefault((finding.rule.id, finding.subject, finding.property, finding.verdict), finding)
    kept = []
    told = [(case.answers, _told(case.report.findings)) for case in cases]
    for (rule, subject, _, _), finding in findings.items():
        verdicts = [(answers, found.get((rule, subject), Verdict.PASS)) for answers, found in told]
        settled = _finding(finding, verdicts, questions)
        if settled is not None:
            kept.append(settled)
    return replace(report, clusters=clusters, findings=_distinct(kept))


def _only_in_cases(report: StackReport, cases: Sequence[Case]) -> tuple[ClusterReport, ...]:
    """Clusters that only an answer brings about, each as the first case has it."""
    known = {cluster.resource.address for cluster in report.clusters}
    found: dict[str, ClusterReport] = {}
    for case in cases:
        for cluster in case.report.clusters:
            if cluster.resource.address not in known:
                found.setdefault(cluster.resource.address, cluster)
    return tuple(found.values())


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
