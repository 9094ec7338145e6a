"""Programs in other languages, and tools that write to Azure: what they hold is not followed, and may be a doubt."""

from __future__ import annotations

from natpin.formats.az.bash.machine import Machine
from natpin.formats.az.cli.foreign import POWERSHELL
from natpin.formats.az.cli.program_files import written_by
from natpin.formats.az.cli.requests import REQUESTING, as_az_rest
from natpin.languages.shell.words import Command, Output, Word
from natpin.model.location import Location


class Foreign(Machine):
    """What runs no shell, and az all the same or what az would do."""

    def _foreign(self, name: str, command: Command) -> Output | None:
        """A program in another language, by its name; the answer where it is one that az gives, else None."""
        if name in REQUESTING:
            words = as_az_rest(command.words, command.at)
            return None if words is None else self.session.run(Command(words, command.at))
        read = Word(command.stdin, command.at).label if command.stdin else ""
        found = written_by(name, command.words, read, self._file_text)
        if found is not None:
            what, reach = found
            self._doubt(what, command.at, None, reach)
        if name in POWERSHELL:
            script = next((word for word in command.words if (word.literal or "").endswith(".ps1")), None)
            if script is not None:
                self._not_there(script, command.at)
        return None

    def _file_text(self, path: str) -> str | None:
        """A file that the script has written, or that lies beside it."""
        made = self.scope.written(path)
        if made is not None:
            return Word(made.pieces, Location(path)).label
        return self._look(self.scope.folder, path) if path and not path.endswith("/") else None

    # -- rooms -------------------------------------------------------------------------------------------------

    def _not_there(self, word: Word, at: Location) -> None:
        raise NotImplementedError
