"""Bicep's tokens, with their places. Line breaks are no tokens: each token knows whether one came before it.

Source of the grammar: Azure/bicep, docs/grammar.md, and "Bicep file structure and syntax" of the Azure documentation.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NoReturn

from natpin.model.location import Location

# Possessive repetitions: whatever the input, no position is tried twice.
_BLANK = r"(?:[ \t\r\n\ufeff]++|//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+\*/|\#[^\n]*+)*+"
_TOKEN = re.compile(
    _BLANK
    + r"""(?:(?P<multiline>\$*+'''(?:[^']++|'(?!''))*+'''(?!'))
          |(?P<quote>')
          |(?P<number>[0-9]++(?!\w))
          |(?P<name>[A-Za-z_]\w*+)
          |(?P<mark>\.\.\.|::|=>|==|!=|=~|!~|&&|\|\||\?\?|<=|>=|\.\?|[-+*%!<>=?:;.,@|^()\[\]{}]|/(?!\*))
          |(?P<end>\Z))""",
    re.VERBOSE,
)
_STRING_PIECE = re.compile(
    r"(?P<text>[^'\\$\r\n]++)|(?P<escape>\\(?:u\{[0-9A-Fa-f]{1,6}\}|.))|(?P<hole>\$\{)|(?P<dollar>\$)|(?P<close>')"
)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", "'": "'", "$": "$"}


class BicepError(Exception):
    """The text is no Bicep. ``at`` says where."""

    def __init__(self, message: str, at: Location) -> None:
        self.message = message
        self.at = at
        super().__init__(f"{at}: {message}")


class Lexer:
    """One token at a time: ``kind``, ``lexeme``, ``start``, ``position`` (its end) and ``on_new_line``."""

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path
        self.breaks = [found.start() for found in re.finditer("\n", text)]
        self.position = 0
        self.last_end = 0
        self.kind = "end"
        self.lexeme = ""
        self.start = 0
        self.on_new_line = True
        self.everywhere: Location | None = None

    def advance(self) -> None:
        """Go to the next token; what is none is one of kind ``error``, for whoever expects another to complain."""
        self.last_end = self.position
        found = _TOKEN.match(self.text, self.position)
        if found is None:
            offset = self.position
            while offset < len(self.text) and self.text[offset] in " \t\r\n\ufeff":
                offset += 1
            self.start, self.lexeme, self.kind = offset, self.text[offset : offset + 1], "error"
            self.position = offset + 1
            self.on_new_line = self.text.find("\n", self.last_end, offset) >= 0
            return
        self.kind = found.lastgroup or "end"
        self.lexeme = found[self.kind]
        self.start = found.start(self.kind)
        self.position = found.end()
        self.on_new_line = self.start == 0 or self.text.find("\n", self.last_end, self.start) >= 0

    def peek(self) -> tuple[str, str, bool]:
        """The kind and text of the token after this one, and whether a line break comes before it."""
        found = _TOKEN.match(self.text, self.position)
        if found is None:
            return "error", "", False
        kind = found.lastgroup or "end"
        return kind, found[kind], self.text.find("\n", self.position, found.start(kind)) >= 0

    def is_mark(self, *marks: str) -> bool:
        """True when the token is one of these."""
        return self.kind == "mark" and self.lexeme in marks

    def is_name(self, *names: str) -> bool:
        """True when the token is one of these words."""
        return self.kind == "name" and self.lexeme in names

    def expect(self, mark: str) -> None:
        """Go past a mark that must stand here. Raises BicepError."""
        if not self.is_mark(mark):
            found = f", found '{self.lexeme[:20]}'" if self.lexeme else ""
            self.fail(f"expected '{mark}'{found}")
        self.advance()

    def identifier(self) -> str:
        """Go past a name that must stand here. Raises BicepError."""
        if self.kind != "name":
            self.fail(f"expected a name, found '{self.lexeme[:20]}'" if self.lexeme else "expected a name")
        name = self.lexeme
        self.advance()
        return name

    def fail(self, message: str) -> NoReturn:
        """Raises BicepError at this token."""
        raise BicepError(message, self.span(self.start, self.start + max(1, len(self.lexeme))))

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset."""
        line = bisect_left(self.breaks, offset)
        return line + 1, offset - (self.breaks[line - 1] if line else -1)

    def span(self, start: int, end: int | None = None) -> Location:
        """From an offset to the end of the last token, or to ``end``."""
        if self.everywhere is not None:
            return self.everywhere
        return Location(self.path, *self.place(start), *self.place(self.last_end if end is None else end))

    def string_piece(self) -> tuple[str, str]:
        """Inside a string: the next piece of it, as ``text`` (unescaped), ``hole`` or ``close``. Raises BicepError."""
        found = _STRING_PIECE.match(self.text, self.position)
        if found is None:
            self.fail("a string is not closed")
        self.position = found.end()
        kind, lexeme = found.lastgroup or "", found[0]
        if kind == "escape":
            return "text", self._unescaped(lexeme)
        return ("text", lexeme) if kind == "dollar" else (kind, lexeme)

    def _unescaped(self, lexeme: str) -> str:
        if lexeme.startswith("\\u{"):
            code = int(lexeme[3:-1], 16)
            return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"
        if lexeme[1] not in _ESCAPES:
            self.fail(f"there is no escape {lexeme}")
        return _ESCAPES[lexeme[1]]
