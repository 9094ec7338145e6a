"""Which playbooks are stacks, and with which inventory or file of variables each is run."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence

from natpin.formats.ansible.files import (
    ENDINGS,
    is_play,
    is_task,
    list_in,
    plain_name,
    taken_in,
    tasks_in,
    text_of,
)
from natpin.formats.ansible.inventory_places import inventories
from natpin.formats.interface import Inputs
from natpin.model.stack import Stack
from natpin.model.value import Node, Skipped, items, members, text
from natpin.workspace import Workspace, counts, holds_any, words_of

NAME = "ansible"
MOST_ENVIRONMENTS = 50
_PLAYBOOK = (b"hosts:", b"import_playbook", b'"hosts"', b"'hosts'")
_HOLE = re.compile(r"\{\{[^{}]*\}\}")


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterator[Stack | Skipped]:
    """Each playbook that no other imports and that reaches a claimed file; a list of tasks that no playbook reaches."""
    wanted = set(claimed)
    books = {path: taken_in(path, workspace) for path in _playbooks(claimed, workspace)}
    used = {
        other
        for path, others in books.items()
        for other in others
        if other in books and other != path and counts(path, other, workspace)
    }
    reached: set[str] = set()
    for path in sorted(books):
        mine = {path, *books[path]}
        if not mine & wanted:
            continue
        reached |= mine
        if path not in used:
            yield from _environments(path, workspace, inputs)
    alone = [path for path in sorted(wanted - reached) if _is_list_of_tasks(path, workspace)]
    inside = {other for path in alone for other in taken_in(path, workspace) if other != path}
    for path in alone:
        if path not in inside:
            yield Stack(NAME, path, _given(inputs))
    for path in sorted(wanted - reached - set(alone)):
        found = list_in(path, workspace)
        if isinstance(found, Skipped):
            yield Skipped(found.path, found.reason, found.at, claims_aks=True)


def _playbooks(claimed: Sequence[str], workspace: Workspace) -> Iterator[str]:
    """Every playbook of the workspace: one that speaks of nothing itself may take in a role that does."""
    paths = dict.fromkeys((*claimed, *(path for path in workspace.walk() if path.endswith(ENDINGS))))
    for path in paths:
        data = workspace.peek(path)
        if isinstance(data, Skipped) or not holds_any(words_of(data), _PLAYBOOK):
            continue
        listed = list_in(path, workspace)
        if not isinstance(listed, Skipped) and any(is_play(one) for one in listed):
            yield path


def _is_list_of_tasks(path: str, workspace: Workspace) -> bool:
    listed = list_in(path, workspace)
    return not isinstance(listed, Skipped) and bool(listed) and all(map(is_task, listed))


def _given(inputs: Inputs) -> tuple[str, ...]:
    """Files that the user gives, as ``--extra-vars @file``."""
    return tuple(one for one in (*inputs.var_files, *inputs.parameters) if one.endswith(ENDINGS))


def _environments(path: str, workspace: Workspace, inputs: Inputs) -> Iterator[Stack | Skipped]:
    """A playbook with the files that the user gives; else with each inventory that there is, else with each file that one of
    its ``vars_files`` may mean."""
    given = _given(inputs)
    found = [] if given else list(inventories(path, workspace)) or choices(path, workspace)
    if not found:
        yield Stack(NAME, path, given)
    for one in found[:MOST_ENVIRONMENTS]:
        yield Stack(NAME, path, (one,))
    if len(found) > MOST_ENVIRONMENTS:
        why = f"it may be run with {len(found)} inventories, and {MOST_ENVIRONMENTS} are judged"
        yield Skipped(path, why, claims_aks=True)


def choices(path: str, workspace: Workspace) -> list[str]:
    """The files that a name with one open part may mean: ``vars/{{ env }}.yml``."""
    listed = list_in(path, workspace)
    for play in () if isinstance(listed, Skipped) else listed:
        for written in _variable_files(members(play).get("vars_files"), play):
            found = matching(written, path, workspace)
            if len(found) > 1:
                return found
    return []


def _variable_files(vars_files: Node | None, play: Node) -> Iterator[str]:
    for one in items(vars_files):
        for each in (one, *items(one)):
            if text(each) is not None:
                yield text(each) or ""
    for part in ("pre_tasks", "tasks"):
        for task in tasks_in(items(members(play).get(part))):
            for name, node in task.items():
                if plain_name(name) == "include_vars":
                    yield text_of(node, "file") or ""


def matching(written: str, path: str, workspace: Workspace) -> list[str]:
    """The files whose names fit a name with an open part."""
    if len(_HOLE.findall(written)) != 1 or not written.endswith(ENDINGS):
        return []
    pattern = re.compile(
        "([^/]+)".join(
            re.escape(posixpath.normpath(part) if part == "./" else part) for part in _HOLE.split(written)
        )
        + r"\Z"
    )
    folder = posixpath.normpath(
        posixpath.join(posixpath.dirname(path), _HOLE.split(written)[0].rpartition("/")[0])
    )
    base = posixpath.dirname(path)
    found = []
    for one in workspace.walk():
        if (folder == "." or one.startswith(folder + "/")) and one.endswith(ENDINGS):
            relative = posixpath.relpath(one, base or ".")
            if pattern.match(relative) or pattern.match(f"./{relative}"):
                found.append(one)
    return sorted(found)


def chosen_text(written: str, chosen: str, path: str) -> str | None:
    """What stands for the open part where a name means a file."""
    relative = posixpath.relpath(chosen, posixpath.dirname(path) or ".")
    before, after = _HOLE.split(written)[0].removeprefix("./"), _HOLE.split(written)[-1]
    if not relative.startswith(before) or not relative.endswith(after):
        return None
    return relative[len(before) : len(relative) - len(after)]
