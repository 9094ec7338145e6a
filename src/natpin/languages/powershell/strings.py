"""Text of PowerShell: quotes, here-strings, and what is expanded in them (about_Quoting_Rules)."""

from __future__ import annotations

import re
from abc import abstractmethod

from natpin.languages.powershell.cursor import DOUBLE, ESCAPES, SINGLE, Broken, Cursor
from natpin.languages.powershell.tree import (
    Expand,
    Expression,
    Group,
    Literal,
    Variable,
)
from natpin.model.location import Location

_VARIABLE = re.compile(
    r"\$(?:\{([^}]{1,400})\}|((?:[A-Za-z_]\w{0,60}:(?=[A-Za-z_]))?\w{1,200}|[?^$](?![\w(])))"
)

_SINGLE_QUOTE = re.compile(f"[{SINGLE}]")
_ENDS_PLAIN = frozenset(f"{DOUBLE}`$")
_PLAIN = re.compile(f"[^{DOUBLE}`$]+")
"""Inside of double quotes: text in which nothing is expanded."""

_HERE_END = {
    DOUBLE: re.compile(rf"\n[{DOUBLE}]@"),
    SINGLE: re.compile(rf"\n[{SINGLE}]@"),
}


class Strings(Cursor):
    """Text of PowerShell: quotes, here-strings, and what is expanded in them (about_Quoting_Rules)."""

    @abstractmethod
    def group(self, opening: str) -> Group:
        """``( … )``, ``$( … )``, ``@( … )``"""

    def single(self) -> Literal:
        """``'…'``"""
        start = self.position
        self.position += 1
        pieces: list[str] = []
        begin = self.position
        while (found := _SINGLE_QUOTE.search(self.text, begin, self.end)) is not None:
            self.position = found.start()
            pieces.append(self.text[begin : self.position])
            if not (self.ahead() and self.ahead() in SINGLE):
                self.position += 1
                return Literal("".join(pieces), self.at(start + 1, self.position - 1))
            pieces.append(self.ahead())
            self.position += 2
            begin = self.position
        self.position = self.end
        raise Broken("a string does not end")

    def double(self) -> Expression:
        """``"…"``"""
        start = self.position
        self.position += 1
        parts = self.expanded(closing=True)
        return _text(parts, self.at(start + 1, self.position - 1))

    def here_string(self) -> Expression:
        """``@"`` … ``"@``"""
        start = self.position
        quotes = DOUBLE if self.ahead() in DOUBLE else SINGLE
        begin = self.text.find("\n", self.position, self.end)
        if begin < 0 or self.text[self.position + 2 : begin].strip():
            raise Broken("no here-string")
        pattern = _HERE_END[quotes]
        begun, stopped = self._endless.get(quotes, (self.end, 0))
        found = None if begun <= begin and self.end <= stopped else pattern.search(self.text, begin, self.end)
        if found is None:
            self._endless[quotes] = begin, self.end
            raise Broken("a here-string does not end")
        stop = max(found.start() - (self.text[found.start() - 1 : found.start()] == "\r"), begin + 1)
        self.position = begin + 1
        if quotes is SINGLE:
            value: Expression = Literal(self.text[begin + 1 : stop], self.at(begin + 1, stop))
        else:
            outer, self.end = self.end, stop
            try:
                parts = self.expanded(closing=False)
            finally:
                self.end = outer
            value = _text(parts, self.at(start, found.end()))
        self.position = found.end()
        return value

    def expanded(self, *, closing: bool) -> list[Literal | Expression]:
        """The pieces of expandable text, up to and past its closing quote, or to the end."""
        parts: list[Literal | Expression] = []
        buffer: list[str] = []
        start = begin = self.position

        def flush(upto: int) -> None:
            buffer.append(self.text[begin:upto])
            whole = "".join(buffer)
            buffer.clear()
            if whole:
                parts.append(Literal(whole, self.at(start, upto)))

        while self.position < self.end:
            character = self.here
            if character not in _ENDS_PLAIN:
                plain = self.match(_PLAIN)
                assert plain is not None
            elif closing and character in DOUBLE:
                if self.ahead() and self.ahead() in DOUBLE:
                    buffer.append(self.text[begin : self.position + 1])
                    self.position += 2
                    begin = self.position
                    continue
                flush(self.position)
                self.position += 1
                return parts
            elif character == "`":
                buffer.append(self.text[begin : self.position])
                buffer.append(ESCAPES.get(self.ahead(), self.ahead()))
                self.position += 2
                begin = self.position
            elif character == "$":
                before = self.position
                if self.ahead() == "(":
                    flush(before)
                    parts.append(self.group("$("))
                else:
                    found = self.match(_VARIABLE)
                    if found is None:
                        self.position += 1
                        continue
                    flush(before)
                    parts.append(Variable(found.group(1) or found.group(2), self.at(before)))
                start = begin = self.position
            else:
                self.position += 1
        flush(min(self.position, self.end))
        self.position = min(self.position, self.end)
        if closing:
            raise Broken("a string does not end")
        return parts


def _text(parts: list[Literal | Expression], at: Location) -> Expression:
    if not parts:
        return Literal("", at)
    if len(parts) == 1 and isinstance(parts[0], Literal):
        return parts[0]
    return Expand(tuple(parts), at)
