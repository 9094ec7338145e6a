"""Commands that are programs: az itself, shells that run a text or a file, and what stands for another command."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from natpin.formats.az.bash.environment import holds_settings
from natpin.formats.az.cli import closed
from natpin.formats.az.cli.arguments import command_of, parse
from natpin.formats.az.cli.foreign import POWERSHELL
from natpin.formats.az.cli.rollouts import ARGUMENTS, TERRAFORM, VARIABLE
from natpin.formats.az.powershell.base import Left
from natpin.formats.az.powershell.calls import Calls
from natpin.formats.az.powershell.memory import INPUTS_UNSEEN
from natpin.formats.az.powershell.reach import EVERYTHING, reach_of_text
from natpin.formats.az.powershell.values import (
    Code,
    Items,
    Nothing,
    Object,
    Text,
    Thing,
    Truth,
    literal,
    pieces_of,
    word_of,
)
from natpin.formats.az.work import PIECES_A_STEP, TooMuch
from natpin.formats.az.worlds import Flow
from natpin.languages.powershell.syntax import Parser
from natpin.languages.powershell.tree import (
    Argument,
    Block,
    Command,
    Elements,
    Expression,
    Parameter,
    Splat,
    Variable,
)
from natpin.languages.shell.words import Chunk, Hole, Piece, Pieces, Word, joined, word_saying
from natpin.languages.shell.words import Command as AzCommand
from natpin.model.doubt import Reach
from natpin.model.endings import SCRIPTS
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.value import Unknown

AZ = frozenset({"az", "az.cmd", "az.exe", "az.bat", "azure-cli"})
SHELLS = POWERSHELL | {"cmd", "cmd.exe", "bash", "sh", "wsl", "wsl.exe", "zsh"}
_OF_WSL = ("-d", "--distribution", "-u", "--user", "--cd", "--shell-type")
"""Options of wsl that take a value (learn.microsoft.com/windows/wsl/basic-commands)."""
RUNNERS = frozenset({"sudo", "env", "time", "nohup"})
_ENDINGS = (*SCRIPTS, ".cmd", ".bat", ".py")
MAX_FILES = 40


class Programs(Calls):
    """Runs programs."""

    files = 0

    def words(self, arguments: Sequence[object]) -> list[Word]:
        """The words of a program: arrays spread, lists as they are written, ``$null`` left out."""
        found: list[Word] = []
        for each in arguments:
            if isinstance(each, Parameter):
                word: tuple[Chunk | Hole | object, ...] = (Chunk(each.text, each.at),)
                if each.value is not None:
                    word = (*word, *pieces_of(self.evaluate(each.value)))
                found.append(Word(word, each.at))  # type: ignore[arg-type]
                continue
            if isinstance(each, Elements):
                found.append(self._listed(each))
                continue
            thing = self.evaluate(each) if isinstance(each, Expression) else each
            found.extend(self._spread(thing, splat=isinstance(each, Splat)))  # type: ignore[arg-type]
        return found

    def _as_array(self, argument: object) -> list[Word]:
        """The words of an argument: a variable that is not known may be an array, and so any words."""
        found = self.words([argument])
        return [replace(word, splits=isinstance(argument, Splat | Variable)) for word in found]

    def _listed(self, elements: Elements) -> Word:
        """A list written among the arguments is given as it is written."""
        pieces: list[object] = []
        for number, each in enumerate(elements.elements):
            if number:
                pieces.append(Chunk(elements.separator, elements.at))
            pieces.extend(pieces_of(self.evaluate(each)))
        return Word(joined(tuple(pieces)), elements.at)  # type: ignore[arg-type]

    def _spread(self, thing: Thing, *, splat: bool) -> list[Word]:
        match thing:
            case Nothing():
                return []
            case Items(elements=elements, open=why, more=more, at=at):
                found = [word for each in elements for word in self._spread(each, splat=False)]
                if why is not None:
                    holes = more or (Hole(f"$(…@{at.line}:{at.column})", why, argument=thing.arguments),)
                    found += [Word((hole,), at, splits=True) for hole in holes]
                return found
            case Object(at=at) if splat:
                body = self.memory.body(thing)
                found = []
                for entry in body.entries.values():
                    dashes = "" if entry.name.startswith("-") else "-"
                    value = literal(entry.value)
                    found.append(word_saying(f"{dashes}{entry.name}", at))
                    if not (isinstance(entry.value, Truth) and value == "True"):
                        found.extend(self._spread(entry.value, splat=False))
                return found
        return [word_of(thing)]

    def run_az(self, words: Sequence[Word], at: Location, stdin: Items | None) -> None:
        """An az command."""
        piped: Pieces = ()
        if stdin is not None:
            piped = joined(tuple(piece for each in stdin.elements for piece in pieces_of(each)))
        name = word_saying("az", at)
        whole = (name, *(word for word in words if word.pieces))
        self._unseen_flags(whole, at)
        output = self.session.run(AzCommand(whole, at, piped))
        self.memory.mark(output.status)
        if Word(output.pieces, at).literal == "":
            return  # nothing printed is `$null`
        for line in _lines(output.pieces):
            self.memory.emit(Text(line, at))

    def _unseen_flags(self, words: Sequence[Word], at: Location) -> None:
        """An update with flags that are not seen may set anything of what it updates."""
        if not any(
            isinstance(piece, Hole) for word in words for piece in word.pieces if len(word.pieces) == 1
        ):
            return
        known = command_of(words)
        if known is None or not known[0].endswith("update"):
            return
        if parse(known[0], words[known[1] :], at).open is not None:
            reach = closed.bearing(known[0].split())
            self.doubt(f"flags of `az {known[0]}` that are not known", at, reach)

    def program(self, name: str, command: Command, stdin: Items | None) -> bool:
        """Run a command that is a program; False for one that is none natpin knows."""
        at = command.at
        if name in AZ:
            words = self.words(command.arguments)
            if command.verbatim is not None:
                words.extend(word_saying(part.strip('"'), at) for part in _split(command.verbatim))
            self.run_az(words, at, stdin)
            return True
        if name in TERRAFORM:
            said = [word for each in command.arguments for word in self._as_array(each)]
            given = (*self._environment(VARIABLE), *self._environment(ARGUMENTS))
            self.session.terraform((word_saying(name, at), *said), at, given)
            return False
        if name in RUNNERS and command.arguments and isinstance(command.arguments[0], Expression):
            inner = Command(
                "&", command.arguments[0], command.arguments[1:], at, command.to, command.verbatim
            )
            self.command(inner, stdin)
            return True
        if name in SHELLS:
            self._shell(name, command)
            return True
        return False

    def _environment(self, prefix: str) -> Iterator[tuple[str, Word]]:
        """The environment variables whose names begin so, as a program gets them that takes their case for a part of their
        names, as Terraform does (github.com/hashicorp/terraform, internal/command/meta_vars.go). What Windows may take for
        another spelling of the same is not known."""
        for name, thing, one_spelling in self.memory.environment(prefix):
            rest = name[len(prefix) :]
            exact = one_spelling and name.startswith(prefix)
            if exact:
                yield name, word_of(thing)
            why = Unknown(
                f"$env:{name} is another variable than {prefix}{rest}, but not on Windows", thing.at
            )
            for other in dict.fromkeys((prefix + rest, prefix + rest.lower())):
                if not exact or other != name:
                    yield other, Word((Hole(f"$env:{name}", why),), thing.at)
        unseen = self.memory.entries.get(INPUTS_UNSEEN)
        if prefix == VARIABLE and isinstance(unseen, Text):
            yield VARIABLE, word_of(unseen)

    def _shell(self, name: str, command: Command) -> None:
        """``cmd /c``, ``bash -c``, ``pwsh -Command``, ``pwsh -File``, ``bash x.sh``"""
        at = command.at
        arguments = list(command.arguments)
        if name.startswith("wsl"):
            self._in_linux(arguments, at)
            return
        words = [self.words([each]) for each in arguments]
        texts = [" ".join(word.label for word in group).lower() for group in words]
        windows = name.startswith(("pwsh", "powershell"))
        if windows and any(text.startswith(("-e", "/e")) and "xecution" not in text for text in texts):
            self.doubt(f"`{name}` runs an encoded command", at, Reach(EVERYTHING, adds=True))
        for number, text in enumerate(texts):
            if text in ("/c", "/k", "-c", "-command", "-lc", "-ec", "-e") and number + 1 < len(texts):
                rest = arguments[number + 1 :]
                if len(rest) == 1 and isinstance(rest[0], Expression):
                    thing = self.evaluate(rest[0])
                    if isinstance(thing, Code):
                        self.call_block(thing.block, (), None, at)
                        return
                if name in ("bash", "sh", "zsh", "wsl"):
                    rest = rest[:1]
                spoken = [word for each in rest for word in self.words([each])]
                if len(spoken) == 1:
                    self.run_text(Text(spoken[0].pieces, at), at)
                elif spoken and (spoken[0].literal or "").lower() in AZ:
                    self.run_az(spoken[1:], at, None)
                else:
                    whole = " ".join(word.label for word in spoken)
                    self.doubt_text(f"`{name}` runs a text that is not followed", whole, at)
                    self.memory.emit(self.open_answer(name, at))
                return
        for number, text in enumerate(texts):
            if text.endswith(_ENDINGS):
                path = Text(words[number][0].pieces, at)
                if text.endswith(".ps1"):
                    if not self.run_file(path, arguments[number + 1 :], at, own_scope=True):
                        self.not_there(text, at)
                else:
                    self.foreign_script(literal(path) or text, at)
                return
        self.memory.emit(self.open_answer(name, at))

    def _in_linux(self, arguments: Sequence[Argument], at: Location) -> None:
        """``wsl az …``, ``wsl -d Ubuntu bash x.sh``"""
        spoken = [word for each in arguments for word in self.words([each])]
        while spoken and (option := spoken[0].literal or "").startswith("-"):
            del spoken[: 2 if option in _OF_WSL else 1]
        if spoken and (spoken[0].literal or "").lower() in AZ:
            self.run_az(spoken[1:], at, None)
        elif spoken:
            whole = " ".join(word.label for word in spoken)
            self.doubt_text("`wsl` runs a text that is not followed", whole, at)
        self.memory.emit(self.open_answer("wsl", at))

    # -- text and files ----------------------------------------------------------------------------------------

    def run_text(self, thing: Thing, at: Location) -> None:
        """Run text as a script: ``Invoke-Expression``."""
        block = self._block_of(thing, at)
        if block is None:
            shown = word_of(thing).label
            self.doubt_text("a text that is not known is run as a script", shown, at)
            if (
                reach_of_text(shown) is None
                and literal(thing) is None
                and not shown.lstrip("\"'& ").startswith((".\\", "./"))
            ):
                self.doubt("a text that is not known is run as a script", at, Reach(EVERYTHING, adds=True))
            self.memory.emit(self.open_answer("Invoke-Expression", at))
            return
        self.call_block(block, (), None, at, own_scope=False)

    def _block_of(self, thing: Thing, at: Location) -> Block | None:
        """Text parsed as a script; what is not known of it stands for variables."""
        source: list[str] = []
        for number, piece in enumerate(pieces_of(thing)):
            if isinstance(piece, Chunk):
                source.append(piece.text)
            else:
                name = f"natpin_{at.line}_{at.column}_{number}"
                self.memory.set(f"script:{name}", Text((piece,), at))
                source.append(f"${{script:{name}}}")
        text = "".join(source)
        if not text.strip() or (source and source[0].startswith("${script:natpin_")):
            return None
        parser = Parser(at.path, text, at.line - 1)
        return parser.script()

    def parsed_block(self, text: Thing, at: Location) -> Thing:
        """A script block made of text."""
        block = self._block_of(text, at)
        return Code(block, at) if block is not None else self.open_answer("[scriptblock]::Create", at)

    def run_file(self, path: Thing, arguments: Sequence[object], at: Location, *, own_scope: bool) -> bool:
        """Run a script of the repository, or in the scope it is called from; False where it is not there."""
        written = literal(path)
        found = None
        if written is not None and self.files < MAX_FILES:
            self.files += 1
            found = self.load(posixpath.dirname(at.path), written)
        if found is None:
            shown = word_of(path).label
            self.foreign = self.foreign or shown
            if not own_scope and holds_settings(shown):
                if not self.session.work.step(sum(1 for _ in self.memory.entries.items()) // PIECES_A_STEP):
                    raise TooMuch(at)
                self.memory.open_all(shown, at)
            self.memory.emit(self.open_answer(shown[:60], at))
            return False
        _, block = found
        body = Block(block.formals, block.body, block.at, block.begin, block.process, declares=True)
        try:
            with self.session.state.called(at):
                self.call_block(body, arguments, None, at, own_scope=own_scope, name=written or "")
        except Left as left:
            if left.outcome.flow is not Flow.EXIT or not own_scope:
                raise
            self.memory.mark(left.outcome.status)  # `exit` ends a script that was called, not its caller
        return True

    def not_there(self, path: str, at: Location) -> None:
        """A script is run that is not among the files."""
        settle = "lint it together with this script"
        self.doubt(f"{path[:80]} is run, and is not there", at, Reach(EVERYTHING, adds=True), settle)

    def foreign_script(self, path: str, at: Location) -> None:
        """A script of another language is run: what is in it is another stack's, or not known."""
        self.memory.emit(self.open_answer(path[:60], at))
        data = self.read(
            posixpath.normpath(posixpath.join(posixpath.dirname(at.path), path.replace("\\", "/")))
        )
        if data is None:
            data = self.read(posixpath.normpath(path.replace("\\", "/")))
        if data is None:
            self.not_there(path, at)
            return
        text = data[:200_000].decode("utf-8", "replace")
        self.doubt_text(f"{path} is run: it is not followed from here", text, at)


def _lines(pieces: Pieces) -> list[Pieces]:
    """What a program prints, a line each."""
    found: list[list[Piece]] = [[]]
    for piece in pieces:
        if not isinstance(piece, Chunk) or "\n" not in piece.text:
            found[-1].append(piece)
            continue
        for number, text in enumerate(piece.text.split("\n")):
            if number:
                found.append([])
            if text:
                found[-1].append(replace(piece, text=text))
    if len(found) == 1:
        return [tuple(found[0])] if found[0] else []
    return [tuple(line) or (Chunk("", Location("<none>")),) for line in found]


def _split(text: str) -> list[str]:
    """A command line as a program reads it: words, or text in double quotes."""
    found: list[str] = []
    current = ""
    quoted = False
    for character in text:
        if character == '"':
            quoted = not quoted
        elif character.isspace() and not quoted:
            if current:
                found.append(current)
            current = ""
        else:
            current += character
    return [*found, current] if current else found
