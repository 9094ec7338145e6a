"""The arithmetic of ``$((…))``, ``((…))`` and ``let``: C's expressions on whole numbers of 64 bits.

Source: Bash manual, "Shell Arithmetic": operators by precedence, ``&&``, ``||`` and ``?:`` evaluate what they need,
a leading 0 is octal, 0x hexadecimal, ``BASE#DIGITS`` any base. A variable that is empty counts as 0.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

_TOKEN = re.compile(
    r"\s*(?:(?P<base>\d{1,2})\#(?P<digits>[0-9A-Za-z]{1,15})"
    r"|(?P<number>0[xX][0-9A-Fa-f]{1,15}|\d{1,18})(?![\w#])"
    r"|\$?\{?(?P<name>[A-Za-z_]\w*)(?P<index>\[[^\[\]]{1,80}\])?\}?"
    r"|\$\{?(?P<argument>[0-9#])\}?"
    r"|(?P<operator>\*\*|<<=|>>=|<<|>>|<=|>=|==|!=|&&|\|\||\+\+|--|[-+*/%&|^]=|[-+*/%&|^<>=!~?:(),]))"
)
_SIGNED = re.compile(r"([-+]?)(0[xX][0-9A-Fa-f]{1,15}|\d{1,18})")
_MAX_TOKENS = 200
_MAX_DEPTH = 50

_LEVELS: tuple[tuple[str, ...], ...] = (
    ("||",),
    ("&&",),
    ("|",),
    ("^",),
    ("&",),
    ("==", "!="),
    ("<", ">", "<=", ">="),
    ("<<", ">>"),
    ("+", "-"),
    ("*", "/", "%"),
)
_LEVEL = {operator: level for level, operators in enumerate(_LEVELS) for operator in operators}
"""How tightly an operator binds."""
_AFTER_NUMBERS = frozenset({"++", "--"})
_BEFORE_NUMBERS = frozenset({"!", "~", "-", "+", *_AFTER_NUMBERS})
_ASSIGNS = frozenset({"=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>="})

Lookup = Callable[[str], str | None]
Assign = Callable[[str, "int | None"], None]


def evaluate(text: str, lookup: Lookup, assign: Assign | None = None) -> int | None:
    """The value of an expression; None where it is not known, or none that is followed.

    ``lookup`` gives the text of a variable, of ``name[index]``, of an argument or of ``#``; ``assign`` sets a variable,
    to None where its number is not known. Without it, an expression that assigns is not followed.
    """
    tokens = _tokens(text)
    if not tokens:
        return None
    reader = _Reader(tokens, lookup, assign)
    try:
        value = reader.listed()
    except _NotFollowedError:
        return None
    return value if reader.is_done else None


class _NotFollowedError(Exception):
    """An expression that is none, or does more than is followed."""


Token = tuple[str, str]
"""Its kind, and its text. No operator is written as anything else is."""

_END: Token = ("", "")


def _tokens(text: str) -> list[Token] | None:
    tokens: list[Token] = []
    position = 0
    stripped = text.strip()
    while position < len(stripped):
        found = _TOKEN.match(stripped, position)
        if found is None or len(tokens) > _MAX_TOKENS:
            return None
        position = found.end()
        kind = found.lastgroup or ""
        match kind:
            case "operator" | "name" | "argument":
                tokens.append((kind, found[kind]))
            case "number":
                number = _number(found["number"])
                if number is None:
                    return None
                tokens.append(("number", str(number)))
            case "index":
                tokens.append(("name", found["name"] + found["index"]))
            case _:
                number = _of_base(int(found["base"]), found["digits"])
                if number is None:
                    return None
                tokens.append(("number", str(number)))
    return tokens


def _of_base(base: int, written: str) -> int | None:
    try:
        return int(written, base) if 2 <= base <= 36 else None
    except ValueError:
        return None


def _number(written: str) -> int | None:
    if written[:2] in ("0x", "0X"):
        return int(written, 16)
    if len(written) > 1 and written.startswith("0"):
        return _of_base(8, written)
    return int(written)


def _wrapped(value: int) -> int:
    return (value + 2**63) % 2**64 - 2**63


class _Reader:
    """Reads and works out in one go; ``live`` is False in what is not evaluated."""

    def __init__(self, tokens: list[Token], lookup: Lookup, assign: Assign | None) -> None:
        self._tokens = [*tokens, _END]
        self._lookup = lookup
        self._assign = assign
        self._live = True
        self._open = False
        """Whether this part is evaluated is not known."""
        self._depth = 0
        self._position = 0

    @property
    def is_done(self) -> bool:
        """Whether all of it was read."""
        return self._tokens[self._position] is _END

    def listed(self) -> int | None:
        """Expressions with commas between: the last one's value."""
        value = self._assignment()
        while self._takes(","):
            value = self._assignment()
        return value

    def _takes(self, operator: str) -> bool:
        if self._tokens[self._position][1] != operator:
            return False
        self._position += 1
        return True

    def _assignment(self) -> int | None:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise _NotFollowedError
        try:
            kind, name = self._tokens[self._position]
            if kind == "name" and (sign := self._tokens[self._position + 1][1]) in _ASSIGNS:
                self._position += 2
                value = self._assignment()
                if sign != "=":
                    value = self._apply(sign[:-1], self._variable(name), value)
                self._set(name, value)
                return value
            return self._conditional()
        finally:
            self._depth -= 1

    def _set(self, name: str, value: int | None) -> None:
        if not self._live:
            return
        if self._assign is None:
            raise _NotFollowedError
        self._assign(name, None if self._open else value)

    def _variable(self, name: str) -> int | None:
        if not self._live:
            return None
        text = self._lookup(name)
        if text is None:
            return None
        text = text.strip()
        if not text:
            return 0
        found = _SIGNED.fullmatch(text)
        number = _number(found[2]) if found else None
        return None if number is None or found is None else -number if found[1] == "-" else number

    def _under(self, truth: bool | None, run: Callable[[], int | None]) -> int | None:
        """Work out a part that counts only where ``truth`` is True; None: that is not known."""
        live, unsure = self._live, self._open
        self._live, self._open = live and truth is not False, unsure or truth is None
        try:
            return run()
        finally:
            self._live, self._open = live, unsure

    def _conditional(self) -> int | None:
        value = self._binary(0)
        if not self._takes("?"):
            return value
        truth = None if value is None else value != 0
        yes = self._under(truth, self._assignment)
        if not self._takes(":"):
            raise _NotFollowedError
        no = self._under(None if truth is None else not truth, self._assignment)
        return yes if truth else no if truth is False or yes == no else None

    def _binary(self, lowest: int) -> int | None:
        """What operators join that bind at least so tightly."""
        left = self._power()
        while True:
            operator = self._tokens[self._position][1]
            level = _LEVEL.get(operator, -1)
            if level < lowest:
                return left
            self._position += 1
            if operator in ("&&", "||"):
                goes_on = None if left is None else (left != 0) == (operator == "&&")
                right = self._under(goes_on, partial(self._binary, level + 1))
                left = self._joined(operator, left, right)
            else:
                left = self._apply(operator, left, self._binary(level + 1))

    @staticmethod
    def _joined(operator: str, left: int | None, right: int | None) -> int | None:
        ends = operator == "||"
        for value in (left, right):
            if value is not None and (value != 0) == ends:
                return int(ends)
        return None if left is None or right is None else int(not ends)

    def _power(self) -> int | None:
        left = self._unary()
        if not self._takes("**"):
            return left
        right = self._power()
        if left is None or right is None or not 0 <= right <= 64:
            return None
        return _wrapped(left**right)

    def _unary(self) -> int | None:
        operator = self._tokens[self._position][1]
        if operator not in _BEFORE_NUMBERS:
            return self._atom()
        self._position += 1
        kind, name = self._tokens[self._position]
        if operator in _AFTER_NUMBERS and kind == "name":
            self._position += 1
            value = self._apply(operator[0], self._variable(name), 1)
            self._set(name, value)
            return value
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise _NotFollowedError
        value = self._unary()
        self._depth -= 1
        if value is None:
            return None
        return {"!": int(value == 0), "~": ~value, "-": _wrapped(-value), "--": value}.get(operator, value)

    def _atom(self) -> int | None:
        kind, text = self._tokens[self._position]
        if kind == "":
            raise _NotFollowedError
        self._position += 1
        if kind == "number":
            return int(text)
        if kind == "argument":
            return self._variable(text)
        if kind == "name":
            value = self._variable(text)
            step = self._tokens[self._position][1]
            if step in _AFTER_NUMBERS:
                self._position += 1
                self._set(text, self._apply(step[0], value, 1))
            return value
        if text == "(":
            value = self.listed()
            if not self._takes(")"):
                raise _NotFollowedError
            return value
        raise _NotFollowedError

    def _apply(self, operator: str, left: int | None, right: int | None) -> int | None:
        if left is None or right is None:
            return None
        match operator:
            case "+":
                return _wrapped(left + right)
            case "-":
                return _wrapped(left - right)
            case "*":
                return _wrapped(left * right)
            case "/" | "%":
                if right == 0:
                    return None
                quotient = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
                return quotient if operator == "/" else left - quotient * right
            case "<<" | ">>":
                if not 0 <= right < 64:
                    return None
                return _wrapped(left << right) if operator == "<<" else left >> right
            case "&" | "|" | "^":
                return {"&": left & right, "|": left | right, "^": left ^ right}[operator]
            case "==":
                return int(left == right)
            case "!=":
                return int(left != right)
            case "<":
                return int(left < right)
            case ">":
                return int(left > right)
            case "<=":
                return int(left <= right)
        return int(left >= right)
