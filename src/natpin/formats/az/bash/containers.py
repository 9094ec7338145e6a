"""Scripts that run in containers: with the variables that the container is given, and no others of the script's."""

from __future__ import annotations

from collections.abc import Callable

from natpin.formats.az.bash.commands import SHELLS
from natpin.formats.az.bash.foreign import Foreign
from natpin.formats.az.bash.reading import lines
from natpin.formats.az.bash.settings_files import SettingsFiles
from natpin.formats.az.worlds import Outcome
from natpin.languages.shell.attributes import EXPORTED
from natpin.languages.shell.containers import Contained
from natpin.languages.shell.scope import ANY_VARIABLE, EXPORTED_FUNCTION
from natpin.languages.shell.variable import Variable
from natpin.languages.shell.words import Chunk, Command, Output, Pieces, Word, word_saying
from natpin.model.endings import SHELL
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
        if words and _is_script(words[0]):
            run = lambda: self._script((self._mounted(words[0]), *words[1:]), at)  # noqa: E731
        elif first.rpartition("/")[2] in SHELLS and any(_is_script(word) for word in words[1:]):
            mounted = tuple(self._mounted(word) if _is_script(word) else word for word in words[1:])
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
            if inside.all_exported:
                for key, variable_ in list(self.scope.variables.items()):
                    if self.scope.variables.get(EXPORTED + key) is not None or (
                        self._in_steps and not key.startswith("\0")
                    ):
                        given.setdefault(key, variable_)
            for key, _ in list(self.scope.variables.items()):
                if key.startswith((EXPORTED, EXPORTED_FUNCTION)) or not key.startswith("\0"):
                    self.scope.variables.set(key, None)
            if not inside.is_public:
                self._of_image(at)
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

    def _lines_of(self, word: Word) -> list[Pieces] | None:
        """The lines of a file of variables that is here, or that the script has written; None for any other."""
        path = word.literal
        made = self.scope.written(path) if path is not None else None
        if made is not None:
            return lines(made.pieces)
        text = self._look(self.scope.folder, path) if path is not None else None
        return None if text is None else [(Chunk(line, word.at),) for line in text.splitlines()]

    def _handed_on(self, word: Word) -> list[str]:
        """The variables that a file of variables only names: the container gets them as the script has them."""
        texts = (Word(line, word.at).literal for line in self._lines_of(word) or ())
        return [text.strip() for text in texts if text is not None and text.strip().isidentifier()]

    def _from_file(self, word: Word, at: Location) -> None:
        """``--env-file``: the variables of a file that is here, or that the script has written; of one that is not, those that
        its example lists, or any."""
        found = self._lines_of(word)
        for line in found or ():
            first = line[0] if line else None
            if not isinstance(first, Chunk):
                if line:
                    self._may_set_any(f"a line of {word.label}", at)
                continue
            variable, sign, value = first.text.lstrip().partition("=")
            if sign and variable.isidentifier():
                pieces = (Chunk(value.rstrip() if len(line) == 1 else value, at), *line[1:])
                self.scope.assign(variable, Variable(pieces))
                self.scope.variables.set(EXPORTED + variable, Variable())
            elif len(line) > 1 and not variable.startswith("#"):
                self._may_set_any(f"a line of {word.label}", at)
        if found is None:
            self._file_not_here(word.literal, word.literal or word.label, word.label, at)

    def _of_image(self, at: Location) -> None:
        """What images that are built here, and services that are described here, set for what runs in them."""
        for variable in self.image_variables():
            if variable == ANY_VARIABLE:
                self._may_set_any("a file of variables of a service", at)
            else:
                self.scope.assign(
                    variable, self.scope.unseen(variable, "an image or a service", at, sets="may set")
                )
                self.scope.variables.set(EXPORTED + variable, Variable())

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


def _is_script(word: Word) -> bool:
    """Whether a word is a script's path, and no text that ends with one."""
    text = word.literal or ""
    return text.endswith(SHELL) and not any(letter.isspace() for letter in text)
