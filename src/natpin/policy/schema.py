"""The JSON Schema of policies, for editors and for other tools.

Made from the same tables that the loader checks with, so the two cannot part. What a schema cannot say (a parameter
that is declared elsewhere, a pattern that takes linear time) the loader still says.
"""

from __future__ import annotations

import json
from typing import Any

from natpin.policy.check import KEYS, REQUIRED, SEVERITIES, VERDICTS
from natpin.policy.definition import CATEGORIES, PARAMETER_TYPES, OnUnknown
from natpin.policy.kinds import KINDS, Fields, fields_of
from natpin.policy.operators import OPERATORS
from natpin.policy.quantifiers import COUNTED, QUANTIFIERS

DRAFT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]

TEXT: Schema = {"type": "string", "pattern": "\\S"}
_PARAM: Schema = {
    "type": "object",
    "properties": {"param": TEXT},
    "required": ["param"],
    "additionalProperties": False,
}
_SCALAR: Schema = {"type": ["string", "number", "boolean", "null"]}


def policy_schema() -> str:
    """policies/schema/policy.schema.json."""
    shared = _Shared()
    definitions: Schema = {
        "text": TEXT,
        "param": _PARAM,
        "severity": {"enum": list(SEVERITIES)},
        "parameter": _parameter(),
        "leaf": _leaf(),
        "quantifier": _quantifier(),
    }
    branches = []
    for kind in KINDS:
        fields = fields_of(kind)
        for base in ["", *sorted(fields.lists)]:
            definitions[_name(kind, base)] = _condition(kind, fields, base, shared)
        itself = {"$ref": f"#/$defs/{_name(kind, '')}"}
        properties = {
            "when": itself,
            "require": itself,
            "severityWhen": {"items": {"properties": {"when": itself}}},
        }
        branches.append(
            {"if": {"properties": {"subject": {"const": kind}}}, "then": {"properties": properties}}
        )
    return printed(
        {
            "$schema": DRAFT,
            "$id": "urn:natpin:schema:policy",
            "title": "A natpin policy",
            "type": "object",
            "required": list(REQUIRED),
            "properties": _policy_properties(),
            "additionalProperties": False,
            "allOf": branches,
            "$defs": {**definitions, **shared.definitions},
        }
    )


class _Shared:
    """Lists of paths, each kept once: subnets of a cluster have the fields of subnets of a gateway."""

    def __init__(self) -> None:
        self.definitions: Schema = {}
        self._names: dict[tuple[str, ...], str] = {}

    def paths(self, names: list[str]) -> Schema:
        """A reference to the enumeration of these paths."""
        key = tuple(sorted(names))
        name = self._names.setdefault(key, f"paths{len(self._names)}")
        self.definitions[name] = {"enum": list(key)}
        return {"$ref": f"#/$defs/{name}"}


def _policy_properties() -> Schema:
    text = {"$ref": "#/$defs/text"}
    properties: Schema = {
        "id": {"type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$", "maxLength": 60},
        "title": text,
        "severity": {"$ref": "#/$defs/severity"},
        "subject": {"enum": list(KINDS)},
        "when": {"type": "object", "description": "where it is false, the rule is not applicable"},
        "require": {"type": "object", "description": "what must hold"},
        "message": {
            **TEXT,
            "maxLength": 2000,
            "description": "holes: {field}, {a / 60}, {param.name}, {elements}",
        },
        "rationale": text,
        "remediation": text,
        "references": one_or_more(TEXT),
        "parameters": {"type": "array", "items": {"$ref": "#/$defs/parameter"}},
        "onUnknown": {"enum": [choice.value for choice in OnUnknown]},
        "fix": object_of({"description": text, "safe": {"type": "boolean"}}, ["description"]),
        "related": {
            "type": "array",
            "items": object_of({"field": text, "message": text}, ["field", "message"]),
        },
        "property": {**TEXT, "description": "the field whose place is the finding's"},
        "severityWhen": {
            "type": "array",
            "items": object_of(
                {"when": {"type": "object"}, "severity": {"$ref": "#/$defs/severity"}}, ["when", "severity"]
            ),
        },
        "notIgnorable": {"type": "boolean"},
        "category": {"enum": list(CATEGORIES)},
        "enabled": {"type": "boolean"},
        "examples": {
            "type": "array",
            "items": object_of({"language": text, "bad": text, "good": text}, ["language", "bad", "good"]),
        },
        "tests": {"type": "array", "items": _test()},
    }
    assert tuple(properties) == KEYS
    return properties


def _test() -> Schema:
    return object_of(
        {
            "name": TEXT,
            "given": {"type": ["object", "string"]},
            "expect": {"enum": list(VERDICTS)},
            "parameters": {"type": "object"},
            "message": TEXT,
        },
        ["given", "expect"],
    )


def _parameter() -> Schema:
    return object_of(
        {
            "name": {
                "type": "string",
                "pattern": "^[a-z][A-Za-z0-9]*$",
                "not": {"enum": ["severity", "enabled"]},
            },
            "type": {"enum": list(PARAMETER_TYPES)},
            "default": {},
            "description": TEXT,
            "minimum": {"type": "number"},
            "maximum": {"type": "number"},
        },
        ["name", "type", "default", "description"],
    )


def _name(kind: str, base: str) -> str:
    """A definition's name; free of what a reference would have to escape."""
    return f"{kind}.{base}" if base else kind


def _leaf() -> Schema:
    operators = {name: _operand(kind) for name, (kind, _) in OPERATORS.items()}
    return {**object_of({"field": True, **operators}, ["field"]), "minProperties": 2, "maxProperties": 2}


def _quantifier() -> Schema:
    where = {"where": True}
    numbers = {name: _operand("pair" if name == "between" else "number") for name in COUNTED}
    counted = {**object_of({"count": True, **where, **numbers}, ["count"])}
    return {
        "oneOf": [
            object_of({"each": True, **where, "satisfy": True}, ["each", "satisfy"]),
            object_of({"some": True, **where}, ["some"]),
            object_of({"none": True, **where}, ["none"]),
            {**counted, "oneOf": [{"required": [name]} for name in COUNTED]},
        ]
    }


def _condition(kind: str, fields: Fields, base: str, shared: _Shared) -> Schema:
    """A condition whose paths start at a list's element, or at the subject."""
    itself = {"$ref": f"#/$defs/{_name(kind, base)}"}
    several = {"type": "array", "minItems": 1, "items": itself}
    shapes: list[Schema] = [
        object_of({"all": several}, ["all"]),
        object_of({"any": several}, ["any"]),
        object_of({"not": itself}, ["not"]),
        object_of({"undecided": TEXT}, ["undecided"]),
        {"$ref": "#/$defs/leaf", "properties": {"field": _paths(fields, base, shared)}},
    ]
    prefix = f"{base}." if base else ""
    for full in sorted(fields.lists):
        if full.startswith(prefix) and fields.list_on_the_way(full, base) is None:
            path = {"const": full.removeprefix(prefix)}
            inner = {"$ref": f"#/$defs/{_name(kind, full)}"}
            over = {**dict.fromkeys(QUANTIFIERS, path), "where": inner, "satisfy": inner}
            shapes.append({"$ref": "#/$defs/quantifier", "properties": over})
    return {"oneOf": shapes}


def _paths(fields: Fields, base: str, shared: _Shared) -> Schema:
    """The paths a leaf can name: nothing behind a further list."""
    prefix = f"{base}." if base else ""
    here = [
        name.removeprefix(prefix)
        for name in fields.names
        if name.startswith(prefix) and fields.list_on_the_way(name, base) is None
    ]
    choices = [shared.paths([*here, "."] if base else here)]
    if base:
        outside = [f"subject.{name}" for name in fields.names if fields.list_on_the_way(name, "") is None]
        choices.append(shared.paths(outside))
    if fields.open_ended and not base:
        below = "|".join(sorted(fields.open_ended))
        choices.append({"type": "string", "pattern": f"^({below})\\."})
    return choices[0] if len(choices) == 1 else {"anyOf": choices}


def _operand(kind: str) -> Schema:
    """What an operator takes (see ``operators.OPERATORS``)."""
    field = object_of({"field": TEXT}, ["field"])
    match kind:
        case "flag":
            return {"anyOf": [{"type": "boolean"}, _PARAM]}
        case "number":
            return {"anyOf": [{"type": "number"}, _PARAM, field]}
        case "positive":
            return {"anyOf": [{"type": "number", "exclusiveMinimum": 0}, _PARAM, field]}
        case "pair":
            bound = {"anyOf": [{"type": "number"}, _PARAM]}
            return {"type": "array", "minItems": 2, "maxItems": 2, "items": bound}
        case "scalars":
            return {"anyOf": [{"type": "array", "items": _SCALAR}, _PARAM, field]}
        case "scalar":
            return {"anyOf": [_SCALAR, _PARAM, field]}
        case "ranges":
            return {"anyOf": [TEXT, {"type": "array", "items": TEXT}, _PARAM, field]}
        case "version":
            return {"anyOf": [{"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}"}, _PARAM]}
        case "pattern":
            return {"type": "string", "minLength": 1, "maxLength": 256}
        case _:
            return TEXT


def object_of(properties: Schema, required: list[str]) -> Schema:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def one_or_more(entry: Schema) -> Schema:
    return {"anyOf": [entry, {"type": "array", "items": entry}]}


def printed(schema: Schema) -> str:
    return json.dumps(schema, ensure_ascii=False, separators=(",", ":")) + "\n"
