"""A stack judged in every case its files leave open.

Where a reader asks a question (a bool without a value, a condition nobody can decide), the stack is read again with
each answer. A verdict that is the same whatever the answer needs no answer; one that is not is unknown, and says in
which case it fails. Each case is judged as soundly as the stack itself: what stays unknown there stays unknown.
"""

from __future__ import annotations

from natpin.model.report import StackReport
from natpin.pipeline.judging import judge
from natpin.pipeline.reading import ReadStack
from natpin.pipeline.settings import Settings


def judge_in_every_case(read: ReadStack, settings: Settings) -> StackReport:
    """The report on a stack, its verdicts settled as far as they are the same in all cases."""
    report = judge(read, settings)
    if read.asking is None or not report.clusters:
        return report
    from natpin.pipeline.cases import cases_of
    from natpin.pipeline.settled import settled

    cases, questions = cases_of(read, read.asking(), settings, report)
    return settled(report, cases, questions) if cases else report
