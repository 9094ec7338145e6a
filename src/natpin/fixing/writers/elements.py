"""Elements of a JSON array that are new, written as their neighbours are."""

from __future__ import annotations

import json
from typing import TypeAlias

from natpin.fixing.edit import indent_of, line_start
from natpin.fixing.writers.braces import Object

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | bool | None"


def style(text: str, element: Object) -> tuple[str, str] | None:
    """The indentation of an element, and what one level adds to it; None for one that does not begin its line, whose members
    are not on lines of their own, or that is no element of an array."""
    start = line_start(text, element.start)
    indent = indent_of(text, element.start)
    before = text[: element.start].rstrip()
    if text[start : element.start].strip() or not before.endswith(("[", ",", "}")) or not element.members:
        return None
    inner = indent_of(text, element.members[0].start)
    if not inner.startswith(indent) or len(inner) <= len(indent):
        return None
    return indent, inner[len(indent) :]


def shown(data: Json, indent: str, unit: str) -> str:
    """JSON of several lines, of which the first stands on one that is indented so."""
    return json.dumps(data, indent=unit, ensure_ascii=False).replace("\n", f"\n{indent}")


def behind(data: Json, indent: str, unit: str) -> str:
    """A further element, as it stands behind another one."""
    return f",\n{indent}{shown(data, indent, unit)}"


def value(written: str) -> Json:
    """What JSON says. Raises ValueError for what is none, comments included."""
    found: Json = json.loads(written)
    return found
