"""A script's variables, functions and positional parameters.

Everything that a way through the script may change lies in ``Scope.variables``, so that it forks and joins with it:
what no variable of the shell can be called by (a name that begins with a NUL) holds the arguments, standard input,
printed text, written files and what is known of conditions.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping

from natpin.languages.shell.attributes import ATTRIBUTES, REFERS, meant, with_attributes
from natpin.languages.shell.folders import Folders
from natpin.languages.shell.layers import Layers
from natpin.languages.shell.variable import Function, Variable
from natpin.languages.shell.words import Chunk, Hole, Pieces, Word, joined, label_of_all, literal_of
from natpin.model.location import NOWHERE, Location
from natpin.model.numbers import digits
from natpin.model.record import field, mutable, replace
from natpin.model.value import Unknown

ARGUMENTS = "\0arguments"
NAME = "\0name"
"""What ``$0`` is, in a text that ``bash -c`` was given a name for."""
SHIFTED = "\0shifted"
WRITTEN = "\0written:"
"""Before the path of a file that the script has written."""
FACT = "\0fact:"
"""Before the label of a test: whether it holds in this world (``1``, ``0``)."""
BOUND = "\0bound:"
"""Before the name of a variable that is set outside: the text that it has in this world."""


STATUS = "\0status"
"""``$?``"""
FUNCTION = "\0function:"
"""Before the name of a function."""
EXPORTED_FUNCTION = "\0exported-function:"
"""Before the name of a function that shells of the script's get (``export -f``)."""


TAKEN_IN = "\0taken-in"
"""The variable that says which file was taken in that is not seen, and may set any variable of the shell."""
VARIABLES = "variables of "
"""Begins the name of a file that is taken in and that stands for variables of a pipeline which are not here. A script gets them
under names in capitals, and so none as ``TF_VAR_name`` (Azure Pipelines, "Define variables")."""
_OF_THE_SHELL = re.compile(
    r"(?:BASH|NATPIN_|GITHUB_|RUNNER_|BUILD_|SYSTEM_|AGENT_|CI_|LC_|XDG_|__?natpin|natpin_)\w*|HOME|PATH|PWD|OLDPWD|USER|LOGNAME|SHELL|TERM|LANG|TMPDIR"
    r"|HOSTNAME|RANDOM|SECONDS|LINENO|EPOCH\w+|E?UID|IFS|OSTYPE|HOSTTYPE|MACHTYPE|FUNCNAME|PS[1-4]|OPT(?:ARG|IND|ERR)|REPLY|COLUMNS|LINES|CI"
)
"""Variables of the shell's own and of the machine that it runs on, which no file of settings sets."""
ENVIRONMENT = "NATPIN_ENVIRONMENT"
"""A variable that a front end sets to the name of what a job deploys to, which may have variables of its own."""
_SAME_IN_ALL = re.compile(r"(?:CI|GITLAB)_(?!ENVIRONMENT)\w+|\W|\d+\??")
"""Variables that the name of an environment does not change, and parameters of the shell."""
ANY_ARGUMENT = "@"
ANY_VARIABLE = "*"


class Ended(Exception):
    """An expansion that ends the script: ``${X:?}`` of what is empty, with ``set -u`` one of what is not set."""

    def __init__(self, at: Location) -> None:
        super().__init__()
        self.at = at


class Functions:
    """The functions of a script, by name. They lie among its variables, and fork and join with them."""

    def __init__(self, variables: Layers[Variable]) -> None:
        self._variables = variables

    def get(self, name: str) -> Function | None:
        """A function; None where none is defined."""
        found = self._variables.get(FUNCTION + name)
        return found.function if found is not None else None

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.get(name) is not None

    def define(self, function: Function) -> None:
        """Define it."""
        self._variables.set(FUNCTION + function.name, Variable(function=function))

    def drop(self, name: str) -> None:
        """``unset -f``"""
        if name in self:
            self._variables.set(FUNCTION + name, None)

    def values(self) -> Iterator[Function]:
        """Every one, in the order they were defined."""
        for _, found in self._variables.items():
            if found.function is not None:
                yield from (found.function, *found.function.others)


@mutable
class Scope:
    """What the script knows by name."""

    given: Mapping[str, str]
    """``--var NAME=value``."""
    holes: Mapping[str, Hole] = field(default_factory=dict)
    """Variables of a front end's own, for text that it does not know."""
    opened: Mapping[str, Unknown] = field(default_factory=dict)
    """Variables that something which is not followed gives whoever runs the script, by name: ``ANY_ARGUMENT`` for its
    arguments, ``ANY_VARIABLE`` for whatever it does not set itself."""
    variables: Layers[Variable] = field(default_factory=Layers)
    on_status: Callable[[], None] | None = None
    """Called when the script reads ``$?``: it asks how its last command ended."""
    _outside: dict[str, Hole] = field(default_factory=dict)
    _named: dict[str, int] = field(default_factory=dict)
    _unseen: dict[tuple[str, str], Hole] = field(default_factory=dict)
    _functions: Functions | None = None
    _folders: Folders | None = None

    @property
    def functions(self) -> Functions:
        """The functions."""
        if self._functions is None:
            self._functions = Functions(self.variables)
        return self._functions

    @property
    def status(self) -> Chunk | Hole | None:
        """``$?``; None where nothing has run."""
        found = self.variables.get(STATUS)
        piece = found.pieces[0] if found is not None and found.pieces else None
        return piece if isinstance(piece, (Chunk, Hole)) else None

    @status.setter
    def status(self, piece: Chunk | Hole | None) -> None:
        self.variables.note(STATUS, None if piece is None else Variable((piece,)))

    @property
    def folders(self) -> Folders:
        """Where the script works."""
        if self._folders is None:
            self._folders = Folders(self.variables)
        return self._folders

    @property
    def folder(self) -> str:
        """The working folder, relative to the workspace; it begins with ``SOMEWHERE`` where it is not known."""
        return self.folders.now

    @property
    def separators(self) -> str | None:
        """``IFS``, at which what is not quoted is split; None where it is not known."""
        found = self.variables.get("IFS")
        if found is None or found.unset:
            return " \t\n"
        return literal_of(found.pieces)

    @property
    def separator(self) -> str | None:
        """The first sign of ``IFS``, which ``"$*"`` puts between words; None where it is not known."""
        separators = self.separators
        return None if separators is None else separators[:1]

    def written(self, path: str) -> Variable | None:
        """What the script has written into a file, by its path from the working folder; None where it has not."""
        return self.variables.get(self._file(path))

    def write(self, path: str, pieces: Pieces, *, more: bool = False) -> None:
        """Text goes into a file; ``more``: behind what the script has written there."""
        before = self.written(path) if more else None
        whole = pieces if before is None else joined((*before.pieces, *pieces))
        self.variables.set(self._file(path), Variable(whole))

    def _file(self, path: str) -> str:
        return WRITTEN + posixpath.normpath(posixpath.join(self.folder, path))

    def assign(self, name: str, variable: Variable) -> None:
        """Set a variable, as far as what was declared of it lets it be set."""
        variables = self.variables
        if variables.get(REFERS + name) is not None:
            name = meant(name, variables)
        if variables.get(ATTRIBUTES + name) is None:
            variables.set(name, variable)
            return
        left = with_attributes(name, variable, variables)
        if left is not None:
            variables.set(name, left)

    def kept(self, name: str, pieces: Pieces) -> Pieces:
        """What is assigned to a variable: an unknown output goes by the variable's name from then on."""
        match pieces:
            case (Hole(label=label) as hole,) if label.startswith("$("):
                times = self._named.get(name, int(name in self._outside)) + 1
                self._named[name] = times
                return (replace(hole, label=f"${name}" if times == 1 else f"${name}#{times}"),)
        return pieces

    def get(self, name: str, at: Location) -> Variable | None:
        """A variable that the script has set or that was given; None for one that it has not."""
        variables = self.variables
        if variables.get(REFERS + name) is not None:
            name = meant(name, variables)
        found = variables.get(name)
        if found is not None:
            return found
        if name in self.given:
            return Variable((Chunk(self.given[name], at),))
        if name in self.holes:
            return Variable((self.holes[name],))
        return self._bound(name) or self._opened(name) or self._taken_in(name)

    def _taken_in(self, name: str) -> Variable | None:
        """A variable that a file may have set which is not seen."""
        found = self.variables.get(TAKEN_IN)
        hole = found.pieces[0] if found is not None and found.pieces else None
        if not isinstance(hole, Hole) or not name.isidentifier() or _OF_THE_SHELL.fullmatch(name):
            return None
        if hole.label.startswith(VARIABLES) and name != name.upper():
            return None
        return self.unseen(name, hole.label, hole.why.at or NOWHERE, sets="may set")

    def _opened(self, name: str) -> Variable | None:
        """A variable, or an argument, that something which is not followed sets."""
        if not self.opened or name.startswith("\0"):
            return None
        argument = name.rstrip("?").isdigit()
        why = self.opened.get(name) or self.opened.get(ANY_ARGUMENT if argument else ANY_VARIABLE)
        return Variable((Hole(f"${name}", why),)) if why is not None else None

    def _bound(self, name: str) -> Variable | None:
        """A variable from outside whose text is known in this world: a test has told it."""
        bound = self.variables.get(BOUND + name)
        return bound if bound is not None and literal_of(bound.pieces) is not None else None

    def outside(self, name: str, at: Location) -> Hole:
        """What stands for a variable that is set outside the script: the same hole wherever it is used."""
        kept_for = self._environment(name)
        key = f"{name} of {kept_for}" if kept_for else name
        hole = self._outside.get(key)
        if hole is None:
            shown = f"${key}"
            argument = name.rstrip("?").isdigit()
            what = "is an argument of the script" if argument else "is set outside this script"
            why = Unknown(f"{shown} {what}", at, f"--var {name}=value")
            handed = (argument or name == "@") and ANY_ARGUMENT not in self.opened
            hole = Hole(shown, why, unset=True, argument=handed)
            self._outside[key] = hole
        return hole

    def _environment(self, name: str) -> str:
        """Whose variable this is, where what a job deploys to decides that."""
        found = self.variables.get(ENVIRONMENT)
        if found is None or _SAME_IN_ALL.match(name):
            return ""
        return label_of_all(found.pieces)

    def unseen(self, name: str, file: str, at: Location, *, sets: str = "sets") -> Variable:
        """What a file that is not seen sets a variable to: the same however often it is taken in, else what was given.
        ``sets``: "may set" of one that may not."""
        if name in self.given:
            return Variable((Chunk(self.given[name], at),))
        hole = self._unseen.get((file, name))
        if hole is None:
            taken = name in self._outside or name in self._named
            why = Unknown(f"{file[:60]}, which is not seen, {sets} ${name}", at, f"--var {name}=value")
            hole = Hole(f"${name}#{file}" if taken else f"${name}", why)
            self._unseen[file, name] = hole
            self._named.setdefault(name, 1)
        return Variable((hole,))

    # -- arguments ---------------------------------------------------------------------------------------------

    @property
    def positional(self) -> tuple[Word, ...] | None:
        """The arguments; None at the top: the script's own are not known."""
        found = self.variables.get(ARGUMENTS)
        return found.elements if found is not None else None

    def pass_on(self, words: tuple[Word, ...] | None) -> None:
        """Set the arguments: of a function, by ``set --``."""
        self.variables.set(ARGUMENTS, None if words is None else Variable(elements=words))
        self.variables.set(SHIFTED, None)

    def shift(self, count: int | None, at: Location) -> bool:
        """``shift``; None where it is not known how many are shifted away. False where there are not so many."""
        words = self.positional
        if words is not None:
            if count is None:
                self.variables.set(ARGUMENTS, None)
                self.variables.set(SHIFTED, Variable((Chunk("?", at),)))
            elif count <= len(words):
                self.variables.set(ARGUMENTS, Variable(elements=words[count:]))
            return count is None or count <= len(words)
        gone = self._shifted()
        text = "?" if gone is None else str(gone + (1 if count is None else count))
        self.variables.set(SHIFTED, Variable((Chunk(text, at),)))
        return True

    def _shifted(self) -> int | None:
        """How many arguments of the script were shifted away; None where that is not known."""
        found = self.variables.get(SHIFTED)
        if found is None:
            return 0
        return digits(literal_of(found.pieces) or "")

    def argument(self, number: int, at: Location) -> Pieces | None:
        """A positional parameter: None for one that was not passed, or of which nothing is known."""
        words = self.positional
        if words is not None:
            return words[number - 1].pieces if number <= len(words) else None
        if self.variables.get(ARGUMENTS) is not None:  # passed differently in the ways that met here
            return (Hole(f"${number}@{at}", Unknown(f"${number} depends on the branch that runs", at)),)
        found = self.get(self.argument_name(number), at)
        return found.pieces if found else None

    def argument_name(self, number: int) -> str:
        """The name by which an argument of the script was first passed: after ``shift``, ``$1`` is what was ``$2``."""
        gone = self._shifted()
        return f"{number}?" if gone is None else str(number + gone)
