"""What natpin writes for programs, held to the schema that it names."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

ROOT = Path(__file__).parents[2]


@cache
def schemas() -> dict[str, dict[str, Any]]:
    """Every published schema of what natpin writes, by the name that documents give: ``natpin/plan/v1``."""
    found = {}
    for path in (ROOT / "src").rglob("*.schema.json"):
        schema = json.loads(path.read_text(encoding="utf-8"))
        Draft202012Validator.check_schema(schema)
        _, _, _, name, version = schema["$id"].split(":")
        found[f"natpin/{name}/{version}"] = schema
    return found


@cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(_closed(schemas()[name]))


def _closed(schema: Any) -> Any:
    """The same schema, which refuses members that it does not describe: what natpin writes is described whole."""
    if isinstance(schema, list):
        return [_closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: _closed(one) for name, one in schema.items()}
    if (
        isinstance(schema.get("properties"), dict)
        and "additionalProperties" not in schema
        and "type" in schema
    ):
        closed["additionalProperties"] = False
    return closed


def errors(document: Any, name: str | None = None) -> list[str]:
    """What of a document its schema does not allow. ``name``: the schema's, for a document that is a list or a line."""
    named = name or document["schema"]
    return [f"{one.json_path}: {one.message[:300]}" for one in _validator(named).iter_errors(document)]


def held(text: str | bytes, name: str | None = None) -> Any:
    """A document that was read, once it is what its schema says."""
    document = json.loads(text)
    found = errors(document, name)
    if found:
        raise AssertionError("; ".join(found[:10]))
    return document


def required(schema: dict[str, Any], document: Any) -> list[tuple[Any, ...]]:
    """The ways to every member of a document that its schema requires, lists by their first element."""
    found: list[tuple[Any, ...]] = []

    def walk(rule: Any, part: Any, way: tuple[Any, ...]) -> None:
        if isinstance(rule, dict) and "$ref" in rule:
            rule = schema["$defs"][rule["$ref"].rpartition("/")[2]]
        if not isinstance(rule, dict):
            return
        if isinstance(part, dict):
            for name in rule.get("required", ()):
                found.append((*way, name))
            for name, inner in rule.get("properties", {}).items():
                if name in part:
                    walk(inner, part[name], (*way, name))
        elif isinstance(part, list) and part:
            walk(rule.get("items"), part[0], (*way, 0))

    walk(schema, document, ())
    return found


def without(document: Any, way: tuple[Any, ...]) -> Any:
    """A copy without one member."""
    changed = copy.deepcopy(document)
    part = changed
    for step in way[:-1]:
        part = part[step]
    del part[way[-1]]
    return changed
