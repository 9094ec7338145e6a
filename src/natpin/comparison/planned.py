"""What a stack does that describes a change: the state it starts from is traced like the one it leads to, and both are
compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from natpin.comparison.clusters import clusters_changed
from natpin.facts.changes import change_subjects
from natpin.model.contract import Contract
from natpin.model.part import Before, Part
from natpin.model.report import ClusterReport
from natpin.model.resource import Link, Resource, SourceNote
from natpin.model.stack import Stack
from natpin.model.subject import Subject


def planned_changes(
    before: Sequence[ClusterReport], after: Sequence[ClusterReport], stack: Stack, contract: Contract | None
) -> Iterator[Subject]:
    """What policies are asked about a change."""
    yield from change_subjects(clusters_changed(before, after, stack.reader), contract, contract)


def before_change(parts: Sequence[Part]) -> list[Part]:
    """The parts of a stack as they are before the change that it describes is made."""
    changed = [part for part in parts if isinstance(part, Before)]
    replaced = {address for each in changed for address in each.replaced}
    kept = (
        part
        for part in parts
        if not isinstance(part, SourceNote | Before)
        and not (isinstance(part, Resource | Link) and part.address in replaced)
    )
    return [*kept, *(part for each in changed for part in each.parts)]
