"""The texts of a workspace, and in which language a place of one is written."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping

from natpin.fixing.edit import Change, Edit, Text
from natpin.fixing.writers.commands import AZ, CMDLET
from natpin.model.location import Location
from natpin.workspace import Workspace

HCL, BICEP, JSON, YAML, AZ_COMMAND, AZ_CMDLET = "hcl", "bicep", "json", "yaml", "az", "cmdlet"

_SUFFIXES = {
    ".tf": HCL,
    ".tofu": HCL,
    ".tfvars": HCL,
    ".hcl": HCL,
    ".bicep": BICEP,
    ".bicepparam": BICEP,
    ".json": JSON,
    ".jsonc": JSON,
    ".yaml": YAML,
    ".yml": YAML,
}

_COMPILED = '"_generator"'


NO_CALLS: Mapping[Location, frozenset[tuple[Location, ...]]] = {}
NO_TAKERS: Mapping[str, tuple[str, ...]] = {}


class Files:
    """The texts of a workspace, each decoded once."""

    def __init__(
        self,
        workspace: Workspace,
        excluded: Callable[[str], bool] = lambda path: False,
        calls: Mapping[Location, frozenset[tuple[Location, ...]]] = NO_CALLS,
        takers: Mapping[str, tuple[str, ...]] = NO_TAKERS,
    ) -> None:
        self._workspace = workspace
        self.calls = calls
        """By declaration, the calls of modules that lead to it, each from its root on (``Resource.called_at``)."""
        self.takers = takers
        """By value file, the roots that it gives inputs to."""
        self._excluded = excluded
        self._texts: dict[str, Text | None] = {}

    def text(self, path: str) -> Text | None:
        """A file's text; None for one that is not in the workspace, that the team leaves out, that is no UTF-8, or that a tool
        has written."""
        if path not in self._texts:
            closed = path.startswith("<") or self._excluded(path)
            data = None if closed else self._workspace.read(path)
            found = Text.of(path, data) if isinstance(data, bytes) else None
            if found is not None and path.endswith(".json") and _COMPILED in found.text:
                found = None
            self._texts[path] = found
        return self._texts[path]

    def why_closed(self, path: str) -> str:
        """Why ``text`` has nothing for a file."""
        if self._excluded(path):
            return f"{path} is left out of natpin's work"
        data = self._workspace.read(path) if not path.startswith("<") else b""
        if isinstance(data, bytes) and data and Text.of(path, data) is None:
            return f"{path} is not in UTF-8, and natpin writes no other encoding"
        return f"{path} was written by a tool, or cannot be read"

    def beside(self, path: str) -> Iterator[Text]:
        """Every text of the same language in the folder of a file, that one included."""
        folder = posixpath.dirname(path)
        for name in self._workspace.listdir(folder):
            other = posixpath.normpath(posixpath.join(folder, name))
            found = self.text(other) if language_of(other) == language_of(path) else None
            if found is not None:
                yield found

    def of(self, language: str) -> Iterator[Text]:
        """Every text of a language in the workspace."""
        for path in self._workspace.walk():
            found = self.text(path) if language_of(path) == language else None
            if found is not None:
                yield found

    def paths(self) -> Iterator[str]:
        """Every path of the workspace."""
        return iter(self._workspace.walk())

    def place(self, at: Location) -> tuple[Text, tuple[int, int]] | None:
        """The text and the span of a place. In a recipe or a step, columns are those of what the shell is handed."""
        text = self.text(at.path)
        span = text.span(at, not strict(at.path)) if text is not None else None
        return None if text is None or span is None else (text, span)


def language_at(text: Text, start: int) -> str:
    """The language of the command or declaration that begins at an offset; empty for one that has no writer."""
    if AZ.match(text.text, start):
        return AZ_COMMAND
    if CMDLET.match(text.text, start):
        return AZ_CMDLET
    return language_of(text.path)


def language_of(path: str) -> str:
    """The language of a file by its name."""
    return next((name for suffix, name in _SUFFIXES.items() if path.endswith(suffix)), "")


def strict(path: str) -> bool:
    """True for a language in which text needs quotes, and places are exact."""
    return language_of(path) in (HCL, BICEP, JSON)


def edits_of(text: Text, changes: list[Change]) -> tuple[Edit, ...]:
    """Changes of a text as edits of its file's bytes."""
    return tuple(text.edit(change) for change in changes)
