"""Script blocks, parameters and rows of statements."""

from __future__ import annotations

import re

from natpin.languages.powershell.commands import Commands
from natpin.languages.powershell.cursor import Broken
from natpin.languages.powershell.tree import (
    Block,
    Expression,
    ForEach,
    Formal,
    Function,
    If,
    Loop,
    Opaque,
    Statement,
    Switch,
    Try,
    Variable,
)

_PARAM = re.compile(r"param\s*(?=\()", re.IGNORECASE)


_ATTRIBUTE = re.compile(r"\[\s*[A-Za-z][\w.]*\s*\(")


_ENDS_ITSELF = (If, Loop, ForEach, Switch, Try, Function)
"""Statements whose closing brace ends them: another may follow on the same line."""


_KEY = re.compile(r"[A-Za-z_]\w{0,100}(?![\w.:(])")


MAX_WASTED = 2_000_000
"""Characters of a script that are read in vain: what begins and never ends is read again from each place where it may
begin. A second's work; the largest script found in public has 103,000 characters."""

_USING = re.compile(r"using[ \t]+(?:module|namespace|assembly)\b", re.IGNORECASE)


_NAMED_BLOCK = re.compile(r"(begin|process|end|dynamicparam|clean)\s*(?=\{)", re.IGNORECASE)


class Blocks(Commands):
    """Script blocks, parameters and rows of statements."""

    unread: Opaque | None = None
    """The rest of the text, where too much of it was read in vain."""
    wasted = 0
    """Characters read in vain so far: of statements that turned out to be none."""

    def block(self, closing: str) -> Block:
        """A script block."""
        start = self.position
        first: list[Statement] = []
        self.lines(semicolons=True)
        while self.looks(_USING):
            first.append(self.statement())
            self.lines(semicolons=True)
        formals, declares = self._param_block()
        begin: list[Statement] = []
        process: list[Statement] = []
        body: list[Statement] = list(first)
        while True:
            self.lines(semicolons=True)
            found = self.looks(_NAMED_BLOCK)
            if found is None:
                break
            self.position = found.end()
            inner = self._braced()
            name = found.group(1).lower()
            (begin if name == "begin" else process if name == "process" else body).extend(inner)
        body.extend(self.statements(closing))
        return Block(formals, tuple(body), self.at(start), tuple(begin), tuple(process), declares)

    def _param_block(self) -> tuple[tuple[Formal, ...], bool]:
        before = self.position
        kept = self.depth, self._single
        try:
            while self.looks(_ATTRIBUTE):
                self._attribute()
                self.lines()
            if self.match(_PARAM):
                return self._formals(), True
        except Broken:
            self.depth, self._single = kept
        self.position = before
        return (), False

    def _formals(self) -> tuple[Formal, ...]:
        """``($Name, [int]$Count = 3)``"""
        self.expect("(")
        found: list[Formal] = []
        with self.inner():
            self.lines()
            while self.here and self.here != ")":
                found.append(self._formal())
                self.lines()
                if self.here == ",":
                    self.position += 1
                    self.lines()
        self.expect(")")
        return tuple(found)

    def _formal(self) -> Formal:
        start = self.position
        types: list[str] = []
        attributes: list[tuple[str, tuple[tuple[str, Expression | None], ...]]] = []
        while self.here == "[":
            if self.looks(_ATTRIBUTE):
                attributes.append(self._attribute())
            else:
                types.append(self.type_name())
            self.lines()
        named = self.primary()
        if not isinstance(named, Variable):
            raise Broken("no parameter")
        default: Expression | None = None
        self.lines()
        if self.take("="):
            self.lines()
            self._single = True
            try:
                default = self.expression()
            finally:
                self._single = False
        return Formal(named.name, tuple(types), tuple(attributes), default, self.at(start))

    def _attribute(self) -> tuple[str, tuple[tuple[str, Expression | None], ...]]:
        found = self.match(_ATTRIBUTE)
        if found is None:
            raise Broken("no attribute")
        name = found.group()[1:-1].strip().lower()
        arguments: list[tuple[str, Expression | None]] = []
        with self.inner():
            self.lines()
            while self.here and self.here != ")":
                key = self.match(_KEY)
                if key is not None:
                    self.lines()
                    value = None
                    if self.take("="):
                        self.lines()
                        value = self._alone()
                    arguments.append((key.group().lower(), value))
                else:
                    arguments.append(("", self._alone()))
                self.lines()
                if self.here == ",":
                    self.position += 1
                    self.lines()
        self.expect(")")
        self.lines()
        self.expect("]")
        return name, tuple(arguments)

    def _alone(self) -> Expression:
        """An expression that a comma ends."""
        before, self._single = self._single, True
        try:
            return self.expression()
        finally:
            self._single = before

    def _braced(self) -> tuple[Statement, ...]:
        self.lines()
        if self.here != "{":
            raise Broken("no block")
        self.position += 1
        with self.inner():
            body = self.statements("}")
        self.expect("}")
        return body

    def statements(self, closing: str) -> tuple[Statement, ...]:
        """Statements up to a closing bracket, which is not passed; any closing bracket where none is named."""
        found: list[Statement] = []
        while True:
            self.lines(semicolons=True)
            character = self.here
            if not character or character == closing or (character in ")}" and not closing):
                return tuple(found)
            start = self.position
            if self.is_long():
                return self._left(found, start, "the script is so long that the rest is not read")
            depth, single, end = self.depth, self._single, self.end
            try:
                found.append(self.statement())
                self.blanks()
                if self.here == "&":
                    self.position += 1
                elif (
                    self.here
                    and self.here not in "\n\r;"
                    and self.here != closing
                    and not isinstance(found[-1], _ENDS_ITSELF)
                ):
                    raise Broken("the statement goes on")
            except Broken as error:
                self.depth, self._single, self.end = depth, single, end
                self.wasted += max(self.position - start, 0)
                if self.wasted > MAX_WASTED:
                    return self._left(
                        found,
                        start,
                        "there is so much here that is not PowerShell that natpin does not read the rest",
                    )
                if self.is_long():
                    return self._left(found, start, str(error))
                if found and self.at(start).line == found[-1].at.line and found[-1].at == self.at(start):
                    found.pop()
                found.append(self._opaque(start, str(error), closing))

    def _left(self, found: list[Statement], start: int, reason: str) -> tuple[Statement, ...]:
        """The rest of the text is not read."""
        if self.unread is None:
            self.unread = Opaque(self.text[start : self.end], reason, self.at(start, self.end))
        self.position = self.end
        return tuple(found)

    def _opaque(self, start: int, reason: str, closing: str) -> Opaque:
        """Pass to the end of the line, or to the bracket that closes what stands around it."""
        position = max(self.position, start)
        depth = 0
        while position < self.end:
            character = self.text[position]
            if character == "`":
                position += 2
                continue
            if character == "\n" and depth <= 0:
                break
            if character in "({":
                depth += 1
            elif character in ")}":
                if depth <= 0 and (not closing or character == closing):
                    break
                depth -= 1
            position += 1
        self.position = max(min(position, self.end), start + 1)
        self.wasted += self.position - start
        return Opaque(self.text[start : self.position], reason, self.at(start))
