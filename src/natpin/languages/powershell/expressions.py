"""Expressions of PowerShell: strings, variables, operators and what binds how tightly (about_Operator_Precedence)."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager

from natpin.languages.powershell.cursor import DASHES, DOUBLE, ESCAPES, SINGLE, Broken, Cursor
from natpin.languages.powershell.tree import (
    Binary,
    Block,
    BlockLiteral,
    Cast,
    Conditional,
    Elements,
    Expand,
    Expression,
    Group,
    Index,
    Invocation,
    Literal,
    Map,
    Member,
    Number,
    Statement,
    TypeName,
    Unary,
    Variable,
)
from natpin.model.location import Location

MAX_DEPTH = 60

_VARIABLE = re.compile(
    r"\$(?:\{([^}]{1,400})\}|((?:[A-Za-z_]\w{0,60}:(?=[A-Za-z_]))?\w{1,200}|[?^$](?![\w(])))"
)
_NUMBER = re.compile(
    r"(0[xX][0-9A-Fa-f]{1,16}|(?:\d{1,30}(?:\.(?!\.)\d{0,30})?|\.\d{1,30})(?:[eE][+-]?\d{1,3})?)"
    r"(?:[dDlLuU]{0,2})([kKmMgGtTpP][bB])?(?![\w])"
)
_DASHED = re.compile(rf"[{DASHES}]([A-Za-z]{{1,20}})(?![\w])")
_NAME = re.compile(r"[A-Za-z_]\w{0,200}")
_TYPE = re.compile(r"\[\s*([A-Za-z_][\w.+`]{0,200}(?:\[[\w.,\[\] ]{0,200}\])?(?:\[,*\])?)\s*\]")
_KEY = re.compile(r"[\w-]{1,200}(?:\.\w{1,100})*")
_SIZES = {"kb": 1 << 10, "mb": 1 << 20, "gb": 1 << 30, "tb": 1 << 40, "pb": 1 << 50}

_COMPARING = frozenset(
    [
        "eq",
        "ne",
        "ge",
        "gt",
        "lt",
        "le",
        "like",
        "notlike",
        "match",
        "notmatch",
        "contains",
        "notcontains",
        "in",
        "notin",
        "replace",
        "split",
        "join",
        "is",
        "isnot",
        "as",
        "shl",
        "shr",
    ]
)
_LEVELS: tuple[frozenset[str], ...] = (
    frozenset({"-and", "-or", "-xor"}),
    frozenset({"-band", "-bor", "-bxor"}),
    frozenset(f"-{case}{name}" for name in _COMPARING for case in ("", "c", "i")),
    frozenset({"+", "-"}),
    frozenset({"*", "/", "%"}),
    frozenset({"-f"}),
    frozenset({".."}),
)
_UNARY = frozenset({"-not", "-bnot", "-split", "-join", "-csplit", "-isplit"})


class Expressions(Cursor):
    """Reads expressions."""

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

    # -- operators ---------------------------------------------------------------------------------------------

    def expression(self) -> Expression:
        """An expression, as far as it goes."""
        start = self.position
        condition = self._level(0)
        self.blanks()
        while self.here == "?" and self.ahead() == "?" and self.ahead(2) != "=":
            self.position += 2
            self.lines()
            condition = Binary("??", condition, self._level(0), self.at(start))
            self.blanks()
        if self.here != "?" or self.ahead() in ("?", ".", "["):
            return condition
        self.position += 1
        self.lines()
        yes = self.expression()
        self.lines()
        self.expect(":")
        self.lines()
        return Conditional(condition, yes, self.expression(), self.at(start))

    def _level(self, level: int) -> Expression:
        if level == len(_LEVELS):
            return self._comma()
        start = self.position
        left = self._level(level + 1)
        while True:
            self.blanks()
            operator = self._operator()
            if operator not in _LEVELS[level]:
                return left
            self.position += len(operator)
            self.lines()
            left = Binary(operator, left, self._level(level + 1), self.at(start))

    def _operator(self) -> str:
        character = self.here
        if not character:
            return ""
        if character in DASHES:
            found = self.looks(_DASHED)
            if found is not None:
                return "-" + found.group(1).lower()
            return "-" if self.ahead() not in ("=", "-") else ""
        if character in "+*/%":
            return character if self.ahead() != "=" and not (character == "+" == self.ahead()) else ""
        return ".." if character == "." and self.ahead() == "." else ""

    def _comma(self) -> Expression:
        start = self.position
        first = self.unary()
        self.blanks()
        if self.here != "," or self._single:
            return first
        elements = [first]
        gap = self.position
        while self.here == ",":
            self.position += 1
            self.lines()
            if not self.here or self.here in ")}]":
                break
            elements.append(self.unary())
            gap = self.position
            self.blanks()
        self.position = gap
        return Elements(tuple(elements), self.at(start))

    def unary(self) -> Expression:
        """An operand with the operators before it."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.too_deep = True
            raise Broken("it is nested too deeply")
        try:
            return self._unary()
        finally:
            self.depth -= 1

    def _unary(self) -> Expression:
        start = self.position
        character = self.here
        if character == "!":
            self.position += 1
            self.lines()
            return Unary("-not", self.unary(), self.at(start))
        if character == ",":
            self.position += 1
            self.lines()
            return Elements((self.unary(),), self.at(start))
        if character and (character in DASHES or character == "+"):
            found = self.looks(_DASHED)
            operator = "-" + found.group(1).lower() if found else ""
            if operator in _UNARY:
                self.position += len(operator)
                self.lines()
                return Unary(operator, self.unary(), self.at(start))
            if operator:
                raise Broken("no operator")
            twice = self.ahead() and (self.ahead() in DASHES if character in DASHES else self.ahead() == "+")
            self.position += 2 if twice else 1
            self.blanks()
            sign = "+" if character == "+" else "-"
            return Unary(sign * 2 if twice else sign, self.unary(), self.at(start))
        if character == "[":
            return self._typed()
        return self.postfix(self.primary())

    def _typed(self) -> Expression:
        start = self.position
        name = self.type_name()
        named = TypeName(name, self.at(start))
        if self.text.startswith("::", self.position, self.end):
            return self.postfix(named)
        before = self.position
        self.blanks()
        if self._begins_operand():
            return Cast(name, self.unary(), self.at(start))
        self.position = before
        return named

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

    def _begins_operand(self) -> bool:
        character = self.here
        return bool(character) and (
            character in "$@([{!" or character in DOUBLE or character in SINGLE or character.isdigit()
        )

    # -- operands ----------------------------------------------------------------------------------------------

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

    @contextmanager
    def inner(self) -> Iterator[None]:
        """Inside of brackets."""
        single, self._single = self._single, False
        self.depth += 1
        try:
            if self.depth > MAX_DEPTH:
                self.too_deep = True
                raise Broken("it is nested too deeply")
            yield
        finally:
            self.depth -= 1
            self._single = single

    def postfix(self, operand: Expression) -> Expression:
        """What follows an operand: members, indexes, calls, ``++``."""
        start = self.position
        while True:
            character = self.here
            following = self.ahead()
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

    # -- strings -----------------------------------------------------------------------------------------------

    def single(self) -> Literal:
        """``'…'``"""
        start = self.position
        self.position += 1
        pieces: list[str] = []
        begin = self.position
        while self.position < self.end:
            if self.here in SINGLE:
                pieces.append(self.text[begin : self.position])
                if self.ahead() and self.ahead() in SINGLE:
                    pieces.append(self.ahead())
                    self.position += 2
                    begin = self.position
                    continue
                at = self.at(start + 1, self.position)
                self.position += 1
                return Literal("".join(pieces), at)
            self.position += 1
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
        found = pattern.search(self.text, begin, self.end)
        if found is None:
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
            if closing and character in DOUBLE:
                if self.ahead() and self.ahead() in DOUBLE:
                    buffer.append(self.text[begin : self.position + 1])
                    self.position += 2
                    begin = self.position
                    continue
                flush(self.position)
                self.position += 1
                return parts
            if character == "`":
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


_HERE_END = {
    DOUBLE: re.compile(rf"\n[{DOUBLE}]@"),
    SINGLE: re.compile(rf"\n[{SINGLE}]@"),
}


def _text(parts: list[Literal | Expression], at: Location) -> Expression:
    if not parts:
        return Literal("", at)
    if len(parts) == 1 and isinstance(parts[0], Literal):
        return parts[0]
    return Expand(tuple(parts), at)


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
