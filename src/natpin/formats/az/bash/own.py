"""What the shell does itself: ``set``, ``alias``, ``getopts``, ``read``, ``mapfile``."""

from __future__ import annotations

import posixpath

from natpin.formats.az.bash.base import MAX_ROUNDS, STDIN, TESTED
from natpin.formats.az.bash.functions import ALIAS
from natpin.formats.az.bash.machine import Machine
from natpin.formats.az.bash.reading import lines, parted, taken
from natpin.formats.az.checkouts import below_checkout
from natpin.formats.az.cli import lookup
from natpin.formats.az.turns import SETS_ANY, SIGNS_IN, WAS_READ
from natpin.formats.az.worlds import Outcome
from natpin.languages.shell import builtins
from natpin.languages.shell.attributes import OPTION
from natpin.languages.shell.folders import HERE, SOMEWHERE
from natpin.languages.shell.splitting import unescaped
from natpin.languages.shell.variable import Variable
from natpin.languages.shell.words import (
    Capture,
    Chunk,
    Command,
    Hole,
    Output,
    Pieces,
    Status,
    Word,
)
from natpin.model.location import NOWHERE, Location
from natpin.model.numbers import digits
from natpin.model.record import replace
from natpin.model.value import Unknown

_INSIDE = "\0getopts"
"""Where in an argument ``getopts`` goes on: ``-va``."""
_LETTERS = {"e": "errexit", "u": "nounset", "a": "allexport", "E": "errtrace"}
"""Letters of ``set`` and the names that ``set -o`` has for them."""
_OPTIONS = ("nocasematch", "lastpipe", "expand_aliases", "inherit_errexit")
"""The options of ``shopt`` that bear on what is followed."""


ITSELF = frozenset(
    """
    source . eval trap test [ let cd pushd popd pwd git shift set shopt alias getopts read mapfile readarray printf
    """.split()  # noqa: SIM905
) | {WAS_READ, SIGNS_IN, SETS_ANY}
"""Commands of the shell that are followed by rooms of their own."""


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
            case _ if name == WAS_READ:
                came = bool(arguments) and arguments[0].literal in self.came_to
                return self._tell(Status.YES if came else Status.NO, at)
            case _ if name == SIGNS_IN:
                self.session.signs_in(arguments[0])
                return Outcome()
            case _ if name == SETS_ANY:
                self._file_not_here(None, arguments[0].label, arguments[0].label, at)
                return Outcome()
            case "eval":
                pieces = tuple(piece for word in arguments for piece in (*word.pieces, Chunk(" ", at)))
                return self._run_text(pieces, at, apart=False)
            case "trap":
                return self._trap(arguments)
            case "test" | "[":
                return self._tell(
                    self._conditions.words(tuple(w for w in arguments if w.literal != "]")),
                    at,
                    either=TESTED,
                )
            case "let":
                status = Status.MAYBE
                for word in arguments:
                    status = self._arithmetic(word.literal or "?", at)
                return self._tell(status, at)
            case "cd" | "pushd" | "popd":
                return self._go(name, arguments)
            case "pwd":
                return Output((Chunk(self.scope.folders.said, at),))
            case "git" if [word.literal for word in arguments] == ["rev-parse", "--show-toplevel"]:
                return Output((Chunk(f"{HERE}.", at),))
        return None

    def _sets(self, name: str, command: Command) -> Outcome | None:
        """Commands that set variables, arguments and options."""
        arguments, at = command.words[1:], command.at
        match name:
            case "shift":
                enough = self.scope.shift(digits(arguments[0].literal or "") if arguments else 1, at)
                return self._tell(Status.YES if enough else Status.NO, at)
            case "set":
                return self._set(arguments)
            case "shopt":
                return self._shopt(arguments)
            case "alias":
                return self._alias(arguments)
            case "getopts":
                return self._tell(self._getopts(arguments, at).status, at)
            case "read":
                return self._tell(self._read(command).status, at)
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

    def _go(self, name: str, arguments: tuple[Word, ...]) -> Outcome:
        """Into another folder; one that is not known leaves open where whatever follows happens."""
        folders, word = self.scope.folders, arguments[-1] if arguments else None
        if name == "popd":
            folders.pop()
        elif name == "pushd":
            folders.push(SOMEWHERE if word is None else self._gone_to(word))
        elif word is not None and word.literal == "-":
            folders.go_back()
        else:
            folders.go(SOMEWHERE if word is None else self._gone_to(word))
        return Outcome()

    def _gone_to(self, word: Word) -> str:
        last = word.pieces[-1] if word.pieces else None
        target = word.literal
        if target is None and (below := below_checkout(word.pieces)) is not None:
            target = f"{HERE}{below}"
        if target is not None:
            if target.startswith((HERE, SOMEWHERE)):
                return posixpath.normpath(target)
            before = self.scope.folder
            folder = posixpath.normpath(posixpath.join(before, target))
            return SOMEWHERE if before.startswith(SOMEWHERE) and folder.startswith(".") else folder
        if isinstance(last, Chunk) and last.text.startswith("/") and last.text.strip("/."):
            return posixpath.normpath(SOMEWHERE + last.text)
        return SOMEWHERE

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
            for letter, option in _LETTERS.items():
                if letter in text[1:] or long == option:
                    self._opt(option, word.place, on=text.startswith("-"))
            if long == "pipefail":
                self._opt(long, word.place, on=text.startswith("-"))
        return self._tell(Status.YES, arguments[0].at if arguments else NOWHERE)

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
        known = self._next_option(arguments, name, at) if name else None
        if known is not None:
            return known
        if name:
            why = Unknown("which option is given is not known", at)
            self.scope.assign(name, Variable((Hole(f"${name}@{at}", why),)))
        self.scope.assign("OPTARG", Variable((self.scope.outside("OPTARG", at),)))
        return Outcome(Status.MAYBE)

    def _next_option(self, arguments: tuple[Word, ...], name: str, at: Location) -> Outcome | None:
        """``getopts`` on arguments that are known; None where they are not (POSIX, "getopts")."""
        given = arguments[2:] or self.scope.positional
        index = digits(self._plain("OPTIND", at) or "1")
        letters = arguments[0].literal
        if given is None or index is None or letters is None or index < 1:
            return None

        def sets(variable: str, pieces: Pieces) -> None:
            self.scope.assign(variable, Variable(pieces or (Chunk("", at),)))

        inside = self._plain(_INSIDE, at) or ""
        place, position = [*inside.split(":"), "", ""][:2]
        number = (digits(position) or 1) if place == str(index) else 1
        literal = given[index - 1].literal if index <= len(given) else ""
        if literal is None:
            return None
        if not literal.startswith("-") or literal in ("-", "--"):
            sets("OPTIND", (Chunk(str(index + (literal == "--")), at),))
            sets(name, (Chunk("?", at),))
            return Outcome(Status.NO)
        letter = literal[number]
        last = number + 1 >= len(literal)
        following = index + last
        value: Pieces = ()
        takes = letter != ":" and f"{letter}:" in letters
        known = letter != ":" and letter in letters
        option = letter if known else "?"
        if takes and not last:
            value = (replace(given[index - 1].pieces[0], text=literal[number + 1 :]),)
            following, last = index + 1, True
        elif takes and index < len(given):
            value, following = given[index].pieces, index + 2
        elif takes:
            option, value = (":" if letters.startswith(":") else "?"), (Chunk(letter, at),)
        elif not known and letters.startswith(":"):
            value = (Chunk(letter, at),)
        sets("OPTIND", (Chunk(str(following), at),))
        self.scope.variables.set(
            _INSIDE, None if last else Variable((Chunk(f"{following}:{number + 1}", at),))
        )
        sets(name, (Chunk(option, at),))
        sets("OPTARG", value)
        return Outcome()

    def _read(self, command: Command) -> Outcome:
        """``read NAME…``: a line of what is given, or what is typed."""
        names, array, delimiter = _names_of(command.words[1:])
        at = command.at
        flags = {word.literal or "" for word in command.words[1:] if (word.literal or "").startswith("-")}
        stdin = self._stdin(_descriptor(command.words[1:]))
        if stdin is None or any(letter in flag for flag in flags for letter in "nN"):
            return self._typed(names or ["REPLY"], at)
        if not stdin:
            for name in names:
                self.scope.assign(name, Variable(elements=()) if array else Variable((Chunk("", at),)))
            return Outcome(Status.NO)
        ended = any(isinstance(piece, Chunk) and delimiter in piece.text for piece in stdin) and delimiter
        line, rest = taken(stdin, delimiter)
        if not any("r" in flag for flag in flags):
            line = tuple(
                replace(piece, text=unescaped(piece.text)) if isinstance(piece, Chunk) else piece
                for piece in line
            )
        several = len(line) == 1 and isinstance(line[0], Hole)
        self._leave(() if several else rest, _descriptor(command.words[1:]))
        separators = self.scope.separators
        if separators is None:  # which IFS holds is not known
            line, several, separators = (self._expander.hole("how a line is split", at),), True, " "
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
        if several or not (ended or isinstance(stdin[-1], Chunk)):
            return Outcome(Status.MAYBE)
        return Outcome(Status.YES if ended else Status.NO)  # the text ended before the line did

    def _leave(self, rest: Pieces, descriptor: str = "") -> None:
        self.scope.variables.set(STDIN + descriptor, Variable(rest))

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
        skipped, most = _count_of(command.words[1:], "-s"), _count_of(command.words[1:], "-n")
        flags = [word.literal or "" for word in command.words[1:]]
        keeps = not any(flag.startswith("-") and "t" in flag for flag in flags)
        stdin = self._stdin(_descriptor(command.words[1:]))
        name = names[-1] if names else "MAPFILE"
        if stdin is None or skipped is None or most is None or "-O" in flags:
            words: tuple[Word, ...] = (
                Word((self._expander.hole(f"${name} is read", command.at),), command.at),
            )
        else:
            rows = lines(stdin, delimiter)[skipped:]
            rows = rows[:most] if most else rows
            if keeps:  # without -t each keeps its end
                rows = [(*row, Chunk(delimiter, command.at)) for row in rows]
            words = tuple(Word(line, command.at) for line in rows[: MAX_ROUNDS * 8])
        self.scope.assign(name, Variable(elements=words))
        self._leave(())
        return Outcome()

    # -- rooms -------------------------------------------------------------------------------------------------

    def _file_not_here(self, written: str | None, end: str, label: str, at: Location) -> None:
        raise NotImplementedError

    def _source(self, arguments: tuple[Word, ...], at: Location) -> Outcome:
        raise NotImplementedError

    def _trap(self, arguments: tuple[Word, ...]) -> Outcome:
        raise NotImplementedError

    def _arithmetic(self, text: str, at: Location) -> Status:
        raise NotImplementedError


def _descriptor(words: tuple[Word, ...]) -> str:
    """``-u 3``: what is read from."""
    for number, word in enumerate(words):
        text = word.literal or ""
        if text.startswith("-u"):
            return text[2:] or (words[number + 1].literal or "?" if number + 1 < len(words) else "?")
    return ""


def _count_of(words: tuple[Word, ...], flag: str) -> int | None:
    """The number after a flag; 0 where it is not given, None where it is not known."""
    for number, word in enumerate(words):
        if word.literal == flag:
            return digits(words[number + 1].literal or "") if number + 1 < len(words) else None
    return 0


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
