"""Expressions of PowerShell: strings, variables, operators and what binds how tightly (about_Operator_Precedence)."""

from __future__ import annotations

import re

from natpin.languages.powershell.cursor import DASHES, DOUBLE, SINGLE, Broken
from natpin.languages.powershell.operands import (
    MAX_DEPTH,
    Operands,
)
from natpin.languages.powershell.tree import (
    Binary,
    Cast,
    Conditional,
    Elements,
    Expression,
    TypeName,
    Unary,
)

_DASHED = re.compile(rf"[{DASHES}]([A-Za-z]{{1,20}})(?![\w])")

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
_LEVEL_OF = {operator: level for level, operators in enumerate(_LEVELS) for operator in operators}
"""How tightly an operator binds."""
_OPERATOR_BEGINS = frozenset(f"{DASHES}+*/%.")
_UNARY = frozenset({"-not", "-bnot", "-split", "-join", "-csplit", "-isplit"})


class Expressions(Operands):
    """Reads expressions."""

    # -- operators ---------------------------------------------------------------------------------------------

    def expression(self) -> Expression:
        """An expression, as far as it goes."""
        start = self.position
        condition = self._operation(0)
        while self.here == "?" and self.ahead() == "?" and self.ahead(2) != "=":
            self.position += 2
            self.lines()
            condition = Binary("??", condition, self._operation(0), self.at(start))
        if self.here != "?" or self.ahead() in ("?", ".", "["):
            return condition
        self.position += 1
        self.lines()
        yes = self.expression()
        self.lines()
        self.expect(":")
        self.lines()
        return Conditional(condition, yes, self.expression(), self.at(start))

    def _operation(self, loosest: int) -> Expression:
        """Operands with operators of a level and those that bind more tightly, all from left to right; the blanks after
        them."""
        start = self.position
        left = self._comma()
        while True:
            self.blanks()
            operator = self._operator()
            level = _LEVEL_OF.get(operator, -1)
            if level < loosest:
                return left
            self.position += len(operator)
            self.lines()
            left = Binary(operator, left, self._operation(level + 1), self.at(start))

    def _operator(self) -> str:
        character = self.here
        if character not in _OPERATOR_BEGINS:
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
        if self.is_long():
            raise Broken("an expression is so long that it is not read")
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

    def _begins_operand(self) -> bool:
        character = self.here
        return bool(character) and (
            character in "$@([{!" or character in DOUBLE or character in SINGLE or character.isdigit()
        )

    # -- operands ----------------------------------------------------------------------------------------------

    # -- strings -----------------------------------------------------------------------------------------------
