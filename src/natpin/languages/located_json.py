"""JSON into values that know their place, at the speed of the standard library's scanner.

The scanner tells what the text holds. Where a value stands is found when somebody asks: the objects and lists on the
way to it are walked, and what lies before it is skipped by the same scanner. Whatever the scanner does not take, or
would take otherwise than ``tolerant_json``, is read by that.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NoReturn, TypeAlias

from natpin.languages.lines import Lines
from natpin.languages.tolerant_json import MAX_DEPTH, SURROGATE, TOO_LARGE, Document, JsonError
from natpin.model.location import Location
from natpin.model.value import Node, Value
from natpin.regex import late_regex

__all__ = ["MAX_DEPTH", "JsonError", "LocatedText", "decode", "parse", "plain"]

_SPACE = late_regex(r"[ \t\r\n]*+")
_ESCAPED_SURROGATE = late_regex(r"\\u[dD][89a-fA-F]")
_Span: TypeAlias = tuple[int, int]


class _BeyondScannerError(Exception):
    """The scanner takes what the exact reader does not."""


def decode(data: bytes) -> str:
    """The text of a file: UTF-8 with or without a byte order mark, or UTF-16 with one.

    Raises JsonError for bytes that are neither.
    """
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        column = error.start - (before.rfind(b"\n") + 1) + 1
        raise JsonError(f"is no {error.encoding} text", before.count(b"\n") + 1, column) from None


def plain(text: str) -> object:
    """Plain Python data, without places, as fast as it goes. Raises JsonError."""
    try:
        if not _may_hold_surrogates(text):
            return _DECODER.decode(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        pass
    return _bare(Document(text, "<text>").document())


def parse(text: str, path: str) -> Node:
    """The document as nested values, each at its own place in ``path``.

    Of members with the same name the last one counts, as Azure Resource Manager and Terraform have it.
    Raises JsonError.
    """
    found = LocatedText(text, path).document()
    return Document(text, path).document() if found is None else found


class LocatedText:
    """A text that holds JSON, and where its values stand."""

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.lines = Lines(text, path)

    def document(self) -> Node | None:
        """The one value of the text; None when the exact reader has to say what it holds."""
        if _may_hold_surrogates(self.text):
            return None
        start = self.skipped(0)
        try:
            data, end = self.scanned(start)
        except (ValueError, RecursionError):
            return None
        return self.placed(data, start, end) if self.skipped(end) == len(self.text) else None

    def scanned(self, start: int) -> tuple[object, int]:
        """The plain data that begins at an offset, and where it ends. Raises ValueError and RecursionError."""
        return _DECODER.raw_decode(self.text, start)

    def placed(self, data: object, start: int, end: int) -> Node | None:
        """What the scanner found between two offsets as a value with places; None as for ``document``."""
        try:
            return _node(data, _Container.around(self, start, end), 0, self)
        except _BeyondScannerError:
            return None

    def skipped(self, offset: int) -> int:
        """The offset of what follows the blanks."""
        return _SPACE.match(self.text, offset).end()  # type: ignore[union-attr]  # it matches nothing as well

    def inside(self, start: int) -> dict[str | int, _Span]:
        """Where the members of the object, or the elements of the list, stand that begins here."""
        text, skipped, scan = self.text, self.skipped, self.scanned
        found: dict[str | int, _Span] = {}
        is_object = text[start] == "{"
        position = skipped(start + 1)
        while text[position] not in "]}":
            key: str | int = len(found)
            if is_object:
                name, colon = scan(position)
                key, position = str(name), skipped(skipped(colon) + 1)
            end = scan(position)[1]
            found[key] = position, end
            position = skipped(end)
            if text[position] == ",":
                position = skipped(position + 1)
        return found


class _Container:
    """An object or a list, and where each of its values stands, once that of one is asked for."""

    __slots__ = ("_found", "_key", "_text", "_within")

    def __init__(self, text: LocatedText, within: _Container | None, key: str | int) -> None:
        self._text, self._within, self._key = text, within, key
        self._found: dict[str | int, _Span] | None = None

    @staticmethod
    def around(text: LocatedText, start: int, end: int) -> _Container:
        """What stands for the surroundings of a value that is in no other."""
        made = _Container(text, None, 0)
        made._found = {0: (start, end)}
        return made

    def location(self, key: str | int) -> Location:
        """Where one of the values stands."""
        return self._text.lines.span(self._span(key))

    def _span(self, key: str | int) -> _Span:
        if self._found is None:
            assert self._within is not None
            self._found = self._text.inside(self._within._span(self._key)[0])
        return self._found[key]


def _node(data: object, within: _Container, key: str | int, text: LocatedText, depth: int = 0) -> Value:
    """What the scanner found as a value whose place is found when it is asked for. Raises _BeyondScannerError."""
    if isinstance(data, dict | list):
        if depth >= MAX_DEPTH:
            raise _BeyondScannerError
        own, deeper = _Container(text, within, key), depth + 1
        if isinstance(data, dict):
            made = {name: _node(each, own, name, text, deeper) for name, each in data.items()}
            return Value.placed(made, within, key)
        several = [_node(each, own, index, text, deeper) for index, each in enumerate(data)]
        return Value.placed(tuple(several), within, key)
    if isinstance(data, float) and data in TOO_LARGE:
        raise _BeyondScannerError
    return Value.placed(data, within, key)


def _may_hold_surrogates(text: str) -> bool:
    """Whether the scanner may make strings of it that no output can hold."""
    written = not text.isascii() and SURROGATE.search(text) is not None
    return written or ("\\u" in text and _ESCAPED_SURROGATE.search(text) is not None)


def _bare(node: Node) -> object:
    if not isinstance(node, Value):
        raise TypeError("JSON holds values only")
    match node.data:
        case Mapping() as members:
            return {name: _bare(child) for name, child in members.items()}
        case tuple() as elements:
            return [_bare(child) for child in elements]
        case data:
            return data


def _no_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is not valid JSON")


_DECODER = json.JSONDecoder(strict=False, parse_constant=_no_constant)
