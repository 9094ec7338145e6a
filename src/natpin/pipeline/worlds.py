"""A stack judged in every case its files leave open.

Where a reader asks a question (a bool without a value, a condition nobody can decide), the stack is read again with
each answer. A verdict that is the same whatever the answer needs no answer; one that is not is unknown, and says in
which case it fails. Each case is judged as soundly as the stack itself: what stays unknown there stays unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING

from natpin.formats.interface import Read
from natpin.model.doubt import Question
from natpin.model.finding import Verdict
from natpin.model.record import replace
from natpin.model.report import StackReport
from natpin.model.value import Skipped
from natpin.pipeline.judging import judge
from natpin.pipeline.reading import ReadStack
from natpin.pipeline.settings import Settings

if TYPE_CHECKING:
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


def judge_in_every_case(read: ReadStack, settings: Settings) -> StackReport:
    """The report on a stack, its verdicts settled as far as they are the same in all cases."""
    report = judge(read, settings)
    cases, questions = cases_of(read, settings, report)
    if not cases:
        return report
    from natpin.pipeline.settled import settled

    return settled(report, cases, questions)


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
        _case(read, settings, report, dict(zip(asked, answers, strict=True)))
        for answers in product(*(q.options for q in chosen))
    ], asked


def answered(read: ReadStack, answers: Answers) -> ReadStack:
    """The stack as it is with some answers."""
    assert read.again is not None
    return replace(read, parts=(*read.again(answers), *read.parts[read.own :]), again=None)


def _case(read: ReadStack, settings: Settings, report: StackReport, answers: Answers) -> Case:
    """One case. Most answers change nothing of what is declared: it is judged already."""
    from natpin.pipeline.settled import Case

    there = answered(read, answers)
    return Case(answers, report if _declares_the_same(there, read) else judge(there, settings))


def _declares_the_same(one: ReadStack, other: ReadStack) -> bool:
    return _declared(one) == _declared(other)


def _declared(read: ReadStack) -> list[Read]:
    """The parts that are judged."""
    return [part for part in read.parts if not isinstance(part, Question | Skipped)]


def _decisive(
    read: ReadStack, settings: Settings, report: StackReport, questions: Sequence[Question]
) -> dict[Question, list[Case]]:
    """The questions whose answers change a verdict, those that settle most first, and the case of each answer."""
    found: list[tuple[int, Question, list[Case]]] = []
    before = _outcomes(report)
    for question in questions:
        cases = [_case(read, settings, report, {question.key: option}) for option in question.options]
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
