"""A commit's files as one reader sees them, with everything that it asks noted: asked again of another commit, the answers
tell whether the reader would find the same there."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any, Final, Protocol

from natpin.formats.interface import Inputs
from natpin.model.digest import sha256
from natpin.model.noted import Noted
from natpin.model.record import field_names, record, replace
from natpin.model.value import Skipped
from natpin.pipeline.spread.sent import CannotBeSent, packed
from natpin.workspace import Workspace, alike


class Identified(Workspace, Protocol):
    """A workspace that can tell what a file holds without opening it."""

    def identity(self, path: str) -> str | None:
        """What tells a file's bytes from all others, as git's object id does; None where there is nothing to read, or nobody
        knows."""

    @property
    def listed(self) -> str:
        """What tells the names of all files, and what each of them is, from all others."""


Question = tuple[str, Hashable]
"""What was asked, and of which path or root, or which working-out."""

NO_INPUTS: Final = Inputs()


@record
class Looks:
    """What was asked of a workspace, and answered."""

    answers: Mapping[Question, object]
    within: tuple[Looks, ...] = ()
    """Of what was found by looking at many files, for all who ask: the looks at those."""


class Answers:
    """What a workspace answers: stacks ask much of the same, and each answer is worked out once for the same inputs."""

    def __init__(self, of: Identified) -> None:
        """``of``: the workspace. What it holds may not change meanwhile."""
        self.of = of
        self._known: dict[tuple[Question, _OfInputs], object] = {}
        self._compared: dict[tuple[Question, _OfInputs], tuple[object, bool]] = {}
        self._kept: dict[_OfInputs, Inputs] = {}
        self._found: dict[tuple[Callable[..., Any], tuple[Hashable, ...]], tuple[Any, Looks]] = {}
        self._held: dict[int, tuple[Looks, bool]] = {}

    def to(self, question: Question, inputs: Inputs = NO_INPUTS) -> object:
        """See ``answer``."""
        return self._to((question, self._told_apart(inputs)), inputs)

    def are_as_before(self, looks: Looks, inputs: Inputs = NO_INPUTS) -> bool:
        """Whether all of it is answered alike, here and with these inputs."""
        apart = self._told_apart(inputs)
        for question, known in looks.answers.items():
            key = question, apart
            compared = self._compared.get(key)
            if compared is None or compared[0] is not known:
                compared = self._compared[key] = known, self._to(key, inputs) == known
            if not compared[1]:
                return False
        return all(map(self._are_within, looks.within))

    def _are_within(self, looks: Looks) -> bool:
        """The same, of looks that stacks have in common."""
        held = self._held.get(id(looks))
        if held is None:
            held = self._held[id(looks)] = looks, self.are_as_before(looks)
        return held[1]

    def found_once(self, make: Callable[..., Any], arguments: tuple[Hashable, ...], by: Watched) -> Any:
        """What is made by looking at many files: see ``natpin.workspace.found_once``. ``by``: whose looks these are, too."""
        key = make, arguments
        if key not in self._found:
            view = Watched(self)
            alike(self.of, view)
            try:
                made = make(view, *arguments)
            except Exception:
                by.take(view.looks)
                raise
            self._found[key] = made, view.looks
        made, looks = self._found[key]
        by.take_within(looks)
        return made

    def _to(self, key: tuple[Question, _OfInputs], inputs: Inputs) -> object:
        if key not in self._known:
            self._known[key] = answer(key[0], self.of, inputs)
        return self._known[key]

    def _told_apart(self, inputs: Inputs) -> _OfInputs:
        """By the identities of what they hold. They are kept, so that no other inputs get these."""
        apart = tuple(id(getattr(inputs, name)) for name in _FIELDS)
        self._kept.setdefault(apart, inputs)
        return apart


_OfInputs = tuple[int, ...]
_FIELDS: Final = field_names(Inputs)


def answer(question: Question, workspace: Identified, inputs: Inputs) -> object:
    """What is answered, in as few words as tell it from any other answer."""
    what: str
    about: Any
    what, about = question
    match what:
        case "handed":
            return _told(inputs.handed if about is None else inputs.handed.get(str(about)))
        case "unseen":
            return _told(inputs.unseen if about is None else inputs.unseen.get(str(about)))
        case "worked out":
            make, arguments = about
            return make(workspace, inputs, *arguments)
    path = str(about)
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


def digest(what: object) -> str | None:
    """What tells something from all else; None for what cannot be taken apart."""
    try:
        return sha256(packed(what))
    except CannotBeSent:
        return None


def _told(what: object) -> object:
    """The same, of what is asked: for what cannot be taken apart, something that is equal to nothing."""
    return digest(what) or object()


class Watched:
    """A workspace that notes what it is asked."""

    def __init__(self, of: Identified | Answers, inputs: Inputs | None = None) -> None:
        """``of``: the workspace that answers, or its answers. ``inputs``: those of the one stack that looks; None where
        several do, or none: then what is worked out of many files counts as a look at each."""
        self._told = of if isinstance(of, Answers) else Answers(of)
        self.of = self._told.of
        self._inputs = inputs
        self.answers: dict[Question, object] = {}
        self._within: dict[int, Looks] = {}
        self._read: set[str] = set()

    @property
    def looks(self) -> Looks:
        """What it was asked until now."""
        return Looks(dict(self.answers), tuple(self._within.values()))

    def take(self, looks: Looks) -> None:
        """Count what a reader asked before, of a workspace that answers it alike."""
        self.answers.update(looks.answers)
        for one in looks.within:
            self.take_within(one)

    def take_within(self, looks: Looks) -> None:
        """Count looks that stacks have in common."""
        self._within[id(looks)] = looks

    def _note(self, what: str, about: Hashable = "") -> None:
        question = what, about
        if question not in self.answers:
            self.answers[question] = self._told.to(question, self._inputs or NO_INPUTS)

    @property
    def inputs(self) -> Inputs:
        """The inputs of the stack; what is asked of them is noted."""
        own = self._inputs or NO_INPUTS
        return replace(
            own,
            handed=Noted(own.handed, lambda root: self._note("handed", root)),
            unseen=Noted(own.unseen, lambda root: self._note("unseen", root)),
        )

    def worked_out(
        self, make: Callable[..., Any], inputs: Inputs | None, arguments: tuple[Hashable, ...]
    ) -> Any:
        """What is made of many files: see ``natpin.workspace.worked_out``."""
        if self._inputs is None:
            return make(self, inputs, *arguments)
        self._note("worked out", (make, arguments))
        return self.answers["worked out", (make, arguments)]

    def found_once(self, make: Callable[..., Any], arguments: tuple[Hashable, ...]) -> Any:
        """What is made by looking at many files: see ``natpin.workspace.found_once``."""
        return self._told.found_once(make, arguments, self)

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
