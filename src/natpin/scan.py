"""Which files speak of AKS egress, and to which format they belong: bytes are looked at, nothing is parsed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from natpin.model.record import field, mutable
from natpin.model.value import Skipped
from natpin.readers.interface import Reader
from natpin.workspace import Workspace


@mutable
class Scanned:
    """What a walk over the workspace found."""

    claimed: dict[str, list[str]] = field(default_factory=dict)
    """Reader name to the files it claims."""
    marked: list[str] = field(default_factory=list)
    """Files that hold a ``natpin:`` comment, whatever else they are about."""
    skipped: list[Skipped] = field(default_factory=list)
    files_seen: int = 0
    files_read: int = 0


def scan(workspace: Workspace, readers: Sequence[Reader], excluded: Callable[[str], bool]) -> Scanned:
    """Look at every file once. ``excluded`` says which paths (workspace-relative) the team wants left out.

    A file named as the path itself is claimed by its suffix even when its bytes say nothing of AKS.
    """
    found = Scanned({reader.name: [] for reader in readers})
    by_suffix = [(suffix, reader) for reader in readers for suffix in reader.suffixes]
    endings = tuple({suffix for suffix, _ in by_suffix})
    for path in workspace.walk():
        found.files_seen += 1
        if not path.lower().endswith(endings) or excluded(path):
            continue
        data = workspace.peek(path)
        if isinstance(data, Skipped):
            found.skipped.append(data)
            continue
        found.files_read += 1
        if b"natpin:" in data:
            found.marked.append(path)
        named = path == workspace.focus
        for reader in _readers_of(path, by_suffix):
            if reader.claims(path, data) or (named and not reader.workloads_only and _alone(path, by_suffix)):
                found.claimed[reader.name].append(path)
    return found


def _readers_of(path: str, by_suffix: Sequence[tuple[str, Reader]]) -> Iterator[Reader]:
    lowered = path.lower()
    seen: set[str] = set()
    for suffix, reader in by_suffix:
        if lowered.endswith(suffix) and reader.name not in seen:
            seen.add(reader.name)
            yield reader


def _alone(path: str, by_suffix: Sequence[tuple[str, Reader]]) -> bool:
    """True when only one format can be meant by a file's suffix."""
    return len(list(_readers_of(path, by_suffix))) == 1
