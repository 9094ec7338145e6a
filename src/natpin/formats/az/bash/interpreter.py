"""All rooms together: a run of a script from its first line to its last."""

from __future__ import annotations

from collections.abc import Sequence

from natpin.formats.az.bash.assigning import Assigning
from natpin.formats.az.bash.choices import Choices
from natpin.formats.az.bash.commands import Commands
from natpin.formats.az.bash.functions import Functions
from natpin.formats.az.bash.loops import Loops
from natpin.formats.az.bash.makefiles import Makefiles
from natpin.formats.az.bash.statements import Statements
from natpin.formats.az.bash.wrappers import Wrappers
from natpin.formats.az.turns import Turn
from natpin.formats.az.work import LEFT, TooMuch
from natpin.formats.az.worlds import MAX_ENDED, Flow, Outcome
from natpin.languages.shell.tree import Source
from natpin.languages.shell.words import Status
from natpin.model.location import Location
from natpin.model.value import Skipped, Unknown
from natpin.regex import late_regex

_BASH = late_regex(r"#![^\n]{0,80}\bbash\b")
"""A first line that names bash, which puts no aliases in scripts (Bash manual, "Aliases"); sh and zsh do."""


class Interpreter(Functions, Makefiles, Wrappers, Assigning, Choices, Loops, Commands, Statements):
    """One run of a script and of what it sources."""

    def run(self, sources: Sequence[Source], turns: Sequence[Turn | None] = (), folder: str = "") -> None:
        """Run a script, or the parts of one in order, then the functions it defines and never calls. ``folder``: where it
        starts, whichever files its parts lie in.

        ``turns``: one for each part, where these are steps of a pipeline: those that a failure keeps from running do not.
        """
        if not sources:
            return
        path = sources[0].path
        self._in_steps = any(turn is not None for turn in turns)
        self._files.append(path)
        self.scope.folders.be(folder)
        start = Location(path, 1)
        self._by_first_line(sources[0])
        self._aliases = not _BASH.match(sources[0].between(0, 200))

        def whole() -> Outcome:
            failed: set[str] = set()
            for source, turn in zip(sources, turns or [None] * len(sources), strict=True):
                if turn is not None and not turn.comes(failed):
                    continue
                self._no_bash(source)
                outcome = self._sequence(source.root.children, source)
                if outcome.flow is Flow.EXIT:
                    return outcome
                if turn is not None and outcome.status is Status.NO:
                    turn.fails(failed)
            return Outcome()

        def to_the_end() -> Outcome:
            flows = (Flow.EXIT, Flow.RETURN, Flow.BREAK, Flow.CONTINUE)
            self._worlds.bounded(
                whole, flows, Unknown("it is not known which branch the script takes", start)
            )
            self._at_exit()
            self._uncalled()
            return Outcome()

        try:
            self._worlds.bounded(
                to_the_end, tuple(Flow), Unknown("it is not known which branch the script takes", start)
            )
        except TooMuch as left:
            at = left.at or start
            self.skipped.append(Skipped(path, LEFT, at, claims_aks=True))
            self._doubt(LEFT, at)
        self._overflowed(start)

    def _no_bash(self, source: Source) -> None:
        """A script whose structure is lost: from the first word that belongs nowhere, each command is a doubt."""
        if source.root.type != "ERROR":
            return
        for child in source.root.children:
            if (
                child.type == "command_name"
                or child.is_error
                or (not child.is_named and child.type.isalpha())
            ):
                rest = source.between(child.start_byte, source.root.end_byte)
                self._unread_text(rest, source.at(child))
                return

    def _overflowed(self, start: Location) -> None:
        if self._worlds.overflow:
            self._doubt(f"more than {MAX_ENDED} ways of the script end before its end", start)
