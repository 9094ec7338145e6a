"""PowerShell's statements. A statement that cannot be read costs itself alone: its text is kept as ``Opaque``.

A parser of our own. tree-sitter-powershell 0.26.4 was measured against it on the 725 scripts of the repositories that
natpin is tried on: it finds errors in 204 of them, in commands that Windows runs daily (``--format=json``,
``image:latest``, ``1MB``, ``-First 1, 2``, ``else`` on a line of its own), where it drops what follows.
"""

from __future__ import annotations

import re
from functools import lru_cache

from natpin.languages.lines import LaidOut
from natpin.languages.powershell.blocks import (
    _KEY,
    Blocks,
)
from natpin.languages.powershell.cursor import DASHES, DOUBLE, SINGLE, Broken
from natpin.languages.powershell.tree import (
    Assign,
    Block,
    Case,
    Chain,
    Command,
    Expression,
    ForEach,
    Formal,
    Function,
    If,
    Leave,
    Literal,
    Loop,
    Opaque,
    Pipeline,
    Statement,
    Switch,
    Try,
    Variable,
)

_WORD = re.compile(r"[A-Za-z]{2,20}(?![\w.:\\/=-])")
_LABEL = re.compile(
    r":([A-Za-z_]\w{0,100})[ \t]*+\r?\n?[ \t]*(?=(?:for|foreach|while|do|switch)\b)", re.IGNORECASE
)
_ASSIGNMENT = re.compile(r"(\?\?|[-+*/%\u2013\u2014\u2015]|)=(?!=)")
_FUNCTION = re.compile(r"(?:(?:script|global|local|private):)?([^\s({};|$\"']{1,200})", re.IGNORECASE)
_FLAG = re.compile(rf"[{DASHES}]([A-Za-z]+)(?=[\s(])")
_NUMBER_ENDS = re.compile(
    r"\d[\d.]*(?:[eE][+-]?\d+)?[dlDLuU]{0,2}(?:[kmgtpKMGTP][bB])?(?=[\s;|)},.+*/%\]\[-]|\Z)"
)
_LEAVING = frozenset({"return", "exit", "throw", "break", "continue"})
_PREFIXED = frozenset({"-not", "-bnot", "-join", "-split", "-csplit", "-isplit"})
_FIRST_OF_EXPRESSION = "$([{+!,@"


class Parser(Blocks):
    """Reads one script."""

    def script(self) -> Block:
        """The whole script; a stray closing bracket is passed over."""
        start = self.position
        block = self.block("")
        body = list(block.body)
        while self.position < self.end:
            self.position += 1
            body.extend(self.statements(""))
        if self.unread is not None:
            body.insert(0, self.unread)  # whatever the script does, and whichever statement it was in
        return Block(block.formals, tuple(body), self.at(start), block.begin, block.process, block.declares)

    # -- blocks ------------------------------------------------------------------------------------------------

    # -- statements --------------------------------------------------------------------------------------------

    def statement(self) -> Statement:
        """One statement."""
        start = self.position
        label = self.match(_LABEL) if self.here == ":" else None
        found = self.looks(_WORD)
        word = found.group().lower() if found else ""
        reading = _KEYWORDS.get(word)
        if found is not None and reading is not None:
            self.position = found.end()
            self.blanks()
            if word != "foreach" or self.here == "(":
                return getattr(self, reading)(start, word, label.group(1) if label else "")  # type: ignore[no-any-return]
            self.position = start
        return self._chain(start)

    def _chain(self, start: int) -> Statement:
        left = self._pipeline()
        while True:
            self.blanks()
            if self.text[self.position : self.position + 2] not in ("&&", "||"):
                return left
            operator = self.text[self.position : self.position + 2]
            self.position += 2
            self.lines()
            found = self.looks(_WORD)
            right = self.statement() if found and found.group().lower() in _LEAVING else self._pipeline()
            left = Chain(left, operator, right, self.at(start))

    def _pipeline(self) -> Statement:
        start = self.position
        stages: list[Expression | Command] = []
        if self._is_expression():
            whole = self.expression()
            first: Expression | Command = whole
            self.blanks()
            assigned = self.match(_ASSIGNMENT)
            if assigned is not None:
                self.lines()
                operator = "-" if assigned.group(1) and assigned.group(1) in DASHES else assigned.group(1)
                return Assign(whole, operator, self.statement(), self.at(start))
            if self.here == ">" or (self.here and self.here in "12*" and self.ahead() == ">"):
                to = self._redirected()
                if to is not None:
                    stages.append(Command("", Literal("Write-Output", whole.at, bare=True), (), whole.at, to))
        else:
            first = self.command()
        stages.insert(0, first)
        while self._piped():
            stages.append(self.command())
        return Pipeline(tuple(stages), self.at(start))

    def _redirected(self) -> tuple[str, Expression] | None:
        """Output of an expression sent to a file, or nowhere: the operator and the file."""
        start = self.position
        while self.here and self.here in "12*>":
            self.position += 1
        operator = self.text[start : self.position]
        if self.take("&1"):
            return None
        self.blanks()
        file = self._argument()
        return None if operator.startswith("2") else (operator, file)

    def _piped(self) -> bool:
        """Pass a ``|``, which may begin the next line."""
        after = self.position
        self.lines()
        if self.here == "|" and self.ahead() != "|":
            self.position += 1
            self.lines()
            return True
        self.position = after
        self.blanks()
        return False

    def _is_expression(self) -> bool:
        character = self.here
        following = self.ahead()
        if not character:
            raise Broken("the text ends")
        if character in _FIRST_OF_EXPRESSION or character in DOUBLE or character in SINGLE:
            return not (character == "@" and following and following not in "({\"'")
        if character in DASHES:
            if following and following in DASHES:
                return self.ahead(2) in ("$", "(", "[")
            return (
                bool(following) and (following in "($\"'" or following.isdigit())
            ) or self._operator() in _PREFIXED
        return (character.isdigit() or (character == "." and following.isdigit())) and bool(
            self.looks(_NUMBER_ENDS)
        )

    # -- keywords ----------------------------------------------------------------------------------------------

    def _condition(self) -> Statement:
        self.lines()
        if self.here != "(":
            raise Broken("no condition")
        start = self.position
        group = self.group("(")
        if len(group.body) != 1:
            return Opaque(self.text[start : self.position], "a condition of several statements", group.at)
        return group.body[0]

    def _follows(self, *words: str) -> str:
        """Pass one of these words where it stands next, on this line or a later one."""
        before = self.position
        self.lines()
        found = self.looks(_WORD)
        if found is not None and found.group().lower() in words:
            self.position = found.end()
            return found.group().lower()
        self.position = before
        return ""

    def _if(self, start: int, word: str, label: str) -> Statement:
        clauses = []
        otherwise: tuple[Statement, ...] | None = None
        while True:
            condition = self._condition()
            clauses.append((condition, self._braced()))
            word = self._follows("elseif", "else")
            if word == "else":
                otherwise = self._braced()
            if word != "elseif":
                return If(tuple(clauses), otherwise, self.at(start))

    def _while(self, start: int, word: str, label: str) -> Statement:
        condition = self._condition()
        return Loop("while", condition, self._braced(), self.at(start), label=label)

    def _do(self, start: int, word: str, label: str) -> Statement:
        body = self._braced()
        ending = self._follows("while", "until")
        if not ending:
            raise Broken("do without while")
        condition = self._condition()
        return Loop(ending if ending == "until" else "do", condition, body, self.at(start), label=label)

    def _for(self, start: int, word: str, label: str) -> Statement:
        self.lines()
        if not self.take("("):
            raise Broken("no loop")
        parts: list[Statement | None] = []
        with self.inner():
            for _ in range(3):
                self.lines()
                parts.append(self.statement() if self.here and self.here not in ";)" else None)
                self.lines()
                if self.here == ";":
                    self.position += 1
            self.lines()
        if self.here and self.here != ")":
            raise Broken("no loop")
        self.expect(")")
        before, condition, step = parts
        return Loop("for", condition, self._braced(), self.at(start), before, step, label)

    def _foreach(self, start: int, word: str, label: str) -> Statement:
        self.expect("(")
        with self.inner():
            self.lines()
            variable = self.primary()
            self.lines()
            found = self.looks(_WORD)
            if not isinstance(variable, Variable) or found is None or found.group().lower() != "in":
                raise Broken("no loop")
            self.position = found.end()
            self.lines()
            source = self.statement()
            self.lines()
        self.expect(")")
        return ForEach(variable, source, self._braced(), self.at(start), label)

    def _switch(self, start: int, word: str, label: str) -> Statement:
        flags: list[str] = []
        self.lines()
        while (found := self.match(_FLAG)) is not None:
            flags.append(found.group(1).lower())
            self.lines()
            if flags[-1] == "file":
                self._argument()
                self.lines()
        subject = None if "file" in flags else self._condition()
        self.lines()
        if self.here != "{":
            raise Broken("no switch")
        self.position += 1
        cases: list[Case] = []
        with self.inner():
            self.lines(semicolons=True)
            while self.here and self.here != "}":
                found = self.looks(_WORD)
                test: Expression | None = None
                if found is not None and found.group().lower() == "default":
                    self.position = found.end()
                elif self._is_expression():
                    test = self.expression()
                else:
                    test = self._word()
                cases.append(Case(test, self._braced()))
                self.lines(semicolons=True)
        self.expect("}")
        return Switch(tuple(flags), subject, tuple(cases), self.at(start), label)

    def _try(self, start: int, word: str, label: str) -> Statement:
        body = self._braced()
        catches: list[tuple[Statement, ...]] = []
        last: tuple[Statement, ...] = ()
        all_ = False
        while True:
            word = self._follows("catch", "finally")
            if word == "catch":
                self.lines()
                typed = self.here == "["
                while self.here == "[":
                    self.type_name()
                    self.lines()
                    self.take(",")
                    self.lines()
                catches.append(self._braced())
                all_ = all_ or not typed
            elif word == "finally":
                last = self._braced()
            else:
                return Try(body, tuple(catches), last, self.at(start), all_)

    def _function(self, start: int, word: str, label: str) -> Statement:
        found = self.match(_FUNCTION)
        if found is None:
            raise Broken("no function")
        name = found.group(1).rpartition(":")[2]
        self.lines()
        formals: tuple[Formal, ...] = ()
        if self.here == "(":
            formals = self._formals()
            self.lines()
        if self.here != "{":
            raise Broken("no function")
        self.position += 1
        with self.inner():
            block = self.block("}")
        self.expect("}")
        if formals or word == "filter":
            body = block.body if word != "filter" else ()
            process = block.process if word != "filter" else (*block.process, *block.body)
            block = Block((*formals, *block.formals), body, block.at, block.begin, process, declares=True)
        return Function(name, block, self.at(start))

    def _leave(self, start: int, word: str, label: str) -> Statement:
        if word in ("break", "continue"):
            found = self.match(_KEY)
            return Leave(word, None, self.at(start), found.group() if found else "")
        value = None
        if self.here and self.here not in "\n\r;})":
            value = self.statement()
        return Leave(word, value, self.at(start))

    def _passed(self, start: int, word: str, label: str) -> Statement:
        """``using module X``: read as a command of that name."""
        self.position = start
        return self._chain(start)

    def _stray(self, start: int, word: str, label: str) -> Statement:
        """A block by its name where none belongs, a class, a trap: kept as text."""
        self.position = start
        while self.here and self.here not in "{\n":
            self.position += 1
        self.lines()
        if self.here != "{":
            raise Broken(f"`{word}` without a block")
        depth = 0
        while self.position < self.end:
            character = self.here
            depth += {"{": 1, "}": -1}.get(character, 0)
            self.position += 1
            if depth == 0:
                break
        return Opaque(self.text[start : self.position], f"`{word}`", self.at(start))


_KEYWORDS = {
    "if": "_if",
    "while": "_while",
    "do": "_do",
    "for": "_for",
    "foreach": "_foreach",
    "switch": "_switch",
    "try": "_try",
    "function": "_function",
    "filter": "_function",
    "workflow": "_function",
    **dict.fromkeys(_LEAVING, "_leave"),
    "using": "_passed",
    **dict.fromkeys(("class", "enum", "trap", "data", "elseif", "else", "catch", "finally"), "_stray"),
}

MOST_KEPT = 16_384
"""Characters of a text whose tree is kept for the next who reads it."""


def parsed(
    path: str, text: str, row: int = 0, indent: int = 0, laid: LaidOut | None = None
) -> tuple[Block, bool]:
    """A script, and whether brackets in it are nested too deeply to be read. ``row``, ``indent`` and ``laid`` are the parser's.

    Steps of an action are read by each workflow that uses it: trees of short texts are kept, and nobody changes one.
    """
    return (_kept if len(text) <= MOST_KEPT else _parsed)(path, text, row, indent, laid)


def _parsed(path: str, text: str, row: int, indent: int, laid: LaidOut | None) -> tuple[Block, bool]:
    parser = Parser(path, text, row, indent, laid)
    return parser.script(), parser.too_deep


_kept = lru_cache(maxsize=64)(_parsed)
