"""Quoted strings and heredocs with ``${…}`` and ``%{…}`` in them."""

from __future__ import annotations

from collections.abc import Callable

from natpin.languages.hcl.ast import Expression, Literal, Part, Template, TemplateFor, TemplateIf
from natpin.languages.hcl.source import HclError
from natpin.languages.hcl.tokens import MAX_DEPTH, Words, unescape
from natpin.model.record import record, replace
from natpin.regex import late_regex

ReadExpression = Callable[[Words], Expression]

_QUOTED = late_regex(r'(?>[^"\\$%\n]++|\\[^\n]|\$\$\{|%%\{|[$%](?!\{))*+')
_RAW = late_regex(r"(?>[^$%]++|\$\$\{|%%\{|[$%](?!\{))*+")
_INDENT = late_regex(r"(?:(?<=\n)|\A)[ \t]*")
_RIGHT_BLANK = late_regex(r"[ \t]*(?:\r?\n)?")
"""What ``~}`` takes away: the rest of its line. HCL's scanner ends a literal at each line's end, and the marker trims the
literal beside it (hcl/v2 ``hclsyntax/parser_template.go``); the indentation of the next line stays."""


@record
class _Directive:
    """One ``%{…}`` before they are put together, or an interpolation (``word`` empty)."""

    word: str
    start: int
    expression: Expression | None = None
    key: str | None = None
    value: str = ""
    trim_left: bool = False
    trim_right: bool = False


_Piece = str | _Directive


def quoted(words: Words, read: ReadExpression) -> Expression:
    """The string that begins at the quote that is the next word."""
    start = words.start
    pieces, end = _pieces(words, start + 1, words.end, read, quote=True)
    words.seek(end)
    return _assemble(pieces, start, end)


def heredoc(words: Words, read: ReadExpression) -> Expression:
    """The heredoc whose introduction is the next word."""
    start = words.start
    flush = words.word.startswith("<<-")
    marker = words.word.lstrip("<-").strip()
    found = words.source.heredoc_end(marker, words.stop)
    if found is None or found[1] > words.end:
        raise HclError(f"a heredoc that no {marker} closes", start)
    line, end = found
    pieces, _ = _pieces(words, words.stop, line, read, quote=False)
    words.seek(end)
    return _assemble(_unindented(pieces) if flush else pieces, start, end)


def of_json(words: Words, read: ReadExpression) -> Expression:
    """The text of a JSON file whose escapes were put in place, and that begins at the quote that is the next word."""
    start = words.start
    end = start + 1 + words.source.templates[start]
    inner = Words(words.source, start + 1, end, flat=True)
    inner.depth = words.depth
    pieces, _ = _pieces(inner, start + 1, end, read, quote=False)
    words.seek(words.text.index('"', end) + 1)
    return _assemble(pieces, start, words.last)


def whole(words: Words, read: ReadExpression) -> Expression:
    """All of the text as a template, as ``templatefile`` reads a file."""
    start = words.start
    pieces, end = _pieces(words, start, words.end, read, quote=False)
    return _assemble(pieces, start, end)


def _pieces(
    words: Words, offset: int, end: int, read: ReadExpression, quote: bool
) -> tuple[list[_Piece], int]:
    text = words.text
    literal = _QUOTED if quote else _RAW
    pieces: list[_Piece] = []
    while True:
        found = literal.match(text, offset, end)
        if found and found.end() > offset:
            raw = found[0].replace("$${", "${").replace("%%{", "%{")
            pieces.append(unescape(raw, offset, words.json) if quote else raw)
            offset = found.end()
        if offset >= end:
            if quote:
                raise HclError("a string that nothing closes", offset)
            return pieces, end
        if text[offset] == '"':
            return pieces, offset + 1
        if not text.startswith(("${", "%{"), offset):
            raise HclError("a string that nothing closes on its line", offset)
        piece, offset = _sequence(words, offset, read)
        pieces.append(piece)


def _sequence(words: Words, offset: int, read: ReadExpression) -> tuple[_Directive, int]:
    """One ``${…}`` or ``%{…}`` at an offset, and where it ends."""
    start = offset
    directive = words.text[offset] == "%"
    trim_left = words.text.startswith("~", offset + 2)
    flat, words.flat = words.flat, True
    words.enter()
    words.seek(offset + 2 + trim_left)
    piece = _directive(words, start, read) if directive else _Directive("", start, read(words))
    trim_right = words.text.startswith("~", words.start)
    if trim_right:
        words.seek(words.start + 1)
    if not words.at("}"):
        raise HclError(f"expected '}}' but found {words.described()}", words.start)
    words.flat = flat
    words.depth -= 1
    return replace(piece, trim_left=trim_left, trim_right=trim_right), words.start + 1


def _directive(words: Words, start: int, read: ReadExpression) -> _Directive:
    word = words.identifier()
    if word == "if":
        return _Directive(word, start, read(words))
    if word == "for":
        key, value = None, words.identifier()
        if words.take(","):
            key, value = value, words.identifier()
        words.expect("in")
        return _Directive(word, start, read(words), key, value)
    if word in ("else", "endif", "endfor"):
        return _Directive(word, start)
    raise HclError(f"unknown template directive {word!r}", start)


def _unindented(pieces: list[_Piece]) -> list[_Piece]:
    """What ``<<-`` does: take off the indentation that all lines share."""
    smallest: int | None = None
    fresh = True
    for piece in pieces:
        if isinstance(piece, _Directive):
            if fresh:
                smallest = 0
            fresh = False
            continue
        lines = piece.split("\n")
        for number, line in enumerate(lines):
            begins = number > 0 or fresh
            last = number == len(lines) - 1
            if begins and line.strip(" \t\r") != "":
                indent = len(line) - len(line.lstrip(" \t"))
                smallest = indent if smallest is None else min(smallest, indent)
            elif begins and last and piece is not pieces[-1]:
                smallest = len(line) if smallest is None else min(smallest, len(line))
        fresh = piece.endswith("\n")
    if not smallest:
        return pieces
    taken: list[_Piece] = []
    fresh = True
    for piece in pieces:
        if isinstance(piece, _Directive):
            taken.append(piece)
            fresh = False
            continue
        lines = piece.split("\n")
        taken.append(
            "\n".join(
                _without_indent(line, smallest) if number or fresh else line
                for number, line in enumerate(lines)
            )
        )
        fresh = piece.endswith("\n")
    return taken


def _without_indent(line: str, indent: int) -> str:
    blank = len(line) - len(line.lstrip(" \t"))
    return line[min(indent, blank) :]


def _assemble(pieces: list[_Piece], start: int, end: int) -> Expression:
    """Trim, and put directives together into a tree."""
    trimmed: list[_Piece] = []
    for number, piece in enumerate(pieces):
        if isinstance(piece, str):
            before = pieces[number - 1] if number else None
            after = pieces[number + 1] if number + 1 < len(pieces) else None
            if isinstance(before, _Directive) and before.trim_right:
                blank = _RIGHT_BLANK.match(piece)
                piece = piece[blank.end() :] if blank else piece
            if isinstance(after, _Directive) and after.trim_left:
                *above, last = piece.splitlines(keepends=True) or [""]
                piece = "".join(above) + last.rstrip()
        if piece != "":
            trimmed.append(piece)
    parts, rest = _parts(trimmed, 0, ())
    if rest < len(trimmed):
        stray = trimmed[rest]
        raise HclError(
            "a template directive that nothing opened",
            stray.start if isinstance(stray, _Directive) else start,
        )
    if all(isinstance(part, str) for part in parts):
        return Literal("".join(part for part in parts if isinstance(part, str)), start, end)
    return Template(tuple(parts), start, end)


def _parts(
    pieces: list[_Piece], index: int, closers: tuple[str, ...], depth: int = 0
) -> tuple[list[Part], int]:
    parts: list[Part] = []
    while index < len(pieces):
        piece = pieces[index]
        if isinstance(piece, str):
            parts.append(piece)
            index += 1
            continue
        if depth > MAX_DEPTH:
            raise HclError(f"nested more than {MAX_DEPTH} levels deep", piece.start)
        if piece.word in ("else", "endif", "endfor"):
            if piece.word in closers:
                return parts, index
            raise HclError(f"%{{{piece.word}}} that nothing opened", piece.start)
        if piece.expression is None:
            raise HclError("an empty template sequence", piece.start)
        if piece.word == "":
            parts.append(piece.expression)
            index += 1
            continue
        if piece.word == "for":
            body, index = _parts(pieces, index + 1, ("endfor",), depth + 1)
            parts.append(TemplateFor(piece.key, piece.value, piece.expression, tuple(body), piece.start))
        else:
            then, index = _parts(pieces, index + 1, ("else", "endif"), depth + 1)
            otherwise: list[Part] = []
            closer = pieces[index] if index < len(pieces) else None
            if isinstance(closer, _Directive) and closer.word == "else":
                otherwise, index = _parts(pieces, index + 1, ("endif",), depth + 1)
            parts.append(TemplateIf(piece.expression, tuple(then), tuple(otherwise), piece.start))
        if index >= len(pieces):
            raise HclError(f"%{{{piece.word}}} that nothing closes", piece.start)
        index += 1
    return parts, index
