"""Microsoft's types of what natpin translates: which properties there are, and what each holds.

Source: Bicep types, generated from the ARM specifications (``tests/specs/azure/README.md``).
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from natpin.model.resource import ENVELOPE

SPECS = Path(__file__).parent.parent / "specs" / "azure"
FILES = ("bicep-network-2025-09-01", "bicep-containerservice-2026-05-01", "bicep-routing-2025-09-01")


@cache
def _types() -> dict[str, tuple[list[dict[str, Any]], int]]:
    found: dict[str, tuple[list[dict[str, Any]], int]] = {}
    for name in FILES:
        spec = json.loads((SPECS / f"{name}.json").read_text("utf-8"))
        found |= {type_: (spec["types"], body) for type_, body in spec["resources"].items()}
    return found


def known_types() -> frozenset[str]:
    """The types whose properties are known."""
    return frozenset(_types())


def what_stands(type_: str, path: str) -> str | None:
    """What ARM holds at a path as natpin's model spells it, with ``[]`` for elements: ``string``, ``integer``,
    ``boolean``, ``any``, ``object``, ``[]string`` for a list, ``{}string`` for a map. None where ARM has no such property.

    ``properties`` is flat beside the envelope in the model, also of resources that stand inside of others.
    """
    types, body = _types()[type_]
    found = _step(types, body, path.replace("[]", ".[]").split("."))
    return None if found is None else _name(types, found)


def _step(types: list[dict[str, Any]], index: int, names: list[str]) -> int | None:
    if not names:
        return index
    kind, first = types[index], names[0]
    if first == "[]":
        return _step(types, _target(kind["itemType"]), names[1:]) if kind["$type"] == "ArrayType" else None
    if kind["$type"] != "ObjectType":
        return None
    members = kind["properties"]
    if first in members and (first in ENVELOPE or "properties" not in members or first == "name"):
        return _step(types, _target(members[first]["type"]), names[1:])
    if "properties" in members and first != "properties":
        inner = _step(types, _target(members["properties"]["type"]), names)
        if inner is not None:
            return inner
    if first in members:
        return _step(types, _target(members[first]["type"]), names[1:])
    more = kind.get("additionalProperties")
    return None if more is None else _step(types, _target(more), names[1:])


def _name(types: list[dict[str, Any]], index: int) -> str:
    kind = types[index]
    match kind["$type"]:
        case "ArrayType":
            return f"[]{_name(types, _target(kind['itemType']))}"
        case "UnionType":
            return "/".join(sorted({_name(types, _target(each)) for each in kind["elements"]}))
        case "ObjectType" if not kind["properties"] and "additionalProperties" in kind:
            return f"{{}}{_name(types, _target(kind['additionalProperties']))}"
        case "StringLiteralType" | "StringType":
            return "string"
        case other:
            return str(other).removesuffix("Type").lower()


def _target(reference: dict[str, str]) -> int:
    return int(reference["$ref"].removeprefix("#/"))
