"""Where readers of YAML may place what a comment stands above: below its key, or at the name of a manifest's object."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

MOST_LINES = 300
"""Of a manifest, until its metadata's name."""


def entry_of(lines: Sequence[str], number: int) -> Iterator[int]:
    """Lines that belong to the entry that begins on a line (counted from 1), besides this one."""
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    if _code(line).endswith(":"):
        below = _next(lines, number)
        if below and _indent(lines[below - 1]) > _indent(line):
            yield below
    if _begins_manifest(lines, number):
        yield from _name(lines, number)


def _begins_manifest(lines: Sequence[str], number: int) -> bool:
    """Whether a line is the first of a document, and begins an object of Kubernetes."""
    if not lines[number - 1].startswith(("apiVersion:", "kind:", "metadata:")):
        return False
    for before in range(number - 1, max(0, number - MOST_LINES), -1):
        text = lines[before - 1]
        if text.startswith("---"):
            return True
        if _code(text):
            return False
    return True


def _name(lines: Sequence[str], number: int) -> Iterator[int]:
    inside, depth = False, 0
    for at in range(number, min(len(lines), number + MOST_LINES) + 1):
        line = lines[at - 1]
        if at > number and line.startswith(("---", "...")):
            return
        if not _code(line):
            continue
        if _indent(line) == 0:
            inside, depth = line.startswith("metadata:"), 0
        elif inside:
            depth = depth or _indent(line)
            if _indent(line) == depth and line.strip().startswith("name:"):
                yield at
                return


def _next(lines: Sequence[str], number: int) -> int:
    for at in range(number + 1, min(len(lines), number + MOST_LINES) + 1):
        if _code(lines[at - 1]):
            return at
    return 0


def _code(line: str) -> str:
    """What of a line is no comment, as far as layout tells."""
    text = line.strip()
    return "" if text.startswith("#") else text.partition(" #")[0].rstrip()


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
