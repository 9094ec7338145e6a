"""Which lines a change touches, so that findings where reviewers look come first. No platform has to be asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from natpin.reporters.interface import is_pseudo
from natpin.workspace import Workspace

MOST_PAIRS = 4_000_000
"""Lines before times lines after that are compared one by one: about a second. Beyond, all between the first and the
last difference counts as changed."""


def changed_lines(paths: Iterable[str], before: Workspace, after: Workspace) -> dict[str, tuple[range, ...]]:
    """Added or changed lines by path, 1-based, as the change leaves the files. A new file is changed in every line."""
    return {path: tuple(_of(path, before, after)) for path in dict.fromkeys(paths) if not is_pseudo(path)}


def _of(path: str, before: Workspace, after: Workspace) -> Iterator[range]:
    new = _lines(path, after)
    old = _lines(path, before)
    if new is None:
        return
    if old is None:
        yield range(1, len(new) + 1)
        return
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    left, right = old[start : len(old) - end], new[start : len(new) - end]
    if len(left) * len(right) > MOST_PAIRS:
        yield range(start + 1, start + len(right) + 1)
        return
    for tag, _, _, first, last in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag in ("replace", "insert"):
            yield range(start + first + 1, start + last + 1)


def _lines(path: str, workspace: Workspace) -> list[bytes] | None:
    found = workspace.read(path) if workspace.exists(path) else None
    return found.splitlines() if isinstance(found, bytes) else None
