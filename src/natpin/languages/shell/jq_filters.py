"""The language of ``jq``: a filter as a function of a value and of variables, that yields its results one by one.

Source: jq 1.7 manual, "Basic filters", "Types and Values", "Builtin operators and functions", "Conditionals and
Comparisons". What is not among these is refused, so that nothing wrong is taken for what jq prints.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Any

from natpin.languages.shell.jq_functions import FORMATS, FUNCTIONS, REFUSED, Refused, order, type_of
from natpin.regex import late_regex

Variables = Mapping[str, Any]
Filter = Callable[[Any, Variables], Iterator[Any]]

_TOKEN = late_regex(
    r"\"(?:[^\"\\]|\\.)*\"|\$[A-Za-z_]\w{0,80}|@[a-z0-9]{1,12}|\.[A-Za-z_]\w{0,200}|[A-Za-z_]\w{0,80}|\d{1,15}(?:\.\d{1,9})?"
    r"|//|==|!=|<=|>=|\.\.|[.|,:;?()\[\]{}<>+\-]"
)
MAX_TOKENS = 300
MAX_DEPTH = 40


def compiled(written: str) -> Filter | None:
    """A filter; None for one that is not followed."""
    try:
        parser = _Parser(_tokens(written), 0)
        found = parser.pipe()
        return found if parser.position == len(parser.tokens) else None
    except (Refused, ValueError):
        return None


def _tokens(written: str) -> list[str]:
    found: list[str] = []
    position = 0
    while True:
        while position < len(written) and written[position].isspace():
            position += 1
        if position == len(written):
            return found
        match = _TOKEN.match(written, position)
        if match is None or len(found) > MAX_TOKENS:
            raise REFUSED
        found.append(match.group())
        position = match.end()


class _Parser:
    """Reads tokens from the loosest operator to the tightest."""

    def __init__(self, tokens: list[str], depth: int) -> None:
        self.tokens = tokens
        self.position = 0
        self._depth = depth

    def _next(self) -> str:
        return self.tokens[self.position] if self.position < len(self.tokens) else ""

    def _takes(self, *tokens: str) -> str:
        here = self._next()
        if here not in tokens or not here:
            return ""
        self.position += 1
        return here

    def _needs(self, token: str) -> None:
        if not self._takes(token):
            raise REFUSED

    def pipe(self) -> Filter:
        """``a | b``, ``a as $x | b``"""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise REFUSED
        left = self._commas()
        if self._takes("as"):
            name = self._next()[1:]
            if not self._next().startswith("$"):
                raise REFUSED
            self.position += 1
            self._needs("|")
            body = self.pipe()
            self._depth -= 1
            return lambda value, known: (
                out for bound in left(value, known) for out in body(value, {**known, name: bound})
            )
        if self._takes("|"):
            right = self.pipe()
            self._depth -= 1
            return lambda value, known: (out for one in left(value, known) for out in right(one, known))
        self._depth -= 1
        return left

    def _commas(self) -> Filter:
        found = [self._alternatives()]
        while self._takes(","):
            found.append(self._alternatives())
        if len(found) == 1:
            return found[0]
        return lambda value, known: (out for each in found for out in each(value, known))

    def _alternatives(self) -> Filter:
        left = self._logic(("or",), lambda: self._logic(("and",), self._compared))
        if not self._takes("//"):
            return left
        right = self._alternatives()

        def either(value: Any, known: Variables) -> Iterator[Any]:
            some = [one for one in _tried(left, value, known) if one is not None and one is not False]
            yield from some or right(value, known)

        return either

    def _logic(self, words: tuple[str, ...], tighter: Callable[[], Filter]) -> Filter:
        left = tighter()
        while word := self._takes(*words):
            left = _joined(left, tighter(), word)
        return left

    def _compared(self) -> Filter:
        left = self._sum()
        sign = self._takes("==", "!=", "<", ">", "<=", ">=")
        if not sign:
            return left
        right = self._sum()
        return lambda value, known: (
            order(one, other, sign) for other in right(value, known) for one in left(value, known)
        )

    def _sum(self) -> Filter:
        left = self._postfix()
        while self._takes("+"):
            left = _added(left, self._postfix())
        return left

    def _postfix(self) -> Filter:
        found = self._term()
        while True:
            here = self._next()
            if here.startswith(".") and len(here) > 1 and here != "..":
                self.position += 1
                found = _then(found, _member(here[1:]))
            elif here == "." and self.tokens[self.position + 1 : self.position + 2] == ["["]:
                self.position += 1
            elif here == "[":
                self.position += 1
                found = self._indexed(found)
            elif here == "?":
                self.position += 1
                found = _forgiving(found)
            else:
                return found

    def _indexed(self, of: Filter) -> Filter:
        if self._takes("]"):
            return _then(of, _each)
        index = self.pipe()
        self._needs("]")
        return lambda value, known: (
            _at(one, where) for one in of(value, known) for where in index(value, known)
        )

    def _term(self) -> Filter:
        here = self._next()
        self.position += 1
        after = self._next()
        if here == ".":
            if after.startswith('"'):
                self.position += 1
                return _member(json.loads(after))
            return lambda value, known: iter((value,))
        if here.startswith(".") and len(here) > 1 and here != "..":
            return _member(here[1:])
        if here.startswith('"'):
            return self._text(here, "@text")
        if here.startswith("@") and here in FORMATS:
            if after.startswith('"'):
                self.position += 1
                return self._text(after, here)
            return lambda value, known: iter((FORMATS[here](value),))
        if here.startswith("$"):
            return lambda value, known: iter((_variable(here[1:], known),))
        if here[:1].isdigit() or (here == "-" and after[:1].isdigit()):
            if here == "-":
                self.position += 1
            number = json.loads(here + after if here == "-" else here)
            return lambda value, known: iter((number,))
        if here == "(":
            inner = self.pipe()
            self._needs(")")
            return inner
        if here == "[":
            listed = None if self._next() == "]" else self.pipe()
            self._needs("]")
            return lambda value, known: iter(([] if listed is None else list(listed(value, known)),))
        if here == "{":
            return self._object()
        if here == "if":
            return self._conditional()
        if here.isidentifier():
            return self._called(here)
        raise REFUSED

    def _text(self, written: str, form: str) -> Filter:
        """A text, with what ``\\(…)`` puts into it."""
        pieces = written[1:-1].split("\\(")
        parts: list[str | Filter] = [_unquoted(pieces[0])]
        for piece in pieces[1:]:
            inner, closing, rest = piece.partition(")")
            if not closing or "(" in inner or '"' in inner:
                raise REFUSED
            parser = _Parser(_tokens(inner), self._depth + 1)
            found = parser.pipe()
            if parser.position != len(parser.tokens):
                raise REFUSED
            parts += [found, _unquoted(rest)]

        def whole(value: Any, known: Variables) -> Iterator[Any]:
            ways = [
                [one] if isinstance(one, str) else [FORMATS[form](each) for each in one(value, known)]
                for one in parts
            ]
            return ("".join(way) for way in product(*ways))

        return whole

    def _object(self) -> Filter:
        entries: list[tuple[Filter, Filter]] = []
        while not self._takes("}"):
            if entries:
                self._needs(",")
            here = self._next()
            self.position += 1
            if here == "(":
                key = self.pipe()
                self._needs(")")
            elif here.startswith('"'):
                key = self._text(here, "@text")
            else:
                key = _constant(here.lstrip("$"))
            if self._takes(":"):
                given = self._alternatives()
            elif here.startswith("$"):
                given = _named(here[1:])
            else:
                given = _member(json.loads(here) if here.startswith('"') else here)
            entries.append((key, given))

        def whole(value: Any, known: Variables) -> Iterator[Any]:
            ways = [
                [(name, one) for name in key(value, known) for one in given(value, known)]
                for key, given in entries
            ]
            return (dict(way) for way in product(*ways))

        return whole

    def _conditional(self) -> Filter:
        condition = self.pipe()
        self._needs("then")
        then = self.pipe()
        if self._takes("elif"):
            other = self._conditional()
        else:
            other = self.pipe() if self._takes("else") else (lambda value, known: iter((value,)))
            self._needs("end")
        return lambda value, known: (
            out
            for holds in condition(value, known)
            for out in (other if holds is None or holds is False else then)(value, known)
        )

    def _called(self, name: str) -> Filter:
        constants = {"null": None, "true": True, "false": False}
        if name in constants:
            return _constant(constants[name])
        arguments: list[Filter] = []
        if self._takes("("):
            arguments.append(self.pipe())
            while self._takes(";"):
                arguments.append(self.pipe())
            self._needs(")")
        function = FUNCTIONS.get((name, len(arguments)))
        if function is None:
            raise REFUSED
        return lambda value, known: function(value, *(_given(each, known) for each in arguments))


def _unquoted(written: str) -> str:
    """The text that stands between double quotes."""
    return str(json.loads(f'"{written}"', strict=False))


def _given(argument: Filter, known: Variables) -> Callable[[Any], Iterator[Any]]:
    return lambda value: argument(value, known)


def _constant(data: Any) -> Filter:
    return lambda value, known: iter((data,))


def _named(name: str) -> Filter:
    return lambda value, known: iter((_variable(name, known),))


def _variable(name: str, known: Variables) -> Any:
    if name not in known:
        raise REFUSED
    return known[name]


def _then(first: Filter, second: Filter) -> Filter:
    return lambda value, known: (out for one in first(value, known) for out in second(one, known))


def _tried(filter_: Filter, value: Any, known: Variables) -> Iterator[Any]:
    """The results up to the first error."""
    try:
        yield from filter_(value, known)
    except Refused:
        return


def _forgiving(of: Filter) -> Filter:
    return lambda value, known: _tried(of, value, known)


def _member(name: str) -> Filter:
    return lambda value, known: iter((_at(value, name),))


def _each(value: Any, known: Variables) -> Iterator[Any]:
    match value:
        case list():
            return iter(value)
        case dict():
            return iter(value.values())
    raise REFUSED


def _at(value: Any, where: Any) -> Any:
    """A member or an element; of null, and where there is none, null."""
    match value, where:
        case None, str() | int():
            return None
        case dict(), str():
            return value.get(where)
        case list(), int() if not isinstance(where, bool):
            return value[where] if -len(value) <= where < len(value) else None
    raise REFUSED


def _joined(left: Filter, right: Filter, word: str) -> Filter:
    def both(value: Any, known: Variables) -> Iterator[Any]:
        for one in left(value, known):
            holds = one is not None and one is not False
            if holds is (word == "or"):
                yield holds
            else:
                yield from (other is not None and other is not False for other in right(value, known))

    return both


def _added(left: Filter, right: Filter) -> Filter:
    def total(one: Any, other: Any) -> Any:
        if one is None or other is None:
            return other if one is None else one
        if type_of(one) != type_of(other) or type_of(one) == "boolean":
            raise REFUSED
        return {**one, **other} if isinstance(one, dict) else one + other

    return lambda value, known: (
        total(one, other) for other in right(value, known) for one in left(value, known)
    )
