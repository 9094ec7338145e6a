"""Where something was written."""

from __future__ import annotations

from natpin.model.record import record


@record
class Location:
    """A span of a file. Lines and columns count from 1, columns in characters (not bytes)."""

    path: str
    """POSIX path relative to the workspace, or ``<live>`` style names for what is in no file."""
    line: int = 1
    column: int = 1
    end_line: int | None = None
    end_column: int | None = None

    def __lt__(self, other: Location) -> bool:
        return (self.path, self.line, self.column) < (other.path, other.line, other.column)

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


NOWHERE = Location("<none>")
"""For values that natpin itself made up, such as a documented service default."""
