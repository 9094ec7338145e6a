"""PowerShell that a script of bash runs: steps of pipelines, ``pwsh -File deploy.ps1``, ``pwsh -Command '…'``."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from natpin.formats.az.bash.interpreter import Interpreter
from natpin.formats.az.checkouts import all_at_home
from natpin.formats.az.cli.session import Session
from natpin.formats.interface import Inputs
from natpin.languages.shell.attributes import EXPORTED
from natpin.languages.shell.words import Chunk, Pieces, Status, Word
from natpin.model.location import Location
from natpin.model.record import mutable
from natpin.workspace import Workspace, leads_out, places_from

if TYPE_CHECKING:
    from natpin.formats.az.powershell.steps import Program

PUT_IN = "natpin_"
"""Begins the variables that stand in a step's text for what a front end does not know."""
_TEXT = frozenset({"-c", "-command", "/c", "/command"})


@mutable
class Others:
    """What runs programs in PowerShell for one run of bash."""

    interpreter: Interpreter
    session: Session
    workspace: Workspace
    inputs: Inputs
    path: str
    """The file whose stack it is."""
    programs: Mapping[str, Program]
    may_be: Callable[[str], Iterable[str]]
    """The folders that a working folder may be."""
    working: Callable[[], Iterable[str]]
    """Those that commands may run in now."""

    def __call__(self, name: str, arguments: tuple[Word, ...], at: Location) -> Status | None:
        """Run a program; None where it is not known what it is."""
        program = self.programs.get(name) or self._of_command(name, arguments, at)
        if program is None:
            return None
        from natpin.formats.az.powershell.steps import Around, run

        scope = self.interpreter.scope
        entries = dict(scope.variables.items())
        put_in: dict[str, Pieces] = {key: (hole,) for key, hole in scope.holes.items()}
        put_in |= {key: one.pieces for key, one in entries.items() if key.startswith(PUT_IN)}
        put_in |= {f"natpin_word_{number}": word.pieces for number, word in enumerate(arguments)}
        in_steps = bool(self.programs)  # what steps set for those after them is in the environment of these
        environment = {
            key: one.pieces
            for key, one in entries.items()
            if not key.startswith("\0") and (in_steps or EXPORTED + key in entries) and not one.unset
        }
        environment |= {
            key: (Chunk(value, at),) for key, value in self.inputs.variables.items() if key not in environment
        }
        ran = run(
            program,
            Around(
                self.session,
                self.inputs,
                put_in,
                environment,
                self._places,
                self._bytes,
                tuple(self.working()),
            ),
        )
        for file, pieces in ran.files.items():
            scope.write(file, pieces, more=True)
        for question in ran.questions:
            self.interpreter.questions.setdefault(question.key, question)
        self.interpreter.skipped += ran.skipped
        return Status.NO if ran.status is Status.NO else Status.YES

    def _of_command(self, name: str, arguments: tuple[Word, ...], at: Location) -> Program | None:
        """``pwsh -File x.ps1 …``, ``pwsh -Command '…'``, ``./x.ps1 …`` as a text of PowerShell."""
        from natpin.formats.az.powershell.steps import Program

        words = list(enumerate(arguments))
        if not name.endswith(".ps1"):
            while words:
                _, word = words.pop(0)
                said = (word.literal or "").lower()
                if said in _TEXT:
                    texts = [word.literal for _, word in words]
                    whole = " ".join(text for text in texts if text is not None)
                    return None if None in texts or not whole else Program(whole, at.path, at.line - 1)
                if said.endswith(".ps1"):
                    name = word.literal or ""
                    break
                if not said.startswith(("-", "/")):
                    return None
                if (
                    said in ("-executionpolicy", "-ex", "-ep", "-workingdirectory", "-wd", "-inputformat")
                    and words
                ):
                    words.pop(0)
        if not name.endswith(".ps1"):
            return None
        quoted = name.replace("'", "''")
        rest = " ".join(self._argument(number, word) for number, word in words)
        return Program(f"& '{quoted}' {rest}", at.path, at.line - 1)

    @staticmethod
    def _argument(number: int, word: Word) -> str:
        """A parameter's name stands as it is; anything else is a variable."""
        literal = word.literal
        if literal is not None and literal.startswith("-") and literal[1:2].isalpha():
            return literal
        return f"${{natpin_word_{number}}}"

    def _places(self, folder: str, written: str) -> tuple[str, ...]:
        bases = (*self.may_be(self.interpreter.scope.folder), folder, posixpath.dirname(self.path), "")
        return all_at_home(places_from(bases, written), self.interpreter.scope, self.workspace)

    def _bytes(self, path: str) -> bytes | None:
        if leads_out(path) or not self.workspace.exists(path):
            return None
        found = self.workspace.read(path)
        self.interpreter.came_to.add(path)
        return found if isinstance(found, bytes) else None
