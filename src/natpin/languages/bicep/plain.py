"""What most of a Bicep file consists of, read by one match each: a text, a number or a name with members that nothing goes on
from, and a decorator that says what people read.

Whatever is not certainly that is left to the readers of expressions, which give the same for these, token by token.
"""

from __future__ import annotations

import re

from natpin.languages.arm_expressions.syntax import Expression, Literal, Member, Name
from natpin.languages.bicep.lexer import BLANK, Lexer
from natpin.model.location import Location
from natpin.model.value import Scalar, Value

MAX_DEPTH = 80
"""Expressions inside expressions."""
MAX_LINKS = 200
"""Operators, members or calls in one chain."""

WORDS: dict[str, Scalar] = {"true": True, "false": False, "null": None}
# The token that follows, if there is one, is of a kind that ends every expression: no operator, bracket or dot.
_ENDS = rf"(?={BLANK}(?:[\w'}}\]),;@]|:(?!:)|\Z))"
_VALUE = (
    r"(?:'(?!'')([^'\\$\r\n]*+)'"  # a text of one line
    r"|([A-Za-z_]\w*+)((?:\.[A-Za-z_]\w*+)*+)"  # a name, and its members
    r"|([0-9]++)(?!\w))" + _ENDS
)
_TEXT, _NAME, _MEMBERS, _NUMBER = 1, 2, 3, 4
_value = re.compile(_VALUE).match
_member_value = re.compile(rf"{BLANK}:{BLANK}{_VALUE}").match
_described = re.compile(
    r"@(?:sys\.)?description\((?:'''(?:[^']++|'(?!''))*+'''(?!')|'(?!'')[^'\\$\r\n]*+')\)"
    + BLANK
    + r"(?=[@A-Za-z])"
).match


class PlainReader(Lexer):
    """Reads what one match tells."""

    def __init__(self, text: str, path: str) -> None:
        super().__init__(text, path)
        self.depth = 0

    def plain(self) -> Expression | None:
        """The expression that begins at this token, and the token after it; None where it may be anything else."""
        if self.depth >= MAX_DEPTH or self.kind == "multiline":
            return None
        return self._taken(_value(self.text, self.start))

    def plain_member(self) -> Expression | None:
        """The same of what stands behind the colon that is the next token."""
        return self._taken(_member_value(self.text, self.position)) if self.depth < MAX_DEPTH else None

    def _taken(self, found: re.Match[str] | None) -> Expression | None:
        if found is None:
            return None
        made: Expression
        if found[_TEXT] is not None:
            start, end = found.span(_TEXT)
            start, end = start - 1, end + 1
            made = Literal(Value(found[_TEXT], self.span(start, end)))
        elif (name := found[_NAME]) is not None:
            start, end = found.span(_NAME)
            first = self.span(start, end)
            made = Literal(Value(WORDS[name], first)) if name in WORDS else Name(name, first)
            if members := found[_MEMBERS]:
                names = members.split(".")
                if len(names) > MAX_LINKS:
                    return None
                for each in names[1:]:
                    end += 1 + len(each)
                    made = Member(made, each, self.reaching(first, end), False)
        else:
            start, end = found.span(_NUMBER)
            made = Literal(Value(int(found[_NUMBER]) if end - start < 20 else 0, self.span(start, end)))
        self.position = end
        self.advance()
        return made

    def reaching(self, first: Location, end: int) -> Location:
        """From where one place begins to an offset."""
        return Location.later(self._reaching, (first, end))

    def _reaching(self, sought: tuple[Location, int]) -> Location:
        first, end = sought
        return Location(first.path, first.line, first.column, *self.lines.place(end))

    def past_description(self) -> bool:
        """Whether this token begins a decorator that is nothing but words for people: then it is gone past."""
        # what it is given lies two expressions deeper
        found = _described(self.text, self.start) if self.depth < MAX_DEPTH - 1 else None
        if found is None:
            return False
        self.position = found.end()
        self.advance()
        return True
