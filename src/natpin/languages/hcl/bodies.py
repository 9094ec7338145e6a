"""Blocks and attributes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from natpin.languages.hcl import templates
from natpin.languages.hcl.ast import Attribute, Block, Body, Expression, Literal
from natpin.languages.hcl.expressions import expression
from natpin.languages.hcl.plain import plain
from natpin.languages.hcl.source import HclError, Source
from natpin.languages.hcl.tokens import Words

Read = TypeVar("Read")


def parse_body(source: Source, start: int = 0, end: int | None = None) -> Body:
    """The attributes and blocks of a stretch of text.

    Raises HclError at the first thing that is neither.
    """
    return _all_of(source, start, end, _body)


def parse_block(source: Source, start: int, end: int) -> Block:
    """The one block of a stretch of text.

    Raises HclError when there is anything else in it.
    """

    def read(words: Words) -> Block:
        found = _block(words, words.identifier(), start)
        words.newlines()
        return found

    return _all_of(source, start, end, read)


def parse_expression(source: Source, start: int = 0, end: int | None = None) -> Expression:
    """A stretch of text that is one expression, line ends without meaning.

    Raises HclError.
    """
    return _all_of(source, start, end, expression, flat=True)


def parse_template(source: Source) -> Expression:
    """A whole text as a template.

    Raises HclError.
    """
    try:
        return templates.whole(Words(source, 0, len(source.text)), expression)
    except RecursionError:
        raise HclError("nested too deeply", 0) from None


def _all_of(
    source: Source, start: int, end: int | None, read: Callable[[Words], Read], flat: bool = False
) -> Read:
    words = Words(source, start, len(source.text) if end is None else end, flat)
    try:
        words.advance()
        found = read(words)
    except RecursionError:
        raise HclError("nested too deeply", words.start) from None
    if words.kind is not None:
        raise HclError(f"unexpected {words.described()}", words.start)
    return found


def _body(words: Words) -> Body:
    attributes: dict[str, Attribute] = {}
    blocks: list[Block] = []
    words.newlines()
    while words.kind == "ident":
        start, name = words.start, words.word
        if name not in attributes and (one := plain(words, name, start)) is not None:
            attributes[name] = one
            words.newlines()
            continue
        words.advance()
        if words.take("="):
            if name in attributes:
                raise HclError(f"{name} is set twice", start)
            attributes[name] = Attribute(name, expression(words), start, words.last, words.source)
        else:
            blocks.append(_block(words, name, start))
        if words.kind not in ("newline", None):
            raise HclError(f"expected the end of the line but found {words.described()}", words.start)
        words.newlines()
    return Body(attributes, tuple(blocks))


def _single(words: Words) -> Body:
    """The body of a block on one line: one argument at most, and no block."""
    if words.at("}"):
        return Body({}, ())
    start, name = words.start, words.identifier()
    words.expect("=")
    return Body({name: Attribute(name, expression(words), start, words.last, words.source)}, ())


def _block(words: Words, name: str, start: int) -> Block:
    labels: list[str] = []
    while words.kind in ("string", "ident") or words.at('"'):
        if words.at('"'):
            label = templates.quoted(words, expression)
            if not isinstance(label, Literal):
                raise HclError("a block's label cannot have an interpolation", label.start)
            labels.append(str(label.value))
            continue
        labels.append(words.literal() if words.kind == "string" else words.word)
        words.advance()
    if not words.at("{"):
        raise HclError(f"expected '=' or '{{' after {name!r} but found {words.described()}", words.start)
    words.enter()
    flat, words.flat = words.flat, False
    words.advance()
    body = _body(words) if words.kind == "newline" else _single(words)
    words.flat = flat
    words.expect("}")
    words.depth -= 1
    return Block(name, tuple(labels), body, start, words.last, words.source)
