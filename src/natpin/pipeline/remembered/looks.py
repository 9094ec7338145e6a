"""A commit's files as one reader sees them, with everything that it asks noted: asked again of another commit, the answers
tell whether the reader would find the same there."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Protocol

from natpin.model.record import record
from natpin.model.value import Skipped
from natpin.workspace import Workspace


class Identified(Workspace, Protocol):
    """A workspace that can tell what a file holds without opening it."""

    def identity(self, path: str) -> str | None:
        """What tells a file's bytes from all others, as git's object id does; None where there is nothing to read, or nobody
        knows."""

    @property
    def listed(self) -> str:
        """What tells the names of all files, and what each of them is, from all others."""


Question = tuple[str, str]
"""What was asked, and of which path."""


@record
class Looks:
    """What was asked of a workspace, and answered."""

    answers: Mapping[Question, object]

    def hold_in(self, workspace: Identified) -> bool:
        """Whether another workspace answers all of it alike."""
        return all(answer(question, workspace) == known for question, known in self.answers.items())


def answer(question: Question, workspace: Identified) -> object:
    """What a workspace answers, in as few words as tell it from any other answer."""
    what, path = question
    match what:
        case "bytes":
            return workspace.identity(path) or why(workspace.peek(path))
        case "exists":
            return workspace.exists(path)
        case "folder":
            return workspace.is_folder(path)
        case "names":
            return workspace.listdir(path)
        case "named":
            return workspace.named(path)
        case "unread":
            return workspace.unread
        case "focus":
            return workspace.focus
    assert what == "walk"
    return workspace.listed


def why(data: bytes | Skipped) -> object:
    """Of a file without an identity: why it cannot be read; its bytes, where it can all the same."""
    return data if isinstance(data, bytes) else (data.path, data.reason, data.claims_aks)


class Watched:
    """A workspace that notes what it is asked."""

    def __init__(self, of: Identified) -> None:
        """``of``: the workspace that answers."""
        self.of = of
        self.answers: dict[Question, object] = {}
        self._read: set[str] = set()

    @property
    def looks(self) -> Looks:
        """What it was asked until now."""
        return Looks(dict(self.answers))

    def take(self, looks: Looks) -> None:
        """Count what a reader asked before, of a workspace that answers it alike."""
        self.answers.update(looks.answers)

    def _note(self, what: str, path: str = "") -> None:
        question = what, path
        if question not in self.answers:
            self.answers[question] = answer(question, self.of)

    def walk(self) -> Iterator[str]:
        """Every file."""
        self._note("walk")
        return self.of.walk()

    def read(self, path: str) -> bytes | Skipped:
        """A file's bytes."""
        self._note("bytes", path)
        self._read.add(posixpath.normpath(path))
        return self.of.read(path)

    def peek(self, path: str) -> bytes | Skipped:
        """A file's bytes, not kept."""
        self._note("bytes", path)
        return self.of.peek(path)

    def kept(self, path: str) -> bytes | None:
        """The bytes that ``read`` gave; None for what it was not asked for."""
        return self.of.kept(path) if posixpath.normpath(path) in self._read else None

    def exists(self, path: str) -> bool:
        """True for a file that can be read."""
        self._note("exists", path)
        return self.of.exists(path)

    def listdir(self, folder: str) -> tuple[str, ...]:
        """The names of the files in a folder."""
        self._note("names", folder)
        return self.of.listdir(folder)

    def is_folder(self, path: str) -> bool:
        """True for a folder."""
        self._note("folder", path)
        return self.of.is_folder(path)

    @property
    def focus(self) -> tuple[str, ...]:
        """The paths asked for."""
        self._note("focus")
        return self.of.focus

    def named(self, path: str) -> bool:
        """True for a file or folder under a path asked for."""
        self._note("named", path)
        return self.of.named(path)

    @property
    def unread(self) -> tuple[Skipped, ...]:
        """Folders that a walk could not look into."""
        self._note("unread")
        return self.of.unread
