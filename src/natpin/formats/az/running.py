"""One run of bash in a workspace: which files it finds, and whose state its commands change.

A script has a session of its own; a command inside of another format's file (a task) works on the session of that file.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from natpin.formats.az.bash.environment import EXAMPLES, examples_of
from natpin.formats.az.bash.interpreter import Interpreter
from natpin.formats.az.checkouts import all_at_home, at_home
from natpin.formats.az.cli.session import Session
from natpin.formats.az.encoding import decoded
from natpin.formats.az.images import image_variables
from natpin.formats.az.others import Others
from natpin.formats.az.turns import Turn
from natpin.formats.interface import Inputs
from natpin.languages.lines import LaidOut
from natpin.languages.shell.folders import HERE, SOMEWHERE
from natpin.languages.shell.kept import parsed
from natpin.languages.shell.scope import Scope
from natpin.languages.shell.tree import NoEnd, Source
from natpin.languages.shell.words import Hole
from natpin.model.location import Location
from natpin.model.record import field, mutable
from natpin.model.value import Skipped
from natpin.workspace import Workspace, leads_out, places_from

if TYPE_CHECKING:
    from natpin.formats.az.powershell.steps import Program

MAX_READ = 65_536
"""Bytes of a file whose text a script uses."""


def may_be(folder: str) -> Iterator[str]:
    """The folders of the workspace that a working folder may be: ``$(Build.Repository)/deploy/aks`` is ``deploy/aks`` or
    ``aks``, the longest that is there."""
    if not folder.startswith(SOMEWHERE):
        yield folder
        return
    parts = folder.split("/")[1:]
    yield from ("/".join(parts[start:]) for start in range(len(parts)))


@mutable
class Running:
    """A run that is set up."""

    path: str
    """The file whose stack it is."""
    workspace: Workspace
    interpreter: Interpreter
    start: str = ""
    """The folder that the run starts in, if it is the file's own."""
    _loaded: dict[str, Source | None] = field(default_factory=dict)
    _settings: dict[tuple[str, str], str | None] = field(default_factory=dict)
    _examples: dict[str, frozenset[str]] = field(default_factory=dict)

    @staticmethod
    def begin(
        session: Session,
        path: str,
        workspace: Workspace,
        inputs: Inputs,
        holes: Mapping[str, Hole],
        programs: Mapping[str, Program],
    ) -> Running:
        """Set a run up. ``holes``: variables that a front end put where it does not know the text, by name; ``programs``:
        steps in PowerShell, by the name of the command that stands for each."""

        def load(folder: str, written: str) -> Source | None:
            return running.load(folder, written)

        def look(folder: str, written: str) -> str | None:
            return running.look(folder, written)

        def settings(folder: str, written: str) -> str | None:
            return running.settings(folder, written)

        opened = {name: one.why for name, one in inputs.unseen.get(path, {}).items()}
        scope = Scope(inputs.variables, holes, opened)
        interpreter = Interpreter(session, scope, load, look, settings, inputs.assumed)
        running = Running(path, workspace, interpreter)
        session.placed = running.placed
        session.look = lambda written: running.look(interpreter.scope.folder, written)
        session.environment = lambda name: interpreter.default(name)
        interpreter.image_variables = lambda: image_variables(workspace)
        interpreter.other = Others(
            interpreter, session, workspace, inputs, path, programs, running.folders, running.working
        )
        return running

    def folders(self, folder: str) -> Iterator[str]:
        """The folders of the workspace that a working folder may be."""
        return map(self._at_home, may_be(folder))

    def load(self, folder: str, written: str) -> Source | None:
        """A script named in a script: from the working folder, the script's own, or the workspace's root."""
        for base in dict.fromkeys((*self.folders(folder), posixpath.dirname(self.path), "")):
            candidate = self._at_home(posixpath.normpath(posixpath.join(base, written)))
            if candidate not in self._loaded:
                data = self.workspace.read(candidate) if self.workspace.exists(candidate) else None
                self._loaded[candidate] = (
                    self.parsed(candidate, decoded(data)) if isinstance(data, bytes) else None
                )
            if self._loaded[candidate] is not None:
                return self._loaded[candidate]
        return None

    def parsed(
        self,
        of: str,
        text: str,
        row: int = 0,
        indent: int = 0,
        given: Mapping[str, Location] | None = None,
        laid: LaidOut | None = None,
    ) -> Source | None:
        """A text of bash in a file; None, and an input that is skipped, where it has no end."""
        try:
            return parsed(of, text, row, indent, given, laid)
        except NoEnd as error:
            self.interpreter.skipped.append(Skipped(of, str(error), claims_aks=True))
            return None

    def look(self, folder: str, written: str) -> str | None:
        """The text of a file that a script reads."""
        for base in self._bases(folder):
            candidate = self._at_home(posixpath.normpath(posixpath.join(base, written)))
            data = self.workspace.read(candidate) if self.workspace.exists(candidate) else None
            if isinstance(data, bytes) and len(data) <= MAX_READ:
                return decoded(data)
        return None

    def settings(self, folder: str, written: str) -> str | None:
        """The text of a file of variables; else of the example that lies beside it."""
        asked = folder, written
        if asked not in self._settings:
            text = self.look(folder, written)
            self._settings[asked] = self._example(folder, written) if text is None else text
        return self._settings[asked]

    def _example(self, folder: str, written: str) -> str | None:
        place, name = posixpath.split(written)
        there = [
            self._examples_in(posixpath.normpath(posixpath.join(base, place))) for base in self._bases(folder)
        ]
        for one in examples_of(name) if any(there) else ():
            text = (
                self.look(folder, posixpath.join(place, one))
                if any(one in names for names in there)
                else None
            )
            if text is not None:
                return text
        return None

    def _examples_in(self, folder: str) -> frozenset[str]:
        """The names of a folder's files that say that these are examples: a script may take in thousands that are not here."""
        if folder not in self._examples:
            names = () if leads_out(folder) else self.workspace.listdir(folder)
            self._examples[folder] = frozenset(
                name for name in names if any(word in name for word in EXAMPLES)
            )
        return self._examples[folder]

    def _bases(self, folder: str) -> Iterable[str]:
        """The folders from which a path is looked for, the working folder first."""
        return dict.fromkeys((*self.folders(folder), posixpath.dirname(self.path)))

    def placed(self, written: str) -> tuple[str, ...]:
        """The places that a path may mean, in the order in which they are looked for."""
        found = places_from(("",) if written.startswith(HERE) else self.working(), written)
        return all_at_home(found, self.interpreter.scope, self.workspace)

    def working(self) -> tuple[str, ...]:
        """The folders that commands may run in: nobody knows whether a script is started from its own folder or from the
        workspace's root. Where it has gone since, it has gone from either."""
        folder = self.interpreter.scope.folder
        found = [*may_be(folder)]
        if not folder.startswith(SOMEWHERE):
            gone = posixpath.relpath(folder or ".", self.start or ".")
            found += [] if gone.startswith("..") else [gone]
        return all_at_home(found, self.interpreter.scope, self.workspace)

    def _at_home(self, path: str) -> str:
        return at_home(path, self.interpreter.scope, self.workspace)

    def run(
        self, sources: Sequence[Source], turns: Sequence[Turn | None] = (), folder: str | None = None
    ) -> None:
        """Run texts one after the other. What cannot be followed to its end is an input that is skipped."""
        skipped = self.interpreter.skipped
        self.start = posixpath.dirname(self.path) if folder is None else folder
        try:
            self.interpreter.run(sources, turns, self.start)
        except NoEnd as error:
            skipped.append(Skipped(self.path, str(error), claims_aks=True))
        except RecursionError:
            skipped.append(Skipped(self.path, "it is nested too deeply to be followed", claims_aks=True))
