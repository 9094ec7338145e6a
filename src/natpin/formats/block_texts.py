"""Texts inside YAML that are files of their own (scripts, patches): where they lie in the file."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from natpin.model.location import Location
from natpin.workspace import Workspace, as_utf8


def file_lines(path: str, workspace: Workspace) -> list[str]:
    """A file's lines, kept for the last file: its steps are asked for one after the other."""
    kept = _LINES.get(workspace)
    if kept is None or kept[0] != path:
        data = workspace.read(path)
        literal = as_utf8(data).decode("utf-8", "replace") if isinstance(data, bytes) else ""
        kept = _LINES[workspace] = path, literal.splitlines()
    return kept[1]


_LINES: WeakKeyDictionary[Workspace, tuple[str, list[str]]] = WeakKeyDictionary()


def line_from(at: Location, workspace: Workspace) -> str:
    """The rest of the line on which something is written."""
    lines = file_lines(at.path, workspace)
    return lines[at.line - 1][at.column - 1 :] if 0 < at.line <= len(lines) else ""


def place(at: Location, workspace: Workspace) -> tuple[int, int]:
    """How many lines lie before a text, and how many columns before each line: a block starts on the line after
    its mark, and is indented."""
    lines = file_lines(at.path, workspace)
    if at.line <= len(lines) and lines[at.line - 1][at.column - 1 : at.column] in ("|", ">"):
        first = next((line for line in lines[at.line :] if line.strip()), "")
        return at.line, len(first) - len(first.lstrip(" "))
    return at.line - 1, at.column - 1
