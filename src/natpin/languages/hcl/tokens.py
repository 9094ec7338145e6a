"""HCL's words, cut off the text one at a time where the parser stands.

A quoted string without interpolation is one word; any other is read by ``templates``, which calls the expression
parser back. So no mode has to be kept, and nothing is read that is not asked for.
"""

from __future__ import annotations

import re
from json import loads

from natpin.languages.hcl.source import HclError, Source
from natpin.regex import late_regex

MAX_DEPTH = 150
"""How deep expressions and blocks may nest. People's nest a dozen deep; a parser that recursed further than this
would be at the mercy of the file."""

IDENTIFIER = r"[^\W\d][\w-]*+"

_WORD = late_regex(
    rf"""
    (?:[ \t]++|\r(?=\n)|\#[^\n]*+|//[^\n]*+|/\*(?s:.*?)\*/)*+
    (?:(?P<ident>{IDENTIFIER})
    |(?P<newline>\n)
    |(?P<string>"(?>[^"\\$%\n]++|\\.|[$%](?!\{{))*+")
    |(?P<op>\.\.\.|=>|==|!=|<=|>=|&&|\|\||::|[{{}}()\[\]=,.:?+\-*/%!~"])
    |(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    |(?P<heredoc><<-?{IDENTIFIER}\r?\n)
    |(?P<angle>[<>])
    |(?P<end>\Z))
    """,
    re.VERBOSE,
)
_BLANK = late_regex(r"(?:[ \t]++|\r(?=\n)|\#[^\n]*+|//[^\n]*+|/\*(?s:.*?)\*/)*+")

_ESCAPE = late_regex(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.?))", re.DOTALL)
_PAIR = late_regex(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_JSONS = {"b": "\b", "f": "\f", "/": "/"}


def unescape(text: str, start: int, json: bool = False) -> str:
    """The escapes of a quoted string that begins at an offset; ``json`` knows some more of them.

    Raises HclError for one that the language does not know, as Terraform does ("Invalid escape sequence").
    """
    if "\\" not in text:
        return text

    def replaced(match: re.Match[str]) -> str:
        short, long, simple = match.groups()
        if simple is not None:
            known = _SIMPLE.get(simple) or (_JSONS.get(simple) if json else None)
            if known is None:
                raise HclError(f"an escape that is none: {match[0]!r}", start + match.start())
            return known
        code = int(short or long, 16)
        if code >= 0x110000 or (0xD800 <= code < 0xE000 and not json):
            raise HclError(f"the code of no character: {match[0]!r}", start + match.start())
        return chr(code) if not 0xD800 <= code < 0xE000 else "�"

    if json:  # which writes a character beyond the first 65,536 as two codes
        text = _PAIR.sub(lambda pair: str(loads(f'"{pair[0]}"')), text)
    return _ESCAPE.sub(replaced, text)


class Words:
    """The text from one offset to another, with the word that comes next.

    ``flat`` is true where a line's end means nothing: in parentheses and brackets.
    """

    __slots__ = ("_after", "depth", "end", "flat", "json", "kind", "source", "start", "stop", "text", "word")

    def __init__(self, source: Source, start: int, end: int, flat: bool = False) -> None:
        """Stand before the first word; ``advance`` reads it."""
        self.source = source
        self.text = source.text
        self.end = end
        self.flat = flat
        self.json = source.path.endswith(".json")
        self.depth = 0
        self.kind: str | None = None
        self.word = ""
        self.start = self.stop = self._after = start

    def seek(self, offset: int) -> None:
        """Go on reading from an offset."""
        self.stop = offset
        self.advance()

    def advance(self) -> None:
        """Read the next word. ``kind`` is None at the end of the text."""
        self._after = self.stop
        offset = self.stop
        text, end = self.text, self.end
        while True:
            found = _WORD.match(text, offset, end)
            if found is None:
                blank = _BLANK.match(text, offset, end)
                offset = blank.end() if blank else offset
                raise HclError(_not_a_word(text, offset), offset)
            kind = found.lastgroup
            if kind == "newline" and self.flat:
                offset = found.end()
                continue
            if kind == "end":
                self.kind, self.word, self.start, self.stop = None, "", end, end
                return
            self.kind = kind
            self.start, self.stop = found.span(found.lastindex or 0)
            self.word = text[self.start : self.stop]
            return

    @property
    def last(self) -> int:
        """Where the word before the next one ended."""
        return self._after

    def at(self, word: str) -> bool:
        """True when the next word is this operator or identifier."""
        return self.word == word and self.kind in ("op", "angle", "ident")

    def take(self, word: str) -> bool:
        """Go past an operator or identifier if it is the next word."""
        if self.word == word and self.kind in ("op", "angle", "ident"):
            self.advance()
            return True
        return False

    def expect(self, word: str) -> None:
        """Go past an operator that must be here.

        Raises HclError when it is not.
        """
        if not self.take(word):
            raise HclError(f"expected {word!r} but found {self.described()}", self.start)

    def identifier(self) -> str:
        """Go past an identifier that must be here, and return it.

        Raises HclError when it is not.
        """
        if self.kind != "ident":
            raise HclError(f"expected a name but found {self.described()}", self.start)
        word = self.word
        self.advance()
        return word

    def literal(self) -> str:
        """What a quoted string without interpolations says, the next word.

        Raises HclError for an escape that is none.
        """
        return unescape(self.word[1:-1], self.start + 1, self.json)

    def newlines(self) -> None:
        """Go past line ends."""
        while self.kind == "newline":
            self.advance()

    def enter(self) -> None:
        """One level deeper. Raises HclError when that is too deep."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise HclError(f"nested more than {MAX_DEPTH} levels deep", self.start)

    def described(self) -> str:
        """The next word, for a message."""
        if self.kind is None:
            return "the end"
        if self.kind == "newline":
            return "the end of the line"
        return repr(self.word if len(self.word) < 40 else self.word[:40] + "…")


def _not_a_word(text: str, offset: int) -> str:
    if text.startswith("/*", offset):
        return "a comment that nothing closes"
    if text.startswith("<<", offset):
        return "a heredoc without a marker"
    return f"unexpected character {text[offset]!r}"
