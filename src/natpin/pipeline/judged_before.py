"""What the other side of a comparison was judged to be: a stack that is identical there is not judged again.

Reading is never spared: what a stack is made of may lie anywhere in a workspace. But a verdict follows from the parts that
were read, and from the rules, and from nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from natpin.model.doubt import Question
from natpin.model.identical import identical
from natpin.model.record import replace
from natpin.model.report import StackReport
from natpin.pipeline.reading import ReadStack
from natpin.pipeline.settings import Settings


class JudgedBefore:
    """The stacks of one lint, with the report on each."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], list[tuple[ReadStack, StackReport]]] = {}
        self._settings: Settings | None = None

    def keep(self, stacks: Iterable[ReadStack], reports: Iterable[StackReport], settings: Settings) -> None:
        """Remember them, in place of those from before."""
        self._known, self._settings = {}, settings
        for read, report in zip(stacks, reports, strict=True):
            if not any(isinstance(part, Question) for part in read.parts):  # each answer reads files again
                self._known.setdefault(_key(read), []).append((read, report))

    def judge(
        self, read: ReadStack, settings: Settings, judge: Callable[[ReadStack, Settings], StackReport]
    ) -> StackReport:
        """The report on a stack: what it was, where the stack and all that it is judged by are the same."""
        known = self._settings
        if known is not None and _judges_alike(known, settings, read.stack.id):
            for other, report in self._known.get(_key(read), ()):
                if _is_the_same(read, other):
                    return _again(report)
        return judge(read, settings)


def _key(read: ReadStack) -> tuple[str, str]:
    return read.stack.reader, read.stack.id


def _judges_alike(one: Settings, other: Settings, stack: str) -> bool:
    return (
        one.policies is other.policies
        and identical(one.contract, other.contract)
        and stack not in one.addresses
        and stack not in other.addresses
    )


def _is_the_same(one: ReadStack, other: ReadStack) -> bool:
    return (
        one.own == other.own
        and identical(one.stack, other.stack)
        and identical(one.behind, other.behind)
        and identical(one.deployed, other.deployed)
        and identical(one.parts, other.parts)
    )


def _again(report: StackReport) -> StackReport:
    """The same report. Those who lay two sides beside each other tell stacks, clusters and findings apart by identity."""
    return replace(
        report,
        clusters=tuple(replace(one) for one in report.clusters),
        findings=tuple(replace(one) for one in report.findings),
    )
