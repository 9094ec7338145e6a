"""The part of Kusto's language the simulated Resource Graph understands; anything else is an error.

    resources | resourcecontainers
    | where    A == B, !=, =~, !~, in, in~, !in, !in~, contains, startswith, and, or, not(…), parentheses
    | project  name, alias = expression      | project-away name      | extend name = expression
    | order by (sort by) name asc|desc       | limit (take) N         | count

Expressions: literals, property paths (a.b, a['b'], a[0]), tostring, tolower, isempty, isnotempty, isnull,
isnotnull. A query of natpin's that needs more needs it here first.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from natpin.model.record import record
from natpin.simulator.kql_values import (
    COMPARISONS,
    FUNCTIONS,
    Expression,
    Row,
    as_text,
    comparison,
    dig,
    membership,
    unquoted,
)

MOST_CHARACTERS = 20_000
MOST_DEPTH = 40

_TOKEN = re.compile(
    r"\s+|//[^\n]*|(?P<string>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")|(?P<number>\d+)"
    r"|(?P<word>!?(?:in|contains|startswith)~?(?![\w])|[A-Za-z_][\w]*(?:-away)?)|(?P<mark>==|!=|=~|!~|[|(),.=\[\]])"
)


class NotUnderstood(Exception):
    """A query, or a part of one, outside the language above; `token` is where."""

    def __init__(self, why: str, token: str, position: int) -> None:
        super().__init__(why)
        self.token, self.position = token, position


@record
class Query:
    """A parsed query: where it starts and what it does to the rows."""

    table: str
    steps: tuple[Callable[[list[Row]], list[Row]], ...]
    limited: bool
    columns: tuple[str, ...] | None

    def run(self, rows: list[Row]) -> list[Row]:
        for step in self.steps:
            rows = step(rows)
        return rows


def parse(text: str) -> Query:
    """Parse a query; raises NotUnderstood."""
    if len(text) > MOST_CHARACTERS:
        raise NotUnderstood("the query is too long", "", 0)
    return _Parser(text).query()


@record
class _Token:
    kind: str
    text: str
    at: int


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise NotUnderstood("unexpected character", text[at], at)
        if match.lastgroup:
            found.append(_Token(match.lastgroup, match.group(), at))
        at = match.end()
    return [*found, _Token("end", "<EOF>", at)]


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._at = 0
        self._depth = 0
        self._limited = False
        self._columns: tuple[str, ...] | None = None

    def query(self) -> Query:
        table = self._take("word").text.lower()
        if table not in ("resources", "resourcecontainers"):
            raise self._wrong("unknown table", back=1)
        steps: list[Callable[[list[Row]], list[Row]]] = []
        while self._peek().text == "|":
            self._at += 1
            steps.append(self._step())
        if self._peek().kind != "end":
            raise self._wrong("expected |")
        return Query(table, tuple(steps), self._limited, self._columns)

    def _step(self) -> Callable[[list[Row]], list[Row]]:
        word = self._take("word").text.lower()
        match word:
            case "where":
                condition = self._either()
                return lambda rows: [row for row in rows if condition(row)]
            case "project":
                items = self._named()
                self._columns = tuple(name for name, _value in items)
                return lambda rows: [{name: value(row) for name, value in items} for row in rows]
            case "extend":
                items = self._named()
                return lambda rows: [{**row, **{name: value(row) for name, value in items}} for row in rows]
            case "project-away":
                gone = {self._take("word").text}
                while self._skip(","):
                    gone.add(self._take("word").text)
                return lambda rows: [{k: v for k, v in row.items() if k not in gone} for row in rows]
            case "order" | "sort":
                if self._take("word").text.lower() != "by":
                    raise self._wrong("expected by", back=1)
                return self._order()
            case "limit" | "take":
                self._limited = True
                count = int(self._take("number").text)
                return lambda rows: rows[:count]
            case "count":
                self._columns = ("Count",)
                return lambda rows: [{"Count": len(rows)}]
        raise self._wrong(f"operator {word} is not understood", back=1)

    def _order(self) -> Callable[[list[Row]], list[Row]]:
        keys: list[tuple[Expression, bool]] = []
        while True:
            value = self._value()
            word = self._peek().text.lower()
            if word in ("asc", "desc"):
                self._at += 1
            keys.append((value, word != "asc"))  # Kusto sorts descending unless told
            if not self._skip(","):
                break

        def order(rows: list[Row]) -> list[Row]:
            for value, descending in reversed(keys):
                rows = sorted(rows, key=lambda row: as_text(value(row)).lower(), reverse=descending)
            return rows

        return order

    def _named(self) -> list[tuple[str, Expression]]:
        items: list[tuple[str, Expression]] = []
        while True:
            start = self._peek()
            if start.kind == "word" and self._tokens[self._at + 1].text == "=":
                self._at += 2
                items.append((start.text, self._value()))
            else:
                value = self._value()
                last = self._tokens[self._at - 1]
                items.append((last.text.strip("'\""), value))
            if not self._skip(","):
                return items

    def _either(self) -> Expression:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise self._wrong("nested too deeply")
        sides = [self._both()]
        while self._peek().text.lower() == "or":
            self._at += 1
            sides.append(self._both())
        self._depth -= 1
        return sides[0] if len(sides) == 1 else lambda row: any(side(row) for side in sides)

    def _both(self) -> Expression:
        sides = [self._one()]
        while self._peek().text.lower() == "and":
            self._at += 1
            sides.append(self._one())
        return sides[0] if len(sides) == 1 else lambda row: all(side(row) for side in sides)

    def _one(self) -> Expression:
        if self._peek().text.lower() == "not" and self._tokens[self._at + 1].text == "(":
            self._at += 1
            inner = self._parenthesised()
            return lambda row: not inner(row)
        if self._peek().text == "(":
            return self._parenthesised()
        left = self._value()
        operator = self._peek().text.lower()
        if operator not in COMPARISONS:
            return left
        self._at += 1
        if "in" in operator.split("~")[0].split("!"):
            options = self._list()
            return membership(left, options, operator)
        return comparison(left, self._value(), operator)

    def _parenthesised(self) -> Expression:
        self._expect("(")
        inner = self._either()
        self._expect(")")
        return inner

    def _list(self) -> list[Expression]:
        self._expect("(")
        options = [self._value()]
        while self._skip(","):
            options.append(self._value())
        self._expect(")")
        return options

    def _value(self) -> Expression:
        token = self._peek()
        self._at += 1
        if token.kind == "string":
            literal = unquoted(token.text)
            return lambda _row: literal
        if token.kind == "number":
            number = int(token.text)
            return lambda _row: number
        if token.kind != "word":
            raise self._wrong("expected a value", back=1)
        if token.text.lower() in ("true", "false"):
            truth = token.text.lower() == "true"
            return lambda _row: truth
        if self._peek().text == "(":
            return self._call(token)
        return self._path(token.text)

    def _call(self, token: _Token) -> Expression:
        function = FUNCTIONS.get(token.text.lower())
        if function is None:
            raise self._wrong(f"function {token.text} is not understood", back=1)
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise self._wrong("nested too deeply")
        self._expect("(")
        inner = self._value()
        self._expect(")")
        self._depth -= 1
        return lambda row: function(inner(row))

    def _path(self, first: str) -> Expression:
        keys: list[str | int] = [first]
        while True:
            if self._skip("."):
                keys.append(self._take("word").text)
            elif self._skip("["):
                token = self._peek()
                self._at += 1
                keys.append(int(token.text) if token.kind == "number" else unquoted(token.text))
                self._expect("]")
            else:
                return lambda row: dig(row, keys)

    def _peek(self) -> _Token:
        return self._tokens[self._at]

    def _take(self, kind: str) -> _Token:
        token = self._peek()
        if token.kind != kind:
            raise self._wrong(f"expected a {kind}")
        self._at += 1
        return token

    def _skip(self, mark: str) -> bool:
        if self._peek().text == mark and self._peek().kind == "mark":
            self._at += 1
            return True
        return False

    def _expect(self, mark: str) -> None:
        if not self._skip(mark):
            raise self._wrong(f"expected {mark}")

    def _wrong(self, why: str, back: int = 0) -> NotUnderstood:
        token = self._tokens[max(0, self._at - back)]
        return NotUnderstood(why, token.text, token.at)
