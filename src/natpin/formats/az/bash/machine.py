"""What the rooms of the interpreter share: the worlds a script is in, what it prints, what is not followed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from natpin.formats.az.bash.environment import has_example, set_any
from natpin.formats.az.branches import Branch, Branches
from natpin.formats.az.cli.session import Session
from natpin.formats.az.work import PIECES_A_STEP, TooMuch
from natpin.formats.az.worlds import STAYS, TEARDOWN, Flow, Outcome, Tried, Worlds
from natpin.languages.shell.attributes import OPTION, option
from natpin.languages.shell.conditions import Conditions, When
from natpin.languages.shell.expand import Expander
from natpin.languages.shell.scope import BOUND, FACT, STATUS, TAKEN_IN, WRITTEN, Scope
from natpin.languages.shell.tree import Source
from natpin.languages.shell.variable import Function, Variable
from natpin.languages.shell.words import (
    Chunk,
    Hole,
    Piece,
    Pieces,
    Status,
    Word,
    is_supposed,
    joined,
    supposed,
    word_saying,
)
from natpin.model.doubt import Doubt, Question, Reach
from natpin.model.location import NOWHERE, Location
from natpin.model.numbers import digits
from natpin.model.record import replace
from natpin.model.value import Skipped, Unknown
from natpin.regex import late_regex

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_ROUNDS = 256
"""Rounds of one loop."""

MAX_QUESTIONS = 40
"""Undecided conditions of one script that are put as questions."""

STDIN = "\0stdin"
PRINTED = "\0printed:"
OUTLIVES = (STDIN, PRINTED, WRITTEN, STATUS)
"""What a subshell leaves behind; its variables end with it."""


_NAMES = re.compile(r"\$([A-Za-z_]\w*)")
_HOLE = late_regex(r"\$\{(natpin_\d+)\}")
_HOLE_HOLDS = late_regex(r'\[ "\$\{(natpin_\d+)\}" = true \]')


_HOLDS, _FAILS = Variable((Chunk("1", NOWHERE),)), Variable((Chunk("0", NOWHERE),))
"""What is known of a test, in a world where it holds and in one where it does not."""
TESTED = ("0", "1", "2")
"""What ``[ … ]`` and ``grep`` end with: it holds, it does not, it is no test (POSIX, "test")."""
FAILURES = tuple(map(str, range(1, 256)))
"""What ``$?`` may be after a command that failed (Bash manual, "Exit Status")."""


class Machine:
    """The state of one run, and what each room offers the others."""

    def __init__(
        self,
        session: Session,
        scope: Scope,
        load: Callable[[str, str], Source | None],
        look: Callable[[str, str], str | None],
        assumed: Mapping[str, str] | None = None,
    ) -> None:
        """``load(folder, path)`` gives a script named in a script, ``look`` the text of any file; None when it is not
        in the workspace. ``assumed``: answers to questions, by key.
        """
        self.session = session
        self.scope = scope
        self.skipped: list[Skipped] = []
        self.questions: dict[str, Question] = {}
        self._load = load
        self._look = look
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

    # -- $? ----------------------------------------------------------------------------------------------------

    def _tell(self, status: Status, at: Location, failed: str = "1", either: tuple[str, ...] = ()) -> Outcome:
        """Note ``$?`` of what ends with 0 or ``failed``, and give the outcome. ``either``: what it can be where that is
        not known."""
        if status is Status.MAYBE:
            why = Unknown("how the last command ended is not known", at)
            self.scope.status = Hole(f"$?@{at}", why, choices=either)
        else:
            text = "0" if status.holds else failed
            self.scope.status = Chunk(text, at, assumed=not status.certain)
        return Outcome(status)

    def _told(self) -> Status:
        """How the last command ended, by ``$?``; what is taken to succeed does."""
        now = self.scope.status
        if now is None or (isinstance(now, Chunk) and now.text == "0"):
            return Status.YES
        return status_of((now,))

    def _narrowed(self, *, holds: bool, at: Location) -> None:
        """In this world the last command succeeded, or it failed."""
        now = self.scope.status
        if holds:
            if not isinstance(now, Chunk) or now.text != "0":
                self.scope.status = Chunk("0", at)
            return
        if isinstance(now, Chunk) and now.text != "0":
            return
        left = tuple(each for each in now.choices if each != "0") if isinstance(now, Hole) else ()
        if len(left) == 1:
            self.scope.status = Chunk(left[0], at)
            return
        why = Unknown("with which number the last command failed is not known", at)
        self.scope.status = Hole(f"$?@{at}!", why, choices=left or FAILURES)

    # -- what is known -----------------------------------------------------------------------------------------

    def _rematch(self, groups: tuple[str, ...] | None, at: Location) -> None:
        """``BASH_REMATCH``"""
        if groups is None:
            hole = self._expander.hole("what the expression found is not known", at)
            self.scope.assign("BASH_REMATCH", Variable((hole,)))
        else:
            words = tuple(word_saying(group, at) for group in groups)
            self.scope.assign("BASH_REMATCH", Variable(elements=words))

    def _is_set(self, name: str, at: Location) -> bool | None:
        """``[[ -v NAME ]]``"""
        base, bracket, index = name.removesuffix("]").partition("[")
        variable = self.scope.get(base, at)
        if variable is None:
            return None
        if not bracket:
            return not variable.unset
        if variable.elements is None or variable.keys is None:
            return None
        return index.strip("\"'") in variable.keys if "$" not in index else None

    def _there(self, path: str) -> bool:
        look = partial(self._look, self.scope.folder)
        return self._load(self.scope.folder, path) is not None or has_example(path, look)

    def _remembered(self, label: str) -> bool | None:
        """Whether a test holds in this world: a branch was taken because of it, or it was answered."""
        found = self.scope.variables.get(FACT + label)
        text = Word(found.pieces, NOWHERE).literal if found is not None else None
        if text in ("1", "0"):
            return text == "1"
        return {"true": True, "false": False}.get(self._assumed.get(self._key(label), ""))

    def _key(self, label: str) -> str:
        return f"{self._files[0] if self._files else ''}: {label}"

    def _learn(self, facts: Mapping[str, bool]) -> None:
        """Go on knowing which tests hold."""
        for label, holds in facts.items():
            self.scope.variables.set(FACT + label, _HOLDS if holds else _FAILS)
            left, equals, right = label.partition(" = ")
            if label.startswith("-z $"):
                left, equals, right = label.removeprefix("-z "), "=", ""
            name = left.removeprefix("$")
            named = left.startswith("$") and (name.isidentifier() or name.isdigit())
            if holds and equals and named and not any(mark in right for mark in "$*?[|"):
                text = Chunk(right, NOWHERE, assumed=True)
                self.scope.variables.set(BOUND + name, Variable((text,)))

    # -- forks -------------------------------------------------------------------------------------------------

    def _fork(
        self,
        status: Status,
        yes: Callable[[], Outcome],
        no: Callable[[], Outcome] | None,
        when: When,
        cause: Unknown,
        *,
        asks: bool = True,
    ) -> Outcome:
        """Go both ways of what is not decided; ``no`` is None where nothing happens otherwise.

        What is only supposed (a variable nobody sets is empty, what is asked for is not there yet) goes the way that
        is supposed, and the other one only where that changes something in Azure.
        """
        defaulted, self._conditions.defaulted = self._conditions.defaulted, False
        status = self._settled(status, when, cause)
        if status is Status.YES:
            self._learn(when[0])
            return yes()
        if status is Status.NO:
            self._learn(when[1])
            return no() if no is not None else Outcome(Status.NO)
        one = self._tried(yes, when[0], status is Status.LIKELY)
        default = self._as_default(one, when)
        if default is not None:
            return self._worlds.meet([default], cause)
        other = self._tried(no or (lambda: Outcome(Status.NO)), when[1], status is Status.UNLIKELY)
        supposed, unsupposed = (other, one) if status is Status.UNLIKELY else (one, other)
        ways = [supposed, unsupposed]
        if status is not Status.MAYBE:
            acts = unsupposed.acts and not self._tears_down(unsupposed, cause)
            # A guard: where the script does its work, it has gone on.
            goes_on = supposed.ends and (defaulted or supposed.outcome.flow is Flow.EXIT)
            if not acts and not goes_on:
                outcome = self._worlds.meet([supposed], cause, supposed=True)
                self._suppose(unsupposed.way.variables, cause.at)
                return outcome
        else:
            ways = self._deployments(ways, cause)
        if asks and (one.acts or other.acts or one.way.variables or other.way.variables):
            self._ask(when, cause)
        return self._worlds.meet(ways, cause, supposed=status is not Status.MAYBE)

    def _suppose(self, unsupposed: Mapping[str, Variable | None], at: Location) -> None:
        """What a way that is not gone would have set or printed is only supposed to be what it is now: a test of it
        later decides nothing for certain, and in the world where it is not empty nobody knows its text. Where it would have
        taken in a file that is not seen, that may be there and have set anything."""
        file = unsupposed.get(TAKEN_IN)
        if file is not None and file.pieces and isinstance(file.pieces[0], Hole):
            self._may_set_any(file.pieces[0].label, file.pieces[0].why.at or at)
            return
        for name, other in unsupposed.items():
            printed = name.startswith(PRINTED)
            if name.startswith("\0") and not printed:
                continue
            now = self.scope.variables.get(name)
            if now is None and not printed:
                continue  # nobody sets it: that is supposed already
            now = now or Variable()
            if now.elements is not None or now.function is not None:
                continue
            if not any(not isinstance(each, Chunk) or each.text.strip() for each in now.pieces):
                if other is not None and other.pieces:
                    why = Unknown("it is set only where something is there already", at)
                    hole = Hole(f"${name.strip(chr(0))}@{at.line}:{at.column}", why, lookup=True)
                    self.scope.variables.set(name, Variable((hole,)))
                continue
            pieces = tuple(
                replace(each, assumed=True) if isinstance(each, Chunk) else each for each in now.pieces
            )
            self.scope.variables.set(name, replace(now, pieces=pieces))

    def _as_default(self, way: Tried, when: When) -> Tried | None:
        """``[ -z "$X" ] && X=text``: another way to write ``${X:=text}``."""
        label = next(iter(when[0]), "") if len(when[0]) == 1 else ""
        name = label.removeprefix("-z $")
        if name == label or way.outcome.flow is not None or way.ended or way.way.resources:
            return None
        changed = {key: found for key, found in way.way.variables.items() if not key.startswith("\0")}
        variable = changed.get(name)
        if len(changed) != 1 or variable is None or variable.elements is not None:
            return None
        if not all(isinstance(piece, Chunk) for piece in variable.pieces):
            return None
        before = self.scope.get(name, NOWHERE)
        if before is not None and any(isinstance(one, Hole) and not one.unset for one in before.pieces):
            return None  # something here sets it, to what is not known
        pieces = tuple(
            replace(piece, assumed=True, of=f"${name}")
            for piece in variable.pieces
            if isinstance(piece, Chunk)
        )
        return replace(way, way=Branch({name: Variable(pieces)}, {}), outcome=Outcome(Status.MAYBE))

    def _deployments(self, ways: list[Tried], cause: Unknown) -> list[Tried]:
        """The ways without those that only take down what the script makes."""
        kept = [way for way in ways if not self._tears_down(way, cause)]
        return kept or ways

    def _tears_down(self, way: Tried, cause: Unknown) -> bool:
        return way.clears and bool(TEARDOWN.search(" ".join((cause.reason, *self._doing))))

    def _tried(self, run: Callable[[], Outcome], facts: Mapping[str, bool], supposing: bool) -> Tried:
        def knowing() -> Outcome:
            self._learn(facts)
            return run()

        self.session.work.ways += 1
        self.session.state.supposed_missing += supposing
        self._supposing += supposing
        try:
            return self._worlds.trial(knowing)
        finally:
            self.session.state.supposed_missing -= supposing
            self._supposing -= supposing

    def _perhaps(self, run: Callable[[], Outcome], cause: Unknown) -> Outcome:
        """Something that may or may not run."""
        ways = self._deployments([self._worlds.trial(run), STAYS], cause)
        outcome = self._worlds.meet(ways, cause)
        return Outcome(Status.MAYBE, outcome.flow)

    # -- questions ---------------------------------------------------------------------------------------------

    def _settled(self, status: Status, when: When, cause: Unknown) -> Status:
        """The status with the answer that was given to it, if one was."""
        if status.certain:
            return status
        key = self._question_key(when, cause)
        return {"true": Status.YES, "false": Status.NO}.get(self._assumed.get(key, ""), status)

    def _question_key(self, when: When, cause: Unknown) -> str:
        if len(when[0]) == 1 and len(when[1]) == 1:
            return self._key(next(iter(when[0])))
        return f"{cause.at.path}:{cause.at.line}:{cause.at.column}"

    def _ask(self, when: When, cause: Unknown) -> None:
        if len(self.questions) >= MAX_QUESTIONS or not self._from_outside(when, cause):
            return
        key = self._question_key(when, cause)
        shown = next(iter(when[0])) if len(when[0]) == 1 == len(when[1]) else cause.reason
        shown = shown.removeprefix("whether `").removesuffix("` holds is not known")
        if any(shown == f"{hole.label} = true" for hole in self.scope.holes.values()):
            shown = shown.removesuffix(" = true")
        self.questions.setdefault(key, Question(key, shown, ("true", "false"), cause.at))

    def _from_outside(self, when: When, cause: Unknown) -> bool:
        """True for what whoever runs the script decides, rather than what it finds in Azure."""
        names = [name for label in when[0] for name in _NAMES.findall(label)]
        if not names:
            if cause.settle_by is not None and cause.settle_by.startswith("--var"):
                return True
            few = [hole.label for hole in self.scope.holes.values() if hole.choices]
            return any(label in fact for fact in when[0] for label in few)
        for name in names:
            found = self.scope.variables.get(name)
            if found is not None and not all(isinstance(p, Chunk) and p.of for p in found.pieces):
                return False
        return True

    # -- doubts ------------------------------------------------------------------------------------------------

    def _doubt(
        self, reason: str, at: Location, settle_by: str | None = None, reach: Reach | None = None
    ) -> None:
        """Something is not followed."""
        self.session.doubt(Doubt(reason, at, settle_by, reach or Reach(adds=True)))

    def _cause(self, node: Node, source: Source) -> Unknown:
        shown = " ".join(source.text(node).split())
        for pattern in (_HOLE_HOLDS, _HOLE):  # a front end's own variables go by what they stand for
            shown = pattern.sub(self._label, shown)
        hole = self._conditions.hole
        return Unknown(
            f"whether `{shown[:80]}` holds is not known", source.at(node), hole.settle_by if hole else None
        )

    def _label(self, match: re.Match[str]) -> str:
        hole = self.scope.holes.get(match.group(1))
        return match.group(0) if hole is None else hole.label

    # -- printing ----------------------------------------------------------------------------------------------

    def _print(self, pieces: Pieces) -> None:
        """Add to what the innermost capture takes."""
        if not self._capturing or not pieces:
            return
        if self._supposing:
            pieces = tuple(
                replace(piece, assumed=True) if isinstance(piece, Chunk) else piece for piece in pieces
            )
        key = f"{PRINTED}{self._capturing}"
        before = self.scope.variables.get(key)
        whole = pieces if before is None else joined((*before.pieces, *pieces))
        self.scope.variables.set(key, Variable(whole))

    def _printed(self, run: Callable[[], Outcome]) -> tuple[Pieces, Outcome]:
        """What something prints, taken away from what would be captured outside."""
        self._capturing += 1
        key = f"{PRINTED}{self._capturing}"
        self.scope.variables.set(key, Variable())
        try:
            outcome = run()
            found = self.scope.variables.get(key)
        finally:
            self._capturing -= 1
        return (found.pieces if found is not None else ()), outcome

    def _stdin(self, descriptor: str = "") -> Pieces | None:
        """What can be read from standard input, or from another descriptor; None for a terminal."""
        found = self.scope.variables.get(STDIN + descriptor)
        return found.pieces if found is not None else None

    def _fed(self, pieces: Pieces | None, run: Callable[[], Outcome], descriptor: str = "") -> Outcome:
        """Run with something to read."""
        key = STDIN + descriptor
        before = self.scope.variables.get(key)
        self.scope.variables.set(key, None if pieces is None else Variable(pieces))
        try:
            return run()
        finally:
            self.scope.variables.set(key, before)

    def default(self, name: str) -> Word | None:
        """A variable from which az takes a default, where the script sets it."""
        found = self.scope.get(name, NOWHERE)
        return Word(found.pieces, NOWHERE) if found is not None and found.pieces else None

    def _plain(self, name: str, at: Location) -> str | None:
        variable = self.scope.get(name, at)
        return Word(variable.pieces, at).literal if variable is not None else None


def status_of(pieces: Pieces) -> Status:
    """What a number that a script ends or returns with says."""
    text = Word(pieces, NOWHERE).literal
    if text is not None:
        code = digits(text)
        return Status.MAYBE if code is None else supposed(code % 256 == 0, certain=not is_supposed(pieces))
    match pieces:
        case (Hole(choices=choices),) if choices and "0" not in choices:
            return Status.NO
    return Status.MAYBE


def trimmed(pieces: Pieces) -> Pieces:
    """What ``$(…)`` gives: without the line ends at the end."""
    kept: list[Piece] = list(pieces)
    while kept and isinstance(kept[-1], Chunk) and not kept[-1].text.strip("\n"):
        kept.pop()
    if kept and isinstance(kept[-1], Chunk):
        kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip("\n"))
    elif kept and isinstance(kept[-1], Hole) and kept[-1].choices:
        kept[-1] = replace(kept[-1], choices=tuple(each.rstrip("\n") for each in kept[-1].choices))
    return tuple(kept)
