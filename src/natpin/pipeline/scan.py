"""Which files speak of AKS egress, and to which format they belong: bytes are looked at, nothing is parsed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from natpin.formats.interface import Reader
from natpin.model.record import field, mutable
from natpin.model.value import Skipped
from natpin.workspace import Workspace, as_utf8


@mutable
class Scanned:
    """What a walk over the workspace found."""

    claimed: dict[str, list[str]] = field(default_factory=dict)
    """Reader name to the files it claims."""
    marked: list[str] = field(default_factory=list)
    """Files that hold a ``natpin:`` comment, whatever else they are about."""
    excluded: list[str] = field(default_factory=list)
    """Files that speak of AKS or its egress, and that the team wants left out."""
    skipped: list[Skipped] = field(default_factory=list)
    files_seen: int = 0
    files_read: int = 0


def scan(workspace: Workspace, readers: Sequence[Reader], excluded: Callable[[str], bool]) -> Scanned:
    """Look at every file once. ``excluded`` says which paths (workspace-relative) the team wants left out.

    A file named as the path itself is claimed by its suffix even when its bytes say nothing of AKS.
    """
    found = Scanned({reader.name: [] for reader in readers})

    @cache
    def readers_of(ending: str) -> tuple[Reader, ...]:
        return tuple(reader for reader in readers if ending.endswith(reader.suffixes))

    for path in workspace.walk():
        found.files_seen += 1
        possible = readers_of(_ending(path))
        if not possible:
            continue
        data = workspace.peek(path)
        if excluded(path):
            if isinstance(data, bytes) and any(
                not one.workloads_only and one.claims(path, data) for one in possible
            ):
                found.excluded.append(path)
            continue
        if isinstance(data, Skipped):
            found.skipped.append(data)
            continue
        found.files_read += 1
        data = as_utf8(data)
        if b"natpin:" in data:
            found.marked.append(path)
        certain = path == workspace.focus and len(possible) == 1
        for reader in possible:
            if reader.claims(path, data) or (certain and not reader.workloads_only):
                found.claimed[reader.name].append(path)
    return found


def _ending(path: str) -> str:
    """A file's name from its first dot on, lower case: all that suffixes are about, and alike for many files."""
    return "." + path.rpartition("/")[2].partition(".")[2].lower()
