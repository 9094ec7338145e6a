"""HCL's expression grammar, by recursive descent with precedence climbing.

Source of the grammar: HCL native syntax specification (hashicorp/hcl, hclsyntax/spec.md).
"""

from __future__ import annotations

import math

from natpin.languages.hcl import templates
from natpin.languages.hcl.ast import (
    Attr,
    Binary,
    Call,
    Conditional,
    Expression,
    For,
    Index,
    Literal,
    Name,
    ObjectOf,
    Splat,
    Step,
    Traversal,
    TupleOf,
    Unary,
)
from natpin.languages.hcl.plain import KEYWORDS
from natpin.languages.hcl.source import HclError
from natpin.languages.hcl.tokens import Words
from natpin.regex import late_regex

_PRECEDENCE = {
    "||": 1,
    "&&": 2,
    "==": 3,
    "!=": 3,
    "<": 4,
    ">": 4,
    "<=": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "/": 6,
    "%": 6,
}
_LEGACY_INDEX = late_regex(r"\d+(\.\d)?")


def expression(words: Words) -> Expression:
    """The expression that begins at the next word.

    Raises HclError.
    """
    words.enter()
    start = words.start
    found = _operation(words, 1)
    if words.at("?"):
        words.advance()
        then = expression(words)
        words.expect(":")
        otherwise = expression(words)
        found = Conditional(found, then, otherwise, start, words.last)
    words.depth -= 1
    return found


def _operation(words: Words, least: int) -> Expression:
    start = words.start
    left = _operand(words)
    while words.kind in ("op", "angle"):
        operator = words.word
        precedence = _PRECEDENCE.get(operator, 0)
        if precedence < least:
            break
        words.advance()
        right = _operation(words, precedence + 1)
        left = Binary(operator, left, right, start, words.last)
    return left


def _operand(words: Words) -> Expression:
    """A term with the unary operators before it and the traversal behind it."""
    prefixes: list[tuple[str, int]] = []
    while words.kind == "op" and words.word in ("-", "!"):
        prefixes.append((words.word, words.start))
        if len(prefixes) > 50:
            raise HclError("too many signs in a row", words.start)
        words.advance()
    found = _traversed(words, _term(words))
    for operator, start in reversed(prefixes):
        found = Unary(operator, found, start, words.last)
    return found


def _term(words: Words) -> Expression:
    kind, word, start = words.kind, words.word, words.start
    if words.json and start in words.source.templates:
        return templates.of_json(words, expression)
    if kind == "ident":
        words.advance()
        if word in KEYWORDS and not words.at("(") and not words.at("."):
            return Literal(KEYWORDS[word], start, start + len(word))
        if words.at("(") or words.at("::"):
            return _call(words, word, start)
        return Name(word, start, start + len(word))
    if kind == "string":
        said = words.literal()
        words.advance()
        return Literal(said, start, start + len(word))
    if kind == "number":
        words.advance()
        return Literal(_number(word, start), start, start + len(word))
    if kind == "heredoc":
        return templates.heredoc(words, expression)
    if word == '"':
        return templates.quoted(words, expression)
    if word == "(":
        return _parenthesised(words)
    if word == "[":
        return _brackets(words)
    if word == "{":
        return _braces(words)
    raise HclError(f"expected a value but found {words.described()}", start)


def _number(word: str, start: int) -> int | float:
    if word.isdigit() and len(word) < 200:
        return int(word)
    found = float(word)
    if math.isinf(found):
        raise HclError("a number too large", start)
    return found


def _parenthesised(words: Words) -> Expression:
    flat, words.flat = words.flat, True
    words.advance()
    found = expression(words)
    _close(words, ")", flat)
    return found


def _close(words: Words, word: str, flat: bool) -> int:
    """Go past a closing bracket, and mind line ends again as before it was opened. Returns where it ends."""
    if not words.at(word):
        raise HclError(f"expected {word!r} but found {words.described()}", words.start)
    words.flat = flat
    words.advance()
    return words.last


def _call(words: Words, name: str, start: int) -> Call:
    while words.take("::"):
        name = f"{name}::{words.identifier()}"
    flat, words.flat = words.flat, True
    words.expect("(")
    arguments: list[Expression] = []
    expand = False
    while not words.at(")"):
        arguments.append(expression(words))
        if words.take("..."):
            expand = True
            break
        if not words.take(","):
            break
    return Call(name, tuple(arguments), expand, start, _close(words, ")", flat))


def _traversed(words: Words, source: Expression) -> Expression:
    """Everything that hangs on a term: ``.a``, ``[0]``, ``.0``, ``[*]``, ``.*``."""
    steps: list[Step] = []
    splat = False
    """``.*`` stands before, and nothing but ``.a`` and ``.0`` since: it takes no other."""
    while words.kind == "op":
        if words.word == ".":
            start = words.start
            steps.append(_dotted(words))
            if splat and isinstance(steps[-1], Splat):
                raise HclError("a splat in a splat of attributes", start)
            splat = splat or isinstance(steps[-1], Splat)
        elif words.word == "[":
            steps.append(_indexed(words))
            splat = False
        else:
            break
    if not steps:
        return source
    return Traversal(source, tuple(steps), source.start, words.last)


def _dotted(words: Words) -> Step:
    legacy = _LEGACY_INDEX.match(words.text, words.stop, words.end)
    if legacy:
        if legacy[1]:
            raise HclError("two indexes in a row with dots", legacy.start())
        words.seek(legacy.end())
        return Index(Literal(int(legacy[0][:18]), legacy.start(), legacy.end()), legacy=True)
    words.advance()
    if words.take("*"):
        return Splat(full=False)
    return Attr(words.identifier())


def _indexed(words: Words) -> Step:
    flat, words.flat = words.flat, True
    words.advance()
    if words.at("*"):
        words.advance()
        _close(words, "]", flat)
        return Splat(full=True)
    key = expression(words)
    _close(words, "]", flat)
    return Index(key)


def _brackets(words: Words) -> Expression:
    start = words.start
    flat, words.flat = words.flat, True
    words.advance()
    if words.at("for"):
        return _for(words, start, "]", flat)
    items: list[Expression] = []
    while not words.at("]"):
        items.append(expression(words))
        if not words.take(","):
            break
    return TupleOf(tuple(items), start, _close(words, "]", flat))


def _braces(words: Words) -> Expression:
    start = words.start
    flat, words.flat = words.flat, words.flat and words.json
    words.advance()
    words.newlines()
    if words.at("for"):
        words.flat = True
        return _for(words, start, "}", flat)
    items: list[tuple[Expression, Expression]] = []
    while not words.at("}"):
        key = _key(words)
        if not (words.take("=") or words.take(":")):
            raise HclError(f"expected '=' but found {words.described()}", words.start)
        items.append((key, expression(words)))
        if not words.take(",") and words.kind != "newline":
            break
        words.newlines()
    return ObjectOf(tuple(items), start, _close(words, "}", flat))


def _key(words: Words) -> Expression:
    if words.kind == "ident":
        after = words.text[words.stop : words.stop + 1]
        if after not in (".", "[", "("):
            key = Literal(words.word, words.start, words.stop)
            words.advance()
            return key
    return expression(words)


def _for(words: Words, start: int, closer: str, flat: bool) -> For:
    words.advance()
    key, value = None, words.identifier()
    if words.take(","):
        key, value = value, words.identifier()
    words.expect("in")
    collection = expression(words)
    words.expect(":")
    result = expression(words)
    key_result: Expression | None = None
    grouped = False
    if closer == "}":
        words.expect("=>")
        key_result, result = result, expression(words)
        grouped = words.take("...")
    condition = expression(words) if words.take("if") else None
    end = _close(words, closer, flat)
    return For(key, value, collection, key_result, result, grouped, condition, start, end)
