"""The difference between files as they are and mended, as ``patch`` and ``git apply`` take it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import unified_diff

from natpin.model.value import Skipped
from natpin.regex import late_regex
from natpin.reporters import neutral
from natpin.workspace import Workspace


def unified(workspace: Workspace, changed: Mapping[str, bytes]) -> str:
    """A unified diff of all files, by path. Line ends inside of a line are kept."""
    return "".join(piece for path in sorted(changed) for piece in _of_file(workspace, path, changed[path]))


def _of_file(workspace: Workspace, path: str, new: bytes) -> Iterator[str]:
    old = workspace.read(path)
    if isinstance(old, Skipped) or old == new:
        return
    before, after = _lines(old), _lines(new)
    for line in unified_diff(before, after, f"a/{path}", f"b/{path}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(data: bytes) -> list[str]:
    """Lines by ``\\n`` alone, as patch counts them."""
    text = data.decode("utf-8", "surrogateescape")
    lines = text.split("\n")
    return [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


_PIECE = late_regex(r"[^ \t]+")


def harmless(diff: str) -> str:
    """The same for a terminal or a log: blanks are kept, and nothing is obeyed. Equal to the diff for plain files."""
    return "".join(f"{_line(line)}\n" for line in diff.split("\n")[:-1])


def _line(line: str) -> str:
    end = "\r" if line.endswith("\r") else ""
    return _PIECE.sub(lambda piece: neutral.terminal(piece[0]), line.removesuffix("\r")) + end
