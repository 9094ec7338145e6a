"""JSON as people write it, read exactly, and refused at the place where it is none.

More tolerant than RFC 8259, as the tools that read these files are: comments, trailing commas, a byte order mark and
line breaks inside strings are taken (Azure Resource Manager: "comments and metadata", "multi-line strings").
"""

from __future__ import annotations

import json
import re
from typing import NoReturn

from natpin.languages.lines import Lines
from natpin.model.value import Node, Scalar, Value
from natpin.regex import late_regex

MAX_DEPTH = 100
"""Containers inside containers; no infrastructure nests deeper, and whoever walks the values may recurse."""

# Possessive repetitions: whatever the input, no position is tried twice.
_TOKEN = late_regex(
    r"""(?:[ \t\r\n\ufeff]++|//[^\r\n]*+|/\*(?:[^*]++|\*(?!/))*+\*/)*+
        (?:(?P<string>"[^"\\]*+(?:\\[\s\S][^"\\]*+)*+")
          |(?P<number>-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][-+]?[0-9]++)?(?![\w.]))
          |(?P<word>(?:true|false|null)(?!\w))
          |(?P<mark>[{}\[\],:])
          |(?P<end>\Z))""",
    re.VERBOSE,
)
_BLANK = late_regex(r"(?:[ \t\r\n\ufeff]++|//[^\r\n]*+|/\*(?:[^*]++|\*(?!/))*+\*/)*+")
SURROGATE = late_regex("[\ud800-\udfff]")
"""What no output could hold."""
TOO_LARGE = (float("inf"), float("-inf"))
"""What a number becomes that is too large for a float."""
_WORDS: dict[str, Scalar] = {"true": True, "false": False, "null": None}


class JsonError(Exception):
    """The text is no JSON. ``line`` and ``column`` count from 1, columns in characters."""

    def __init__(self, message: str, line: int, column: int) -> None:
        self.message = message
        self.line = line
        self.column = column
        super().__init__(f"{message} (line {line}, column {column})")


class Document:
    """Recursive descent; ``MAX_DEPTH`` keeps it far from the interpreter's own limit."""

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.lines = Lines(text, path)
        self.position = 0
        self.depth = 0
        self.advance()

    def advance(self) -> None:
        """Read the next token into ``kind``, ``lexeme`` and ``start``; ``position`` is where it ends."""
        found = _TOKEN.match(self.text, self.position)
        if found is None:
            offset = _BLANK.match(self.text, self.position).end()  # type: ignore[union-attr]
            character = self.text[offset : offset + 1]
            if character == '"':
                self.fail("a string is not closed", offset)
            if self.text.startswith("/*", offset):
                self.fail("a comment is not closed", offset)
            self.fail(f"unexpected {character!r}", offset)
        self.kind = found.lastgroup
        self.lexeme = found[found.lastgroup or 0]
        self.position = found.end()
        self.start = self.position - len(self.lexeme)

    def fail(self, message: str, offset: int | None = None) -> NoReturn:
        raise JsonError(message, *self.lines.place(self.start if offset is None else offset))

    def document(self) -> Node:
        """The one value of the text."""
        node = self.value()
        if self.kind != "end":
            self.fail(f"unexpected {self.lexeme[:20]!r} after the end of the document")
        return node

    def value(self) -> Node:
        start, end = self.start, self.position
        match self.kind:
            case "string":
                data: Scalar = self.string()
            case "number":
                data = self.number()
            case "word":
                data = _WORDS[self.lexeme]
            case "mark" if self.lexeme in "{[":
                return self.container()
            case "end":
                self.fail("ends too early")
            case _:
                self.fail(f"unexpected {self.lexeme!r}")
        self.advance()
        return Value(data, self.lines.span((start, end)))

    def container(self) -> Node:
        start, is_object = self.start, self.lexeme == "{"
        if self.depth >= MAX_DEPTH:
            self.fail(f"is nested deeper than {MAX_DEPTH} levels")
        self.depth += 1
        self.advance()
        members: dict[str, Node] = {}
        elements: list[Node] = []
        closing = "}" if is_object else "]"
        while self.lexeme != closing or self.kind != "mark":
            if is_object:
                if self.kind != "string":
                    self.fail("ends too early" if self.kind == "end" else "expected a name in double quotes")
                name = self.string()
                self.advance()
                if self.kind != "mark" or self.lexeme != ":":
                    self.fail("expected ':'")
                self.advance()
                members[name] = self.value()
            else:
                elements.append(self.value())
            if self.kind == "mark" and self.lexeme == ",":
                self.advance()
            elif self.kind != "mark" or self.lexeme != closing:
                self.fail("ends too early" if self.kind == "end" else f"expected ',' or '{closing}'")
        end = self.position
        self.depth -= 1
        self.advance()
        return Value(members if is_object else tuple(elements), self.lines.span((start, end)))

    def string(self) -> str:
        """The text of a string token. A lone surrogate, which no output could hold, becomes U+FFFD."""
        if "\\" not in self.lexeme:
            return self.lexeme[1:-1]
        try:
            text = str(json.loads(self.lexeme, strict=False))
        except json.JSONDecodeError as error:
            self.fail(error.msg.lower(), self.start + error.pos)
        return SURROGATE.sub("\ufffd", text)

    def number(self) -> int | float:
        try:
            if self.lexeme.lstrip("-").isdigit():
                return int(self.lexeme)
            number = float(self.lexeme)
        except ValueError:
            self.fail("a number is too long")
        if number in TOO_LARGE:
            self.fail("a number is too large")
        return number
