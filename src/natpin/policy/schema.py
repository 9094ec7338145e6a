"""The JSON Schemas of policies and of natpin.yaml, for editors and for other tools.

Made from the same tables that the loader checks with, so the two cannot part. What a schema cannot say (a parameter
that is declared elsewhere, a pattern that takes linear time) the loader still says.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from natpin.config import SECTIONS, FailOn
from natpin.policy.check import KEYS, REQUIRED, SEVERITIES, VERDICTS
from natpin.policy.conditions import COUNTED, QUANTIFIERS
from natpin.policy.definition import PARAMETER_TYPES, OnUnknown, Policy
from natpin.policy.kinds import KINDS, Fields, fields_of
from natpin.policy.operators import OPERATORS

DRAFT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string", "pattern": "\\S"}
_PARAM: Schema = {
    "type": "object",
    "properties": {"param": _TEXT},
    "required": ["param"],
    "additionalProperties": False,
}
_SCALAR: Schema = {"type": ["string", "number", "boolean", "null"]}


def policy_schema() -> str:
    """policies/schema/policy.schema.json."""
    shared = _Shared()
    definitions: Schema = {
        "text": _TEXT,
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
    return _printed(
        {
            "$schema": DRAFT,
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
            **_TEXT,
            "maxLength": 2000,
            "description": "holes: {field}, {a / 60}, {param.name}, {elements}",
        },
        "rationale": text,
        "remediation": text,
        "references": _one_or_more(_TEXT),
        "parameters": {"type": "array", "items": {"$ref": "#/$defs/parameter"}},
        "onUnknown": {"enum": [choice.value for choice in OnUnknown]},
        "fix": _object({"description": text, "safe": {"type": "boolean"}}, ["description"]),
        "related": {
            "type": "array",
            "items": _object({"field": text, "message": text}, ["field", "message"]),
        },
        "property": {**_TEXT, "description": "the field whose place is the finding's"},
        "severityWhen": {
            "type": "array",
            "items": _object(
                {"when": {"type": "object"}, "severity": {"$ref": "#/$defs/severity"}}, ["when", "severity"]
            ),
        },
        "notIgnorable": {"type": "boolean"},
        "enabled": {"type": "boolean"},
        "examples": {
            "type": "array",
            "items": _object({"language": text, "bad": text, "good": text}, ["language", "bad", "good"]),
        },
        "tests": {"type": "array", "items": _test()},
    }
    assert tuple(properties) == KEYS
    return properties


def _test() -> Schema:
    return _object(
        {
            "name": _TEXT,
            "given": {"type": ["object", "string"]},
            "expect": {"enum": list(VERDICTS)},
            "parameters": {"type": "object"},
            "message": _TEXT,
        },
        ["given", "expect"],
    )


def _parameter() -> Schema:
    return _object(
        {
            "name": {
                "type": "string",
                "pattern": "^[a-z][A-Za-z0-9]*$",
                "not": {"enum": ["severity", "enabled"]},
            },
            "type": {"enum": list(PARAMETER_TYPES)},
            "default": {},
            "description": _TEXT,
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
    return {**_object({"field": True, **operators}, ["field"]), "minProperties": 2, "maxProperties": 2}


def _quantifier() -> Schema:
    where = {"where": True}
    numbers = {name: _operand("pair" if name == "between" else "number") for name in COUNTED}
    counted = {**_object({"count": True, **where, **numbers}, ["count"])}
    return {
        "oneOf": [
            _object({"each": True, **where, "satisfy": True}, ["each", "satisfy"]),
            _object({"some": True, **where}, ["some"]),
            _object({"none": True, **where}, ["none"]),
            {**counted, "oneOf": [{"required": [name]} for name in COUNTED]},
        ]
    }


def _condition(kind: str, fields: Fields, base: str, shared: _Shared) -> Schema:
    """A condition whose paths start at a list's element, or at the subject."""
    itself = {"$ref": f"#/$defs/{_name(kind, base)}"}
    several = {"type": "array", "minItems": 1, "items": itself}
    shapes: list[Schema] = [
        _object({"all": several}, ["all"]),
        _object({"any": several}, ["any"]),
        _object({"not": itself}, ["not"]),
        _object({"undecided": _TEXT}, ["undecided"]),
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
    field = _object({"field": _TEXT}, ["field"])
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
            return {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}, _PARAM, field]}
        case "version":
            return {"anyOf": [{"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}"}, _PARAM]}
        case "pattern":
            return {"type": "string", "minLength": 1, "maxLength": 256}
        case _:
            return _TEXT


def _object(properties: Schema, required: list[str]) -> Schema:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _one_or_more(entry: Schema) -> Schema:
    return {"anyOf": [entry, {"type": "array", "items": entry}]}


_LEVELS: Schema = {"enum": ["off", "on", True, False, *SEVERITIES]}
_SETTING: Schema = {"severity": _LEVELS, "enabled": {"type": "boolean"}}
_TYPES: dict[str, Schema] = {
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "text": _TEXT,
    "flag": {"type": "boolean"},
    "texts": {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]},
}


def _rule_setting(policy: Policy) -> Schema:
    """What natpin.yaml can say of a built-in rule."""
    parameters: Schema = {}
    for parameter in policy.parameters:
        bounds = {"minimum": parameter.minimum, "maximum": parameter.maximum}
        known = {name: bound for name, bound in bounds.items() if bound is not None}
        about = {"description": parameter.description, "default": parameter.default}
        parameters[parameter.name] = {**_TYPES[parameter.type], **known, **about}
    return {"description": policy.rule.title, "anyOf": [_LEVELS, _object({**_SETTING, **parameters}, [])]}


def config_schema(policies: Iterable[Policy]) -> str:
    """policies/schema/natpin.schema.json, with the built-in rules and their parameters."""
    own_rule = {
        "anyOf": [
            _LEVELS,
            {
                "type": "object",
                "properties": _SETTING,
                "additionalProperties": {"type": ["string", "number", "boolean", "array"]},
            },
        ]
    }
    rules = {
        "type": "object",
        "properties": {policy.id: _rule_setting(policy) for policy in policies},
        "additionalProperties": own_rule,
    }
    files = {"type": "array", "items": _TEXT}
    environment = {
        "anyOf": [
            _one_or_more(_TEXT),
            _object(
                {
                    "var-files": files,
                    "parameters": files,
                    "vars": {
                        "type": "object",
                        "additionalProperties": {"type": ["string", "number", "boolean"]},
                    },
                    "workspace": _TEXT,
                },
                [],
            ),
        ]
    }
    ignore = _object(
        {
            "rule": _one_or_more(_TEXT),
            "rules": _one_or_more(_TEXT),
            "reason": _TEXT,
            "path": _TEXT,
            "subject": _TEXT,
            "until": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
        },
        ["reason"],
    )
    ignore["oneOf"] = [{"required": ["rule"]}, {"required": ["rules"]}]
    properties: Schema = {
        "profile": _TEXT,
        "policies": _one_or_more(_TEXT),
        "rules": rules,
        "paths": _object({"exclude": _one_or_more(_TEXT)}, []),
        "fail-on": {"enum": [choice.value for choice in FailOn]},
        "ignore": {"type": "array", "items": ignore},
        "ignore-suppressions": {"type": "boolean"},
        "stacks": {
            "type": "array",
            "items": _object(
                {"root": _TEXT, "environments": {"type": "object", "additionalProperties": environment}},
                ["root"],
            ),
        },
        **{name: {} for name in SECTIONS},
    }
    return _printed(
        {
            "$schema": DRAFT,
            "title": "natpin.yaml",
            "type": ["object", "null"],
            "properties": properties,
            "additionalProperties": False,
        }
    )


def _printed(schema: Schema) -> str:
    return json.dumps(schema, ensure_ascii=False, separators=(",", ":")) + "\n"
