"""``ifeq`` and its kin: which lines of a Makefile count, where what they compare is known.

Source: GNU make manual, "Conditional Parts of Makefiles".
"""

from __future__ import annotations

from collections.abc import Mapping

from natpin.formats.pipelines.make import functions
from natpin.model.record import field, mutable
from natpin.regex import late_regex

_PAIR = late_regex(r"\((.*),[ \t]*(.*)\)\Z|([\"'])(.*)\3[ \t]+([\"'])(.*)\5\Z")


def expanded(written: str, values: Mapping[str, str | None]) -> str | None:
    """A text with make's references replaced; None where one of them is not known."""
    whole = functions.expanded(written, values.get)
    return None if whole is None or "$" in whole else whole


@mutable
class Branches:
    """The conditionals around the line that is read."""

    _open: list[_Branch] = field(default_factory=list)

    def turn(self, word: str, said: str, values: Mapping[str, str | None]) -> None:
        """``ifeq``, ``else``, ``endif`` and so on."""
        if word == "endif":
            if self._open:
                self._open.pop()
            return
        if word == "else":
            if self._open:
                again = said.split(None, 1)
                self._open[-1].other(again[0] if again else "", again[1] if len(again) > 1 else "", values)
            return
        self._open.append(_Branch(_holds(word, said, values), f"{word} {said}"))

    @property
    def passed_over(self) -> bool:
        """True for lines that surely do not count."""
        return any(branch.now is False for branch in self._open)

    @property
    def undecided(self) -> tuple[str, ...]:
        """What must hold for the line to count and is not known; ``not `` stands before what must not."""
        return tuple(one for branch in self._open for one in branch.tests())


@mutable
class _Branch:
    now: bool | None
    """Whether the lines of this branch count, as far as its own condition says."""
    said: str
    earlier: list[str] = field(default_factory=list)
    """Undecided conditions of the branches before it."""
    taken: bool = False
    """Whether an earlier branch surely counts."""

    def other(self, word: str, said: str, values: Mapping[str, str | None]) -> None:
        """``else``, perhaps with a condition of its own."""
        self.taken = self.taken or self.now is True
        if self.now is None:
            self.earlier.append(self.said)
        self.said = f"{word} {said}"
        self.now = False if self.taken else _holds(word, said, values) if word else True

    def tests(self) -> list[str]:
        before = [f"not {one}" for one in self.earlier]
        return [*before, self.said] if self.now is None else before


def _holds(word: str, said: str, values: Mapping[str, str | None]) -> bool | None:
    """Whether a condition holds; None where that is not known."""
    if word in ("ifdef", "ifndef"):
        value = values.get(said.strip())
        return None if value is None else (value != "") is (word == "ifdef")
    match = _PAIR.match(said.strip())
    if match is None:
        return None
    sides = (match.group(1), match.group(2)) if match.group(3) is None else (match.group(4), match.group(6))
    left, right = (expanded(side.strip(), values) for side in sides)
    return None if left is None or right is None else (left == right) is (word == "ifeq")
