"""YAML as text: documents, entries of a mapping, scalars behind a key, and how deep something stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .interface import Literal, line_of

_SCALAR = re.compile(
    r"^[ ]*(?:- )*(?P<key>[\w./-]+):[ ]+(?P<value>\"[^\"$\\\n]*\"|'[^'\n]*'|[A-Za-z0-9][\w./:@-]*)[ \t]*\r?$|"
    r"^[ ]*- (?P<item>\"[^\"$\\\n]*\"|'[^'\n]*'|[A-Za-z0-9][\w./@-]*)[ \t]*\r?$",
    re.MULTILINE,
)


def documents(text: str) -> list[tuple[int, int]]:
    """Each document with the line of dashes below it; one that is only comments is none."""
    starts = [0, *(found.end() for found in re.finditer(r"^---[ \t]*\n", text, re.MULTILINE))]
    spans = zip(starts, [*starts[1:], len(text)], strict=True)
    return [(start, end) for start, end in spans if re.search(r"^\w", text[start:end], re.MULTILINE)]


def document_at(text: str, line: int) -> tuple[int, int] | None:
    """The document that a line stands in; lines count from 1."""
    for start, end in documents(text):
        first = text.count("\n", 0, start) + 1
        if first <= line <= first + text.count("\n", start, end):
            return start, end
    return None


def scalars(text: str, start: int, end: int, kept: frozenset[str]) -> Iterator[Literal]:
    """Values that are written out, of keys that are not kept."""
    for found in _SCALAR.finditer(text, start, end):
        if found["key"] in kept:
            continue
        name = "item" if found["value"] is None else "value"
        value = found[name].strip("\"'")
        plain = found[name] == value
        kind = (
            "number"
            if plain and value.isdigit()
            else "bool"
            if plain and value in ("true", "false")
            else "string"
        )
        yield Literal(found.start(name), found.end(name), value, kind, line_of(text, found.start(name)))


def below(text: str, position: int) -> int:
    """Just behind what belongs to the line at a position: the lines that stand deeper."""
    start = text.rfind("\n", 0, position) + 1
    depth = depth_of(text, start)
    end = text.find("\n", position) + 1 or len(text)
    while end < len(text):
        line = text[end : text.find("\n", end) + 1 or len(text)]
        if line.strip() and len(line) - len(line.lstrip(" ")) <= depth:
            return end
        end += len(line)
    return end


def depth_of(text: str, position: int) -> int:
    """How many spaces stand before the line at a position; the dash of a list counts as one."""
    start = text.rfind("\n", 0, position) + 1
    found = re.compile(r" *(?:- )*").match(text, start)
    return found.end() - start if found else 0
