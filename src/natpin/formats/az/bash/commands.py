"""Simple commands: az, what the shell itself does, and the rest of the world."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from natpin.formats.az.bash import yaml_queries
from natpin.formats.az.bash.environment import ANYTHING, anything
from natpin.formats.az.bash.files_changed import FilesChanged
from natpin.formats.az.bash.functions import ALIAS
from natpin.formats.az.bash.leaving import CONTROLS, Leaving
from natpin.formats.az.bash.makefiles import MAKE
from natpin.formats.az.bash.own import ITSELF, Own
from natpin.formats.az.bash.unparsed import Unparsed
from natpin.formats.az.cli.arguments import command_of
from natpin.formats.az.cli.foreign import POWERSHELL
from natpin.formats.az.cli.rollouts import ARGUMENTS, TERRAFORM, VARIABLE
from natpin.formats.az.work import KEYS_A_STEP, TooMuch
from natpin.formats.az.worlds import ENDS, Flow, Outcome
from natpin.languages.shell import builtins, jq
from natpin.languages.shell.attributes import EXPORTED, option
from natpin.languages.shell.braces import MAX_WORDS
from natpin.languages.shell.invoking import GIVES_VARIABLES, environment, gives_unseen, unwrapped
from natpin.languages.shell.operands import without_files
from natpin.languages.shell.scope import EXPORTED_FUNCTION, STATUS, TAKEN_IN
from natpin.languages.shell.splitting import split_text
from natpin.languages.shell.tools import TOOLS
from natpin.languages.shell.tree import Source
from natpin.languages.shell.variable import Variable
from natpin.languages.shell.words import (
    Chunk,
    Command,
    Hole,
    Output,
    Pieces,
    Status,
    Word,
    word_saying,
)
from natpin.model.endings import SHELL
from natpin.model.location import NOWHERE, Location
from natpin.model.record import replace
from natpin.model.value import Skipped, Unknown

if TYPE_CHECKING:
    from tree_sitter import Node

AZ = ("az", "az.cmd", "az.exe", "az.bat")
_MODULE = "azure.cli"
"""What az itself runs: ``python3 -m azure.cli "$@"`` (azure-cli, src/azure-cli/az)."""
SHELLS = frozenset({"bash", "sh", "zsh", "dash", "ksh", "ash"})
STEP = "natpin-powershell-"
"""Begins the command that stands for a step in PowerShell."""
_UNHEARD: Final[Mapping[Status, Output]] = {status: Output((), status) for status in Status}
"""What a command gives back whose output nobody takes: what it prints is not worked out."""
GREP = frozenset({"grep", "egrep", "fgrep"})
"""What ends well or not by what it finds, also in a file that is not here."""
_NO_WORDS = frozenset({"file_redirect", "comment", "heredoc_redirect"})


class Commands(Own, FilesChanged, Leaving, Unparsed):
    """Commands."""

    def _command(self, node: Node, source: Source) -> Outcome:
        at = source.at(node)
        children = node.children
        if len(children) > MAX_WORDS:
            reason = f"a command of more than {MAX_WORDS} words is not followed"
            self.skipped.append(Skipped(source.path, reason, at, claims_aks=True))
            self._doubt(reason, at)
            return Outcome(Status.MAYBE)
        words: list[Word] = []
        assignments: list[Node] = []
        stdin: Pieces | None = None
        stands_here = False
        expanded = self._expander.words
        for child in children:
            kind = child.type
            if kind == "command_name":
                for inner in child.children:
                    begins = not words
                    words += expanded(inner, source)
                    if begins:
                        stands_here = inner.type == "word" and bool(words)
            elif kind == "variable_assignment":
                assignments.append(child)
            elif kind == "herestring_redirect":
                given = self._expander.pieces(child.children[-1], source)
                stdin = (*given, Chunk("\n", source.at(child)))
            elif kind not in _NO_WORDS and child.is_named:
                words += expanded(child, source)
        if node.has_error:
            self._half_read(node, source)
        if words:
            first = words[0]
            if first.label.startswith("-") and not source.begins_line(node):
                return Outcome(
                    Status.MAYBE
                )  # `--a x | --b y`: a choice that prose leaves open, no line of its own
            if not stands_here and not _within(first.at, at):
                at = first.at  # `"$@"`: the command stands where the function was called
        if not assignments:
            return self._invoke(words, at) if stdin is None else self._with_input(words, at, stdin)
        saved = {
            source.text(name): self.scope.variables.get(source.text(name))
            for each in assignments
            if (name := each.child_by_field_name("name")) is not None
        }
        for text in tuple(saved):
            saved[EXPORTED + text] = self.scope.variables.get(EXPORTED + text)
            self.scope.variables.set(EXPORTED + text, Variable())
        for each in assignments:
            self._assign(each, source)
        outcome = self._with_input(words, at, stdin)
        for text, variable in saved.items():
            self.scope.variables.set(text, variable)
        return outcome

    def _with_input(self, words: list[Word], at: Location, stdin: Pieces | None) -> Outcome:
        if stdin is None:
            return self._invoke(words, at)
        return self._fed(stdin, lambda: self._invoke(words, at))

    # -- invoking ----------------------------------------------------------------------------------------------

    def _invoke(self, words: list[Word], at: Location) -> Outcome:
        whole = words
        words, through = unwrapped(words, self.scope.functions)
        if not words:
            self._tell(Status.YES, at)
            return Outcome()
        if len(words) > 2 and words[1].literal == "-m" and words[2].literal == _MODULE:
            words = [word_saying("az", at), *words[3:]]
        if not through:
            return self._run_words(words, at)
        outright = bool(through & {"command", "builtin"})
        if through & GIVES_VARIABLES:
            before = whole[: len(whole) - len(words)]
            outcome = self._with_environment(before, lambda: self._run_words(words, at, outright=True))
        else:
            outcome = self._run_words(words, at, outright=outright)
        if "exec" in through:
            return Outcome(outcome.status, Flow.EXIT)
        return outcome

    def _with_environment(self, before: list[Word], run: Callable[[], Outcome]) -> Outcome:
        """``env NAME=text …``, ``env -i …``, ``sudo …``: what the command gets of the script's variables."""
        sets, gone, bare = environment(before)
        changes: dict[str, Variable | None] = {}
        if bare:
            for name, _ in list(self.scope.variables.items()):
                if name.startswith((EXPORTED, EXPORTED_FUNCTION)):
                    changes[name] = None
        for name in gone:
            changes |= {name: Variable(unset=True), EXPORTED + name: Variable()}
        for name, pieces in sets.items():
            changes |= {name: Variable(pieces), EXPORTED + name: Variable()}
        if gives_unseen(before):
            label, at = f"`{before[0].label}`", before[0].at
            changes[ANYTHING] = anything(label, at)
            changes[TAKEN_IN] = Variable((Hole(label, Unknown(f"{label}, which is not seen", at)),))
        saved = {name: self.scope.variables.get(name) for name in changes}
        for name, variable in changes.items():
            self.scope.variables.set(name, variable)
        try:
            return run()
        finally:
            for name, variable in saved.items():
                self.scope.variables.set(name, variable)

    def _run_words(self, words: list[Word], at: Location, *, outright: bool = False) -> Outcome:
        """``outright``: no function and no alias of the script stands for the command."""
        name = words[0].literal
        if name is None:
            return self._unnamed(words, at)
        if name.startswith("-"):
            self.session.stray_flag(words[0])
            return Outcome(Status.MAYBE)
        alias = None if outright or not self._has_aliases() else self.scope.variables.get(ALIAS + name)
        if alias is not None and name not in self._doing:
            self._doing.append(name)
            try:
                return self._invoke([*split_text(alias.pieces, at), *words[1:]], at)
            finally:
                self._doing.pop()
        function = None if outright else self.scope.functions.get(name)
        if function is not None and not (name in AZ and name in self._doing):
            return self._call(function, tuple(words[1:]), at)
        if name in CONTROLS:
            return self._control(name, words)
        stdin = self._stdin()
        command = Command(tuple(words), at, stdin or (), self._probing > 0)
        ends: Variable | None = None
        if name.rpartition("/")[2] in AZ:
            output = self.session.run(command)
            self._would_print = (*output.found, Chunk("\n", at)) if output.found else ()
            failed = output.status in (Status.NO, Status.UNLIKELY)
            self.scope.status = Chunk("3" if failed else "0", at, assumed=True)
        else:
            if name not in ("eval", "source", "."):
                ends = Variable((Chunk("0", at, assumed=True),))
                self.scope.variables.note(STATUS, ends)
            found = self._own(name, command)
            if isinstance(found, Outcome):
                return found
            output = found
            certain = name in builtins.SURE or output.status is not Status.YES
            status = output.status if certain else Status.LIKELY
            # what it ends with where it is supposed to end well was noted before it ran
            if status is not Status.LIKELY or ends is None or self.scope.variables.get(STATUS) is not ends:
                self._tell(status, at)
        if output.pieces and self._capturing:
            self._print((*output.pieces, *(() if output.bare else (Chunk("\n", at),))))
        return ENDS[output.status]

    def _unnamed(self, words: list[Word], at: Location) -> Outcome:
        """A command whose name is not known: where the rest reads like az, it may be that."""
        az = word_saying("az", at)
        tail = words[1:]
        self._dispatches = True
        if command_of([az, *tail]) is not None:
            cause = Unknown(f"what {words[0].label} runs is not known", at)
            self._perhaps(lambda: self._invoke([az, *tail], at), cause)
        elif any(word.literal in AZ for word in tail):
            start = next(number for number, word in enumerate(tail) if word.literal in AZ)
            cause = Unknown(f"what {words[0].label} runs is not known", at)
            self._perhaps(lambda: self._invoke(tail[start:], at), cause)
        elif not tail and words[0].label not in ("$@", "$*") and len(words[0].pieces) == 1:
            self._doubt(f"what {words[0].label[:60]} runs", at)
        return Outcome(Status.MAYBE)

    def _has_aliases(self) -> bool:
        """Whether the shell puts what an alias stands for."""
        return self._aliases or option("expand_aliases", self.scope.variables) is not False

    def _own(self, name: str, command: Command) -> Output | Outcome:
        """Commands of the shell, scripts of the workspace, and the rest of the world."""
        arguments = command.words[1:]
        at = command.at
        if name in ITSELF:
            itself = self._itself(name, command)
            if itself is not None:
                return itself
        base = name.rpartition("/")[2]
        if base in TERRAFORM:
            if not self.session.work.step(self.scope.variables.size // KEYS_A_STEP):
                raise TooMuch(at)
            self.session.terraform(command.words, at, (*self._exported(VARIABLE), *self._exported(ARGUMENTS)))
        if base in SHELLS:
            return self._shell(arguments, at)
        if self.other is not None and (name.startswith(STEP) or base in POWERSHELL or base.endswith(".ps1")):
            status = self.other(name, arguments, at)
            if status is not None:
                return Outcome(status)
        if base == "command" and len(arguments) == 2 and arguments[0].literal in ("-v", "-V"):
            asked = arguments[1].literal or ""
            if asked in self.scope.functions or asked in (*builtins.SURE, *AZ):
                return Output((*arguments[1].pieces,), Status.YES)
        if name.endswith(SHELL):
            return self._script(command.words, at)
        made = self._make(command) if base in MAKE else None
        if made is not None:
            return made
        wrapped = self._wrapped(base, command)
        if wrapped is not None:
            return wrapped
        if base == "cat" and arguments and not command.stdin:
            return self._cat(arguments, command)
        if base == "jq" and not command.stdin:
            said = jq.asked([word.literal for word in arguments])
            if said is not None and len(said.plain) == 2:
                command = replace(command, stdin=self._text_of(said.plain[1], at) or ())
        if base == "yq" and not command.stdin:
            file = yaml_queries.file_of(command)
            text = Word(self._text_of(file, at) or (), at).literal if file is not None else None
            command = (yaml_queries.as_jq(command, text) if text else None) or command
        self._note_files(base, command)
        read = self._with_files(base, command)
        if read is None:
            unread = builtins.external(command)
            return Output(unread.pieces, Status.MAYBE) if base in GREP else unread
        command = read
        if base in builtins.SURE and not self._capturing:
            return _UNHEARD[Status.NO if base == "false" else Status.YES]
        known = builtins.run(command, self._pick)
        if known is None and self._unread and "/" not in name and base not in TOOLS:
            shown = self._unread[0][:80]
            self._doubt(f"`{name[:60]}`, which may be a function of {shown}, a script that is not there", at)
            return Output(builtins.external(command).pieces, Status.MAYBE)
        if known is None:
            return builtins.external(command) if self._capturing else _UNHEARD[Status.LIKELY]
        return known

    def _exported(self, prefix: str) -> list[tuple[str, Word]]:
        """The variables whose names begin so and that programs get."""
        variables = self.scope.variables
        found = [
            (name, Word(one.pieces, NOWHERE))
            for name, one in variables.beginning(prefix)
            if not one.unset and variables.get(EXPORTED + name) is not None
        ]
        anything_ = variables.get(ANYTHING)
        if anything_ is not None:
            found.append((prefix, Word(anything_.pieces, NOWHERE)))
        return found

    def _cat(self, arguments: tuple[Word, ...], command: Command) -> Output:
        """``cat file``: one that the script has written, or that lies beside it."""
        literal = arguments[-1].literal
        if literal is not None and not literal.startswith("-") and len(arguments) == 1:
            pieces = self._text_of(literal, command.at)
            if pieces is not None:
                return Output(pieces, bare=True)
        return builtins.external(command)

    def _with_files(self, name: str, command: Command) -> Command | None:
        """A filter that is given files, with what stands in them as its input; None where that is not known."""
        words, files = without_files(name, command.words[1:])
        if not files or any(word.literal == "-" for word in files):
            return command
        texts = [
            self._text_of(word.literal, command.at) if word.literal is not None else None for word in files
        ]
        if None in texts or (len(texts) > 1 and name not in ("sort", "awk", "sed", "cut")):
            return None
        pieces = tuple(piece for text in texts if text is not None for piece in text)
        return replace(command, words=(command.words[0], *words), stdin=pieces)

    def _text_of(self, path: str, at: Location) -> Pieces | None:
        """What stands in a file that the script has written, or that lies beside it; None for one that is not here."""
        made = self.scope.written(path)
        if made is not None:
            return made.pieces
        text = self._look(self.scope.folder, path)
        return (Chunk(text, at),) if text is not None else None

    # -- rooms -------------------------------------------------------------------------------------------------

    def _script(
        self, words: tuple[Word, ...], at: Location, options: tuple[Word, ...] | None = None
    ) -> Outcome:
        raise NotImplementedError

    def _shell(self, arguments: tuple[Word, ...], at: Location) -> Outcome:
        raise NotImplementedError

    def _make(self, command: Command) -> Outcome | None:
        raise NotImplementedError

    def _wrapped(self, name: str, command: Command) -> Output | Outcome | None:
        raise NotImplementedError


def _within(here: Location, whole: Location) -> bool:
    """Whether one place begins in the lines of another."""
    return here.path == whole.path and whole.line <= here.line <= (whole.end_line or whole.line)
