"""The state of one run of a script, and what each room of the interpreter offers the others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from natpin.formats.az.bash.environment import set_any
from natpin.formats.az.branches import Branches
from natpin.formats.az.cli.session import Session
from natpin.formats.az.work import PIECES_A_STEP, TooMuch
from natpin.formats.az.worlds import Outcome, Worlds
from natpin.languages.shell.attributes import OPTION, option
from natpin.languages.shell.conditions import Conditions
from natpin.languages.shell.expand import Expander
from natpin.languages.shell.scope import STATUS, WRITTEN, Scope
from natpin.languages.shell.tree import Source
from natpin.languages.shell.variable import Function, Variable
from natpin.languages.shell.words import (
    Chunk,
    Pieces,
    Status,
    Word,
)
from natpin.model.doubt import Doubt, Question, Reach
from natpin.model.location import Location
from natpin.model.value import Skipped, Unknown
from natpin.regex import late_regex

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_ROUNDS = 256
"""Rounds of one loop."""

STDIN = "\0stdin"
PRINTED = "\0printed:"
OUTLIVES = (STDIN, PRINTED, WRITTEN, STATUS)
"""What a subshell leaves behind; its variables end with it."""


_HOLE = late_regex(r"\$\{(natpin_\d+)\}")
_HOLE_HOLDS = late_regex(r'\[ "\$\{(natpin_\d+)\}" = true \]')


TESTED = ("0", "1", "2")
"""What ``[ … ]`` and ``grep`` end with: it holds, it does not, it is no test (POSIX, "test")."""


class Base:
    """The state of one run, and what each room offers the others."""

    def __init__(
        self,
        session: Session,
        scope: Scope,
        load: Callable[[str, str], Source | None],
        look: Callable[[str, str], str | None],
        settings: Callable[[str, str], str | None],
        assumed: Mapping[str, str] | None = None,
    ) -> None:
        """``load(folder, path)`` gives a script named in a script, ``look`` the text of any file, ``settings`` that
        of a file of variables, else of its example; None when it is not in the workspace. ``assumed``: answers to questions, by key.
        """
        self.session = session
        self._step = session.work.step
        self.scope = scope
        self.skipped: list[Skipped] = []
        self.questions: dict[str, Question] = {}
        self._load = load
        self._look = look
        self._settings = settings
        self._assumed = assumed or {}
        self._ways = Branches(scope.variables, session.state)
        self._worlds = Worlds(self._ways, session.state)
        scope.on_status = session.excuse_last
        self._expander = Expander(scope, self._substitute)
        self._conditions = Conditions(
            self._expander.word, session.excuse, self._there, self._remembered, self._counted
        )
        self._conditions.any_case = lambda: option("nocasematch", scope.variables)
        self._conditions.value_of = self._expander.value_of
        self._conditions.rematch = self._rematch
        self._conditions.is_set = self._is_set
        self._conditions.pattern_of = self._expander.pattern
        self._conditions.written = lambda path: scope.written(path) is not None
        self._locals: list[dict[str, Variable | None]] = []
        self._called: set[str] = set()
        self._traps: list[tuple[Word, ...]] = []
        self._dispatches = False
        """A command whose name is not known runs: it may be any function."""
        self._unread: list[str] = []
        """Scripts that were sourced and are not in the workspace: what functions they define is not known."""
        self._capturing = 0
        self._depth = 0
        self._probing = 0
        self._would_print: Pieces = ()
        """What the command that was asked prints where it succeeds, though it is supposed to fail."""
        self._supposing = 0
        self.other: Callable[[str, tuple[Word, ...], Location], Status | None] | None = None
        """Runs a program in PowerShell: one of a front end's by its name, or a script; None where it cannot."""
        self._nest = 0
        """Loops around the statement that runs, in this shell and this function."""
        self._excused = False
        """The last statement's status is that of a command whose failing ``set -e`` passes over."""
        self._denied: set[int] = set()
        """The ``!`` that deny the pipes being run, which stand in their first parts."""
        self._aliases = True
        """The shell puts what an alias stands for: not bash, where a script has to ask for it."""
        self._in_steps = False
        """The parts of the script are steps of a pipeline."""
        self.image_variables: Callable[[], Iterable[str]] = tuple
        """The variables that images and services of the workspace set for what runs in them."""
        self.came_to: set[str] = set()
        """Files that were run or taken in, by their paths."""
        self._files: list[str] = []
        self._doing: list[str] = []
        """Names of the functions that run now."""

    # -- what the rooms offer ----------------------------------------------------------------------------------

    def _there(self, path: str) -> bool:
        raise NotImplementedError

    def _remembered(self, label: str) -> bool | None:
        raise NotImplementedError

    def _rematch(self, groups: tuple[str, ...] | None, at: Location) -> None:
        raise NotImplementedError

    def _is_set(self, name: str, at: Location) -> bool | None:
        raise NotImplementedError

    def _sequence(self, nodes: list[Node], source: Source) -> Outcome:
        raise NotImplementedError

    def _statement(self, node: Node, source: Source) -> Outcome:
        raise NotImplementedError

    def _substitute(self, node: Node, source: Source) -> Pieces:
        raise NotImplementedError

    def _captured(self, run: Callable[[], Outcome]) -> Pieces:
        raise NotImplementedError

    def _apart(self, run: Callable[[], Outcome], at: Location, *, asked: bool = True) -> Outcome:
        raise NotImplementedError

    def _asked_all(self, nodes: list[Node], source: Source) -> Outcome:
        raise NotImplementedError

    def _assign(self, node: Node, source: Source) -> None:
        raise NotImplementedError

    def _counted(self, text: str, node: Node, source: Source) -> Status:
        raise NotImplementedError

    def _invoke(self, words: list[Word], at: Location) -> Outcome:
        raise NotImplementedError

    def _set(self, arguments: tuple[Word, ...]) -> Outcome:
        raise NotImplementedError

    def _call(self, function: Function, arguments: tuple[Word, ...] | None, at: Location) -> Outcome:
        raise NotImplementedError

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
        raise NotImplementedError

    # -- options -----------------------------------------------------------------------------------------------

    def _may_set_any(self, file: str, at: Location) -> None:
        """Any variable may have what a file sets that is not seen."""
        if not self.session.work.step(sum(1 for _ in self.scope.variables.items()) // PIECES_A_STEP):
            raise TooMuch(at)
        set_any(self.scope, file, at)

    @property
    def _errexit(self) -> bool:
        """``set -e`` holds."""
        return option("errexit", self.scope.variables) is True

    def _opt(self, name: str, at: Location, *, on: bool) -> None:
        self.scope.variables.set(OPTION + name, Variable((Chunk("1" if on else "0", at),)))

    # -- doubts ------------------------------------------------------------------------------------------------

    def _doubt(
        self, reason: str, at: Location, settle_by: str | None = None, reach: Reach | None = None
    ) -> None:
        """Something is not followed."""
        self.session.doubt(Doubt(reason, at, settle_by, reach or Reach(adds=True)))

    def _cause(self, node: Node, source: Source) -> Unknown:
        shown = " ".join(source.text(node).split())
        if "{natpin_" in shown:  # a front end's own variables go by what they stand for
            for pattern in (_HOLE_HOLDS, _HOLE):
                shown = pattern.sub(self._label, shown)
        hole = self._conditions.hole
        return Unknown(
            f"whether `{shown[:80]}` holds is not known", source.at(node), hole.settle_by if hole else None
        )

    def _label(self, match: re.Match[str]) -> str:
        hole = self.scope.holes.get(match.group(1))
        return match.group(0) if hole is None else hole.label
