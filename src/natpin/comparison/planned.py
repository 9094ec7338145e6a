"""What a Terraform plan does: the state it starts from is traced like the one it leads to, and both are compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from natpin.comparison.clusters import clusters_changed
from natpin.facts.changes import change_subjects
from natpin.model.contract import Contract
from natpin.model.part import Part
from natpin.model.record import replace
from natpin.model.report import ClusterReport
from natpin.model.resource import Link, Resource, SourceNote
from natpin.model.stack import Stack
from natpin.model.subject import Subject
from natpin.model.value import Node, members, scalar, text

PLANNED = "planned-change"
"""Kind of the source notes in which a reader says what a plan does."""


def planned_changes(
    before: Sequence[ClusterReport], after: Sequence[ClusterReport], stack: Stack, contract: Contract | None
) -> Iterator[Subject]:
    """What policies are asked about a plan."""
    yield from change_subjects(clusters_changed(before, after, stack.reader), contract, contract)


def before_plan(parts: Iterable[Part]) -> list[Part]:
    """The parts of a stack as they are before its plan is applied."""
    everything = list(parts)
    source_notes = {
        str(text(part.facts.get("address"))): part
        for part in everything
        if isinstance(part, SourceNote) and part.kind == PLANNED
    }
    found: list[Part] = []
    seen: set[str] = set()
    for part in everything:
        if isinstance(part, Resource | Link):
            seen.add(part.address)
            earlier = _earlier(part, source_notes.get(part.address))
            if earlier is not None:
                found.append(earlier)
        elif not isinstance(part, SourceNote):
            found.append(part)
    for address, source_note in source_notes.items():
        gone = _gone(address, source_note) if address not in seen else None
        if gone is not None:
            found.append(gone)
    return found


def _earlier(part: Resource | Link, source_note: SourceNote | None) -> Resource | Link | None:
    """A part as it was; None when it is yet to be made."""
    if source_note is None:
        return part
    state = members(source_note.facts.get("before"))
    if scalar(source_note.facts.get("action")) == "create" or not state:
        return None
    if isinstance(part, Link):
        return replace(part, source=state.get("source", part.source), target=state.get("target", part.target))
    return _resource(part.address, source_note, part)


def _gone(address: str, source_note: SourceNote) -> Resource | Link | None:
    """What the plan removes, as it was."""
    state = members(source_note.facts.get("before"))
    if not state:
        return None
    set_by_link = text(source_note.facts.get("property"))
    if set_by_link is not None:
        source, target = state.get("source"), state.get("target")
        if source is None or target is None:
            return None
        return Link(
            address, str(text(source_note.facts.get("type"))), source, set_by_link, target, source_note.at
        )
    return _resource(address, source_note, None)


def _resource(address: str, source_note: SourceNote, after: Resource | None) -> Resource:
    state = dict(members(source_note.facts.get("before")))
    name: Node | None = state.pop("name", None)
    group, parent = state.pop("resourceGroup", None), state.pop("parent", None)
    return Resource(
        address,
        after.type if after is not None else str(text(source_note.facts.get("type"))),
        name if name is not None else after.name if after is not None else source_note.facts["address"],
        state,
        source_note.at,
        parent,
        group,
    )
