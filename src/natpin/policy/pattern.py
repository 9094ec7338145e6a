"""Regular expressions that take linear time whatever they are given.

``matches`` patterns may come from a stranger's pull request, and Python's ``re`` backtracks: one pattern can take
for ever. These run as a set of states, one step a character. The language: literals, ``.``, ``[a-z]`` and
``[^…]``, ``\\d \\w \\s`` and their opposites, ``\\.`` escapes, ``^ $``, groups, ``|``, ``* + ?`` and ``{m,n}``.
A pattern may match anywhere in the text, unless anchored. No look-around, no back-references.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from natpin.model.record import mutable, record

MAX_PATTERN = 256
MAX_STATES = 1024
MAX_TEXT = 2048
MAX_GROUPS = 20

_CLASSES: dict[str, Callable[[str], bool]] = {
    "d": lambda c: "0" <= c <= "9",
    "w": lambda c: c == "_" or (c.isascii() and c.isalnum()),
    "s": lambda c: c in " \t\n\r\f\v",
}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


class PatternError(ValueError):
    """The pattern cannot be used; the message says why."""


@record
class _Piece:
    """A parsed part. ``kind``: char, start, end, join, either, repeat."""

    kind: str
    test: Callable[[str], bool] | None = None
    parts: tuple[_Piece, ...] = ()
    low: int = 0
    high: int | None = None


@mutable
class _State:
    """``test`` set: consumes a character and goes on; else an empty step to all of ``to``."""

    to: list[int]
    test: Callable[[str], bool] | None = None
    anchor: str = ""


class Pattern:
    """A compiled pattern."""

    def __init__(self, source: str) -> None:
        if len(source) > MAX_PATTERN:
            raise PatternError(f"longer than {MAX_PATTERN} characters")
        self.source = source
        self._states: list[_State] = []
        self._last = self._state()
        self._first = self._build(_Parser(source).parse(), self._last)

    def _state(self, *to: int, test: Callable[[str], bool] | None = None, anchor: str = "") -> int:
        if len(self._states) >= MAX_STATES:
            raise PatternError("repeats too much")
        self._states.append(_State(list(to), test, anchor))
        return len(self._states) - 1

    def _build(self, piece: _Piece, then: int) -> int:
        """States for a piece that go on to ``then``; returns the entry."""
        match piece.kind:
            case "char":
                return self._state(then, test=piece.test)
            case "start" | "end":
                return self._state(then, anchor=piece.kind)
            case "join":
                for part in reversed(piece.parts):
                    then = self._build(part, then)
                return then
            case "either":
                return self._state(*[self._build(part, then) for part in piece.parts])
            case _:
                return self._repeat(piece, then)

    def _repeat(self, piece: _Piece, then: int) -> int:
        body = piece.parts[0]
        if piece.high is None:
            loop = self._state(then)
            self._states[loop].to.insert(0, self._build(body, loop))
            then = loop
        else:
            after = then
            for _ in range(piece.high - piece.low):
                then = self._state(self._build(body, then), after)
        for _ in range(piece.low):
            then = self._build(body, then)
        return then

    def search(self, text: str) -> bool | None:
        """True when it matches somewhere in the text; None when the text is too long to ask."""
        if len(text) > MAX_TEXT:
            return None
        current: set[int] = set()
        for position in range(len(text) + 1):
            current = self._closure({*current, self._first}, position == 0, position == len(text))
            if self._last in current:
                return True
            if position < len(text):
                current = self._step(current, text[position])
        return False

    def _step(self, current: set[int], character: str) -> set[int]:
        reached = set()
        for number in current:
            state = self._states[number]
            if state.test is not None and state.test(character):
                reached.add(state.to[0])
        return reached

    def _closure(self, states: set[int], at_start: bool, at_end: bool) -> set[int]:
        pending, seen = list(states), set(states)
        while pending:
            state = self._states[pending.pop()]
            if state.test is not None:
                continue
            if (state.anchor == "start" and not at_start) or (state.anchor == "end" and not at_end):
                continue
            for number in state.to:
                if number not in seen:
                    seen.add(number)
                    pending.append(number)
        return seen


@lru_cache(maxsize=256)
def compile_pattern(source: str) -> Pattern:
    """The pattern; raises PatternError."""
    return Pattern(source)


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0
        self.groups = 0

    def parse(self) -> _Piece:
        piece = self._either()
        if self.position < len(self.source):
            raise PatternError("has a ) too many")
        return piece

    def _peek(self) -> str:
        return self.source[self.position : self.position + 1]

    def _take(self) -> str:
        character = self._peek()
        if not character:
            raise PatternError("ends too early")
        self.position += 1
        return character

    def _either(self) -> _Piece:
        branches = [self._join()]
        while self._peek() == "|":
            self._take()
            branches.append(self._join())
        return branches[0] if len(branches) == 1 else _Piece("either", parts=tuple(branches))

    def _join(self) -> _Piece:
        parts = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._repeated(self._atom()))
        return _Piece("join", parts=tuple(parts))

    def _repeated(self, atom: _Piece) -> _Piece:
        bounds: tuple[int, int | None] | None = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(
            self._peek()
        )
        if bounds:
            self._take()
        elif self._peek() == "{":
            bounds = self._bounds()
        if bounds is None:
            return atom
        if atom.kind in ("start", "end"):
            raise PatternError("repeats an anchor")
        if self._peek() and self._peek() in "*+?{":
            raise PatternError("repeats a repetition (put it in a group)")
        low, high = bounds
        return _Piece("repeat", parts=(atom,), low=low, high=high)

    def _bounds(self) -> tuple[int, int | None]:
        end = self.source.find("}", self.position)
        low, comma, high = self.source[self.position + 1 : end].partition(",") if end > 0 else ("", "", "")
        if not _short_number(low) or not (high == "" or _short_number(high)):
            raise PatternError("has a { that is no {m,n} (write \\{ for the character)")
        self.position = end + 1
        least = int(low)
        most = None if comma and not high else int(high or low)
        if most is not None and most < least:
            raise PatternError(f"repeats {{{least},{most}}}")
        return least, most

    def _atom(self) -> _Piece:
        match self._take():
            case ".":
                return _Piece("char", test=lambda c: c != "\n")
            case "^":
                return _Piece("start")
            case "$":
                return _Piece("end")
            case "(":
                return self._group()
            case "[":
                return _Piece("char", test=self._class())
            case "\\":
                return _Piece("char", test=self._escape())
            case "*" | "+" | "?" | "{" as sign:
                raise PatternError(f"has a {sign} with nothing before it")
            case character:
                return _Piece("char", test=character.__eq__)

    def _group(self) -> _Piece:
        self.groups += 1
        if self.groups > MAX_GROUPS:
            raise PatternError(f"has more than {MAX_GROUPS} groups")
        if self._peek() == "?":
            if self.source[self.position : self.position + 2] != "?:":
                raise PatternError("uses (?…), which is not supported")
            self.position += 2
        inner = self._either()
        if self._peek() != ")":
            raise PatternError("has a ( without its )")
        self._take()
        return inner if inner.kind != "start" else _Piece("join", parts=(inner,))

    def _escape(self) -> Callable[[str], bool]:
        character = self._take()
        if character in _CLASSES:
            return _CLASSES[character]
        if character.lower() in _CLASSES:
            positive = _CLASSES[character.lower()]
            return lambda c: not positive(c)
        if character in _ESCAPES:
            return _ESCAPES[character].__eq__
        if character.isalnum():
            raise PatternError(f"uses \\{character}, which is not supported")
        return character.__eq__

    def _class(self) -> Callable[[str], bool]:
        negative = self._peek() == "^"
        if negative:
            self._take()
        tests: list[Callable[[str], bool]] = []
        first = True
        while first or self._peek() != "]":
            first = False
            character = self._take()
            if character == "\\":
                tests.append(self._escape())
            elif self._peek() == "-" and self.source[self.position + 1 : self.position + 2] not in ("]", ""):
                self._take()
                tests.append(_between(character, self._take()))
            else:
                tests.append(character.__eq__)
        self._take()
        return lambda c: any(test(c) for test in tests) != negative


def _between(low: str, high: str) -> Callable[[str], bool]:
    if high == "\\" or high < low:
        raise PatternError(f"has the range {low}-{high}")
    return lambda c: low <= c <= high


def _short_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 3
