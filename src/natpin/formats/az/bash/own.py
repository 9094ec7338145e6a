"""What the shell does itself: ``set``, ``alias``, ``getopts``, ``read``, ``mapfile``."""

from __future__ import annotations

from natpin.formats.az.bash.machine import MAX_ROUNDS, STDIN, Machine
from natpin.formats.az.bash.reading import lines, parted, taken
from natpin.formats.az.worlds import Outcome
from natpin.languages.shell.scope import Variable
from natpin.languages.shell.words import Chunk, Command, Hole, Pieces, Status, Word
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.value import Unknown

ALIAS = "\0alias:"
"""Before the name of an alias."""


class Own(Machine):
    """Commands of the shell."""

    def _set(self, arguments: tuple[Word, ...]) -> Outcome:
        for number, word in enumerate(arguments):
            text = word.literal
            if text == "--":
                self.scope.pass_on(arguments[number + 1 :])
                break
            if text is None or not text.startswith(("-", "+")):
                if number == 0:
                    self.scope.pass_on(arguments)
                continue
            if "e" in text[1:].replace("errexit", "e") and not text.startswith(("-o", "+o")):
                self._errexit = text.startswith("-")
            if (
                text.endswith("o")
                and number + 1 < len(arguments)
                and arguments[number + 1].literal == "errexit"
            ):
                self._errexit = text.startswith("-")
        return Outcome()

    def _alias(self, arguments: tuple[Word, ...]) -> Outcome:
        for word in arguments:
            first = word.pieces[0] if word.pieces else None
            if isinstance(first, Chunk) and "=" in first.text:
                name, _, rest = first.text.partition("=")
                pieces = (Chunk(rest, first.at), *word.pieces[1:]) if rest else word.pieces[1:]
                self.scope.variables.set(ALIAS + name, Variable(pieces))
        return Outcome()

    def _getopts(self, arguments: tuple[Word, ...], at: Location) -> Outcome:
        name = arguments[1].literal if len(arguments) > 1 else None
        if name:
            why = Unknown("which option is given is not known", at)
            self.scope.assign(name, Variable((Hole(f"${name}@{at}", why),)))
        self.scope.assign("OPTARG", Variable((self.scope.outside("OPTARG", at),)))
        return Outcome(Status.MAYBE)

    def _read(self, command: Command) -> Outcome:
        """``read NAME…``: a line of what is given, or what is typed."""
        names, array, delimiter = _names_of(command.words[1:])
        at = command.at
        stdin = self._stdin()
        if stdin is None:
            return self._typed(names or ["REPLY"], at)
        if not stdin:
            for name in names:
                self.scope.assign(name, Variable(elements=()) if array else Variable())
            return Outcome(Status.NO)
        line, rest = taken(stdin, delimiter)
        several = len(line) == 1 and isinstance(line[0], Hole)
        self._leave(() if several else rest)
        separators = self._plain("IFS", at)
        separators = " \t\n" if separators is None else separators
        if array and names:
            words = parted(line, separators, 0, at)
            self.scope.assign(names[0], Variable(elements=tuple(words[:MAX_ROUNDS])))
        else:
            words = parted(line, separators, len(names), at) if names else []
            if several:
                words = [Word((self._expander.hole("a line of it is not known", at),), at) for _ in names]
            for number, name in enumerate(names):
                self.scope.assign(name, Variable(words[number].pieces if number < len(words) else ()))
            if not names:
                self.scope.assign("REPLY", Variable(line))
        return Outcome(Status.MAYBE if several else Status.YES)

    def _leave(self, rest: Pieces) -> None:
        self.scope.variables.set(STDIN, Variable(rest))

    def _typed(self, names: list[str], at: Location) -> Outcome:
        for name in names:
            hole = self._expander.hole(f"${name} is read when the script runs", at)
            settled = replace(hole.why, settle_by=f"--var {name}=value")
            known = self.scope.given.get(name)
            pieces: Pieces = (Chunk(known, at),) if known is not None else (replace(hole, why=settled),)
            self.scope.assign(name, Variable(pieces))
        return Outcome(Status.MAYBE)

    def _mapfile(self, command: Command) -> Outcome:
        """``mapfile -t NAME``: an element a line."""
        names, _, delimiter = _names_of(command.words[1:], takes="dnOsuCc")
        stdin = self._stdin()
        name = names[-1] if names else "MAPFILE"
        if stdin is None:
            words: tuple[Word, ...] = (
                Word((self._expander.hole(f"${name} is read", command.at),), command.at),
            )
        else:
            words = tuple(Word(line, command.at) for line in lines(stdin, delimiter)[: MAX_ROUNDS * 8])
        self.scope.assign(name, Variable(elements=words))
        self._leave(())
        return Outcome()


def _names_of(words: tuple[Word, ...], takes: str = "pdntuNi") -> tuple[list[str], bool, str]:
    """The variables that ``read`` sets, whether as an array, and what ends a line."""
    names: list[str] = []
    array = False
    delimiter = "\n"
    position = 0
    while position < len(words):
        text = words[position].literal or ""
        position += 1
        if text.startswith("-") and len(text) > 1:
            array = array or "a" in text
            if text[-1] in takes:
                if text[-1] == "d":
                    delimiter = (words[position].literal or "") if position < len(words) else "\n"
                position += 1
            continue
        if text.partition("[")[0].isidentifier():
            names.append(text)
    return names, array, delimiter
