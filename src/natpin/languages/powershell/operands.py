"""Operands of expressions: variables, brackets, hashtables, and what follows them."""

from __future__ import annotations

import re
from abc import abstractmethod

from natpin.languages.powershell.cursor import DASHES, DOUBLE, SINGLE, Broken
from natpin.languages.powershell.strings import _VARIABLE, Strings
from natpin.languages.powershell.tree import (
    Block,
    BlockLiteral,
    Expression,
    Group,
    Index,
    Invocation,
    Literal,
    Map,
    Member,
    Number,
    Statement,
    Unary,
    Variable,
)

MAX_DEPTH = 60


_NUMBER = re.compile(
    r"(0[xX][0-9A-Fa-f]{1,16}|(?:\d{1,30}(?:\.(?!\.)\d{0,30})?|\.\d{1,30})(?:[eE][+-]?\d{1,3})?)"
    r"(?:[dDlLuU]{0,2})([kKmMgGtTpP][bB])?(?![\w])"
)


_NAME = re.compile(r"[A-Za-z_]\w{0,200}")


_TYPE = re.compile(r"\[\s*([A-Za-z_][\w.+`]{0,200}(?:\[[\w.,\[\] ]{0,200}\])?(?:\[,*\])?)\s*\]")


_KEY = re.compile(r"[\w-]{1,200}(?:\.\w{1,100})*")


_SIZES = {"kb": 1 << 10, "mb": 1 << 20, "gb": 1 << 30, "tb": 1 << 40, "pb": 1 << 50}


class Operands(Strings):
    """Operands of expressions: variables, brackets, hashtables, and what follows them."""

    def type_name(self) -> str:
        """``[System.Collections.Generic.List[string]]``, without the outer brackets."""
        found = self.match(_TYPE)
        if found is not None:
            return found.group(1)
        begin = self.position
        depth = 0
        while self.position < self.end and self.position - begin < 400:
            depth += {"[": 1, "]": -1}.get(self.here, 0)
            if self.here in "\n;{":
                break
            self.position += 1
            if not depth:
                return self.text[begin + 1 : self.position - 1].strip()
        raise Broken("no type")

    depth = 0
    too_deep = False
    _single = False
    """A comma ends the expression: it is a method's argument."""

    @abstractmethod
    def statements(self, closing: str) -> tuple[Statement, ...]:
        """Statements up to a closing bracket, which is not passed."""

    @abstractmethod
    def statement(self) -> Statement:
        """One statement."""

    @abstractmethod
    def block(self, closing: str) -> Block:
        """A script block up to its closing brace, which is not passed."""

    @abstractmethod
    def expression(self) -> Expression:
        """An expression, as far as it goes."""

    @abstractmethod
    def unary(self) -> Expression:
        """An operand with the operators before it."""

    def primary(self) -> Expression:
        """An operand without what follows it."""
        start = self.position
        character = self.here
        following = self.ahead()
        if not character:
            raise Broken("the text ends")
        if character == "$" and following == "(":
            return self.group("$(")
        if character == "$":
            found = self.match(_VARIABLE)
            if found is None:
                raise Broken("no variable")
            return Variable(found.group(1) or found.group(2), self.at(start))
        if character == "@":
            if following == "(":
                return self.group("@(")
            if following == "{":
                return self.map()
            if following and (following in DOUBLE or following in SINGLE):
                return self.here_string()
            raise Broken("no operand")
        if character == "(":
            return self.group("(")
        if character == "{":
            self.position += 1
            with self.inner():
                block = self.block("}")
            self.expect("}")
            return BlockLiteral(block, self.at(start))
        if character in SINGLE:
            return self.single()
        if character in DOUBLE:
            return self.double()
        found = self.match(_NUMBER)
        if found is not None:
            return Number(_number(found), found.group(), self.at(start))
        raise Broken("no operand")

    def group(self, opening: str) -> Group:
        """``( … )``, ``$( … )``, ``@( … )``"""
        start = self.position
        self.position += len(opening)
        with self.inner():
            body = self.statements(")")
        self.expect(")")
        return Group(opening, body, self.at(start))

    def inner(self) -> _Inner:
        """Inside of brackets."""
        return _Inner(self)

    def postfix(self, operand: Expression) -> Expression:
        """What follows an operand: members, indexes, calls, ``++``."""
        start = self.position
        while True:
            character = self.here
            following = self.ahead()
            if self.is_long():
                raise Broken("an expression is so long that it is not read")
            if character == "?" and following in (".", "["):
                self.position += 1
                continue
            if self.text.startswith("::", self.position, self.end):
                self.position += 2
                operand = self._member(operand, start, static=True)
            elif character == "." and following != "." and self._names_member():
                self.position += 1
                operand = self._member(operand, start, static=False)
            elif character == "[":
                self.position += 1
                self.lines()
                with self.inner():
                    index = self.expression()
                self.lines()
                self.expect("]")
                operand = Index(operand, index, self.at(start))
            elif character == "+" == following or (
                character and character in DASHES and following and following in DASHES
            ):
                if isinstance(operand, Variable | Member | Index) and not self.ahead(2).isalnum():
                    self.position += 2
                    return Unary("++" if character == "+" else "--", operand, self.at(start), postfix=True)
                return operand
            else:
                return operand

    def _names_member(self) -> bool:
        following = self.ahead()
        return bool(following) and (
            following.isalpha() or following in "_$(" or following in DOUBLE or following in SINGLE
        )

    def _member(self, target: Expression, start: int, *, static: bool) -> Expression:
        begin = self.position
        name: Expression
        found = self.match(_NAME)
        if found is not None:
            name = Literal(found.group(), self.at(begin))
        else:
            name = self.primary()
        member = Member(target, name, self.at(start), static)
        if self.here == "(":
            return Invocation(member, self.call_arguments(), self.at(start))
        if self.here == "{" and found is not None and found.group().lower() in ("foreach", "where"):
            return Invocation(member, (self.primary(),), self.at(start))
        return member

    def call_arguments(self) -> tuple[Expression, ...]:
        """``(a, b)`` of a method."""
        self.position += 1
        found: list[Expression] = []
        self.lines()
        while self.here and self.here != ")":
            single, self._single = self._single, True
            try:
                found.append(self.expression())
            finally:
                self._single = single
            self.lines()
            if self.here == ",":
                self.position += 1
                self.lines()
        self.expect(")")
        return tuple(found)

    def map(self) -> Map:
        """``@{ … }``"""
        start = self.position
        self.position += 2
        pairs: list[tuple[Expression, Statement]] = []
        with self.inner():
            self.lines(semicolons=True)
            while self.here and self.here != "}":
                begin = self.position
                found = self.match(_KEY)
                key: Expression
                if found is not None:
                    key = Literal(found.group(), self.at(begin))
                else:
                    key = self.unary()
                self.lines()
                if not self.take("="):
                    raise Broken("no pair")
                self.lines()
                pairs.append((key, self.statement()))
                self.lines(semicolons=True)
        self.expect("}")
        return Map(tuple(pairs), self.at(start))


class _Inner:
    """While brackets are open: one level deeper, and a comma makes a list again."""

    __slots__ = ("_of", "_single")

    def __init__(self, of: Operands) -> None:
        self._of = of

    def __enter__(self) -> None:
        of = self._of
        if of.depth >= MAX_DEPTH:
            of.too_deep = True
            raise Broken("it is nested too deeply")
        self._single, of._single = of._single, False
        of.depth += 1

    def __exit__(self, *error: object) -> None:
        self._of.depth -= 1
        self._of._single = self._single


def _number(found: re.Match[str]) -> int | float:
    digits, size = found.group(1), (found.group(2) or "").lower()
    value: int | float
    if digits[:2].lower() == "0x":
        value = int(digits, 16)
    elif digits.isdigit():
        value = int(digits)
    else:
        value = float(digits)
    return value * _SIZES.get(size, 1)
