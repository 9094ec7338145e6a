"""What is known in a world: how the last command ended, what a test found, what a variable holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial

from natpin.formats.az.bash.base import Base
from natpin.formats.az.bash.environment import has_example
from natpin.formats.az.worlds import ENDS, Outcome
from natpin.languages.shell.scope import BOUND, FACT, STATUS
from natpin.languages.shell.variable import Variable
from natpin.languages.shell.words import (
    Chunk,
    Hole,
    Pieces,
    Status,
    Word,
    is_supposed,
    literal_of,
    supposed,
    word_saying,
)
from natpin.model.location import NOWHERE, Location
from natpin.model.numbers import digits
from natpin.model.value import Unknown

_HOLDS, _FAILS = Variable((Chunk("1", NOWHERE),)), Variable((Chunk("0", NOWHERE),))
"""What is known of a test, in a world where it holds and in one where it does not."""
_MARKS = re.compile(r"[$*?\[|]")
FAILURES = tuple(map(str, range(1, 256)))
"""What ``$?`` may be after a command that failed (Bash manual, "Exit Status")."""


class Known(Base):
    """``$?``, the tests that hold, and what is known of variables."""

    # -- $? ---------------------------------------------------------------------------------------------------

    def _tell(self, status: Status, at: Location, failed: str = "1", either: tuple[str, ...] = ()) -> Outcome:
        """Note ``$?`` of what ends with 0 or ``failed``, and give the outcome. ``either``: what it can be where that is
        not known."""
        piece: Chunk | Hole
        if status is Status.YES:
            piece = Chunk("0", at)
        elif status is Status.LIKELY:
            piece = Chunk("0", at, True)
        elif status is Status.MAYBE:
            why = Unknown("how the last command ended is not known", at)
            piece = Hole(f"$?@{at}", why, choices=either)
        else:
            piece = Chunk(failed, at, status is Status.UNLIKELY)
        self.scope.variables.note(STATUS, Variable((piece,)))
        return ENDS[status]

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
        left = tuple([each for each in now.choices if each != "0"]) if isinstance(now, Hole) else ()
        if len(left) == 1:
            self.scope.status = Chunk(left[0], at)
            return
        why = Unknown("the exit status of the last command is not known", at)
        self.scope.status = Hole(f"$?@{at}!", why, choices=left or FAILURES)

    # -- tests and variables -----------------------------------------------------------------------------------

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
        told = partial(self._settings, self.scope.folder)
        return self._load(self.scope.folder, path) is not None or has_example(path, told)

    def _remembered(self, label: str) -> bool | None:
        """Whether a test holds in this world: a branch was taken because of it, or it was answered."""
        found = self.scope.variables.get(FACT + label)
        text = literal_of(found.pieces) if found is not None else None
        if text in ("1", "0"):
            return text == "1"
        if not self._assumed:
            return None
        return {"true": True, "false": False}.get(self._assumed.get(self._key(label), ""))

    def _key(self, label: str) -> str:
        return f"{self._files[0] if self._files else ''}: {label}"

    def _learn(self, facts: Mapping[str, bool]) -> None:
        """Go on knowing which tests hold."""
        if facts:
            for key, told in learnt(facts):
                self.scope.variables.set(key, told)

    def default(self, name: str) -> Word | None:
        """A variable from which az takes a default, where the script sets it."""
        found = self.scope.get(name, NOWHERE)
        return Word(found.pieces, NOWHERE) if found is not None and found.pieces else None

    def _plain(self, name: str, at: Location) -> str | None:
        variable = self.scope.get(name, at)
        return literal_of(variable.pieces) if variable is not None else None


def learnt(facts: Mapping[str, bool]) -> Iterator[tuple[str, Variable]]:
    """What is known where these tests hold, or do not, by the names under which it is kept: the tests themselves, and the text
    of a variable that was compared with one."""
    for label, holds in facts.items():
        yield FACT + label, _HOLDS if holds else _FAILS
        if not holds:
            continue
        if label.startswith("-z $"):
            name, right = label[4:], ""
        elif label.startswith("$"):
            left, equals, right = label.partition(" = ")
            if not equals or _MARKS.search(right) is not None:
                continue
            name = left[1:]
        else:
            continue
        if name.isidentifier() or name.isdigit():
            yield BOUND + name, Variable((Chunk(right, NOWHERE, assumed=True),))


def status_of(pieces: Pieces) -> Status:
    """What a number that a script ends or returns with says."""
    text = literal_of(pieces)
    if text is not None:
        code = digits(text)
        return Status.MAYBE if code is None else supposed(code % 256 == 0, certain=not is_supposed(pieces))
    match pieces:
        case (Hole(choices=choices),) if choices and "0" not in choices:
            return Status.NO
    return Status.MAYBE
