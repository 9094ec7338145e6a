"""Says what is wrong with a policy file, and where. What passes here, ``definition`` and ``conditions`` can take."""

from __future__ import annotations

import re
from collections.abc import Mapping

from natpin.languages.located_yaml.checked import Written
from natpin.model.finding import Severity
from natpin.model.record import replace
from natpin.policy import template
from natpin.policy.check_conditions import Context, condition, field, parameter_named
from natpin.policy.definition import CATEGORIES, PARAMETER_TYPES, OnUnknown
from natpin.policy.kinds import KINDS, fields_of

KEYS = (
    "id",
    "title",
    "severity",
    "subject",
    "when",
    "require",
    "message",
    "rationale",
    "remediation",
    "references",
    "parameters",
    "onUnknown",
    "fix",
    "related",
    "property",
    "severityWhen",
    "notIgnorable",
    "category",
    "enabled",
    "examples",
    "tests",
)
REQUIRED = ("id", "title", "severity", "subject", "require", "message", "rationale", "remediation")
SEVERITIES = tuple(severity.value for severity in Severity)
VERDICTS = ("pass", "fail", "unknown", "not-applicable")
RESERVED = ("severity", "enabled")
ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\Z")


def check(document: Written) -> None:
    """Raises PolicyError, with the place, for the first thing that is wrong."""
    parts = document.mapping("a policy", KEYS, REQUIRED)
    identifier = parts["id"].text("id")
    if not ID.match(identifier) or len(identifier) > 60:
        parts["id"].wrong(
            f"id {identifier!r} must be lower-case words joined by hyphens, 60 characters at most"
        )
    for name in ("title", "rationale", "remediation"):
        parts[name].text(name)
    parts["severity"].one_of("severity", SEVERITIES)
    kind = parts["subject"].one_of("subject", tuple(KINDS))
    context = Context(kind, fields_of(kind), _parameters(parts.get("parameters")))
    for name in ("when", "require"):
        if name in parts:
            condition(parts[name], context)
    _template(parts["message"], "message", context)
    _details(parts, context)


def _details(parts: Mapping[str, Written], context: Context) -> None:
    if "references" in parts:
        parts["references"].texts("references")
    if "onUnknown" in parts:
        parts["onUnknown"].one_of("onUnknown", tuple(choice.value for choice in OnUnknown))
    if "category" in parts:
        parts["category"].one_of("category", tuple(CATEGORIES))
    for name in ("notIgnorable", "enabled"):
        if name in parts:
            parts[name].flag(name)
    if "property" in parts:
        field(parts["property"], context, "property")
    if "fix" in parts:
        fix = parts["fix"].mapping("fix", ("description", "safe"), ("description",))
        _template(fix["description"], "fix.description", context)
        if "safe" in fix:
            fix["safe"].flag("fix.safe")
    for pointer in parts["related"].list("related") if "related" in parts else ():
        entry = pointer.mapping("related", ("field", "message"), ("field", "message"))
        field(entry["field"], context, "related.field")
        _template(entry["message"], "related.message", context)
    for softer in parts["severityWhen"].list("severityWhen") if "severityWhen" in parts else ():
        entry = softer.mapping("severityWhen", ("when", "severity"), ("when", "severity"))
        condition(entry["when"], context)
        entry["severity"].one_of("severity", SEVERITIES)
    for example in parts["examples"].list("examples") if "examples" in parts else ():
        keys = ("language", "bad", "good")
        for name, piece in example.mapping("an example", keys, keys).items():
            piece.text(f"examples.{name}")
    for case in parts["tests"].list("tests") if "tests" in parts else ():
        _test(case)


def _test(case: Written) -> None:
    entry = case.mapping("a test", ("name", "given", "expect", "parameters", "message"), ("given", "expect"))
    entry["expect"].one_of("expect", VERDICTS)
    if not isinstance(entry["given"].data, Mapping | str):
        entry["given"].wrong("given must be facts, or the path of a facts document or folder")
    for name in ("name", "message"):
        if name in entry:
            entry[name].text(name)
    if "parameters" in entry:
        entry["parameters"].mapping("parameters")


def _parameters(written: Written | None) -> Mapping[str, str]:
    """Names and types of the parameters a policy declares."""
    types: dict[str, str] = {}
    for parameter in written.list("parameters") if written else ():
        entry = parameter.mapping(
            "a parameter",
            ("name", "type", "default", "description", "minimum", "maximum"),
            ("name", "type", "default", "description"),
        )
        name = entry["name"].text("name")
        if not re.match(r"[a-z][A-Za-z0-9]*\Z", name) or name in RESERVED:
            entry["name"].wrong(
                f"{name!r} cannot be a parameter's name (letters and digits, first one small)"
            )
        if name in types:
            entry["name"].wrong(f"the parameter {name!r} is listed twice")
        types[name] = entry["type"].one_of("type", PARAMETER_TYPES)
        entry["description"].text("description")
        for bound in ("minimum", "maximum"):
            if bound in entry:
                entry[bound].number(bound)
        parameter_value(
            entry["default"],
            name,
            types[name],
            *(entry[bound].data if bound in entry else None for bound in ("minimum", "maximum")),
        )
    return types


def parameter_value(
    written: Written, name: str, type_: str, minimum: object = None, maximum: object = None
) -> object:
    """A parameter's value as plain data; blames ``written`` when it is not of the type or out of bounds."""
    match type_:
        case "integer":
            value: object = written.whole(name)
        case "number":
            value = written.number(name)
        case "text":
            value = written.text(name)
        case "flag":
            value = written.flag(name)
        case _:
            value = list(written.texts(name))
    if isinstance(minimum, int | float) and isinstance(value, int | float) and value < minimum:
        written.wrong(f"{name} must be at least {minimum}, not {value}")
    if isinstance(maximum, int | float) and isinstance(value, int | float) and value > maximum:
        written.wrong(f"{name} must be at most {maximum}, not {value}")
    return value


def _template(written: Written, what: str, context: Context) -> None:
    text = written.text(what)
    try:
        named = list(template.fields(text))
    except template.TemplateError as error:
        written.wrong(f"{what} {error}")
    for name in named:
        if name.startswith("param."):
            parameter_named(written, name.removeprefix("param."), context)
        elif name not in ("elements", "label"):
            field(replace(written, data=name), context, what)
