"""Block mappings of YAML."""

from __future__ import annotations

import re

from natpin.fixing.edit import Change, line_end, line_start
from natpin.fixing.why import NotMade
from natpin.fixing.writers.lines import without
from natpin.regex import late_regex

_PROPERTIES = late_regex(r"(?:[&!]\S*[ \t]+)*")
_KEY_BEFORE = late_regex(r"(?P<indent>[ -]*)[\w-]+:[ \t]+")
_ANCHOR = late_regex(r"&(\S+)")
_KEY = late_regex(r"""(?:"[^"\n]*"|'[^'\n]*'|[\w./-]+)[ \t]*:(?=[ \t\r\n]|\Z)""")


def with_key(text: str, start: int, names: tuple[str, ...], value: str) -> list[Change] | None:
    """``names[0]: {names[1]: … value}`` as the last entry of the block mapping that begins at an offset; None where none
    begins."""
    if _KEY.match(text, start) is None:
        return None
    width = start - line_start(text, start)
    end = _end(text, start, width)
    written = ""
    for depth, name in enumerate(names):
        written += f"\n{' ' * (width + 2 * depth)}{name}:"
    return [Change(end, end, f"{written} {value}")]


def key_before(text: str, value: int) -> int | None:
    """Where the key of a block mapping begins whose value begins at an offset on the same line."""
    key = _KEY_BEFORE.fullmatch(text, line_start(text, value), value)
    return key.end("indent") if key is not None else None


def with_rows(text: str, start: int, rows: list[str]) -> list[Change] | None:
    """Lines at the end of the block mapping that begins at an offset; None where none begins."""
    if _KEY.match(text, start) is None:
        return None
    width = start - line_start(text, start)
    end = _end(text, start, width)
    return [Change(end, end, "".join(f"\n{' ' * width}{row}" for row in rows))]


def _end(text: str, start: int, width: int) -> int:
    """Where the last line ends that belongs to a mapping whose keys stand in a column."""
    last = end = line_end(text, start)
    while end < len(text):
        begin = text.find("\n", end) + 1
        if not begin:
            break
        end = line_end(text, begin)
        line = text[begin:end]
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        column = len(line) - len(line.lstrip(" "))
        # a sequence may stand in the column of its key
        if column < width or (column == width and not stripped.startswith("- ") and not _KEY.match(stripped)):
            break
        if line.startswith(("---", "...")):
            break
        last = end
    return last


def without_key(text: str, value: int) -> list[Change] | None:
    """The entry whose value, a scalar or a block, begins at an offset, taken out with its lines."""
    begin = line_start(text, value)
    line = text[begin:value]
    own = len(line) - len(line.lstrip(" "))
    if line.strip() and _KEY.fullmatch(line.strip()):
        change = without(text, begin + own, line_end(text, value))
        return None if change is None else [change]
    if line.strip():
        return None
    head = begin - 1  # a block: its key stands on a line above, less far in
    while head > 0:
        above = line_start(text, head)
        there = text[above : line_end(text, above)]
        if there.strip() and not there.strip().startswith("#"):
            depth = len(there) - len(there.lstrip(" "))
            if depth < own or (depth == own and text[value : value + 2] == "- "):
                if _KEY.fullmatch(there.strip()) is None:
                    return None
                change = without(text, above + depth, _end(text, value, own))
                return None if change is None else [change]
        head = above - 1
    return None


def bare(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """A scalar without its anchor and its tag. Raises NotMade where an alias stands for it elsewhere too."""
    found = _PROPERTIES.match(text, *span)
    if found is None or found.end() == span[0]:
        return span
    for name in _ANCHOR.findall(found[0]):
        if re.search(rf"(?<!\S)\*{re.escape(name)}(?![^\s,\]}}])", text):
            raise NotMade(f"something else reads it too, as *{name}")
    return found.end(), span[1]


def child(text: str, start: int, name: str) -> int | None:
    """Where the block mapping begins that stands under a key of the block mapping at an offset; None where there is none."""
    entry = key(text, start, name)
    if entry is None:
        return None
    width = start - line_start(text, start)
    begin = text.find("\n", entry) + 1
    while begin:
        end = line_end(text, begin)
        line = text[begin:end]
        stripped = line.lstrip(" ")
        if stripped and not stripped.startswith("#"):
            column = len(line) - len(stripped)
            return begin + column if column > width and _KEY.match(stripped) else None
        begin = text.find("\n", end) + 1
    return None


def key(text: str, start: int, name: str) -> int | None:
    """Where a key stands in the block mapping at an offset."""
    width = start - line_start(text, start)
    end = _end(text, start, width)
    offset = start
    while offset < end:
        begin = line_start(text, offset)
        if text[offset : offset + len(name) + 1] == f"{name}:" and offset - begin == width:
            return offset
        begin = text.find("\n", offset) + 1
        if not begin:
            return None
        offset = begin + width
    return None


def root_key(text: str, inside: int, name: str) -> int | None:
    """Where a key at the top of the document around an offset stands."""
    begin = text.rfind("\n---", 0, inside) + 1
    end = text.find("\n---", inside)
    end = len(text) if end < 0 else end
    if text.startswith(f"{name}:", begin):
        return begin
    found = text.find(f"\n{name}:", begin, end)
    return found + 1 if found >= 0 else None
