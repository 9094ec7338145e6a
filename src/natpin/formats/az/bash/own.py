"""What the shell does itself: ``set``, ``alias``, ``getopts``, ``read``, ``mapfile``."""

from __future__ import annotations

import posixpath

from natpin.formats.az.bash.machine import MAX_ROUNDS, STDIN, Machine
from natpin.formats.az.bash.reading import lines, parted, taken
from natpin.formats.az.cli import lookup
from natpin.formats.az.worlds import Outcome
from natpin.languages.shell import builtins
from natpin.languages.shell.attributes import OPTION
from natpin.languages.shell.scope import SOMEWHERE
from natpin.languages.shell.variable import Variable
from natpin.languages.shell.words import Capture, Chunk, Command, Hole, Output, Pieces, Status, Word
from natpin.model.location import Location
from natpin.model.numbers import digits
from natpin.model.record import replace
from natpin.model.value import Unknown

ALIAS = "\0alias:"
"""Before the name of an alias."""
_OPTIONS = ("nocasematch", "lastpipe")
"""The options of ``shopt`` that bear on what is followed."""


class Own(Machine):
    """Commands of the shell."""

    def _itself(self, name: str, command: Command) -> Output | Outcome | None:
        """What the shell does at a command of its own; None for any other."""
        ran = self._runs(name, command)
        return ran if ran is not None else self._sets(name, command)

    def _runs(self, name: str, command: Command) -> Output | Outcome | None:
        """Commands that run a text, ask something, or go somewhere."""
        arguments, at = command.words[1:], command.at
        match name:
            case "source" | ".":
                return self._source(arguments, at)
            case "eval":
                pieces = tuple(piece for word in arguments for piece in (*word.pieces, Chunk(" ", at)))
                return self._run_text(pieces, at, apart=False)
            case "trap":
                return self._trap(arguments)
            case "test" | "[":
                return Outcome(self._conditions.words(tuple(w for w in arguments if w.literal != "]")))
            case "let":
                status = Status.MAYBE
                for word in arguments:
                    status = self._arithmetic_part(word.literal or "?", at)
                return Outcome(status)
            case "cd" | "pushd":
                return self._go(arguments)
            case "pwd":
                return Output((Chunk(self.scope.folder or ".", at),))
        return None

    def _sets(self, name: str, command: Command) -> Outcome | None:
        """Commands that set variables, arguments and options."""
        arguments, at = command.words[1:], command.at
        match name:
            case "shift":
                self.scope.shift(digits(arguments[0].literal or "") if arguments else 1, at)
                return Outcome()
            case "set":
                return self._set(arguments)
            case "shopt":
                return self._shopt(arguments)
            case "alias":
                return self._alias(arguments)
            case "getopts":
                return self._getopts(arguments, at)
            case "read":
                return self._read(command)
            case "mapfile" | "readarray":
                return self._mapfile(command)
            case "printf" if arguments and arguments[0].literal == "-v" and len(arguments) > 2:
                made = builtins.run(replace(command, words=(command.words[0], *arguments[2:])), self._pick)
                if made is not None and arguments[1].literal:
                    self.scope.assign(arguments[1].literal, Variable(made.pieces))
                return Outcome()
        return None

    def _pick(self, capture: Capture, path: str, at: Location) -> Pieces:
        return lookup.pick_from(self.session.state, capture, path, at)

    def _go(self, arguments: tuple[Word, ...]) -> Outcome:
        target = arguments[-1].literal if arguments else None
        last = arguments[-1].pieces[-1] if arguments and arguments[-1].pieces else None
        if target is not None:
            before = self.scope.folder
            self.scope.folder = posixpath.normpath(posixpath.join(before, target))
            if before.startswith(SOMEWHERE) and self.scope.folder.startswith("."):
                self.scope.folder = SOMEWHERE
        elif isinstance(last, Chunk) and last.text.startswith("/") and last.text.strip("/."):
            self.scope.folder = posixpath.normpath(SOMEWHERE + last.text)
        return Outcome()

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
            long = (
                arguments[number + 1].literal if text.endswith("o") and number + 1 < len(arguments) else None
            )
            if long == "allexport" or ("a" in text[1:] and text[1:] != "o"):
                on = Chunk("1" if text.startswith("-") else "0", word.place)
                self.scope.variables.set(OPTION + "allexport", Variable((on,)))
            if "e" in text[1:].replace("errexit", "e") and not text.startswith(("-o", "+o")):
                self._errexit = text.startswith("-")
            if (
                text.endswith("o")
                and number + 1 < len(arguments)
                and arguments[number + 1].literal == "errexit"
            ):
                self._errexit = text.startswith("-")
        return Outcome()

    def _shopt(self, arguments: tuple[Word, ...]) -> Outcome:
        """``shopt -s NAME``, ``shopt -u NAME``. Where a name is not known, it may be any that bears on what is read."""
        flags = [word.literal for word in arguments if (word.literal or "").startswith("-")]
        letters = set("".join(flag[1:] for flag in flags if flag))
        if not letters & {"s", "u"} or "o" in letters:
            return Outcome()
        on = "1" if "s" in letters else "0"
        for word in arguments:
            name = word.literal
            if name is None:
                why = Unknown("which option is set is not known", word.at)
                for each in _OPTIONS:
                    hole = Hole(f"shopt {each}@{word.at}", why)
                    self.scope.variables.set(OPTION + each, Variable((hole,)))
            elif not name.startswith("-"):
                self.scope.variables.set(OPTION + name, Variable((Chunk(on, word.place),)))
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

    # -- rooms -------------------------------------------------------------------------------------------------

    def _source(self, arguments: tuple[Word, ...], at: Location) -> Outcome:
        raise NotImplementedError

    def _trap(self, arguments: tuple[Word, ...]) -> Outcome:
        raise NotImplementedError

    def _arithmetic_part(self, text: str, at: Location) -> Status:
        raise NotImplementedError


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
