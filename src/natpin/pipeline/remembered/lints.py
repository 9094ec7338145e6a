"""Lints of nearly the same files, one after the other: both sides of a change, or the files with one edit after the other.

What is the same in all of them is read and judged once.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

from natpin.formats.interface import Reader
from natpin.model.identical import identical
from natpin.model.record import replace
from natpin.model.report import Report, StackReport
from natpin.model.stack import Stack
from natpin.pipeline.lint import lint
from natpin.pipeline.reading import ReadStack
from natpin.pipeline.remembered.looks import Identified, digest
from natpin.pipeline.remembered.memory import Memory, Remembering
from natpin.pipeline.settings import Settings
from natpin.pipeline.worlds import judge_in_every_case


class Lints:
    """Lints that share what they find, all by this process."""

    def __init__(self) -> None:
        """Nothing is known."""
        self.memory = Memory(most_files=None)
        self._judging: list[Settings] = []
        """Of each way to judge that was met, the settings."""

    def lint(
        self,
        workspace: Identified,
        readers: Sequence[Reader],
        settings: Settings,
        seen: Callable[[Sequence[ReadStack]], None] = lambda stacks: None,
    ) -> Report:
        """As ``natpin.pipeline.lint.lint`` does it."""
        way = self._way_of(settings)

        def judged_by(stack: Stack) -> Hashable:
            found = settings.addresses.get(stack.id)
            return (way, None) if found is None else (way, digest(found) or object())

        remembering = Remembering(
            workspace, self.memory, lambda read: judge_in_every_case(read, settings), judged_by
        )
        report = lint(workspace, remembering.readers(readers), settings, seen, remembering)
        return replace(report, stacks=tuple(map(_apart, report.stacks)))

    def _way_of(self, settings: Settings) -> int:
        """A number that those share who judge alike, but for addresses that Azure has given."""
        for number, known in enumerate(self._judging):
            if _judge_alike(known, settings):
                return number
        self._judging.append(settings)
        return len(self._judging) - 1


def _judge_alike(one: Settings, other: Settings) -> bool:
    return one.policies is other.policies and identical(one.contract, other.contract)


def _apart(report: StackReport) -> StackReport:
    """The same report. Those who lay two sides beside each other tell stacks, clusters and findings apart by identity."""
    return replace(
        report,
        clusters=tuple(replace(one) for one in report.clusters),
        findings=tuple(replace(one) for one in report.findings),
    )
