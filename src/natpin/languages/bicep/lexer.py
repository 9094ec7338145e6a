"""Bicep's tokens, with their places. Line breaks are no tokens: each token knows whether one came before it.

Source of the grammar: Azure/bicep, docs/grammar.md, and "Bicep file structure and syntax" of the Azure documentation.
"""

from __future__ import annotations

import re
from typing import NoReturn

from natpin.languages.lines import Lines
from natpin.model.location import Location

# Possessive repetitions: whatever the input, no position is tried twice. What is frequent comes first.
BLANK = r"[ \t\r\n]*+(?:(?://[^\n]*+|/\*(?:[^*]++|\*(?!/))*+\*/|\#[^\n]*+|\ufeff)[ \t\r\n]*+)*+"
"""What stands between two tokens."""
_TOKEN = re.compile(
    BLANK
    + r"""(?:(?P<name>[A-Za-z_]\w*+)
          |(?P<mark>[{}()\[\],@;^+*%-]|:(?::)?+|=[=>~]?+|\.(?:\.\.|\?)?+|\?(?:\?)?+|![=~]?+|[<>](?:=)?+
                    |&&|\|(?:\|)?+|/(?!\*))
          |(?P<multiline>\$*+'''(?:[^']++|'(?!''))*+'''(?!'))
          |(?P<quote>')
          |(?P<number>[0-9]++(?!\w))
          |(?P<end>\Z))""",
    re.VERBOSE,
)
_next_token = _TOKEN.match
_KINDS = ("end", *_TOKEN.groupindex)
"""By the number of its group."""
_ARROW = re.compile(BLANK + "=>", re.VERBOSE)
_STRING_PIECE = re.compile(
    r"(?P<text>[^'\\$\r\n]++)|(?P<escape>\\(?:u\{[0-9A-Fa-f]{1,6}\}|.))|(?P<hole>\$\{)|(?P<dollar>\$)|(?P<close>')"
)
_PLAIN_STRING = re.compile(r"([^'\\$\r\n]*+)'")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", "'": "'", "$": "$"}


class BicepError(Exception):
    """The text is no Bicep. ``at`` says where."""

    def __init__(self, message: str, at: Location) -> None:
        self.message = message
        self.at = at
        super().__init__(message)


class Lexer:
    """One token at a time: ``kind``, ``lexeme``, ``start``, ``position`` (its end) and ``on_new_line``."""

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path
        self.lines = Lines(text, path)
        self.find = self.lines.span
        self.position = 0
        self.last_end = 0
        self.kind = "end"
        self.lexeme = ""
        self.start = 0
        self.everywhere: Location | None = None

    def advance(self) -> None:
        """Go to the next token; what is none is one of kind ``error``, for whoever expects another to complain."""
        self.last_end = self.position
        found = _next_token(self.text, self.position)
        if found is None:
            offset = self.position
            while offset < len(self.text) and self.text[offset] in " \t\r\n\ufeff":
                offset += 1
            self.start, self.lexeme, self.kind = offset, self.text[offset : offset + 1], "error"
            self.position = offset + 1
            return
        group = found.lastindex or 0  # nothing that is named has a group of its own inside
        self.kind = _KINDS[group]
        self.lexeme = found[group]
        self.start, self.position = found.span(group)

    @property
    def on_new_line(self) -> bool:
        """Whether a line break comes before the token."""
        return self.start == 0 or self.text.find("\n", self.last_end, self.start) >= 0

    def peek(self) -> tuple[str, str]:
        """The kind and text of the token after this one."""
        found = _next_token(self.text, self.position)
        if found is None:
            return "error", ""
        kind = found.lastgroup or "end"
        return kind, found[kind]

    def before_arrow(self) -> bool:
        """Whether the token after this one is ``=>``."""
        return _ARROW.match(self.text, self.position) is not None

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

    def span(self, start: int, end: int | None = None) -> Location:
        """From an offset to the end of the last token, or to ``end``."""
        if self.everywhere is not None:
            return self.everywhere
        return Location.later(self.find, (start, self.last_end if end is None else end))

    def plain_piece(self) -> str | None:
        """Inside a string: all that is left of it, where that is nothing but text. Goes past its closing quote."""
        found = _PLAIN_STRING.match(self.text, self.position)
        if found is None:
            return None
        self.position = found.end()
        return found[1]

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
