"""Functions, traps, other scripts, and texts that are run as script."""

from __future__ import annotations

import posixpath
from functools import partial
from typing import TYPE_CHECKING

from natpin.formats.az.bash.machine import Machine
from natpin.formats.az.worlds import TEARDOWN, Flow, Outcome
from natpin.languages.shell.attributes import ATTRIBUTES, EXPORTED, OPTION, REFERS
from natpin.languages.shell.scope import ARGUMENTS, NAME, SHIFTED, WRITTEN, Function
from natpin.languages.shell.tree import MAX_DEPTH, NoEnd, Source
from natpin.languages.shell.variable import Variable
from natpin.languages.shell.words import Chunk, Pieces, Status, Word
from natpin.model.location import Location
from natpin.model.value import Unknown

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_FILES = 20
"""Scripts that run each other."""

_LIBRARY = (".sh", ".bash", ".zsh", ".azcli")


class Functions(Machine):
    """Calls."""

    def _define(self, node: Node, source: Source) -> Outcome:
        name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        if name is not None and body is not None:
            text = source.text(name)
            self.scope.functions[text] = Function(body, source, text)
        return Outcome()

    def _call(self, function: Function, arguments: tuple[Word, ...] | None, at: Location) -> Outcome:
        self._called.add(function.name)
        if self._doing.count(function.name) > 3:
            self._doubt(f"the function {function.name} calls itself", at)
            return Outcome(Status.MAYBE)
        before = self.scope.variables.get(ARGUMENTS), self.scope.variables.get(SHIFTED)
        self._locals.append({})
        self._doing.append(function.name)
        cause = Unknown(f"which way {function.name} takes is not known", at)
        strict = self._errexit and not self._probing

        def body() -> Outcome:
            self.scope.pass_on(arguments)
            return self._strict(self._statement(function.body, function.source), strict=strict)

        try:
            outcome = self._worlds.bounded(body, (Flow.RETURN,), cause)
        finally:
            self._doing.pop()
            for name, variable in self._locals.pop().items():
                self.scope.variables.set(name, variable)
            self.scope.variables.set(ARGUMENTS, before[0])
            self.scope.variables.set(SHIFTED, before[1])
        if outcome.flow not in (None, Flow.EXIT, Flow.RETURN):
            return outcome
        return Outcome(outcome.status, Flow.EXIT if outcome.flow is Flow.EXIT else None)

    @staticmethod
    def _strict(outcome: Outcome, *, strict: bool) -> Outcome:
        """Under ``set -e`` a function that fails where nobody asks ends the script."""
        if strict and outcome.flow is Flow.RETURN and outcome.status is Status.NO:
            return Outcome(Status.NO, Flow.EXIT)
        return outcome

    def _uncalled(self) -> None:
        """Functions that nobody calls, in a script that does nothing itself: a library, which may come to be used.

        In a script that acts by itself they are left over, unless it runs what it is told to (``"$@"``).
        """
        if self.session.state.built and not self._dispatches:
            return
        for function in list(self.scope.functions.values()):
            if function.name in self._called or "az" not in function.source.text(function.body):
                continue
            at = function.source.at(function.body)
            cause = Unknown(f"the function {function.name} is not called in this script", at)
            self._perhaps(partial(self._call, function, None, at), cause)

    # -- the end -----------------------------------------------------------------------------------------------

    def _trap(self, arguments: tuple[Word, ...]) -> Outcome:
        """``trap … EXIT``: what runs when the script ends. Other signals come when it fails."""
        names = [(word.literal or "").upper().removeprefix("SIG") for word in arguments[1:]]
        if arguments and not {"EXIT", "0"}.isdisjoint(names):
            self._traps = [] if arguments[0].literal in ("-", "") else [arguments]
        return Outcome()

    def _at_exit(self) -> None:
        """Run what was left for the end; a clean-up of what the run has made for itself is none of the deployment."""
        for arguments in self._traps:
            text = arguments[0].literal or ""
            at = arguments[0].at

            def run(first: Word = arguments[0], at: Location = at) -> Outcome:
                return self._run_text(first.pieces, at, apart=False)

            tried = self._worlds.trial(run)
            if not (tried.clears and TEARDOWN.search(text)):
                self._worlds.meet([tried], Unknown("the trap", at))

    # -- other scripts -----------------------------------------------------------------------------------------

    def _found(self, word: Word) -> Source | None:
        """A script named by a script; a path with unknown pieces is tried by what follows the last of them."""
        written = word.literal
        if written is None:
            last = word.pieces[-1] if word.pieces else None
            written = last.text.lstrip("/") if isinstance(last, Chunk) else None
        if not written:
            return None
        made = self.scope.variables.get(
            WRITTEN + posixpath.normpath(posixpath.join(self.scope.folder, written))
        )
        if made is not None:
            return self._text_source(made.pieces, word.at)
        return self._load(self.scope.folder, written)

    def _source(self, arguments: tuple[Word, ...], at: Location) -> Outcome:
        if not arguments:
            return Outcome()
        word = arguments[0]
        label = word.label
        source = self._found(word)
        if source is None:
            if label.endswith(_LIBRARY) or "." not in posixpath.basename(label):
                self._unread.append(label)
            return Outcome()
        if self._files.count(source.path) > 1 or len(self._files) > MAX_FILES:
            return Outcome()
        before = self.scope.variables.get(ARGUMENTS), self.scope.variables.get(SHIFTED)
        if len(arguments) > 1:
            self.scope.pass_on(arguments[1:])
        self._files.append(source.path)
        cause = Unknown(f"which way {label} takes is not known", at)
        try:
            outcome = self._worlds.bounded(
                lambda: self._sequence(source.root.children, source), (Flow.RETURN,), cause
            )
        finally:
            self._files.pop()
            if len(arguments) > 1:
                self.scope.variables.set(ARGUMENTS, before[0])
                self.scope.variables.set(SHIFTED, before[1])
        return Outcome(outcome.status, Flow.EXIT if outcome.flow is Flow.EXIT else None)

    def _script(self, words: tuple[Word, ...], at: Location) -> Outcome:
        """A script that runs by itself: its variables are its own."""
        if not words:
            return Outcome()
        source = self._found(words[0])
        if source is None:
            self._not_there(words[0], at)
            return Outcome(Status.MAYBE)
        if (source.path in self._files and not source.pinned) or len(self._files) > MAX_FILES:
            return Outcome(Status.MAYBE)
        self._files.append(source.path)

        def run() -> Outcome:
            self._hide_unexported()
            self.scope.pass_on(words[1:])
            return self._sequence(source.root.children, source)

        functions = dict(self.scope.functions)
        try:
            return self._apart(run, at)
        finally:
            self._files.pop()
            self.scope.functions = functions

    def _hide_unexported(self) -> None:
        """A program of its own gets the exported variables alone; what else a pipeline's steps set is exported too."""
        for name, _ in list(self.scope.variables.items()):
            if name.startswith((ATTRIBUTES, REFERS, OPTION)):  # what is declared and set ends with its shell
                self.scope.variables.set(name, None)
        if self._in_steps:
            return
        for name, _ in list(self.scope.variables.items()):
            internal = name.startswith(("\0", "__natpin")) or name in self.scope.holes
            if not internal and self.scope.variables.get(EXPORTED + name) is None:
                self.scope.variables.set(name, None)

    def _not_there(self, word: Word, at: Location) -> None:
        name = posixpath.basename(word.label)
        if any(
            hint in name.lower() for hint in ("install", "test", "lint", "login", "kubectl", "helm", "docker")
        ):
            return
        self._doubt(
            f"the script {name[:80]}, which is not among the files", at, "lint it together with this script"
        )

    # -- texts -------------------------------------------------------------------------------------------------

    def _text_source(self, pieces: Pieces, at: Location) -> Source | None:
        """A text as a script: what is unknown in it stands for variables of its own."""
        text: list[str] = []
        for number, piece in enumerate(pieces):
            if isinstance(piece, Chunk):
                text.append(piece.text)
                continue
            name = f"__natpin_{at.line}_{at.column}_{number}_{self._steps}"
            self.scope.assign(name, Variable((piece,)))
            text.append("${" + name + "}")
        try:
            return Source(at.path, "".join(text), pinned=at)
        except NoEnd:
            self._doubt("a text that is run as script and is no script", at)
            return None

    def _run_text(
        self,
        pieces: Pieces,
        at: Location,
        arguments: tuple[Word, ...] | None = None,
        *,
        apart: bool,
        name: Word | None = None,
    ) -> Outcome:
        """``eval``, ``bash -c``, ``trap``, a here-document fed to ``bash``. ``name``: what ``$0`` is in it."""
        if self._depth > MAX_DEPTH - 10:
            self._doubt("texts that run texts as script are nested too deeply", at)
            return Outcome(Status.MAYBE)
        if pieces and all(not isinstance(piece, Chunk) or not piece.text.strip() for piece in pieces):
            if all(isinstance(piece, Chunk) for piece in pieces):
                return Outcome()
            if not _harmless(pieces):
                self._doubt("a text that is run as script is not known", at)
            return Outcome(Status.MAYBE)
        source = self._text_source(pieces, at)
        if source is None:
            return Outcome(Status.MAYBE)
        self._depth += 5
        try:
            if not apart:
                return self._sequence(source.root.children, source)

            def run() -> Outcome:
                self._hide_unexported()
                self.scope.pass_on(arguments or ())
                if name is not None:
                    self.scope.variables.set(NAME, Variable(name.pieces))
                return self._sequence(source.root.children, source)

            return self._apart(run, at)
        finally:
            self._depth -= 5


def _harmless(pieces: Pieces) -> bool:
    """True for what well-known programs print for a shell to run: completions, agents, environments."""
    labels = " ".join(getattr(piece, "label", "") for piece in pieces)
    return any(
        name in labels
        for name in ("curl", "wget", "ssh-agent", "brew", "minikube", "kubectl", "helm", "direnv", "pyenv")
    )
