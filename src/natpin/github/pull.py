"""Which lines a pull request changes, so that annotations land where reviewers look."""

from __future__ import annotations

from collections.abc import Mapping

from natpin.github.client import Client
from natpin.github.patches import added_lines
from natpin.model.record import record

FILES_SHOWN = 3000
"""GitHub lists no more files of a pull request than these."""


@record
class ChangedFile:
    """One file as the pull request leaves it."""

    path: str
    status: str
    """added, removed, modified, renamed, copied, changed, unchanged."""
    previous_path: str | None
    lines: tuple[range, ...] | None
    """Added or changed lines, 1-based, ascending; None where GitHub shows no patch (binary, or too large)."""

    def touches(self, line: int, end_line: int | None = None) -> bool:
        """Whether the span meets a changed line; taken for granted where the patch is not shown."""
        if self.lines is None:
            return True
        last = max(line, end_line or line)
        return any(span.start <= last and line < span.stop for span in self.lines)


@record
class ChangedFiles:
    """All of them, by path."""

    files: Mapping[str, ChangedFile]
    complete: bool
    """False beyond GitHub's limit: then a file that is not listed may have changed all the same."""

    def touches(self, path: str, line: int, end_line: int | None = None) -> bool:
        """Whether the pull request changes this span, as far as can be known."""
        file = self.files.get(path)
        return not self.complete if file is None else file.touches(line, end_line)


def changed_files(client: Client, repository: str, number: int) -> ChangedFiles:
    """Asks GitHub. Raises CallFailed."""
    pull = client.repository(repository).get_pull(number)
    listed = client.read(
        "list the pull request's files",
        lambda: [(f.filename, f.status, f.previous_filename, f.patch) for f in pull.get_files()],
    )
    files = {
        path: ChangedFile(path, status, previous or None, changed_lines(patch) if patch else None)
        for path, status, previous, patch in listed
    }
    return ChangedFiles(files, complete=len(listed) < FILES_SHOWN)


def changed_lines(patch: str) -> tuple[range, ...]:
    """The new side's added lines of a unified diff without file headers."""
    spans: list[range] = []
    for line in added_lines(patch):
        if spans and spans[-1].stop == line:
            spans[-1] = range(spans[-1].start, line + 1)
        else:
            spans.append(range(line, line + 1))
    return tuple(spans)
