"""Functions, traps, other scripts, and texts that are run as script."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from natpin.formats.az.bash.environment import (
    export_unseen,
    listed,
    names_every_line,
    set_unseen,
    sets_none,
)
from natpin.formats.az.bash.kept_files import KEPT, as_assignments
from natpin.formats.az.bash.settings_files import SettingsFiles
from natpin.formats.az.worlds import TEARDOWN, Flow, Outcome
from natpin.languages.shell.attributes import ATTRIBUTES, EXPORTED, OPTION, REFERS, option
from natpin.languages.shell.scope import ARGUMENTS, EXPORTED_FUNCTION, FUNCTION, NAME, SHIFTED, VARIABLES
from natpin.languages.shell.tree import MAX_DEPTH, NoEnd, Source
from natpin.languages.shell.variable import Function, Variable
from natpin.languages.shell.words import Chunk, Pieces, Status, Word
from natpin.model.endings import SHELL
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.value import Unknown
from natpin.regex import late_regex

if TYPE_CHECKING:
    from tree_sitter import Node

ALIAS = "\0alias:"
"""Before the name of an alias."""
ON_ERROR = "\0trap:ERR"
OF_A_SHELL = (ATTRIBUTES, REFERS, OPTION, ALIAS, ON_ERROR)
"""What is declared and set ends with its shell."""
MAX_RECURSION = 12
_SPEAKS_OF_AZURE = late_regex(r"az|\b(?:aks|network) ")
"""az, or what may be az in a variable: ``$CLI aks create``."""
"""Calls of a function by itself whose arguments are known."""
MAX_FILES = 20
"""Scripts that run each other."""

_FIRST_LINE = late_regex(r"#![^\n]{0,80}?sh(?: +-([A-Za-z]{1,8}))?[ \r]*(?:\n|\Z)")


class Functions(SettingsFiles):
    """Calls."""

    def _define(self, node: Node, source: Source) -> Outcome:
        name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        if name is not None and body is not None:
            text = source.text(name)
            self.scope.functions.define(Function(body, source, text))
        return Outcome()

    def _call(self, function: Function, arguments: tuple[Word, ...] | None, at: Location) -> Outcome:
        self._called.add(function.name)
        known = arguments is not None and all(word.literal is not None for word in arguments)
        if self._doing.count(function.name) > (MAX_RECURSION if known else 3):
            self._doubt(f"the function {function.name} calls itself", at)
            return Outcome(Status.MAYBE)
        if function.others or function.missing:
            return self._one_of(function, arguments, at)
        before = self.scope.variables.get(ARGUMENTS), self.scope.variables.get(SHIFTED)
        self._locals.append({})
        self._doing.append(function.name)
        cause = Unknown(f"it is not known which branch {function.name} takes", at)
        strict = self._errexit and not self._probing
        nest, self._nest = self._nest, 0

        def body() -> Outcome:
            self.scope.pass_on(arguments)
            with self.session.state.called(at):
                done = self._statement(function.body, function.source)
            return self._strict(done, strict=strict)

        try:
            outcome = self._worlds.bounded(body, (Flow.RETURN,), cause)
        finally:
            self._nest = nest
            self._doing.pop()
            for name, variable in self._locals.pop().items():
                self.scope.variables.set(name, variable)
            self.scope.variables.set(ARGUMENTS, before[0])
            self.scope.variables.set(SHIFTED, before[1])
        if outcome.flow not in (None, Flow.EXIT, Flow.RETURN):
            return outcome
        return Outcome(outcome.status, Flow.EXIT if outcome.flow is Flow.EXIT else None)

    def _one_of(self, function: Function, arguments: tuple[Word, ...] | None, at: Location) -> Outcome:
        """A call of a function whose definition depends on the way taken."""
        ways = [
            self._worlds.trial(partial(self._call, replace(each, others=(), missing=False), arguments, at))
            for each in (function, *function.others)
        ]
        if function.missing:
            ways.append(self._worlds.trial(lambda: self._tell(Status.NO, at, "127")))
        return self._worlds.meet(ways, Unknown(f"which {function.name} is called is not known", at))

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
            if function.name in self._called:
                continue
            if not _SPEAKS_OF_AZURE.search(function.source.text(function.body)):
                continue
            at = function.source.at(function.body)
            cause = Unknown(f"the function {function.name} is not called in this script", at)
            self.session.uncalled = True
            try:
                self._perhaps(partial(self._call, function, None, at), cause)
            finally:
                self.session.uncalled = False

    # -- the end -----------------------------------------------------------------------------------------------

    def _trap(self, arguments: tuple[Word, ...]) -> Outcome:
        """``trap … EXIT``: what runs when the script ends. Other signals come when it fails."""
        names = [(word.literal or "").upper().removeprefix("SIG") for word in arguments[1:]]
        off = bool(arguments) and arguments[0].literal in ("-", "")
        if arguments and not {"EXIT", "0"}.isdisjoint(names):
            self._traps = [] if off else [arguments]
            self._worlds.at_exit = True
        if arguments and "ERR" in names:
            self.scope.variables.set(ON_ERROR, None if off else Variable(arguments[0].pieces))
        if arguments and not off and not {"RETURN", "DEBUG"}.isdisjoint(names):
            cause = Unknown("how often the trap runs is not known", arguments[0].at)
            self._perhaps(lambda: self._run_text(arguments[0].pieces, arguments[0].at, apart=False), cause)
        return Outcome()

    def _on_error(self, at: Location) -> None:
        """``trap … ERR``: what runs when a command surely fails where nobody asks; in functions with ``set -E`` alone."""
        trap = self.scope.variables.get(ON_ERROR)
        if trap is None or (self._locals and option("errtrace", self.scope.variables) is False):
            return
        self.scope.variables.set(ON_ERROR, None)
        status = self.scope.status
        try:
            self._run_text(trap.pieces, at, apart=False)
        finally:
            self.scope.status = status
            self.scope.variables.set(ON_ERROR, trap)

    def _at_exit(self) -> None:
        """Run what was left for the end; a clean-up of what the run has made for itself is none of the deployment."""
        for arguments in self._traps:
            text = arguments[0].literal or ""
            at = arguments[0].at

            self._tell(Status.YES, at)

            def run(first: Word = arguments[0], at: Location = at) -> Outcome:
                return self._run_text(first.pieces, at, apart=False)

            tried = self._worlds.trial(run)
            if not (tried.clears and TEARDOWN.search(text)):
                self._worlds.meet([tried], Unknown("the trap", at))

    # -- other scripts -----------------------------------------------------------------------------------------

    def _found(self, word: Word) -> Source | None:
        """A script named by a script; a path with unknown pieces is tried by what follows the last of them."""
        written = _end_of(word)
        if not written:
            return None
        made = self.scope.written(written)
        if made is not None:
            kept = written.startswith(KEPT)
            return self._text_source(as_assignments(made.pieces) if kept else made.pieces, word.at)
        return self._load(self.scope.folder, written)

    def _source(self, arguments: tuple[Word, ...], at: Location) -> Outcome:
        if not arguments:
            return Outcome()
        word = arguments[0]
        label = word.label
        source = self._found(word)
        if source is None:
            is_script = label.endswith(SHELL) or "." not in posixpath.basename(label)
            if is_script and not label.startswith(VARIABLES):
                self._unread.append(label)
            self._file_not_here(word.literal, _end_of(word) or label, label, at)
            return Outcome()
        made = self.scope.written(word.literal) if word.literal is not None else None
        if made is not None and not names_every_line(made.pieces):
            export_unseen(self.scope, "what is taken in as script", at)
        if (self._files.count(source.path) > 1 and not source.pinned) or len(self._files) > MAX_FILES:
            return Outcome()
        before = self.scope.variables.get(ARGUMENTS), self.scope.variables.get(SHIFTED)
        if len(arguments) > 1:
            self.scope.pass_on(arguments[1:])
        self._files.append(source.path)
        self.came_to.add(source.path)
        cause = Unknown(f"it is not known which branch {label} takes", at)
        try:
            with self.session.state.called(at):
                outcome = self._worlds.bounded(
                    lambda: self._sequence(source.root.children, source), (Flow.RETURN,), cause
                )
        finally:
            self._files.pop()
            if len(arguments) > 1:
                self.scope.variables.set(ARGUMENTS, before[0])
                self.scope.variables.set(SHIFTED, before[1])
        return Outcome(outcome.status, Flow.EXIT if outcome.flow is Flow.EXIT else None)

    def _script(
        self, words: tuple[Word, ...], at: Location, options: tuple[Word, ...] | None = None
    ) -> Outcome:
        """A script that runs by itself: its variables are its own. ``options``: those that the shell was given which runs
        it; None where its first line says which shell that is."""
        if not words:
            return Outcome()
        source = self._found(words[0])
        if source is None:
            self._not_there(words[0], at)
            return Outcome(Status.MAYBE)
        if (source.path in self._files and not source.pinned) or len(self._files) > MAX_FILES:
            return Outcome(Status.MAYBE)
        self._files.append(source.path)
        self.came_to.add(source.path)

        def run() -> Outcome:
            self._hide_unexported()
            if options is None:
                self._by_first_line(source)
            else:
                self._set(options)
            self.scope.pass_on(words[1:])
            return self._sequence(source.root.children, source)

        try:
            with self.session.state.called(at):
                return self._in_child(run, at)
        finally:
            self._files.pop()

    def _by_first_line(self, source: Source) -> None:
        """``#!/bin/bash -e``"""
        first = _FIRST_LINE.match(source.between(0, 200))
        if first is None:
            return
        for letter in first.group(1) or "":
            if letter in "eu":
                self._opt({"e": "errexit", "u": "nounset"}[letter], source.at(source.root), on=True)

    def _in_child(self, run: Callable[[], Outcome], at: Location) -> Outcome:
        """In a shell of its own, which does not know whether anybody asks how it ends."""

        def alone() -> Outcome:
            probing, self._probing = self._probing, 0
            local, self._locals = self._locals, []
            try:
                return run()
            finally:
                self._probing, self._locals = probing, local

        return self._apart(alone, at)

    def _hide_unexported(self) -> None:
        """A program of its own gets the exported variables alone; what else a pipeline's steps set is exported too."""
        for name, _ in list(self.scope.variables.items()):
            if name.startswith(OF_A_SHELL):
                self.scope.variables.set(name, None)
            elif name.startswith(FUNCTION):
                exported = EXPORTED_FUNCTION + name.removeprefix(FUNCTION)
                if self.scope.variables.get(exported) is None:
                    self.scope.variables.set(name, None)
        if self._in_steps:
            return
        for name, _ in list(self.scope.variables.items()):
            internal = name.startswith(("\0", "__natpin")) or name in self.scope.holes
            if internal:
                continue
            listed = (found := self.scope.variables.get(name)) is not None and found.elements is not None
            if listed:  # no array is exported
                self.scope.variables.set(name, Variable(unset=True))
            elif self.scope.variables.get(EXPORTED + name) is None:
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
            name = f"__natpin_{at.line}_{at.column}_{number}_{self.session.work.done}"
            self.scope.assign(name, Variable((piece,)))
            text.append("${" + name + "}")
        try:
            return Source(at.path, "".join(text), pinned=at)
        except NoEnd:
            self._doubt("a text that is run as a script and cannot be read as one", at)
            return None

    def _run_text(
        self,
        pieces: Pieces,
        at: Location,
        arguments: tuple[Word, ...] | None = None,
        *,
        apart: bool,
        name: Word | None = None,
        options: tuple[Word, ...] = (),
    ) -> Outcome:
        """``eval``, ``bash -c``, ``trap``, a here-document fed to ``bash``. ``name``: what ``$0`` is in it. ``options``:
        those of ``set`` that the shell was given."""
        if self._depth > MAX_DEPTH - 10:
            self._doubt("texts that run texts as script are nested too deeply", at)
            return Outcome(Status.MAYBE)
        if pieces and all(not isinstance(piece, Chunk) or not piece.text.strip() for piece in pieces):
            if all(isinstance(piece, Chunk) for piece in pieces):
                return Outcome()
            if not _harmless(pieces):
                self._doubt("a text that is run as script is not known", at)
            if not apart and not sets_none(pieces):
                named = listed(Word(pieces, at).label, partial(self._settings, self.scope.folder))
                set_unseen(self.scope, named, "a text that is run as script", at)
                export_unseen(self.scope, "a text that is run as script", at)
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
                self._set(options)
                self.scope.pass_on(arguments or ())
                if name is not None:
                    self.scope.variables.set(NAME, Variable(name.pieces))
                return self._sequence(source.root.children, source)

            return self._in_child(run, at)
        finally:
            self._depth -= 5


def _end_of(word: Word) -> str | None:
    """A path as it is written; of one with unknown pieces, what follows the last of them; None where that is nothing."""
    last = word.pieces[-1] if word.pieces and word.literal is None else None
    return last.text.lstrip("/") if isinstance(last, Chunk) else word.literal


def _harmless(pieces: Pieces) -> bool:
    """True for what well-known programs print for a shell to run: completions, agents, environments."""
    labels = " ".join(getattr(piece, "label", "") for piece in pieces)
    return any(
        name in labels
        for name in ("curl", "wget", "ssh-agent", "brew", "minikube", "kubectl", "helm", "direnv", "pyenv")
    )
