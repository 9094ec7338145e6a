"""What a type makes of a value: ``[int]``, ``[string]``, ``[bool]``, ``[array]``, ``[ordered]``."""

from __future__ import annotations

from natpin.formats.az.powershell.operators import as_number, not_followed
from natpin.formats.az.powershell.values import (
    Items,
    Nothing,
    Number,
    Object,
    Text,
    Thing,
    Truth,
    elements_of,
    hole_of,
    is_true,
    known,
    label_of,
    literal,
    pieces_of,
)
from natpin.languages.shell.words import Status, joined
from natpin.model.location import Location

_WHOLE = frozenset(
    {"int", "int16", "int32", "int64", "long", "uint", "byte", "short", "uint32", "system.int32"}
)
_REAL = frozenset({"double", "float", "decimal", "single"})
_TEXT = frozenset({"string", "system.string"})
TRUTHS = frozenset({"bool", "boolean", "switch", "switchparameter", "system.boolean"})


def cast(type_: str, value: Thing, at: Location) -> Thing:
    """A value as a type has it; a type that is not known leaves it as it is."""
    name = type_.lower()
    if name.endswith("[]"):
        inner = name[:-2]
        items = value if isinstance(value, Items) else elements_of(value)
        if hole_of(value) is not None:
            return value
        return Items(tuple(cast(inner, each, at) for each in items.elements), items.at, items.open)
    if name in ("array", "object[]"):
        return value if hole_of(value) is not None else elements_of(value)
    if name in _TEXT:
        if isinstance(value, Items) and value.open is not None:
            return not_followed(f"$(…@{at.line}:{at.column})", at, "[string]")
        return value if isinstance(value, Text) else Text(joined(pieces_of(value)), value.at)
    if name in _WHOLE or name in _REAL:
        number = as_number(value)
        if number is None:
            return value
        return Number(round(number) if name in _WHOLE else float(number), value.at)
    if name in TRUTHS:
        if hole_of(value) is not None and not isinstance(value, Truth):
            return (
                Truth(Status.MAYBE, at, label_of(value))
                if is_true(value) is Status.MAYBE
                else Truth(is_true(value), at)
            )
        return value if isinstance(value, Truth) else Truth(is_true(value), at)
    if name == "void":
        return Nothing(at)
    if name == "char":
        number = as_number(value)
        if isinstance(value, Number) and isinstance(number, int) and 0 < number < 0x110000:
            return known(chr(number), at)
    if name in (
        "scriptblock",
        "securestring",
        "hashtable",
        "ordered",
        "pscustomobject",
        "psobject",
        "object",
    ):
        return value
    if name in ("version", "guid", "uri", "ipaddress", "mailaddress"):
        return (
            value
            if literal(value) is None or isinstance(value, Object)
            else known(literal(value) or "", value.at)
        )
    return value
