"""Objects in braces: Bicep's, JSON's, HCL's object values and YAML's flow mappings, written as their formatters leave them.

Source of the style: ``bicep format`` (a property a line without commas, ``{ a: 1 }`` on one line), JSON as it is written
around the object.
"""

from __future__ import annotations

from collections.abc import Iterator

from natpin.fixing.edit import Change, indent_of, line_end
from natpin.fixing.writers.lines import step, without
from natpin.model.record import mutable, record
from natpin.regex import late_regex

BICEP, JSON, HCL = "bicep", "json", "hcl"

_TOKEN = late_regex(
    r"""(?P<comment>//[^\n]*+|/\*(?s:.*?)(?:\*/|\Z)|\#(?![a-z])[^\n]*+)
       |(?P<string>'''(?s:.*?)(?:'''|\Z)|"(?:[^"\\]|\\.)*+"|'(?:[^'\\\n]|\\.)*+')
       |(?P<open>[{(\[])|(?P<close>[})\]])
       |(?P<comma>,)|(?P<line>\n)|(?P<blank>[ \t\r]++)
       |(?P<other>[^\s{}()\[\],"'/#]++|[/#])""",
    0x40,  # re.VERBOSE
)

_BETWEEN = ("blank", "line", "comment", "comma")
"""Kinds of token that are no part of a value."""


@record
class Member:
    """A member of an object: its name without quotes, and where it and its value stand."""

    name: str
    start: int
    value: int
    end: int


@mutable
class Object:
    """An object's members. ``start`` is at its opening brace, ``end`` after the closing one."""

    start: int
    end: int
    members: list[Member]


_NAMED = late_regex(
    r"""(?:"(?P<double>[^"\\\n]*)"|'(?P<single>[^'\\\n]*)'|(?P<bare>[\w-]+))[ \t]*[:=][ \t\r\n]*"""
)


def object_at(text: str, start: int, end: int) -> Object | None:
    """The object whose opening brace is at ``start``; None where there is none, or nothing closes it before ``end``."""
    if text[start : start + 1] != "{":
        return None
    found = Object(start, end, [])
    fresh, last = True, start + 1  # whether a member may begin here; where the last word of one ended
    for kind, here, offset, depth in _tokens(text, start, end):
        if depth == 0 and kind == "close":
            _closed(found, last)
            found.end = offset
            return found
        if depth == 1 and kind in ("comma", "line"):
            fresh = True
            if kind == "comma":
                _closed(found, last)
            continue
        if depth == 1 and fresh and kind in ("string", "other"):
            named = _NAMED.match(text, here)
            if named is not None:
                _closed(found, last)
                name = named["double"] or named["single"] or named["bare"] or ""
                found.members.append(Member(name, here, named.end(), -1))
            fresh = False
        if kind not in _BETWEEN:
            last = offset
    return None


def _tokens(text: str, start: int, end: int) -> Iterator[tuple[str | None, int, int, int]]:
    """Every token that begins in a span: its kind, where it is, and in how many brackets. A bracket itself stands in those
    around it. Ends early at what is no token."""
    depth, offset = 0, start
    while offset < end:
        token = _TOKEN.match(text, offset)
        if token is None:
            return
        offset = token.end()
        depth -= token.lastgroup == "close"
        yield token.lastgroup, token.start(), offset, depth
        depth += token.lastgroup == "open"


def _closed(found: Object, last: int) -> None:
    if found.members and found.members[-1].end < 0:
        member = found.members[-1]
        found.members[-1] = Member(member.name, member.start, member.value, last)


def member(found: Object, name: str) -> Member | None:
    """A member by name, whatever its case."""
    return next((each for each in found.members if each.name.lower() == name.lower()), None)


def with_member(text: str, found: Object, names: tuple[str, ...], value: str, style: str) -> list[Change]:
    """``names[0].names[1]… = value`` in an object that does not have ``names[0]``. ``value`` is spelt for the style."""
    if not found.members:
        inside = text[found.start + 1 : found.end - 1]
        if inside.strip():  # comments alone
            end = line_end(text, found.start)
            outer = indent_of(text, found.start)
            return [Change(end, end, f"\n{outer}  {_entry(names, value, style, outer + '  ', '  ', ' ')}")]
        blank = "" if style == JSON else " "
        entry = _flat(names, value, style)
        return [Change(found.start, found.end, f"{{{blank}{entry}{blank}}}")]
    first, last = found.members[0], found.members[-1]
    several = "\n" in text[found.start : first.start]
    between = text[first.start : first.value]
    gap = " " if style != JSON or between.endswith((" ", "\n")) else ""
    comma = text[last.end :].lstrip()[:1] == ","
    if not several:
        if comma:
            return []
        after = (
            " " if style != JSON or ", " in text[found.start : found.end] or len(found.members) == 1 else ""
        )
        return [Change(last.end, last.end, f",{after}{_flat(names, value, style, gap)}")]
    indent = indent_of(text, first.start)
    unit = step(indent_of(text, found.end - 1), indent)
    entry = _entry(names, value, style, indent, unit, gap)
    if style == JSON or (style == HCL and comma):
        if comma:
            return []
        return [Change(last.end, last.end, f",\n{indent}{entry}")]
    end = line_end(text, last.end)
    if text.rfind("/*", last.end, end) > text.rfind("*/", last.end, end):  # a comment that goes on below
        end = line_end(text, text.index("*/", end))
    if "}" in text[last.end : end]:  # the brace closes on the last member's line
        return []
    return [Change(end, end, f"\n{indent}{entry}")]


def _named(name: str, style: str, gap: str) -> str:
    if style == JSON:
        return f'"{name}":{gap}'
    return f"{name} = " if style == HCL else f"{name}: "


def _flat(names: tuple[str, ...], value: str, style: str, gap: str = " ") -> str:
    blank = "" if style == JSON else " "
    written = value
    for name in reversed(names[1:]):
        written = f"{{{blank}{_named(name, style, gap)}{written}{blank}}}"
    return _named(names[0], style, gap) + written


def _entry(names: tuple[str, ...], value: str, style: str, indent: str, unit: str, gap: str) -> str:
    written = _named(names[0], style, gap)
    if len(names) == 1:
        return written + value
    inner = _entry(names[1:], value, style, indent + unit, unit, gap)
    return f"{written}{{\n{indent}{unit}{inner}\n{indent}}}"


def without_member(text: str, found: Object, gone: Member) -> list[Change] | None:
    """An object without one of its members: with its line where it has one to itself, and with one comma."""
    position = found.members.index(gone)
    before = found.members[position - 1] if position else None
    after = found.members[position + 1] if position + 1 < len(found.members) else None
    comma = text[gone.end :].lstrip()[:1] == ","
    end = gone.end + text[gone.end :].index(",") + 1 if comma else gone.end
    whole = without(text, gone.start, end)
    if whole is not None and (comma or before is None or "," not in text[before.end : gone.start]):
        return [whole]
    if whole is not None and before is not None:  # the last one: the comma before it goes
        at = before.end + text[before.end : gone.start].index(",")
        return [Change(at, at + 1, ""), whole]
    if after is not None:
        return [Change(gone.start, after.start, "")]
    if before is not None:
        return [Change(before.end, gone.end, "")]
    return [Change(found.start, found.end, "{}")]


def enclosing(text: str, value: int, within: tuple[int, int]) -> tuple[Object, Member] | None:
    """The innermost object in a span that has a member whose value begins at an offset, and that member."""
    offset = text.find("{", within[0], within[1])
    while 0 <= offset < within[1]:
        found = object_at(text, offset, within[1])
        if found is None:
            return None
        for each in found.members:
            if each.value == value:
                return found, each
            if each.value < value < each.end:
                offset = text.find("{", each.value, each.end)
                break
        else:
            offset = text.find("{", found.end, within[1])
    return None


def array_at(text: str, start: int, end: int) -> tuple[int, int, int] | None:
    """Of the array whose bracket is at ``start``: where its first element begins, where its last one ends, and where it is
    closed. The first two are the same for an empty one. None where nothing closes it."""
    if text[start : start + 1] != "[":
        return None
    first, last = -1, start + 1
    for kind, here, offset, depth in _tokens(text, start, end):
        if depth == 0 and kind == "close":
            return (last if first < 0 else first), last, here
        if kind not in _BETWEEN and here > start:
            first = here if first < 0 else first
            last = offset
    return None


def with_element(text: str, start: int, end: int, element: str) -> list[Change] | None:
    """An element at the end of a JSON array."""
    found = array_at(text, start, end)
    if found is None:
        return None
    first, last, close = found
    if first == last:
        return [Change(start, close + 1, f"[{element}]")]
    if "," in text[last:close]:
        return None
    if "\n" in text[start:first]:
        return [Change(last, last, f",\n{indent_of(text, first)}{element}")]
    return [Change(last, last, f", {element}")]
