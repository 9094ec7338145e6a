"""What the other roots of a workspace say to one root: which of them declare what it looks up, change what it declares, or
leave open what they change.

Each is one question about all roots (``natpin.workspace.worked_out``). What a root says to everybody alike is noted with the
workspace, by the names that it is about, so that of hundreds of roots each is gone through once and not once for each other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TypeAlias

from natpin.formats.interface import Inputs
from natpin.formats.terraform import pairing
from natpin.formats.terraform.known_roots import Asked, Files, known_roots
from natpin.formats.terraform.marks import Mark, Marks, same_mark
from natpin.workspace import Workspace

Root: TypeAlias = tuple[str, Files]
"""A root with the value files of an environment."""
MarksFor: TypeAlias = Callable[[Workspace, Inputs, str, Files, Root, bool], Marks]
"""The marks of a root with its files, as another root sees them; last, whether what it declares is asked for."""


def too_many(workspace: Workspace, inputs: None, most: int) -> int:
    """How many roots there are, where that is more than ``most``; otherwise 0: how many does not matter then."""
    return _beyond(len(known_roots(workspace).roots(workspace)), most)


def too_many_changing(workspace: Workspace, inputs: None, most: int) -> int:
    """The same, of those that may change what others declare."""
    return _beyond(len(known_roots(workspace).changing(workspace)), most)


def _beyond(many: int, most: int) -> int:
    return many if many > most else 0


def files_beside(workspace: Workspace, mine: Root, other: str) -> Files | None:
    """The environment of another root that goes with this one's. Where none does, the root by itself: what holds in all its
    environments is known, the rest is not. None for a root that is another environment's own."""
    known = known_roots(workspace)
    key = *mine, other
    if key not in known.pairs:
        known.pairs[key] = _paired(workspace, mine, other)
    return known.pairs[key]


def _paired(workspace: Workspace, mine: Root, other: str) -> Files | None:
    if pairing.alike(mine, (other, ())) is False and all(map(pairing.of_path, (mine[0], other))):
        return None
    found = known_roots(workspace).environments_of(other, workspace)
    answers = {files: pairing.alike(mine, (other, files)) for files in found}
    alike = [files for files in found if answers[files]]
    if len(alike) == 1:
        return alike[0]
    if len(found) == 1 and answers[found[0]] is None:
        return found[0]
    return ()


def declaring(
    workspace: Workspace, inputs: Inputs, marks_for: MarksFor, mine: Root, mark: Mark
) -> tuple[Root, ...]:
    """The roots that declare what a data source names."""
    asked = known_roots(workspace).declaring(workspace)
    return _saying(workspace, inputs, marks_for, mine, asked, True, (mark,))


def changing(
    workspace: Workspace, inputs: Inputs, marks_for: MarksFor, mine: Root, marks: frozenset[Mark]
) -> tuple[Root, ...]:
    """The roots that attach something to one of these, or add a route to it."""
    asked = known_roots(workspace).touching(workspace)
    return _saying(workspace, inputs, marks_for, mine, asked, False, marks)


def _saying(
    workspace: Workspace,
    inputs: Inputs,
    marks_for: MarksFor,
    mine: Root,
    asked: Asked,
    declares: bool,
    marks: Collection[Mark],
) -> tuple[Root, ...]:
    """The roots that declare one of these, or that change one."""
    found = []
    for root in asked.about(marks):
        files = files_beside(workspace, mine, root) if root != mine[0] else None
        if files is None:
            continue
        told = marks_for(workspace, inputs, root, files, mine, declares)
        said = told.declares or () if declares else told.touches
        if root in asked.open and not told.for_one and known_roots(workspace).is_same_to_all(root, workspace):
            asked.put(root, said)
        if any(same_mark(one, other) for one in said for other in marks if one[0] == other[0]):
            found.append((root, files))
    return tuple(found)


def leaving_open(
    workspace: Workspace, inputs: Inputs, marks_for: MarksFor, mine: Root
) -> tuple[tuple[str, Marks], ...]:
    """The roots of which not all is known that they change, with what is."""
    known = known_roots(workspace)
    asked = known.telling(workspace)
    found = []
    for root in list(asked):
        files = files_beside(workspace, mine, root) if root != mine[0] else None
        if files is None:
            continue
        told = marks_for(workspace, inputs, root, files, mine, False)
        if told.broken or told.perhaps:
            found.append((root, told))
        elif not told.for_one and known.is_same_to_all(root, workspace):
            del asked[root]  # nor has it anything to tell to the next
    return tuple(found)
