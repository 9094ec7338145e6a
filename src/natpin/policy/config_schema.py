"""The JSON Schema of natpin.yaml, with every built-in rule and its parameters."""

from __future__ import annotations

from collections.abc import Iterable

from natpin.config import SECTIONS, FailOn
from natpin.policy.check import SEVERITIES
from natpin.policy.definition import Policy
from natpin.policy.schema import DRAFT, TEXT, Schema, object_of, one_or_more, printed
from natpin.provision.schema import allow_schema, egress_schema

_LEVELS: Schema = {"enum": ["off", "on", True, False, *SEVERITIES]}
_SETTING: Schema = {
    "severity": _LEVELS,
    "enabled": {"type": "boolean"},
    "notIgnorable": {
        "type": "boolean",
        "description": "true: no comment, no ignore entry and no baseline hides a finding of this rule",
    },
}
_TYPES: dict[str, Schema] = {
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "text": TEXT,
    "flag": {"type": "boolean"},
    "texts": {"anyOf": [TEXT, {"type": "array", "items": TEXT}]},
}


def _rule_setting(policy: Policy) -> Schema:
    """What natpin.yaml can say of a built-in rule."""
    parameters: Schema = {}
    for parameter in policy.parameters:
        bounds = {"minimum": parameter.minimum, "maximum": parameter.maximum}
        known = {name: bound for name, bound in bounds.items() if bound is not None}
        about = {"description": parameter.description, "default": parameter.default}
        parameters[parameter.name] = {**_TYPES[parameter.type], **known, **about}
    return {"description": policy.rule.title, "anyOf": [_LEVELS, object_of({**_SETTING, **parameters}, [])]}


def _drift() -> Schema:
    """The section that ``natpin.commands.declared`` reads."""
    several = one_or_more(TEXT)
    watch = object_of({"scope": TEXT, "stacks": several, "entries": several}, ["scope"])
    issue = object_of({"per": {"enum": ["cluster", "scope"]}, "labels": several, "assignees": several}, [])
    made = object_of({"watch": {"type": "array", "items": watch}, "issue": issue}, [])
    return {**made, "type": ["object", "null"]}


def _contract() -> Schema:
    """The section that ``natpin.contract`` reads."""
    named = ("cidr", "prefix", "ip", "address")
    entry = object_of(
        {
            **dict.fromkeys(named, TEXT),
            "partners": one_or_more(TEXT),
            "until": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
        },
        [],
    )
    entry["oneOf"] = [{"required": [name]} for name in named]
    ips: Schema = {"type": "array", "items": {"anyOf": [TEXT, entry]}}
    section = object_of(
        {"ips": ips, "file": TEXT, "clusters": one_or_more(TEXT), "stacks": one_or_more(TEXT)}, []
    )
    section["anyOf"] = [{"required": ["ips"]}, {"required": ["file"]}]
    return {"anyOf": [ips, section, {"type": "null"}]}


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
    files = {"type": "array", "items": TEXT}
    environment = {
        "anyOf": [
            one_or_more(TEXT),
            object_of(
                {
                    "var-files": files,
                    "parameters": files,
                    "vars": {
                        "type": "object",
                        "additionalProperties": {"type": ["string", "number", "boolean"]},
                    },
                    "workspace": TEXT,
                },
                [],
            ),
        ]
    }
    ignore = object_of(
        {
            "rule": one_or_more(TEXT),
            "rules": one_or_more(TEXT),
            "reason": TEXT,
            "path": TEXT,
            "subject": TEXT,
            "until": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
        },
        ["reason"],
    )
    ignore["oneOf"] = [{"required": ["rule"]}, {"required": ["rules"]}]
    properties: Schema = {
        "$schema": TEXT,
        "extends": one_or_more(TEXT),
        "required-version": TEXT,
        "profile": TEXT,
        "policies": one_or_more(TEXT),
        "rules": rules,
        "paths": object_of({"exclude": one_or_more(TEXT)}, []),
        "fail-on": {"enum": [choice.value for choice in FailOn]},
        "ignore": {"type": "array", "items": ignore},
        "ignore-suppressions": {"type": "boolean"},
        "stacks": {
            "type": "array",
            "items": object_of(
                {"root": TEXT, "environments": {"type": "object", "additionalProperties": environment}},
                ["root"],
            ),
        },
        **{name: {} for name in SECTIONS},
        "contract": _contract(),
        "egress": egress_schema(),
        "allow": allow_schema(),
        "drift": _drift(),
    }
    return printed(
        {
            "$schema": DRAFT,
            "$id": "urn:natpin:schema:configuration",
            "title": "natpin.yaml",
            "type": ["object", "null"],
            "properties": properties,
            "additionalProperties": False,
        }
    )
