"""Scripts that run in containers: with the variables that the container is given, and no others of the script's."""

from __future__ import annotations

from collections.abc import Callable

from natpin.formats.az.bash.commands import SCRIPTS, SHELLS
from natpin.formats.az.bash.foreign import Foreign
from natpin.formats.az.bash.settings_files import SettingsFiles
from natpin.formats.az.worlds import Outcome
from natpin.languages.shell.attributes import EXPORTED
from natpin.languages.shell.containers import Contained
from natpin.languages.shell.scope import EXPORTED_FUNCTION
from natpin.languages.shell.variable import Variable
from natpin.languages.shell.words import Chunk, Command, Output, Word, word_saying
from natpin.model.location import Location
from natpin.model.record import replace


class Containers(Foreign, SettingsFiles):
    """Commands in containers."""

    def _in_container(self, name: str, command: Command, inside: Contained) -> Output | Outcome | None:
        """``docker run -e NAME=text IMAGE COMMAND``: the command gets what it is given, and nothing else of the script's."""
        at = command.at
        words = inside.words
        first = (words[0].literal or "") if words else ""
        run: Callable[[], Output | Outcome | None] | None = None
        if first.endswith(SCRIPTS):
            run = lambda: self._script((self._mounted(words[0]), *words[1:]), at)  # noqa: E731
        elif first.rpartition("/")[2] in SHELLS and any(
            (word.literal or "").endswith(SCRIPTS) for word in words[1:]
        ):
            mounted = tuple(
                self._mounted(word) if (word.literal or "").endswith(SCRIPTS) else word for word in words[1:]
            )
            run = lambda: self._shell(mounted, at)  # noqa: E731
        elif words:
            plain = replace(command, words=(command.words[0], *words))
            run = lambda: self._elsewhere(name, plain)  # noqa: E731
        else:
            run = lambda: self._elsewhere(name, replace(command, words=command.words[:1]))  # noqa: E731
        result: list[Output | Outcome | None] = []

        def contained_run() -> Outcome:
            for variable in (
                *inside.passed,
                *(one for file in inside.files for one in self._handed_on(file)),
            ):
                found = self.scope.get(variable, at)
                exported = self.scope.variables.get(EXPORTED + variable) is not None or self._in_steps
                if found is not None and exported:
                    given[variable] = found
            for key, _ in list(self.scope.variables.items()):
                if key.startswith((EXPORTED, EXPORTED_FUNCTION)) or not key.startswith("\0"):
                    self.scope.variables.set(key, None)
            for written in inside.files:
                self._from_file(written, at)
            for variable, value in given.items():
                self.scope.variables.set(variable, value)
                self.scope.variables.set(EXPORTED + variable, Variable())
            result.append(run())
            found_outcome = result[-1]
            return found_outcome if isinstance(found_outcome, Outcome) else Outcome()

        given = {variable: Variable(pieces) for variable, pieces in inside.sets.items()}
        outcome = self._apart(contained_run, at)
        last = result[-1] if result else outcome
        return outcome if isinstance(last, Outcome) else last

    def _handed_on(self, word: Word) -> list[str]:
        """The variables that a file of variables only names: the container gets them as the script has them."""
        text = self._look(self.scope.folder, word.literal) if word.literal is not None else None
        return [line.strip() for line in (text or "").splitlines() if line.strip().isidentifier()]

    def _from_file(self, word: Word, at: Location) -> None:
        """``--env-file``: the variables of a file that is here; of one that is not, those that its example lists, or any."""
        text = self._look(self.scope.folder, word.literal) if word.literal is not None else None
        for line in (text or "").splitlines():
            variable, sign, value = line.strip().partition("=")
            if sign and variable.isidentifier():
                self.scope.assign(variable, Variable((Chunk(value, at),)))
                self.scope.variables.set(EXPORTED + variable, Variable())
        if text is None:
            self._file_not_here(word.literal, word.literal or word.label, word.label, at)

    def _mounted(self, word: Word) -> Word:
        """A path in a container as one of the workspace: by its longest end that is here."""
        parts = [part for part in (word.literal or "").split("/") if part not in ("", ".")]
        for start in range(len(parts)):
            if self._look(self.scope.folder, "/".join(parts[start:])) is not None:
                return word_saying("/".join(parts[start:]), word.at)
        return word

    # -- rooms -------------------------------------------------------------------------------------------------

    def _elsewhere(self, name: str, command: Command) -> Output | Outcome | None:
        raise NotImplementedError

    def _script(
        self, words: tuple[Word, ...], at: Location, options: tuple[Word, ...] | None = None
    ) -> Outcome:
        raise NotImplementedError

    def _shell(self, arguments: tuple[Word, ...], at: Location) -> Outcome:
        raise NotImplementedError
