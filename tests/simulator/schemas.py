"""Validates ARM bodies against the two published schema families."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import referencing
from referencing.jsonschema import DRAFT4

SPECS = Path(__file__).parent.parent / "specs" / "azure"
REQUIRED, READ_ONLY = 1, 2


@cache
def _bicep(name: str) -> dict[str, Any]:
    return json.loads((SPECS / name).read_text("utf-8"))  # type: ignore[no-any-return]


@cache
def _arm(name: str) -> tuple[dict[str, Any], referencing.Registry[Any]]:
    registry: referencing.Registry[Any] = referencing.Registry()
    whole = json.loads((SPECS / name).read_text("utf-8"))
    common = json.loads((SPECS / "arm-common-definitions.json").read_text("utf-8"))
    for document in (whole, common):
        registry = registry.with_resource(document["id"].rstrip("#"), DRAFT4.create_resource(document))
    return whole, registry


def arm_problems(resource_type: str, body: dict[str, Any]) -> Iterator[str]:
    """What the ARM JSON Schema (requests) objects to."""
    namespace, _, kind = resource_type.partition("/")
    name = (
        "arm-network-2025-07-01.json"
        if namespace == "Microsoft.Network"
        else "arm-containerservice-2026-05-01.json"
    )
    whole, registry = _arm(name)
    schema = {"$ref": f"{whole['id'].rstrip('#')}#/resourceDefinitions/{kind.replace('/', '_')}"}
    version = whole["resourceDefinitions"][kind.replace("/", "_")]["properties"]["apiVersion"]["enum"][0]
    complete = {"name": "n", "properties": {}, **body, "type": resource_type, "apiVersion": version}
    for problem in jsonschema.Draft4Validator(schema, registry=registry).iter_errors(complete):
        inner = list(problem.context or [])
        deepest = max(inner, key=lambda each: len(each.absolute_path), default=problem)
        yield f"{'.'.join(map(str, deepest.absolute_path))}: {deepest.message[:200]}"


def bicep_problems(resource_type: str, body: dict[str, Any], *, response: bool) -> Iterator[str]:
    """What the Bicep types object to: unknown properties and values; in requests, read-only and missing ones too."""
    name = (
        "bicep-network-2025-09-01.json"
        if resource_type.startswith("Microsoft.Network")
        else "bicep-containerservice-2026-05-01.json"
    )
    spec = _bicep(name)
    root = {kind.lower(): index for kind, index in spec["resources"].items()}[resource_type.lower()]
    yield from _check(spec["types"], root, body, "", response)


def _check(types: list[dict[str, Any]], index: int, value: Any, at: str, response: bool) -> Iterator[str]:
    kind = types[index]
    match kind["$type"]:
        case "ObjectType":
            yield from _check_object(types, kind, value, at, response)
        case "ArrayType":
            if not isinstance(value, list):
                yield f"{at}: not a list"
                return
            for number, item in enumerate(value):
                yield from _check(types, _target(kind["itemType"]), item, f"{at}[{number}]", response)
        case "UnionType":
            options = [_target(element) for element in kind["elements"]]
            if all(any(True for _ in _check(types, option, value, at, response)) for option in options):
                yield f"{at}: {value!r} is none of the {len(options)} allowed"
        case "StringLiteralType":
            if value != kind["value"]:
                yield f"{at}: {value!r} is not {kind['value']!r}"
        case "StringType":
            if not isinstance(value, str):
                yield f"{at}: {value!r} is not a string"
        case "IntegerType":
            if not isinstance(value, int) or isinstance(value, bool):
                yield f"{at}: {value!r} is not an integer"
        case "BooleanType":
            if not isinstance(value, bool):
                yield f"{at}: {value!r} is not true or false"


def _check_object(
    types: list[dict[str, Any]], kind: dict[str, Any], value: Any, at: str, response: bool
) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{at}: not an object"
        return
    for name, item in value.items():
        known = kind["properties"].get(name)
        if known is None:
            more = kind.get("additionalProperties")
            if more is None:
                yield f"{at}.{name}: unknown"
            else:
                yield from _check(types, _target(more), item, f"{at}.{name}", response)
        elif name not in ("apiVersion", "type") and item is not None:
            yield from _check(types, _target(known["type"]), item, f"{at}.{name}", response)
    if not response:
        for name, known in kind["properties"].items():
            if known["flags"] & REQUIRED and not known["flags"] & READ_ONLY and name not in value and at:
                yield f"{at}.{name}: required"


def _target(reference: dict[str, str]) -> int:
    return int(reference["$ref"].removeprefix("#/"))
