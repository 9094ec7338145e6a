"""One run of a PowerShell script, on paper."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from natpin.formats.az.checkouts import below_checkout
from natpin.formats.az.powershell import foreign
from natpin.formats.az.powershell.base import Left
from natpin.formats.az.powershell.builtins import ALIASES
from natpin.formats.az.powershell.cmdlets import PARAMETER_DEFAULTS, Cmdlets
from natpin.formats.az.powershell.reach import EVERYTHING
from natpin.formats.az.powershell.values import Body, Code, Items, Nothing, Text, literal, word_of
from natpin.formats.az.work import LEFT, TooMuch
from natpin.formats.az.worlds import STAYS, Flow, Outcome
from natpin.languages.powershell.tree import Block, Command, Expand, Expression, Function, Literal
from natpin.languages.shell.words import Chunk, Status, word_saying
from natpin.model.doubt import Doubt, Question, Reach
from natpin.model.endings import POWERSHELL
from natpin.model.location import Location
from natpin.model.value import Skipped, Unknown
from natpin.regex import late_regex

_OF_NETWORKS = late_regex(r"subnet|v(?:irtual)?net|natgateway|routetable|egress|outbound|aks")
"""Nouns, lower case, of a module that is not known and that speaks of clusters or of their networks."""
_KNOWN = ("az", "ec2", "vpc", "gce", "vm")
"""What nouns of Az begin with, which are known, and those of other clouds."""
_READING = frozenset(
    [
        "get",
        "test",
        "write",
        "out",
        "format",
        "convertto",
        "convertfrom",
        "select",
        "measure",
        "find",
        "search",
        "show",
        "assert",
    ]
)


class Machine(Cmdlets):
    """Runs commands, and scripts as a whole."""

    def script(self, block: Block) -> Status:
        """Run a whole script; where it makes nothing itself, the functions that nobody calls, which may be called.

        NO where it surely ends by throwing, or by an exit status that is not zero.
        """
        status = Status.MAYBE
        cause = Unknown("where the script ends is not known", block.at)
        try:
            outcome = self.worlds.bounded(
                lambda: self._top(block), (Flow.EXIT, Flow.RETURN, Flow.BREAK, Flow.CONTINUE), cause
            )
            status = outcome.status
            if not self.session.state.built:
                for function in self.memory.functions():
                    if function.name.lower() not in self.called:
                        self._uncalled(function)
        except TooMuch as left:
            self._gave_up(LEFT, left.at or block.at)
        except RecursionError:
            self._gave_up("it is nested too deeply to be followed", block.at)
        if self.worlds.overflow:
            self.doubt("it may end in more ways than are followed", block.at, Reach(EVERYTHING, adds=True))
        return status

    def _gave_up(self, reason: str, at: Location) -> None:
        self.skipped.append(Skipped(self.root, reason, claims_aks=True))
        self.doubt(reason, at, Reach(EVERYTHING, adds=True))

    def _top(self, block: Block) -> Outcome:
        try:
            self.bind_script(block.formals)
            self.memory.set(PARAMETER_DEFAULTS, self.memory.make(Body(), block.at))
            outcome = self.run(block.begin)
            if outcome.flow is None:
                outcome = self.run(block.process)
            return self.run(block.body) if outcome.flow is None else outcome
        except Left as left:
            return left.outcome

    def _uncalled(self, function: Function) -> None:
        cause = Unknown(f"the function {function.name} is not called in this script", function.at)

        def go() -> Outcome:
            try:
                self.bind_script(function.block.formals)
                for part in (function.block.begin, function.block.process, function.block.body):
                    run = partial(self.run, part)
                    outcome = self.worlds.bounded(run, (Flow.RETURN, Flow.EXIT), cause)
                    if outcome.flow is not None:
                        return outcome
            except Left as left:
                return left.outcome
            return Outcome()

        self.memory.enter()
        try:
            self.worlds.meet([self.worlds.trial(go), STAYS], cause)
        finally:
            self.memory.leave()

    def parts(self) -> Iterator[Doubt | Question | Skipped]:
        """What was not followed, and what is open."""
        yield from self.doubts.values()
        yield from self.session.work.worth_asking(self.questions.values())
        yield from self.skipped

    # -- commands ----------------------------------------------------------------------------------------------

    def command(self, command: Command, stdin: Items | None) -> None:
        """Run a command; what it puts out is emitted."""
        at = command.at
        if command.to is not None:
            sign, file = command.to
            items = self.gathered(lambda: self._command(command, stdin), at)
            path = literal(self.evaluate(file))
            if path is not None:
                self.written(path, items, more=sign.endswith(">>"))
            return
        self._command(command, stdin)

    def _command(self, command: Command, stdin: Items | None) -> None:
        at = command.at
        thing = self.evaluate(command.name)
        if isinstance(thing, Code):
            self.call_block(thing.block, command.arguments, stdin, at, own_scope=command.call != ".")
            return
        if isinstance(thing, Items) and command.call and len(thing.elements) == 1:
            thing = thing.elements[0]
        written = literal(thing)
        if (
            written is None
            and isinstance(thing, Text)
            and (below := below_checkout(thing.pieces)) is not None
        ):
            written, thing = below, Text((Chunk(below, at),), at)
        if written is None or isinstance(thing, Nothing):
            self._unknown_name(thing, command, stdin)
            return
        name = written.strip().lower()
        self.as_written[name] = written.strip()
        if name.startswith("--") or (name.startswith("-") and len(name) > 1 and not command.call):
            self.session.stray_flag(word_saying(written, command.name.at))
            return
        if not name:
            return
        name = self.memory.alias(name)
        functions = self.memory.function(name)
        if functions:
            self._call_one_of(functions, command, stdin)
            return
        leaf = name.replace("\\", "/").rpartition("/")[2]
        if command.call != "." and self.program(leaf if leaf.startswith("az") else name, command, stdin):
            if leaf.startswith(("cmd", "bash", "sh", "pwsh", "powershell")):
                self.memory.mark(Status.LIKELY)  # another shell ends as what ran in it
            return
        if name.endswith(POWERSHELL) or (command.call == "." and ("/" in name or "\\" in name)):
            self._script_file(
                thing if isinstance(thing, Text) else Text(word_of(thing).pieces, at), written, command, at
            )
            return
        if name in foreign.REQUESTS:
            foreign.request(self, command)
        if self.builtin(name, command, stdin) or self.cmdlet(name, command, stdin):
            return
        if "-" not in name or name.endswith(".exe"):
            self.memory.mark(Status.LIKELY)  # a program: with which number it ends is not known
        self._outside(name, written, command, stdin)

    def _call_one_of(self, functions: tuple[Function, ...], command: Command, stdin: Items | None) -> None:
        """Call a function; where several may be meant, each in a world of its own."""
        at = command.at
        if len(functions) == 1:
            self.call_function(functions[0], command.arguments, stdin, at)
            return
        cause = Unknown(f"which function {functions[0].name} is, is not known", at)

        def go(function: Function) -> Outcome:
            try:
                self.call_function(function, command.arguments, stdin, at)
            except Left as left:
                return left.outcome
            return Outcome()

        outcome = self.worlds.meet([self.worlds.trial(partial(go, each)) for each in functions], cause)
        if outcome.flow is not None:
            raise Left(outcome)

    def _script_file(self, thing: Text, written: str, command: Command, at: Location) -> None:
        if (
            not self.run_file(thing, command.arguments, at, own_scope=command.call != ".")
            and command.call != "."
        ):
            self.not_there(written, at)

    def _unknown_name(self, thing: object, command: Command, stdin: Items | None) -> None:
        """``& $something``: which command it is, is not known."""
        at = command.at
        if isinstance(command.name, Expand | Literal) and not command.call:
            shown = word_of(thing).label  # type: ignore[arg-type]
            if shown.lower().endswith(".ps1"):
                self.doubt(f"{shown} is run, and is not known", at, Reach(EVERYTHING, adds=True))
            self.memory.emit(self.open_answer("a command", at))
            return
        words = self.words(command.arguments)
        spoken = " ".join(word.label for word in words)
        self.doubt_text("a command whose name is not known", f"az {spoken}", at)
        label = word_of(thing).label.lower()  # type: ignore[arg-type]
        if label.endswith(".ps1"):
            self.doubt(f"{label} is run, and is not known", at, Reach(EVERYTHING, adds=True))
        self.memory.emit(self.open_answer("a command", at))

    def _outside(self, name: str, written: str, command: Command, stdin: Items | None) -> None:
        """A command of a module or a program that natpin does not know."""
        at = command.at
        for each in command.arguments:  # what stands in brackets runs all the same
            if isinstance(each, Expression):
                thing = self.evaluate(each)
                if isinstance(thing, Code):
                    self._perhaps(thing, at)
        foreign.run(self, name, command, stdin)
        verb, dash, noun = name.partition("-")
        if not (dash and verb in _READING):
            spoken = " ".join(word.label for word in self.words(command.arguments))
            self.doubt_text(f"commands of az are given to `{written[:60]}`", spoken, at)
        if dash and noun and "://" not in name and verb not in _READING and ALIASES.get(name) is None:
            told = "lint it together with this script"
            if self.foreign is not None:
                what = f"`{written}` is a function of {self.foreign}, which is not there"
                self.doubt(what, at, Reach(EVERYTHING, adds=True), told)
            elif not noun.startswith(_KNOWN) and _OF_NETWORKS.search(noun) is not None:
                what = f"`{written}` is a function of a module that is not there"
                self.doubt(what, at, Reach(EVERYTHING, adds=True), told)
        if name.endswith((".sh", ".cmd", ".bat", ".py")):
            self.foreign_script(written, at)
            return
        if stdin is not None and not dash:
            self.memory.emit(self.open_answer(written[:60], at))
            return
        self.memory.emit(self.open_answer(written[:60], at))

    def _perhaps(self, code: Code, at: Location) -> None:
        """A block given to a command that is not known: it may run it."""
        cause = Unknown("whether a block runs is not known", at)

        def go() -> Outcome:
            try:
                self.call_block(code.block, (), None, at)
            except Left as left:
                return left.outcome
            return Outcome()

        outcome = self.worlds.meet([self.worlds.trial(go), STAYS], cause)
        if outcome.flow is not None:
            raise Left(outcome)
