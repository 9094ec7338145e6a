"""What is put together of expressions in Bicep: strings, lists, loops, objects."""

from __future__ import annotations

import re

from natpin.languages.arm_expressions.syntax import (
    Expression,
    ListOf,
    Literal,
    Loop,
    ObjectMember,
    ObjectOf,
    Spread,
    Text,
)
from natpin.languages.bicep.plain import PlainReader
from natpin.model.value import Value


class CompoundReader(PlainReader):
    """Reads what begins with a quote, a bracket or a brace."""

    def expression(self) -> Expression:
        """The expression that begins here. Raises BicepError."""
        raise NotImplementedError

    def string(self) -> Expression:
        """A string, with the expressions in it."""
        start = self.start
        if self.kind == "multiline":
            text = self.lexeme.lstrip("$")[3:-3]
            self.advance()
            return Literal(Value(re.sub(r"\A\r?\n", "", text), self.span(start)))
        whole = self.plain_piece()
        if whole is not None:
            self.advance()
            return Literal(Value(whole, self.span(start)))
        pieces: list[str | Expression] = []
        while True:
            kind, text = self.string_piece()
            if kind == "close":
                break
            if kind == "text":
                if pieces and isinstance(pieces[-1], str):
                    pieces[-1] += text
                else:
                    pieces.append(text)
                continue
            self.advance()
            pieces.append(self.expression())
            if not self.is_mark("}"):
                self.fail("expected '}' in a string")
            # the string goes on right behind the brace: the token after it is not Bicep's
        self.advance()
        at = self.span(start)
        if all(isinstance(piece, str) for piece in pieces):
            return Literal(Value("".join(str(piece) for piece in pieces), at))
        return Text(tuple(pieces), at)

    def list(self) -> Expression:
        """A list, or a loop."""
        start = self.start
        self.advance()
        if self.is_name("for"):
            found = self.loop(start)
            self.expect("]")
            return found
        elements: list[Expression | Spread] = []
        while self.kind != "mark" or self.lexeme != "]":
            elements.append(self._spread() if self.is_mark("...") else self.expression())
            if self.kind == "mark" and self.lexeme == ",":
                self.advance()
        self.advance()
        return ListOf(tuple(elements), self.span(start))

    def _spread(self) -> Spread:
        start = self.start
        self.advance()
        return Spread(self.expression(), self.span(start))

    def loop(self, start: int) -> Loop:
        """``for item in list: body`` or ``for (item, index) in list: body``, up to the closing bracket."""
        self.advance()
        index = None
        if self.is_mark("("):
            self.advance()
            item = self.identifier()
            self.expect(",")
            index = self.identifier()
            self.expect(")")
        else:
            item = self.identifier()
        if not self.is_name("in"):
            self.fail("expected 'in'")
        self.advance()
        over = self.expression()
        self.expect(":")
        condition = self.condition()
        body = self.expression()
        return Loop(over, body, self.span(start), item, index, condition=condition)

    def condition(self) -> Expression | None:
        """``if (…)`` before the body of a resource or module."""
        if not (self.is_name("if") and self.peek() == ("mark", "(")):
            return None
        self.advance()
        self.expect("(")
        found = self.expression()
        self.expect(")")
        return found

    def object(self) -> Expression:
        """An object; nested resource statements in it are left to ``nested``."""
        start = self.start
        self.expect("{")
        entries: list[ObjectMember | Spread] = []
        while True:
            kind, lexeme = self.kind, self.lexeme
            if kind == "mark" and lexeme == "}":
                break
            if kind == "mark" and lexeme == "...":
                entries.append(self._spread())
            elif (kind == "mark" and lexeme == "@") or (
                kind == "name" and lexeme == "resource" and self.peek()[0] == "name"
            ):
                self.nested()
            else:
                entries.append(self._entry())
            if self.kind == "mark" and self.lexeme in ",;":
                self.advance()
        self.advance()
        return ObjectOf(tuple(entries), self.span(start))

    def nested(self) -> None:
        """A resource statement inside the body of another. Raises BicepError: only statements may hold some."""
        self.fail("a resource stands where a value is expected")

    def _entry(self) -> ObjectMember:
        key: Expression
        if self.kind == "name":
            key = Literal(Value(self.lexeme, self.span(self.start, self.position)))
            value = self.plain_member()
            if value is not None:
                return ObjectMember(key, value)
            self.advance()
        elif self.kind == "quote":
            key = self.string()
        else:
            self.identifier()  # which says what stands there instead
        self.expect(":")
        return ObjectMember(key, self.expression())
