"""Commands of PowerShell: what is a word, a parameter or an expression among their arguments (about_Parsing)."""

from __future__ import annotations

import re

from natpin.languages.powershell.cursor import DASHES, DOUBLE, ESCAPES, SINGLE, Broken
from natpin.languages.powershell.expressions import Expressions
from natpin.languages.powershell.tree import (
    Argument,
    Command,
    Elements,
    Expand,
    Expression,
    Literal,
    Parameter,
    Splat,
    Variable,
)

_ENDS_WORD = " \t\f\v\u00a0\n\r{}();,|&<>"
_ENDS_COMMAND = "\n\r;|)}"
_PARAMETER = re.compile(rf"[{DASHES}][A-Za-z_?][^\s{{}}()\[\];,|&.:\"'\u201c\u201d\u2018\u2019$]*(:)?")
_SPLAT = re.compile(r"@([A-Za-z_]\w{0,200}|script:\w+|global:\w+|using:\w+)(?![\w(])")
_REDIRECTION = re.compile(r"(?:[1-6*]?>>?(?:&[12])?|<)")
_VERBATIM = re.compile(r"--%(?=\s)")
_PLAIN_WORD = re.compile(r"[^\s{}();,|&<>\"'\u201c\u201d\u201e\u2018\u2019\u201a\u201b$`]+")
_PLAIN_ARGUMENT = re.compile(
    rf"[A-Za-z_/.]{_PLAIN_WORD.pattern[:-1]}*+(?=[ \t]*+[\n;)}}|]|[ \t]++[^\s,`#<\ufeff])"
)
"""A bare word that is an argument by itself: no comma comes after it, nor anything that may hide one."""


class Commands(Expressions):
    """Reads commands."""

    def command(self) -> Command:
        """A command up to what ends it."""
        start = self.position
        call = ""
        if self.here == "&" or (self.here == "." and self.ahead() in " \t\"'$("):
            call = self.here
            self.position += 1
            self.blanks()
        name = self._argument() if call else self._name()
        arguments: list[Argument] = []
        target: tuple[str, Expression] | None = None
        verbatim: str | None = None
        end = self.position
        while True:
            end = self.position
            self.blanks()
            if not self.is_long() and (plain := self.match(_PLAIN_ARGUMENT)) is not None:  # nearly always
                arguments.append(Literal(plain.group(), self.at(plain.start()), bare=True))
                continue
            character = self.here
            if not character or character in _ENDS_COMMAND or character == "&":
                break
            if character in "<>*123456" and (found := self.looks(_REDIRECTION)) and found.group() != "*":
                self.position = found.end()
                if "&" not in found.group():
                    self.blanks()
                    file = self._argument()
                    if found.group() in (">", ">>", "1>", "1>>", "*>", "*>>"):
                        target = (found.group().lstrip("1*"), file)
                continue
            if character == "-" and self.looks(_VERBATIM):
                begin = self.position + 3
                stops = [self.text.find(mark, begin, self.end) for mark in ("\n", "|")]
                self.position = min((stop for stop in stops if stop >= 0), default=self.end)
                verbatim = self.text[begin : self.position].strip()
                continue
            if self.is_long():
                raise Broken("a command is so long that it is not read")
            arguments.append(self._or_list(self._parameter_or_argument()))
        return Command(call, name, tuple(arguments), self.at(start, end), target, verbatim)

    def _name(self) -> Expression:
        if not self.here or self.here in _ENDS_WORD:
            raise Broken("no command")
        return self._word()

    def _or_list(self, first: Argument) -> Argument:
        """``a, b`` makes a list of arguments one."""
        if isinstance(first, Parameter | Splat):
            return first
        found: list[Expression] = [first]
        after = self.position
        begin = separated = after
        separator = ","
        while True:
            self.blanks()
            if self.here != ",":
                break
            self.position += 1
            self.lines()
            if not self.here or self.here in ")}|;":
                break
            if len(found) == 1:
                separator = "".join(self.text[separated : self.position].split("\n")[0])
            found.append(self._argument())
            after = self.position
        self.position = after
        if len(found) == 1:
            return first
        return Elements(tuple(found), self.at(begin), separator if "`" not in separator else ", ")

    def _parameter_or_argument(self) -> Argument:
        start = self.position
        if self.here in DASHES and (found := self.match(_PARAMETER)):
            follows = self.here
            text = found.group()
            if found.group(1):
                self.blanks()
                name = text[1:-1]
                if self.here and self.here not in _ENDS_COMMAND:
                    return Parameter(name, self._argument(), text, self.at(start))
                return Parameter(name, None, text[:-1], self.at(start))
            if follows and follows not in _ENDS_WORD and follows != ".":
                self.position = start  # `-o"tsv"`, `-n$x`: one word of several pieces
                return self._word()
            return Parameter(text[1:], None, text, self.at(start))
        return self._argument()

    def _argument(self) -> Expression:
        """An argument that is no parameter."""
        character = self.here
        start = self.position
        if not character:
            raise Broken("the command ends")
        if character == "@" and (found := self.match(_SPLAT)):
            return Splat(found.group(1), self.at(start))
        if character == "@" and self.ahead() and self.ahead() not in "({\"'":
            return self._word()
        if character in "({@" or character in SINGLE or character in DOUBLE:
            return self.postfix(self.primary())
        if character == "$":
            if self.ahead() == "(":
                return self.postfix(self.primary())
            try:
                operand = self.primary()
            except Broken:
                self.position = start
                return self._word()
            follows = self.here
            if (
                isinstance(operand, Variable)
                and follows
                and follows not in _ENDS_WORD
                and follows not in ".["
            ):
                self.position = start
                return self._word()
            return self.postfix(operand)
        if character == "," or character in _ENDS_WORD:
            raise Broken("no argument")
        return self._word()

    def _word(self) -> Expression:
        """A bare word, in which variables, quotes and escapes count."""
        start = begin = self.position
        plain = self.match(_PLAIN_WORD)
        if plain is not None and (self.position >= self.end or self.text[self.position] in _ENDS_WORD):
            return Literal(plain.group(), self.at(start), bare=True)
        self.position = start
        parts: list[Literal | Expression] = []
        buffer: list[str] = []

        def flush() -> None:
            whole = "".join(buffer)
            buffer.clear()
            if whole:
                parts.append(Literal(whole, self.at(begin, self.position), bare=True))

        while self.position < self.end and self.here not in _ENDS_WORD:
            character = self.here
            found = self.match(_PLAIN_WORD)
            if found is not None:
                buffer.append(found.group())
            elif character == "`":
                following = self.ahead()
                if following in "\r\n":
                    break
                buffer.append(ESCAPES.get(following, following))
                self.position += 2
            elif character in SINGLE:
                buffer.append(self.single().text)
            elif character in DOUBLE:
                inner = self.double()
                if isinstance(inner, Literal):
                    buffer.append(inner.text)
                else:
                    flush()
                    parts.extend(inner.parts if isinstance(inner, Expand) else (inner,))
                    begin = self.position
            elif character == "$":
                flush()
                before = self.position
                try:
                    parts.append(self.primary())
                except Broken:
                    if self.ahead() == "(":
                        raise
                    self.position = before + 1
                    buffer.append("$")
                begin = self.position if not buffer else before
            else:
                raise Broken("no word")
        flush()
        if self.position == start:
            raise Broken("no word")
        at = self.at(start)
        if len(parts) == 1 and isinstance(parts[0], Literal):
            return Literal(parts[0].text, at, bare=True)
        return Expand(tuple(parts), at, bare=True) if parts else Literal("", at, bare=True)
