"""The template language of ARM JSON: ``[format('{0}-aks', parameters('name'))]``.

Source of the grammar: Azure Resource Manager, "Syntax and expressions in ARM templates" and "Template functions".
"""

from __future__ import annotations

import re
from typing import NoReturn

from natpin.languages.arm_expressions.syntax import (
    Broken,
    Call,
    Expression,
    Index,
    Lambda,
    Literal,
    Loop,
    Member,
    Written,
)
from natpin.model.location import Location
from natpin.model.value import Scalar, Value, items, member, members, text

MAX_DEPTH = 60
"""Calls inside calls; generated templates reach about a dozen."""
MAX_LENGTH = 24_576
"""Characters in one expression (Azure Resource Manager, "Template limits")."""

_TOKEN = re.compile(
    r"""\s*+(?:(?P<string>'[^']*+(?:''[^']*+)*+')
          |(?P<number>[-+]?[0-9]++(?:\.[0-9]++)?(?:[eE][-+]?[0-9]++)?(?!\w))
          |(?P<name>[A-Za-z_$][\w$]*+)
          |(?P<mark>[()\[\],.])
          |(?P<end>\Z))""",
    re.VERBOSE,
)
_WORDS: dict[str, Scalar] = {"true": True, "false": False, "null": None}


class ExpressionError(Exception):
    """The text is no expression. ``column`` counts from 0 in the text."""

    def __init__(self, message: str, column: int) -> None:
        self.message = message
        self.column = column
        super().__init__(message)


def parse_string(text: str, at: Location) -> Expression:
    """What a string of a template means: ``[…]`` is an expression, ``[[…`` a text that begins with a bracket."""
    if not text.startswith("[") or not text.endswith("]"):
        return Literal(Value(text, at))
    if text.startswith("[["):
        return Literal(Value(text[1:], at))
    try:
        return parse(text[1:-1], at)
    except ExpressionError as error:
        return Broken(f"the expression cannot be read: {error.message}", at)


def parse(text: str, at: Location) -> Expression:
    """An expression without its brackets. Raises ExpressionError."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"it is longer than {MAX_LENGTH} characters", MAX_LENGTH)
    parser = _Parser(text, at)
    expression = parser.expression()
    if parser.kind != "end":
        parser.fail(f"unexpected '{parser.lexeme}'")
    return expression


class _Parser:
    """Recursive descent; ``MAX_DEPTH`` bounds the recursion.

    All nodes of an expression share the place of the string they stand in: that is what a reader looks for, and
    escapes inside JSON strings would make finer columns lie.
    """

    def __init__(self, text: str, at: Location) -> None:
        self.text = text
        self.at = at
        self.position = 0
        self.depth = 0
        self.advance()

    def advance(self) -> None:
        found = _TOKEN.match(self.text, self.position)
        if found is None:
            rest = self.text[self.position :].lstrip()
            self.start = len(self.text) - len(rest)
            self.fail("a string is not closed" if rest[0] == "'" else f"unexpected '{rest[0]}'")
        self.kind = found.lastgroup or "end"
        self.lexeme = found[self.kind]
        self.position = found.end()
        self.start = self.position - len(self.lexeme)

    def fail(self, message: str) -> NoReturn:
        raise ExpressionError(message, self.start)

    def at_mark(self, mark: str) -> bool:
        return self.kind == "mark" and self.lexeme == mark

    def expect(self, mark: str) -> None:
        if not self.at_mark(mark):
            self.fail(f"expected '{mark}'" + (f", found '{self.lexeme}'" if self.lexeme else ""))
        self.advance()

    def expression(self) -> Expression:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.fail(f"it is nested deeper than {MAX_DEPTH} levels")
        found = self.postfixed(self.primary())
        self.depth -= 1
        return found

    def primary(self) -> Expression:
        lexeme = self.lexeme
        match self.kind:
            case "string":
                self.advance()
                return Literal(Value(lexeme[1:-1].replace("''", "'"), self.at))
            case "number":
                self.advance()
                return Literal(Value(_number(lexeme), self.at))
            case "name":
                self.advance()
                return self.named(lexeme)
            case _:
                return self.fail(f"unexpected '{lexeme}'" if lexeme else "it ends too early")

    def named(self, name: str) -> Expression:
        """A function call, perhaps of a namespace; the bare words true, false and null are taken too."""
        if self.at_mark("."):
            self.advance()
            member = self.lexeme
            if self.kind != "name":
                self.fail("expected a function name after '.'")
            self.advance()
            name = f"{name}.{member}"
        if not self.at_mark("(") and name.lower() in _WORDS:
            return Literal(Value(_WORDS[name.lower()], self.at))
        self.expect("(")
        arguments: list[Expression] = []
        while not self.at_mark(")"):
            arguments.append(self.expression())
            if not self.at_mark(")"):
                self.expect(",")
        self.advance()
        return self.call(name.lower(), arguments)

    def call(self, name: str, arguments: list[Expression]) -> Expression:
        if name == "lambda" and arguments:
            *parameters, body = arguments
            names = [p.value.data for p in parameters if isinstance(p, Literal)]
            return Lambda(tuple(str(found) for found in names), body, self.at)
        if name in _WORDS and not arguments:
            return Literal(Value(_WORDS[name], self.at))
        return Call(name, tuple(arguments), self.at)

    def postfixed(self, expression: Expression) -> Expression:
        """Members and elements, as many as follow."""
        links = 0
        while self.kind == "mark" and self.lexeme in ".[":
            links += 1
            if links > MAX_DEPTH:
                self.fail(f"it follows more than {MAX_DEPTH} members")
            if self.lexeme == "[":
                self.advance()
                expression = Index(expression, self.expression(), self.at)
                self.expect("]")
                continue
            self.advance()
            if self.kind != "name":
                self.fail("expected a member's name after '.'")
            expression = Member(expression, self.lexeme, self.at)
            self.advance()
        return expression


def _number(lexeme: str) -> int | float:
    try:
        return int(lexeme)
    except ValueError:
        return float(lexeme)


def property_loops(node: Value) -> dict[str, Loop]:
    """The ``copy`` member of an object or of ``variables``: a list of ``{name, count, input}``."""
    found: dict[str, Loop] = {}
    for loop in items(node):
        name, count, each = (member(members(loop), part) for part in ("name", "count", "input"))
        if isinstance(loop, Value) and text(name) and isinstance(count, Value) and isinstance(each, Value):
            start = Literal(Value(0, loop.at))
            over = Call("range", (start, Written(count)), loop.at)
            found[str(text(name))] = Loop(over, Written(each), loop.at, name=text(name))
    return found
