"""Bicep's expressions, read into the syntax that ARM JSON shares."""

from __future__ import annotations

import re

from natpin.languages.arm_expressions.syntax import (
    Call,
    Expression,
    Index,
    Lambda,
    Literal,
    Member,
    Name,
)
from natpin.languages.bicep.compounds import CompoundReader
from natpin.languages.bicep.plain import MAX_DEPTH, MAX_LINKS, WORDS
from natpin.model.location import Location
from natpin.model.value import Value

_OPERATORS: dict[str, tuple[int, str]] = {
    "??": (1, "coalesce"),
    "||": (2, "or"),
    "&&": (3, "and"),
    "==": (4, "equals"),
    "!=": (4, "!equals"),
    "=~": (4, "equalsignorecase"),
    "!~": (4, "!equalsignorecase"),
    "<": (5, "less"),
    "<=": (5, "lessorequals"),
    ">": (5, "greater"),
    ">=": (5, "greaterorequals"),
    "+": (6, "add"),
    "-": (6, "sub"),
    "*": (7, "mul"),
    "/": (7, "div"),
    "%": (7, "mod"),
}
"""How tightly each operator binds, and the function it is; with ``!``, the negation of that function."""
_LINKS = frozenset({".", ".?", "::", "[", "!"})
_GOING_ON = frozenset({*_OPERATORS, *_LINKS, "?"})
"""Marks that an expression may go on with."""
_LAMBDA = re.compile(r"\(\s*+(?:[A-Za-z_]\w*+\s*+(?:,\s*+[A-Za-z_]\w*+\s*+)*+)?\)\s*+=>")


class ExpressionReader(CompoundReader):
    """Recursive descent over the tokens: operators, calls, members."""

    def expression(self) -> Expression:
        """The expression that begins here. Raises BicepError."""
        if self.kind != "mark" and (plain := self.plain()) is not None:
            return plain
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.fail(f"expressions nest deeper than {MAX_DEPTH} levels")
        start = self.start
        found = self._operators(0)
        if self.is_mark("?"):
            self.advance()
            then = self.expression()
            self.expect(":")
            found = Call("if", (found, then, self.expression()), self.span(start))
        self.depth -= 1
        return found

    def _operators(self, binding: int) -> Expression:
        """Operands and the operators between them that bind at least as tightly as ``binding``."""
        start = self.start
        found = self._unary()
        links = 0
        while self.kind == "mark" and self.lexeme in _OPERATORS:
            strength, name = _OPERATORS[self.lexeme]
            if strength < binding or (self.lexeme == "-" and self.on_new_line):
                break  # a minus on a new line begins the next element of a list
            links += 1
            if links > MAX_LINKS:
                self.fail(f"more than {MAX_LINKS} operators follow each other")
            self.advance()
            right = self._operators(strength + 1)
            at = self.span(start)
            found = Call(name.lstrip("!"), (found, right), at)
            if name.startswith("!"):
                found = Call("not", (found,), at)
        return found

    def _unary(self) -> Expression:
        start = self.start
        if self.kind != "mark" or self.lexeme not in "!-":
            found = self._primary()
            goes_on = self.kind == "mark" and self.lexeme in _GOING_ON
            return self._postfixed(found) if goes_on else found
        signs: list[str] = []
        while self.is_mark("!", "-"):
            signs.append(self.lexeme)
            if len(signs) > MAX_LINKS:
                self.fail(f"more than {MAX_LINKS} signs follow each other")
            self.advance()
        found = self._postfixed(self._primary())
        for sign in reversed(signs):
            found = Call("not" if sign == "!" else "negative", (found,), self.span(start))
        return found

    def _primary(self) -> Expression:
        start, lexeme = self.start, self.lexeme
        match self.kind:
            case "quote" | "multiline":
                return self.string()
            case "number":
                self.advance()
                return Literal(Value(int(lexeme) if len(lexeme) < 20 else 0, self.span(start)))
            case "name":
                return self._named()
            case "mark" if lexeme == "(":
                if _LAMBDA.match(self.text, start):
                    return self._lambda()
                self.advance()
                found = self.expression()
                self.expect(")")
                return found
            case "mark" if lexeme == "[":
                return self.list()
            case "mark" if lexeme == "{":
                return self.object()
            case _:
                return self.fail(
                    f"expected an expression, found '{lexeme}'" if lexeme else "it ends too early"
                )

    def _named(self) -> Expression:
        start, name = self.start, self.lexeme
        if self.before_arrow():
            return self._lambda()
        self.advance()
        if self.is_mark("(") and not self.on_new_line:
            return self._call(name, (), start)
        if name in WORDS:
            return Literal(Value(WORDS[name], self.span(start)))
        return Name(name, self.span(start))

    def _lambda(self) -> Expression:
        start = self.start
        names: list[str] = []
        if self.is_mark("("):
            self.advance()
            while not self.is_mark(")"):
                names.append(self.identifier())
                if self.is_mark(","):
                    self.advance()
            self.advance()
        else:
            names.append(self.identifier())
        self.expect("=>")
        return Lambda(tuple(names), self.expression(), self.span(start))

    def _call(self, name: str, before: tuple[Expression, ...], start: int) -> Expression:
        """The arguments in parentheses; ``sys.`` and ``az.`` only say where a function comes from."""
        self.expect("(")
        arguments = [*before]
        while not self.is_mark(")"):
            arguments.append(self.expression())
            if not self.is_mark(")"):
                self.expect(",")
        self.advance()
        at = self.span(start)
        lowered = re.sub(r"^(?:sys|az)\.", "", name.lower())
        if lowered == "any" and len(arguments) == 1:
            return arguments[0]
        if lowered == "nameof" and len(arguments) == 1:
            return Literal(Value(_last_name(arguments[0]), at))
        return Call(lowered, tuple(arguments), at)

    def _postfixed(self, found: Expression) -> Expression:
        """Members, elements, calls and nested resources, as many as follow."""
        first = found.at
        safe, links = False, 0
        while self.kind == "mark" and self.lexeme in _LINKS:
            links += 1
            if links > MAX_LINKS:
                self.fail(f"it follows more than {MAX_LINKS} members")
            if self.lexeme in (".", ".?"):
                # after one .? an absent value makes the whole rest of the chain null
                safe = safe or self.lexeme == ".?"
                self.advance()
                found = self._member(found, safe, first)
            elif self.lexeme == "::":
                self.advance()
                found = Member(found, "::" + self.identifier(), self._since(first))
            elif self.lexeme == "[" and not self.on_new_line:
                self.advance()
                if self.is_mark("?"):
                    safe = True
                    self.advance()
                from_end = self.is_mark("^")
                if from_end:
                    self.advance()
                index = self.expression()
                self.expect("]")
                found = Index(found, index, self._since(first), safe, from_end)
            elif self.lexeme == "!" and not self.on_new_line:
                self.advance()
            else:
                break
        return found

    def _member(self, of: Expression, safe: bool, first: Location) -> Expression:
        start = self.start
        name = self.identifier()
        if not (self.is_mark("(") and not self.on_new_line):
            return Member(of, name, self._since(first), safe)
        if isinstance(of, Name):
            return self._call(f"{of.name}.{name}", (), start)
        return self._call(f".{name}", (of,), start)

    def _since(self, first: Location) -> Location:
        """From where one place begins to the end of the last token."""
        return self.reaching(first, self.last_end)


def _last_name(expression: Expression) -> str:
    match expression:
        case Name(name=name) | Member(name=name):
            return name
        case _:
            return ""
