"""The cases that a stack's files leave open: it is read again with each answer to its questions, and judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

from natpin.formats.interface import Read
from natpin.model.doubt import Question
from natpin.model.finding import Verdict
from natpin.model.record import replace
from natpin.model.report import StackReport
from natpin.model.value import Skipped
from natpin.pipeline.answering import Again
from natpin.pipeline.judging import judge
from natpin.pipeline.reading import ReadStack
from natpin.pipeline.settings import Settings
from natpin.pipeline.settled import Answers, Case

MOST_QUESTIONS = 12
"""Questions of one stack that are tried one by one."""
MOST_CASES = 24
"""Combinations of answers that are judged: four questions of yes or no, and some more."""
MOST_PARTS = 20_000
"""Parts read over all cases of one stack: an estate of thousands of resources is not read two dozen times. A stack of 400
parts has all its cases judged; the largest with questions in public repositories that natpin is tried on has 78."""
MOST_CLUSTERS = 1_500
"""Clusters judged over all cases of one stack, at about a millisecond each."""


def cases_of(
    read: ReadStack, again: Again, settings: Settings, report: StackReport
) -> tuple[Sequence[Case], Mapping[str, Question]]:
    """The cases that decide a verdict of a stack, and their questions by key; none where no question does. ``again`` is
    what ``read.asking`` makes."""
    questions = list(dict.fromkeys(part for part in read.parts if isinstance(part, Question)))
    if not questions or not report.clusters:
        return (), {}
    allowed = min(MOST_PARTS // max(1, len(read.parts)), MOST_CLUSTERS // len(report.clusters))
    decisive = _decisive(read, again, settings, report, questions[: min(MOST_QUESTIONS, allowed // 4)])
    if not decisive:
        return (), {}
    chosen = _chosen(list(decisive), min(MOST_CASES, allowed))
    asked = {question.key: question for question in chosen}
    if len(chosen) == 1:
        return decisive[chosen[0]], asked
    return [
        _case(read, again, settings, report, dict(zip(asked, answers, strict=True)))
        for answers in product(*(q.options for q in chosen))
    ], asked


def answered(read: ReadStack, again: Again, answers: Answers) -> ReadStack:
    """The stack as it is with some answers."""
    return replace(read, parts=(*again(answers), *read.parts[read.own :]), asking=None)


def _case(read: ReadStack, again: Again, settings: Settings, report: StackReport, answers: Answers) -> Case:
    """One case. Most answers change nothing of what is declared: it is judged already."""
    there = answered(read, again, answers)
    return Case(answers, report if _declares_the_same(there, read) else judge(there, settings))


def _declares_the_same(one: ReadStack, other: ReadStack) -> bool:
    return _declared(one) == _declared(other)


def _declared(read: ReadStack) -> list[Read]:
    """The parts that are judged."""
    return [part for part in read.parts if not isinstance(part, Question | Skipped)]


def _decisive(
    read: ReadStack, again: Again, settings: Settings, report: StackReport, questions: Sequence[Question]
) -> dict[Question, list[Case]]:
    """The questions whose answers change a verdict, those that settle most first, and the case of each answer."""
    found: list[tuple[int, Question, list[Case]]] = []
    before = _outcomes(report)
    for question in questions:
        cases = [_case(read, again, settings, report, {question.key: option}) for option in question.options]
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
