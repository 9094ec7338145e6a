"""Terraform's HCL: arguments and blocks, written as ``terraform fmt`` leaves them.

Source of the style: Terraform's "Style conventions" (alignment of ``=`` in consecutive lines, blank line before blocks),
and hclwrite's ``format.go``: a row of lines that each hold one argument is aligned; a blank line, a block or a value of
several lines ends the row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from natpin.fixing.edit import Change, indent_of, line_after, line_end, line_start
from natpin.fixing.writers.lines import deeper, without
from natpin.languages.hcl.ast import Attribute, Block, Body, Literal, TupleOf
from natpin.languages.hcl.bodies import parse_block
from natpin.languages.hcl.source import HclError, Source
from natpin.regex import late_regex

WIDTH = 100
"""Columns of a list on one line: Terraform's own style says nothing of it."""

_COMMENT = late_regex(r"\"?(?P<blank>[ \t]+)(?:#|//)")
_ARGUMENT = late_regex(r"[ \t]*(?P<name>[\w-]+)(?P<blank>[ \t]*)=(?!=)(?![^\n]*(?:<<|[{\[(][ \t]*\r?\n))")
_LAST = ("depends_on", "providers")
"""Arguments of a block that stand behind all others (Terraform, "Style conventions")."""
_ASSIGNED = late_regex(r"(?P<name>[\w-]+)[ \t]*=[ \t]*")


def literal(value: bool | int | str) -> str:
    """A value as HCL writes it; text must need no escaping."""
    if isinstance(value, str):
        return f'"{value}"'
    return str(value).lower()


def block_at(text: str, span: tuple[int, int]) -> Block | None:
    """The block of a span; None for what is none."""
    try:
        return parse_block(Source("", text), *span)
    except HclError:
        return None


def inserted(text: str, block: Block, name: str, value: str) -> list[Change] | None:
    """``name = value`` in a block that does not have it: after its first row of arguments, aligned with it; on a row of
    its own where the name is longer than theirs. A block on one line is laid out on several."""
    there = block.body.attributes.get(name)
    if there is not None:  # null is what is not there
        start, end = there.expression.start, there.expression.end
        return [Change(start, end, value)] if text[start:end] == "null" else None
    if "\n" not in text[block.start : block.end]:
        return _spread(text, block, name, value)
    before = min((inner.start for inner in block.body.blocks), default=block.end)
    own = sorted(block.body.attributes.values(), key=lambda each: each.start)
    row = [each for each in own if each.start < before] or own
    while len(row) > 1 and row[-1].name in _LAST:
        row.pop()
    if not row:
        opening = text.index("{", block.start)
        return [
            Change(
                line_end(text, opening),
                line_end(text, opening),
                f"\n{deeper(text, block.start)}{name} = {value}",
            )
        ]
    last = row[-1]
    end = line_end(text, last.end)
    if text[last.end : end].strip() and not text[last.end : end].strip().startswith(("#", "//", "/*")):
        return None
    indent = indent_of(text, last.start)
    width = _width(text, row)
    if width is None:  # a value of several lines ends the row
        return [Change(end, end, f"\n{indent}{name} = {value}")]
    if len(name) > width:
        return [Change(end, end, f"\n\n{indent}{name} = {value}")]
    return [Change(end, end, f"\n{indent}{name:{width}} = {value}")]


def _spread(text: str, block: Block, name: str, value: str) -> list[Change] | None:
    """A block of one line, with another argument: HCL takes one argument at most on the line of its block."""
    own = list(block.body.attributes.values())
    start, end = text.index("{", block.start) + 1, block.end - 1
    around = text[start : own[0].start] + text[own[0].end : end] if own else text[start:end]
    if block.body.blocks or len(own) > 1 or around.strip():
        return None
    inside = [(each.name, text[each.expression.start : each.expression.end]) for each in own]
    indent = indent_of(text, block.start)
    rows = [*inside, (name, value)]
    width = max(len(key) for key, _ in rows)
    written = "".join(f"\n{indent}  {key:{width}} = {said}" for key, said in rows)
    return [Change(start, end, f"{written}\n{indent}")]


def _width(text: str, row: Sequence[Attribute]) -> int | None:
    """How wide names are in the row that the last argument stands in; None where it is a value of several lines."""
    last = row[-1]
    if "\n" in text[last.start : last.end]:
        return None
    width = 0
    line = line_start(text, last.start)
    for each in reversed(row):
        if line_start(text, each.start) != line or "\n" in text[each.start : each.end]:
            break
        found = _ASSIGNED.match(text, each.start)
        if found is None:
            break
        width = max(width, text.index("=", each.start) - each.start - 1)
        line = line_start(text, line - 1) if line else -1
    return width


def realigned(text: str, change: Change) -> list[Change]:
    """The comments in a row of lines of which one has a value of another length: in one column, a blank behind the longest
    line, where they stood in one before."""
    comment = _COMMENT.match(text, change.end)
    longer = len(change.new) - (change.end - change.start)
    own = line_start(text, change.start)
    if comment is None or not longer or own != line_start(text, change.end):
        return []
    starts = [own]
    while starts[0] and _comment(text, line_start(text, starts[0] - 1)):
        starts.insert(0, line_start(text, starts[0] - 1))
    while (after := line_after(text, starts[-1])) < len(text) and _comment(text, after):
        starts.append(after)
    places = {start: found for start in starts if (found := _comment(text, start)) is not None}
    if len(starts) == 1 or len({at for _, at in places.values()}) > 1:
        return []
    ends = {start: code + (longer if start == own else 0) for start, (code, _) in places.items()}
    column = max(ends.values()) + 1
    made = []
    for start, (code, at) in places.items():
        blanks = " " * (column - ends[start])
        if blanks != text[start + code : start + at]:
            made.append(Change(start + code, start + at, blanks))
    return made


def _comment(text: str, start: int) -> tuple[int, int] | None:
    """Where the code of a line ends and its comment begins, in columns; None where it has not both."""
    line = text[start : line_end(text, start)]
    quoted = False
    for position, character in enumerate(line):
        if character == '"' and line[position - 1 : position] != "\\":
            quoted = not quoted
        elif not quoted and line.startswith(("#", "//"), position):
            code = len(line[:position].rstrip())
            return (code, position) if code else None
    return None


def rows_joined(text: str, start: int, end: int) -> list[Change]:
    """The arguments above and below some lines that go, aligned as one row."""
    above = [*reversed(list(_arguments(_lines(text[:start])[::-1], start, -1)))]
    below = list(_arguments(_lines(text[end:]), end, 1))
    if not above or not below:
        return []
    found = [*above, *below]
    width = max(len(match["name"]) for _, match in found)
    changes = []
    for at, match in found:
        blanks = " " * (width - len(match["name"]) + 1)
        if match["blank"] != blanks:
            changes.append(Change(at + match.start("blank"), at + match.end("blank"), blanks))
    return changes


def _lines(text: str) -> list[str]:
    return [f"{line}\n" for line in text.removesuffix("\n").split("\n")]


def _arguments(lines: Sequence[str], at: int, step: int) -> Iterator[tuple[int, re.Match[str]]]:
    """Lines that hold one argument each, as long as they follow one another, with where each begins."""
    for line in lines:
        match = _ARGUMENT.match(line)
        if match is None:
            return
        at -= len(line) if step < 0 else 0
        yield at, match
        at += len(line) if step > 0 else 0


def with_block(text: str, block: Block, lines: Sequence[str]) -> list[Change] | None:
    """Lines at the end of a block, after a blank line; ``lines`` are not indented for it yet."""
    if "\n" not in text[block.start : block.end]:
        return None
    closing = line_start(text, block.end - 1)
    if text[closing : block.end - 1].strip():
        return None
    indent = deeper(text, block.start)
    empty = not block.body.attributes and not block.body.blocks
    written = "".join(f"{indent}{line}\n" if line else "\n" for line in lines)
    return [Change(closing, closing, written if empty else f"\n{written}")]


def protected(text: str, block: Block) -> list[Change] | None:
    """``prevent_destroy = true`` in the block's ``lifecycle``."""
    for inner in block.body.blocks:
        if inner.type == "lifecycle":
            there = inner.body.attributes.get("prevent_destroy")
            if there is None:
                return inserted(text, inner, "prevent_destroy", "true")
            if isinstance(there.expression, Literal):
                return [Change(there.expression.start, there.expression.end, "true")]
            return None
    return with_block(text, block, ["lifecycle {", "  prevent_destroy = true", "}"])


def depending(text: str, block: Block, names: Sequence[str]) -> list[Change] | None:
    """A ``depends_on`` that names these too; what it names already stays as it is, and no change where it names all."""
    there = block.body.attributes.get("depends_on")
    if there is None:
        flat = f"depends_on = [{', '.join(names)}]"
        if len(deeper(text, block.start) + flat) <= WIDTH:
            return with_block(text, block, [flat])
        return with_block(text, block, ["depends_on = [", *(f"  {name}," for name in names), "]"])
    if not isinstance(there.expression, TupleOf):
        return None
    items = there.expression.items
    named = {text[item.start : item.end] for item in items}
    names = [name for name in names if name not in named]
    if not names:
        return []
    if not items:
        return [Change(there.expression.start, there.expression.end, f"[{', '.join(names)}]")]
    last = items[-1]
    if "\n" not in text[there.expression.start : there.expression.end]:
        more = "".join(f", {name}" for name in names)
        if len(text[line_start(text, last.end) : line_end(text, last.end)] + more) <= WIDTH:
            return [Change(last.end, last.end, more)]
        outer = indent_of(text, there.start)
        rows = [*(text[item.start : item.end] for item in items), *names]
        written = "".join(f"{outer}  {row},\n" for row in rows)
        return [Change(there.expression.start, there.expression.end, f"[\n{written}{outer}]")]
    indent = indent_of(text, last.start)
    behind = text[last.end : there.expression.end]
    if behind.startswith(","):  # a comment behind it stays there
        end = line_end(text, last.end)
        return [Change(end, end, "".join(f"\n{indent}{name}," for name in names))]
    return [Change(last.end, last.end, "".join(f",\n{indent}{name}" for name in names))]


def removed(text: str, span: tuple[int, int]) -> list[Change] | None:
    """A block, or the argument with the value of this span, taken out with its lines."""
    start, end = span
    line = line_start(text, start)
    begin = line + len(text[line:start]) - len(text[line:start].lstrip(" \t"))
    if text[begin:start].strip():
        assigned = _ASSIGNED.match(text, begin)
        if assigned is None or assigned.end() != start:
            return None
    change = without(text, begin, end)
    return None if change is None else [change]


def nested(body: Body, *names: str) -> Block | None:
    """The one block of this type inside another, and so on; None where there is none or several."""
    found: Block | None = None
    for name in names:
        there = [each for each in body.blocks if each.type == name]
        if len(there) != 1:
            return None
        found, body = there[0], there[0].body
    return found
